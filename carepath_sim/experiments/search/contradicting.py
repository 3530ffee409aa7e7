"""Service levels that no choice could keep: two that leave no value between them, or one beyond the study's length."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.experiments.search.lengths import Days

if TYPE_CHECKING:
    from carepath_sim.experiments.search.levels import Level


def contradictions(levels: Sequence[Level], days: Days | None = None) -> list[str]:
    """A sentence for each pair that cannot both be kept; levels in two forms are compared where `days` is known."""
    uppers, lowers = ([level for level in levels if level.is_upper == side] for side in (True, False))
    return [
        f"'{upper.words}' and '{lower.words}' cannot both be kept. Allowed: an upper bound above the lower one"
        for upper, lower in product(uppers, lowers)
        if upper.outcome == lower.outcome
        and (days or _form(upper) == _form(lower))
        and _leave_nothing(upper, lower, days)
    ]


def beyond_the_study(levels: Sequence[Level], days: Days) -> list[str]:
    """A sentence for each bound in days that is beyond all the days that are looked at."""
    found = []
    for level in levels:
        length = days(level.outcome)
        if level.counts_days and _in_full(level, days) > length:
            does = "everything meets" if level.is_upper else "nothing can meet"
            what = f"'{level.words}': {does} this level, as there are {length:,.10g} days to look at"
            found.append(f"{what}. Allowed: fewer days than that, or a percentage of them, such as 5%")
    return found


def _form(level: Level) -> tuple[bool, bool]:
    return level.of_days, level.a_year


def _leave_nothing(upper: Level, lower: Level, days: Days | None) -> bool:
    most, least = (level.bound if days is None else _in_full(level, days) for level in (upper, lower))
    is_strict = "=" not in upper.comparison or "=" not in lower.comparison
    return least > most or (least == most and is_strict)


def _in_full(level: Level, days: Days) -> float:
    """The bound in the outcome's own unit."""
    length = days(level.outcome)
    if level.of_days:
        return level.bound * length
    return level.bound * length / DAYS_PER_YEAR if level.a_year else level.bound
