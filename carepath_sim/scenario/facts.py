"""Small facts about a study that several rules and tables need."""

from __future__ import annotations

import math

from carepath_sim.clock import birthday
from carepath_sim.scenario.hazards import Hazard
from carepath_sim.scenario.names import as_list
from carepath_sim.scenario.schema import FIRST_AGE, LAST_AGE, Setting, Study
from carepath_sim.scenario.units import parse_ages, whole_years

MODEL_AGES = range(FIRST_AGE, LAST_AGE)


def days_of(study: Study) -> int:
    """Days a study lasts: whole years end on the same date of the calendar, anything else after so many days."""
    years, first = whole_years(study.horizon), study.start.toordinal()
    return math.floor(study.horizon.amount + 0.5) if years is None else birthday(first, years) - first


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


def can_happen(hazard: Hazard, age: int, need: str) -> bool:
    """Whether a hazard is above nothing for someone, going by its multipliers alone."""
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
