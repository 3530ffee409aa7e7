"""Waiting and the overflow: what is drawn, titled and printed comes from the measures and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from carepath_sim.report import ReportData, sheet
from carepath_sim.report.contrasts import ONE_REPLICATION
from carepath_sim.report.queueing import DRAWN_WEEKLY, overflow, waiting
from tests.unit.report.levelled import Values, bare, measured

NAMES = ("baseline", "no_heads_on_beds", "heads_on_beds")
NIGHTS: Values = {
    "all": {
        "baseline": (1000.0, 1100.0, 1200.0, 1100.0),
        "no_heads_on_beds": (5400.0, 5600.0, 5500.0, 5500.0),
        "heads_on_beds": (1300.0, 1200.0, 1000.0, 900.0),
    },
    "hub": {"no_heads_on_beds": (4000.0,) * 4, "heads_on_beds": (0.0,) * 4},
    "foster_in_house": {"baseline": (1100.0,) * 4, "no_heads_on_beds": (1500.0,) * 4, "heads_on_beds": (1100.0,) * 4},
    "supported_lodgings": dict.fromkeys(NAMES, (0.0,) * 4),
}
HELD: Values = {"all": dict.fromkeys(NAMES, (0.0,) * 4)}
OVERFLOW: Values = {
    "all": {
        "baseline": (900.0, 1000.0, 1100.0, 1000.0),
        "no_heads_on_beds": (600.0, 650.0, 700.0, 650.0),
        "heads_on_beds": (500.0, 600.0, 650.0, 600.0),
    }
}
WORST: Values = {"all": dict.fromkeys(NAMES, (3.0, 4.0, 3.0, 4.0))}


@pytest.fixture(name="data", scope="module")
def queues(study: Callable[..., ReportData]) -> ReportData:
    made = study(NAMES, weeks=12)
    data = replace(bare(made), series=made.series)
    for metric, values in (("waiting_nights", NIGHTS), ("held_nights", HELD), ("overflow_nights", OVERFLOW)):
        data = measured(data, metric, values)
    return measured(data, "overflow_worst_days", WORST)


def test_the_title_says_how_many_times_the_waiting(data: ReportData) -> None:
    [chart] = waiting(data)
    assert chart.title == "No heads on beds: about 5 times the nights waiting"
    row = chart.table[(chart.table["Scenario"] == "No heads on beds")].iloc[0]
    assert (row["Mean"], row["Difference"]) == ("5,500", "+4,400")


def test_a_scenario_that_is_not_clear_is_not_in_the_title(data: ReportData) -> None:
    kept = data.comparison["scenario"] == "heads_on_beds"
    alone = replace(
        data,
        scenarios=(data.scenarios[0], data.scenarios[2]),
        comparison=data.comparison[kept],
        metrics=data.metrics[data.metrics["scenario"] != "no_heads_on_beds"],
    )
    assert waiting(alone)[0].title == "Planned moves: no clear difference in waiting"


def test_what_is_nil_everywhere_is_printed_and_not_drawn(data: ReportData) -> None:
    [chart] = waiting(data)
    assert [panel.heading for panel in chart.panels] == [
        "Nights waited for a place",
        "Nights waited, by the setting waited for",
    ]
    held = chart.table[chart.table["Measure"] == "Nights held back to keep places full"]
    assert held["Mean"].tolist() == ["0", "0", "0"]
    assert "Supported lodgings" not in set(chart.table["Waited for or held in"])
    texts = chart.panels[1].figure.layout.yaxis.ticktext
    assert [text.split("<br>")[0] for text in texts] == ["No Wrong Door hub", "Foster care,"]


def test_the_drawing_has_mean_interval_and_one_future(data: ReportData) -> None:
    thin, thick, point = waiting(data)[0].panels[0].figure.data[:3]
    assert point.x[0] == 1100
    assert list(thin.x) == pytest.approx([1030, 1170])
    assert list(thick.x) == pytest.approx([1100 - 129.9, 1100 + 129.9], abs=0.1)
    assert waiting(data)[0].summary.startswith("Nights waited for a place: baseline 1,100 (970 to 1,230)")


def test_those_waiting_at_once_are_added_up_over_settings(data: ReportData) -> None:
    dates = pd.date_range("2026-04-01", periods=3, freq="7D").date
    level = {"p5": 0.0, "p25": 0.0, "p75": 9.0, "p95": 9.0, "kind": "waiting", "scenario": "baseline"}
    rows = [level | {"date": day, "name": name, "mean": mean} for day in dates for name, mean in (("a", 1.5), ("b", 2))]
    [chart] = waiting(replace(data, series=pd.DataFrame(rows)))
    drawn = next(panel for panel in chart.panels if panel.heading == "Young people waiting at once, mean").figure.data
    assert [list(trace.y) for trace in drawn] == [[3.5, 3.5, 3.5]]


def test_the_overflow_is_titled_drawn_by_week_and_in_its_own_table(data: ReportData) -> None:
    [chart] = overflow(data)
    assert chart.title == "Both scenarios: fewer nights in emergency placements"
    assert [panel.heading for panel in chart.panels] == [
        "Nights in such placements",
        "At once on the worst days",
        "At once: baseline",
        "At once: no heads on beds",
        "At once: heads on beds",
    ]
    spans = {tuple(panel.figure.layout.yaxis.range) for panel in chart.panels[2:]}
    assert len(spans) == 1
    assert "exceeded on no more than 5% of days" in chart.subtitle
    assert "At once on the worst days: baseline 3.5 (2.6 to 4.4)" in chart.summary
    assert set(chart.table["Setting"]) == {"All together"}


def test_without_worst_days_nothing_is_said_of_them(data: ReportData) -> None:
    without = replace(
        data, metrics=data.metrics[data.metrics["metric"] != "overflow_worst_days"], series=data.series[:0]
    )
    [chart] = overflow(without)
    assert "worst days" not in chart.subtitle + chart.summary
    assert len(chart.panels) == 1
    assert chart.notes == ()


def test_week_by_week_not_every_scenario_is_drawn(study: Callable[..., ReportData]) -> None:
    made = study(weeks=4)
    data = measured(
        replace(bare(made), series=made.series),
        "overflow_nights",
        {"all": {card.name: (1.0, 2.0) for card in made.scenarios}},
    )
    [chart] = overflow(data)
    assert len(chart.panels) == 1 + DRAWN_WEEKLY
    assert chart.notes[0].endswith("of the first 6 scenarios.")


def test_alone_once_or_without_anything(data: ReportData) -> None:
    own = data.metrics["scenario"] == "baseline"
    alone = replace(data, scenarios=data.scenarios[:1], metrics=data.metrics[own], comparison=data.comparison[:0])
    assert waiting(alone)[0].title == "1,100 nights waiting"
    assert "Difference" not in waiting(alone)[0].table.columns
    once = replace(
        data,
        metrics=data.metrics[data.metrics["replication"] == 0],
        comparison=data.comparison.assign(low=float("nan"), high=float("nan")),
    )
    [chart] = waiting(once)
    assert chart.title == ONE_REPLICATION
    assert "One replication, so no intervals." in chart.subtitle
    assert "(" not in chart.summary
    assert waiting(bare(data)) == overflow(bare(data)) == []


def test_nobody_in_the_overflow_is_a_figure_too(data: ReportData) -> None:
    none = measured(bare(data), "overflow_nights", {"all": dict.fromkeys(NAMES, (0.0, 0.0))})
    [chart] = overflow(none)
    assert chart.title == "No clear difference in emergency placements"
    assert chart.summary == ("Nights in such placements: baseline none, no heads on beds none and heads on beds none.")


def test_hostile_names_are_inert(data: ReportData) -> None:
    hostile = "<img src=x onerror=alert(1)>%{x}"
    named = replace(
        data,
        labels=dict.fromkeys((*NIGHTS, "overflow"), hostile),
        scenarios=tuple(replace(card, label=hostile) for card in data.scenarios),
    )
    charts = [*waiting(named), *overflow(named)]
    assert all(len(chart.title.split()) <= 10 for chart in charts)
    assert "<img" not in sheet.figures(charts)
    assert "%{x}" not in sheet.figures(charts)


def test_of_many_scenarios_the_summary_has_the_least_and_the_most(study: Callable[..., ReportData]) -> None:
    made = study(weeks=4)
    levels = {card.name: (float(place), place + 2.0) for place, card in enumerate(made.scenarios)}
    [chart] = waiting(measured(bare(made), "waiting_nights", {"all": levels}))
    assert chart.summary.startswith("Nights waited for a place: from baseline 1 (")
    assert " to key worker changes at each move 10 (" in chart.summary
    assert len(chart.table) == len(made.scenarios)
