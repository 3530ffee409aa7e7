"""What a program of the reduced network leaves behind, and the figures by which their work is shown to be the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.eventlog import ENTERED, LEFT, MOVED, WAIT_ENDED, WAITED, EventLog
from carepath_sim.eventlog import PLACES as PLACES_ROW
from tests.benchmarks.reduced.network import LARGE, SETTINGS

Row = tuple[float, int, int, int, int, int]
"""Tick, kind, person, a, b, cause: the columns of an EventLog."""


@dataclass(frozen=True)
class Rows:
    """A log as a list of tuples, up to a tick."""

    rows: list[Row]
    events: int
    horizon: int


@dataclass(frozen=True)
class Stay:
    """One stay: ticks, and for how many of them the next place was waited for; `end` may be the horizon."""

    setting: int
    start: float
    blocked: float
    end: float


Figures = dict[str, float]


def figures(stays: Iterable[Stay], events: int, horizon: int) -> Figures:
    """Mean number of people and number of stays by setting, and the days that stays with an end were blocked."""
    stock, began, blocked = np.zeros(len(SETTINGS)), np.zeros(len(SETTINGS)), 0.0
    for stay in stays:
        stock[stay.setting] += (stay.end - stay.start) / horizon
        began[stay.setting] += 1
        blocked += stay.blocked / DAY
    found: Figures = {"events": float(events), "days blocked": blocked}
    found |= {f"people in {name}": stock[number] for number, name in enumerate(SETTINGS)}
    found |= {f"stays in {name}": began[number] for number, name in enumerate(SETTINGS) if name in LARGE.places}
    return found


def figures_of_rows(log: Rows) -> Figures:
    """The figures of a program that writes rows."""
    return figures(_stays(log.rows, log.horizon), log.events, log.horizon)


def figures_of_log(log: EventLog) -> Figures:
    """The figures of an engine's log."""
    columns = (log.tick, log.kind, log.person, log.a, log.b, log.cause)
    horizon = log.vocabulary.horizon
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return figures(_stays(rows, horizon), log.events, horizon)


def _stays(rows: Iterable[Row], horizon: int) -> Iterable[Stay]:
    living: dict[int, tuple[int, float]] = {}
    waiting: dict[int, float] = {}
    for tick, kind, person, a, b, _ in rows:
        if kind == ENTERED:
            living[person] = (a, tick)
        elif kind == WAITED:
            waiting[person] = tick
        elif kind in (MOVED, LEFT):
            setting, start = living.pop(person)
            yield Stay(setting, start, tick - waiting.pop(person, tick), tick)
            if kind == MOVED:
                living[person] = (b, tick)
        else:
            assert kind in (WAIT_ENDED, PLACES_ROW), f"a row of kind {kind} is not of this network"
    for setting, start in living.values():
        yield Stay(setting, start, 0.0, horizon)
