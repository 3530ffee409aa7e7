"""Models that a guard must stop (rules 48 and 49): the same guard, and over the same person, in every engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from carepath_sim.model import Model
from tests.parity.dice import SURE
from tests.parity.random_models import random_model


def faulty_model(seed: int) -> Model:
    """A random model with one of several things wrong with it, which mostly comes to light within its horizon."""
    rng = np.random.default_rng([seed, 49])
    wrong = WRONGS[seed % len(WRONGS)]
    return wrong(random_model(1000 + seed // len(WRONGS)), rng)


def few_rows(model: Model, rng: np.random.Generator) -> Model:
    return replace(model, max_rows=int(rng.integers(1, 120)))


def few_events(model: Model, rng: np.random.Generator) -> Model:
    return replace(model, max_events=int(rng.integers(1, 80)))


def few_people(model: Model, rng: np.random.Generator) -> Model:
    return replace(model, max_people=int(rng.integers(1, 30)))


def few_moves_at_once(model: Model, _: np.random.Generator) -> Model:
    """None at all: the first move of anybody is one too many."""
    return replace(model, max_moves_at_once=0)


def runaway(model: Model, rng: np.random.Generator) -> Model:
    """Everything that can happen does, each minute."""
    return replace(model, hazard=np.full_like(model.hazard, SURE), max_events=int(rng.integers(300, 600)))


def exploding(model: Model, rng: np.random.Generator) -> Model:
    """More people a minute than anybody could count."""
    rates = np.full_like(model.entry_rate, SURE)
    return replace(
        model,
        entry_rate=rates,
        entry_ceiling=np.full_like(model.entry_ceiling, SURE),
        max_people=int(rng.integers(50, 200)),
    )


def a_panel_that_feeds_on_itself(model: Model, rng: np.random.Generator) -> Model:
    """It pulls from the very pool it fills, for ever within one minute."""
    fill_to = model.fill_to.copy()
    fill_to[model.is_limited] = (1, 1)
    return replace(
        model,
        fill_from=np.ones_like(model.fill_from),
        panel_min_stay=np.zeros_like(model.panel_min_stay),
        fill_to=fill_to,
        keep_free=np.zeros_like(model.keep_free),
        places=np.where(model.is_limited[:, None], np.full_like(model.places, 40), 0),
        max_moves_at_once=int(rng.integers(2, 15)),
    )


def nowhere_to_go(model: Model, _: np.random.Generator) -> Model:
    """The setting at the end of every list has no place."""
    limited = model.is_limited.copy()
    limited[0] = True
    return replace(model, is_limited=limited)


def nowhere_allowed(model: Model, rng: np.random.Generator) -> Model:
    """The setting at the end of every list does not take everybody."""
    allowed = model.allowed.copy()
    allowed[0, int(rng.integers(11, 18)) :] = False
    return replace(model, allowed=allowed)


WRONGS = (
    few_rows,
    few_events,
    few_people,
    few_moves_at_once,
    runaway,
    exploding,
    a_panel_that_feeds_on_itself,
    nowhere_to_go,
    nowhere_allowed,
)
