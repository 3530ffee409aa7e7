"""Rules about practice models, and about the verbs that act on a stay or on each of its beginnings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from carepath_sim.catalogue.documents import Document, KeyPath
from carepath_sim.catalogue.spelling import listed
from carepath_sim.errors import Problem
from carepath_sim.scenario.checks_settings import ends_well
from carepath_sim.scenario.effects import AddCost, CapStay, Effect, ExtendSupport, SetKeyWorker, SetStaffing
from carepath_sim.scenario.facts import SUPPORT_ENDS, exposed, fidelity_of, needs_of, uptake_of, use_of
from carepath_sim.scenario.names import as_list
from carepath_sim.scenario.problems import at, unknown
from carepath_sim.scenario.schema import LAST_AGE, Setting, Study
from carepath_sim.scenario.units import is_each
from carepath_sim.scenario.uses import dated_at


def practice_models_are_whole(study: Study, document: Document) -> Iterator[Problem]:
    """Levers have plain names and no fidelity but their own; costs are costs."""
    for name, card in study.practice_cards.items():
        for key in card.levers:
            if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", key):
                allowed = "small letters, digits and underscores, beginning with a letter"
                yield at(document, ("practice_cards", name, "levers", key), f"{key!r} cannot be a name", allowed)
    for index, effect in enumerate(study.effects):
        if use_of(study, effect) is None or effect.policy in study.policy_cards:
            continue
        path: KeyPath = ("effects", index, effect.verb)
        if effect.action.fidelity is not None:
            what = f"The fidelity of {effect.policy} belongs to its levers"
            yield at(document, (*path, "fidelity"), what, fix="say it of the lever, or leave it out")
        if effect.lever is None and not _is_cost(effect):
            what = f"{effect.verb} is no cost of {effect.policy}"
            yield at(document, path, what, "add_cost, or set_staffing with add_posts", fix="make it a lever")


def levers_that_last_have_no_dates(study: Study, document: Document) -> Iterator[Problem]:
    """A practice model with a first or last day has no lever, unless it is off, that holds for the whole study."""
    found: dict[KeyPath, dict[str, Effect]] = {}
    for index, effect in enumerate(study.effects):
        action = effect.action
        if effect.lever is None or not isinstance(action, SetKeyWorker) or fidelity_of(study, effect) == 0:
            continue
        dates = [key for key, day in (("from", action.start), ("until", action.until)) if day is not None]
        if dates and action.lasting:
            path = dated_at(study, effect, ("effects", index, effect.verb), dates[0])
            found.setdefault(path, {}).setdefault(effect.lever, effect)
    for path, levers in found.items():
        keys = ", ".join(dict.fromkeys(effect.action.lasting[0] for effect in levers.values()))  # type: ignore[attr-defined]
        whose = next(iter(levers.values())).policy
        holds, lever = ("hold", "levers") if len(levers) > 1 else ("holds", "lever")
        what = f"{' and '.join(', '.join(levers).rsplit(', ', 1))} of {whose} {holds} for the whole study ({keys})"
        off = ", ".join(f"{name}: 0%" for name in levers)
        fix = f"leave {path[-1]} out, or switch the {lever} off with `levers: {{{off}}}`"
        yield at(document, path, what, fix=fix)


def _is_cost(effect: Effect) -> bool:
    action = effect.action
    said = {key for key in type(action).model_fields if getattr(action, key) is not None}
    return isinstance(action, AddCost) or (isinstance(action, SetStaffing) and said <= STAFFING_COST)


STAFFING_COST = {"team", "add_posts", "start", "until", "ramp"}


def uses_name_what_there_is(study: Study, document: Document) -> Iterator[Problem]:
    """A complete document has a card for all that it puts to use, and the levers it speaks of are on it."""
    for index, policy in enumerate(study.policies):
        if policy.policy not in study.policy_cards and document.data.get("resolved") == 1:
            yield unknown(document, ("policies", index), "policy", policy.policy, study.policy_cards)
    for index, use in enumerate(study.practice_models):
        card = study.practice_cards.get(use.practice_model)
        path: KeyPath = ("practice_models", index)
        if card is None:
            if document.data.get("resolved") == 1:
                yield unknown(document, path, "practice model", use.practice_model, study.practice_cards)
            continue
        for name in [name for name in use.levers if name not in card.levers]:
            yield unknown(document, (*path, "levers", name), "lever", name, card.levers)


def costs_are_over_time_or_each(study: Study, document: Document) -> Iterator[Problem]:
    """A cost over time has no setting, a cost of each stay has one, and a range is of one kind with its value."""
    for index, effect in enumerate(study.effects):
        action = effect.action
        if not isinstance(action, AddCost):
            continue
        path: KeyPath = ("effects", index, "add_cost")
        each = is_each(action.cost.value)
        if each and action.setting is None:
            what = f"{action.cost.value} is paid for each stay that begins, and no setting says where"
            fix = "add `setting:`, or write a cost over time, such as £5,500 per week"
            yield at(document, (*path, "cost"), what, fix=fix)
        if not each and action.setting is not None:
            what = (
                f"{action.cost.value} is paid over time, whoever lives in {' and '.join(as_list(action.setting, []))}"
            )
            yield at(document, (*path, "setting"), what, fix="leave setting out, or write a cost `each`")
        spread = action.cost.range
        if spread and {is_each(spread.low), is_each(spread.high)} != {each}:
            what = f"A cost of {action.cost.value} cannot lie between {spread.low} and {spread.high}"
            yield at(document, (*path, "cost", "range"), what, "both in the unit of the value")


def caps_end_stays(study: Study, document: Document) -> Iterator[Problem]:
    """A cap names a planned ending of each of its settings, and a limit of a day or more."""
    for index, effect in enumerate(study.effects):
        action = effect.action
        if not isinstance(action, CapStay):
            continue
        path: KeyPath = ("effects", index, "cap_stay")
        if action.limit.amount < 1:
            yield at(document, (*path, "limit"), f"{action.limit.value} is too short a stay", "at least 1 day")
        yield from _takes_no_ramp(effect, path, document)
        for name in as_list(action.setting, []):
            endings = study.settings[name].endings
            planned = [key for key, ending in endings.items() if ending.planned]
            if action.ending not in planned:
                what = f"{action.ending} of {name} is not planned" if action.ending in endings else ""
                known = f"a planned ending of {name}: {', '.join(sorted(planned))}"
                yield at(document, (*path, "ending"), what or f"{name} has no ending {action.ending!r}", known)


def support_can_be_extended(study: Study, document: Document) -> Iterator[Problem]:
    """Support lasts longer in settings after care that end by age, and leads to settings open at the later ages."""
    for index, effect in enumerate(study.effects):
        action = effect.action
        if isinstance(action, ExtendSupport):
            path: KeyPath = ("effects", index, "extend_support")
            yield from _takes_no_ramp(effect, path, document)
            for name in as_list(action.setting, []):
                yield from _of_setting(study, document, path, effect, name)


def _of_setting(study: Study, document: Document, path: KeyPath, effect: Effect, name: str) -> Iterator[Problem]:
    setting = study.settings[name]
    assert isinstance(effect.action, ExtendSupport)
    until = effect.action.until_age
    known = listed(key for key, other in study.settings.items() if _is_after_care(other))
    if setting.leaving_age is None:
        if SUPPORT_ENDS not in setting.endings:
            yield at(document, (*path, "setting"), f"{name} is not support after care that ends by age", known)
        return
    first = setting.leaving_age.age
    if setting.looked_after:
        what = f"{name} is a placement of young people who are looked after, which ends at {first}"
        yield at(document, (*path, "setting"), what, known)
    elif not _is_after_care(setting):
        what = f"{name} is not support after care: it ends at {first}, when support after care begins"
        yield at(document, (*path, "setting"), what, known)
    elif until <= first:
        yield at(document, (*path, "until_age"), f"{name} already lasts to {first}", f"a birthday after {first}")
    else:
        fidelity, uptake = fidelity_of(study, effect), set(uptake_of(study, effect).values())
        if fidelity > 0 and (fidelity < 1 or uptake not in ({1.0}, {0.0})):
            what = f"The leaving age of {name} moves for everybody or for nobody"
            allowed = "offered to all, with an uptake and a fidelity of 100%, or a fidelity of 0%"
            yield at(document, path, what, allowed)
        yield from _leads_on(study, document, (*path, "until_age"), name, range(first, until))


def _is_after_care(setting: Setting) -> bool:
    """Whether a setting is support after care that ends at a birthday."""
    if setting.leaving_age is None:
        return SUPPORT_ENDS in setting.endings
    return not setting.looked_after and setting.leaving_age.age > CARE_ENDS


CARE_ENDS = 18
"""The birthday on which a young person ceases to be looked after (Children Act 1989, section 105)."""


def _leads_on(study: Study, document: Document, path: KeyPath, name: str, added: range) -> Iterator[Problem]:
    """Whoever stays on finds somewhere to go, at each added age and at the end."""
    setting = study.settings[name]
    needs = needs_of(setting, study)
    people = {(age, need) for age in added for need in needs}
    assert setting.leaving_age is not None
    if added.stop < LAST_AGE:
        to = [share.to for share in setting.leaving_age.shares]
        yield from ends_well(study, document, path, to, {(added.stop, need) for need in needs})
    if setting.when_closed:
        yield from ends_well(study, document, path, setting.when_closed, people)
    for ending in setting.endings.values():
        if not ending.planned:
            yield from ends_well(study, document, path, ending.to, exposed(ending.hazard, people))


def _takes_no_ramp(effect: Effect, path: KeyPath, document: Document) -> Iterator[Problem]:
    if effect.action.ramp is not None:
        yield at(document, (*path, "ramp"), f"{effect.verb} acts in full or not at all", fix="leave ramp out here")
