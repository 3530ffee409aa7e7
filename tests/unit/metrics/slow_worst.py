"""How many were affected at once and how long moves waited, worked out again moment by moment."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from carepath_sim.clock import DAY
from carepath_sim.eventlog import LEFT, WAIT_ENDED, WAITED
from tests.unit.metrics.arithmetic import mean

if TYPE_CHECKING:
    from tests.unit.metrics.slowly import Slow

Span = tuple[int, int]


def worst_days(slow: Slow, low: int, high: int) -> dict[str, float]:
    overflow = [(stay.start, stay.end) for stay in slow.stays if slow.words.settings[stay.setting] == "overflow"]
    return {
        "overflow_worst_days": _worst(overflow, low, high),
        "waiting_worst_days": _worst([(start, end) for _, start, end, _ in _waits(slow)], low, high),
    }


def _worst(spans: list[Span], low: int, high: int) -> int:
    """How many there are at the quietest moment of the busiest twentieth of the time, one moment after another."""
    moments = sorted({low, high, *(tick for span in spans for tick in span if low < tick < high)})
    lasting = sorted(
        (
            (sum(start <= first < end for start, end in spans), last - first)
            for first, last in itertools.pairwise(moments)
        ),
        reverse=True,
    )
    left = (high - low) / 20
    for number, ticks in lasting:
        left -= ticks
        if left < 0:
            return number
    raise AssertionError("the moments fill the time")


def delays(slow: Slow, low: int, high: int, limited: dict[int, str]) -> dict[str, dict[str, float]]:
    waits = _waits(slow)
    names = {"all": set(range(len(slow.words.pools)))} | {name: {pool} for pool, name in limited.items()}
    return {
        "delayed_moves": {
            name: sum(pool in pools and low <= start < high for pool, start, _, _ in waits)
            for name, pools in names.items()
        },
        "delay_days": {
            name: mean(
                [
                    (end - start) / DAY
                    for pool, start, end, over in waits
                    if pool in pools and over and low <= end < high
                ]
            )
            for name, pools in names.items()
        },
    }


def _waits(slow: Slow) -> list[tuple[int, int, int, bool]]:
    """(pool, start, end, whether it came to an end)."""
    found, since = [], {}
    for tick, kind, person, _, pool, _ in slow.rows:
        if kind in (WAITED, WAIT_ENDED, LEFT) and person in since:
            found.append((*since.pop(person), tick, True))
        if kind == WAITED:
            since[person] = (pool, tick)
    return found + [(*begun, slow.words.horizon, False) for begun in since.values()]
