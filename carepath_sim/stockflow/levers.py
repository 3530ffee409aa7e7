"""What a council does to how full its places are: holding back, placement panels, and homes that close."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carepath_sim.model import NOWHERE, Floats
from carepath_sim.stockflow.spells import from_one_end

if TYPE_CHECKING:
    from carepath_sim.stockflow.course import Course

HALF_WEEK = 3.5
"""Days: a panel meets weekly, so what a pool lost since is on average half a week's losses."""


class Levers:
    """The levers of one course. Each sends people on their way in the step that is being taken."""

    def __init__(self, course: Course) -> None:
        self.course, self.model, self.grid = course, course.model, course.grid

    def held_back(self, transition: int) -> float:
        """The chance that a planned move is held: certain while leaving would take the pool below its target."""
        pool = int(self.course.ways.pool_from[transition])
        if self.model.hold_limit[pool, self.grid.piece(self.course.step)] <= 0:
            return 0.0
        return float(np.clip(self._target(pool) + 1 - self.course.living(pool), 0.0, 1.0))

    def _target(self, pool: int) -> float:
        part, whole = self.model.fill_to[pool, self.grid.piece(self.course.step)]
        return float(part * self.course.places.open[pool] / whole)

    def close(self) -> None:
        """Move people out where a home closes in this step: the latest to come, so new spells before older ones."""
        model, course = self.model, self.course
        start = course.step * self.grid.ticks
        for piece in np.flatnonzero((model.piece_start > start) & (model.piece_start <= start + self.grid.ticks)):
            for pool in np.flatnonzero(model.closes_by_moving[:, piece]):
                before, after = float(model.places[pool, piece - 1]), float(model.places[pool, piece])
                living = course.living(int(pool))
                part = max(0.0, before - after) * min(living, before) / before if before else 0.0
                self._move_out(int(pool), min(living, max(part, living - after)))

    def _move_out(self, pool: int, number: float) -> None:
        course, step = self.course, self.course.step
        settings = np.flatnonzero(self.model.setting_pool == pool).tolist()
        spells = [course.spells[each] for each in settings]
        living = sum((each.people[:, :, each.cells(step)].sum(axis=(0, 1)) for each in spells), np.zeros(step))
        share = from_one_end(living, number)
        rest = float(course.seasoned.totals(len(self.model.settings))[settings].sum())
        older = min(1.0, max(0.0, number - float(living.sum())) / rest) if rest > 0 else 0.0
        for setting in settings:
            gone = course.spells[setting].remove(share, step, 0) + course.seasoned.remove(setting, older)
            course.moving[setting] -= gone.sum(axis=1)
            course.transit.poured[course.ways.closure[setting]] += gone

    def fill(self, kept: Floats) -> None:
        """Placement panels bring pools up to their targets less what they lose in half a week.

        `kept` is the chance of a newcomer to be there at the end of the step, [S, G, B].
        """
        model, course = self.model, self.course
        for pool in np.flatnonzero(model.is_limited & (model.panel_to != NOWHERE)).tolist():
            target = self._target(pool)
            if target <= 0:
                continue
            change = course.transit.change(pool)
            aim = target - max(0.0, -change) / self.grid.days * HALF_WEEK
            wanted = max(0.0, aim - course.living(pool) - change) * (1 - course.places.full[pool].somebody_queues)
            self._pull(pool, wanted / max(0.5, float(kept[model.panel_to[pool]].mean())))

    def _pull(self, pool: int, wanted: float) -> None:
        """Move in those who have been longest where they are: the starting caseload first."""
        model, course, step = self.model, self.course, self.course.step
        piece, to = self.grid.piece(step), int(model.panel_to[pool])
        sources = np.flatnonzero(model.fill_from[pool, piece])
        mask = course.routes.open_to(to, step)
        newest = max(0, step - int(np.ceil(model.panel_min_stay[pool, piece] / self.grid.ticks)))
        older = course.seasoned.eligible(sources, mask)
        first = min(1.0, wanted / older) if older > 0 else 0.0
        living = np.zeros(newest)
        for setting in sources.tolist():
            spells = course.spells[setting]
            living += np.einsum("gbe,gb->e", spells.people[:, :, spells.cells(newest)], mask)
        share = from_one_end(living[::-1], max(0.0, wanted - older))[::-1]
        for setting in sources.tolist():
            gone = course.spells[setting].remove(share, newest, 0, mask) + course.seasoned.remove(setting, first, mask)
            course.moving[setting] -= gone.sum(axis=1)
            course.record.pulled[step, pool] += gone.sum()
            course.transit.poured[course.ways.panel[setting, to]] += gone

    def release(self) -> None:
        """Those held back go as soon as their pool is above its target without them."""
        course = self.course
        held = course.waiting.held.total()
        for line in np.flatnonzero(held):
            transition = int(course.waiting.held.transitions[line])
            pool = int(course.ways.pool_from[transition])
            excess = course.living(pool) + course.transit.change(pool) - self._target(pool)
            if excess > 0:
                lines = np.array([line])
                part = np.full(course.waiting.held.people.shape[3], min(1.0, excess / held[line]))
                course.go_on(transition, course.waiting.held.serve(lines, [part])[0])
