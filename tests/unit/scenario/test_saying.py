"""Effects as sentences."""

from __future__ import annotations

from typing import Any

import pytest

from carepath_sim.catalogue.shelf import read_catalogue
from carepath_sim.scenario.effects import VERBS, Effect
from carepath_sim.scenario.saying import SENTENCES, effect_words, is_cost, is_neutral, span

LABELS = {
    "hub": "No Wrong Door hub",
    "foster_in_house": "Foster care, in-house",
    "foster_agency": "Foster care, agency",
    "edge_of_care": "Edge of care",
    "home": "Home after care",
    "referrals": "Referrals to edge of care",
}


def effect(**verb: Any) -> Effect:
    return Effect.model_validate(verb)


def ranged(value: str, low: str, high: str) -> dict[str, Any]:
    return {"value": value, "range": {"low": low, "high": high}}


SAID = [
    (
        effect(multiply_hazard={"setting": "edge_of_care", "ending": "enter_care", "by": ranged("0.76", "0.65", "1")}),
        "Enter care from edge of care: 0.76 times as often (range 0.65 to 1).",
    ),
    (
        effect(multiply_hazard={"ending": "unplanned", "ages": "11 to 17", "need": ["general"], "by": "1 times"}),
        "Unplanned endings: as often as without it, for young people aged 11 to 17 and of the need group general.",
    ),
    (
        effect(multiply_hazard={"setting": ["foster_in_house", "foster_agency"], "by": "20% fewer"}),
        "Moves from foster care, in-house; foster care, agency: 20% fewer.",
    ),
    (
        effect(multiply_entries={"stream": "referrals", "by": ranged("0.9 times", "0.9 times", "1 times")}),
        "Arrivals (referrals to edge of care): 0.9 times as many (range 0.9 to 1 times).",
    ),
    (
        effect(add_places={"setting": "hub", "places": "-4 places", "from": "2027-04-01", "by": "moving"}),
        "No Wrong Door hub: changed by -4 places; those who live there move (from 2027-04-01).",
    ),
    (
        effect(set_occupancy={"setting": "hub", "keep_free": "4 places", "fill_to": "0 places", "hold": "0 days"}),
        "No Wrong Door hub: no occupancy aimed at, no planned move on held back, 4 places kept free.",
    ),
    (
        effect(set_key_worker={"team": "hub", "keeps": {"home": "8 weeks", "foster_in_house": "for ever"}}),
        "No Wrong Door hub: the key worker stays on for 8 weeks after a move to home after care; "
        "the key worker stays on for ever after a move to foster care, in-house.",
    ),
    (
        effect(cap_stay={"setting": "hub", "ending": "to_foster_in_house", "limit": "12 weeks"}),
        "Stays in No Wrong Door hub last at most 12 weeks, then end by moves to foster care, in-house.",
    ),
    (
        effect(add_cost={"heading": "Conferences", "cost": ranged("£1,000 each", "£500 each", "£2,000 each")}),
        "Conferences: £1,000 each (range £500 to £2,000 each).",
    ),
    (effect(set_staffing={"team": "hub", "add_posts": "5 posts"}), "No Wrong Door hub: 5 posts added."),
    (effect(multiply_turnover={"by": "0.5 times"}), "Permanent workers of every team leave 0.5 times as often."),
    (
        effect(multiply_turnover={"by": "0.5 times", "fidelity": "40%", "from": "2027-04-01"}),
        "Permanent workers of every team leave 0.5 times as often (from 2027-04-01 and carried out to 40%).",
    ),
    (
        effect(extend_support={"setting": "hub", "until_age": 21}),
        "Support in No Wrong Door hub lasts to the age of 21.",
    ),
    (
        effect(extend_support={"setting": "home", "until_age": 25}),
        "Support in home after care lasts to the age of 25.",
    ),
]


@pytest.mark.parametrize(("found", "sentence"), SAID)
def test_an_effect_is_a_sentence(found: Effect, sentence: str) -> None:
    assert effect_words(found, LABELS) == sentence


def test_limits_a_reader_knows_need_not_be_said() -> None:
    found = effect(add_places={"setting": "hub", "places": "2 places", "from": "2027-04-01", "ramp": "1 year"})
    assert effect_words(found, LABELS, ["start"]) == "No Wrong Door hub: 2 places added (brought in over 1 year)."


def test_every_verb_has_a_sentence() -> None:
    assert set(SENTENCES) == set(VERBS)


def test_every_effect_of_the_catalogue_can_be_said() -> None:
    data = read_catalogue().document.data
    written = [each for policy in data["policies"].values() for each in policy["effects"]]
    for model in data["practice_models"].values():
        levers = (model.get("levers") or {}).values()
        written += [each for lever in levers for each in lever.get("effects") or []] + list(model.get("costs") or [])
    sentences = [effect_words(Effect.model_validate(each), {}) for each in written]
    assert len(sentences) > 30
    assert all(text[0].isupper() or text[0].isdigit() for text in sentences)
    assert not [text for text in sentences if text.endswith("..") or "None" in text or "_" in text]


def test_what_changes_nothing_and_what_only_costs() -> None:
    assert is_neutral(effect(multiply_hazard={"by": "1 times"}))
    assert not is_neutral(effect(multiply_hazard={"by": "0.9"}))
    assert is_neutral(effect(add_places={"setting": "hub", "places": "0 places"}))
    assert not is_neutral(effect(set_places={"setting": "hub", "places": "0 places"}))
    assert is_cost(effect(add_cost={"heading": "A", "cost": "£1 each", "setting": "hub"}))
    assert not is_cost(effect(multiply_turnover={"by": "0.5"}))


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        ("0.9 times", "1 times", "0.9 to 1 times"),
        ("26 weeks", "for ever", "26 weeks to for ever"),
        ("0%", "20%", "0% to 20%"),
    ],
)
def test_a_range_says_its_unit_once(low: str, high: str, said: str) -> None:
    assert span(low, high) == said
