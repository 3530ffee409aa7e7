"""From resolved scenarios to cards of practice models and to the features of No Wrong Door."""

from __future__ import annotations

from pathlib import Path

import pytest

from carepath_sim.catalogue.no_wrong_door import read_features
from carepath_sim.report import featuring, labels_of, practising
from carepath_sim.report.parts import PracticeCard
from carepath_sim.scenario import Resolved, resolve_all

BASE = """
question: What does today's council look like?
kind: strategic
start: 2026-04-01
horizon: 1 year
"""
FULL = """
question: What if all of it is carried out?
kind: transformative
extends: base.yaml
settings: {hub: {in_use: true}, hub_placement: {in_use: true}, hub_community_family: {in_use: true}}
practice_models: [no_wrong_door, multisystemic_therapy]
"""
PARTIAL = """
question: What if little of it is?
kind: adaptive
extends: base.yaml
settings: {hub: {in_use: true}, hub_placement: {in_use: true}, hub_community_family: {in_use: true}}
practice_models:
  - practice_model: no_wrong_door
    uptake: 60%
    fidelity: 50%
    levers: {no_heads_on_beds: 0%}
  - practice_model: growing_futures
    from: 2026-10-01
"""
TITLES = {"base": "Base", "full": "As designed", "partial": "Half of it"}


@pytest.fixture(scope="module", name="resolved")
def three_scenarios(tmp_path_factory: pytest.TempPathFactory) -> list[Resolved]:
    folder = tmp_path_factory.mktemp("scenarios")
    files: list[Path] = []
    for name, text in (("base", BASE), ("full", FULL), ("partial", PARTIAL)):
        files.append(folder / f"{name}.yaml")
        files[-1].write_text(text)
    return resolve_all(files)


@pytest.fixture(scope="module", name="used")
def practice_models_in_use(resolved: list[Resolved]) -> dict[str, list[practising.Used]]:
    return practising.uses(resolved, TITLES)


@pytest.fixture(scope="module", name="cards")
def practice_cards(resolved: list[Resolved], used: dict[str, list[practising.Used]]) -> dict[str, PracticeCard]:
    return {card.label: card for card in practising.cards(used, len(resolved), labels_of(resolved))}


def test_each_practice_model_has_one_card_in_the_order_of_first_use(cards: dict[str, PracticeCard]) -> None:
    assert list(cards) == ["No Wrong Door", "Multisystemic Therapy", "Growing Futures"]
    assert cards["No Wrong Door"].used_in == "As designed and Half of it"
    assert cards["Growing Futures"].used_in == "Half of it (from 2026-10-01)"


def test_uptake_and_fidelity_are_said_of_each_scenario_where_they_differ(cards: dict[str, PracticeCard]) -> None:
    card = cards["No Wrong Door"]
    assert card.uptake.startswith("100% (range 56% to 100%), assumed in ")
    assert card.uptake.endswith("; 60%, local in half of it")
    fidelity = {row.label: row.fidelity for row in card.levers}
    assert fidelity["The same key worker across moves"] == "100% in as designed; 50% in half of it"
    assert fidelity["No heads on beds"] == "100% in as designed; switched off in half of it"


def test_only_the_cost_of_a_practice_model_without_effect_shows(cards: dict[str, PracticeCard]) -> None:
    assert cards["Multisystemic Therapy"].silent == "No measured effect: only its cost shows."
    assert cards["Multisystemic Therapy"].levers[0].known == "no measured effect, assumed"
    switched_off = "What could change anything is switched off here: only its cost shows."
    assert cards["Growing Futures"].silent == switched_off
    assert cards["No Wrong Door"].silent == ""
    assert all(card.costs and card.sources for card in cards.values())


def test_dates_of_the_use_are_said_once(cards: dict[str, PracticeCard]) -> None:
    said = [*cards["Growing Futures"].costs, *(text for row in cards["Growing Futures"].levers for text in row.changes)]
    assert said
    assert not [text for text in said if "2026-10-01" in text]


def test_every_feature_of_the_table_is_shown(used: dict[str, list[practising.Used]]) -> None:
    rows = featuring.rows(read_features(), used["no_wrong_door"])
    assert [row.kind for row in rows].count("Distinguishers") == 10
    assert [row.kind for row in rows].count("Non-negotiables") == 8
    assert [row.kind for row in rows].count("Provocations") == 4
    for row in rows:
        assert bool(row.carried_by) != bool(row.because), row.name
        assert bool(row.fidelity) == bool(row.carried_by), row.name
    assert not [row.because for row in rows if row.because.startswith("because")]
    culture = next(row for row in rows if row.name == "A no heads on beds culture")
    assert "switched off (no heads on beds)" in culture.fidelity


def test_a_setting_that_a_feature_needs_and_a_scenario_lacks_is_named(used: dict[str, list[practising.Used]]) -> None:
    each = used["no_wrong_door"][0]
    assert featuring._missing(("hub_community_family", "supported_lodgings"), each) == ""
    assert featuring._missing(("crisis_lodgings", "hub"), each) == "without crisis lodgings"


def test_nothing_is_shown_where_no_wrong_door_is_not_used() -> None:
    assert featuring.rows(read_features(), ()) == ()
