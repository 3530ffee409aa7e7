"""What costs since the start say, and when an investment is paid back, in words and marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from carepath_sim.report import ReportData
from carepath_sim.report.data import CUMULATIVE_COLUMNS, PAYBACK_COLUMNS
from carepath_sim.report.repaying import SCENARIOS_SHOWN, repaying
from carepath_sim.report.repayment import futures, said, season, year_of

NAMES = ("baseline", "no_heads_on_beds", "heads_on_beds")
DATES = [f"{day:%Y-%m-%d}" for day in pd.date_range("2026-04-01", periods=13, freq="3MS")]
HOSTILE = '<img src=x onerror=alert(1)> <a href="javascript:1">%{x}</a>'
BACK = ("no_heads_on_beds", "council", 0.75, "2028-05-10", "2027-08-01", "2028-12-15")
NEVER = ("heads_on_beds", "council", 0.0, "", "", "")


def cumulative(
    *scenarios: str, end: float = -6e5, measures: tuple[str, ...] = ("constant", "discounted", "council")
) -> pd.DataFrame:
    """A rise to £300,000 in the first quarter, then a straight way to the end; half an interval is £100,000."""
    rows = []
    for name in scenarios:
        for measure in measures:
            for place, day in enumerate(DATES):
                mean = 0.0 if place == 0 else 3e5 + (end - 3e5) * (place - 1) / (len(DATES) - 2)
                half = 0.0 if place == 0 else 1e5
                rows.append((name, measure, day, mean, mean - half, mean + half, mean - 4 * half, mean + 4 * half))
    return pd.DataFrame(rows, columns=list(CUMULATIVE_COLUMNS))


def payback(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(PAYBACK_COLUMNS))


@pytest.fixture(name="data", scope="module")
def small_study(study: Callable[..., ReportData]) -> ReportData:
    data = study(NAMES, weeks=4, parameters=0)
    return replace(data, cumulative=cumulative(*NAMES[1:]), payback=payback(BACK, NEVER))


def test_a_season_names_its_year_and_a_winter_both() -> None:
    said = [season(pd.Timestamp(day)) for day in ("2026-04-01", "2028-02-29", "2028-12-31", "2099-12-01", "2027-09-30")]
    assert said == ["spring 2026", "winter 2027-28", "winter 2028-29", "winter 2099-00", "autumn 2027"]


def test_futures_are_counted_as_they_were_simulated() -> None:
    assert futures(0.625, 40) == "25 of 40 futures"
    assert futures(3 / 500, 500) == "3 of 500 futures"
    assert [futures(count / 2000, 2000) for count in (1, 1999)] == ["1 of 2,000 futures", "1,999 of 2,000 futures"]
    assert futures(1.0, 1) == "the one future simulated"


def test_years_are_counted_from_the_start() -> None:
    start = pd.Timestamp("2026-04-01")
    days = ("2026-04-01", "2027-03-31", "2027-04-01", "2028-03-31", "2028-04-01", "2031-03-31")
    assert [year_of(pd.Timestamp(day), start) for day in days] == [1, 1, 2, 2, 3, 5]


def test_the_title_says_in_how_many_futures_and_if_there_is_room_when(data: ReportData) -> None:
    more = simulated(data, 40)
    assert repaying(more)[0].title == "No heads on beds: 30 of 40 futures pay back"
    assert repaying(called(more, "Hub"))[0].title == "Hub pays back in 30 of 40 futures"
    assert repaying(called(more, "a b c d e f"))[0].title == "One scenario pays back in 30 of 40 futures"
    both = replace(called(more, "a b c d e f"), payback=payback(BACK, ("heads_on_beds", *BACK[1:])))
    assert repaying(both)[0].title == "2 scenarios pay back in some futures"


def test_of_few_futures_the_title_makes_no_count(data: ReportData) -> None:
    assert repaying(simulated(data, 19))[0].title == "No heads on beds pays back in some futures"
    always = replace(data, payback=payback((*BACK[:2], 1.0, *BACK[3:])))
    assert repaying(simulated(always, 19))[0].title == "No heads on beds pays back in some futures"
    assert repaying(simulated(always, 1))[0].title == "No heads on beds pays back in the one future"


def test_what_is_set_up_is_said_to_be_counted_only_if_a_scenario_says_so(data: ReportData) -> None:
    assert any("set something up is counted only if the scenario says so" in note for note in repaying(data)[0].notes)


def simulated(data: ReportData, replications: int) -> ReportData:
    first = data.metrics.iloc[[0] * replications]
    return replace(data, metrics=first.assign(replication=range(replications)))


def called(data: ReportData, label: str) -> ReportData:
    return replace(data, scenarios=tuple(replace(card, label=label) for card in data.scenarios))


def test_an_investment_never_paid_back_is_said_to_be_none(data: ReportData) -> None:
    never = replace(data, payback=payback(NEVER))
    assert repaying(never)[0].title == "No investment is paid back by the end"
    assert "Heads on beds: −£600k (−£700k to −£500k) by the end; has not paid back by the end in any future" in (
        repaying(never)[0].summary
    )


def test_without_an_investment_the_title_tells_the_end(data: ReportData) -> None:
    nothing = replace(data, payback=payback())
    assert repaying(nothing)[0].title == "By the end £600k less: no heads on beds"
    both = repaying(called(nothing, "a b c d e f g"))[0].title
    assert both == "Up to £600k less by the end: both scenarios"
    one = cumulative("no_heads_on_beds")
    assert repaying(called(replace(nothing, cumulative=one), "a b c d e f g"))[0].title == (
        "By the end £600k less in one scenario"
    )
    assert "nothing to pay back" in repaying(nothing)[0].summary
    level = replace(nothing, cumulative=cumulative(*NAMES[1:], end=5e4))
    assert repaying(level)[0].title == "By the end no scenario clearly costs more or less"


def test_the_summary_gives_share_season_and_the_middle_of_the_futures(data: ReportData) -> None:
    said = repaying(data)[0].summary
    assert "pays back in 9 of 12 futures, typically in spring 2028, in year 3" in said
    assert "(middle 80% of these: summer 2027 to winter 2028-29)" in said


def test_nothing_is_typical_of_one_future() -> None:
    start = pd.Timestamp("2026-04-01")
    row = payback(BACK).iloc[0].replace(0.75, 1.0)
    when = "in spring 2028, in year 3"
    assert said(row, start, 1) == f"pays back in the one future simulated, {when}"
    assert said(row.replace(1.0, 1 / 500), start, 500) == f"pays back in 1 of 500 futures, {when}"
    assert said(payback(NEVER).iloc[0], start, 1) == "has not paid back by the end in the one future simulated"


def test_bands_curves_and_the_day_of_payback_are_drawn(data: ReportData) -> None:
    figure = repaying(data)[0].panels[0].figure
    outer, inner, mean, worth, span, day = figure.data
    assert (outer.y[12], outer.y[13]) == pytest.approx((-0.2, -1.0))
    assert (inner.y[12], inner.y[13]) == pytest.approx((-0.5, -0.7))
    assert (mean.y[0], mean.y[1], mean.y[-1]) == pytest.approx((0, 0.3, -0.6))
    assert (mean.line.dash, worth.line.dash) == ("solid", "dash")
    assert (list(span.x), list(day.x)) == (["2027-08-01", "2028-12-15"], ["2028-05-10"])
    assert len(repaying(data)[0].panels[1].figure.data) == 4


def test_the_table_has_the_end_of_each_year_and_every_measure(data: ReportData) -> None:
    table = repaying(data)[0].table
    assert table["By"].tolist() == ["1 April 2027", "1 April 2028", "1 April 2029"] * 2
    last = table.iloc[2]
    assert last["For the council, constant prices"] == "−£0.60m"
    assert last["95% interval"] == "−£0.70m to −£0.50m"
    assert last["For everybody, discounted to the start"] == "−£0.60m"


def test_without_the_council_s_own_sum_that_of_everybody_is_drawn(data: ReportData) -> None:
    (chart,) = repaying(replace(data, cumulative=cumulative(*NAMES[1:], measures=("constant",))))
    assert "for everybody, constant prices" in chart.subtitle
    assert [key.name for key in chart.legend] == [
        "Everybody, constant prices",
        "95% interval",
        "One future, 10% to 90%",
    ]


def test_one_replication_has_no_intervals(data: ReportData) -> None:
    (chart,) = repaying(
        replace(data, cumulative=data.cumulative.assign(low=float("nan"), high=float("nan")), payback=payback())
    )
    assert set(chart.table["95% interval"]) == {"not known"}
    assert chart.title == "By the end no scenario clearly costs more or less"


def test_nothing_is_drawn_of_nothing(data: ReportData) -> None:
    assert repaying(replace(data, scenarios=data.scenarios[:1])) == []
    assert repaying(replace(data, cumulative=data.cumulative[:0])) == []


def test_of_many_scenarios_the_first_are_drawn_and_names_are_inert(data: ReportData) -> None:
    cards = tuple(replace(data.scenarios[0], name=f"s{n}", label=HOSTILE) for n in range(21))
    (chart,) = repaying(replace(data, scenarios=cards, cumulative=cumulative(*(card.name for card in cards[1:]))))
    assert len(chart.panels) == SCENARIOS_SHOWN
    assert chart.table["Scenario"].tolist() == [HOSTILE] * 20 * 3
    drawn = "".join(panel.figure.to_json() for panel in chart.panels)
    assert "<img" not in drawn
    assert "<a" not in drawn


def test_a_summary_tells_some_scenarios_and_says_how_many_more_there_are(data: ReportData) -> None:
    cards = tuple(replace(data.scenarios[0], name=f"s{n}", label=f"Scenario {n}") for n in range(9))
    (chart,) = repaying(replace(data, scenarios=cards, cumulative=cumulative(*(card.name for card in cards[1:]))))
    assert chart.summary.count(" by the end") == 6
    assert chart.summary.endswith("The table has the other 2 scenarios.")
