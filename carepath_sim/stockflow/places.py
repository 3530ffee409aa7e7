"""Pools of places: how many are open, and whom they refuse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp

import numpy as np

from carepath_sim.model import NOWHERE, Floats, Model
from carepath_sim.stockflow.fullness import NEVER_FULL, Closure, Fullness, Pressure
from carepath_sim.stockflow.grid import Grid
from carepath_sim.stockflow.workers import Posts

WORTH_MEASURING = 0.05
"""People in a queue below which the rate at which they leave it is noise."""

MEMORY = 0.25
"""Years over which a pool remembers whom it met: over a single step it would be single birthdays."""

NEWS = 0.4
"""Part of a change in who lives in a pool that is felt at once; the rest in the steps that follow."""


class Places:
    """Every pool, step by step."""

    def __init__(self, model: Model, grid: Grid) -> None:
        self.model, self.grid, self.closure = model, grid, Closure()
        self.pressure = [Pressure() for _ in model.pools]
        self.limited = [int(pool) for pool in np.flatnonzero(model.is_limited)]
        self.open = np.zeros(len(model.pools))
        self.full: list[Fullness] = [NEVER_FULL for _ in model.pools]
        self.living, self.queue = np.zeros(len(model.pools)), np.zeros(len(model.pools))
        self._met = np.zeros((7, len(model.pools)))

    def look(self, step: int, posts: Posts, living: Floats, queue: Floats) -> None:
        """Work out whom pools refuse in a step, from who is expected in and before each in its middle, [pool]."""
        share = self.grid.piece_share[step]
        self.open = self._open(share, posts)
        # Taken as they are, those whom a nearly full pool refuses would go to and fro between two pools, step by step.
        part = 1.0 if step == 0 else NEWS
        self.living += part * (np.maximum(living, 0.0) - self.living)
        self.queue += part * (np.maximum(queue, 0.0) - self.queue)
        for pool in self.limited:
            kept = round(float(self.model.keep_free[pool] @ share))
            people = float(self.living[pool] + self.queue[pool])
            self.full[pool] = self.closure.alone(pool, people, float(self.open[pool]), kept, self.pressure[pool])

    def _open(self, share: Floats, posts: Posts) -> Floats:
        model = self.model
        places = (model.places @ share).astype(float)
        for pool in np.flatnonzero(model.pool_team != NOWHERE):
            chance = posts.filled(int(model.pool_team[pool]))
            filled = np.minimum(np.arange(len(chance)), model.staffed.shape[1] - 1)
            places[pool] = chance @ np.minimum(places[pool], model.staffed[pool, filled])
        return places

    def refusals(self, lists: Iterable[tuple[int, ...]]) -> dict[tuple[int, ...], Sequence[float]]:
        """For each list of settings, the chance that each but the last refuses somebody whom all before it refused."""
        found: dict[tuple[int, ...], Sequence[float]] = {}
        known: dict[frozenset[int], float] = {}
        for to in lists:
            found[to] = self._refusals(to, known) if self.limited else [0.0] * (len(to) - 1)
        return found

    def _refusals(self, to: Sequence[int], known: dict[frozenset[int], float]) -> list[float]:
        tried: frozenset[int] = frozenset()
        so_far, chances = 1.0, []
        for setting in to[:-1]:
            pool = int(self.model.setting_pool[setting])
            alone = self.full[pool].unplanned_refused
            if not self.model.is_limited[pool] or pool in tried:
                chances.append(float(pool in tried))
                continue
            tried |= {pool}
            if tried not in known:
                pools = sorted(tried)
                known[tried] = (
                    alone
                    if len(pools) == 1
                    else self.closure.together(tried, float(self.living[pools].sum()), float(self.open[pools].sum()))
                )
            both = min(so_far, max(known[tried], so_far * alone))
            chances.append(both / so_far if so_far > 0 else 1.0)
            so_far = both
        return chances

    def feel(self, out: Floats, living: Floats, queue: Floats, asked: Floats, planned: Floats, lost: Floats) -> None:
        """Remember what each pool met in a step: who left it, asked for it from outside, and left its queue, [pool]."""
        self._met = self._met * exp(-1 / (self.grid.per_year * MEMORY))
        self._met += np.array([np.ones_like(out), out, living, queue, asked, planned, lost])
        for pool in self.limited:
            steps, out_, living_, queue_, asked_, planned_, lost_ = self._met[:, pool]
            if out_ <= 0 or living_ <= 0 or asked_ + planned_ <= 0:
                continue
            rate = out_ / living_
            loss = self.pressure[pool].queue_loss
            if queue_ > WORTH_MEASURING * steps:
                loss = float(lost_ / queue_ / rate)
            share = planned_ / (asked_ + planned_)
            self.pressure[pool] = Pressure(float(share), float(asked_ / steps / rate), loss)
