"""Practices: what only a share of young people take up, by a draw of their own, and who that is.

A practice model that not everybody takes up is one practice; a lever that is either on or off for
someone, carried out in part, is another. What everybody has, and what reaches a whole need
group, needs none: it stands in the tables of every group, or of those with the need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from carepath_sim.build.changes import problem_at
from carepath_sim.errors import BadInput
from carepath_sim.scenario.effects import (
    AddCost,
    CapStay,
    Effect,
    ExtendSupport,
    MultiplyHazard,
    OnEndings,
    SetKeyWorker,
    When,
)
from carepath_sim.scenario.facts import days_of, fidelity_of, uptake_of, use_of
from carepath_sim.scenario.names import as_list
from carepath_sim.scenario.schema import Study

MOST_PRACTICES = 6


@dataclass(frozen=True)
class Practice:
    """Something taken up by some: its name, and the share of each need group who do."""

    name: str
    shares: dict[str, float]
    origin: str


def practices_of(study: Study, used_at: Mapping[str, str] = MappingProxyType({})) -> dict[str, Practice]:
    """Every practice of a study by name, sorted; raises BadInput for two shares of one, or for too many.

    `used_at` says in which file and line each policy and practice model is put to use, where it can be mended.
    """
    found: dict[str, Practice] = {}
    for effect in study.effects:
        for needed in needed_by(study, effect):
            practice = replace(needed, origin=used_at.get(effect.policy or "") or needed.origin)
            known = found.setdefault(practice.name, practice)
            if known.shares != practice.shares:
                what = f"{practice.name} has two fidelities for what someone either has or has not"
                raise BadInput([problem_at(practice.origin, what, "give its effects one fidelity")])
    if len(found) > MOST_PRACTICES:
        names = ", ".join(sorted(found))
        what = f"{len(found)} practices are taken up by a share of young people, and a model holds {MOST_PRACTICES}"
        fix = "give some an uptake or a fidelity of 100%, or of 0% to leave them out"
        raise BadInput([problem_at(min(item.origin for item in found.values()), f"{what}: {names}", fix)])
    return dict(sorted(found.items()))


def needed_by(study: Study, effect: Effect) -> Iterator[Practice]:
    """The practices that someone has taken up whom an effect reaches."""
    if not _acts_on_people(effect) or not acts(study, effect):
        return
    origin, uptake = effect.origin or study.name, uptake_of(study, effect)
    use = use_of(study, effect)
    if use is not None and any(0 < share < 1 for share in uptake.values()):
        yield Practice(use.practice_model, uptake, origin)
    fidelity = fidelity_of(study, effect)
    if is_yes_or_no(effect.action) and fidelity < 1:
        shares = {need: fidelity if share > 0 else 0.0 for need, share in uptake.items()}
        yield Practice(_lever_name(effect), shares, origin)


def reached(study: Study, effect: Effect) -> set[str]:
    """Need groups of which an effect reaches somebody."""
    return {need for need, share in uptake_of(study, effect).items() if share > 0}


def acts(study: Study, effect: Effect) -> bool:
    """Whether an effect does anything to anybody within the study."""
    action = effect.action
    begins = study.start if action.start is None else action.start
    is_within = begins.toordinal() < study.start.toordinal() + days_of(study)
    is_over = action.until is not None and action.until <= study.start
    return fidelity_of(study, effect) > 0 and bool(reached(study, effect)) and is_within and not is_over


def is_yes_or_no(action: When) -> bool:
    """Whether an effect is one that someone either has or has not, so that its fidelity is a share of people."""
    follows = isinstance(action, SetKeyWorker) and (action.follows is not None or action.keeps is not None)
    return follows or isinstance(action, (CapStay, ExtendSupport))


def _acts_on_people(effect: Effect) -> bool:
    action = effect.action
    if isinstance(action, MultiplyHazard) and action.by.amount == 1:
        return False
    is_paid_each = isinstance(action, AddCost) and action.setting is not None
    return is_paid_each or isinstance(action, OnEndings) or is_yes_or_no(action)


def _lever_name(effect: Effect) -> str:
    """The name of a lever that someone has or has not: its policy's own, or what it acts on."""
    if effect.policy is not None:
        return effect.policy if effect.lever is None else f"{effect.policy}.{effect.lever}"
    action = effect.action
    if isinstance(action, SetKeyWorker):
        return "key_worker_" + "_".join(sorted(as_list(action.team, [])))
    return f"{effect.verb}_" + "_".join(sorted(as_list(getattr(action, "setting", None), [])))
