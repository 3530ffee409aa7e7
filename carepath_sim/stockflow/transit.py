"""Everybody on their way in one step: poured along routes by whatever sends them, until they arrive."""

from __future__ import annotations

import numpy as np

from carepath_sim.model import Floats, Ints, Model
from carepath_sim.stockflow.grid import Grid
from carepath_sim.stockflow.groups import Groups
from carepath_sim.stockflow.routes import Routes
from carepath_sim.stockflow.ways import Ways


class Transit:
    """The moves of the step that is being taken.

    `poured` are the people on each route, [route, G, B]; `flow` counts those who have arrived by where from and where
    to, [S + 1, S + 1], the last being outside; `asked` counts those from outside a pool who ask it for a place that
    may be refused, [pool].
    """

    def __init__(self, model: Model, grid: Grid, groups: Groups, routes: Routes, ways: Ways) -> None:
        self.model, self.ways = model, ways
        self.any_limited = bool(model.is_limited.any())
        self.shape = (len(routes.known), len(groups), grid.cohorts)

    def begin(self, goes: Floats, asks: Floats) -> None:
        """Start a step with nobody on their way; the shares of each leg are those of `Routes.shares`."""
        settings = len(self.model.settings)
        self.goes, self.asks = goes, asks
        self.flow = np.zeros((settings + 1, settings + 1))
        self.poured = np.zeros(self.shape)
        self.asked = np.zeros(len(self.model.pools))

    def arrive(self) -> tuple[Floats, Floats]:
        """Where all that was poured arrives, [S, G, B], and the part of it after a birthday; nobody is left over."""
        legs, model = self.ways.legs, self.model
        found, late = np.zeros((2, len(model.settings) + 1, *self.shape[1:]))
        busy = np.asarray(self.poured.any(axis=(1, 2)))
        used = np.flatnonzero(busy[legs.route])
        if not len(used):
            return found[:-1], late[:-1]
        flows = self.poured[legs.route[used]]
        if self.any_limited:
            asks = np.flatnonzero(self.ways.asks_from_outside[used])
            asked = np.einsum("lgb,lgb->l", flows[asks], self.asks[used[asks]])
            np.add.at(self.asked, model.setting_pool[legs.to[used[asks]]], asked)
        flows *= self.goes[used]
        np.add.at(self.flow, (legs.origin[used], legs.to[used]), flows.sum(axis=(1, 2)))
        after = np.flatnonzero(legs.is_late[used])
        _add_up(flows, legs.to[used], found)
        _add_up(flows[after], legs.to[used[after]], late)
        self.poured[...] = 0.0
        return found[:-1], late[:-1]

    def change(self, pool: int) -> float:
        """How many more people live in a pool than at the start of the step, by the arrivals counted so far."""
        own = np.append(self.model.setting_pool == pool, False)
        return float(self.flow[~own][:, own].sum() - self.flow[own][:, ~own].sum())


def _add_up(flows: Floats, to: Ints, found: Floats) -> None:
    """Put the sum of the flows, [leg, G, B], to each destination into `found`; `to` comes run by run."""
    ends = np.flatnonzero(np.append(to[1:] != to[:-1], True)) + 1 if len(to) else to
    first = 0
    for end in ends.tolist():
        np.add.reduce(flows[first:end], axis=0, out=found[to[first]])
        first = end
