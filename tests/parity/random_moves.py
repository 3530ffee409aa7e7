"""Random transitions: what they lead to, how soon, and what a wait for them may turn to."""

from __future__ import annotations

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.draws import named_stream
from carepath_sim.model import OUT
from tests.parity.dice import AGE_BAND, DURATION_BAND, SURE, Parts, Plan, by_piece, ints, padded, some, struck

CAP = 24.0  # a day, beyond a cap on stay


def transitions(rng: np.random.Generator, plan: Plan) -> Parts:
    """One to four out of each setting; `same_place` ones keep to the setting, as a change of legal status may."""
    origin, planned, same, to = [], [], [], []
    for setting in range(plan.settings):
        for _ in range(int(rng.integers(1, 5))):
            origin.append(setting)
            planned.append(bool(rng.random() < 0.6))
            same.append(bool(planned[-1] and rng.random() < 0.08))
            to.append(_destinations(rng, plan, setting, planned[-1], same[-1]))
    n = len(origin)
    relation = np.ones((n, 4))
    unplanned = ~np.array(planned)
    relation[unplanned] = rng.choice([0.0, 0.5, 1.0, 1.2, 3.0], (int(unplanned.sum()), 4))
    return {
        "transitions": tuple(f"t{index}" for index in range(n)),
        "transition_from": ints(origin),
        "transition_stream": ints([named_stream("transition", str(t)) for t in range(n)]),
        "is_planned": np.array(planned),
        "is_same_place": np.array(same),
        "breakdown": ints(np.where(planned, 0, rng.integers(0, 3, n))),
        "to": padded(to),
        "or_else": _or_else(rng, plan, n),
        "wait_limit": _wait_limits(rng, plan, n),
        "priority": rng.integers(0, 2, n),
        "hazard": _hazards(rng, plan, np.array(planned), np.array(same)),
        "relation": relation,
    }


def _destinations(rng: np.random.Generator, plan: Plan, setting: int, planned: bool, same: bool) -> list[int]:
    if same:
        return [setting]
    if planned:
        return [OUT if rng.random() < 0.05 else int(rng.integers(plan.settings))]
    return [*some(rng, range(plan.settings), 2), 0]


def _or_else(rng: np.random.Generator, plan: Plan, n: int) -> np.ndarray:
    lists = []
    for _ in range(n):
        always = some(rng, range(plan.settings), 2)
        varies = rng.random() < 0.5
        lists.append([some(rng, range(plan.settings), 2) if varies else always for _ in range(plan.pieces)])
    return np.stack([padded(rows, width=2) for rows in lists])


def _wait_limits(rng: np.random.Generator, plan: Plan, n: int) -> np.ndarray:
    unit = 7 * DAY if plan.collides else 9 * DAY + 17
    return by_piece(rng, plan, rng.integers(0, 3, (n, plan.pieces)) * unit)


def _hazards(rng: np.random.Generator, plan: Plan, planned: np.ndarray, same: np.ndarray) -> np.ndarray:
    """By gamma-distributed rates that fall with time; some certain from a duration on, some with a cap on stay."""
    n, durations = len(planned), len(DURATION_BAND)
    scale = rng.gamma(1.0, 1 / 25, (n, plan.groups, len(AGE_BAND), 1, plan.pieces))
    hazard = scale * np.array([2.0, 1.5, 1.0, 0.7])[:, None]
    hazard *= rng.choice([0.0, 1.0], (n, plan.groups, len(AGE_BAND), 1, plan.pieces), p=[0.1, 0.9])
    begins = rng.choice([1, 2, 3], n, p=[0.1, 0.6, 0.3])
    begins = np.where(same & (begins == 1), 2, begins)  # from itself to itself, day by day
    step = np.arange(durations) >= begins[:, None]
    if plan.collides:
        # Nothing before some duration, certain after: many fall due in the same minute.
        certain = rng.random(n) < 0.5
        hazard[certain] = np.where(step[certain], SURE, 0.0)[:, None, None, :, None]
    capped = planned & (rng.random(n) < 0.15)
    hazard[capped] = np.where(step[capped][:, None, None, :, None], CAP, hazard[capped])
    for transition in range(n):
        if rng.random() < 0.4:
            hazard[transition] = struck(rng, plan, hazard[transition], 1.0)
    return np.ascontiguousarray(hazard)
