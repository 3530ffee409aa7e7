"""What is to be questioned first, how it is named, and what is said of chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pandas as pd
import pytest

from carepath_sim.metrics.uncertainty import paired
from carepath_sim.report import ReportData
from carepath_sim.report import data as shapes
from carepath_sim.report.naming import plain_name
from carepath_sim.report.questioning import ACTING, APART, COSTLY, MOST, to_question
from carepath_sim.report.tables import SAME, caution, verdict

NAMES = ("baseline", "no_heads_on_beds", "heads_on_beds")
HUB_ONLY = NAMES[1:]


@pytest.fixture(name="data")
def small_study(study: Callable[..., ReportData]) -> ReportData:
    return study(NAMES, weeks=10, parameters=0)


def row(
    path: str, value: float, low: float, high: float, scenarios: tuple[str, ...] = NAMES, note: str = ""
) -> tuple[Any, ...]:
    shown = (path, str(value), "assumed", "", "", f"{low} to {high}, uniform", note or path, "", low, high, value)
    return (*shown, f"words of {path}", scenarios)


def asking(data: ReportData, *rows: tuple[Any, ...]) -> list[str]:
    found = to_question(with_parameters(data, *rows))
    return [words.removeprefix("words of ") for words in found["words"]]


def with_parameters(data: ReportData, *rows: tuple[Any, ...]) -> ReportData:
    return replace(data, parameters=pd.DataFrame(rows, columns=list(shapes.PARAMETERS_COLUMNS)))


def test_what_only_some_scenarios_have_comes_before_what_all_have(data: ReportData) -> None:
    common = row("settings.home.endings.back.hazard", 0.5, 0, 9)
    own = row("settings.hub.endings.leave.hazard", 0.5, 0.4, 0.6, HUB_ONLY)
    assert asking(data, common, own) == ["settings.hub.endings.leave.hazard"]


def test_a_number_with_other_values_elsewhere_comes_first(data: ReportData) -> None:
    rows = [row(f"settings.hub.occupancy.hold{place}", 5, 1, 99, HUB_ONLY) for place in range(APART)]
    varied = [
        row("effects[1].set_occupancy.fill_to", value, 8, 12, (name,))
        for value, name in ((9, NAMES[1]), (11, NAMES[2]))
    ]
    assert asking(data, *rows, *varied)[:2] == ["effects[1].set_occupancy.fill_to"] * 2


def test_a_number_that_is_switched_off_is_not_asked_about(data: ReportData) -> None:
    assert asking(data, row("settings.hub.occupancy.hold", 0, 0, 56, HUB_ONLY)) == []


def test_prices_are_weighed_by_the_money_behind_them(data: ReportData) -> None:
    wide = row("prices.move.planned", 1, 0, 3)
    dear = row("prices.entry", 1, 0.9, 1.1)
    spent = data.metrics.assign(setting=data.metrics["setting"].replace({"childrens_home": "entries"}))
    weighed = replace(data, metrics=spent)
    assert asking(weighed, wide, dear) == ["prices.entry", "prices.move.planned"]
    spent = weighed.means("cost_by_heading").loc["entries"]
    why = to_question(with_parameters(weighed, dear))["why"].iloc[0]
    change = (spent - spent.iloc[0]).abs().max()
    assert why == f"the range is worth about £{0.2 * change / 5 / 1e3:.0f}k a year of the difference"


def test_a_scenario_by_itself_weighs_prices_by_all_that_is_spent(study: Callable[..., ReportData]) -> None:
    alone = study(NAMES[:1], weeks=10, parameters=0)
    weighed = replace(alone, metrics=alone.metrics.replace({"setting": {"childrens_home": "entries"}}))
    spent = weighed.means("cost_by_heading").loc["entries"].max()
    dear = row("prices.entry", 1, 0.9, 1.1, NAMES[:1])
    assert list(to_question(with_parameters(weighed, dear))["why"]) == [
        f"the range is worth about £{0.2 * spent / 5 / 1e6:.1f}m a year"
    ]


def test_a_cost_that_a_scenario_adds_is_weighed_as_money(data: ReportData) -> None:
    added = row("effects[1].add_cost.cost", 20, 0, 100, HUB_ONLY)
    added = (*added[:-2], "Training: cost added", added[-1])
    paid = replace(data, metrics=data.metrics.replace({"setting": {"hub": "fixed: Training"}}))
    found = to_question(with_parameters(paid, added))
    assert list(found["kind"]) == ["price"]
    assert found["why"].iloc[0].startswith("in 2 of 3 scenarios; the range is worth about £")


def test_what_scenarios_do_comes_first_then_rates_not_all_share_then_prices(data: ReportData) -> None:
    spent = replace(data, metrics=data.metrics.replace({"setting": {"childrens_home": "entries"}}))
    assert asking(
        spent,
        row("prices.entry", 1, 0.9, 1.1),
        row("teams.hub.time_to_cover", 14, 3, 60, HUB_ONLY),
        row("settings.hub.endings.home.hazard", 1, 0.5, 2, HUB_ONLY),
        row("settings.hub_placement.endings.foster.hazard", 0.9, 0.5, 1.8, HUB_ONLY),
        row("settings.hub_placement.endings.home.hazard", 4, 2, 8.2, HUB_ONLY),
        row("effects[2].set_key_worker.follows", 52, 0, 104, HUB_ONLY),
        row("effects[1].multiply_hazard.by", 1, 1, 3, HUB_ONLY),
        row("effects[3].multiply_hazard.by", 1, 1, 2, HUB_ONLY),
    ) == [
        "effects[1].multiply_hazard.by",
        "effects[2].set_key_worker.follows",
        "settings.hub_placement.endings.home.hazard",
        "settings.hub.endings.home.hazard",
        "teams.hub.time_to_cover",
        "prices.entry",
    ]


def test_one_rate_stands_for_a_setting_and_says_how_many_more_are_assumed(data: ReportData) -> None:
    rates = [row(f"settings.hub.endings.e{place}.hazard", 5, 1, 9 + place, HUB_ONLY) for place in range(3)]
    found = to_question(with_parameters(data, *rates))
    assert list(found["words"]) == ["words of settings.hub.endings.e2.hazard"]
    assert found["why"].iloc[0] == "in 2 of 3 scenarios, with 2 more rates of such stays assumed"


def test_a_rate_of_none_is_asked_about(data: ReportData) -> None:
    never = row("settings.hub.endings.enter_care.hazard", 0, 0, 1.7, HUB_ONLY)
    assert asking(data, never) == ["settings.hub.endings.enter_care.hazard"]


def test_a_price_nobody_pays_has_no_money_behind_it(data: ReportData) -> None:
    assert asking(data, row("settings.closed.price", 0, 0, 10), row("settings.nowhere.price", 5, 1, 10)) == []


@pytest.mark.parametrize("tail", ["enters[4].share", "ages", "leaving_age.shares[2].share", "ceiling"])
def test_shares_of_a_whole_are_never_asked_about(data: ReportData, tail: str) -> None:
    assert asking(data, row(f"demand.streams.direct.{tail}", 0.1, 0, 0.2, HUB_ONLY)) == []


def test_numbers_alike_stand_in_one_row(data: ReportData) -> None:
    limits = [
        row(f"settings.hub.endings.{name}.wait.limit", 13, 4, 26, HUB_ONLY, note="Time given to find the place")
        for name in ("one", "two", "three")
    ]
    other = row("settings.hub.endings.four.wait.limit", 8, 4, 26, HUB_ONLY, note="Time given to find the place")
    assert sorted(asking(data, *limits, other)) == [
        "settings.hub.endings.four.wait.limit",
        "settings.hub.endings.one.wait.limit (and 2 more like it)",
    ]


def test_the_list_stays_short(data: ReportData) -> None:
    rows = [row(f"settings.s{place}.endings.leave.hazard", 5, 1, 9 + place, HUB_ONLY) for place in range(9)]
    done = [row(f"effects[{place}].set_thing.{place}", 5, 1, 9, HUB_ONLY) for place in range(9)]
    prices = [row(f"prices.move.{place}", 5, 1, 9) for place in range(9)]
    found = to_question(with_parameters(data, *rows, *done, *prices))
    assert found["kind"].value_counts().to_dict() == {"apart": APART, "price": COSTLY}
    assert sum("effects" in words for words in found["words"]) == ACTING
    link = row("teams.hub.link.new", 1.2, 1, 1.46)
    assert len(to_question(with_parameters(data, *rows, *done, *prices, link))) == MOST - 1


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("settings.hub.service", "No Wrong Door hub: cost of the whole service"),
        ("settings.hub.occupancy.fill_to", "No Wrong Door hub: occupancy aimed at"),
        ("settings.hub.endings.to_home.wait.limit", "No Wrong Door hub: longest wait for a planned place (to home)"),
        ("settings.hub.endings.enter_care.hazard", "No Wrong Door hub: how soon stays end: enter care"),
        ("teams.hub.keeps.home", "No Wrong Door hub: how long the key worker stays on after a move to home"),
        ("teams.hub.cost.agency", "No Wrong Door hub: cost of an agency post"),
        ("demand.streams.direct.enters[4].share", "Direct: where those who come go first"),
        ("prices.move.unplanned", "The process of an unplanned move"),
        ("settings.hub.something_new", "No Wrong Door hub: something new"),
    ],
)
def test_numbers_are_named_as_a_reader_would(path: str, name: str) -> None:
    assert plain_name({"hub": "No Wrong Door hub", "home": "Home"}, path) == name


@pytest.mark.parametrize(
    ("path", "endings", "name"),
    [
        ("effects[2].multiply_hazard.by", ["to_home"], "Hub: how many times as often stays end so (to home)"),
        ("effects[2].multiply_hazard.by", [], "Hub: how many times as often stays end so"),
        ("effects[1].cap_stay.limit", ["step_down"], "Hub: longest stay (step down)"),
        ("effects[1].set_occupancy.keep_free", [], "Hub: places kept free"),
        ("effects[1].multiply_entries.by", [], "Hub: how many times as many come"),
    ],
)
def test_what_a_scenario_does_is_named_with_the_endings_it_acts_on(path: str, endings: list[str], name: str) -> None:
    assert plain_name({"home": "Home"}, path, "Hub", endings) == name


@pytest.mark.parametrize(
    ("count", "end"),
    [
        (0, "assumptions."),
        (4, "with 4 intervals one might exclude zero by chance."),
        (20, "with 20 intervals about one would exclude zero by chance."),
        (30, "with 30 intervals one or two would exclude zero by chance."),
        (310, "with 310 intervals 15 or 16 would exclude zero by chance."),
    ],
)
def test_chance_is_counted(count: int, end: str) -> None:
    assert caution(count).startswith("Intervals show simulation error only, not doubt about the assumptions")
    assert caution(count).endswith(end)


@pytest.mark.parametrize(
    ("low", "better", "expected"),
    [
        (0.1, "lower", ("higher in this model (worse)", "worse")),
        (0.1, "higher", ("higher in this model (better)", "better")),
        (0.1, "neither", ("higher in this model", "open")),
        (-0.1, "lower", ("no clear difference", "open")),
    ],
)
def test_a_difference_is_one_in_this_model(low: float, better: str, expected: tuple[str, str]) -> None:
    row = pd.Series(
        {"difference": 0.2, "low": low, "high": 0.3, "p10": 0.0, "p90": 0.4, "better": better, "precise": True}
    )
    assert verdict(row) == expected


@pytest.mark.parametrize(
    ("differences", "said"),
    [([0.0] * 96 + [1.0, 1.0, -1.0, -1.0], "no clear difference"), ([0.0] * 100, SAME), ([0.0], SAME)],
)
def test_no_difference_is_said_only_where_no_replication_differs(differences: list[float], said: str) -> None:
    found = paired([0.0] * len(differences), differences, "lower", floor=1.0)
    assert verdict(pd.Series({**asdict(found), "better": "lower"})) == (said, "open")


def test_what_is_not_defined_is_neither_better_nor_worse() -> None:
    nothing = dict.fromkeys(("low", "high", "p10", "p90"), float("nan"))
    row = {**nothing, "better": "lower", "precise": False}
    assert verdict(pd.Series({**row, "difference": float("nan")})) == ("not defined here", "open")
    one = {**row, "difference": 0.2, "p10": 0.2, "p90": 0.2}
    assert verdict(pd.Series(one)) == ("one replication: no interval", "open")


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ((2.0, 9.0), ("higher in this model (worse)", "worse")),
        ((-2.0, 9.0), ("higher as a rate, not clearly in number", "open")),
        ((-9.0, -2.0), ("higher as a rate, not clearly in number", "open")),
    ],
)
def test_a_rate_is_worse_only_with_the_number_behind_it(count: tuple[float, float], expected: tuple[str, str]) -> None:
    row = {"difference": 0.2, "low": 0.1, "high": 0.3, "p10": 0.0, "p90": 0.4, "better": "lower", "precise": True}
    behind = pd.Series({"low": count[0], "high": count[1]})
    assert verdict(pd.Series(row), behind) == expected
