"""Whom a key worker stays with: every setting of those looked after in one word, and some of them by name."""

import numpy as np
import pytest

from carepath_sim.build import build_model
from carepath_sim.clock import DAY
from carepath_sim.errors import BadInput
from carepath_sim.model import FOR_EVER, Model
from carepath_sim.scenario.load import from_text
from carepath_sim.scenario.resolve import resolve

STUDY = """
question: With whom does the worker stay?
kind: strategic
start: 2026-04-01
horizon: 1 year
settings: {hub: {in_use: true}, hub_placement: {in_use: true}}
"""


def kept(text: str) -> dict[str, int]:
    """Ticks the hub's workers stay after a move to each setting."""
    model: Model = build_model(resolve(from_text(STUDY + text, "study")))[0]
    table = model.keeps[:, model.teams.index("hub")]
    assert np.array_equal(table, np.tile(table[0], (len(table), 1)))
    return dict(zip(model.settings, table[0].tolist(), strict=True))


def looked_after() -> set[str]:
    """Settings in which young people are looked after."""
    model: Model = build_model(resolve(from_text(STUDY, "study")))[0]
    return {name for name, is_care in zip(model.settings, model.is_looked_after, strict=True) if is_care}


def test_one_word_stands_for_every_placement_of_those_looked_after():
    found = kept("teams: {hub: {keeps: {looked_after: 5 weeks, foster_in_house: 8 weeks, home: 2 weeks}}}")
    assert found["foster_in_house"] == 8 * 7 * DAY
    assert found["home"] == 2 * 7 * DAY
    others = looked_after() - {"foster_in_house"}
    assert len(others) > 5
    assert {found[name] for name in others} == {5 * 7 * DAY}
    assert found["independence"] == 0


def test_an_effect_says_it_in_the_same_word():
    before = kept("")
    found = kept("effects: [{set_key_worker: {team: hub, follows: for ever, to: looked_after}}]")
    for name, ticks in found.items():
        assert ticks == (FOR_EVER if name in looked_after() else before[name])


def test_an_effect_may_name_where_the_worker_follows():
    before = kept("")
    found = kept("effects: [{set_key_worker: {team: hub, follows: 3 weeks, to: [home, independence]}}]")
    assert {name for name in found if found[name] != before[name]} == {"home", "independence"}
    assert found["independence"] == 3 * 7 * DAY


def test_where_without_for_how_long_is_refused():
    with pytest.raises(BadInput, match="nothing says for how long"):
        kept("effects: [{set_key_worker: {team: hub, none: 1.3, to: home}}]")


def test_a_setting_nobody_knows_is_refused():
    with pytest.raises(BadInput, match="homes"):
        kept("effects: [{set_key_worker: {team: hub, follows: 3 weeks, to: homes}}]")
