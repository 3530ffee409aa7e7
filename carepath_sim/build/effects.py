"""The verbs: one function each, from what an effect says to the cells it changes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from carepath_sim.build import hazards
from carepath_sim.build.axes import Axes, ticks
from carepath_sim.build.changes import Change, Changes, problem_at, refuse_two_sets
from carepath_sim.errors import BadInput, Gathering
from carepath_sim.scenario import effects as verbs
from carepath_sim.scenario.facts import SUPPORT_ENDS, amount_of, fidelity_of, kept_by, selected_endings, uptake_of
from carepath_sim.scenario.names import as_list
from carepath_sim.scenario.parameters import Parameter
from carepath_sim.scenario.schema import FIRST_AGE, LAST_AGE
from carepath_sim.scenario.units import Quantity, parse_ages


def collect(axes: Axes) -> Changes:
    """Every change that the effects of a study make; raises BadInput where two of them clash."""
    changes, gathering = Changes(), Gathering()
    for effect in axes.study.effects:
        with gathering.step():
            VERBS[effect.verb](axes, changes, effect)
    with gathering.step():
        refuse_two_sets(changes)
    gathering.end()
    return changes


def _change(axes: Axes, effect: verbs.Effect, kind: str, amount: object, where: object = True) -> Change:
    whose = effect.policy or ""
    return Change(kind, amount, axes.strengths(effect), axes.origin(effect), where, policy=whose)  # type: ignore[arg-type]


def _where(axes: Axes, effect: verbs.Effect) -> np.ndarray:
    """[G, A, D] groups, ages and stays that an effect on endings selects."""
    action = effect.action
    assert isinstance(action, (verbs.OnEndings, verbs.CapStay))
    first, last = parse_ages(action.ages) if action.ages else (0, LAST_AGE)
    wanted = as_list(action.need, list(axes.needs))
    needs = axes.by_group(np.array([need in wanted for need in axes.needs], dtype=bool))
    ages = np.array([first <= max(age, FIRST_AGE) <= last for age in axes.ages], dtype=bool)
    groups = needs & axes.groups_with(effect)
    return np.tile((groups[:, None] & ages)[:, :, None], (1, 1, len(axes.stays)))


def multiply_hazard(axes: Axes, changes: Changes, effect: verbs.Effect) -> None:
    """Multiply the hazard of the endings selected."""
    action = effect.multiply_hazard
    assert action is not None
    for transition in selected_endings(axes.study, action.setting, action.ending):
        change = _change(axes, effect, "multiply", action.by.amount, _where(axes, effect))
        changes.add(("hazard", transition), change)


def set_hazard(axes: Axes, changes: Changes, effect: verbs.Effect) -> None:
    """Replace the hazard of the endings selected."""
    action = effect.set_hazard
    assert action is not None
    for transition in selected_endings(axes.study, action.setting, action.ending):
        table = axes.by_group(hazards.table(action.hazard, axes))
        changes.add(("hazard", transition), _change(axes, effect, "set", table, _where(axes, effect)))


def multiply_entries(axes: Axes, changes: Changes, effect: verbs.Effect) -> None:
    """Multiply the rate of streams of entry, as far as those who come by them take up what does it."""
    action = effect.multiply_entries
    assert action is not None
    uptake = uptake_of(axes.study, effect)
    for stream in as_list(action.stream, list(axes.streams)):
        shares = {need: share.amount for need, share in axes.study.demand.streams[stream].needs.shares.items()}
        taken = math.fsum(share * uptake[need] for need, share in shares.items()) / math.fsum(shares.values())
        changes.add(("entries", stream), replace(_change(axes, effect, "multiply", action.by.amount), taken=taken))


def set_places(axes: Axes, changes: Changes, effect: verbs.Effect) -> None:
    """Set the places of a pool."""
    action = effect.set_places
    assert action is not None
    _places(axes, changes, effect, action, "set", action.places.amount)


def add_places(axes: Axes, changes: Changes, effect: verbs.Effect) -> None:
    """Add to the places of a pool, or take from them."""
    action = effect.add_places
    assert action is not None
    _places(axes, changes, effect, action, "add", action.places.amount)


def _places(
    axes: Axes, changes: Changes, effect: verbs.Effect, action: verbs.OnPlaces, kind: str, amount: float
) -> None:
    changes.add(("places", action.setting), _change(axes, effect, kind, amount))
    if action.by == "moving":
        changes.add(("moving", action.setting), _change(axes, effect, "add", amount))


def set_price(axes: Axes, changes: Changes, effect: verbs.Effect) -> None:
    """Set what a setting costs."""
    action = effect.set_price
    assert action is not None
    for key in ("price", "service", "empty_place"):
        _set_number(axes, changes, effect, getattr(action, key), (key, action.setting))


def multiply_price(axes: Axes, changes: Changes, effect: verbs.Effect) -> None:
    """Multiply every price of some settings."""
    action = effect.multiply_price
    assert action is not None
    for setting in as_list(action.setting, list(axes.settings)):
        for key in ("price", "service", "empty_place"):
            changes.add((key, setting), _change(axes, effect, "multiply", action.by.amount))


def set_wait_limit(axes: Axes, changes: Changes, effect: verbs.Effect) -> None:
    """Set how long planned moves wait; acts in full or not at all."""
    action = effect.set_wait_limit
    assert action is not None
    _in_full(axes, effect)
    for transition in selected_endings(axes.study, action.setting, action.ending):
        if axes.ending(transition).planned:
            changes.add(("wait_limit", transition), _change(axes, effect, "set", action.limit.amount))


def set_or_else(axes: Axes, changes: Changes, effect: verbs.Effect) -> None:
    """Set what a wait may turn to; acts in full or not at all."""
    action = effect.set_or_else
    assert action is not None
    _in_full(axes, effect)
    changes.add(("or_else", f"{action.setting}.{action.ending}"), _change(axes, effect, "set", tuple(action.to)))


def set_occupancy(axes: Axes, changes: Changes, effect: verbs.Effect) -> None:
    """Set the occupancy culture of pools."""
    action = effect.set_occupancy
    assert action is not None
    for setting in as_list(action.setting, []):
        for key in ("keep_free", "hold", "panel_min_stay"):
            _set_number(axes, changes, effect, getattr(action, key), (key, setting))
        if action.fill_to is not None:
            change = _change(axes, effect, "set", str(action.fill_to.value))
            changes.add(("fill_to", setting), change)
        if action.fill_from is not None:
            _in_full(axes, effect)
            changes.add(("fill_from", setting), _change(axes, effect, "set", tuple(sorted(action.fill_from))))
        if action.fill_into is not None:
            _in_full(axes, effect)
            changes.add(("fill_into", setting), _change(axes, effect, "set", action.fill_into))


def set_staffing(axes: Axes, changes: Changes, effect: verbs.Effect) -> None:
    """Set or add to the numbers of a team."""
    action = effect.set_staffing
    assert action is not None
    for team in as_list(action.team, []):
        for key in ("posts", "caseload_limit", "handover_rate"):
            _set_number(axes, changes, effect, getattr(action, key), (key, team))
        for key in ("time_to_recruit", "time_to_cover", "agency_stay"):
            time = getattr(action, key)
            if time is not None:
                changes.add((key, team), _change(axes, effect, "set", 1 / time.amount))
        if action.leave_rate is not None:
            changes.add(("leave", team), _change(axes, effect, "set", hazards.constant(action.leave_rate)))
        if action.add_posts is not None:
            changes.add(("posts", team), _change(axes, effect, "add", action.add_posts.amount))


def multiply_turnover(axes: Axes, changes: Changes, effect: verbs.Effect) -> None:
    """Multiply the rate at which permanent workers leave."""
    action = effect.multiply_turnover
    assert action is not None
    for team in as_list(action.team, list(axes.teams)):
        changes.add(("leave", team), _change(axes, effect, "multiply", action.by.amount))


def set_key_worker(axes: Axes, changes: Changes, effect: verbs.Effect) -> None:
    """Set whether workers stay across moves, and what relationships do; all but handovers act all along."""
    action = effect.set_key_worker
    assert action is not None
    lasting = action.lasting
    is_off = fidelity_of(axes.study, effect) == 0
    if lasting and not is_off and (action.start or action.until or action.ramp):
        fix = "leave from, until and ramp out; handover_rate alone may have dates"
        raise BadInput([problem_at(axes.origin(effect), f"{lasting[0]} holds for the whole study", fix)])
    for team in as_list(action.team, []):
        _set_number(axes, changes, effect, action.handover_rate, ("handover_rate", team))
        for key in ("none", "new", "bonding_period"):
            _set_number(axes, changes, effect, getattr(action, key), (key, team))
        if action.agency_bonds is not None:
            _in_full(axes, effect)
            changes.add(("agency_bonds", team), _change(axes, effect, "set", float(action.agency_bonds)))
        for setting, time in kept_by(axes.study, action).items():
            change = _change(axes, effect, "set", time.amount, axes.groups_with(effect))
            changes.add(("keeps", team, setting), change)


def cap_stay(axes: Axes, changes: Changes, effect: verbs.Effect) -> None:
    """Have a planned ending come due beyond a limit (rule 35 of the engine contract)."""
    action = effect.cap_stay
    assert action is not None
    beyond = np.array([stay >= ticks(action.limit.amount) for stay in axes.stays], dtype=bool)
    for setting in as_list(action.setting, []):
        change = _change(axes, effect, "fix", CAPPED_PER_DAY, _where(axes, effect) & beyond)
        changes.add(("hazard", f"{setting}.{action.ending}"), change)


CAPPED_PER_DAY = 24.0


def extend_support(axes: Axes, changes: Changes, effect: verbs.Effect) -> None:
    """Move leaving ages, and let support that ends by age not end before another."""
    action = effect.extend_support
    assert action is not None
    younger = np.array([age < action.until_age for age in axes.ages], dtype=bool)
    where = axes.groups_with(effect)[:, None, None] & younger[:, None] & np.ones(len(axes.stays), dtype=bool)
    for setting in as_list(action.setting, []):
        if axes.setting(setting).leaving_age is not None and where.any():
            changes.add(("leaving_age", setting), _change(axes, effect, "set", float(action.until_age)))
        if SUPPORT_ENDS in axes.setting(setting).endings:
            changes.add(("hazard", f"{setting}.{SUPPORT_ENDS}"), _change(axes, effect, "fix", 0.0, where))


def add_cost(axes: Axes, changes: Changes, effect: verbs.Effect) -> None:
    """Add a cost under a heading: over time, or of each stay that begins."""
    action = effect.add_cost
    assert action is not None
    cost = amount_of(axes.study, action.cost)
    if action.setting is None:
        changes.add(("cost", action.heading), _change(axes, effect, "add", cost))
    for setting in as_list(action.setting, []):
        change = _change(axes, effect, "add", cost, axes.groups_with(effect))
        changes.add(("stay", action.heading, setting), change)


def _set_number(
    axes: Axes, changes: Changes, effect: verbs.Effect, number: Parameter[Quantity] | None, cell: tuple[str, str]
) -> None:
    if number is not None:
        changes.add(cell, _change(axes, effect, "set", amount_of(axes.study, number)))


def _in_full(axes: Axes, effect: verbs.Effect) -> None:
    if effect.action.ramp is not None or 0 < fidelity_of(axes.study, effect) < 1:
        what = f"{effect.verb} acts in full or not at all"
        raise BadInput([problem_at(axes.origin(effect), what, "leave fidelity and ramp out here")])


VERBS: dict[str, Callable[[Axes, Changes, verbs.Effect], None]] = {
    "multiply_hazard": multiply_hazard,
    "set_hazard": set_hazard,
    "multiply_entries": multiply_entries,
    "set_places": set_places,
    "add_places": add_places,
    "set_price": set_price,
    "multiply_price": multiply_price,
    "set_wait_limit": set_wait_limit,
    "set_or_else": set_or_else,
    "set_occupancy": set_occupancy,
    "set_staffing": set_staffing,
    "multiply_turnover": multiply_turnover,
    "set_key_worker": set_key_worker,
    "cap_stay": cap_stay,
    "extend_support": extend_support,
    "add_cost": add_cost,
}
