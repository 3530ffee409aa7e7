"""Shares of one whole: where they stand, and how the others give way when some of them are set."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from carepath_sim.catalogue.documents import KeyPath, words
from carepath_sim.errors import UsageError
from carepath_sim.scenario.schema import Study
from carepath_sim.scenario.units import SHARE, Quantity, Written, WrongUnit

Whole = dict[KeyPath, Quantity]
"""The shares that make up 100% together, each by its key path."""

EXACT = 1e-9
"""Sums of shares that differ by less are one."""


def wholes(study: Study) -> Iterator[tuple[KeyPath, Whole]]:
    """Every list or table of shares that must sum to 100%, with its own key path."""
    for name, setting in study.settings.items():
        if setting.leaving_age:
            path: KeyPath = ("settings", name, "leaving_age", "shares")
            yield path, {(*path, index, "share"): to.share.value for index, to in enumerate(setting.leaving_age.shares)}
    for name, team in study.teams.items():
        path, start = ("teams", name, "start_shares"), team.start_shares
        yield path, {(*path, key): getattr(start, key).value for key in ("vacant", "permanent", "agency")}
    for name, stream in study.demand.streams.items():
        path = ("demand", "streams", name)
        for key, table in (("ages", stream.ages), ("needs", stream.needs)):
            yield (*path, key), {(*path, key, "shares", item): share for item, share in table.shares.items()}
        if stream.enters:
            path = (*path, "enters")
            yield path, {(*path, index, "share"): entry.share.value for index, entry in enumerate(stream.enters)}


def balanced(whole: Whole, changes: Mapping[KeyPath, Written]) -> dict[KeyPath, Written]:
    """The changes of a whole, with those by which its other shares give way, each in proportion to what it was.

    Shares that are set stay as they are as long as they leave something for the others or make up the whole;
    otherwise they keep their proportion to each other and sum to 100%. What cannot be read as a share is left as it
    is, to be told elsewhere. Raises UsageError where nothing says how the rest is to be divided.
    """
    try:
        wanted = {path: SHARE.parse(changes[path]).amount for path in whole if path in changes}
    except WrongUnit:
        return dict(changes)
    others = {path: share.amount for path, share in whole.items() if path not in wanted}
    total, rest = math.fsum(wanted.values()), math.fsum(others.values())
    found = dict(changes)
    if abs(total + rest - 1) <= EXACT:
        return found
    if len(whole) == 1:
        raise UsageError(f"{_named(wanted)} is the only share there, and so 100% whatever else is wanted.")
    if total > 1 + EXACT or not others:
        if total == 0:
            raise UsageError(f"{_named(wanted)}: all of these shares are 0%, and together they are to be 100%.")
        found |= {path: percentage(share / total) for path, share in wanted.items()}
        total = 1.0
    return found | _giving_way(others, rest, max(0.0, 1 - total))


def _giving_way(others: Mapping[KeyPath, float], rest: float, left: float) -> dict[KeyPath, Written]:
    """Shares that nobody set, so that they sum to what is left."""
    if rest == 0 and left > EXACT and len(others) > 1:
        what = f"{_named(others)} are all 0%, so that nothing says how the {percentage(left)} left is divided"
        raise UsageError(f"{what}. Set one or more of them too.")
    if rest == 0:
        return dict.fromkeys(others, percentage(left)) if left > EXACT else {}
    return {path: percentage(share * left / rest) for path, share in others.items() if share > 0}


def percentage(share: float) -> str:
    """A share as tidy words, exact to a millionth of a per cent."""
    return f"{100 * share:.6f}".rstrip("0").rstrip(".") + "%"


def _named(paths: Mapping[KeyPath, float]) -> str:
    return " and ".join(words(path) for path in paths)
