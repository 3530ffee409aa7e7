"""Studies small enough to run in a moment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from carepath_sim.experiments.study import Study
from carepath_sim.model import Model, Prices
from tests.parity.random_models import random_model

SEED = 28
"""Of a random model with people, entries, limited pools and teams."""


def small_study(name: str = "small", model_seed: int = SEED, **changes: Any) -> Study:
    """A study of a random model; `changes` replace parts of the model."""
    model = random_model(model_seed)
    changed = replace(model, **changes) if changes else model
    return Study(name, changed, some_prices(changed))


def some_prices(model: Model, night: float = 100.0) -> Prices:
    """A price for everything."""
    settings, pools, teams, pieces = len(model.settings), len(model.pools), len(model.teams), len(model.piece_start)
    return Prices(
        currency="GBP",
        price_year="2025-26",
        night=np.full((settings, pieces), night),
        service=np.full((pools, pieces), 50.0),
        empty_place=np.full((pools, pieces), 5.0),
        post=np.tile([0.0, 1.0, 100.0, 200.0], (teams, 1)),
        recruitment=np.full(teams, 1000.0),
        move=np.array([10.0, 20.0]),
        entry=30.0,
        fixed={"training": np.full(pieces, 1.0)},
    )
