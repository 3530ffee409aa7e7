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
from carepath_sim.stockflow.queues import Queues, shares_served
from carepath_sim.stockflow.record import Record
from carepath_sim.stockflow.routes import Routes
from carepath_sim.stockflow.seasoned import Seasoned
from carepath_sim.stockflow.spells import Spells
from carepath_sim.stockflow.stays import Stays
from carepath_sim.stockflow.transit import Transit
from carepath_sim.stockflow.ways import Ways
from carepath_sim.stockflow.workers import Posts, Relationships

GENERATIONS = 2
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
        hold = model.hold_limit[model.setting_pool[model.transition_from]]
        self.queues = Queues(model, grid, self.ways.may_wait, model.wait_limit, len(self.groups))
        self.held = Queues(model, grid, self.ways.may_be_held, hold, len(self.groups))
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
        self._happen(due, ended)
        self._come_of_age(leaving)
        self.ways.enter(step, self.transit.poured, self.record)
        self.levers.close()
        self._arrive(tables)
        self._finish()

    def _prepare(self, step: int) -> None:
        model, record = self.model, self.record
        self.step = step
        self.planned, self.lost = np.zeros((2, len(model.pools)))
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
        """Those who wait or are held live on; adds to what has ended, [T, G, B], and to who leaves, [S, G, B]."""
        model, full = self.model, self.places.full
        gone = due.sum(axis=2)
        chance = self._as_rates(gone / np.maximum(self.moving[model.transition_from], TINY))
        for transition in self.ways.may_wait:
            chance[transition] *= 1 - full[self.ways.pool_to[transition]].planned_refused
        np.subtract.at(self.moving, model.transition_from, gone)
        self.moving -= leaving.sum(axis=2)
        if len(self.queues.transitions):
            lost = self.queues.live(chance, self.leaving, ended, leaving)
            self._lose(lost)
        if len(self.held.transitions):
            self.held.live(chance, self.leaving, ended, leaving)

    def _as_rates(self, chance: Floats) -> Floats:
        """Turn the chances of competing transitions in a step, [T, G], into hazards used up in it."""
        whole = np.zeros((len(self.model.settings), chance.shape[1]))
        np.add.at(whole, self.model.transition_from, chance)
        whole = np.minimum(whole, MOST)
        rate = -np.log1p(-whole) / np.maximum(whole, TINY)
        return np.asarray(chance * rate[self.model.transition_from])

    def _lose(self, lost: Floats) -> None:
        lines = self.ways.from_outside
        np.add.at(self.lost, self.ways.line_pool[lines], lost[lines])

    def _happen(self, due: Floats, ended: Floats) -> None:
        """What came due happens, waits or is held; `ended` happens in any case."""
        held = self.held.transitions
        if len(self.queues.transitions):
            self._limit_of_waits()
        if len(held):
            self._limit_of_holds()
            share = np.array([self.levers.held_back(int(each)) for each in held])[:, None, None]
            self._join(self.held, due[held] * share)
            due[held] *= 1 - share
        self._ask(due)
        due += ended
        self.record.moves[self.step] += due.sum(axis=(1, 2))
        self.ways.pour(due, self.transit.poured)

    def _ask(self, due: Floats) -> None:
        """Whoever finds no place for a planned move joins the queue; the others are left in `due` [T, G, B]."""
        lines, ways = self.queues.transitions, self.ways
        if not len(lines):
            return
        refused = np.array([self.places.full[pool].planned_refused for pool in ways.line_pool])[:, None, None]
        asking = due[lines]
        outside = ways.from_outside
        np.add.at(self.planned, ways.line_pool[outside], asking[outside].sum(axis=(1, 2)))
        self._lose(self._join(self.queues, asking * refused))
        due[lines] = asking * (1 - refused)

    def _join(self, waits: Queues, number: Floats) -> Floats:
        """Let people, [V, G, B], begin to wait; returns how many of each line leave at a birthday in this step, [V]."""
        leaving = np.zeros((len(self.model.settings), *self.transit.shape[1:]))
        lost = waits.join(number, self.leaving, leaving)
        self._come_of_age(leaving)
        return lost

    def _limit_of_holds(self) -> None:
        due = np.zeros((len(self.model.transitions), *self.transit.shape[1:]))
        due[self.held.transitions] = self.held.reach(self.step)
        self._happen_at_once(due)

    def _limit_of_waits(self) -> None:
        """At the limit of their wait people try what else is planned for them, or wait as long again."""
        reached = self.queues.reach(self.step)
        total = reached.sum(axis=(1, 2))
        for line in np.flatnonzero(total):
            transition = int(self.queues.transitions[line])
            for place, route in self.ways.or_else(transition, self.grid.piece(self.step)):
                refused = self.places.full[self.model.setting_pool[place]].planned_refused
                goes = reached[line] * self.routes.open_to(place, self.step) * (1 - refused)
                self.record.moves[self.step, transition] += goes.sum()
                self.transit.poured[route] += goes
                reached[line] -= goes
        self._lose(total - reached.sum(axis=(1, 2)))
        self.queues.people[..., 0] += reached

    def _come_of_age(self, leaving: Floats) -> None:
        """Those whose birthday says so leave: for the places named, or for good."""
        total = leaving.sum(axis=(1, 2))
        for setting in np.flatnonzero(total):
            ways = self.ways.at_leaving_age[setting]
            if self.endings[setting].leaves_at(self.step) >= self.model.last_age or not ways:
                self.transit.flow[setting, -1] += total[setting]
                continue
            self.record.aged[self.step, setting] += total[setting]
            for route, share in ways:
                self.transit.poured[route] += leaving[setting] * share

    def _drain(self) -> None:
        """Places go to those who wait, until no more wait than do on average in so full a pool."""
        queues, ways, step = self.queues, self.ways, self.step
        if not len(queues.transitions):
            return
        number = queues.people.sum(axis=(1, 2))  # [V, W]
        for pool in self.places.limited:
            lines = np.flatnonzero(ways.line_pool == pool)
            if not number[lines].any():
                continue
            outside = np.isin(lines, ways.from_outside)
            free = max(0.0, float(number[lines[outside]].sum()) - self.places.full[pool].queue)
            shares = shares_served(self.model.priority[queues.transitions[lines]], number[lines], outside, free)
            due = np.zeros((len(self.model.transitions), *self.transit.shape[1:]))
            due[queues.transitions[lines]] = queues.serve(lines, shares)
            self.record.moves[step] += due.sum(axis=(1, 2))
            ways.pour(due, self.transit.poured)

    def _arrive(self, tables: list[Stays]) -> None:
        """Everybody on their way arrives; some move on again within the step."""
        chances = newcomers(self.model, self.step, self.spells, tables, self.relations)
        stayed = np.zeros_like(chances.kept)
        for generation in range(GENERATIONS):
            due, leaving, staying = chances.live(self.model.transition_from, *self.transit.arrive())
            stayed += staying
            self._happen_at_once(due)
            self._come_of_age(leaving)
            if generation == 0:
                self._drain()
                self.levers.fill(chances.kept)
                self.levers.release()
        arrived = self.transit.arrive()[0]
        leaving = np.where(chances.leaving, arrived, 0.0)
        self._come_of_age(leaving)
        stayed += arrived - leaving + self.transit.arrive()[0]
        self.moving += stayed.sum(axis=2)
        for setting in np.flatnonzero(stayed.any(axis=(1, 2))):
            self.spells[setting].people[:, :, self.grid.steps - 1 - self.step] += stayed[setting]

    def _happen_at_once(self, due: Floats) -> None:
        self._ask(due)
        self.record.moves[self.step] += due.sum(axis=(1, 2))
        self.ways.pour(due, self.transit.poured)

    def go_on(self, transition: int, number: Floats) -> None:
        """People, [G, B], ask for the destination of their planned move after having been held."""
        due = np.zeros((len(self.model.transitions), *number.shape))
        due[transition] = number
        self._happen_at_once(due)

    def living(self, pool: int) -> float:
        """How many people live in a pool at the start of the step."""
        return float(self.record.stock[self.step] @ self.pool_of[:, pool])

    def _finish(self) -> None:
        record, step, flow = self.record, self.step, self.transit.flow
        record.flow[step] = flow
        record.stock[step + 1] = record.stock[step] + flow.sum(axis=0)[:-1] - flow.sum(axis=1)[:-1]
        waiting = self.queues.total()
        record.waiting[step + 1, self.queues.transitions] = waiting
        record.held[step + 1, self.held.transitions] = self.held.total()
        outside = self.ways.from_outside
        np.add.at(record.queue[step + 1], self.ways.line_pool[outside], waiting[outside])
        record.open[step] = self.places.open
        record.refused[step] = [each.unplanned_refused for each in self.places.full]
        between = self.pool_of.T @ flow[:-1, :-1] @ self.pool_of
        freed = between.sum(axis=1) - np.diag(between) + flow[:-1, -1] @ self.pool_of
        living = record.stock[step] @ self.pool_of
        self.places.feel(freed, living, record.queue[step], self.transit.asked, self.planned, self.lost)
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
        for waits in (self.queues, self.held):
            np.add.at(number, waits.origin, waits.total())
        return np.asarray(number)
