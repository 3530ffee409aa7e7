"""The course of expected stocks and flows: what one step does to everybody, and then the next."""

from __future__ import annotations

import numpy as np

from carepath_sim.model import NOWHERE, Floats, Ints, Model
from carepath_sim.stockflow.endings import endings_of
from carepath_sim.stockflow.grid import Grid
from carepath_sim.stockflow.groups import groups_of
from carepath_sim.stockflow.levers import Levers
from carepath_sim.stockflow.newcomers import newcomers
from carepath_sim.stockflow.placed import Placed
from carepath_sim.stockflow.places import Places
from carepath_sim.stockflow.record import Record
from carepath_sim.stockflow.routes import Routes
from carepath_sim.stockflow.seasoned import Seasoned
from carepath_sim.stockflow.spells import Spells
from carepath_sim.stockflow.stays import Stays
from carepath_sim.stockflow.transit import Transit
from carepath_sim.stockflow.waiting import Waiting
from carepath_sim.stockflow.ways import Ways
from carepath_sim.stockflow.workers import Posts, Relationships

GENERATIONS = 2
"""How often in one step newcomers may move on: with four weeks' steps a third time is one in 1,000."""
DRIFT = 0.25
"""Years over which the drift of a pool is taken: over a single step it would be that of single birthdays."""
TINY = 1e-300
MOST = 1 - 1e-9


class Course:
    """Everybody's whereabouts on average, and what a step does to them."""

    def __init__(self, model: Model, grid: Grid) -> None:
        self.model, self.grid, self.groups = model, grid, groups_of(model)
        settings, pools = len(model.settings), len(model.pools)
        self.record = Record.empty(model, grid)
        self.endings = [endings_of(model, grid, self.groups, setting) for setting in range(settings)]
        self.spells = [Spells(each, self.groups) for each in self.endings]
        self.seasoned = Seasoned(model, self.endings, self.groups)
        self.placed = [
            Placed(model, each, self.groups, int(stream), int(year))
            for each in self.endings
            for stream in np.flatnonzero(model.already_placed)
            for year in np.flatnonzero(model.entry_age_share[stream])
            if each.setting in model.placed_setting[model.placed_first[stream] : model.placed_first[stream + 1]]
        ]
        self.posts, self.relations = Posts(model, grid), Relationships(model, grid)
        self.routes = Routes(model, grid, self.groups)
        self.ways = Ways(model, grid, self.groups, self.routes)
        self.transit = Transit(model, grid, self.groups, self.routes, self.ways)
        self.places = Places(model, grid)
        self.waiting = Waiting(self)
        self.levers = Levers(self)
        self.pool_of = (model.setting_pool[:, None] == np.arange(pools)).astype(float)  # [S, L]
        self.moving = self.seasoned.totals(settings)  # [S, G] people who neither wait nor are held
        self.record.stock[0] = self.moving.sum(axis=1)
        self.relations.start(self.seasoned)

    def run(self) -> Record:
        """Every step to the horizon."""
        for step in range(self.grid.steps):
            self._advance(step)
        return self.record

    def _advance(self, step: int) -> None:
        self._prepare(step)
        tables = [each.at(step) for each in self.endings]
        due, leaving = self._live(tables)
        ended = np.zeros_like(due)
        self._wait(due, leaving, ended)
        self.waiting.reach_limits()
        self.waiting.hold(due)
        self.happen(due, ended)
        self.come_of_age(leaving)
        self.ways.enter(step, self.transit.poured, self.record)
        self.levers.close()
        self._arrive(tables)
        self._finish()

    def _prepare(self, step: int) -> None:
        record = self.record
        self.step = step
        self.waiting.begin()
        self.leaving = self._turning([each.leaves_at(step) for each in self.endings])
        beginning = self._turning([each.lowest for each in self.endings])
        before = max(0, step - max(1, round(self.grid.per_year * DRIFT)))
        part = 0.5 / max(1, step - before)
        living, earlier = record.stock[step] @ self.pool_of, record.stock[before] @ self.pool_of
        queue = record.queue[step] + (record.queue[step] - record.queue[before]) * part
        self.places.look(step, self.posts, living + (living - earlier) * part, queue)
        refusals = self.places.refusals({to for _, to, _ in self.routes.known})
        self.transit.begin(*self.routes.shares(step, refusals, self.leaving, beginning))

    def _turning(self, ages: list[int]) -> Ints:
        """The cohort that turns an age in this step, for each setting's age, or NOWHERE."""
        turning = [self.grid.turning(self.step, age) for age in ages]
        return np.array([NOWHERE if each is None else each for each in turning], dtype=np.int64)

    def _live(self, tables: list[Stays]) -> tuple[Floats, Floats]:
        """What comes due, [T, G, B], and who leaves at a birthday, [S, G, B], of those who do not wait."""
        model, step, relations = self.model, self.step, self.relations
        shape = (len(self.groups), self.grid.cohorts)
        due, leaving = np.zeros((len(model.transitions), *shape)), np.zeros((len(model.settings), *shape))
        for setting, (spells, table) in enumerate(zip(self.spells, tables, strict=True)):
            ways = spells.endings.transitions
            own = np.zeros((len(ways), *shape))
            spells.advance(step, table, relations.of_spells(setting, ways, step), own, leaving[setting])
            due[ways] = own
        self.seasoned.advance(step, relations.of_seasoned(step), due, leaving)
        for placed in self.placed:
            setting, ways = placed.endings.setting, placed.endings.transitions
            new = placed.arrive(step)
            self.transit.flow[-1, setting] += new.sum()
            self.moving[setting] += new
            self.record.entries[step, placed.stream] += new.sum()
            own = np.zeros((len(ways), *shape))
            placed.advance(step, relations.of_spells(setting, ways, step, placed=True), own, leaving[setting])
            due[ways] += own
        return due, leaving

    def _wait(self, due: Floats, leaving: Floats, ended: Floats) -> None:
        """Those who wait or are held live on as the others did; adds to `ended` [T, G, B] and `leaving` [S, G, B]."""
        origin = self.model.transition_from
        gone = due.sum(axis=2)
        # Rounding leaves a setting that nobody has reached with a little less than nobody in it.
        rate = self._as_rates(np.clip(gone / np.maximum(self.moving[origin], TINY), 0.0, 1.0))
        np.subtract.at(self.moving, origin, gone)
        self.moving -= leaving.sum(axis=2)
        self.waiting.live(rate, ended, leaving)

    def _as_rates(self, chance: Floats) -> Floats:
        """Turn the chances of competing transitions in a step, [T, G], into hazards used up in it."""
        whole = np.zeros((len(self.model.settings), chance.shape[1]))
        np.add.at(whole, self.model.transition_from, chance)
        whole = np.minimum(whole, MOST)
        rate = -np.log1p(-whole) / np.maximum(whole, TINY)
        return np.asarray(chance * rate[self.model.transition_from])

    def happen(self, due: Floats, ended: Floats | float = 0.0) -> None:
        """What came due, [T, G, B], happens, or waits for a place; `ended` happens in any case."""
        self.waiting.ask(due)
        due += ended
        self.record.moves[self.step] += due.sum(axis=(1, 2))
        self.ways.pour(due, self.transit.poured)

    def come_of_age(self, leaving: Floats) -> None:
        """Those whose birthday says so leave: for the places named, or for good."""
        total = np.einsum("sgb->s", leaving)
        for setting in np.flatnonzero(total):
            ways = self.ways.at_leaving_age[setting]
            if self.endings[setting].leaves_at(self.step) >= self.model.last_age or not ways:
                self.transit.flow[setting, -1] += total[setting]
                continue
            self.record.aged[self.step, setting] += total[setting]
            for route, share in ways:
                self.transit.poured[route] += leaving[setting] * share

    def _arrive(self, tables: list[Stays]) -> None:
        """Everybody on their way arrives; some move on again within the step."""
        chances = newcomers(self.model, self.step, self.spells, tables, self.relations)
        stayed = np.zeros_like(chances.kept)
        for generation in range(GENERATIONS):
            due, leaving, staying = chances.live(self.model.transition_from, *self.transit.arrive())
            stayed += staying
            self.happen(due)
            self.come_of_age(leaving)
            if generation == 0:
                self.waiting.serve()
                self.levers.fill(chances.kept)
                self.levers.release()
        arrived, late = self.transit.arrive()
        leaving = np.where(chances.leaving, arrived - late, 0.0)
        self.come_of_age(leaving)
        stayed += arrived - leaving + self.transit.arrive()[0]
        self.moving += stayed.sum(axis=2)
        for setting in np.flatnonzero(stayed.any(axis=(1, 2))):
            self.spells[setting].people[:, :, self.grid.steps - 1 - self.step] += stayed[setting]

    def go_on(self, transition: int, number: Floats) -> None:
        """People, [G, B], ask for the destination of their planned move after having been held."""
        due = np.zeros((len(self.model.transitions), *number.shape))
        due[transition] = number
        self.happen(due)

    def living(self, pool: int) -> float:
        """How many people live in a pool at the start of the step."""
        return float(self.record.stock[self.step] @ self.pool_of[:, pool])

    def _finish(self) -> None:
        record, waiting, step, flow = self.record, self.waiting, self.step, self.transit.flow
        record.flow[step] = flow
        record.stock[step + 1] = record.stock[step] + flow.sum(axis=0)[:-1] - flow.sum(axis=1)[:-1]
        waiting.note()
        record.open[step] = self.places.open
        record.refused[step] = [each.unplanned_refused for each in self.places.full]
        between = self.pool_of.T @ flow[:-1, :-1] @ self.pool_of
        freed = between.sum(axis=1) - np.diag(between) + flow[:-1, -1] @ self.pool_of
        living = record.stock[step] @ self.pool_of
        self.places.feel(freed, living, record.queue[step], self.transit.asked, waiting.planned, waiting.lost)
        self.posts.advance(step)
        self.relations.advance(step, self.posts, flow, self.spells, self.seasoned, self._placed_by_setting())

    def _placed_by_setting(self) -> Floats:
        found = np.zeros(len(self.model.settings))
        for placed in self.placed:
            found[placed.endings.setting] += placed.by_group().sum()
        return found

    def present(self) -> Floats:
        """Everybody by setting, counted where they are, [S]: what the stocks must add up to."""
        number = self.seasoned.totals(len(self.model.settings)).sum(axis=1) + self._placed_by_setting()
        number += [each.total() for each in self.spells]
        for waits in (self.waiting.queues, self.waiting.held):
            np.add.at(number, waits.origin, waits.total())
        return np.asarray(number)
