"""Measures by scenario, setting and replication, and their paired differences, added to a made-up study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from carepath_sim.metrics.uncertainty import paired
from carepath_sim.report import ReportData
from carepath_sim.report import data as shapes

Values = Mapping[str, Mapping[str, Sequence[float]]]
"""Values of each replication by setting and scenario."""


def bare(data: ReportData) -> ReportData:
    """The scenarios of a study, of which nothing has been measured yet."""
    empty = {name: pd.DataFrame(columns=list(columns)) for name, columns in shapes.FRAMES.items()}
    kept = ("parameters", "differences", "sources")
    return replace(data, **{name: frame for name, frame in empty.items() if name not in kept})


def measured(data: ReportData, metric: str, values: Values, unit: str = "") -> ReportData:
    """The study with one more measure: its values, and what is paired of them with the baseline."""
    base = data.scenarios[0].name
    rows = [
        (scenario, replication, "all", setting, metric, value, unit)
        for setting, found in values.items()
        for scenario, each in found.items()
        for replication, value in enumerate(each)
    ]
    compared = []
    for setting, found in values.items():
        for card in data.scenarios[1:]:
            if card.name in found and base in found:
                row = paired(found[base], found[card.name], "lower")
                told = (row.baseline, row.value, row.difference, row.low, row.high, row.p10, row.p90)
                sure = (row.probability_better, row.precise, row.replications)
                compared.append((card.name, metric, "all", setting, unit, "lower", *told, *sure))
    return replace(
        data,
        metrics=_with(data.metrics, pd.DataFrame(rows, columns=shapes.METRICS_COLUMNS)),
        comparison=_with(data.comparison, pd.DataFrame(compared, columns=shapes.COMPARISON_COLUMNS)),
    )


def _with(frame: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    return more if frame.empty else pd.concat([frame, more], ignore_index=True) if len(more) else frame
