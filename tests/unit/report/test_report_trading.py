"""Which scenarios are dominated, and how the chart of cost against stability says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from carepath_sim.report import ReportData
from carepath_sim.report.canvas import MUTED, PAPER
from carepath_sim.report.contrasts import COST, STABILITY
from carepath_sim.report.data import METRICS_COLUMNS
from carepath_sim.report.dominating import dominated
from carepath_sim.report.trading import cost_against_stability

NAMES = ("baseline", "no_heads_on_beds", "heads_on_beds")
LUCK = (-1.0, 0.5, -0.5, 1.0)
HOSTILE = '<img src=x onerror=alert(1)> <a href="javascript:1">%{x}</a>'


def measured(
    levels: dict[str, tuple[float, float]], replications: int = 4, counts: dict[str, float] | None = None
) -> pd.DataFrame:
    """Cost and breakdowns of each scenario in each replication, with some luck; a count of breakdowns if given."""
    rows = []
    for place, (name, (cost, rate)) in enumerate(levels.items()):
        for replication in range(replications):
            own = LUCK[(replication + place) % 4] * 0.1
            rows.append((name, replication, "all", "all", COST, cost + own, "£ per year"))
            rows.append((name, replication, "all", "all", STABILITY, rate + own, "breakdowns per person-year"))
            if counts:
                rows.append((name, replication, "all", "all", "breakdowns", counts[name] + own, "breakdowns"))
    return pd.DataFrame(rows, columns=list(METRICS_COLUMNS))


@pytest.fixture(name="data", scope="module")
def small_study(study: Callable[..., ReportData]) -> ReportData:
    return study(NAMES, weeks=4, parameters=0)


def of(data: ReportData, *levels: tuple[float, float], **more: object) -> dict[str, str]:
    return dominated(replace(data, metrics=measured(dict(zip(NAMES, levels, strict=True)), **more)))  # type: ignore[arg-type]


def test_dearer_and_less_steady_is_dominated(data: ReportData) -> None:
    assert of(data, (10, 10), (8, 8), (12, 7)) == {"baseline": "no_heads_on_beds"}
    assert of(data, (10, 10), (12, 12), (7, 14)) == {"no_heads_on_beds": "baseline"}


def test_the_cheapest_of_those_that_dominate_is_named(data: ReportData) -> None:
    assert of(data, (10, 10), (8, 8), (6, 6))["baseline"] == "heads_on_beds"


def test_what_is_better_in_one_thing_or_only_by_chance_is_not_dominated(data: ReportData) -> None:
    assert of(data, (10, 10), (8, 12), (12, 8)) == {}
    assert of(data, (10, 10), (10.02, 10.02), (10.01, 10.01)) == {}
    assert of(data, (10, 10), (8, 10.02), (12, 8)) == {}


def test_a_rate_dominates_only_if_the_number_behind_it_agrees(data: ReportData) -> None:
    levels = ((10, 10), (8, 8), (7, 14))
    assert of(data, *levels, counts=dict(zip(NAMES, (50, 40, 60), strict=True))) == {"baseline": "no_heads_on_beds"}
    assert of(data, *levels, counts=dict(zip(NAMES, (50, 60, 60), strict=True))) == {}


def test_one_replication_dominates_nothing(data: ReportData) -> None:
    assert of(data, (10, 10), (1, 1), (99, 99), replications=1) == {}


def test_missing_measures_dominate_nothing(data: ReportData) -> None:
    frame = measured({name: (10.0 - place, 10.0 - place) for place, name in enumerate(NAMES)})
    assert dominated(replace(data, metrics=frame[frame["metric"] == COST])) == {}
    assert dominated(replace(data, metrics=frame[:0])) == {}


def test_equal_scenarios_do_not_dominate_each_other(data: ReportData) -> None:
    same = measured({"baseline": (10, 10)})
    twins = pd.concat([same.assign(scenario=name) for name in NAMES])
    assert dominated(replace(data, metrics=twins)) == {}


def test_the_dominated_are_hollow_and_grey_with_their_letter_and_said_in_words(data: ReportData) -> None:
    levels = {"baseline": (10.0, 10.0), "no_heads_on_beds": (8.0, 8.0), "heads_on_beds": (9.0, 9.0)}
    (chart,) = cost_against_stability(replace(data, metrics=measured(levels)))
    kept, beaten = chart.panels[0].figure.data
    assert (beaten.marker.color, beaten.marker.line.color, beaten.error_x.color) == (PAPER, MUTED, MUTED)
    assert beaten.text == ("<b>B</b>",)
    assert kept.marker.color != PAPER
    assert [key.name for key in chart.legend] == ["No heads on beds", "Heads on beds (dominated by no heads on beds)"]
    assert [key.mark.letter for key in chart.legend] == ["A", "B"]
    assert chart.table["Dominated by"].tolist() == ["", "No heads on beds"]
    assert chart.summary.endswith("Dominated: baseline by no heads on beds and heads on beds by no heads on beds.")
    assert "clearly costs no more" in chart.notes[0]


def test_nobody_dominated_leaves_the_chart_as_it_is(data: ReportData) -> None:
    (chart,) = cost_against_stability(
        replace(data, metrics=measured(dict(zip(NAMES, ((9, 9), (8, 12), (12, 8)), strict=True))))
    )
    assert chart.notes == ()
    assert "Dominated by" not in chart.table.columns


def test_one_scenario_has_nothing_to_trade(data: ReportData) -> None:
    alone = replace(data, scenarios=data.scenarios[:1], comparison=data.comparison[:0])
    assert cost_against_stability(alone) == []


def test_hostile_names_are_inert(data: ReportData) -> None:
    cards = tuple(replace(card, label=HOSTILE) for card in data.scenarios)
    drawn = cost_against_stability(replace(data, scenarios=cards))[0].panels[0].figure.to_json()
    assert "<img" not in drawn
    assert "<a" not in drawn
    assert "%{x}" not in drawn
