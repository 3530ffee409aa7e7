"""Where flows go: each list of destinations as the shares of it that reach each setting in one step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from carepath_sim.model import OUT, Bools, Floats, Ints, Model
from carepath_sim.stockflow.grid import Grid
from carepath_sim.stockflow.groups import Groups

OUTSIDE = -1
"""The origin of those who enter the study, and the destination of those who leave it."""
SURE, ANY_TIME, BEFORE_BIRTHDAY, AFTER_BIRTHDAY, SURE_AFTER_BIRTHDAY = range(5)
"""When in the step in which somebody has a birthday they ask for a place."""

Key = tuple[int, tuple[int, ...], int]


@dataclass(frozen=True, eq=False)
class Legs:
    """Every destination of every route, in the order of the destinations, the outside last."""

    route: Ints
    origin: Ints
    to: Ints
    asks: Bools  # whether a place is asked for that may be refused
    is_late: Bools  # whether those on it come after their birthday


class Routes:
    """Destination lists, numbered, by where they start and when they are asked; all are named before the first step."""

    def __init__(self, model: Model, grid: Grid, groups: Groups) -> None:
        self.model, self.grid = model, grid
        self.known: dict[Key, int] = {}
        years = np.clip(grid.years_at_cell(), 0, model.last_age - 1)
        following = np.clip(years + 1, 0, model.last_age - 1)
        takes = model.allowed[:, :, groups.need].transpose(0, 2, 1).astype(float)  # [S, G, Y]
        self._before = takes[:, :, years]
        self._after = np.where(grid.turns_in_cell(), takes[:, :, following], self._before)
        half = (self._before + self._after) / 2
        self._mixed = np.maximum(half, np.where(self._after == 0, self._before, 0.0))

    def route(self, origin: int, to: Iterable[int], asked: int) -> int:
        """The number of a route. One that is sure leads to its only destination whatever its age or places."""
        key = (origin, tuple(int(each) for each in to if each >= 0 or each == OUT), asked)
        return self.known.setdefault(key, len(self.known))

    def open_to(self, setting: int, step: int, asked: int = ANY_TIME, leaving: int = -1, beginning: int = -1) -> Floats:
        """How far a setting takes people of each group and cohort in a step, [G, B], if they are asked then.

        With `ANY_TIME`, half of those who have a birthday in the step are asked before it and half after, but those of
        the `leaving` cohort all before it and those of the `beginning` one all after it.
        """
        cells = slice(step, step + self.grid.cohorts)
        if asked == BEFORE_BIRTHDAY:
            return np.asarray(self._before[setting][:, cells])
        if asked == AFTER_BIRTHDAY:
            return np.asarray(self._after[setting][:, cells])
        found: Floats = self._mixed[setting][:, cells]
        if leaving >= 0 or beginning >= 0:
            found = found.copy()
            for column, table in ((leaving, self._before), (beginning, self._after)):
                if column >= 0:
                    found[:, column] = table[setting][:, step + column]
        return found

    def legs(self) -> Legs:
        """The destinations of all routes."""
        rows = [
            (route, origin, OUTSIDE if place == OUT else place, asked)
            for (origin, to, asked), route in self.known.items()
            for place in to
        ]
        self._order = np.array(sorted(range(len(rows)), key=lambda row: rows[row][2] % (1 << 20)), dtype=np.int64)
        columns = [np.array([rows[row][column] for row in self._order]) for column in range(4)]
        route, origin, to, asked = (each.astype(np.int64) for each in columns)
        may_be_refused = np.isin(asked, (SURE, SURE_AFTER_BIRTHDAY), invert=True)
        return Legs(route, origin, to, may_be_refused, asked >= AFTER_BIRTHDAY)

    def shares(
        self, step: int, refusals: dict[tuple[int, ...], Sequence[float]], leaving: Ints, beginning: Ints
    ) -> tuple[Floats, Floats]:
        """The part of its route's flow that gets to the end of each leg, and that asks there, [leg, G, B].

        `refusals` holds, for a list, the chance that each destination refuses somebody whom all before it have
        refused; `leaving[origin]` is the cohort that must leave a setting in this step and `beginning[origin]` the
        one that reaches the age from which anybody lives there, or -1.
        """
        goes: list[Floats] = []
        asks: list[Floats] = []
        known: dict[tuple[tuple[int, ...], int, int, int], tuple[list[Floats], list[Floats]]] = {}
        whole = np.ones((self._before.shape[1], self.grid.cohorts))
        for origin, to, asked in self.known:
            last, first = (
                int(each[origin]) if origin >= 0 and asked == ANY_TIME else -1 for each in (leaving, beginning)
            )
            key = (to, asked, last, first)
            if key not in known:
                left, reach, ask = whole, [], []
                for place, refused in zip(to[:-1], refusals[to], strict=False):
                    ask.append(left * self.open_to(place, step, asked, last, first))
                    reach.append(ask[-1] * (1 - refused))
                    left = left - reach[-1]
                known[key] = ([*reach, left], [*ask, left])
            goes += known[key][0]
            asks += known[key][1]
        order = self._order.tolist()
        shape = (len(order), *whole.shape)
        reached, asked_of = ([each[row] for row in order] for each in (goes, asks))
        return np.array(reached).reshape(shape), np.array(asked_of).reshape(shape)
