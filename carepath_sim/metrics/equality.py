"""Whether some fare worse than others: figures of stability by the need group and the age of the young person."""

from __future__ import annotations

import numpy as np

from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.metrics.ages import AGE_BANDS
from carepath_sim.metrics.arrays import named, ratios
from carepath_sim.metrics.reading import Reading
from carepath_sim.metrics.registry import metric
from carepath_sim.metrics.survival import NARROW
from carepath_sim.model import Floats, Ints

AS_ASSUMED = (
    "A need group is for life. A difference between groups is what the assumptions about them make of it, and no "
    "finding about them. Domestic abuse in particular is a marker that has no effect of its own in the catalogue: "
    "those marked go by the rates of the general group, unless a practice model is offered to them."
)
AT_THE_TIME = "Age is in completed years at the time; the first band takes in anyone younger."

Happened = tuple[Ints, Ints, Ints]
"""Things that happened to people: run, person and tick of each."""


def needs_of(reading: Reading, who: Ints) -> Ints:
    """The need group of some people of the block."""
    needs: Ints = reading.log.people["need"].astype(np.int64)[who]
    return needs


def _moved(reading: Reading) -> Happened:
    spells, rows = reading.spells, reading.moves
    return spells.run[rows], spells.who[rows], spells.start[rows]


def _broke_down(reading: Reading) -> Happened:
    spells, rows = reading.spells, np.flatnonzero(reading.breakdown_levels >= NARROW)
    return spells.run[rows], spells.who[rows], spells.end[rows]


def _counts_by_need(reading: Reading, happened: Happened) -> Floats:
    """How often it happened to people of each need group: [runs, N, windows]."""
    run, who, tick = happened
    return reading.count_by(needs_of(reading, who), len(reading.words.needs), run, tick)


def _rates_by_need(reading: Reading, happened: Happened) -> dict[str, Floats]:
    """The same for each year that the young people of the need group were looked after."""
    needs, periods = reading.words.needs, reading.periods
    ticks = reading.ticks_by(needs_of(reading, periods.who), len(needs), periods)
    return named(needs, ratios(_counts_by_need(reading, happened), ticks / DAY / DAYS_PER_YEAR))


def _counts_by_age(reading: Reading, happened: Happened) -> dict[str, Floats]:
    """How often it happened to people while they were of each band of age; at 18 or over they are of none."""
    run, who, tick = happened
    bounds = [upper for _, upper in AGE_BANDS.values()]
    band = sum((tick >= reading.birthday(age)[who]).astype(np.int64) for age in bounds)
    counts = reading.count_by(np.asarray(band, dtype=np.int64), len(bounds) + 1, run, tick)
    return named([*AGE_BANDS], counts[:, : len(bounds)])


def _rates_by_age(reading: Reading, happened: Happened) -> dict[str, Floats]:
    """The same for each year that young people of the band of age were looked after."""
    return {
        band: ratios(counts, reading.ticks(reading.periods_at_age(band)) / DAY / DAYS_PER_YEAR)
        for band, counts in _counts_by_age(reading, happened).items()
    }


@metric(
    "Moves per person-year, by need",
    unit="moves per person-year looked after",
    better="lower",
    principle="non_discrimination",
    note=AS_ASSUMED,
)
def moves_by_need(reading: Reading) -> dict[str, Floats]:
    """New placements of young people looked after before and after, for each year looked after, by need group.

    They are divided by the years (of 365.25 days) that the young people of the group together were looked after.
    """
    return _rates_by_need(reading, _moved(reading))


@metric(
    "Breakdowns per person-year (narrow), by need",
    unit="breakdowns per person-year looked after",
    better="lower",
    principle="non_discrimination",
    note=AS_ASSUMED,
)
def breakdowns_by_need(reading: Reading) -> dict[str, Floats]:
    """Looked-after placements that broke down, for each year looked after, by need group: the narrow definition.

    They are divided by the years (of 365.25 days) that the young people of the group together were looked after.
    """
    return _rates_by_need(reading, _broke_down(reading))


@metric(
    "Moves, by need",
    unit="moves",
    better="lower",
    principle="non_discrimination",
    note=AS_ASSUMED,
    absent=0.0,
)
def number_of_moves_by_need(reading: Reading) -> dict[str, Floats]:
    """New placements of young people looked after before and after, by need group."""
    return named(reading.words.needs, _counts_by_need(reading, _moved(reading)))


@metric(
    "Breakdowns (narrow), by need",
    unit="breakdowns",
    better="lower",
    principle="non_discrimination",
    note=AS_ASSUMED,
    absent=0.0,
)
def number_of_breakdowns_by_need(reading: Reading) -> dict[str, Floats]:
    """Looked-after placements that broke down, by need group: the narrow definition."""
    return named(reading.words.needs, _counts_by_need(reading, _broke_down(reading)))


@metric(
    "Moves per person-year, by age",
    unit="moves per person-year looked after",
    better="lower",
    principle="non_discrimination",
    note=AT_THE_TIME,
)
def moves_by_age(reading: Reading) -> dict[str, Floats]:
    """New placements of young people looked after before and after, for each year looked after, by age.

    They are divided by the years (of 365.25 days) that the young people of the age together were looked after.
    """
    return _rates_by_age(reading, _moved(reading))


@metric(
    "Breakdowns per person-year (narrow), by age",
    unit="breakdowns per person-year looked after",
    better="lower",
    principle="non_discrimination",
    note=AT_THE_TIME,
)
def breakdowns_by_age(reading: Reading) -> dict[str, Floats]:
    """Looked-after placements that broke down, for each year looked after, by age: the narrow definition.

    They are divided by the years (of 365.25 days) that the young people of the age together were looked after.
    """
    return _rates_by_age(reading, _broke_down(reading))


@metric(
    "Moves, by age",
    unit="moves",
    better="lower",
    principle="non_discrimination",
    note=AT_THE_TIME,
    absent=0.0,
)
def number_of_moves_by_age(reading: Reading) -> dict[str, Floats]:
    """New placements of young people looked after before and after, by age."""
    return _counts_by_age(reading, _moved(reading))


@metric(
    "Breakdowns (narrow), by age",
    unit="breakdowns",
    better="lower",
    principle="non_discrimination",
    note=AT_THE_TIME,
    absent=0.0,
)
def number_of_breakdowns_by_age(reading: Reading) -> dict[str, Floats]:
    """Looked-after placements that broke down, by age: the narrow definition."""
    return _counts_by_age(reading, _broke_down(reading))
