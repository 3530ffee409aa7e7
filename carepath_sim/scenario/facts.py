"""Small facts about a study that several rules and tables need."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from carepath_sim.clock import birthday
from carepath_sim.scenario.effects import Effect, SetKeyWorker
from carepath_sim.scenario.hazards import Hazard
from carepath_sim.scenario.names import LOOKED_AFTER, as_list
from carepath_sim.scenario.parameters import Money, Parameter
from carepath_sim.scenario.practice_models import PracticeUse
from carepath_sim.scenario.schema import FIRST_AGE, LAST_AGE, Setting, Study
from carepath_sim.scenario.units import Quantity, parse_ages, whole_years

MODEL_AGES = range(FIRST_AGE, LAST_AGE)

SUPPORT_ENDS = "support_ends"
"""The ending by which support stops at a birthday in a setting that has no leaving age."""


def days_of(study: Study) -> int:
    """Days a study lasts: whole years end on the same date of the calendar, anything else after so many days."""
    years, first = whole_years(study.horizon), study.start.toordinal()
    return math.floor(study.horizon.amount + 0.5) if years is None else birthday(first, years) - first


def amount_of(study: Study, number: Parameter[Any]) -> float:
    """The amount of a number; that of a price which says its own year, in the pounds of the year of all prices."""
    if not isinstance(number, Money) or number.price_year is None or study.finance.deflators is None:
        return number.amount
    index = study.finance.deflators.index
    return number.amount * index[study.prices.price_year] / index[number.price_year]


def kept_in(study: Study, keeps: Mapping[str, Parameter[Quantity]]) -> dict[str, Parameter[Quantity]]:
    """How long a key worker stays in each setting, by name; `looked_after` is every such setting without a name."""
    everywhere = keeps.get(LOOKED_AFTER)
    found = {name: everywhere for name, setting in study.settings.items() if everywhere and setting.looked_after}
    return {**found, **{name: time for name, time in keeps.items() if name != LOOKED_AFTER}}


def kept_by(study: Study, action: SetKeyWorker) -> dict[str, Parameter[Quantity]]:
    """How long an effect has a key worker stay in each setting it is about."""
    if action.follows is None:
        return kept_in(study, action.keeps or {})
    return kept_in(study, dict.fromkeys(as_list(action.to, list(study.settings)), action.follows))


def ages_of(setting: Setting) -> range:
    """Completed years of age of those who may live in a setting."""
    first, last = parse_ages(setting.ages)
    return range(first, last + 1)


def model_ages_of(setting: Setting) -> list[int]:
    """Those of them that lie within the model."""
    return [age for age in ages_of(setting) if age in MODEL_AGES]


def needs_of(setting: Setting, study: Study) -> list[str]:
    """Need groups that may live in a setting."""
    return study.demand.needs if setting.needs == "all" else list(setting.needs)


def admits(study: Study, name: str, age: int, need: str) -> bool:
    """Whether a setting is allowed for someone."""
    setting = study.settings[name]
    return age in ages_of(setting) and need in needs_of(setting, study)


def exposed(hazard: Hazard, people: set[tuple[int, str]]) -> set[tuple[int, str]]:
    """Those of some people (age, need) for whom a hazard is above nothing, going by its multipliers alone."""
    multipliers = [*(hazard.by_age or {}).values(), *(hazard.by_need or {}).values()]
    if hazard.never is None and all(by.amount > 0 for by in multipliers):
        return people
    return {who for who in people if _can_happen(hazard, *who)}


def _can_happen(hazard: Hazard, age: int, need: str) -> bool:
    ages = (by for span, by in (hazard.by_age or {}).items() if _covers(span, age))
    by_age = next((by.amount for by in ages), 1.0)
    by_need = hazard.by_need[need].amount if hazard.by_need and need in hazard.by_need else 1.0
    return hazard.never is None and by_age * by_need > 0


def _covers(span: str, age: int) -> bool:
    first, last = parse_ages(span)
    return first <= age <= last


def pool_of(study: Study, name: str) -> str:
    """The setting that owns the places of a setting."""
    return study.settings[name].shares_places_with or name


def is_limited(study: Study, name: str) -> bool:
    """Whether the places of a setting are limited."""
    places = study.settings[pool_of(study, name)].places
    return places is not None and places.amount != math.inf


def sharing(study: Study, pool: str) -> list[str]:
    """The settings that share the places of one, itself among them."""
    return [name for name in study.settings if pool_of(study, name) == pool]


def use_of(study: Study, effect: Effect) -> PracticeUse | None:
    """The practice model in use that an effect belongs to, if any."""
    return next((use for use in study.practice_models if use.practice_model == effect.policy), None)


def fidelity_of(study: Study, effect: Effect) -> float:
    """How faithfully an effect is carried out: its own fidelity, or that of its lever."""
    use = use_of(study, effect) if effect.lever is not None else None
    stated = effect.action.fidelity if use is None else use.levers.get(str(effect.lever), use.fidelity)
    return 1.0 if stated is None else stated.amount


def uptake_of(study: Study, effect: Effect) -> dict[str, float]:
    """The share of each need group who take up what an effect belongs to; all of them unless it is offered to some."""
    use = use_of(study, effect)
    if use is None:
        return dict.fromkeys(study.demand.needs, 1.0)
    card = study.practice_cards.get(use.practice_model)
    offered = study.demand.needs if card is None or card.offered_to is None else card.offered_to
    share = 1.0 if use.uptake is None else use.uptake.amount
    return {need: share if need in offered else 0.0 for need in study.demand.needs}


def turning_endings(study: Study) -> set[tuple[str, str]]:
    """(setting, ending) of those whose or_else an effect sets."""
    found = (effect.set_or_else for effect in study.effects)
    return {(action.setting, action.ending) for action in found if action is not None}


def selected_endings(study: Study, setting: str | list[str] | None, ending: str | list[str] | None) -> list[str]:
    """The endings an effect selects, as `setting.ending`, sorted."""
    settings = as_list(setting, list(study.settings))
    wanted = as_list(ending, [])
    return sorted(
        f"{name}.{key}"
        for name in settings
        for key, candidate in study.settings[name].endings.items()
        if ending is None or key in wanted or ("planned" if candidate.planned else "unplanned") in wanted
    )
