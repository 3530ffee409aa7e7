"""How the journeys of invented young people are drawn, marked and told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from carepath_sim.report import ReportData
from carepath_sim.report.data import JOURNEYS_COLUMNS
from carepath_sim.report.journeying import LOW, MS_PER_DAY, SCENARIOS_SHOWN, TALL, journeying

NAMES = ("baseline", "no_heads_on_beds", "heads_on_beds")
STAYS = (
    ("foster_in_house", "2026-04-01", "2027-01-15", True, "breakdown (narrow)", 2),
    ("childrens_home", "2027-01-15", "2028-03-01", True, "18th birthday", 3),
    ("home", "2028-03-01", "2031-04-01", False, "end of the study", 0),
)
HOSTILE = '<img src=x onerror=alert(1)> <a href="javascript:1">%{x}</a>'


def journeys(*scenarios: str, people: int = 5) -> pd.DataFrame:
    rows = [
        (name, journey, 13.7, "general", setting, start, end, kept, how, met)
        for name in scenarios
        for journey in range(1, people + 1)
        for setting, start, end, kept, how, met in STAYS
    ]
    return pd.DataFrame(rows, columns=list(JOURNEYS_COLUMNS))


@pytest.fixture(name="data", scope="module")
def small_study(study: Callable[..., ReportData]) -> ReportData:
    return replace(
        study(NAMES, weeks=4, parameters=0),
        journeys=journeys(*NAMES),
        families={"foster_in_house": "foster", "childrens_home": "childrens_home"},
    )


def changed(data: ReportData, scenario: str, *people: int) -> ReportData:
    """The same journeys, of which some in one scenario leave out the second stay."""
    frame = data.journeys
    gone = (frame["scenario"] == scenario) & frame["journey"].isin(people) & (frame["setting"] == "childrens_home")
    return replace(data, journeys=frame[~gone])


def test_titles_count_those_who_live_differently_somewhere(data: ReportData) -> None:
    assert journeying(data)[0].title == "Five invented young people: none lives differently in any scenario"
    one = journeying(changed(data, "heads_on_beds", 2))[0].title
    assert one == "Five invented young people: one lives differently in some scenario"
    every = journeying(changed(data, "heads_on_beds", 1, 2, 3, 4, 5))[0].title
    assert every == "Five invented young people: all live differently in some scenario"


def test_one_scenario_is_titled_by_its_stays(data: ReportData) -> None:
    alone = replace(data, scenarios=data.scenarios[:1])
    assert journeying(alone)[0].title == "Five invented young people: 3 stays each"
    assert journeying(changed(alone, "baseline", 4))[0].title == "Five invented young people: two to three stays each"


def test_a_bar_is_as_long_as_its_stay_and_tall_only_in_care(data: ReportData) -> None:
    figure = journeying(data)[0].panels[0].figure
    foster, residential, home = (trace for trace in figure.data if trace.type == "bar")
    assert list(foster.base) == ["2026-04-01"] * 3
    assert list(foster.x) == [(date(2027, 1, 15) - date(2026, 4, 1)).days * MS_PER_DAY] * 3
    assert list(foster.y) == [2, 1, 0]
    assert (set(foster.width), set(home.width)) == ({TALL}, {LOW})
    assert len({trace.marker.pattern.shape for trace in (foster, residential, home)}) == 3
    assert foster.text[0] == "Foster care"


def test_breakdowns_are_marked_where_they_happen(data: ReportData) -> None:
    (marks,) = (trace for trace in journeying(data)[0].panels[0].figure.data if trace.type == "scatter")
    assert list(marks.x) == ["2027-01-15"] * 3
    assert marks.marker.symbol == "x"


def test_the_chart_says_that_nobody_exists_and_by_which_rule_they_were_chosen(data: ReportData) -> None:
    (chart,) = journeying(data)
    assert "invented" in chart.title
    assert "invented" in chart.subtitle
    assert all(panel.heading.startswith("Invented young person") for panel in chart.panels)
    assert "by rule and not by hand" in chart.notes[0]
    assert chart.panels[0].heading == "Invented young person 1: 13 years old at the start, needs: general"


def test_summary_and_table_hold_stays_breakdowns_and_workers(data: ReportData) -> None:
    (chart,) = journeying(changed(data, "heads_on_beds", 2))
    assert "Young person 2: baseline 3 stays, 1 breakdown; no heads on beds 3 stays, 1 breakdown; heads on beds 2" in (
        chart.summary
    )
    assert len(chart.table) == 5 * 3 * 3 - 1
    assert chart.table.iloc[0].tolist() == [
        "1", "Baseline", "Foster care, in-house", "yes", "1 Apr 2026", "15 Jan 2027", "289", "breakdown (narrow)", "2",
    ]  # fmt: skip


def test_someone_who_does_not_live_in_a_scenario_is_not_there(data: ReportData) -> None:
    frame = data.journeys
    absent = (frame["scenario"] == "heads_on_beds") & (frame["journey"] == 3)
    (chart,) = journeying(replace(data, journeys=frame[~absent]))
    assert (
        "Young person 3: baseline 3 stays, 1 breakdown; no heads on beds 3 stays, 1 breakdown; heads on beds not there"
        in (chart.summary)
    )


def test_of_many_scenarios_the_first_are_drawn(data: ReportData) -> None:
    cards = tuple(replace(data.scenarios[0], name=f"s{n}", label=f"Scenario {n}") for n in range(21))
    (chart,) = journeying(replace(data, scenarios=cards, journeys=journeys(*(card.name for card in cards))))
    assert len(chart.panels[0].figure.layout.yaxis.ticktext) == SCENARIOS_SHOWN
    assert chart.table["Scenario"].nunique() == SCENARIOS_SHOWN
    assert any("journeys.csv" in note for note in chart.notes)


def test_nothing_is_drawn_of_nobody(data: ReportData) -> None:
    assert journeying(replace(data, journeys=data.journeys[:0])) == []
    assert journeying(replace(data, journeys=data.journeys.assign(start="", end=""))) == []


def test_hostile_names_are_inert(data: ReportData) -> None:
    cards = tuple(replace(card, label=HOSTILE) for card in data.scenarios)
    frame = data.journeys.assign(ended_by=HOSTILE, need=HOSTILE, setting=HOSTILE)
    (chart,) = journeying(replace(data, scenarios=cards, journeys=frame))
    drawn = "".join(panel.figure.to_json() for panel in chart.panels)
    assert "<img" not in drawn
    assert "<a" not in drawn
    assert "%{x}" not in drawn


@pytest.mark.parametrize(("people", "counted"), [(1, "one"), (3, "three")])
def test_fewer_than_five_are_told_to_be_all(data: ReportData, people: int, counted: str) -> None:
    (chart,) = journeying(replace(data, journeys=journeys(*NAMES, people=people)))
    assert len(chart.panels) == people
    assert chart.title.startswith(f"{counted.capitalize()} invented young p")
    assert f"No more than {counted} were looked after at some time in baseline, and all are shown." in chart.notes[0]
