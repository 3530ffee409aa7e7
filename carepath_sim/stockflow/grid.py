"""The grid of a preview: time, age and time served advance together, one cell a step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np

from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.model import Bools, Floats, Ints, Model

STEPS_PER_YEAR = 13
"""Four weeks. A year is a whole number of steps, so that everybody in a cell has their birthday in one step."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Steps of equal width and birth cohorts of the same width, so that a cohort never spreads over two cells of age.

    Cohort `b` is in age cell `first_cell + b + n` at the start of step `n`; age cell `i` is the
    ages from `i` to `i + 1` steps. `piece_share[n, p]` is the part of step `n` that lies in calendar piece `p`.
    """

    per_year: int
    steps: int
    first_cell: int
    cohorts: int
    piece_share: Floats  # [step, P]

    @property
    def days(self) -> float:
        """Width of a step in days."""
        return DAYS_PER_YEAR / self.per_year

    @property
    def ticks(self) -> float:
        """Width of a step in ticks."""
        return self.days * DAY

    def cell(self, step: int) -> int:
        """The age cell of the first cohort at the start of a step."""
        return self.first_cell + step

    def piece(self, step: int) -> int:
        """The calendar piece that most of a step lies in."""
        return int(self._pieces[step])

    @cached_property
    def _pieces(self) -> Ints:
        return np.asarray(np.argmax(self.piece_share, axis=1))

    def turning(self, step: int, age: int) -> int | None:
        """The cohort whose birthday falls in a step, if there is one."""
        cohort = age * self.per_year - 1 - self.cell(step)
        return cohort if 0 <= cohort < self.cohorts else None

    @property
    def cells(self) -> int:
        """How many age cells all cohorts pass through."""
        return self.cohorts + self.steps

    def years_at_cell(self) -> Ints:
        """Completed years at the start of each age cell, from `first_cell` on."""
        return np.asarray((self.first_cell + np.arange(self.cells)) // self.per_year)

    def turns_in_cell(self) -> Bools:
        """Whether a birthday falls in each age cell, from `first_cell` on."""
        return np.asarray((self.first_cell + np.arange(self.cells) + 1) % self.per_year == 0)


def grid_of(model: Model, per_year: int = STEPS_PER_YEAR) -> Grid:
    """The grid that covers a model's horizon and everybody who lives or may arrive in it."""
    if per_year < 1:
        raise ValueError("a year needs at least one step")
    width = DAYS_PER_YEAR / per_year * DAY
    steps = max(1, ceil(model.horizon / width - 1e-9))
    ages = np.flatnonzero(model.entry_age_share.sum(axis=0)) if len(model.entry_streams) else np.zeros(0, dtype=int)
    low, high = [], []
    if len(ages):
        low.append(int(ages[0]) * per_year - steps)
        high.append((int(ages[-1]) + 1) * per_year)
    if len(model.caseload_born):
        now = cell_now(model, per_year)
        low.append(int(now.min()))
        high.append(int(now.max()) + 1)
    first, last = min(low, default=0), max(high, default=1)
    return Grid(per_year, steps, first, last - first, _piece_shares(model, steps, width))


def age_now(model: Model, per_year: int) -> Floats:
    """Age at tick 0 of everybody in the starting caseload, in steps."""
    return (model.start_day - model.caseload_born) / (DAYS_PER_YEAR / per_year)


def cell_now(model: Model, per_year: int) -> Ints:
    """Age cell at tick 0 of everybody in the starting caseload."""
    return np.floor(age_now(model, per_year)).astype(np.int64)


def _piece_shares(model: Model, steps: int, width: float) -> Floats:
    edges = np.append(model.piece_start, np.inf)
    start = np.arange(steps)[:, None] * width
    overlap = np.minimum(start + width, edges[None, 1:]) - np.maximum(start, edges[None, :-1])
    return np.asarray(np.clip(overlap, 0.0, None) / width)
