"""Random pools and settings."""

from __future__ import annotations

import numpy as np

from carepath_sim.clock import DAY, WEEK
from carepath_sim.draws import named_stream
from carepath_sim.model import NOWHERE
from tests.parity.dice import Parts, Plan, by_piece, ints, padded, some

TARGETS = ((1, 1), (95, 100), (1, 2), (3, 4), (11, 12))
YOUNGEST_LAST_AGE = 18


def pools(rng: np.random.Generator, plan: Plan) -> Parts:
    """Pool 0 is unlimited and belongs to setting 0; most of the others are limited."""
    n, p = plan.pools, plan.pieces
    limited = np.r_[False, rng.random(n - 1) < 0.85]
    least = rng.choice([0, 3, 8], (n, 1), p=[0.4, 0.4, 0.2])
    places = by_piece(rng, plan, least + rng.integers(0, 4 if plan.collides else 7, (n, p)), 0.2) * limited[:, None]
    fill = np.zeros((n, p, 2), dtype=np.int64)
    fill[..., 1] = 1
    for pool in range(1, n):
        if limited[pool] and rng.random() < 0.75:
            fill[pool] = TARGETS[rng.integers(len(TARGETS))]
            if rng.random() < 0.3:
                fill[pool, rng.integers(p) :] = TARGETS[rng.integers(len(TARGETS))]
    staffed_by_team = rng.random(n) < 0.35
    staffing = np.sort(rng.integers(0, 9, (n, int(rng.integers(2, 6)))), axis=1)
    may_hold = rng.random((n, 1)) < 0.85
    return {
        "is_limited": limited,
        "places": places.astype(np.int64),
        "pool_team": ints(np.where(staffed_by_team & limited, rng.integers(0, plan.teams, n), NOWHERE)),
        "staffed": ints(np.where(np.arange(staffing.shape[1]) == 0, 0, staffing)),
        "closes_by_moving": (rng.random((n, p)) < 0.55) & limited[:, None] & (np.arange(p) > 0),
        "keep_free": by_piece(rng, plan, rng.integers(0, 2, (n, p)) * (rng.random((n, 1)) < 0.6)),
        "fill_to": fill,
        "hold_limit": by_piece(rng, plan, may_hold * _hold_limits(rng, plan)),
        "panel_min_stay": by_piece(rng, plan, np.maximum(0, rng.integers(-6, 15, (n, p))) * DAY),
    }


def _hold_limits(rng: np.random.Generator, plan: Plan) -> np.ndarray:
    shape = plan.pools, plan.pieces
    if plan.collides:
        return rng.integers(1, 5, shape) * WEEK
    return rng.integers(1, rng.choice([15, 90]), shape) * DAY


def settings(rng: np.random.Generator, plan: Plan) -> Parts:
    """Setting 0 takes everybody; the others may have ages, needs, and an age at which they are left."""
    n = plan.settings
    pool = np.r_[0, rng.integers(0, plan.pools, n - 1)]
    allowed = np.ones((n, plan.last_age, plan.needs), dtype=bool)
    leaving = np.zeros((n, plan.pieces), dtype=np.int64)
    age_to, closure_to = [], []
    for setting in range(n):
        if setting and rng.random() < 0.5:
            leaving[setting] = _leaving_age(rng, plan)
            allowed[setting, leaving[setting].max() :] = False
        if setting and rng.random() < 0.2:
            allowed[setting, : rng.choice([12, 14, 16])] = False
        if setting and rng.random() < 0.35:
            allowed[setting, rng.choice([14, 16, 17]) :] = False
        if setting and rng.random() < 0.2:
            allowed[setting, :, rng.integers(plan.needs)] = False
        age_to.append([*some(rng, range(1, n), 2), 0])
        beside = [setting] if setting and rng.random() < 0.4 else []  # another home of the same kind
        closure_to.append([*beside, *some(rng, range(1, n), 2), 0])
    shares = [rng.dirichlet(np.ones(len(row))) for row in age_to]
    same = [[bool(rng.random() < 0.4 and pool[row] == pool[s]) for row in rows] for s, rows in enumerate(age_to)]
    panel_to = np.full(plan.pools, NOWHERE)
    for setting in range(1, n):
        panel_to[pool[setting]] = setting
    fill_from = rng.random((plan.pools, plan.pieces, n)) < 0.65
    fill_from &= pool[None, None, :] != np.arange(plan.pools)[:, None, None]
    return {
        "setting_pool": ints(pool),
        "setting_stream": ints([named_stream("setting", str(s)) for s in range(n)]),
        "is_looked_after": rng.random(n) < 0.7,
        "is_overflow": np.arange(n) == 0,
        "allowed": allowed,
        "leaving_age": leaving,
        "age_to": padded(age_to),
        "age_share": padded(shares, 0.0),
        "age_same_place": padded(same, False),
        "closure_to": padded(closure_to),
        "panel_to": ints(panel_to),
        "fill_from": fill_from,
    }


def _leaving_age(rng: np.random.Generator, plan: Plan) -> np.ndarray:
    ages = rng.integers(14, max(YOUNGEST_LAST_AGE, plan.last_age), plan.pieces)
    return by_piece(rng, plan, ages, steady=0.7)
