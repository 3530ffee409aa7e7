"""Every number says what it is, how sure it is and where it comes from."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from carepath_sim.catalogue.documents import read
from carepath_sim.catalogue.published import read_published
from carepath_sim.catalogue.shelf import HERE
from carepath_sim.scenario.finance import Deflators
from carepath_sim.scenario.hazards import Hazard
from carepath_sim.scenario.parameters import Parameter, Provenance, ShareTable

from .whole import all_numbers, policies, practice_models, shelf, study

NUMBERS = [pytest.param(path, number, id=path) for path, number in all_numbers()]

SETTLED_BY_DEFINITION = re.compile(r"^(A definition|Edge-of-care support ends|Staying put ends|Taken to end)")
WITHOUT_RANGE = re.compile(
    r"\.start_shares\.|^settings\.\w+\.places$|^settings\.hub_placement\.price$|^policies\.\w+\..*\.(hold|fill_to|keep_free|follows)$"
    r"|\.ceiling$"
)
"""Numbers that may lack a range: first states of posts, unlimited places, the zeros that make a policy what it is."""


@pytest.mark.parametrize(("path", "number"), NUMBERS)
def test_it_has_a_status_and_what_the_status_asks_for(path: str, number: Provenance) -> None:
    assert number.status in ("sourced", "calibrated", "assumed"), path
    if number.status == "sourced":
        assert number.source, f"{path} is sourced and names no source"
        assert number.evidence in ("READ", "READ-DATA", "SEED", "SECONDARY", "DERIVED"), path
    else:
        assert number.evidence is None, f"{path} is {number.status} and claims to have been read"
    assert number.note, f"{path} does not say what is counted or how it was derived"


@pytest.mark.parametrize(("path", "number"), NUMBERS)
def test_it_has_a_range_unless_it_is_settled_by_definition(path: str, number: Provenance) -> None:
    if isinstance(number, (Deflators, ShareTable)) or SETTLED_BY_DEFINITION.match(number.note or ""):
        return
    spread = getattr(number, "range", None)
    if spread is None:
        assert WITHOUT_RANGE.search(path), f"{path} has no range"
        assert isinstance(number, Parameter)
        assert number.amount in (0.0, float("inf")) or ".start_shares." in path or path.endswith(".ceiling"), path
        return
    low, high = (getattr(end, "amount", end) for end in (spread.low, spread.high))
    assert low != high, f"the range of {path} is one point"


def test_derived_numbers_show_their_arithmetic() -> None:
    silent = [
        path
        for path, number in all_numbers()
        if number.evidence == "DERIVED" and not re.search(r"\d.*\d", number.note or "")
    ]
    assert not silent


def test_every_source_is_complete_and_used() -> None:
    sources = shelf().document.data["sources"]
    used = {number.source for _, number in all_numbers() if number.source} | {
        card.source for card in policies().values() if card.source
    }
    used |= {figure.source for figure in read_published()}
    used |= {read(HERE / f"{name}.yaml", name)[0].data["source"] for name in ("outcomes", "no_wrong_door", "councils")}
    used |= {key for model in practice_models().values() for key in (model.source, *model.sources)}
    assert used == set(sources)
    for key, source in sources.items():
        assert source["title"], key
        assert source["publisher"], key
        assert source["read"], key
        assert re.fullmatch(r"\d{4}", str(source["year"])), key
        assert "licence" in source, key


UNVERIFIED = {
    "53%": "agency premium, attributed to a review that was not read",
    "£200,000": "police savings in year one",
    "74.5": "permanency by number of caseworkers, not to be used as a hazard",
    "5.2%": "permanency with three workers",
    "about 20 per 10,000": "starts per population, denominators not read",
    "65 per 10,000": "starts per population, denominators not read",
    "18% fewer": "fall in looked-after children claimed in a press notice, not reproduced by official counts",
}
"""Figures that nobody read in a source, or that mislead."""


def test_no_unverified_figure_is_used() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in sorted(HERE.rglob("*.yaml")))
    words = " ".join(text.split())
    for figure, why in UNVERIFIED.items():
        assert not re.search(rf"(?<![\d.]){re.escape(figure)}", words), f"{figure}: {why}"


def test_the_link_to_the_key_worker_is_an_assumption_that_may_be_nothing() -> None:
    for name, team in study().teams.items():
        for link in (team.link.none, team.link.new):
            assert link.status == "assumed", name
            assert str(link.value) == "1.2"
            assert link.range is not None
            assert (link.range.low.amount, link.range.high.amount) == (1.0, 1.46)
            assert "tier E" in (link.note or "")


def test_process_costs_may_be_nothing() -> None:
    prices = study().prices
    for price in (prices.move.planned, prices.move.unplanned, prices.entry):
        assert price.status == "assumed"
        assert price.range is not None
        assert price.range.low.amount == 0


def test_policies_that_nobody_measured_claim_no_effect_on_outcomes() -> None:
    for name, card in policies().items():
        verbs = {effect.verb for effect in card.effects}
        assert verbs.isdisjoint({"multiply_hazard", "set_hazard", "multiply_entries"}), name
        assert card.tier, name
        assert card.evidence, name


def test_no_edge_of_care_setting_takes_unaccompanied_young_people() -> None:
    for name in ("edge_of_care", "closed", "hub", "hub_placement", "hub_community_family"):
        assert set(study().settings[name].needs) == set(study().demand.needs) - {"unaccompanied"}
    streams = study().demand.streams
    assert streams["unaccompanied"].needs.shares.keys() == {"unaccompanied"}
    assert all("edge_of_care" not in entry.to for entry in streams["unaccompanied"].enters)


def test_the_flag_of_domestic_abuse_changes_nothing_by_itself() -> None:
    """So that a programme for those who carry it can be added to an unchanged baseline."""
    for name, setting in study().settings.items():
        for key, ending in setting.endings.items():
            times = {need: by.amount for need, by in (ending.hazard.by_need or {}).items()}
            assert times.get("domestic_abuse", 1) == times.get("general", 1), (name, key)
        if setting.needs != "all" and "general" in setting.needs:
            assert {"domestic_abuse", "high_complexity"} <= set(setting.needs), name


def test_only_those_who_went_home_and_are_children_may_come_back() -> None:
    back = study().settings["home"].endings["return_to_care"].hazard
    assert {ages: by.amount for ages, by in (back.by_age or {}).items()} == {"10 to 17": 1, "18 to 24": 0}
    ways = {
        (name, key)
        for name, setting in study().settings.items()
        for key, ending in setting.endings.items()
        if "home" in ending.to
    }
    assert {key for _, key in ways} == {"return_home", "unplanned_return_home"}


def test_placement_endings_share_one_shape() -> None:
    """All endings of placements fall with time alike, so that `times` are shares of one hazard."""
    shapes = {
        str(ending.hazard.weibull.shape)
        for name, setting in study().settings.items()
        for key, ending in setting.endings.items()
        if isinstance(ending.hazard, Hazard) and ending.hazard.weibull and (name, key) != ("home", "return_to_care")
    }
    assert shapes == {"0.58"}


def test_no_file_but_the_caseload_is_a_table_of_people() -> None:
    tables = sorted(path.name for path in Path(HERE).rglob("*.csv"))
    assert tables == ["councils.csv", "starting_caseload.csv", "validated.csv"]
    with (HERE / "starting_caseload.csv").open(encoding="utf-8") as file:
        assert "person" not in next(csv.reader(file))
