"""Random models that reach every mechanism of the contract; every other one is built to collide.

A colliding model keeps its times to whole days and mostly to whole weeks, its pools tiny, its
teams thin and its birthdays shared, so that many things fall due in the same minute. Some dates of it are
*strokes*: a piece of one minute in which posts, handovers and transitions are certain, so
that they ring together at its end. One in ten of these has candidates every minute too.

`test_random_models.py` counts what the models reach.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from carepath_sim.clock import DAY, WEEK, day_number
from carepath_sim.draws import named_stream
from carepath_sim.model import Model
from tests.parity.dice import AGE_BAND, DURATION_BAND, Parts, Plan, ints
from tests.parity.random_moves import transitions
from tests.parity.random_people import caseload, entries
from tests.parity.random_places import pools, settings
from tests.parity.random_workers import teams

STARTS = tuple(day_number(*date) for date in ((2026, 4, 1), (2027, 2, 20), (2028, 1, 25), (2026, 2, 25), (2029, 2, 15)))
"""Some shortly before the end of February, for the birthdays of those born on the 29th."""
SHORTEST, LONGEST = 16, 1500
"""Days of a study; in the shortest there are two panels."""
BUDGET = (400.0, 1000.0)
"""Events a model is expected to have, were there room for everybody; where there is not, it has fewer."""
MOST = 480.0
"""Events a model may have if everybody is stuck where moves are fastest."""
POST_CHANGES = 0.08
"""Events a day of an average team."""


def random_model(seed: int) -> Model:
    """A valid model of a few settings, pools, teams and streams over some weeks or months; odd seeds collide."""
    rng = np.random.default_rng(seed)
    plan = _plan(rng, seed)
    moves = transitions(rng, plan)
    plan, days = _length(rng, plan, moves)
    parts: Parts = _names(plan)
    parts |= _time(rng, plan, days)
    parts |= pools(rng, plan)
    parts |= settings(rng, plan)
    parts |= moves
    parts |= teams(rng, plan)
    parts |= entries(rng, plan, days)
    parts |= caseload(rng, plan, days)
    return Model(**parts, max_events=50_000, max_people=5_000, max_moves_at_once=40, max_rows=100_000)


def _plan(rng: np.random.Generator, seed: int) -> Plan:
    collides, each_minute = seed % 2 == 1, seed % 20 == 19
    dates = int(rng.integers(1, 3) if each_minute else rng.integers(0, 4))
    strokes = [False]
    for _ in range(dates):
        strokes += [True, False] if each_minute or (collides and rng.random() < 0.5) else [False]
        if each_minute:
            strokes += [False]
    return Plan(
        settings=int(rng.integers(3, 7)),
        pools=int(rng.integers(2, 5)),
        teams=int(rng.integers(1, 4)),
        streams=int(rng.integers(each_minute, 4)),
        needs=int(rng.integers(1, 3)),
        practices=int(rng.integers(0, 3)),
        people=int(min(rng.integers(0, 60), rng.integers(0, 60)) if rng.random() < 0.3 else rng.integers(8, 40)),
        last_age=int(rng.choice([18, 19, 21, 25])),
        start_day=int(rng.choice(STARTS)),
        collides=collides,
        each_minute=each_minute,
        strokes=tuple(strokes),
    )


def _length(rng: np.random.Generator, plan: Plan, moves: Parts) -> tuple[Plan, int]:
    """How many days it takes to fill the events a model may have; fewer people if it is full within the shortest."""
    if plan.each_minute:
        return plan, 2
    usual, worst = _moves_a_day(plan, moves)
    budget = rng.uniform(*BUDGET)
    people = min(plan.people, int(budget / usual / SHORTEST), int(MOST / worst / SHORTEST))
    present = people + 3 * plan.streams  # with some of those who enter
    days = min(budget / (usual * present + POST_CHANGES * plan.teams), MOST / (worst * (present + 1)))
    return replace(plan, people=people), int(np.clip(days, SHORTEST, LONGEST))


def _moves_a_day(plan: Plan, moves: Parts) -> tuple[float, float]:
    """Roughly how often anybody moves: as if every first destination had room, and if stuck where moves are fastest."""
    ordinary = [not stroke for stroke in plan.strokes]
    hazard = moves["hazard"][..., ordinary].mean(axis=(1, 2, 4))
    # A transition is taken to happen when its hazard has used up 1.
    lengths = np.diff(ints(DURATION_BAND) / DAY, append=365.0)
    rate = np.array([1.0 / _days_until_one(row, lengths) for row in hazard])
    flow = np.full((plan.settings, plan.settings), 0.02 / plan.settings)
    for origin, destination, each in zip(moves["transition_from"], moves["to"][:, 0], rate, strict=True):
        flow[origin, max(0, destination)] += each
    leaving = flow.sum(axis=1)
    share = np.full(plan.settings, 1.0 / plan.settings)
    for _ in range(200):  # of all moves, those out of each setting
        share = 0.5 * share + 0.5 * share @ (flow / leaving[:, None])
    return float(1.0 / (share / leaving).sum()), float(leaving.max())


def _days_until_one(hazard: np.ndarray, lengths: np.ndarray) -> float:
    used = np.cumsum(hazard * lengths)
    band = int(np.searchsorted(used, 1.0))
    if band == len(used):
        return float(lengths.sum() / max(used[-1], 1e-6))
    before = used[band - 1] if band else 0.0
    return float(lengths[:band].sum() + (1.0 - before) / hazard[band])


def _names(plan: Plan) -> Parts:
    return {
        "settings": tuple(f"s{index}" for index in range(plan.settings)),
        "pools": tuple(f"pool{index}" for index in range(plan.pools)),
        "teams": tuple(f"team{index}" for index in range(plan.teams)),
        "entry_streams": tuple(f"stream{index}" for index in range(plan.streams)),
        "needs": tuple(f"need{index}" for index in range(plan.needs)),
        "practices": tuple(f"practice{index}" for index in range(plan.practices)),
        "practice_stream": ints([named_stream("practice", str(index)) for index in range(plan.practices)]),
        "uptake": np.full((plan.practices, plan.needs), 0.5),
    }


def _time(rng: np.random.Generator, plan: Plan, days: int) -> Parts:
    """Dates at which tables change: whole days where a model collides, and a minute before and after a stroke."""
    horizon = days * DAY
    unit = DAY // 4 if plan.each_minute else WEEK if plan.collides and days > 70 else DAY if plan.collides else 1
    changes = [index for index, stroke in enumerate(plan.strokes[1:], 1) if not _belongs_to_a_stroke(plan, index)]
    dates = np.sort(rng.choice(np.arange(1, horizon // unit), len(changes), replace=False)) * unit
    starts = [0]
    for index, date in zip(changes, dates, strict=True):
        if plan.strokes[index]:
            starts += [date - 1, date]
            if plan.each_minute:
                starts += [date + 1]
        else:
            starts += [date]
    return {
        "start_day": plan.start_day,
        "horizon": horizon,
        "last_age": plan.last_age,
        "age_band": ints(AGE_BAND),
        "duration_band": ints(DURATION_BAND),
        "piece_start": ints(starts),
    }


def _belongs_to_a_stroke(plan: Plan, index: int) -> bool:
    """Whether a piece begins where a stroke ends, or a minute later in a model with candidates every minute."""
    back = 2 if plan.each_minute else 1
    return any(plan.strokes[max(0, index - back) : index])
