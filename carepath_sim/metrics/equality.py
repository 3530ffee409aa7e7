"""Whether some fare worse than others: figures of stability by the need group of the young person."""

from __future__ import annotations

import numpy as np

from carepath_sim.clock import DAY, DAYS_PER_YEAR
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


def needs_of(reading: Reading, who: Ints) -> Ints:
    """The need group of some people of the block."""
    needs: Ints = reading.log.people["need"].astype(np.int64)[who]
    return needs


def _per_year(reading: Reading, run: Ints, who: Ints, tick: Ints) -> dict[str, Floats]:
    """Things that happened to people, for each year that the people of their need group were looked after."""
    needs, periods = reading.words.needs, reading.periods
    counts = reading.count_by(needs_of(reading, who), len(needs), run, tick)
    ticks = reading.ticks_by(needs_of(reading, periods.who), len(needs), periods)
    return named(needs, ratios(counts, ticks / DAY / DAYS_PER_YEAR))


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
    spells, rows = reading.spells, reading.moves
    return _per_year(reading, spells.run[rows], spells.who[rows], spells.start[rows])


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
    spells, rows = reading.spells, np.flatnonzero(reading.breakdown_levels >= NARROW)
    return _per_year(reading, spells.run[rows], spells.who[rows], spells.end[rows])
