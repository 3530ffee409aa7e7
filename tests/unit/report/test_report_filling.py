"""Days on which no place was free, beside the bands of occupancy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from carepath_sim.report import ReportData
from carepath_sim.report.data import METRICS_COLUMNS
from carepath_sim.report.filling import occupancy

NAMES = ("baseline", "no_heads_on_beds", "heads_on_beds")
FULL = {"no_heads_on_beds": (10.0, 20.0, 30.0), "heads_on_beds": (300.0, 310.0, 320.0)}


@pytest.fixture(name="data", scope="module")
def small_study(study: Callable[..., ReportData]) -> ReportData:
    data = study(NAMES, weeks=30, parameters=0)
    rows = [
        (name, replication, period, "hub", "days_full", value * (1 if period == "all" else 0.2), "days")
        for name, values in FULL.items()
        for replication, value in enumerate(values)
        for period in ("all", "year 1")
    ]
    return replace(data, metrics=pd.concat([data.metrics, pd.DataFrame(rows, columns=list(METRICS_COLUMNS))]))


def test_headings_table_and_summary_say_how_many_days_were_full(data: ReportData) -> None:
    hub = occupancy(data)[0]
    assert [panel.heading for panel in hub.panels] == [
        "No heads on beds: full on 20 days",
        "Heads on beds: full on 310 days",
    ]
    assert hub.table["Days full, mean"].tolist() == ["20", "310"]
    assert hub.table["Days full, one future"].tolist() == ["12 to 28", "302 to 318"]
    assert "full on 310 days (302 to 318 in one future)" in hub.summary
    assert hub.subtitle.endswith("Full: days with no place free, mean of the replications, of 1,826 days.")


def test_a_pool_or_scenario_without_the_measure_says_nothing_of_it(data: ReportData) -> None:
    other = occupancy(data)[1]
    assert "Days full, mean" not in other.table.columns
    assert [panel.heading for panel in other.panels] == ["Baseline", "No heads on beds", "Heads on beds"]
    some = data.metrics[(data.metrics["metric"] != "days_full") | (data.metrics["scenario"] == "heads_on_beds")]
    hub = occupancy(replace(data, metrics=some))[0]
    assert hub.table["Days full, mean"].tolist() == ["not known", "310"]


def test_without_the_measure_nothing_is_said_of_days_full(study: Callable[..., ReportData]) -> None:
    for chart in occupancy(study(NAMES, weeks=30, parameters=0)):
        assert "Full:" not in chart.subtitle
        assert "full on" not in chart.summary


def test_an_empty_series_draws_nothing(data: ReportData) -> None:
    assert occupancy(replace(data, series=data.series[:0])) == []
