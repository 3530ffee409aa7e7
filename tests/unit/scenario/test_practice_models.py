"""A practice model put to use: how far each lever acts, where each number stands, and what is left out."""

import pytest

from carepath_sim.build import build_model
from carepath_sim.errors import BadInput, UsageError
from carepath_sim.scenario import from_yaml, with_values
from carepath_sim.scenario.facts import fidelity_of, uptake_of

HUB = "settings:\n  hub: {in_use: true}\n"


def use(**said):
    inside = ", ".join(f"{key}: {value}" for key, value in said.items())
    return HUB + f"practice_models:\n  - {{practice_model: visits, {inside}}}\n"


def fidelities(study):
    return {effect.lever: fidelity_of(study, effect) for effect in study.effects if effect.lever}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # visits carries its levers out at 90%, and one of them, sooner_home, at 50%.
        ({}, (0.9, 0.5, 0.9)),
        ({"fidelity": "70%"}, (0.7, 0.7, 0.7)),
        ({"levers": "{sooner_home: 40%}"}, (0.9, 0.4, 0.9)),
        ({"fidelity": "70%", "levers": "{hub_stays: 0%, sooner_home: 20%}"}, (0.7, 0.2, 0.0)),
    ],
)
def test_the_nearest_word_on_fidelity_counts(resolved, said, expected):
    study = resolved(use(**said)).study
    assert fidelities(study) == dict(zip(("fewer_breakdowns", "sooner_home", "hub_stays"), expected, strict=True))


def test_its_name_alone_is_enough(resolved):
    one, other = resolved(HUB + "practice_models: [visits]\n"), resolved(use(until="null"))
    assert [effect.verb for effect in one.study.effects] == [
        "multiply_hazard",
        "cap_stay",
        "cap_stay",
        *["add_cost"] * 2,
    ]
    assert {effect.policy for effect in one.study.effects} == {"visits"}
    assert fidelities(one.study) == fidelities(other.study)


def test_uptake_is_of_those_it_is_offered_to(resolved):
    study = resolved(use(uptake="80%")).study
    assert uptake_of(study, study.effects[0]) == {"general": 0.8, "alone": 0.0}
    mine = resolved("effects:\n  - multiply_entries: {by: 1}\n").study
    assert uptake_of(mine, mine.effects[0]) == {"general": 1.0, "alone": 1.0}


def test_each_number_stands_in_one_place_and_says_who_decided_it(resolved):
    found = {row.path: row for row in resolved(use(uptake="80%")).parameters()}
    assert found["practice_models[1].uptake"].origin == "here.yaml:8"
    assert found["practice_models[1].uptake"].status == "local"
    assert found["practice_models[1].fidelity"].origin == "catalogue/practice_models/visits.yaml:6"
    assert found["practice_models[1].levers.sooner_home"].value == "50%"
    assert found["effects[1].multiply_hazard.by"].low == "0.2"
    assert found["effects[4].add_cost.cost"].value == "£1,000 each"
    assert not [path for path in found if path.startswith("practice_cards")]


def test_what_nobody_says_is_in_full_and_says_so(resolved):
    found = {row.path: row for row in resolved("practice_models: [letters]\n").parameters()}
    for key in ("uptake", "fidelity"):
        number = found[f"practice_models[1].{key}"]
        assert (number.value, number.status, number.origin) == ("100%", "assumed", "here.yaml:5")


def test_its_sources_are_kept(resolved):
    study = resolved(use()).study
    assert set(study.sources) == {"book", "shelf"}
    assert study.practice_cards["visits"].evidence_rating == "3"
    assert study.practice_cards["visits"].cost_rating == "2"
    assert study.practice_cards["visits"].levers["sooner_home"].effects == []


def test_dates_of_the_use_are_those_of_its_effects(resolved):
    study = resolved(use(**{"from": "2027-04-01", "until": "2028-04-01"})).study
    assert {(str(effect.action.start), str(effect.action.until)) for effect in study.effects} == {
        ("2027-04-01", "2028-04-01")
    }


def test_a_lever_switched_off_asks_for_no_setting(resolved):
    off = "practice_models:\n  - {practice_model: visits, levers: {hub_stays: 0%}}\n"
    assert [effect.lever for effect in resolved(off).study.effects if effect.verb == "cap_stay"] == ["sooner_home"]
    with pytest.raises(BadInput, match="the lever off"):
        resolved("practice_models: [visits]\n")


def test_a_child_adds_practice_models_to_those_of_its_parent(resolved, write):
    write(HUB + "practice_models: [letters]\n", "parent.yaml")
    study = resolved("extends: parent.yaml\npractice_models: [visits]\n").study
    assert [each.practice_model for each in study.practice_models] == ["letters", "visits"]


def test_writing_and_reading_again_gives_the_same_bytes(resolved):
    first = resolved(use(fidelity="70%", levers="{sooner_home: 40%}", until="2028-04-01"))
    again = from_yaml(first.to_yaml(), "other")
    assert again.to_yaml() == first.to_yaml()
    assert [table.fingerprint() for table in build_model(again)] == [
        table.fingerprint() for table in build_model(first)
    ]


def test_a_resolved_document_names_what_it_has_cards_for(resolved):
    text = resolved(use()).to_yaml()
    with pytest.raises(BadInput, match="There is no practice model 'visit'"):
        from_yaml(text.replace("- practice_model: visits", "- practice_model: visit"), "broken")
    with pytest.raises(BadInput, match="There is no lever 'sooner'"):
        from_yaml(text.replace("    sooner_home:\n      value: 50%", "    sooner:\n      value: 50%"), "broken")
    text = resolved("policies: [nothing]\n").to_yaml()
    with pytest.raises(BadInput, match="There is no policy 'nothin'"):
        from_yaml(text.replace("- policy: nothing", "- policy: nothin"), "broken")


def test_uptake_and_fidelity_may_be_varied(resolved):
    study = resolved(use())
    changes = {
        "practice_models[1].uptake": "30%",
        "practice_models[1].fidelity": "20%",
        "practice_models[1].levers.sooner_home": "10%",
        "effects[1].multiply_hazard.by": 0.4,
    }
    changed = with_values(study, changes)
    assert fidelities(changed.study) == {"fewer_breakdowns": 0.2, "sooner_home": 0.1, "hub_stays": 0.2}
    assert uptake_of(changed.study, changed.study.effects[0])["general"] == 0.3
    assert changed.study.effects[0].multiply_hazard.by.amount == 0.4


def test_a_lever_nobody_speaks_of_may_be_varied_too(resolved):
    changed = with_values(resolved(use()), {"practice_models[1].levers.fewer_breakdowns": "15%"})
    assert fidelities(changed.study) == {"fewer_breakdowns": 0.15, "sooner_home": 0.5, "hub_stays": 0.9}
    with pytest.raises(UsageError, match="Did you mean sooner_home"):
        with_values(resolved(use()), {"practice_models[1].levers.soner_home": "15%"})
