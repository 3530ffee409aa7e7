"""Spells under way when the study meets them: those of the starting caseload, each followed by itself and exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.model import NO_TIME, Floats, Ints, Model
from carepath_sim.stockflow.endings import Endings
from carepath_sim.stockflow.grid import age_now
from carepath_sim.stockflow.groups import Groups


@dataclass(frozen=True, eq=False)
class Rows:
    """People of one setting, a row each, with age (steps) and time served (days) at the moment `arrives` (steps)."""

    weight: Floats
    group: Ints
    age: Floats
    served: Floats
    arrives: float = 0.0


class Seasoned:
    """The starting caseload, row by row: a person, or their share of a group they may belong to."""

    def __init__(self, model: Model, endings: list[Endings], groups: Groups) -> None:
        grid = endings[0].grid
        self.groups, self.cohorts = len(groups), grid.cohorts
        parts = [_people(model, each, groups) for each in endings]
        self.weight = np.concatenate([part.weight for part, _ in parts])
        self.group = np.concatenate([part.group for part, _ in parts])
        self.setting = np.repeat(np.arange(len(parts)), [len(part.weight) for part, _ in parts])
        self.has_worker = np.concatenate([worker for _, worker in parts])
        age = np.concatenate([part.age for part, _ in parts])
        cohort = np.floor(age).astype(np.int64) - grid.first_cell
        self.at = self.group * grid.cohorts + cohort
        widest = max(1, *(len(each.transitions) for each in endings))
        self.used = np.zeros((grid.steps, len(self.weight), widest))
        self.lives_to = np.full(len(self.weight), grid.steps)
        self.transition = np.zeros((len(self.weight), widest), dtype=np.int64)
        for each, (part, _) in zip(endings, parts, strict=True):
            own = np.flatnonzero(self.setting == each.setting)
            if len(own):
                self.lives_to[own], until = _leaves(each, part)
                self.transition[own, : len(each.transitions)] = each.transitions
                self._use(each, part, until, own)

    def _use(self, endings: Endings, part: Rows, until: Floats, own: Ints) -> None:
        grid = endings.grid
        for piece in np.flatnonzero(grid.piece_share.any(axis=0)):
            steps = np.flatnonzero(grid.piece_share[:, piece])
            amount = used(endings, part, until, steps, int(piece)).transpose(1, 0, 2)
            amount *= grid.piece_share[steps, piece][:, None, None]
            self.used[np.ix_(steps, own, np.arange(amount.shape[2]))] += amount

    def advance(self, step: int, by: Floats | None, due: Floats, leaving: Floats) -> None:
        """Live through a step: adds to what comes due, [T, G, B], and to those leaving at a birthday, [S, G, B].

        `by` multiplies hazards [T].
        """
        amount = self.used[step] if by is None else self.used[step] * by[self.transition]
        total = amount.sum(axis=1)
        kept = self.weight * np.exp(-total)
        rate = (self.weight - kept) / np.where(total > 0, total, 1.0)
        size = self.groups * self.cohorts
        where = self.transition * size + self.at[:, None]
        due += np.bincount(where.ravel(), (amount * rate[:, None]).ravel(), due.size).reshape(due.shape)
        self.weight = kept
        leaves = np.flatnonzero(self.lives_to == step)
        if len(leaves):
            where = self.setting[leaves] * size + self.at[leaves]
            leaving += np.bincount(where, kept[leaves], leaving.size).reshape(leaving.shape)
            self.weight[leaves] = 0.0

    def totals(self, settings: int) -> Floats:
        """Everybody in these spells, [S, G]."""
        at = self.setting * self.groups + self.group
        return np.bincount(at, self.weight, settings * self.groups).astype(float).reshape(settings, self.groups)

    def eligible(self, settings: Ints, mask: Floats) -> float:
        """How many of these people of some settings a mask [G, B] lets through."""
        own = np.isin(self.setting, settings)
        return float(self.weight[own] @ mask.ravel()[self.at[own]])

    def remove(self, setting: int, share: float, mask: Floats | None = None) -> Floats:
        """Take out a share of everybody in a setting, [G, B]; `mask` [G, B] thins it."""
        own = self.setting == setting
        gone = self.weight[own] * share * (1.0 if mask is None else mask.ravel()[self.at[own]])
        self.weight[own] -= gone
        found = np.bincount(self.at[own], gone, self.groups * self.cohorts).astype(float)
        return found.reshape(self.groups, self.cohorts)


def _people(model: Model, endings: Endings, groups: Groups) -> tuple[Rows, Floats]:
    """The starting caseload of a setting, each person shared out over their groups, and whether they have a worker."""
    person = np.flatnonzero(model.caseload_setting == endings.setting)
    share = groups.share[model.caseload_need[person]]  # [row, G]
    row, group = np.nonzero(share)
    who = person[row]
    age = age_now(model, endings.grid.per_year)[who]
    people = Rows(share[row, group], group, age, -model.caseload_entered[who] / DAY)
    return people, (model.caseload_worker_since[who] != NO_TIME).astype(float)


def used(endings: Endings, people: Rows, until: Floats, steps: Ints, piece: int) -> Floats:
    """The hazard that each transition uses up in each of `steps` under one calendar piece, [row, step, J].

    `until` is the moment (steps) at which each row must leave.
    """
    grid = endings.grid
    start = np.maximum(steps[None, :].astype(float), people.arrives)
    end = np.maximum(steps[None, :] + 1.0, people.arrives)
    end = np.maximum(start, np.minimum(end, until[:, None]))
    total = np.zeros((len(people.weight), len(steps), len(endings.transitions)))
    born = (people.arrives - people.age)[:, None]
    cuts = [-np.inf, *(year * grid.per_year for year in endings.ages[1:]), np.inf]
    for band in range(len(endings.ages)):
        first, last = (np.clip(born + cut, start, end) for cut in cuts[band : band + 2])
        for group in np.unique(people.group):
            own = (people.group == group) & (last > first).any(axis=1)
            if not own.any():
                continue
            served = people.served[own, None]
            spent = [
                _sums(endings, group, band, piece, served + (moment[own] - people.arrives) * grid.days)
                for moment in (first, last)
            ]
            total[own] += spent[1] - spent[0]
    return total


def _sums(endings: Endings, group: int, band: int, piece: int, duration: Floats) -> Floats:
    """Hazard of each transition from the start of a spell to a duration in days, [..., J]."""
    rates = endings.rates[:, group, band, :, piece].T  # [D, J]
    at_edge = np.zeros_like(rates)
    at_edge[1:] = np.cumsum(rates[:-1] * np.diff(endings.edges)[:, None], axis=0)
    within = np.searchsorted(endings.edges, duration, side="right") - 1
    found: Floats = at_edge[within] + rates[within] * (duration - endings.edges[within])[..., None]
    return found


def _leaves(endings: Endings, people: Rows) -> tuple[Ints, Floats]:
    """The step, and the moment in steps, of the birthday at which each row must leave; past the end if none."""
    grid = endings.grid
    step = np.full(len(people.weight), grid.steps, dtype=np.int64)
    moment = np.full(len(people.weight), np.inf)
    for year in sorted({int(age) or endings.last_age for age in endings.leaving_age} | {endings.last_age}):
        birthday = year * grid.per_year - people.age
        falls = np.ceil(birthday - 1e-9).astype(np.int64) - 1
        due = (birthday > 0) & (falls >= 0) & (falls < grid.steps) & np.isinf(moment)
        leaves_at = np.array([endings.leaves_at(int(each)) for each in falls[due]])
        due[due] = (leaves_at == year) | (year == endings.last_age)
        step[due], moment[due] = falls[due], birthday[due]
    return step, moment
