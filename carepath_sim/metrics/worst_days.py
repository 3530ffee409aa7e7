"""How bad it gets: how many were affected at once on the worst days, and planned moves that had to wait for a place."""

from __future__ import annotations

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.metrics.arrays import named, ratios, sums
from carepath_sim.metrics.intervals import Stays
from carepath_sim.metrics.reading import Reading
from carepath_sim.metrics.registry import ALL, metric
from carepath_sim.metrics.windows import Intervals, PeopleTable
from carepath_sim.model import Floats, Ints

WORST = 0.05
"""The share of the time that counts as the worst days."""
WORSE_STILL = (
    "It is the smallest number that was exceeded during no more than 5% of the time: about 18 days a year may be worse "
    "still. Over several replications the mean is given, which need not be a whole number."
)


def at_once(reading: Reading, table: PeopleTable) -> Floats:
    """Ticks in each run and window with so many intervals of a table under way: [runs, windows, 0 to the most]."""
    cuts = reading.cut(table)
    columns = reading.calendar.n_columns
    cell = table.run[cuts.row] * columns + cuts.stretch
    tick = np.concatenate([cuts.start, cuts.end])
    cells = np.concatenate([cell, cell])
    order = np.lexsort((tick, cells))
    change = np.concatenate([np.ones(len(cell), dtype=np.int64), np.full(len(cell), -1)])[order]
    cells, tick = cells[order], tick[order]
    # Every cut ends within its stretch, so that each stretch begins and ends with none under way.
    level = np.cumsum(change)
    lasted = np.diff(tick, append=0)
    kept = np.flatnonzero(level > 0)
    shape = (reading.n_runs * columns, int(level.max(initial=0)) + 1)
    found = reading.calendar.in_windows(
        sums((cells[kept], level[kept]), shape, lasted[kept]).reshape(reading.n_runs, columns, shape[1]).swapaxes(1, 2)
    ).swapaxes(1, 2)
    found[..., 0] = reading.calendar.lengths - found.sum(axis=-1)
    return found


def _worst(reading: Reading, table: PeopleTable) -> Floats:
    """The smallest number at once that was exceeded during no more of the time than `WORST`: [runs, windows]."""
    ticks = at_once(reading, table)
    # Ticks are whole numbers, so that the time spent above a number is exact.
    above = np.cumsum(ticks[..., ::-1], axis=-1)[..., ::-1] - ticks
    found: Floats = (above > WORST * reading.calendar.lengths[:, None]).sum(axis=-1).astype(np.float64)
    return found


@metric(
    "Unregistered or emergency placements at once on the worst days",
    unit="young people",
    better="lower",
    principle="best_interests",
    note=WORSE_STILL,
    absent=0.0,
    floor=1.0,
)
def overflow_worst_days(reading: Reading) -> Floats:
    """How many young people were in the overflow, an emergency or unregistered placement, at the same time."""
    spells = reading.spells
    return _worst(reading, Intervals.of(spells, np.flatnonzero(reading.words.is_overflow[spells.setting])))


@metric(
    "Waiting for a place at once on the worst days",
    unit="young people",
    better="lower",
    principle="best_interests",
    note=WORSE_STILL,
    absent=0.0,
    floor=1.0,
)
def waiting_worst_days(reading: Reading) -> Floats:
    """How many young people were ready for a planned move and waiting for a place, in any setting, at the same time."""
    return _worst(reading, reading.waits)


@metric(
    "Delayed planned moves",
    unit="moves",
    better="lower",
    principle="best_interests",
    absent=0.0,
    floor=5.0,
)
def delayed_moves(reading: Reading) -> dict[str, Floats]:
    """Planned moves that came due when no place was free, so that the young person began to wait for one.

    By the setting waited for. They count when the wait began, whether or not the move came about in the end.
    """
    waits = reading.waits
    return _by_pool(reading, reading.count_by(waits.what, len(reading.words.pools), waits.run, waits.start))


@metric(
    "Days a delayed move waited",
    unit="days",
    better="lower",
    principle="best_interests",
    floor=1.0,
)
def delay_days(reading: Reading) -> dict[str, Floats]:
    """Mean length of the waits for a place that ended in the time, with the move or without it.

    By the setting waited for. Waits count whole, also what fell before the time; those that last beyond the end of the
    study do not count. It falls as well when many short waits come to be added, so it is read with their number.
    """
    ended = _ended(reading)
    n_pools = len(reading.words.pools)
    counts = reading.count_by(ended.what, n_pools, ended.run, ended.end)
    column = reading.calendar.stretch_of(ended.end)
    shape = (reading.n_runs, n_pools, reading.calendar.n_columns)
    ticks = reading.calendar.in_windows(sums((ended.run, ended.what, column), shape, ended.end - ended.start))
    waited, number = _by_pool(reading, ticks / DAY), _by_pool(reading, counts)
    return {name: ratios(waited[name], number[name]) for name in number}


def _ended(reading: Reading) -> Stays:
    """Waits that came to an end before the study did."""
    waits = reading.waits
    rows = np.flatnonzero(waits.end < reading.words.horizon)
    return Stays(*(column[rows] for column in (waits.run, waits.who, waits.what, waits.start, waits.end)))


def _by_pool(reading: Reading, values: Floats) -> dict[str, Floats]:
    """Of values [runs, L, windows]: all pools together, then each that is limited."""
    limited: Ints = np.flatnonzero(reading.words.is_limited)
    return {ALL: values.sum(axis=1)} | named([reading.words.pools[pool] for pool in limited], values[:, limited])
