"""Practice models say what is known: figures typed again, ranges that hold no effect, bands that follow from costs."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest

from carepath_sim.catalogue.shelf import read_catalogue
from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.scenario.effects import Effect
from carepath_sim.scenario.parameters import Parameter
from carepath_sim.scenario.practice_models import NOT_RATED
from carepath_sim.scenario.units import is_each
from carepath_sim.scenario.walk import numbers

from .whole import practice_models

PROMISED = {
    "direct_work_intensity",
    "family_group_conferences",
    "family_safeguarding",
    "family_valued",
    "growing_futures",
    "mockingbird",
    "multisystemic_therapy",
    "no_wrong_door",
    "signs_of_safety",
    "staying_close",
    "staying_put",
    "step_down_fostering",
}
CARDS = practice_models()
LEVERS = [(name, key) for name, card in CARDS.items() for key in card.levers]
MULTIPLIERS = ("multiply_hazard", "multiply_entries", "multiply_turnover", "multiply_price")


def test_those_promised_are_there() -> None:
    assert set(CARDS) == PROMISED


def by(name: str, lever: str, place: int = 0) -> Parameter[Any]:
    """The multiplier of a lever."""
    found = getattr(CARDS[name].levers[lever].effects[place].action, "by", None)
    assert isinstance(found, Parameter)
    return found


@pytest.mark.parametrize(
    ("name", "lever", "low", "value", "high"),
    [
        ("family_group_conferences", "fewer_enter_care", 0.65, 0.76, 1.00),
        ("family_valued", "fewer_enter_care", 0.76, 1.00, 1.00),
        ("family_safeguarding", "fewer_enter_care", 0.60, 0.85, 1.00),
        ("mockingbird", "fewer_breakdowns", 0.85, 1.00, 1.00),
        ("multisystemic_therapy", "fewer_enter_care", 0.77, 1.00, 2.05),
        ("no_wrong_door", "fewer_enter_care", 0.72, 1.00, 1.00),
        ("growing_futures", "targets_met", 0.90, 0.90, 1.00),
    ],
)
def test_multipliers_typed_again(name: str, lever: str, low: float, value: float, high: float) -> None:
    """From the evidence, by another hand; the trial of conferences ends at 0.89, and at 1 for this age group."""
    found = by(name, lever)
    assert found.range is not None
    assert (found.range.low.amount, found.amount, found.range.high.amount) == (low, value, high)


def test_the_hazard_ratio_of_conferences_follows_from_the_trial() -> None:
    ratio = math.log(1 - 0.362) / math.log(1 - 0.448)
    assert round(ratio, 2) == by("family_group_conferences", "fewer_enter_care").amount
    assert "0.65 to 0.89" in (by("family_group_conferences", "fewer_enter_care").note or "")


def test_places_that_mockingbird_keeps_follow_from_carers_who_leave() -> None:
    effect = CARDS["mockingbird"].levers["carers_stay"].effects[0].add_places
    assert effect is not None
    assert effect.places.range is not None

    def kept(multiplier: float) -> float:
        return 16 * 1.5 * ((1 - 0.11 * multiplier) ** 5 - (1 - 0.11) ** 5)

    assert round(kept(0.60)) == effect.places.amount
    assert round(kept(0.18)) == effect.places.range.high.amount
    assert kept(1.00) == effect.places.range.low.amount == 0


@pytest.mark.parametrize(("name", "lever"), LEVERS)
def test_no_effect_is_within_every_range_of_an_effect(name: str, lever: str) -> None:
    for effect in CARDS[name].levers[lever].effects:
        if effect.verb in MULTIPLIERS:
            spread = effect.action.by.range  # type: ignore[attr-defined]
            assert spread.low.amount <= 1 <= spread.high.amount
        if effect.add_places is not None:
            assert effect.add_places.places.range is not None
            assert effect.add_places.places.range.low.amount <= 0
        if effect.set_staffing is not None and effect.set_staffing.add_posts is not None:
            assert effect.set_staffing.add_posts.range is not None
            assert effect.set_staffing.add_posts.range.low.amount <= 0


@pytest.mark.parametrize(("name", "lever"), LEVERS)
def test_what_nobody_measured_defaults_to_no_effect(name: str, lever: str) -> None:
    one = CARDS[name].levers[lever]
    is_off = one.fidelity is not None and one.fidelity.amount == 0  # a what-if, until somebody asks for it
    if not one.measured and not is_off:
        assert [by(name, lever, place).amount for place in range(len(one.effects))] == [1.0] * len(one.effects)


@pytest.mark.parametrize("name", ["growing_futures", "signs_of_safety"])
def test_what_was_a_target_or_is_adverse_is_switched_off(name: str) -> None:
    for lever in CARDS[name].levers.values():
        assert lever.fidelity is not None
        assert lever.fidelity.amount == 0


@pytest.mark.parametrize("name", sorted(CARDS))
def test_every_number_says_what_it_is(name: str) -> None:
    card = CARDS[name]
    assert card.no_effect_in_range
    for path, number in numbers(card):
        assert number.status in ("sourced", "assumed"), path
        assert number.note, path
        assert (number.evidence is not None) == (number.status == "sourced"), path
        settled = (number.note or "").startswith("A definition")
        assert settled or getattr(number, "range", None) is not None, path


@pytest.mark.parametrize("name", sorted(CARDS))
def test_its_sources_are_there_and_each_is_named_once(name: str) -> None:
    card = CARDS[name]
    named = [card.source, *card.sources]
    assert len(named) == len(set(named))
    assert set(named) <= set(read_catalogue().document.data["sources"])


def price(effect: Effect) -> float:
    """£ each in the pounds of all prices, or £ a year."""
    cost = effect.add_cost
    assert cost is not None
    deflator = read_catalogue().document.data["finance"]["deflators"]["index"]
    in_year = cost.cost.price_year
    scale = deflator["2024-25"] / deflator[in_year] if in_year else 1.0
    return cost.cost.amount * scale * (1 if is_each(cost.cost.value) else DAYS_PER_YEAR)


REFERRALS = 56
UNITS = {"direct_work_intensity": REFERRALS, "family_valued": REFERRALS, "mockingbird": 24}
"""Young people a year by whom costs over time are divided, as the notes on the ratings say."""


def band(cost: float) -> str:
    """The published bands: below £100, £500, £1,000, up to £2,000, and more."""
    return str(1 + sum(cost >= edge for edge in (100, 500, 1000)) + (cost > 2000))


PAID_IN_SETTINGS = {"no_wrong_door": "hub", "step_down_fostering": "foster_step_down"}
"""Practice models of which a setting's own price holds most of what they cost."""


@pytest.mark.parametrize("name", sorted(PAID_IN_SETTINGS))
def test_what_is_paid_in_a_setting_is_dear(name: str) -> None:
    setting = read_catalogue().document.data["settings"][PAID_IN_SETTINGS[name]]
    paid = setting["service"] if "service" in setting else setting["price"]
    assert float(re.sub(r"[^\d.]", "", str(paid["value"]))) > 2000
    assert CARDS[name].cost_rating == "5"


@pytest.mark.parametrize("name", sorted(set(CARDS) - set(PAID_IN_SETTINGS)))
def test_cost_ratings_follow_from_costs_or_are_not_given(name: str) -> None:
    card = CARDS[name]
    if card.cost_rating == NOT_RATED:
        assert not [effect for effect in card.costs if effect.add_cost and is_each(effect.add_cost.cost.value)]
        return
    each = sum(price(cost) for cost in card.costs if cost.add_cost and is_each(cost.add_cost.cost.value))
    over_time = sum(price(cost) for cost in card.costs if cost.add_cost and not is_each(cost.add_cost.cost.value))
    assert band(each + over_time / UNITS.get(name, math.inf)) == card.cost_rating
    assert "bands" in card.cost_rating_note or "band" in card.cost_rating_note


def test_no_evidence_rating_is_invented() -> None:
    """None was read, and each says so."""
    for name, card in CARDS.items():
        assert card.evidence_rating == NOT_RATED, name
        assert "not read" in card.evidence_rating_note or "No rating was read" in card.evidence_rating_note, name


def test_one_mechanism_one_place() -> None:
    """Nobody multiplies entry and the length of stays in care as well."""
    leaving = {"return_home", "unplanned_return_home"}
    for name, card in CARDS.items():
        touched = {
            str(ending)
            for lever in card.levers.values()
            for effect in lever.effects
            if effect.multiply_hazard is not None
            for ending in [effect.multiply_hazard.ending]
        }
        assert not (any("enter_care" in each for each in touched) and touched & leaving), name
