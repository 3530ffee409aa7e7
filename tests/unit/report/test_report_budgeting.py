"""What each year's bill says: which part is cashable, which needs a decision, and what others pay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from carepath_sim.report import ReportData, cashable
from carepath_sim.report.budgeting import SCENARIOS_SHOWN, budgeting
from carepath_sim.report.canvas import Chart
from carepath_sim.report.data import METRICS_COLUMNS

NAMES = ("baseline", "no_heads_on_beds", "heads_on_beds")
HOSTILE = '<img src=x onerror=alert(1)> <a href="javascript:1">%{x}</a>'
BILL = {
    "placements": 9e6,
    "services_used": 2e6,
    "services_empty": 1e6,
    "fixed: programme": 3e5,
    "moves": 1e5,
    "entries": 5e4,
}
GRANT = 1e6
CHANGES = {
    "no_heads_on_beds": {"placements": -8e5, "services_empty": 2e5, "moves": -3e4},
    "heads_on_beds": {"placements": 3e5, "entries": 2e4},
}
LESS_GRANT = {"no_heads_on_beds": 1e5}


def bills(*scenarios: str, replications: int = 4, years: int = 3, cash: float = 1.0) -> pd.DataFrame:
    """The bill above in every year, with the changes above in every scenario and a little luck in nights."""
    rows = []
    for name in scenarios:
        for replication in range(replications):
            for year in range(1, years + 1):
                luck = (replication - (replications - 1) / 2) * 1e4 * (name != "baseline")
                paid = {heading: value + CHANGES.get(name, {}).get(heading, 0.0) for heading, value in BILL.items()}
                paid["placements"] += luck
                grant, total = GRANT - LESS_GRANT.get(name, 0.0), sum(paid.values())
                sums = {"cost": total, "cost_to_council": total - grant, "cost_cash": total * cash}
                sums["cost_discounted"] = total * 0.9
                money = [("cost_by_heading", heading, value) for heading, value in paid.items()]
                money += [(metric, "all", value) for metric, value in sums.items()]
                money += [("cost_by_payer", "council", total - grant), ("cost_by_payer", "home_office", grant)]
                period = f"year {year}"
                rows += [(name, replication, period, setting, metric, value, "£") for metric, setting, value in money]
                rows += [(name, replication, "all", "home_office", "cost_by_payer", grant, "£")] * (year == 1)
    return pd.DataFrame(rows, columns=list(METRICS_COLUMNS))


@pytest.fixture(name="data", scope="module")
def small_study(study: Callable[..., ReportData]) -> ReportData:
    return replace(study(NAMES, weeks=4, parameters=0), metrics=bills(*NAMES))


@pytest.fixture(name="chart", scope="module")
def drawn_once(data: ReportData) -> Chart:
    (chart,) = budgeting(data)
    return chart


def change(data: ReportData, part: str, scenario: str) -> float:
    return cashable.change(cashable.parts(data, "year 1")[part], "baseline", scenario)[0]


def test_cashable_leaves_out_hours_of_staff_and_what_others_pay(data: ReportData) -> None:
    assert change(data, cashable.BY_THE_NIGHT, "no_heads_on_beds") == pytest.approx(-8e5)
    assert change(data, cashable.BY_DECISION, "no_heads_on_beds") == pytest.approx(2e5)
    assert change(data, cashable.BY_OTHERS, "no_heads_on_beds") == pytest.approx(1e5)
    assert change(data, cashable.STAFF_TIME, "no_heads_on_beds") == pytest.approx(-3e4)
    assert change(data, cashable.CASHABLE, "no_heads_on_beds") == pytest.approx(-5e5)
    assert change(data, cashable.CASHABLE, "heads_on_beds") == pytest.approx(3e5)


def test_cashable_is_what_the_council_pays_less_without_the_hours_of_staff(data: ReportData) -> None:
    for name in NAMES[1:]:
        council = cashable.change(cashable.paid(data, cashable.COUNCIL, "year 2"), "baseline", name)[0]
        hours = change(data, cashable.STAFF_TIME, name)
        assert change(data, cashable.CASHABLE, name) == pytest.approx(council - hours)


def test_a_heading_that_nobody_has_named_needs_a_decision(data: ReportData) -> None:
    groups = cashable.headings(data, "year 1")
    assert groups[cashable.BY_DECISION]["baseline"].tolist() == [3.3e6] * 4
    assert sum(group["baseline"] for group in groups.values()).tolist() == [sum(BILL.values())] * 4


def test_inflation_turns_constant_prices_into_the_cash_of_the_year(data: ReportData, chart: Chart) -> None:
    dear = replace(data, metrics=bills(*NAMES, cash=1.2))
    assert change(dear, cashable.CASHABLE, "no_heads_on_beds") == pytest.approx(-6e5)
    assert any("grow by the study's inflation" in note for note in budgeting(dear)[0].notes)
    assert any("No inflation is assumed" in note for note in chart.notes)


def test_bars_stack_to_the_diamond(chart: Chart) -> None:
    assert [panel.heading for panel in chart.panels] == ["No heads on beds", "Heads on beds"]
    *bars, net = chart.panels[0].figure.data
    assert {bar.marker.pattern.shape for bar in bars} == {None, "/", "."}
    for place in range(3):
        assert sum(bar.y[place] for bar in bars) == pytest.approx(net.y[place]) == pytest.approx(-500)
    half = 1.59122 * 1e4 * (5 / 3) ** 0.5
    assert net.error_y.array[0] == pytest.approx(half / 1e3, rel=1e-3)


def test_title_names_year_amount_and_scenario(data: ReportData, chart: Chart) -> None:
    assert chart.title == "Year 3: £500k less, no heads on beds"
    worse = replace(data, metrics=bills("baseline", "heads_on_beds"), scenarios=(data.scenarios[0], data.scenarios[2]))
    assert budgeting(worse)[0].title == "Year 3: £300k more for the council, heads on beds"


def test_a_title_without_a_name_counts_those_that_go_the_same_way(data: ReportData) -> None:
    named = replace(data, scenarios=tuple(replace(card, label="a b c d e f g") for card in data.scenarios))
    assert budgeting(named)[0].title == "Year 3: £500k less for the council in one scenario"
    same = data.metrics[data.metrics["scenario"] == "no_heads_on_beds"].assign(scenario="heads_on_beds")
    others = data.metrics[data.metrics["scenario"] != "heads_on_beds"]
    assert budgeting(replace(named, metrics=pd.concat([others, same])))[0].title == (
        "Year 3: up to £500k less, both scenarios"
    )


def test_nothing_clear_is_claimed_of_equal_bills_or_of_one_replication(data: ReportData) -> None:
    same = data.metrics[data.metrics["scenario"] == "baseline"]
    twins = pd.concat([same, same.assign(scenario="heads_on_beds")])
    assert budgeting(replace(data, metrics=twins))[0].title == "No year clearly costs the council more or less cash"
    once = budgeting(replace(data, metrics=bills(*NAMES, replications=1)))[0]
    assert once.title == "No year clearly costs the council more or less cash"
    assert set(once.table["95% interval"]) == {"not known"}


def test_the_table_keeps_discounted_payers_and_staff_hours_apart(chart: Chart) -> None:
    row = chart.table.iloc[0]
    assert (row["Scenario"], row["Year"], row["Cashable"]) == ("No heads on beds", "1", "−£500k")
    assert row["Total, constant prices"] == "−£630k"
    assert row["Total, discounted"] == "−£567k"
    assert row["Council, constant prices"] == "−£530k"
    assert row["The Home Office, constant prices"] == "−£100k"
    assert (row["Of cashable: nights"], row["Of cashable: used or not"]) == ("−£800k", "+£200k")
    assert row["Staff hours, no cash"] == "−£30k"


def test_the_summary_says_first_and_last_year_and_what_needs_a_decision(chart: Chart) -> None:
    said = chart.summary
    assert "No heads on beds, cashable: year 1 −£500k (−£521k to −£479k); year 3 −£500k" in said
    assert "placements by the night −£2.40m, services, posts and contracts +£0.60m" in said
    assert "hours of staff that are no cash −£0.09m" in said


def test_the_notes_define_cashable_and_say_what_needs_somebody_to_decide(chart: Chart) -> None:
    notes = " ".join(chart.notes)
    assert "Cashable is what the council itself pays less" in notes
    assert "only once a place is given up" in notes
    assert "paid whether used or not" in notes


def test_without_payers_or_discounting_the_rest_is_there(data: ReportData) -> None:
    some = data.metrics[data.metrics["metric"] == "cost_by_heading"]
    (chart,) = budgeting(replace(data, metrics=some))
    assert chart.table.iloc[0]["Cashable"] == "−£600k"
    assert not [name for name in chart.table.columns if "Home Office" in name or "discounted" in name]
    assert [key.name for key in chart.legend][-1] == "Cashable for the council"


def test_nothing_is_drawn_without_a_comparison_or_years(data: ReportData) -> None:
    assert budgeting(replace(data, scenarios=data.scenarios[:1])) == []
    assert budgeting(replace(data, metrics=data.metrics[data.metrics["period"] == "all"])) == []
    assert budgeting(replace(data, metrics=data.metrics[:0])) == []


def test_of_many_scenarios_the_first_are_drawn_and_all_are_in_the_table(data: ReportData) -> None:
    cards = tuple(replace(data.scenarios[0], name=f"s{n}", label=HOSTILE) for n in range(21))
    cards = (replace(cards[0], name="baseline"), *cards[1:])
    names = [card.name for card in cards]
    (chart,) = budgeting(replace(data, scenarios=cards, metrics=bills(*names, replications=2, years=2)))
    assert len(chart.panels) == SCENARIOS_SHOWN
    assert len(chart.table) == 20 * 2
    drawn = "".join(panel.figure.to_json() for panel in chart.panels)
    assert "<img" not in drawn
    assert "<a" not in drawn
