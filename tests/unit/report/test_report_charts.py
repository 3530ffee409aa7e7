"""What the charts say: every title short, made from the data, and no difference claimed that is not clear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from carepath_sim.experiments.frames import SURVIVAL_DEFINITION
from carepath_sim.report import ReportData, charts
from carepath_sim.report.canvas import CONFIG, DARK, PALETTE, PAPER, Chart, mark
from carepath_sim.report.contrasts import ONE_REPLICATION, changes, few_ticks
from carepath_sim.report.filling import occupancy
from carepath_sim.report.lasting import survival
from carepath_sim.report.living import people
from carepath_sim.report.trading import LEAST_ACROSS, cost_against_stability
from carepath_sim.report.words import MINUS, Scale

NAMES = ("baseline", "no_heads_on_beds", "heads_on_beds")


@pytest.fixture(name="data")
def small_study(study: Callable[..., ReportData]) -> ReportData:
    return study(NAMES, weeks=60)


def with_difference(data: ReportData, scenario: str, metric: str, low: float, high: float) -> ReportData:
    frame = data.comparison.copy()
    chosen = (frame["scenario"] == scenario) & (frame["metric"] == metric)
    frame.loc[chosen, ["difference", "low", "high"]] = [(low + high) / 2, low, high]
    return replace(data, comparison=frame)


def test_every_chart_is_complete(study: Callable[..., ReportData]) -> None:
    drawn = charts.draw(study(weeks=60))
    assert {chart.key for chart in drawn} >= {"cost-stability", "changes", "spending", "survival", "overflow", "people"}
    for chart in drawn:
        assert 0 < len(chart.title.split()) <= 10, chart.title
        assert chart.subtitle
        assert chart.summary
        assert not chart.table.empty
        assert chart.panels
        assert len({chart.key for chart in drawn}) == len(drawn)


@pytest.mark.parametrize("label", ["x", "A label of very many words that nobody could ever put into one title"])
def test_titles_are_short_whatever_the_names(study: Callable[..., ReportData], label: str) -> None:
    data = study(NAMES, weeks=60)
    data = replace(
        data,
        scenarios=tuple(replace(card, label=label) for card in data.scenarios),
        labels=dict.fromkeys(data.series["name"], label),
    )
    assert [chart.title for chart in charts.draw(data) if len(chart.title.split()) > 10] == []


def test_nothing_clear_is_claimed_where_nothing_differs(data: ReportData, still: Callable[..., ReportData]) -> None:
    same = still(data)
    assert title(cost_against_stability(same)) == "No clear difference in cost or in breakdowns"
    assert title(changes(same)) == "No clear difference in moves or breakdowns"
    assert title(people(same)) == "Where young people live: no clear difference"


def title(found: list[Chart]) -> str:
    assert len(found) == 1
    return found[0].title


def test_a_rate_is_clear_only_if_the_number_behind_it_is(data: ReportData, still: Callable[..., ReportData]) -> None:
    rated = with_difference(still(data), "heads_on_beds", "breakdown_rate", 0.001, 0.009)
    assert title(changes(rated)) == "Heads on beds: more breakdowns (narrow) in this model"
    counted = rated.comparison[rated.comparison["metric"] == "breakdown_rate"].assign(metric="breakdowns")
    frame = pd.concat([rated.comparison, counted.assign(low=-3.0, high=9.0)], ignore_index=True)
    unclear = replace(rated, comparison=frame)
    assert title(changes(unclear)) == "No clear difference in moves or breakdowns"
    assert "heads on beds +0.0050 (+0.0010 to +0.0090, clear as a rate, not in number)" in changes(unclear)[0].summary
    agreed = with_difference(unclear, "heads_on_beds", "breakdowns", 1.0, 9.0)
    assert title(changes(agreed)) == "Heads on beds: more breakdowns (narrow) in this model"
    assert "not in number" not in changes(agreed)[0].summary


def test_breakdowns_need_no_definition_if_both_say_the_same(data: ReportData, still: Callable[..., ReportData]) -> None:
    narrow = with_difference(still(data), "heads_on_beds", "breakdown_rate", 0.001, 0.009)
    both = with_difference(narrow, "heads_on_beds", "breakdown_rate_broad", 0.001, 0.019)
    assert title(changes(both)) == "Heads on beds: more breakdowns in this model"
    against = with_difference(narrow, "heads_on_beds", "breakdown_rate_broad", -0.019, -0.001)
    assert title(changes(against)) == "Heads on beds: more breakdowns (narrow) in this model"
    broad = with_difference(still(data), "heads_on_beds", "breakdown_rate_broad", -0.019, -0.001)
    assert title(changes(broad)) == "Heads on beds: fewer breakdowns (broad) in this model"


def test_one_replication_shows_no_clear_difference_and_says_why(data: ReportData) -> None:
    once = replace(data, comparison=data.comparison.assign(low=float("nan"), high=float("nan")))
    chart = changes(once)[0]
    assert chart.title == ONE_REPLICATION
    assert chart.summary.count("no clear difference in any scenario") == len(chart.panels)


def test_costs_most_needs_an_interval_above_all_others(data: ReportData, still: Callable[..., ReportData]) -> None:
    dear = with_difference(still(data), "heads_on_beds", "cost_per_year", 2e5, 9e5)
    assert title(cost_against_stability(dear)) == "Heads on beds costs most; breakdowns unclear"
    close = with_difference(dear, "no_heads_on_beds", "cost_per_year", 1e5, 3e5)
    assert title(cost_against_stability(close)) == "Both scenarios cost more in this model"
    unclear = with_difference(still(data), "heads_on_beds", "cost_per_year", -1e5, 9e5)
    assert title(cost_against_stability(unclear)) == "No clear difference in cost or in breakdowns"


def test_cheaper_and_more_stable_needs_both(data: ReportData, still: Callable[..., ReportData]) -> None:
    cheap = with_difference(still(data), "no_heads_on_beds", "cost_per_year", -9e5, -2e5)
    assert title(cost_against_stability(cheap)) == "No heads on beds costs least; breakdowns unclear"
    both = with_difference(cheap, "no_heads_on_beds", "breakdown_rate", -0.03, -0.01)
    assert title(cost_against_stability(both)) == "Cheaper, with fewer breakdowns: no heads on beds"


def test_breakdowns_clear_as_a_rate_alone_are_told_so_and_never_make_a_title(
    data: ReportData, still: Callable[..., ReportData]
) -> None:
    cheap = with_difference(still(data), "no_heads_on_beds", "cost_per_year", -9e5, -2e5)
    rated = with_difference(cheap, "no_heads_on_beds", "breakdown_rate", -0.03, -0.01)
    counted = rated.comparison[rated.comparison["metric"] == "breakdown_rate"].assign(metric="breakdowns")
    frame = pd.concat([rated.comparison, counted.assign(low=-9.0, high=3.0)], ignore_index=True)
    (chart,) = cost_against_stability(replace(rated, comparison=frame))
    assert chart.title == "No heads on beds costs least; breakdowns unclear"
    assert "breakdowns −0.0200 (−0.0300 to −0.0100, clear as a rate, not in number)" in chart.summary
    assert "not in number" not in cost_against_stability(rated)[0].summary


def test_the_trade_is_drawn_with_both_intervals(data: ReportData) -> None:
    one = with_difference(data, "heads_on_beds", "cost_per_year", 2e5, 8e5)
    one = with_difference(one, "heads_on_beds", "breakdown_rate", -0.02, 0.04)
    trace = cost_against_stability(one)[0].panels[0].figure.data[1]
    assert (trace.x[0], trace.error_x.array[0], trace.error_x.arrayminus[0]) == pytest.approx((500, 300, 300))
    assert (trace.y[0], trace.error_y.array[0], trace.error_y.arrayminus[0]) == pytest.approx((0.01, 0.03, 0.03))


def test_the_pool_that_differs_most_is_drawn_with_both_bands(data: ReportData) -> None:
    chart = occupancy(data)[0]
    assert chart.key == "occupancy-hub"
    assert [panel.heading for panel in chart.panels] == ["No heads on beds", "Heads on beds"]
    kinds = [(trace.fill, trace.name) for trace in chart.panels[0].figure.data]
    assert kinds == [("toself", None), ("toself", None), (None, "Places open"), (None, "Occupied")]


def test_equally_full_places_are_not_called_fuller(data: ReportData) -> None:
    level = data.series.copy()
    hub = (level["name"] == "hub") & (level["kind"] == "occupied")
    level.loc[hub, ["mean", "p5", "p25", "p75", "p95"]] = [8.0, 6.0, 7.0, 9.0, 10.0]
    assert occupancy(replace(data, series=level))[0].title == "No Wrong Door hub: about equally full in every scenario"


def test_ten_points_fuller_is_fuller_however_wide_the_spread_of_one_future(data: ReportData) -> None:
    far = data.series.copy()
    hub = (far["name"] == "hub") & (far["kind"] == "occupied")
    far.loc[hub, ["p5", "p25", "p75", "p95"]] = [0.0, 1.0, 11.0, 12.0]
    far.loc[hub, "mean"] = far.loc[hub, "scenario"].map({"heads_on_beds": 8.4}).fillna(7.2)
    assert occupancy(replace(data, series=far))[0].title == "No Wrong Door hub: fullest under heads on beds"


def with_rows(data: ReportData, *rows: dict[str, object]) -> ReportData:
    """The study with more lines of its comparison, each filled up from the first."""
    added = [data.comparison.iloc[0].to_dict() | row for row in rows]
    return replace(data, comparison=pd.concat([data.comparison, pd.DataFrame(added)], ignore_index=True))


def test_paired_differences_decide_whether_places_are_fuller(data: ReportData) -> None:
    pool = {"metric": "occupancy", "setting": "hub", "unit": "share", "scenario": "heads_on_beds"}
    apart = with_rows(data, pool | {"difference": -0.064, "low": -0.07, "high": -0.058})
    assert occupancy(apart)[0].title == "No Wrong Door hub: emptier under heads on beds"
    long = replace(apart, labels={**apart.labels, "hub": "Children's home out of the area"})
    assert occupancy(long)[0].title == "Children's home out of the area: emptier in one scenario"
    less = {"difference": -0.05, "low": -0.06, "high": -0.04}
    both = with_rows(long, pool | {"scenario": "no_heads_on_beds"} | less)
    assert occupancy(both)[0].title == "Children's home out of the area: emptier in both scenarios"
    more = {"difference": 0.05, "low": 0.04, "high": 0.06}
    mixed = with_rows(long, pool | {"scenario": "no_heads_on_beds"} | more)
    assert occupancy(mixed)[0].title == "Children's home out of the area: emptier in one scenario"
    together = with_rows(data, pool | {"difference": -0.064, "low": -0.2, "high": 0.1})
    assert occupancy(together)[0].title == "No Wrong Door hub: no clear difference in occupancy"


def test_people_are_titled_by_the_setting_that_changes_most_for_its_size(data: ReportData) -> None:
    def line(setting: str, baseline: float, difference: float) -> dict[str, object]:
        interval = {"difference": difference, "low": difference - 0.1, "high": difference + 0.1}
        return {"metric": "people", "setting": setting, "scenario": "heads_on_beds", "baseline": baseline, **interval}

    found = with_rows(data, line("home", 120, -12), line("overflow", 3, -1.5), line("hub", 0, 9))
    chart = people(found)[0]
    assert chart.title == "Overflow: 1.5 against 3 young people under heads on beds"
    assert [panel.heading for panel in chart.panels][:2] == ["Overflow", "Home"]
    both = with_rows(found, line("overflow", 3, -1.2) | {"scenario": "no_heads_on_beds"})
    both = replace(both, labels={**both.labels, "overflow": "Homes for a night or two"})
    assert people(both)[0].title == "Homes for a night or two: fewer in both scenarios"
    one = replace(found, labels=both.labels)
    assert people(one)[0].title == "Homes for a night or two: fewer in one scenario"


def test_survival_says_what_it_counts(data: ReportData) -> None:
    assert survival(data)[0].subtitle.startswith(SURVIVAL_DEFINITION)


def test_words_in_the_corners_have_room_on_their_side_of_zero(data: ReportData) -> None:
    dear = with_difference(data, "heads_on_beds", "cost_per_year", 8e5, 9e5)
    dear = with_difference(dear, "no_heads_on_beds", "cost_per_year", 7e5, 9e5)
    low, high = cost_against_stability(dear)[0].panels[0].figure.layout.xaxis.range
    assert -low / (high - low) == pytest.approx(LEAST_ACROSS)
    assert all(words.bgcolor == PAPER for words in cost_against_stability(dear)[0].panels[0].figure.layout.annotations)


def test_survival_is_titled_by_the_paired_difference_and_counts_those_at_risk(data: ReportData) -> None:
    base = data.survival[(data.survival["scenario"] == "baseline") & (data.survival["days"] <= 365)].iloc[-1]
    chart = survival(data)[0]
    assert chart.title == f"{base['survival']:.0%} pass a year without breakdown"
    row = data.comparison.iloc[0].to_dict() | {
        "scenario": "heads_on_beds",
        "metric": "no_breakdown_within_a_year",
        "difference": 0.05,
        "low": 0.02,
        "high": 0.08,
    }
    for low, high, said in (
        (-0.02, 0.08, f"{base['survival']:.0%} pass a year without breakdown; no clear difference"),
        (float("nan"), float("nan"), ONE_REPLICATION),
    ):
        unclear = pd.concat([data.comparison, pd.DataFrame([row | {"low": low, "high": high}])], ignore_index=True)
        assert title(survival(replace(data, comparison=unclear))) == said
    paired = pd.concat([data.comparison, pd.DataFrame([row])], ignore_index=True)
    assert title(survival(replace(data, comparison=paired))) == "Heads on beds: more pass a year without breakdown"
    printed = chart.table[(chart.table["Scenario"] == "Baseline") & (chart.table["Time since entry"] == "1 year")]
    assert printed["At risk"].tolist() == [f"{base['at_risk']:,.0f}"]


def test_survival_stops_where_almost_nobody_is_at_risk(data: ReportData) -> None:
    few = data.survival.assign(at_risk=[100.0 if days < 700 else 4.0 for days in data.survival["days"]])
    drawn = survival(replace(data, survival=few))[0].panels[0].figure.data
    assert {max(trace.x) for trace in drawn if trace.mode == "lines"} == {686}


def test_below_the_curves_stand_those_at_risk_in_every_scenario(data: ReportData) -> None:
    halved = data.survival["at_risk"].mask(data.survival["scenario"] == "heads_on_beds", data.survival["at_risk"] / 2)
    chart = survival(replace(data, survival=data.survival.assign(at_risk=halved)))[0]
    rows = [list(trace.text) for trace in chart.panels[0].figure.data if trace.mode == "text"]
    assert [row[0] for row in rows] == [f"<b>At risk: {card.label}</b>" for card in data.scenarios]
    assert (rows[0][1], rows[2][1]) == ("900", "450")
    for row, card in zip(rows, data.scenarios, strict=True):
        own = chart.table[chart.table["Scenario"] == card.label].set_index("Time since entry")["At risk"]
        assert row[1:] == [own[when] for when in ("Entry", "6 months", "1 year", "2 years", "3 years", "4 years")]


def test_series_differ_by_more_than_colour() -> None:
    marks = [mark(index) for index in range(36)]
    assert len({(found.colour, found.dash) for found in marks}) == 36
    assert len({(found.colour, found.symbol) for found in marks}) == 36
    assert {found.colour for found in marks} == set(PALETTE)


def test_every_colour_has_a_dark_counterpart_that_can_be_seen() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(one: str, other: str) -> float:
        low, high = sorted((luminance(one), luminance(other)))
        return (high + 0.05) / (low + 0.05)

    assert all(contrast(DARK[colour], DARK["#FFFFFF"]) >= 4.5 for colour in PALETTE)


def test_the_configuration_keeps_figures_on_the_page() -> None:
    assert CONFIG["showSendToCloud"] is False
    assert CONFIG["plotlyServerURL"] == ""


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        ([0.0, 4500.0], ["0", "4,000"]),
        ([0.0, 0.35], ["0", "0.2"]),
        ([0.0, 17.0], ["0", "5", "10", "15"]),
        ([-1100.0, 1100.0], ["-1,000", "1,000"]),
    ],
)
def test_tick_marks_of_small_drawings_stand_apart(span: list[float], shown: list[str]) -> None:
    assert [word.replace(MINUS, "-") for word in few_ticks(span, Scale())["ticktext"]] == shown
