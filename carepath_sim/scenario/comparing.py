"""How one study differs from another, in words: what it adds or drops, which numbers change, what its effects do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from carepath_sim.catalogue.documents import words as path_of
from carepath_sim.catalogue.wording import counted, in_sentence, listed
from carepath_sim.scenario.effects import Effect
from carepath_sim.scenario.facts import fidelity_of
from carepath_sim.scenario.names import LABELS
from carepath_sim.scenario.parameters import Provenance
from carepath_sim.scenario.practice_models import PracticeModel
from carepath_sim.scenario.resolved import Resolved, value_words
from carepath_sim.scenario.saying import effect_words
from carepath_sim.scenario.schema import Policy, Setting, Study, Team
from carepath_sim.scenario.walk import numbers

NONE = "none"
SELECTORS = ("setting", "team", "stream", "heading")
APART = ("effects", "policies", "practice_models", "policy_cards", "practice_cards", "sources", "starting_caseload")
"""Told by themselves, or with what they belong to."""
SILENT = ("resolved", "name", "question", "kind", "assumes", "reporting", "origin", "label", "description", "note")
"""What says nothing about young people, places or money."""


@dataclass(frozen=True)
class Difference:
    """One thing that differs: where, both values and statuses as written, and a sentence that says it."""

    path: str
    old: str
    new: str
    words: str
    old_status: str = ""
    new_status: str = ""
    origin: str = ""  # file and line that decided the new number


def differences(base: Resolved, other: Resolved, path_words: Callable[[str], str]) -> list[Difference]:
    """What `other` adds, drops or changes against `base`, in reading order."""
    return [
        *_coming_and_going(base.study, other.study),
        *_uses(base.study, other.study),
        *_changed_numbers(base.study, other.study, path_words),
        *_changed_words(base, other, path_words),
        *_effects(base.study, other.study),
        *_caseload(base, other),
    ]


def labels_of(study: Study) -> dict[str, str]:
    """Printed names of the settings, teams and streams of a study."""
    groups = (study.demand.streams, study.teams, study.settings)
    return LABELS | {name: found.label for group in groups for name, found in group.items()}


def _coming_and_going(base: Study, other: Study) -> Iterator[Difference]:
    for kind in ("settings", "teams"):
        here, there = getattr(other, kind), getattr(base, kind)
        for name in [name for name in here if name not in there]:
            size = _size(here[name])
            words = f"Adds {in_sentence(here[name].label)}{f': {size}' if size else ''}."
            yield Difference(f"{kind}.{name}", NONE, size, words)
        for name in [name for name in there if name not in here]:
            words = f"Does without {in_sentence(there[name].label)}."
            yield Difference(f"{kind}.{name}", _size(there[name]), NONE, words)


def _size(found: Setting | Team) -> str:
    number = found.places if isinstance(found, Setting) else found.posts
    return "" if number is None else value_words(number)


def _uses(base: Study, other: Study) -> Iterator[Difference]:
    """Practice models put to use, and how faithfully."""
    here, there = _used(other), _used(base)
    for name, how in here.items():
        label = other.practice_cards[name].label if name in other.practice_cards else name
        if name not in there:
            yield Difference(f"practice_models.{name}", NONE, how, f"Puts {in_sentence(label)} to use: {how}.")
        elif how != there[name]:
            words = f"{label}: {how}, instead of {there[name]}."
            yield Difference(f"practice_models.{name}", there[name], how, words)
    for name, how in there.items():
        if name not in here:
            label = base.practice_cards[name].label if name in base.practice_cards else name
            yield Difference(f"practice_models.{name}", how, NONE, f"Does without {in_sentence(label)}.")


def _used(study: Study) -> dict[str, str]:
    """How each practice model is put to use, in words."""
    found = {}
    for use in study.practice_models:
        parts = [f"{str(path[-1]).replace('_', ' ')} {value_words(number)}" for path, number in numbers(use)]
        parts += [f"{word} {date}" for word, date in (("from", use.start), ("until", use.until)) if date is not None]
        found[use.practice_model] = ", ".join(parts) or "as it is"
    return found


def _numbers(study: Study) -> dict[str, Provenance]:
    return {path_of(path): number for path, number in numbers(study) if path[0] not in APART}


def _changed_numbers(base: Study, other: Study, path_words: Callable[[str], str]) -> Iterator[Difference]:
    """Numbers that both have and that say something else, or that only one of them says."""
    there, here = _numbers(base), _numbers(other)
    for path, number in here.items():
        new = value_words(number)
        if path not in there:
            if _belongs_to_both(path, base):
                words = f"{path_words(path)}: {new}, not given in the baseline."
                yield Difference(path, NONE, new, words, "", number.status, number.origin or "")
            continue
        old = value_words(there[path])
        if old != new:
            words = f"{path_words(path)}: {new} instead of {old}."
            yield Difference(path, old, new, words, there[path].status, number.status, number.origin or "")
    for path, number in there.items():
        if path not in here and _belongs_to_both(path, other):
            old = value_words(number)
            yield Difference(path, old, NONE, f"{path_words(path)}: no longer given; it was {old}.", number.status)


def _belongs_to_both(path: str, other: Study) -> bool:
    """Whether the number stands in a setting or team that the other study has too."""
    first, _, rest = path.partition(".")
    return first not in ("settings", "teams") or rest.partition(".")[0] in getattr(other, first)


def _changed_words(base: Resolved, other: Resolved, path_words: Callable[[str], str]) -> Iterator[Difference]:
    """What is no number and differs: dates, destinations, who is served; not what only names a setting that is gone."""
    one_sided = {name for kind in ("settings", "teams") for name in _one_sided(base.study, other.study, kind)}
    there, here = dict(_leaves(base.data(), one_sided)), dict(_leaves(other.data(), one_sided))
    for path in dict.fromkeys([*there, *here]):
        old, new = there.get(path, NONE), here.get(path, NONE)
        if {old, new} <= {NONE, "yes", "no"} and NONE in (old, new):
            continue  # what a new way of ending a stay says of itself
        if old != new and _belongs_to_both(path, base.study) and _belongs_to_both(path, other.study):
            yield Difference(path, old, new, f"{path_words(path)}: {new} instead of {old}.")


def _one_sided(base: Study, other: Study, kind: str) -> set[str]:
    return set(getattr(base, kind)) ^ set(getattr(other, kind))


def _leaves(data: Any, absent: set[str], path: tuple[str | int, ...] = ()) -> Iterator[tuple[str, str]]:
    """Each value that is no number and belongs to no number, with its path; lists of names as one value."""
    if isinstance(data, dict):
        for key, value in data.items() if "status" not in data else ():
            if key not in SILENT and not (not path and key in APART):
                yield from _leaves(value, absent, (*path, key))
    elif isinstance(data, list) and all(isinstance(item, str) for item in data):
        yield path_of(path), listed([item for item in data if item not in absent]) or NONE
    elif isinstance(data, list):
        for place, item in enumerate(data):
            yield from _leaves(item, absent, (*path, place))
    elif data not in absent:
        yield path_of(path), {True: "yes", False: "no"}.get(data, str(data)) if isinstance(data, bool) else str(data)


def _effects(base: Study, other: Study) -> Iterator[Difference]:
    known = [_bare(effect) for effect in base.effects]
    for place, effect in enumerate(other.effects, start=1):
        if _bare(effect) in known:
            known.remove(_bare(effect))
            continue
        yield Difference(f"effects[{place}]", NONE, effect.verb, _sentence(effect, other), "", "", effect.origin or "")
    for effect in base.effects:
        if _bare(effect) in known:
            known.remove(_bare(effect))
            words = f"Without: {in_sentence(_sentence(effect, base))}"
            yield Difference("effects", effect.verb, NONE, words)


def _bare(effect: Effect) -> dict[str, object]:
    """What an effect says, without where it stands and whose it is."""
    said: dict[str, object] = _without_origin(effect.model_dump(exclude={"policy", "lever"}, exclude_none=True))
    return said


def _without_origin(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _without_origin(value) for key, value in node.items() if key != "origin"}
    return [_without_origin(item) for item in node] if isinstance(node, list) else node


def _sentence(effect: Effect, study: Study) -> str:
    """An effect of a study as a sentence, under the names its settings have there; by which policy, and how far."""
    used: dict[str, Policy | PracticeModel] = {**study.policy_cards, **study.practice_cards}
    far = fidelity_of(study, effect) if effect.lever is not None else 1.0
    part = f", carried out to {100 * far:g}%" if far < 1 else ""
    by = f" ({used[effect.policy].label}{part})." if effect.policy in used else "."
    return effect_words(effect, labels_of(study)).removesuffix(".") + by


def _caseload(base: Resolved, other: Resolved) -> Iterator[Difference]:
    """Another starting caseload: how many young people, since whom is not for a sentence."""
    if base.study.starting_caseload != other.study.starting_caseload:
        old, new = (counted(len(each.caseload()), "young person", "young people") for each in (base, other))
        words = f"Starting caseload: {new}, instead of {old}." if old != new else f"Another starting caseload of {new}."
        yield Difference("starting_caseload", old, new, words)
