"""What the Sankey of changes of setting draws, merges and leaves to its table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import pytest

from carepath_sim.report import ReportData
from carepath_sim.report.data import FLOWS_COLUMNS
from carepath_sim.report.flowing import COLUMNS_SHOWN, flowing

NAMES = ("baseline", "no_heads_on_beds", "heads_on_beds")
FAMILIES = {
    "foster_in_house": "foster",
    "foster_agency": "foster",
    "childrens_home": "childrens_home",
    "overflow": "overflow",
    "hub": "hub",
    "supported_lodgings": "supported_lodgings",
    "home": "home",
    "edge_of_care": "edge_of_care",
}
PAIRS = {
    ("entered", "foster_in_house"): 90,
    ("foster_in_house", "foster_agency"): 30,
    ("foster_agency", "childrens_home"): 20,
    ("foster_in_house", "home"): 25,
    ("foster_in_house", "left"): 3,
    ("childrens_home", "overflow"): 12,
    ("childrens_home", "home"): 4.5,
    ("edge_of_care", "foster_in_house"): 8,
    ("edge_of_care", "home"): 50,
    ("supported_lodgings", "still_there"): 60,
}
HOSTILE = '<img src=x onerror=alert(1)> <a href="javascript:1">%{x}</a>'


def flows(*scenarios: str, extra: float = 0.0) -> pd.DataFrame:
    """The pairs above in each scenario; `extra` more to the hub in every scenario but the first."""
    rows = [(name, *pair, value, value - 2, value + 2) for name in scenarios for pair, value in PAIRS.items()]
    rows += [(name, "edge_of_care", "hub", extra, extra - 2, extra + 2) for name in scenarios[1:] if extra]
    return pd.DataFrame(rows, columns=list(FLOWS_COLUMNS))


@pytest.fixture(name="data", scope="module")
def small_study(study: Callable[..., ReportData]) -> ReportData:
    return replace(study(NAMES, weeks=4, parameters=0), families=FAMILIES, flows=flows(*NAMES, extra=40))


def links(data: ReportData, panel: int = 0) -> dict[str, float]:
    """How many people the height of each band stands for."""
    drawn = flowing(data)[0].panels[panel].figure
    heights = {trace.text.rsplit(": ", 1)[0]: abs(trace.y[-1] - trace.y[0]) for trace in drawn.data}
    return {name: height * largest(drawn) for name, height in heights.items()}


def largest(drawn: go.Figure) -> float:
    """How many people a whole height would stand for, from the tallest node and the number beside it."""
    tall = [abs(shape.y1 - shape.y0) for shape in drawn.layout.shapes]
    place = tall.index(max(tall))
    people = float(drawn.layout.annotations[place].text.split("<b>")[1].split("<")[0].replace(",", ""))
    return people / tall[place]


def test_links_are_sums_between_kinds_without_what_stays_outside_care(data: ReportData) -> None:
    expected = {
        "Foster families to Foster families": 30,
        "Foster families to Children&#x27;s homes, hub, emergency": 20,
        "Foster families to At home or independent": 28,
        "Children&#x27;s homes, hub, emergency to Children&#x27;s homes, hub, emergency": 12,
        "Children&#x27;s homes, hub, emergency to At home or independent": 4.5,
        "At home or independent to Foster families": 8,
    }
    assert links(data) == pytest.approx(expected, rel=0.01)


def test_there_are_eight_nodes_at_most_and_each_is_named_with_its_total(data: ReportData) -> None:
    for given in (data, replace(data, families={})):
        figure = flowing(given)[0].panels[0].figure
        assert len(figure.layout.shapes) == len(figure.layout.annotations) <= 8
        assert all(0 <= shape.y0 < shape.y1 <= 1.0001 for shape in figure.layout.shapes)
    words = [note.text.replace("<br>", " ") for note in flowing(data)[0].panels[0].figure.layout.annotations]
    assert words[0] == "Foster families <b>78</b>"


def test_settings_of_no_known_family_are_merged_beyond_the_largest_three(data: ReportData) -> None:
    rows = [("baseline", f"own_{n}", f"own_{n + 1}", 10.0 * n, 1, 2) for n in range(1, 7)]
    found = links(replace(data, families={}, flows=pd.DataFrame(rows, columns=list(FLOWS_COLUMNS))))
    expected = {"Elsewhere to Elsewhere": 60, "Own 4 to Own 5": 40, "Own 5 to Own 6": 50, "Own 6 to Own 7": 60}
    assert found == pytest.approx(expected, rel=0.01)


def test_title_and_summary_come_from_the_numbers(data: ReportData) -> None:
    (chart,) = flowing(data)
    assert chart.title == "Most common change: 30 within foster families"
    assert chart.summary.startswith(
        "Baseline: 102 changes drawn, mean of a replication; most are 30 within foster families"
    )
    far = "furthest from the baseline is edge of care to No Wrong Door hub, 40 (38 to 42) instead of 0 (0 to 0)"
    assert f"Heads on beds: {far}" in chart.summary


def test_scenarios_whose_futures_overlap_are_not_told_apart(data: ReportData) -> None:
    (chart,) = flowing(replace(data, flows=flows(*NAMES)))
    assert chart.summary.count("no pair of settings differs by more than one future does from another") == 2


def test_the_table_has_every_pair_of_every_scenario(data: ReportData) -> None:
    (chart,) = flowing(data)
    assert len(chart.table) == len(PAIRS) + 1
    first = chart.table.iloc[0].tolist()
    assert first[:2] == ["First setting, or there at the start", "Foster care, in-house"]
    assert first[2:] == ["90", "88 to 92"] * 3
    hub = chart.table[chart.table["To"] == "No Wrong Door hub"].iloc[0]
    assert (hub["Baseline"], hub["Heads on beds"]) == ("0", "40")


def test_two_scenarios_are_drawn_beside_each_other_at_one_scale(data: ReportData) -> None:
    pair = replace(data, scenarios=data.scenarios[:2], flows=flows(*NAMES[:2], extra=40))
    (chart,) = flowing(pair)
    assert [panel.heading for panel in chart.panels] == ["Baseline", "No heads on beds"]
    assert largest(chart.panels[0].figure) == pytest.approx(largest(chart.panels[1].figure), rel=0.01)
    assert links(pair, 1)["At home or independent to Children&#x27;s homes, hub, emergency"] == pytest.approx(
        40, rel=0.01
    )


def test_of_many_scenarios_the_baseline_is_drawn_and_the_first_are_in_the_table(data: ReportData) -> None:
    cards = tuple(replace(data.scenarios[0], name=f"s{n}", label="Same name") for n in range(21))
    (chart,) = flowing(replace(data, scenarios=cards, flows=flows(*(card.name for card in cards))))
    assert len(chart.panels) == 1
    assert len(chart.table.columns) == 2 + 2 * COLUMNS_SHOWN
    assert any("flows.csv" in note for note in chart.notes)


def test_one_scenario_alone_is_drawn_and_nothing_if_nobody_moved(data: ReportData) -> None:
    alone = replace(data, scenarios=data.scenarios[:1])
    assert len(flowing(alone)[0].panels) == 1
    still = data.flows[data.flows["origin"] == "entered"]
    assert flowing(replace(data, flows=still)) == []
    assert flowing(replace(data, flows=data.flows[:0])) == []


def test_hostile_names_are_inert(data: ReportData) -> None:
    cards = tuple(replace(card, label=HOSTILE) for card in data.scenarios)
    bad = replace(data, scenarios=cards, families={}, labels=dict.fromkeys(FAMILIES, HOSTILE))
    (chart,) = flowing(bad)
    drawn = chart.panels[0].figure.to_json()
    assert "<img" not in drawn
    assert "<a" not in drawn
    assert "%{x}" not in drawn
    assert len(chart.title.split()) <= 10


def test_one_replication_has_no_spread_to_tell(data: ReportData) -> None:
    once = data.flows.assign(low=float("nan"), high=float("nan"))
    (chart,) = flowing(replace(data, flows=once))
    assert not any("one future" in column for column in chart.table.columns)
    assert "furthest" not in chart.summary
    assert "no pair" not in chart.summary
    assert "furthest" in flowing(data)[0].summary
