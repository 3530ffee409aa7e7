"""Small councils of which the expectation of one outcome is known exactly, for any length of study from an empty start.

Each council holds `COPIES` copies of itself that share nothing, told apart by a number in their
names, so that one run gives as many independent values of the outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import exp

import numpy as np
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from carepath_sim.clock import DAY
from carepath_sim.experiments.engines import simulate
from carepath_sim.experiments.outcome_paths import OutcomePath, measured
from carepath_sim.model import Floats, Model, Prices
from tests.theory.bands import SHAPES, Banded
from tests.theory.council import Exit, Resident, Stream, council

COPIES = 20
NUMBERS = range(COPIES)
SEED = 20260402
TOGETHER = 500
"""Runs that are measured at once."""


@dataclass(frozen=True)
class Case:
    """A council, or two that meet the same luck, and what the outcome's mean or mean difference is in truth."""

    models: Sequence[Model]
    outcomes: Sequence[OutcomePath]  # one a copy
    expected: float
    price: float = 0.0  # a night

    def values(self, runs: int) -> Floats:
        """The outcome, [councils, runs x copies]."""
        prices = free(self.models[0], self.price)
        found = []
        for first in range(0, runs, TOGETHER):
            numbers = range(first, min(first + TOGETHER, runs))
            logs = [[simulate(model, SEED, number) for number in numbers] for model in self.models]
            found.append(np.stack([measured(each, prices, self.outcomes).ravel() for each in logs]))
        return np.concatenate(found, axis=1)


def free(model: Model, night: float) -> Prices:
    """Prices under which nights alone cost anything."""
    settings, pools, teams = len(model.settings), len(model.pools), len(model.teams)
    return Prices(
        currency="GBP",
        price_year="2025-26",
        night=np.full((settings, 1), night),
        service=np.zeros((pools, 1)),
        empty_place=np.zeros((pools, 1)),
        post=np.zeros((teams, 4)),
        recruitment=np.zeros(teams),
        move=np.zeros(2),
        entry=0.0,
    )


def each(metric: str, name: str) -> list[OutcomePath]:
    return [OutcomePath(metric, f"{name}{number}") for number in NUMBERS]


# M/M/c: young people ready to move who wait for one of c places.

ASKING, READY, SERVICE, QUEUE_DAYS = 0.25, 0.2, 0.1, 90


def queue() -> Case:
    """One place more shortens the wait; asking is a Poisson stream whose rate grows from nothing as people come."""
    models = [queueing(places) for places in (3, 4)]
    return Case(models, each("waiting_nights", "home"), nights_waited(4) - nights_waited(3))


def queueing(places: int) -> Model:
    return council(
        [name for number in NUMBERS for name in (f"edge{number}", f"home{number}")],
        [
            way
            for number in NUMBERS
            for way in (
                Exit(f"edge{number}", f"home{number}", READY),
                Exit(f"home{number}", "out", SERVICE),
            )
        ],
        {f"referrals{number}": Stream(ASKING, [f"edge{number}"]) for number in NUMBERS},
        places={f"home{number}": places for number in NUMBERS},
        horizon=QUEUE_DAYS * DAY,
    )


def nights_waited(places: int) -> float:
    """The mean number who wait at each midnight, summed, by the equations of the birth and death chain."""
    states = np.arange(200)
    leaving = SERVICE * np.minimum(states, places)

    def change(day: float, chance: Floats) -> Floats:
        up, down = ASKING * (1 - exp(-READY * day)) * chance, leaving * chance
        up[-1] = 0.0
        return np.concatenate([[0.0], up[:-1]]) - up - down + np.concatenate([down[1:], [0.0]])

    midnights = np.arange(QUEUE_DAYS)
    found = solve_ivp(change, (0, QUEUE_DAYS), np.eye(200)[0], t_eval=midnights, rtol=1e-9, atol=1e-12)
    return float((np.maximum(states - places, 0) @ found.y).sum())


# Erlang's loss system: who finds every place taken goes to the overflow.

CALLS, CALL, LOSS_DAYS = 0.3, 0.1, 60


def loss() -> Case:
    models = [losing(places) for places in (3, 4)]
    return Case(models, each("unplanned_arrivals", "overflow"), turned_away(4) - turned_away(3))


def losing(places: int) -> Model:
    settings = [name for number in NUMBERS for name in (f"home{number}", f"overflow{number}")]
    model = council(
        settings,
        [
            way
            for number in NUMBERS
            for way in (Exit(f"home{number}", "out", CALL), Exit(f"overflow{number}", "out", 1.0))
        ],
        {f"referrals{number}": Stream(CALLS, [f"home{number}", f"overflow{number}"]) for number in NUMBERS},
        places={f"home{number}": places for number in NUMBERS},
        horizon=LOSS_DAYS * DAY,
    )
    return replace(model, is_overflow=np.array([name.startswith("overflow") for name in settings]))


def turned_away(places: int) -> float:
    """Arrivals who find every place taken: the integral of the chance of that, from a last state that counts them."""
    rates = np.diag(np.full(places, CALLS), 1) + np.diag(CALL * np.arange(1, places + 1), -1)
    rates -= np.diag(rates.sum(axis=1))
    counting = np.zeros((places + 2, places + 2))
    counting[:-1, :-1], counting[places, -1] = rates, CALLS
    return float(expm(counting * LOSS_DAYS)[0, -1])


# M/G/infinity: everybody has room, stays have any shape.

COMING, INFINITY_DAYS = 0.1, 100
STAY = Banded(SHAPES["log-normal"].sf)


def infinity() -> Case:
    """From an empty start the number present is Poisson, of mean the rate times the integral of survival."""
    model = staying("home", COMING, STAY, INFINITY_DAYS)
    days = (np.arange(INFINITY_DAYS * 4) + 0.5) / 4
    present = COMING * float(np.mean([STAY.area(0.0, day) for day in days]))
    return Case([model], each("people", "home"), present)


def staying(name: str, per_day: float, stay: Banded, days: int) -> Model:
    return council(
        [f"{name}{number}" for number in NUMBERS],
        [Exit(f"{name}{number}", "out", stay.per_day) for number in NUMBERS],
        {f"referrals{number}": Stream(per_day, [f"{name}{number}"]) for number in NUMBERS},
        duration_band=stay.ticks,
        horizon=days * DAY,
    )


# Skewed: one stay in ten is long, and costs far more than the other nine.

SKEW_DAYS, RARE, NIGHT = 120, 0.1, 700.0
DEAR = Banded(lambda days: (1 - RARE) * exp(-days / 2.0) + RARE * exp(-days / 150.0), edges=tuple(range(60)))


def skewed() -> Case:
    model = staying("secure", 0.05, DEAR, SKEW_DAYS)
    nights = 0.05 * sum(DEAR.area(0.0, float(midnight)) for midnight in range(SKEW_DAYS))
    return Case([model], each("cost_by_setting", "secure"), NIGHT * nights, NIGHT)


# An absorbing chain: foster care and the hub in turn, until a return home or a breakdown ends it.

CHAIN_DAYS, RESIDENTS = 60, 6
CHAIN = {
    ("foster", "hub"): 0.02,
    ("hub", "foster"): 0.05,
    ("foster", "home"): 0.02,
    ("hub", "home"): 0.01,
    ("foster", "secure"): 0.015,
}


def chain() -> Case:
    needs = [f"need{number}" for number in NUMBERS]
    model = council(
        ["foster", "hub", "home", "secure"],
        [Exit(here, there, rate, planned=there != "secure") for (here, there), rate in CHAIN.items()],
        residents=[Resident("foster", need=number) for number in NUMBERS for _ in range(RESIDENTS)],
        needs=needs,
        horizon=CHAIN_DAYS * DAY,
    )
    return Case([model], each("number_of_breakdowns_by_need", "need"), RESIDENTS * broken_down())


def broken_down() -> float:
    """The share who are in secure care at the end, where every breakdown leads and from where nobody leaves."""
    names = ["foster", "hub", "home", "secure"]
    rates = np.zeros((4, 4))
    for (here, there), rate in CHAIN.items():
        rates[names.index(here), names.index(there)] = rate
    rates -= np.diag(rates.sum(axis=1))
    return float(expm(rates * CHAIN_DAYS)[0, 3])


CASES: dict[str, Callable[[], Case]] = {
    "M/M/c": queue,
    "M/G/infinity": infinity,
    "Erlang loss": loss,
    "absorbing chain": chain,
    "skewed cost": skewed,
}
