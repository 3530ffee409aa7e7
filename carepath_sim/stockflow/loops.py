"""The feedback loops the field knows, and whether a model carries each: said here once, for preview and report."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from carepath_sim.model import NO_WORKER, NOWHERE, Model


@dataclass(frozen=True)
class Loop:
    """A feedback loop: what goes round, what carries it or why nothing does, and where it is at work.

    `at_work` names settings, or is empty where the loop is not modelled or switched off.
    """

    name: str
    is_modelled: bool
    carried_by: str
    at_work: tuple[str, ...] = ()


def loops(model: Model) -> tuple[Loop, ...]:
    """The known feedback loops of a model."""
    return (_empty_places(model), _workload(), _changing_workers(model), _delayed_moves(model))


def _empty_places(model: Model) -> Loop:
    filled = model.is_limited & (model.panel_to != NOWHERE) & (model.fill_to[:, :, 0] > 0).any(axis=1)
    return Loop(
        "Empty places bring people in",
        True,
        "A weekly placement panel fills free places up to a target from other settings (set_occupancy: fill_to, "
        "fill_from), and planned moves on are held back below it (hold); places kept free stop it (keep_free). "
        "What people do to thresholds of entry when there is room is not modelled: no figure for it was found.",
        tuple(model.settings[model.panel_to[pool]] for pool in np.flatnonzero(filled)),
    )


def _workload() -> Loop:
    return Loop(
        "Workload makes workers leave, which adds to the workload",
        False,
        "Not modelled, because no figure was found for how much sooner a worker with more young people leaves: the "
        "rate of leaving (leave_rate, multiply_turnover) is the same whatever the caseload, which caseload_limit "
        "holds down.",
    )


def _changing_workers(model: Model) -> Loop:
    linked = np.unique(model.transition_from[(model.relation[:, NO_WORKER:] != 1.0).any(axis=1)])
    served = [int(each) for each in linked if (model.team_of[:, each] != NOWHERE).any()]
    return Loop(
        "Leaving workers end placements, and moves change workers",
        True,
        "While there is no settled key worker, unplanned endings are multiplied (link of each team); a move to another "
        "team's setting ends the relationship (set_key_worker: follows).",
        tuple(model.settings[each] for each in served),
    )


def _delayed_moves(model: Model) -> Loop:
    first = model.to[:, 0]
    asks = model.is_planned & ~model.is_same_place & (first >= 0)
    waits = asks & model.is_limited[model.setting_pool[np.maximum(first, 0)]]
    return Loop(
        "Delayed moves on fill places, overflow follows, and more moves",
        True,
        "A planned move to a full setting waits and keeps its place (places, set_wait_limit, set_or_else); meanwhile "
        "unplanned endings go on down their list of destinations to the overflow; each further move begins a placement "
        "whose risk of ending is highest at its start.",
        tuple(model.settings[each] for each in np.unique(first[waits])),
    )
