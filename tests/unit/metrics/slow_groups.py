"""Moves and breakdowns of each need group and age, worked out again person by person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carepath_sim.clock import DAY
from tests.unit.metrics.arithmetic import divided

if TYPE_CHECKING:
    from tests.unit.metrics.slowly import Slow, Stay

YEAR = 365.25 * DAY
AGES = {"10 to 15": (-(10**15), 16), "16 to 17": (16, 18)}

Found = dict[str, dict[str, float]]
Moves = list[tuple["Stay", "Stay"]]


def by_need(slow: Slow, low: int, high: int, moves: Moves, broken: list[Stay]) -> Found:
    found: Found = {name: {} for name in _names("need")}
    for need, name in enumerate(slow.words.needs):
        mine = {person for person, facts in slow.people.items() if facts["need"] == need}
        ticks = sum(
            max(0, min(stay.end, high) - max(stay.start, low))
            for stay in slow.stays
            if stay.care and stay.person in mine
        )
        moved = sum(stay.person in mine for _, stay in moves)
        broke = sum(stay.person in mine for stay in broken)
        _tell(found, "need", name, moved, broke, ticks)
    return found


def by_age(slow: Slow, low: int, high: int, moves: Moves, broken: list[Stay]) -> Found:
    found: Found = {name: {} for name in _names("age")}
    for name, (first, last) in AGES.items():

        def bounds(person: int, first: int = first, last: int = last) -> tuple[int, int]:
            return first if first < 0 else slow.birthday(person, first), slow.birthday(person, last)

        def is_of_it(person: int, tick: int) -> bool:
            return bounds(person)[0] <= tick < bounds(person)[1]

        ticks = sum(
            max(0, min(stay.end, high, bounds(stay.person)[1]) - max(stay.start, low, bounds(stay.person)[0]))
            for stay in slow.stays
            if stay.care
        )
        moved = sum(is_of_it(stay.person, stay.start) for _, stay in moves)
        broke = sum(is_of_it(stay.person, stay.end) for stay in broken)
        _tell(found, "age", name, moved, broke, ticks)
    return found


def _names(split: str) -> tuple[str, str, str, str]:
    return (
        f"moves_by_{split}",
        f"breakdowns_by_{split}",
        f"number_of_moves_by_{split}",
        f"number_of_breakdowns_by_{split}",
    )


def _tell(found: Found, split: str, name: str, moved: int, broke: int, ticks: int) -> None:
    values = (divided(moved, ticks / YEAR), divided(broke, ticks / YEAR), moved, broke)
    for metric, value in zip(_names(split), values, strict=True):
        found[metric][name] = value
