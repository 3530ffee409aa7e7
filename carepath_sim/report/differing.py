"""How one scenario differs from another, in words: what it adds or drops, which numbers change, what its effects do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from carepath_sim.catalogue.documents import words as path_of
from carepath_sim.experiments.findings import in_sentence
from carepath_sim.report.data import DIFFERENCES_COLUMNS
from carepath_sim.report.words import listed
from carepath_sim.scenario.effects import Effect
from carepath_sim.scenario.parameters import Provenance
from carepath_sim.scenario.resolved import Resolved, value_words
from carepath_sim.scenario.schema import Setting, Study, Team
from carepath_sim.scenario.walk import numbers

Row = tuple[str, str, str, str]
"""Path, value in the baseline, value here, and the sentence that says both."""

SELECTORS = ("setting", "team", "stream", "heading")
LIMITS = ("ending", "ages", "need", "start", "until", "ramp")


def differences(base: Resolved, other: Resolved, path_words: Callable[[str], str]) -> pd.DataFrame:
    """Columns `DIFFERENCES_COLUMNS`: what `other` adds, drops or changes against `base`, in reading order."""
    rows = [
        *_coming_and_going(base.study, other.study),
        *_changed_numbers(base.study, other.study, path_words),
        *_effects(base.study, other.study),
    ]
    return pd.DataFrame([(other.name, *row) for row in rows], columns=list(DIFFERENCES_COLUMNS))


def _coming_and_going(base: Study, other: Study) -> Iterator[Row]:
    for kind in ("settings", "teams"):
        here, there = getattr(other, kind), getattr(base, kind)
        for name in [name for name in here if name not in there]:
            size = _size(here[name])
            yield f"{kind}.{name}", "none", size, f"Adds {in_sentence(here[name].label)}{f': {size}' if size else ''}."
        for name in [name for name in there if name not in here]:
            yield f"{kind}.{name}", _size(there[name]), "none", f"Does without {in_sentence(there[name].label)}."


def _size(found: Setting | Team) -> str:
    number = found.places if isinstance(found, Setting) else found.posts
    return "" if number is None else value_words(number)


def _numbers(study: Study) -> dict[str, Provenance]:
    return {path_of(path): number for path, number in numbers(study) if path[0] not in ("effects", "policy_cards")}


def _changed_numbers(base: Study, other: Study, path_words: Callable[[str], str]) -> Iterator[Row]:
    """Numbers that both have and that say something else."""
    there = _numbers(base)
    for path, number in _numbers(other).items():
        if path not in there:
            if _belongs_to_both(path, base):
                value = value_words(number)
                yield path, "none", value, f"{path_words(path)}: {value}, not given in the baseline."
            continue
        old, new = value_words(there[path]), value_words(number)
        if old != new:
            yield path, old, new, f"{path_words(path)}: {new} instead of {old}."


def _belongs_to_both(path: str, base: Study) -> bool:
    """Whether the number stands in a setting or team that the baseline has too."""
    first, _, rest = path.partition(".")
    return first not in ("settings", "teams") or rest.partition(".")[0] in getattr(base, first)


def _effects(base: Study, other: Study) -> Iterator[Row]:
    known = [_bare(effect) for effect in base.effects]
    for place, effect in enumerate(other.effects, start=1):
        if _bare(effect) in known:
            known.remove(_bare(effect))
            continue
        sentence = _effect_words(effect, other)
        yield f"effects[{place}]", "none", effect.verb, sentence
    for effect in base.effects:
        if _bare(effect) in known:
            known.remove(_bare(effect))
            yield "effects", effect.verb, "none", f"Without: {in_sentence(_effect_words(effect, base))}"


def _bare(effect: Effect) -> dict[str, object]:
    return effect.model_dump(exclude={"origin", "policy"}, exclude_none=True)


def _effect_words(effect: Effect, study: Study) -> str:
    """An effect as a sentence: which verb, on what, with which numbers and limits, by which policy."""
    action = effect.action
    subjects = [name for key in SELECTORS for name in _names(getattr(action, key, None))]
    labelled = listed([in_sentence(_label(name, study)) for name in subjects])
    figures = [f"{path_of(path).replace('_', ' ')} {value_words(number)}" for path, number in numbers(action)]
    limits = [_limit(key, getattr(action, key)) for key in LIMITS if getattr(action, key, None) is not None]
    fill_from = [in_sentence(_label(name, study)) for name in _names(getattr(action, "fill_from", None))]
    details = [*figures, *([f"filled from {listed(fill_from)}"] if fill_from else []), *limits]
    verb = effect.verb.replace("_", " ").capitalize()
    policy = f" ({study.policy_cards[effect.policy].label})" if effect.policy in study.policy_cards else ""
    return f"{verb}{f', {labelled}' if labelled else ''}: {', '.join(details) or 'as set'}{policy}."


def _names(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def _limit(key: str, value: object) -> str:
    word = {"start": "from", "until": "until", "ages": "ages", "ramp": "brought in over"}.get(key, key)
    return f"{word} {listed([str(item) for item in value]) if isinstance(value, list) else value}"


def _label(name: str, study: Study) -> str:
    for group in (study.settings, study.teams, study.demand.streams):
        if name in group:
            return str(group[name].label)
    return name.replace("_", " ")
