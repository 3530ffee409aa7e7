"""What stock and flow leaves out or only comes near: said once, for whoever reads its figures."""

from __future__ import annotations

import numpy as np

from carepath_sim.model import NOWHERE, Model

FEW_PLACES = 15
"""Places up to which chance moves a pool by so much that its mean says little."""


def limits(model: Model) -> tuple[str, ...]:
    """Where the expected figures of a model may differ from the mean of its simulation, in sentences."""
    found = []
    if model.is_limited.any():
        found.append(
            "How often places are full is worked out from how many live there on average. Rare things such as stays in "
            "the overflow may be out by half, and may come out as twice what they are where places are kept free or "
            "filled up to a target."
        )
    if _has_small_pool(model):
        found.append(
            "Where a limited setting has only a few places, such as a hub, the number of people expected there may be "
            "out by about a third, and so may that of its own placements."
        )
    if (model.fill_to[:, :, 0] > 0).any() or model.hold_limit.any():
        found.append("Panels and holding back work on averages: they meet the target every step, without chance.")
    if model.is_limited.any() and model.closes_by_moving.any():
        found.append("A home that closes moves those who came latest, by the step in which they came.")
    if (model.keeps != 0).any() and (model.relation != 1).any():
        found.append("A key worker who stays on after a move to another team's setting is not modelled here.")
    if (model.team_of != model.team_of[:1]).any() and (model.relation != 1).any():
        found.append("The team that serves a setting is taken to be the same for everybody: that of the first group.")
    if _spends_early(model):
        found.append("A planned move that comes due before its destination takes people of that age is not spent here.")
    return tuple(found)


def _has_small_pool(model: Model) -> bool:
    """Whether some limited pool that is open at all never has more than a few places."""
    most = model.places.max(axis=1, initial=0)
    return bool((model.is_limited & (most > 0) & (most <= FEW_PLACES)).any())


def _spends_early(model: Model) -> bool:
    """Whether a planned transition has a hazard at ages at which its destination is not open yet, but will be."""
    for transition in np.flatnonzero(model.is_planned & (model.to[:, 0] >= 0)):
        here = model.allowed[model.transition_from[transition]].any(axis=1)
        there = model.allowed[model.to[transition, 0]].any(axis=1)
        bands = np.searchsorted(model.age_band, np.arange(model.last_age), side="right") - 1
        runs = model.hazard[transition].any(axis=(0, 2, 3))[bands]
        opens = int(np.argmax(there)) if there.any() else NOWHERE
        if opens > 0 and (here & runs)[:opens].any():
            return True
    return False
