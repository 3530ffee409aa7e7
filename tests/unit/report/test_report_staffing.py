"""Key workers: changes and days without one, beside vacancies by team."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from carepath_sim.report import ReportData, sheet
from carepath_sim.report.contrasts import ONE_REPLICATION
from carepath_sim.report.staffing import key_workers
from tests.unit.report.levelled import Values, bare, measured

NAMES = ("baseline", "high_turnover", "stable_team")
CHANGED: Values = {
    "all": {
        "baseline": (0.60, 0.61, 0.62),
        "high_turnover": (0.70, 0.72, 0.71),
        "stable_team": (0.64, 0.66, 0.65),
    }
}
DAYS: Values = {
    "all": {
        "baseline": (900.0, 1000.0, 1100.0),
        "high_turnover": (500.0, 550.0, 600.0),
        "stable_team": (400.0, 450.0, 480.0),
    },
    "social_work": dict.fromkeys(NAMES, (400.0, 410.0, 420.0)),
    "edge_of_care": dict.fromkeys(NAMES, (0.0, 0.0, 0.0)),
}
VACANT: Values = {
    "all": dict.fromkeys(NAMES, (0.03, 0.04, 0.05)),
    "social_work": dict.fromkeys(NAMES, (0.04, 0.05, 0.06)),
    "edge_of_care": dict.fromkeys(NAMES, (0.02, 0.02, 0.02)),
}


@pytest.fixture(name="data", scope="module")
def teams(study: Callable[..., ReportData]) -> ReportData:
    data = bare(study(NAMES, weeks=4))
    share = replace(data.definitions[0], name="worker_changed", unit="share")
    data = replace(data, definitions=(share, replace(share, name="vacancy_share")))
    data = measured(data, "worker_changed", CHANGED, "share")
    return measured(measured(data, "unallocated_days", DAYS), "vacancy_share", VACANT, "share")


def test_the_title_says_changes_and_days_where_both_are_clear_everywhere(data: ReportData) -> None:
    assert key_workers(data)[0].title == "Both scenarios: more key-worker changes, fewer days without one"


def test_days_that_are_not_clear_in_every_such_scenario_are_not_in_the_title(data: ReportData) -> None:
    unclear = (data.comparison["metric"] == "unallocated_days") & (data.comparison["scenario"] == "stable_team")
    frame = data.comparison.assign(high=data.comparison["high"].mask(unclear, 50.0))
    assert key_workers(replace(data, comparison=frame))[0].title == "Both scenarios: more key-worker changes"


def test_days_are_in_the_title_if_changes_are_not_clear(data: ReportData) -> None:
    only = replace(data, comparison=data.comparison[data.comparison["metric"] == "unallocated_days"])
    assert key_workers(only)[0].title == "Both scenarios: fewer days without a key worker"
    nothing = replace(data, comparison=data.comparison.assign(low=-9e9, high=9e9))
    assert key_workers(nothing)[0].title == "No clear difference in key workers or their changes"


def test_teams_stand_in_one_order_in_every_drawing(data: ReportData) -> None:
    [chart] = key_workers(data)
    assert [panel.heading for panel in chart.panels] == [
        "A change of key worker in a year",
        "Posts with nobody in them",
        "Days without a key worker",
    ]
    orders = [chart.panels[place].figure.layout.yaxis.ticktext for place in (1, 2)]
    assert orders == [("Edge of care", "Social work")] * 2


def test_shares_are_printed_in_per_cent_and_their_differences_in_points(data: ReportData) -> None:
    table = key_workers(data)[0].table
    changed = table[table["Measure"] == "A change of key worker in a year"]
    assert changed["Mean"].tolist() == ["61.0%", "71.0%", "65.0%"]
    assert changed["Difference"].tolist() == ["", "+10.0 points", "+4.0 points"]
    vacant = table[(table["Measure"] == "Posts with nobody in them") & (table["Team"] == "Social work")]
    assert set(vacant["Mean"]) == {"5.0%"}
    assert "A change of key worker in a year: baseline 61.0% (58.5% to 63.5%)" in key_workers(data)[0].summary


def test_alone_once_or_without_anything(data: ReportData) -> None:
    own = data.metrics["scenario"] == "baseline"
    alone = replace(data, scenarios=data.scenarios[:1], metrics=data.metrics[own], comparison=data.comparison[:0])
    assert key_workers(alone)[0].title == "61.0% young people who change key worker"
    once = replace(
        data,
        metrics=data.metrics[data.metrics["replication"] == 0],
        comparison=data.comparison.assign(low=float("nan"), high=float("nan")),
    )
    assert key_workers(once)[0].title == ONE_REPLICATION
    assert set(key_workers(once)[0].table["95% interval"]) == {"not known"}
    assert key_workers(bare(data)) == []


def test_hostile_names_are_inert(data: ReportData) -> None:
    hostile = "<img src=x onerror=alert(1)>%{x}"
    named = replace(
        data,
        labels=dict.fromkeys(("social_work", "edge_of_care"), hostile),
        scenarios=tuple(replace(card, label=hostile) for card in data.scenarios),
    )
    assert "<img" not in sheet.figures(key_workers(named))
    assert "%{x}" not in sheet.figures(key_workers(named))
