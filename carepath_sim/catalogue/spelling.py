"""Names for messages: the one most like what was written, and a list short enough to read."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

MOST_SLIPS = 2
LONGEST_READ = 200
"""Letters; what is longer is no name that somebody mistyped."""


def nearest(name: object, known: Iterable[str]) -> str:
    """The known name most like the one given, or nothing if none is much like it; another number is another name."""
    alike = _alike(name, known)
    slip = _mistyped(name, alike)
    found = [] if slip else difflib.get_close_matches(_folded(str(name)[:LONGEST_READ]), sorted(alike), 1, 0.6)
    return slip or (alike[found[0]] if found else "")


def mistyped(name: object, known: Iterable[str]) -> str:
    """The known name that becomes the one given by a slip or two of the hand, or nothing if none does."""
    return _mistyped(name, _alike(name, known))


def _alike(name: object, known: Iterable[str]) -> dict[str, str]:
    """The known names with the same number in them, by what they are without what people vary."""
    digits = _digits(str(name)[:LONGEST_READ])
    return {_folded(one): one for one in sorted(known, reverse=True) if not digits or _digits(one) == digits}


def _mistyped(name: object, alike: dict[str, str]) -> str:
    written = _folded(str(name)[:LONGEST_READ])
    if written in alike:
        return alike[written]
    allowed = min(MOST_SLIPS, max(1, len(written) // 3)) if len(written) > 1 else 0
    slips = {one: _slips(written, one, allowed) for one in sorted(alike)}
    fewest = min(slips.values(), default=allowed + 1)
    if fewest > allowed:
        return ""
    among = [one for one, count in slips.items() if count == fewest]
    # One for many is the likeliest slip, and a letter mistaken likelier than one that is missing.
    plural = [one for one in among if one.removesuffix("s") == written.removesuffix("s")]
    among = plural or [one for one in among if len(one) == len(written)] or among
    return alike[difflib.get_close_matches(written, among, n=1, cutoff=0.0)[0]]


def _folded(name: str) -> str:
    """A name without what people vary without meaning anything by it."""
    return "_".join(name.lower().replace("-", " ").replace("_", " ").split())


def _slips(written: str, meant: str, most: int) -> int:
    """How many letters were left out, put in, mistaken or swapped with the next; one more than `most` if more.

    The distance of optimal string alignment (Boytsov 2011, ACM Journal of Experimental Algorithmics 16).
    """
    if abs(len(written) - len(meant)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(meant) + 1))
    for i, letter in enumerate(written, start=1):
        row = [i]
        for j, other in enumerate(meant, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == meant[j - 2] and written[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]


def _digits(name: str) -> str:
    return "".join(mark for mark in name if mark.isdecimal())


def listed(names: Iterable[str], most: int = 12) -> str:
    """Names for a message, shortened if there are many."""
    known = sorted(names)
    return ", ".join(known[:most]) + (f" and {len(known) - most} more" if len(known) > most else "")
