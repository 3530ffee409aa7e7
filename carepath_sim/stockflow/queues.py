"""People whose planned move is due but cannot be made yet: in the queue of a full pool, or held back by a target."""

from __future__ import annotations

from math import floor

import numpy as np

from carepath_sim.model import Bools, Floats, Ints, Model
from carepath_sim.stockflow.grid import Grid

TINY = 1e-300
AGES_WITHOUT_LIMIT = 8
"""Steps of waiting told apart where there is no limit, so that those who came first are served first."""


class Queues:
    """Those who wait for each of several planned transitions, by how long they have waited.

    They go on living where they are: the other transitions take them as they take the
    others of their setting and group on average, since their time served is not kept.
    """

    def __init__(self, model: Model, grid: Grid, transitions: list[int], limits: Ints, groups: int) -> None:
        self.transitions = np.array(transitions, dtype=np.int64)
        self.origin = model.transition_from[self.transitions]
        self.limits = limits[self.transitions] if len(limits) else np.zeros((0, len(model.piece_start)))
        self.grid = grid
        longest = max(AGES_WITHOUT_LIMIT, 1 + floor(float(self.limits.max(initial=0)) / grid.ticks))
        self.people = np.zeros((len(transitions), groups, grid.cohorts, longest))
        self.others = model.transition_from[None, :] == self.origin[:, None]
        self.others[np.arange(len(transitions)), self.transitions] = False

    def live(self, chance: Floats, leaving: Ints, ended: Floats, at_birthday: Floats) -> Floats:
        """A step of the other transitions, then of birthdays; returns how many of each line went, [V].

        `chance` is that of each transition in a step, [T, G]; adds to `ended` [T, G, B] and to `at_birthday`
        [S, G, B], where `leaving[setting]` is the cohort that must leave, or -1.
        """
        rate = self.others[:, None, :] * chance.T[None]  # [V, G, T]
        whole = rate.sum(axis=2)
        gone = -np.expm1(-whole)
        number = self.people.sum(axis=3)
        share = rate * (gone / np.maximum(whole, TINY))[:, :, None]
        ended += np.einsum("vgb,vgt->tgb", number, share, optimize=True)
        self.people *= (1 - gone)[:, :, None, None]
        lost = (number * gone[:, :, None]).sum(axis=(1, 2))
        return np.asarray(lost + self._come_of_age(leaving, at_birthday))

    def join(self, number: Floats, leaving: Ints, at_birthday: Floats) -> Floats:
        """Let people, [V, G, B], begin to wait; of these, too, some have their birthday in this step, as in `live`."""
        self.people[..., 0] += number
        return self._come_of_age(leaving, at_birthday)

    def _come_of_age(self, leaving: Ints, at_birthday: Floats) -> Floats:
        lost = np.zeros(len(self.transitions))
        column = leaving[self.origin]
        line = np.flatnonzero(column >= 0)
        if len(line):
            old = self.people[line, :, column[line]]  # [line, G, W]
            for row, here in enumerate(line):
                at_birthday[self.origin[here], :, column[here]] += old[row].sum(axis=1)
            lost[line] = old.sum(axis=(1, 2))
            self.people[line, :, column[line]] = 0.0
        return lost

    def reach(self, step: int) -> Floats:
        """Grow a step older; returns and removes those who reach their limit, [V, G, B]."""
        reached = np.zeros(self.people.shape[:3])
        limits = (self.limits @ self.grid.piece_share[step]) / self.grid.ticks
        last = self.people[..., -1].copy()
        self.people[..., 1:] = self.people[..., :-1]
        self.people[..., 0] = 0.0
        for line, limit in enumerate(limits):
            if limit <= 0:
                self.people[line, ..., -1] += last[line]
                continue
            whole = max(1, floor(limit))
            reached[line] = last[line] + self.people[line, ..., whole + 1 :].sum(axis=-1)
            self.people[line, ..., whole + 1 :] = 0.0
            if whole < self.people.shape[3]:
                part = (1 - min(1.0, max(0.0, limit - whole))) * self.people[line, ..., whole]
                reached[line] += part
                self.people[line, ..., whole] -= part
        return reached

    def serve(self, lines: Ints, shares: list[Floats]) -> Floats:
        """Remove a share of each waiting age of some lines; returns them, [line, G, B]."""
        taken = self.people[lines] * np.array(shares)[:, None, None, :]
        self.people[lines] -= taken
        return np.asarray(taken.sum(axis=3))

    def total(self) -> Floats:
        """Everybody who waits, [V]."""
        return np.asarray(self.people.sum(axis=(1, 2, 3)))


def shares_served(priority: Ints, number: Floats, outside: Bools, places: float) -> list[Floats]:
    """The share of each waiting age [W] of several lines [line, W] that free places serve, first come first.

    One who moves within the pool needs no place from outside, but waits their turn.
    """
    shares = np.zeros_like(number)
    left = places
    for rank in np.unique(priority):
        own = priority == rank
        for age in range(number.shape[1] - 1, -1, -1):
            need = float(number[own & outside, age].sum())
            shares[own, age] = (1.0 if need <= left else left / need) if left > 0 else 0.0
            left = max(0.0, left - need)
    return list(shares)
