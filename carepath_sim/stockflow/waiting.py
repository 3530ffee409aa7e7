"""Planned moves that are due but not possible: who joins a queue or is held back, who gives up and who is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carepath_sim.model import Floats
from carepath_sim.stockflow.queues import Queues, shares_served

if TYPE_CHECKING:
    from carepath_sim.stockflow.course import Course


class Waiting:
    """Everybody of one course who waits for a place or is held back, and what pools learn of them in a step.

    `planned` are those from outside a pool whose planned move asks it for a place, `lost` those who leave its queue
    without one, [pool].
    """

    def __init__(self, course: Course) -> None:
        model, ways, groups = course.model, course.ways, len(course.groups)
        self.course, self.model, self.ways = course, model, ways
        hold = model.hold_limit[model.setting_pool[model.transition_from]]
        self.queues = Queues(model, course.grid, ways.may_wait, model.wait_limit, groups)
        self.held = Queues(model, course.grid, ways.may_be_held, hold, groups)

    def begin(self) -> None:
        """Start to count in a new step."""
        self.planned, self.lost = np.zeros((2, len(self.model.pools)))

    def live(self, rate: Floats, ended: Floats, leaving: Floats) -> None:
        """Those who wait or are held live on; adds to what has ended, [T, G, B], and to who leaves, [S, G, B].

        `rate` is what each transition uses up of its hazard in the step, [T, G]. A full place refuses those who wait.
        """
        course, rate = self.course, rate.copy()
        for transition in self.ways.may_wait:
            rate[transition] *= 1 - course.places.full[self.ways.pool_to[transition]].planned_refused
        if len(self.queues.transitions):
            self._lose(self.queues.live(rate, course.leaving, ended, leaving))
        if len(self.held.transitions):
            self.held.live(rate, course.leaving, ended, leaving)

    def reach_limits(self) -> None:
        """Those who have waited or been held as long as they may: before anybody joins them, who came a step later."""
        if len(self.queues.transitions):
            self._reach_limit_of_waits()
        if len(self.held.transitions):
            due = self._nothing()
            due[self.held.transitions] = self.held.reach(self.course.step)
            self.course.happen(due)

    def _reach_limit_of_waits(self) -> None:
        """People try what else is planned for them, or wait as long again."""
        course, queues, step = self.course, self.queues, self.course.step
        reached = queues.reach(step)
        total = reached.sum(axis=(1, 2))
        for line in np.flatnonzero(total):
            transition = int(queues.transitions[line])
            for place, route in self.ways.or_else(transition, course.grid.piece(step)):
                refused = course.places.full[self.model.setting_pool[place]].planned_refused
                goes = reached[line] * course.routes.open_to(place, step) * (1 - refused)
                course.record.moves[step, transition] += goes.sum()
                course.transit.poured[route] += goes
                reached[line] -= goes
        self._lose(total - reached.sum(axis=(1, 2)))
        queues.people[..., 0] += reached

    def hold(self, due: Floats) -> None:
        """Whoever is held back joins those who are; the others are left in `due` [T, G, B]."""
        held = self.held.transitions
        if len(held):
            share = np.array([self.course.levers.held_back(int(each)) for each in held])[:, None, None]
            self._join(self.held, due[held] * share)
            due[held] *= 1 - share

    def ask(self, due: Floats) -> None:
        """Whoever finds no place for a planned move joins the queue; the others are left in `due` [T, G, B]."""
        lines, ways = self.queues.transitions, self.ways
        if not len(lines):
            return
        refused = np.array([self.course.places.full[pool].planned_refused for pool in ways.line_pool])[:, None, None]
        asking = due[lines]
        outside = ways.from_outside
        np.add.at(self.planned, ways.line_pool[outside], asking[outside].sum(axis=(1, 2)))
        self._lose(self._join(self.queues, asking * refused))
        due[lines] = asking * (1 - refused)

    def _join(self, waits: Queues, number: Floats) -> Floats:
        """Let people, [V, G, B], begin to wait; returns how many of each line leave at a birthday in this step, [V]."""
        leaving = np.zeros((len(self.model.settings), *number.shape[1:]))
        lost = waits.join(number, self.course.leaving, leaving)
        self.course.come_of_age(leaving)
        return lost

    def serve(self) -> None:
        """Places go to those who wait, until no more wait than do on average in so full a pool."""
        queues, ways, course = self.queues, self.ways, self.course
        if not len(queues.transitions):
            return
        number = queues.people.sum(axis=(1, 2))  # [V, W]
        due = self._nothing()
        for pool in course.places.limited:
            lines = np.flatnonzero(ways.line_pool == pool)
            if not number[lines].any():
                continue
            outside = np.isin(lines, ways.from_outside)
            free = max(0.0, float(number[lines[outside]].sum()) - course.places.full[pool].queue)
            shares = shares_served(self.model.priority[queues.transitions[lines]], number[lines], outside, free)
            due[queues.transitions[lines]] = queues.serve(lines, shares)
        course.record.moves[course.step] += due.sum(axis=(1, 2))
        ways.pour(due, course.transit.poured)

    def note(self) -> None:
        """Put into the record who waits and is held at the end of the step."""
        record, after, outside = self.course.record, self.course.step + 1, self.ways.from_outside
        waiting = self.queues.total()
        record.waiting[after, self.queues.transitions] = waiting
        record.held[after, self.held.transitions] = self.held.total()
        np.add.at(record.queue[after], self.ways.line_pool[outside], waiting[outside])

    def _nothing(self) -> Floats:
        return np.zeros((len(self.model.transitions), *self.course.transit.shape[1:]))

    def _lose(self, lost: Floats) -> None:
        lines = self.ways.from_outside
        np.add.at(self.lost, self.ways.line_pool[lines], lost[lines])
