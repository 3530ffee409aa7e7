"""Moves and breakdowns by age and by setting: small settings do not shout, and nothing unclear is claimed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from carepath_sim.report import ReportData, sheet
from carepath_sim.report.canvas import PAPER
from carepath_sim.report.settling import moves_and_breakdowns
from tests.unit.report.levelled import Values, bare, measured

NAMES = ("baseline", "heads_on_beds")
PEOPLE: Values = {
    "foster_in_house": dict.fromkeys(NAMES, (88.0, 88.0, 88.0)),
    "childrens_home": dict.fromkeys(NAMES, (38.0, 38.0, 38.0)),
    "overflow": {"baseline": (3.0, 3.0, 3.0), "heads_on_beds": (1.0, 1.0, 1.0)},
    "secure": dict.fromkeys(NAMES, (0.5, 0.5, 0.5)),
}
RATES: Values = {
    "foster_in_house": {"baseline": (0.14, 0.15, 0.16), "heads_on_beds": (0.14, 0.16, 0.15)},
    "childrens_home": {"baseline": (0.30, 0.31, 0.32), "heads_on_beds": (0.31, 0.31, 0.31)},
    "overflow": {"baseline": (2.0, 2.1, 2.2), "heads_on_beds": (2.0, 3.0, 2.5)},
    "secure": {"baseline": (9.0, 9.0, 9.0), "heads_on_beds": (8.0, 9.0, 9.0)},
}
AGES: Values = {
    "10 to 15": {"baseline": (0.50, 0.51, 0.52), "heads_on_beds": (0.60, 0.62, 0.61)},
    "16 to 17": {"baseline": (0.70, 0.75, 0.72), "heads_on_beds": (0.75, 0.70, 0.72)},
}
MOVES: Values = {
    "10 to 15": {"baseline": (400.0, 410.0, 420.0), "heads_on_beds": (480.0, 490.0, 500.0)},
    "16 to 17": dict.fromkeys(NAMES, (300.0, 310.0, 305.0)),
}


@pytest.fixture(name="data", scope="module")
def rates(study: Callable[..., ReportData]) -> ReportData:
    data = measured(replace(bare(study(NAMES, weeks=4)), years=5.0), "people", PEOPLE)
    data = measured(data, "looked_after", {age: dict.fromkeys(NAMES, (100.0,) * 3) for age in AGES})
    data = measured(measured(data, "moves_by_age", AGES), "number_of_moves_by_age", MOVES)
    return measured(measured(data, "breakdown_rate", RATES), "breakdown_rate_broad", RATES)


def test_ages_stand_first_and_settings_by_how_many_live_there(data: ReportData) -> None:
    [chart] = moves_and_breakdowns(data)
    assert [panel.heading for panel in chart.panels] == ["Moves, by age", "Breakdowns (narrow), by setting"]
    texts = [text.split("<br>")[0] for text in chart.panels[1].figure.layout.yaxis.ticktext]
    assert texts == ["Foster care,", "Children&#x27;s home", "Overflow"]
    assert "440 person-years" in chart.panels[1].figure.layout.yaxis.ticktext[0]
    assert "5 to 15 person-years" in chart.panels[1].figure.layout.yaxis.ticktext[2]


def test_a_setting_with_few_person_years_does_not_set_the_scale(data: ReportData) -> None:
    drawing = moves_and_breakdowns(data)[0].panels[1].figure
    assert drawing.layout.xaxis.range[1] < 0.5
    words = [trace.text[0] for trace in drawing.data if trace.mode == "text"]
    assert words == ["2.100 →", "A 2.500 →"]


def test_a_rate_of_few_person_years_within_the_scale_is_hollow(data: ReportData) -> None:
    near = RATES | {"overflow": {"baseline": (0.4, 0.5, 0.6), "heads_on_beds": (0.4, 0.5, 0.6)}}
    kept = data.metrics[data.metrics["metric"] != "breakdown_rate"]
    [chart] = moves_and_breakdowns(measured(replace(data, metrics=kept), "breakdown_rate", near))
    base = chart.panels[1].figure.data[0]
    assert [colour == PAPER for colour in base.marker.color] == [False, False, True]
    assert "Hollow: fewer than 50 person-years" in chart.subtitle


def test_the_table_has_what_is_not_drawn(data: ReportData) -> None:
    [chart] = moves_and_breakdowns(data)
    secure = chart.table[chart.table["Age or setting"] == "Secure"]
    assert secure["Measure"].tolist() == ["Breakdowns (narrow), by setting", "Breakdowns (broad), by setting"]
    assert secure["Baseline, person-years"].tolist() == ["2.5", "2.5"]
    assert secure["Baseline, a year"].tolist() == ["9.000 (9.000 to 9.000)"] * 2
    ages = chart.table[chart.table["Age or setting"] == "10 to 15"].iloc[0]
    assert (ages["Baseline, a year"], ages["Heads on beds, a year"]) == (
        "0.510 (0.485 to 0.535)",
        "0.610 (0.585 to 0.635)",
    )
    assert chart.notes == (
        "Person-years: how long young people lived there in one future, summed. Left to the table: 1 setting with "
        "fewer. The table has breakdowns by the broad definition as well.",
    )


def test_the_title_names_the_age_at_which_rate_and_number_both_differ(data: ReportData) -> None:
    [chart] = moves_and_breakdowns(data)
    assert chart.title == "Heads on beds: more moves at 10 to 15"
    assert "Moves at 10 to 15: baseline 0.510 and heads on beds 0.610" in chart.summary


def test_a_rate_that_moves_without_its_number_is_not_in_the_title(data: ReportData) -> None:
    counts = data.comparison["metric"] == "number_of_moves_by_age"
    unclear = replace(data, comparison=data.comparison.assign(low=data.comparison["low"].mask(counts, -99.0)))
    assert moves_and_breakdowns(unclear)[0].title == "Breakdowns: from 0.15 to 0.31 a year between larger settings"


def test_both_ages_are_every_age(data: ReportData) -> None:
    wide = data.comparison["metric"].str.contains("moves_by_age")
    every = data.comparison.assign(low=data.comparison["low"].mask(wide, 0.1))
    assert moves_and_breakdowns(replace(data, comparison=every))[0].title == "Heads on beds: more moves at every age"


def test_the_summary_names_settings_with_enough_person_years_only(data: ReportData) -> None:
    summary = moves_and_breakdowns(data)[0].summary
    assert "of settings with 50 person-years or more: most in children's home (0.31" in summary
    assert "fewest in foster care, in-house (0.15" in summary


def test_one_replication_has_no_arms(data: ReportData) -> None:
    once = replace(data, metrics=data.metrics[data.metrics["replication"] == 0], comparison=data.comparison[:0])
    [chart] = moves_and_breakdowns(once)
    assert "no intervals" in chart.subtitle
    assert chart.panels[0].figure.data[0].error_x.array is None
    assert all(cell.endswith("(not known)") for cell in chart.table["Baseline, a year"])


def test_charts_need_rates_and_names_are_inert(data: ReportData) -> None:
    assert moves_and_breakdowns(bare(data)) == []
    hostile = "<img src=x onerror=alert(1)>%{x}"
    named = replace(
        data,
        labels=dict.fromkeys(PEOPLE, hostile),
        scenarios=tuple(replace(card, label=hostile) for card in data.scenarios),
    )
    [chart] = moves_and_breakdowns(named)
    assert set(chart.table["Scenario"]) == {hostile}, "namesakes stand in rows of their own"
    drawn = sheet.figures([chart])
    assert "<img" not in drawn
    assert "%{x}" not in drawn


def test_with_many_scenarios_fewer_rows_are_drawn(data: ReportData) -> None:
    cards = tuple(replace(data.scenarios[0], name=f"s{number}", label=f"S{number}") for number in range(30))
    settings = {f"setting_{n}": {card.name: (0.1 + n, 0.2 + n) for card in cards} for n in range(4)}
    many = replace(bare(data), scenarios=cards)
    people = {name: {card.name: (99.0 - n,) * 2 for card in cards} for n, name in enumerate(settings)}
    many = measured(measured(many, "people", people), "moves_rate", settings)
    [chart] = moves_and_breakdowns(many)
    assert len(chart.panels[0].figure.layout.yaxis.ticktext) == 2
    assert len(chart.table) == 30 * 4


def test_settings_of_one_name_keep_their_rows(data: ReportData) -> None:
    named = replace(data, labels={"foster_in_house": "Home", "childrens_home": "Home"})
    [chart] = moves_and_breakdowns(named)
    assert (chart.table["Age or setting"] == "Home").sum() == 2 * 2 * len(NAMES)
