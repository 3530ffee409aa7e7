"""Money over time: what a scenario has cost since the start against the baseline, and when that is paid back.

Future by future: the n-th replication of one is held against the n-th of the other. An
*investment* is a scenario that has clearly cost more than the baseline at the end of some
quarter: the interval of the mean lies above nothing, widened for as many quarters as are
looked at (`verdicts.among`), so that of scenarios that never cost more no more than 5% are
taken for one. What costs less from the start has nothing to pay back, and no row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np
import pandas as pd

from carepath_sim.experiments.verdicts import among
from carepath_sim.metrics.uncertainty import half_width, paired
from carepath_sim.model import Bools, Floats, Ints

CUMULATIVE_COLUMNS = ("scenario", "measure", "date", "difference", "low", "high", "p10", "p90")
PAYBACK_COLUMNS = ("scenario", "measure", "paid_back", "date", "low", "high")

PENNY = 0.005
"""Sums of the same costs in another order differ by less than this many £, which is no difference."""

Costs = Mapping[str, Floats]
"""£ of each quarter by measure: [replications, quarters]."""


def cumulative_frame(name: str, costs: Costs, baseline: Costs, start_day: int, end_day: Ints) -> pd.DataFrame:
    """Cost since the start less the baseline's, at the start and the end of each quarter: `CUMULATIVE_COLUMNS`.

    `difference` is the mean, `low` and `high` its 95% interval (NaN for one replication), `p10`
    and `p90` percentiles of one future; `end_day` has the day numbers at which quarters end.
    """
    days = np.append(start_day, end_day)
    rows = [row for measure in costs for row in _rows(name, measure, since(costs[measure], baseline[measure]), days)]
    return pd.DataFrame(rows, columns=list(CUMULATIVE_COLUMNS))


def payback_frame(name: str, costs: Costs, baseline: Costs, start_day: int, end_day: Ints) -> pd.DataFrame:
    """From when on an investment has paid for itself until the end of the study, by measure: `PAYBACK_COLUMNS`.

    `paid_back` is the share of futures in which it does; `date` the median over these, `low` and
    `high` the 10th and 90th percentile, ISO dates or empty if there is none.
    """
    days = np.append(start_day, end_day)
    found = ((measure, since(costs[measure], baseline[measure])) for measure in costs)
    rows = [(name, measure, *_paid_back(spent, days)) for measure, spent in found if is_investment(spent)]
    return pd.DataFrame(rows, columns=list(PAYBACK_COLUMNS))


def since(costs: Floats, baseline: Floats) -> Floats:
    """The difference in cost since the start, first at the start itself: [replications, 1 + quarters]."""
    spent = np.cumsum(costs - baseline, axis=1)
    spent[np.abs(spent) < PENNY] = 0.0
    return np.concatenate([np.zeros((len(spent), 1)), spent], axis=1)


def is_investment(spent: Floats) -> bool:
    """Whether there is a quarter at whose end more has clearly been spent; one replication is taken as it is."""
    if len(spent) < 2:
        return bool(np.any(spent > 0))
    quarters = spent[:, 1:].T
    return any(among(paired(np.zeros(len(each)), each, "lower"), len(quarters))[0] > 0 for each in quarters)


def payback_days(spent: Floats, days: Ints) -> Floats:
    """The day since when each future has spent no more than the baseline until the end; NaN if it has not by then.

    Within a quarter the difference is taken to change evenly. A future that never spent more has the first day.
    """
    quarters = np.arange(spent.shape[1])
    last_above = np.where(spent > 0, quarters, 0).max(axis=1)
    paid: Bools = spent[:, -1] <= 0
    after = np.minimum(last_above + 1, len(quarters) - 1)
    each = np.arange(len(spent))
    above, below = spent[each, last_above], spent[each, after]
    fall = above - below
    part = np.divide(above, fall, out=np.zeros_like(fall), where=fall > 0)
    found: Floats = np.where(paid, days[last_above] + part * (days[after] - days[last_above]), np.nan)
    return found


def _paid_back(spent: Floats, days: Ints) -> tuple[float, str, str, str]:
    found = payback_days(spent, days)
    paid = found[np.isfinite(found)]
    if not len(paid):
        return 0.0, "", "", ""
    low, middle, high = (_iso(round(float(day))) for day in np.percentile(paid, [10, 50, 90]))
    return len(paid) / len(found), middle, low, high


def _rows(name: str, measure: str, spent: Floats, days: Ints) -> Iterator[tuple[object, ...]]:
    columns = (spent.mean(axis=0), *_interval(spent), *np.percentile(spent, [10, 90], axis=0))
    figures = zip(*(column.tolist() for column in columns), strict=True)
    for day, values in zip(days.tolist(), figures, strict=True):
        yield (name, measure, _iso(day), *values)


def _interval(spent: Floats) -> tuple[Floats, Floats]:
    """The bounds of the 95% interval of the mean at each date."""
    mean, half = spent.mean(axis=0), np.array([half_width(column) for column in spent.T])
    return mean - half, mean + half


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
