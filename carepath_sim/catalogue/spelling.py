"""Names for messages: the one most like what was written, and a list short enough to read."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(name: object, known: Iterable[str]) -> str:
    """The known name most like the one given, or nothing if none is much like it; another number is another name."""
    written = str(name).lower().replace(" ", "_")
    digits = _digits(written)
    alike = [one for one in sorted(known) if not digits or _digits(one) == digits]
    found = difflib.get_close_matches(written, alike, n=1, cutoff=0.6)
    return found[0] if found else ""


def _digits(name: str) -> str:
    return "".join(mark for mark in name if mark.isdecimal())


def listed(names: Iterable[str], most: int = 12) -> str:
    """Names for a message, shortened if there are many."""
    known = sorted(names)
    return ", ".join(known[:most]) + (f" and {len(known) - most} more" if len(known) > most else "")
