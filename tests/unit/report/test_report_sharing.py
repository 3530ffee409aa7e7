"""What the chart of the same young people says: numbers of its frame, and a balance only where one is clear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from carepath_sim.report import ReportData
from carepath_sim.report.sharing import sharing

NAMES = ("baseline", "no_heads_on_beds", "heads_on_beds")
HOSTILE = '<img src=x onerror=alert(1)> <a href="javascript:1">%{x}</a>'


@pytest.fixture(name="data", scope="module")
def small_study(study: Callable[..., ReportData]) -> ReportData:
    return study(NAMES, weeks=4, parameters=0)


def with_moves(data: ReportData, avoid: float, gain: float, spread: float = 3.0) -> ReportData:
    frame = data.pathways.copy()
    for measure, value in (("avoid_move", avoid), ("gain_move", gain)):
        frame.loc[frame["measure"] == measure, ["value", "low", "high"]] = [value, value - spread, value + spread]
    return replace(data, pathways=frame)


def only(data: ReportData, *names: str) -> ReportData:
    return replace(data, scenarios=tuple(card for card in data.scenarios if card.name in names))


def test_one_scenario_is_told_in_the_title_with_its_numbers(data: ReportData) -> None:
    (chart,) = sharing(only(with_moves(data, 37, 9), "baseline", "heads_on_beds"))
    assert chart.title == "Of 412: 37 avoid a move, 9 gain one"


@pytest.mark.parametrize(
    ("avoid", "gain", "spread", "said"),
    [
        (37, 60, 3, "More gain a move than avoid one, in both scenarios"),
        (60, 37, 3, "More avoid a move than gain one, in both scenarios"),
        (37, 41, 20, "Some avoid a move, others gain one: no clear balance"),
    ],
)
def test_several_are_titled_by_a_balance_that_is_clear(
    data: ReportData, avoid: float, gain: float, spread: float, said: str
) -> None:
    assert sharing(with_moves(data, avoid, gain, spread))[0].title == said


def test_scenarios_that_differ_are_not_told_as_one(data: ReportData) -> None:
    mixed = with_moves(data, 60, 30)
    other = (mixed.pathways["scenario"] == "heads_on_beds") & (mixed.pathways["measure"] == "gain_move")
    frame = mixed.pathways.copy()
    frame.loc[other, ["value", "low", "high"]] = [99, 95, 103]
    assert sharing(replace(mixed, pathways=frame))[0].title == "Whether more avoid a move or gain one differs"


def test_one_replication_allows_no_balance(data: ReportData) -> None:
    once = replace(with_moves(data, 10, 90, 0), metrics=data.metrics[data.metrics["replication"] == 0])
    assert sharing(once)[0].title == "Some avoid a move, others gain one: no clear balance"


def test_bars_go_left_for_those_spared_and_carry_the_interval_of_one_future(data: ReportData) -> None:
    moves = sharing(with_moves(data, 37, 29, 6))[0].panels[0].figure
    left, right = (trace for trace in moves.data if trace.type == "bar")
    assert list(left.x) == [-37, -37]
    assert list(right.x) == [29, 29]
    assert list(left.error_x.array) == list(left.error_x.arrayminus) == [6, 6]
    assert left.marker.pattern.shape != right.marker.pattern.shape
    assert [trace.text for trace in moves.data if trace.type == "scatter"] == [(" 37 ", " 37 "), (" 29 ", " 29 ")]


def test_uneven_intervals_keep_their_ends_on_either_side(data: ReportData) -> None:
    frame = with_moves(data, 40, 50).pathways
    frame.loc[frame["measure"].isin(["avoid_move", "gain_move"]), "high"] += 7
    left, right = (t for t in sharing(replace(data, pathways=frame))[0].panels[0].figure.data if t.type == "bar")
    assert (left.error_x.array[0], left.error_x.arrayminus[0]) == (3, 10)
    assert (right.error_x.array[0], right.error_x.arrayminus[0]) == (10, 3)


def test_table_and_summary_hold_every_number(data: ReportData) -> None:
    (chart,) = sharing(data)
    assert len(chart.table) == len(data.pathways)
    assert chart.table["Number, mean"].tolist() == [f"{value:.0f}" for value in data.pathways["value"]]
    assert "No heads on beds: of 412 young people, 171 (165 to 177) live a different pathway" in chart.summary
    assert "6 (0 to 12) stay out of care and 9 (3 to 15) enter it instead" in chart.summary


def test_a_measure_that_is_missing_leaves_the_rest(data: ReportData) -> None:
    frame = data.pathways[~data.pathways["measure"].isin(["avoid_move", "different"])]
    (chart,) = sharing(replace(data, pathways=frame))
    assert [panel.heading.split(":")[0] for panel in chart.panels] == ["Breakdowns", "Care"]
    assert "different" not in chart.summary


def test_nothing_to_compare_draws_nothing(data: ReportData) -> None:
    assert sharing(only(data, "baseline")) == []
    assert sharing(replace(data, pathways=data.pathways[:0])) == []


def test_hostile_names_are_inert(data: ReportData) -> None:
    cards = tuple(replace(card, label=HOSTILE) for card in data.scenarios)
    (chart,) = sharing(replace(data, scenarios=cards))
    drawn = "".join(panel.figure.to_json() for panel in chart.panels)
    assert "<img" not in drawn
    assert "<a" not in drawn
    assert "%{x}" not in drawn
    assert len(chart.title.split()) <= 10


def test_many_scenarios_are_all_there(study: Callable[..., ReportData]) -> None:
    many = study(weeks=4, parameters=0)
    cards = tuple(replace(many.scenarios[0], name=f"s{n}", label=f"Scenario {n}") for n in range(21))
    rows = many.pathways[many.pathways["scenario"] == "heads_on_beds"]
    frame = pd.concat([rows.assign(scenario=card.name) for card in cards[1:]], ignore_index=True)
    (chart,) = sharing(replace(many, scenarios=cards, pathways=frame))
    assert len(chart.panels[0].figure.data[0].y) == 20


def test_one_replication_has_bars_without_intervals(data: ReportData) -> None:
    (chart,) = sharing(replace(data, pathways=data.pathways.assign(low=float("nan"), high=float("nan"))))
    assert "One future, 10% to 90%" not in chart.table.columns
    assert [key.name for key in chart.legend if "future" in key.name] == []
    assert "171 live a different pathway" in chart.summary
    written = " ".join([chart.summary, chart.subtitle, *(panel.figure.to_json() for panel in chart.panels)])
    assert "nan" not in written.lower()
    assert "percentile" not in written
    left = chart.panels[0].figure.data[0]
    assert left.error_x.array is None
    assert chart.panels[0].figure.layout.xaxis.range[1] > max(abs(each) for each in left.x)
