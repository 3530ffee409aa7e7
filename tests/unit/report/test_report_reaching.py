"""How many places would have been enough: read off the shares of time, and said with what is not counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd
import pytest

from carepath_sim.report import ReportData, sheet
from carepath_sim.report import data as shapes
from carepath_sim.report.canvas import INK
from carepath_sim.report.reaching import POOLS_SHOWN, enough, places_needed
from tests.unit.report.levelled import bare, measured

NAMES = ("baseline", "no_heads_on_beds", "heads_on_beds")


def shares(scenario: str, pool: str, needed: Sequence[float]) -> list[tuple[object, ...]]:
    return [
        (scenario, pool, place, share, max(0.0, share - 0.04), min(1.0, share + 0.04))
        for place, share in enumerate(needed, start=1)
    ]


@pytest.fixture(name="data", scope="module")
def places(study: Callable[..., ReportData]) -> ReportData:
    rows = [
        *shares("no_heads_on_beds", "hub", (1.0, 0.9, 0.5, 0.2, 0.06, 0.02)),
        *shares("heads_on_beds", "hub", (1.0, 1.0, 0.9, 0.03)),
    ]
    for name, fall in zip(NAMES, (0.0, 0.1, 0.2), strict=True):
        rows += shares(name, "childrens_home", (1.0, 0.9 - fall, 0.5 - fall, 0.05))
        rows += shares(name, "foster_in_house", (1.0, 1.0, 1.0, 0.3))
    frame = pd.DataFrame(rows, columns=shapes.NEEDED_COLUMNS)
    opened = {"hub": {"no_heads_on_beds": (4.0, 4.0), "heads_on_beds": (4.0, 4.0)}}
    opened |= {"childrens_home": dict.fromkeys(NAMES, (3.0, 3.0))}
    return measured(replace(bare(study(NAMES, weeks=4)), needed=frame), "places_open", opened)


def test_enough_is_what_is_exceeded_at_most_one_time_in_twenty() -> None:
    rows = pd.DataFrame({"places": [1, 2, 3, 4], "needed": [0.9, 0.4, 0.0500001, 0.05]})
    assert enough(rows, "needed", 0.95) == 3
    assert enough(rows, "needed", 0.5) == 1
    assert enough(rows, "needed", 0.99) == 4
    assert enough(rows.assign(needed=0.0), "needed", 0.95) == 0


def test_title_table_and_summary_say_the_same_number(data: ReportData) -> None:
    [chart] = places_needed(data)
    assert chart.title == "No Wrong Door hub: 3–\N{WORD JOINER}5 places cover 95% of time"
    hub = chart.table[chart.table["Places"] == "No Wrong Door hub"].set_index("Scenario")
    assert hub["Enough 95% of the time"].to_dict() == {"No heads on beds": "5", "Heads on beds": "3"}
    assert hub["Enough 50% of the time"].to_dict() == {"No heads on beds": "2", "Heads on beds": "3"}
    assert hub["Enough 95%, one future, 10% to 90%"]["No heads on beds"] == "4 to 6"
    assert hub["More needed than the mean open"].to_dict() == {"No heads on beds": "6.0%", "Heads on beds": "0.0%"}
    assert "No Wrong Door hub: no heads on beds 5 places (4 open) and heads on beds 3 places (4 open)." in chart.summary


def test_pools_that_change_most_are_drawn_first(data: ReportData) -> None:
    [chart] = places_needed(data)
    assert [panel.heading for panel in chart.panels] == [
        "No Wrong Door hub",
        "Children's home",
        "Foster care, in-house",
    ]
    assert len(chart.panels) == POOLS_SHOWN


def test_the_curve_falls_at_the_number_that_is_enough(data: ReportData) -> None:
    level, curve, *_ = places_needed(data)[0].panels[0].figure.data
    assert set(level.y) == {5}
    assert curve.line.shape == "vh", "at n places the curve falls to the share of time in which more were needed"
    assert dict(zip(curve.x, curve.y, strict=True)) == {1: 100, 2: 90, 3: 50, 4: 20, 5: 6, 6: 2, 7: 0}


def test_places_open_are_marked_once_if_all_have_as_many(data: ReportData) -> None:
    shared = places_needed(data)[0].panels[0].figure.data[-1]
    assert (list(shared.x), list(shared.marker.color)) == ([4.0], [INK])
    more = data.metrics["value"].mask((data.metrics["scenario"] == "heads_on_beds") & (data.metrics["value"] == 4), 6.0)
    apart = places_needed(replace(data, metrics=data.metrics.assign(value=more)))[0].panels[0].figure.data[-1]
    assert list(apart.x) == [4.0, 6.0]
    assert INK not in apart.marker.color


def test_what_is_not_counted_is_said(data: ReportData) -> None:
    assert "An emergency that found no place here went elsewhere and is not counted" in places_needed(data)[0].notes[0]


def test_without_places_open_the_rest_is_told(data: ReportData) -> None:
    [chart] = places_needed(replace(data, metrics=data.metrics[:0]))
    assert set(chart.table["Open, mean"]) == {"not known"}
    assert "no heads on beds 5 places and" in chart.summary


def test_one_scenario_is_told_of_where_most_is_missing(data: ReportData) -> None:
    own = data.needed[data.needed["scenario"] == "baseline"]
    alone = replace(data, scenarios=data.scenarios[:1], needed=own)
    assert places_needed(alone)[0].title == "Children's home: 3 places cover 95% of time"


def test_nothing_needed_or_known_is_no_chart(data: ReportData) -> None:
    assert places_needed(replace(data, needed=data.needed[:0])) == []
    assert places_needed(replace(data, needed=data.needed.assign(scenario="another"))) == []


def test_hostile_names_are_inert(data: ReportData) -> None:
    hostile = "<img src=x onerror=alert(1)>%{x}"
    named = replace(
        data,
        labels=dict.fromkeys(("hub", "childrens_home"), hostile),
        scenarios=tuple(replace(card, label=hostile) for card in data.scenarios),
    )
    [chart] = places_needed(named)
    assert len(chart.title.split()) <= 10
    assert "<img" not in sheet.figures([chart])
    assert '%{x}"' not in sheet.figures([chart]).replace('"%{x} or more needed"', "")


def test_one_replication_has_no_spread_to_tell(data: ReportData) -> None:
    [chart] = places_needed(replace(data, needed=data.needed.assign(low=float("nan"), high=float("nan"))))
    assert set(chart.table["Enough 95%, one future, 10% to 90%"]) == {"not known"}
