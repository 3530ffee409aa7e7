"""What the makers of random models share: the axes of a model, and arrays in the shapes that a `Model` wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.model import NOWHERE

Parts = dict[str, Any]

SURE = 1e6  # a hazard that no draw outlasts by a minute
AGE_BAND = (0, 14, 16, 18)
DURATION_BAND = (0, DAY, 7 * DAY, 56 * DAY)


@dataclass(frozen=True)
class Plan:
    """How many of everything a random model has, and whether it is built to collide.

    `strokes` are the pieces of one minute at whose end whatever is struck happens to
    everybody at once; `each_minute` makes candidates come every minute.
    """

    settings: int
    pools: int
    teams: int
    streams: int
    needs: int
    practices: int
    people: int
    last_age: int
    start_day: int
    collides: bool
    each_minute: bool
    strokes: tuple[bool, ...]  # by piece

    @property
    def pieces(self) -> int:
        return len(self.strokes)

    @property
    def groups(self) -> int:
        return self.needs << self.practices


def by_piece(rng: np.random.Generator, plan: Plan, values: np.ndarray, steady: float = 0.5) -> np.ndarray:
    """Values drawn for every piece (their last axis), made the same in all of them with a chance of `steady` a row.

    A stroke changes no table: its piece takes over the values of the piece before.
    """
    table = values.copy()
    rows = table.reshape(-1, plan.pieces)
    for row in rows:
        if rng.random() < steady:
            row[:] = row[0]
        for piece, stroke in enumerate(plan.strokes):
            if stroke:
                row[piece] = row[piece - 1]
    return table


def struck(rng: np.random.Generator, plan: Plan, rates: np.ndarray, share: float) -> np.ndarray:
    """Rates (pieces on their last axis) of which a share of the rows is certain to ring at the end of each stroke."""
    table = rates.copy()
    rows = table.reshape(-1, plan.pieces)
    for row in rows:
        for piece, stroke in enumerate(plan.strokes):
            if stroke and rng.random() < share:
                row[piece] = SURE
    return table


def some(rng: np.random.Generator, choices: range, most: int) -> list[int]:
    """None to `most` of the choices, in random order, each once."""
    size = int(rng.integers(0, min(most, len(choices)) + 1))
    return [int(choice) for choice in rng.choice(list(choices), size, replace=False)]


def ints(values: object) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def padded(rows: Sequence[Sequence[Any]], filling: float = NOWHERE, width: int = 0) -> np.ndarray:
    """Lists of different lengths as one rectangle."""
    width = max([width, *(len(row) for row in rows)])
    dtype = np.bool_ if filling is False else np.float64 if isinstance(filling, float) else np.int64
    table = np.full((len(rows), width), filling, dtype=dtype)
    for index, row in enumerate(rows):
        table[index, : len(row)] = row
    return table
