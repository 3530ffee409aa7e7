"""How often young people went from one setting to another: every way in, every way on and every way out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from carepath_sim.eventlog import LEFT
from carepath_sim.experiments.study import Study
from carepath_sim.metrics import Reading
from carepath_sim.metrics.arrays import sums
from carepath_sim.metrics.spells import STILL_OPEN
from carepath_sim.model import Floats, Ints

FLOWS_COLUMNS = ("scenario", "origin", "destination", "value", "low", "high")
ENTERED_NAME, LEFT_NAME, STILL_THERE = "entered", "left", "still_there"
"""Where somebody comes from before their first setting, and goes to after their last one."""
ONE_FUTURE = (10, 90)
"""Percentiles over the replications."""


def flows(reading: Reading) -> Ints:
    """How often in each run: [runs, origins, destinations].

    Origins are the settings and `entered`, destinations the settings, `left` and `still_there`. A change from a
    setting to the same one, or to another in the same place, is a change like any other.
    """
    spells, count = reading.spells, len(reading.words.settings)
    first = spells.previous < 0
    last = (spells.end_kind == LEFT) | (spells.end_kind == STILL_OPEN)
    run = np.concatenate([spells.run, spells.run[last]])
    origin = np.concatenate([np.where(first, count, spells.setting[spells.previous]), spells.setting[last]])
    out = np.where(spells.end_kind[last] == LEFT, count, count + 1)
    shape = (reading.n_runs, count + 1, count + 2)
    return sums((run, origin, np.concatenate([spells.setting, out])), shape).astype(np.int64)


def one_future(values: Floats | Ints) -> Floats:
    """Both percentiles over the replications (the first axis); NaN where there is one, which has no spread."""
    if len(values) < 2:
        return np.full((len(ONE_FUTURE), *values.shape[1:]), np.nan)
    return np.percentile(values, ONE_FUTURE, axis=0)


def flows_frame(study: Study, found: Sequence[Ints]) -> pd.DataFrame:
    """Mean and 10th and 90th percentile over the replications, for each pair that ever came about.

    `found` holds the flows of each replication. Columns: `FLOWS_COLUMNS`.
    """
    counts = np.stack(found)
    pairs = np.argwhere(counts.any(axis=0))
    each = counts[:, pairs[:, 0], pairs[:, 1]]
    low, high = one_future(each)
    origins = np.array([*study.model.settings, ENTERED_NAME], dtype=object)
    destinations = np.array([*study.model.settings, LEFT_NAME, STILL_THERE], dtype=object)
    return pd.DataFrame(
        {
            "scenario": np.full(len(pairs), study.name, dtype=object),
            "origin": origins[pairs[:, 0]],
            "destination": destinations[pairs[:, 1]],
            "value": each.mean(axis=0),
            "low": low,
            "high": high,
        }
    )
