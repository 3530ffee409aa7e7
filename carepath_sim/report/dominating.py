"""Which scenarios another one beats in cost and in stability alike, from paired replications."""

from __future__ import annotations

import numpy as np
import pandas as pd

from carepath_sim.experiments.verdicts import COUNTS
from carepath_sim.metrics.uncertainty import paired
from carepath_sim.report.contrasts import COST, STABILITY
from carepath_sim.report.data import ReportData

FEWEST_PAIRS = 2
MEASURES = (COST, STABILITY, COUNTS.get(STABILITY, STABILITY))
"""A rate of breakdowns also falls when more are looked after, so that their number has to agree."""


def dominated(data: ReportData) -> dict[str, str]:
    """Each scenario that is dominated, with the one that dominates it, by name; the baseline may be either.

    One dominates another if it clearly costs no more and clearly breaks down no more often, and is
    clearly lower in one of the two: the upper end of the 95% interval of the paired difference is at
    most zero, and in one below it. Of several, the one that costs least is named.
    """
    tables = {name: _table(data, name) for name in dict.fromkeys(MEASURES)}
    tables = {name: table for name, table in tables.items() if not table.empty or name in (COST, STABILITY)}
    names = [card.name for card in data.scenarios if all(card.name in table for table in tables.values())]
    found = {}
    for name in names:
        better = [other for other in names if other != name and _beats(tables, other, name)]
        if better:
            found[name] = min(better, key=lambda other: float(tables[COST][other].to_numpy().mean()))
    return found


def _table(data: ReportData, metric: str) -> pd.DataFrame:
    """Values of the whole study: a row a replication, a column a scenario; nothing for scenarios never measured."""
    rows = data.measured(metric)
    rows = rows[rows["setting"] == "all"]
    return rows.pivot_table(index="replication", columns="scenario", values="value").dropna(axis=1, how="all")


def _beats(tables: dict[str, pd.DataFrame], one: str, other: str) -> bool:
    """Whether the first dominates the second."""
    highs = {name: _high(table, one, other) for name, table in tables.items()}
    at_most = all(high <= 0 for high in highs.values())
    return at_most and (highs[COST] < 0 or all(high < 0 for name, high in highs.items() if name != COST))


def _high(table: pd.DataFrame, one: str, other: str) -> float:
    """The upper end of the interval of the first less the second; NaN, which is never at most zero, if unknown."""
    both = table[[one, other]].dropna()
    if len(both) < FEWEST_PAIRS:
        return float(np.nan)
    return paired(both[other].to_numpy(), both[one].to_numpy(), "lower").high
