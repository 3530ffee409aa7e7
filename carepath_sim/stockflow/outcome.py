"""`expected`: the expected stocks and flows of a model, and how to read them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from carepath_sim.clock import DAY, DAYS_PER_YEAR, birthday, tick_of
from carepath_sim.model import Floats, Ints, Model
from carepath_sim.stockflow.course import Course
from carepath_sim.stockflow.grid import STEPS_PER_YEAR, grid_of
from carepath_sim.stockflow.record import Record

YEAR = DAYS_PER_YEAR * DAY


@dataclass(frozen=True, eq=False)
class Expected:
    """The stocks and flows that a model leads to on average.

    Whoever waits or is held is counted where they live. `ticks` are the moments of the
    stocks; between two of them flows are even.
    """

    model: Model
    ticks: Floats  # [step + 1]
    record: Record

    def stocks(self, ticks: Ints | Floats) -> Floats:
        """Young people in each setting at some ticks, [tick, S]."""
        return self._at(self.record.stock, ticks)

    def flows(self, ticks: Ints | Floats) -> Floats:
        """Moves from setting to setting between each tick and the next, [tick - 1, S + 1, S + 1]; the last is outside.

        The diagonal holds moves from one placement to another of the same setting.
        """
        return self._between(self.record.flow, ticks)

    def moves(self, ticks: Ints | Floats) -> Floats:
        """How often each transition happens between each tick and the next, [tick - 1, T]."""
        return self._between(self.record.moves, ticks)

    def year_ends(self) -> Floats:
        """The start, every anniversary of it and the horizon, in ticks."""
        start, horizon = self.model.start_day, self.model.horizon
        years = range(int(horizon / YEAR) + 2)
        ends = [tick_of(start, birthday(start, year)) for year in years]
        return np.array([*(float(end) for end in ends if end < horizon), float(horizon)])

    def _at(self, values: Floats, ticks: Ints | Floats) -> Floats:
        rows = values.reshape(len(values), -1)
        found = [np.interp(ticks, self.ticks, column) for column in rows.T]
        return np.array(found).T.reshape(len(ticks), *values.shape[1:])

    def _between(self, values: Floats, ticks: Ints | Floats) -> Floats:
        total = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
        return np.asarray(np.diff(self._at(total, ticks), axis=0))


def expected(model: Model, steps_per_year: int = STEPS_PER_YEAR) -> Expected:
    """The expected stocks and flows of a model over its horizon, by cohorts of age and time served.

    Where nothing is limited they are the means of the simulation, exact but for the step
    (second order). Limited places are filled by `fullness`, which is an approximation.
    Cohorts follow McKendrick's equation along its characteristics (A. G. McKendrick,
    *Applications of mathematics to medical problems*, 1926).
    """
    grid = grid_of(model, steps_per_year)
    record = Course(model, grid).run()
    return Expected(model, (np.arange(grid.steps + 1) * grid.ticks).astype(np.float64), record)
