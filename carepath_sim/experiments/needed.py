"""How many places would have been used: those occupied and those waited for, over every minute of the study."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from carepath_sim.experiments.flows import one_future
from carepath_sim.experiments.study import Study
from carepath_sim.metrics import Reading
from carepath_sim.metrics.arrays import sums
from carepath_sim.metrics.spells import before
from carepath_sim.model import Ints

NEEDED_COLUMNS = ("scenario", "pool", "places", "needed", "low", "high")


def needed(reading: Reading) -> list[Ints]:
    """Ticks in which at least n places of each limited pool were occupied or waited for.

    One table a run, [limited pools, n - 1], as wide as the most that were needed at once in the run.
    """
    limited = np.flatnonzero(reading.words.is_limited)
    shape = (reading.n_runs, len(limited))
    cell, start, change = _changes(reading, limited)
    order = np.argsort(cell * (reading.words.horizon + 1) + start, kind="stable")
    cell, start, change = cell[order], start[order], change[order]
    same = cell[1:] == cell[:-1]
    lasts = np.append(np.where(same, start[1:], reading.words.horizon), reading.words.horizon)[: len(cell)] - start
    # Of each cell the changes come to what there is at its end, which is taken off before the next cell begins.
    total = np.cumsum(change)
    number = total - before(total, 0)[np.flatnonzero(cell != before(cell, -1))][_position(cell)]
    most = int(number.max(initial=0))
    by_number = sums((cell, number), (shape[0] * shape[1], most + 1), lasts)
    at_least = np.cumsum(by_number[:, ::-1], axis=1)[:, ::-1][:, 1:].astype(np.int64)
    return [table[:, : _width(table)].copy() for table in at_least.reshape(*shape, most)]


def _changes(reading: Reading, limited: Ints) -> tuple[Ints, Ints, Ints]:
    """Run and limited pool as one number, tick, and by how many more places are occupied or waited for."""
    place = np.full(len(reading.words.pools), -1)
    place[limited] = np.arange(len(limited))
    steps, waits = reading.pools, reading.waits
    cell = steps.run * len(reading.words.pools) + steps.pool
    more = steps.occupied - np.where(cell == before(cell, -1), before(steps.occupied, 0), 0)
    one = np.ones_like(waits.start)
    run = np.concatenate([steps.run, waits.run, waits.run])
    pool = place[np.concatenate([steps.pool, waits.what, waits.what])]
    tick = np.concatenate([steps.start, waits.start, waits.end])
    change = np.concatenate([more, one, -one])
    wanted = pool >= 0
    return (run * len(limited) + pool)[wanted], tick[wanted], change[wanted]


def _position(group: Ints) -> Ints:
    """The number of each row's group, counted from the first, of rows that stand group by group."""
    return np.cumsum(group != before(group, -1)) - 1


def _width(table: Ints) -> int:
    """The most places that were needed at once for any time."""
    used = np.flatnonzero(table.any(axis=0))
    return int(used[-1]) + 1 if len(used) else 0


def needed_frame(study: Study, found: Sequence[Ints]) -> pd.DataFrame:
    """The share of the time in which at least so many places were needed: mean, and percentiles of one future.

    `found` holds the table of each replication. Up to the most that any of them needed of a pool. Columns:
    `NEEDED_COLUMNS`.
    """
    pools = [study.model.pools[pool] for pool in np.flatnonzero(study.model.is_limited)]
    widest = max(table.shape[1] for table in found)
    shares = np.stack([np.pad(table, ((0, 0), (0, widest - table.shape[1]))) for table in found]) / study.model.horizon
    low, high = one_future(shares)
    pool, number = np.nonzero(shares.any(axis=0))
    return pd.DataFrame(
        {
            "scenario": np.full(len(pool), study.name, dtype=object),
            "pool": np.array(pools, dtype=object)[pool],
            "places": number + 1,
            "needed": shares.mean(axis=0)[pool, number],
            "low": low[pool, number],
            "high": high[pool, number],
        }
    )
