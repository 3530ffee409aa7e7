"""Where the money goes: steps that sum to the difference, and a table that has every split."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from carepath_sim.metrics.uncertainty import paired
from carepath_sim.report import ReportData, sheet
from carepath_sim.report.bridging import STEPS_SHOWN, spending
from carepath_sim.report.canvas import PAPER
from carepath_sim.report.contrasts import ONE_REPLICATION
from carepath_sim.report.spending import REST, changes, merged, parts, total
from tests.unit.report.levelled import Values, bare, measured

NAMES = ("baseline", "no_heads_on_beds", "heads_on_beds")
YEARS = 5.0
SETTINGS: Values = {
    "childrens_home": {
        "baseline": (50e6, 52e6, 54e6, 52e6),
        "no_heads_on_beds": (40e6, 42e6, 43e6, 41e6),
        "heads_on_beds": (41e6, 58e6, 44e6, 63e6),
    },
    "hub": {"no_heads_on_beds": (5e6,) * 4, "heads_on_beds": (5e6,) * 4},
    "foster_in_house": dict.fromkeys(NAMES, (10000000.0, 11000000.0, 12000000.0, 11000000.0)),
}
TEAMS: Values = {
    "hub": {"no_heads_on_beds": (1e6,) * 4, "heads_on_beds": (1e6,) * 4},
    "social_work": dict.fromkeys(NAMES, (4000000.0,) * 4),
}
HEADINGS: Values = {
    "placements": {
        name: tuple(sum(each) for each in zip(*(SETTINGS[s].get(name, (0.0,) * 4) for s in SETTINGS), strict=True))
        for name in NAMES
    },
    "key_workers_permanent": {"baseline": (4e6,) * 4, "no_heads_on_beds": (5e6,) * 4, "heads_on_beds": (5e6,) * 4},
    "moves": {"baseline": (1e6,) * 4, "no_heads_on_beds": (1.5e6,) * 4, "heads_on_beds": (1e6,) * 4},
}


@pytest.fixture(name="data", scope="module")
def costs(study: Callable[..., ReportData]) -> ReportData:
    data = replace(bare(study(NAMES, weeks=4)), years=YEARS)
    for metric, values in (("cost_by_setting", SETTINGS), ("cost_by_team", TEAMS), ("cost_by_heading", HEADINGS)):
        data = measured(data, metric, values, "£")
    return data


def test_the_parts_are_settings_with_their_teams_and_what_is_neither(data: ReportData) -> None:
    found = parts(data)
    assert sorted(found["baseline"].columns) == [
        "Children's home",
        "Foster care, in-house",
        "Key workers: social work",
        "Moves",
        "No Wrong Door hub and its team",
    ]
    for name in NAMES:
        every = [sum(each) for each in zip(*(HEADINGS[heading][name] for heading in HEADINGS), strict=True)]
        assert (found[name].sum(axis=1) * YEARS).tolist() == pytest.approx(every)


def test_steps_are_paired_and_sum_to_the_difference_of_the_totals(data: ReportData) -> None:
    found = parts(data)
    steps = {step.part: step for step in changes(found, "baseline", "heads_on_beds")}
    one, other = SETTINGS["childrens_home"]["baseline"], SETTINGS["childrens_home"]["heads_on_beds"]
    expected = paired([value / YEARS for value in one], [value / YEARS for value in other], "lower")
    home = steps["Children's home"]
    assert (home.difference, home.low, home.high) == pytest.approx((expected.difference, expected.low, expected.high))
    assert home.is_unclear
    assert steps["No Wrong Door hub and its team"].difference == pytest.approx(6e6 / YEARS)
    whole = total(found, "baseline", "heads_on_beds")
    assert sum(step.difference for step in steps.values()) == pytest.approx(whole.difference)


def test_the_waterfall_begins_and_ends_at_the_totals(data: ReportData) -> None:
    [chart] = spending(data)
    assert [panel.heading for panel in chart.panels] == ["No heads on beds", "Heads on beds"]
    _, bars = chart.panels[0].figure.data
    low = chart.panels[0].figure.layout.xaxis.range[0]
    assert bars.base[0] + bars.x[0] == pytest.approx((52e6 + 11e6 + 4e6 + 1e6) / YEARS / 1e6)
    assert bars.base[-1] + bars.x[-1] == pytest.approx((41.5e6 + 6e6 + 11e6 + 4e6 + 1.5e6) / YEARS / 1e6)
    assert low > 0
    assert "does not start at zero" in chart.subtitle
    assert len(chart.panels[0].figure.layout.shapes) == 2


def test_a_step_that_is_not_clear_is_hollow_and_said_to_be(data: ReportData) -> None:
    [chart] = spending(data)
    texts = chart.panels[1].figure.layout.yaxis.ticktext
    fills = dict(zip(texts, chart.panels[1].figure.data[1].marker.color, strict=True))
    home = next(text for text in texts if text.startswith("Children"))
    hub = next(text for text in texts if text.startswith("No Wrong"))
    assert fills[home] == PAPER
    assert fills[hub] != PAPER
    assert [key.name for key in chart.legend] == [
        "Costs more",
        "Costs less",
        "Not clear: the 95% interval holds zero",
    ]


def test_title_and_summary_say_what_the_table_says(data: ReportData) -> None:
    [chart] = spending(data)
    difference = (41.5e6 + 6e6 + 1.5e6 - 52e6 - 1e6) / YEARS
    assert difference == -0.8e6
    assert chart.title == "No heads on beds: £800k a year less, net"
    row = chart.table[(chart.table["Split"] == "Total") & (chart.table["Scenario"] == "No heads on beds")].iloc[0]
    assert (row["Baseline"], row["A year"], row["Difference"]) == ("£13.60m", "£12.80m", "−£0.80m")
    assert "No heads on beds: £12.80m, a difference of −£0.80m" in chart.summary
    assert "most of all children's home −£2.10m, No Wrong Door hub and its team +£1.20m and moves" in chart.summary


def test_a_total_that_is_not_clear_is_not_called_more_or_less(data: ReportData) -> None:
    kept = [row != "no_heads_on_beds" for row in data.metrics["scenario"]]
    only = replace(data, scenarios=(data.scenarios[0], data.scenarios[2]), metrics=data.metrics[kept])
    assert spending(only)[0].title == "Money shifts, but no total clearly differs"
    assert ", not clear)" in spending(only)[0].summary


def test_the_table_has_every_heading_setting_and_team(data: ReportData) -> None:
    table = spending(data)[0].table
    for split, names in (("Heading", HEADINGS), ("Setting", SETTINGS), ("Team", TEAMS)):
        own = table[table["Split"] == split]
        assert set(own["What is paid for"]) == {data.label(name) for name in names}
    home = table[(table["Split"] == "Setting") & (table["What is paid for"] == "Children's home")].iloc[0]
    assert (home["Scenario"], home["A year"], home["Difference"]) == ("No heads on beds", "£8.30m", "−£2.10m")


def test_small_changes_are_drawn_together(data: ReportData) -> None:
    many: Values = {
        f"heading_{number}": {"baseline": (1e6,) * 4, "heads_on_beds": (1e6 + number * 1e5,) * 4}
        for number in range(12)
    }
    found = parts(measured(bare(data), "cost_by_heading", many, "£"))
    drawn = merged(found, "baseline", STEPS_SHOWN)
    assert list(drawn["baseline"].columns) == [*(f"Heading {number}" for number in range(11, 5, -1)), REST]
    assert drawn["heads_on_beds"][REST].iloc[0] == pytest.approx((6e6 + 15e5) / YEARS)


def test_one_scenario_is_a_breakdown_from_zero(data: ReportData) -> None:
    alone = replace(data, scenarios=data.scenarios[:1], metrics=data.metrics[data.metrics["scenario"] == "baseline"])
    [chart] = spending(alone)
    assert chart.title == "Children's home: 76% of the cost"
    assert "£13.6m a year" in chart.summary
    assert "the largest parts are " in chart.summary
    assert "most of it" not in chart.summary
    assert set(chart.panels[0].figure.data[0].base) == {0.0}
    assert "Difference" not in chart.table.columns


def test_one_replication_has_steps_and_no_interval(data: ReportData) -> None:
    once = replace(data, metrics=data.metrics[data.metrics["replication"] == 0])
    [chart] = spending(once)
    assert chart.title == ONE_REPLICATION
    assert set(chart.table["95% interval"]) == {"not known"}
    assert "not clear" not in chart.summary
    assert PAPER not in chart.panels[0].figure.data[1].marker.color


def test_names_alike_and_hostile_stay_apart_and_inert(data: ReportData) -> None:
    hostile = '<img src=x onerror=alert(1)>%{x}<a href="https://example.org">'
    named = replace(data, labels=dict.fromkeys([*SETTINGS, *TEAMS, *HEADINGS], hostile))
    assert len(parts(named)["baseline"].columns) == len(parts(data)["baseline"].columns)
    drawn = sheet.figures(spending(named))
    assert "<img" not in drawn
    assert "%{x}" not in drawn
    assert "<a " not in drawn


def test_there_is_no_chart_without_costs(data: ReportData) -> None:
    assert spending(bare(data)) == []


def test_many_scenarios_are_drawn_where_they_differ_most(study: Callable[..., ReportData]) -> None:
    data = study(weeks=4)
    [chart] = spending(data)
    assert len(chart.panels) == 6
    assert "Drawn: the 6 scenarios of 9" in chart.subtitle
    assert set(chart.table["Scenario"]) == {card.label for card in data.scenarios[1:]}
