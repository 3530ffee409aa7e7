"""What theory needs to know of a log, read from its rows alone and without the package's metrics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from carepath_sim.eventlog import COLUMNS, CONTINUED, ENTERED, LEFT, MOVED, PRESENT, WAIT_ENDED, WAITED, EventLog

Ticks = NDArray[np.int64]
OPEN = -(1 << 20)
"""The cause of an end that has not come."""


@dataclass(frozen=True)
class Stay:
    """One spell of one person as the log shows it; `end` is infinite while it lasts."""

    person: int
    setting: str
    start: int
    end: float = inf
    cause: int = OPEN

    @property
    def length(self) -> float:
        return self.end - self.start


def rows(log: EventLog) -> Iterator[tuple[int, int, int, int, int, int]]:
    """Each row as (tick, kind, person, a, b, cause)."""
    return zip(*(getattr(log, name).tolist() for name in COLUMNS), strict=True)


def all_stays(log: EventLog) -> list[Stay]:
    """Every spell, in the order in which they began."""
    names = log.vocabulary.settings
    begun: list[Stay] = []
    latest: dict[int, int] = {}
    for tick, kind, person, a, b, cause in rows(log):
        if kind in (MOVED, CONTINUED, LEFT):
            before = begun[latest[person]]
            begun[latest[person]] = Stay(person, before.setting, before.start, tick, cause)
        if kind in (PRESENT, ENTERED, MOVED, CONTINUED):
            latest[person] = len(begun)
            begun.append(Stay(person, names[a if kind in (PRESENT, ENTERED) else b], tick))
    return begun


def stays(log: EventLog, setting: str) -> list[Stay]:
    """Every spell in one setting."""
    return [stay for stay in all_stays(log) if stay.setting == setting]


def mean_number(log: EventLog, setting: str, since: int, until: int) -> float:
    """The time-average number of people in a setting."""
    number = log.vocabulary.settings.index(setting)
    came = np.isin(log.kind, (PRESENT, ENTERED)) & (log.a == number)
    came |= np.isin(log.kind, (MOVED, CONTINUED)) & (log.b == number)
    went = np.isin(log.kind, (MOVED, CONTINUED, LEFT)) & (log.a == number)
    return mean_level(log.tick[came], log.tick[went], since, until)


def mean_waiting(log: EventLog, setting: str, since: int, until: int) -> float:
    """The time-average number of people in the queue for a setting."""
    number = log.vocabulary.settings.index(setting)
    began, ended = (log.tick[(log.kind == kind) & (log.a == number)] for kind in (WAITED, WAIT_ENDED))
    return mean_level(began, ended, since, until)


def mean_level(ups: Ticks, downs: Ticks, since: int, until: int) -> float:
    """The time average of a count that goes up by one at some ticks and down by one at others."""
    up, down = (int((until - np.clip(ticks, since, until)).sum()) for ticks in (ups, downs))
    return (up - down) / (until - since)


def waits(log: EventLog, origin: str, destination: str) -> list[tuple[int, int]]:
    """For each move from one setting to another, its tick and how long it had been waited for (0 if not at all)."""
    here, there = (log.vocabulary.settings.index(name) for name in (origin, destination))
    waiting: dict[int, int] = {}
    found = []
    for tick, kind, person, a, b, _ in rows(log):
        if kind == WAITED:
            waiting[person] = tick
        elif kind == MOVED:
            began = waiting.pop(person, tick)
            if (a, b) == (here, there):
                found.append((tick, tick - began))
    return found
