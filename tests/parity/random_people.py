"""Random young people: who is there on the first day, and who comes."""

from __future__ import annotations

import numpy as np

from carepath_sim.clock import DAY, WEEK, age_on, birthday, day_number
from carepath_sim.model import NO_TIME
from tests.parity.dice import Parts, Plan, ints, padded, some

YOUNGEST = 10
ENTRANTS = 8.0
"""Expected candidates of a stream with average luck, over a whole study."""
LEAP_YEARS = (2004, 2008, 2012, 2016)


def entries(rng: np.random.Generator, plan: Plan, days: int) -> Parts:
    """Streams of which some have candidates that are all real, some none; where every minute has one, few are real."""
    e, n, p = plan.streams, plan.settings, plan.pieces
    if plan.each_minute:
        ceiling = np.full(e, 1e9)
        rates = np.zeros((e, p))
        rates[:, np.roll(plan.strokes, 1)] = 1e9  # the minute after each stroke
        rates *= rng.random((e, p)) < 0.8
    else:
        ceiling = rng.gamma(2.0, ENTRANTS / 2 / days, e) * (rng.random(e) < 0.9)
        rates = ceiling[:, None] * rng.choice([0.0, 0.5, 1.0], (e, p))
    age_share = np.zeros((e, plan.last_age))
    ages = plan.last_age - YOUNGEST
    age_share[:, YOUNGEST:] = rng.dirichlet(np.ones(ages), e) if e else np.zeros((0, ages))
    lists = [[[*some(rng, range(1, n), 2), 0] for _ in range(2)] for _ in range(e)]
    rows = rng.integers(1, 4, e)
    total = int(rows.sum())
    in_care = rng.integers(0, 2000, total) * DAY
    return {
        "entry_rate": rates,
        "entry_ceiling": ceiling,
        "entry_age_share": age_share,
        "entry_need_share": rng.dirichlet(np.ones(plan.needs), e) if e else np.zeros((0, plan.needs)),
        "entry_list": np.stack([padded(rows_, width=3) for rows_ in lists]) if e else np.zeros((0, 1, 1), np.int64),
        "entry_list_share": np.full((e, 2), 0.5),
        "already_placed": rng.random(e) < 0.3,
        "placed_first": ints(np.r_[0, np.cumsum(rows)]),
        "placed_setting": rng.integers(0, n, total),
        "placed_served": np.minimum(rng.integers(0, 1000, total) * DAY, in_care),
        "placed_in_care": in_care,
    }


def caseload(rng: np.random.Generator, plan: Plan, days: int) -> Parts:
    """Everybody there on the first day; many have a birthday within the study, a shared one in colliding models."""
    n = plan.people
    weeks, exact = -rng.integers(0, 57, n) * WEEK, -rng.integers(0, 400 * DAY, n)
    entered = weeks if plan.collides else exact
    worker = np.where(rng.random(n) < 0.5, np.maximum(entered, -rng.integers(0, 60, n) * DAY), NO_TIME)
    return {
        "caseload_setting": rng.integers(0, plan.settings, n),
        "caseload_born": ints([_born(rng, plan, days, row) for row in range(n)]),
        "caseload_entered": ints(entered),
        "caseload_in_care": ints(np.where(rng.random(n) < 0.2, NO_TIME, entered)),
        "caseload_need": rng.integers(0, plan.needs, n),
        "caseload_worker_since": ints(worker),
    }


def _born(rng: np.random.Generator, plan: Plan, days: int, row: int) -> int:
    if row % 4 == 3:
        born = day_number(int(rng.choice(LEAP_YEARS)), 2, 29)
        if YOUNGEST <= age_on(born, plan.start_day) < plan.last_age:
            return born
    # Days from the start to the next birthday.
    ahead = 14 if plan.collides else int(rng.integers(1, min(365, 2 * days)))
    turns = int(rng.integers(YOUNGEST + 1 if rng.random() < 0.5 else 14, plan.last_age + 1))
    born = birthday(plan.start_day + ahead, -turns)
    return born if age_on(born, plan.start_day) < turns else born + 1
