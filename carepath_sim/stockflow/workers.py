"""Key workers on average: how many posts are filled, and who has a settled relationship with a worker."""

from __future__ import annotations

from math import exp

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.model import NEW, NO_WORKER, NOWHERE, SETTLED, Floats, Ints, Model
from carepath_sim.stockflow.grid import Grid
from carepath_sim.stockflow.seasoned import Seasoned
from carepath_sim.stockflow.spells import Spells

NONE, FRESH, COVERED, KNOWN = range(4)
"""No worker; a new permanent one; an agency worker; a settled relationship."""
SUBSTEPS = 14
TINY = 1e-12


class Posts:
    """The holders of each team's posts: every post is on its own, so their chances say everything."""

    def __init__(self, model: Model, grid: Grid) -> None:
        self.model, self.grid = model, grid
        self.state = model.start_share.copy()  # [M, 3] vacant, permanent, agency
        self.open = (model.posts_open @ grid.piece_share[0]) if len(model.teams) else np.zeros(0)

    def advance(self, step: int) -> None:
        """Live through a step; posts that open draw their first holder."""
        model, share = self.model, self.grid.piece_share[step]
        if not len(model.teams):
            return
        leave, recruit, cover, agency_end = (
            rate @ share for rate in (model.leave_rate, model.recruit_rate, model.cover_rate, model.agency_end_rate)
        )
        days = self.grid.days / SUBSTEPS
        for _ in range(SUBSTEPS):
            middle = self.state + days / 2 * self._change(self.state, leave, recruit, cover, agency_end)
            self.state = self.state + days * self._change(middle, leave, recruit, cover, agency_end)
        number = model.posts_open @ self.grid.piece_share[min(step + 1, self.grid.steps - 1)]
        opened = np.clip(number - self.open, 0, None) / np.maximum(number, TINY)
        self.state = self.state + opened[:, None] * (model.start_share - self.state)
        self.open = number

    @staticmethod
    def _change(state: Floats, leave: Floats, recruit: Floats, cover: Floats, agency_end: Floats) -> Floats:
        vacant, permanent, agency = state.T
        to_vacant = leave * permanent + agency_end * agency
        to_permanent = recruit * (vacant + agency)
        return np.stack(
            [
                to_vacant - (recruit + cover) * vacant,
                to_permanent - leave * permanent,
                cover * vacant - (agency_end + recruit) * agency,
            ],
            axis=1,
        )

    def filled(self, team: int) -> Floats:
        """The chance of each number of filled posts of a team."""
        number = round(float(self.open[team]))
        chance = float(self.state[team, 1:].sum())
        found = np.ones(1)
        for _ in range(number):
            found = np.append(found * (1 - chance), 0.0) + np.append(0.0, found * chance)
        return found


class Relationships:
    """Chances of each relationship of those who live in a setting, by the step in which they came.

    A young person who moves between settings of one team keeps the chances of the setting
    they leave; anyone else comes without a worker. Keeping a worker after a move to another
    team's setting is left out.
    """

    def __init__(self, model: Model, grid: Grid) -> None:
        self.model, self.grid = model, grid
        self.matters = bool((model.relation[:, NO_WORKER:] != 1.0).any()) and len(model.teams) > 0
        settings = len(model.settings)
        without = np.array([1.0, 0.0, 0.0, 0.0])
        self.seasoned = np.tile(without, (settings, 1))
        self.by_age = np.tile(without, (settings, grid.steps + 1, 1))  # whole steps since the step of arrival
        self.newcomer = np.tile(without, (len(model.teams), 1))
        self.arriving = np.tile(without, (settings, 1))
        self.change = np.tile(np.eye(4), (max(1, len(model.teams)), 1, 1))  # of the last step, [team, from, to]
        link = model.relation
        self.link = np.stack([link[:, NO_WORKER], link[:, NEW], link[:, NEW], link[:, SETTLED]])  # [4, T]

    def team(self, step: int) -> Ints:
        """The team that serves each setting, or NOWHERE; that of the first group."""
        return np.asarray(self.model.team_of[0, :, self.grid.piece(step)])

    def start(self, seasoned: Seasoned) -> None:
        """The starting caseload: a worker somebody has at the start is taken to be known."""
        for setting in range(len(self.model.settings)):
            own = seasoned.setting == setting
            if own.any():
                share = float(seasoned.has_worker[own] @ seasoned.weight[own] / seasoned.weight[own].sum())
                self.seasoned[setting] = (1 - share, 0.0, 0.0, share)

    def of_spells(self, setting: int, ways: Ints, step: int, placed: bool = False) -> Floats | None:
        """What multiplies the hazards of a setting's spells, [time served, J]; `placed` ones arrive in this step."""
        if not self.matters or self.team(step)[setting] == NOWHERE:
            return None
        by: Floats = self.by_age[setting] @ self._in_step(self.team(step)[setting], 1 / 2) @ self.link[:, ways]
        return np.concatenate([by[:1], by]) if placed else by

    def of_seasoned(self, step: int) -> Floats | None:
        """What multiplies the hazards of the starting caseload, [T]."""
        if not self.matters:
            return None
        origin = self.model.transition_from
        team_of = self.team(step)
        middle = np.array([chances @ self._in_step(team_of[at], 1 / 2) for at, chances in enumerate(self.seasoned)])
        return np.where(team_of[origin] == NOWHERE, 1.0, np.einsum("tr,rt->t", middle[origin], self.link))

    def of_newcomers(self, setting: int, ways: Ints, step: int) -> Floats | None:
        """What multiplies the hazards of those who arrive in a step, [J]."""
        if not self.matters or self.team(step)[setting] == NOWHERE:
            return None
        chances = self.arriving[setting] @ self._in_step(self.team(step)[setting], 1 / 3)
        return np.asarray(chances @ self.link[:, ways])

    def _in_step(self, team: int, part: float) -> Floats:
        """What a part of a step does to relationships, as the last one did."""
        return np.asarray(np.eye(4) + part * (self.change[team] - np.eye(4)))

    def advance(
        self,
        step: int,
        posts: Posts,
        flow: Floats,
        spells: list[Spells],
        seasoned: Seasoned,
        placed: Floats,
    ) -> None:
        """Live through a step in which `flow` [S + 1, S + 1] moved."""
        if not self.matters:
            return
        team_of = self.team(step)
        count = step + 1
        served = team_of != NOWHERE
        number = np.zeros((len(team_of), count))
        for setting in np.flatnonzero(served):
            number[setting] = spells[setting].people[:, :, spells[setting].cells(count)].sum(axis=(0, 1))
        older = seasoned.totals(len(team_of)).sum(axis=1) + placed
        self._receive(flow[:, :-1], team_of, number, older, count)
        for team in range(len(self.model.teams)):
            own = np.flatnonzero(team_of == team)
            if len(own):
                self._change(team, own, step, posts, number[own], older[own])

    def _receive(self, flow: Floats, team_of: Ints, number: Floats, older: Floats, count: int) -> None:
        """Those who came in this step stand first, with the chances that they brought or, new to a team, were given."""
        self.by_age[:, 1:] = self.by_age[:, :-1].copy()
        total = np.einsum("sk,skr->sr", number[:, 1:], self.by_age[:, 1:count]) if count > 1 else 0.0
        total = total + older[:, None] * self.seasoned
        people = number[:, 1:].sum(axis=1) + older
        typical = total / np.maximum(people, TINY)[:, None]
        for setting in np.flatnonzero(team_of != NOWHERE):
            same = np.append((team_of == team_of[setting]) & (people > TINY), False)
            coming = flow[:, setting]
            new = self.newcomer[team_of[setting]]
            whole = float(coming.sum())
            if whole > 0:
                brought = coming[:-1][same[:-1]] @ typical[same[:-1]]
                self.arriving[setting] = (brought + coming[~same].sum() * new) / whole
            self.by_age[setting, 0] = self.arriving[setting]

    def _change(self, team: int, own: Ints, step: int, posts: Posts, number: Floats, older: Floats) -> None:
        share = self.grid.piece_share[step]
        count = number.shape[1]
        chances = self.by_age[own, :count] @ self._moves(team, share)
        chances[:, 0] = (chances[:, 0] + self.by_age[own, 0]) / 2  # there for half the step
        seasoned = self.seasoned[own] @ self._moves(team, share)
        people = float(number.sum() + older.sum())
        without = float((number * chances[..., NONE]).sum() + older @ seasoned[:, NONE])
        aim = self._without_room(team, posts, share, people)
        found = 1.0 - min(1.0, aim / without) if without > TINY else 1.0
        agency = float(posts.state[team, 2] / max(posts.state[team, 1:].sum(), TINY))
        worker = np.array([0.0, 1 - agency, agency, 0.0])
        self.newcomer[team] = found * worker + (1 - found) * np.eye(4)[NONE]
        given = np.eye(4)
        given[NONE] = self.newcomer[team] @ self._settling(team)
        self.change[team] = self._moves(team, share) @ given
        self.by_age[own, :count], self.seasoned[own] = chances @ given, seasoned @ given

    def _moves(self, team: int, share: Floats) -> Floats:
        """Chances of a step, [from, to]: workers leave, hand over and become known."""
        model, days = self.model, self.grid.days
        leave = float(model.leave_rate[team] @ share)
        covered = float((model.agency_end_rate[team] + model.recruit_rate[team]) @ share)
        handed = 1 - exp(-float(model.handover_rate[team] @ share) * days)
        settles = 1 - exp(-self._bonds(team))
        lost, uncovered = 1 - exp(-leave * days), 1 - exp(-covered * days)
        known = settles if model.agency_bonds[team] else 0.0
        fresh = handed * self._settling(team)[FRESH, FRESH]
        return np.array(
            [
                [1.0, 0.0, 0.0, 0.0],
                [lost, (1 - lost) * (1 - settles), 0.0, (1 - lost) * settles],
                [uncovered, 0.0, (1 - uncovered) * (1 - known), (1 - uncovered) * known],
                [lost, (1 - lost) * fresh, 0.0, (1 - lost) * (1 - fresh)],
            ]
        )

    def _bonds(self, team: int) -> float:
        """A step in units of the time in which a new relationship settles."""
        return self.grid.days / max(float(self.model.bond[team]) / DAY, self.grid.days / 1000)

    def _settling(self, team: int) -> Floats:
        """What becomes, by the end of a step, of relationships that began at any time in it, [from, to]."""
        bonds, found = self._bonds(team), np.eye(4)
        still = (1 - exp(-bonds)) / bonds
        for new in (FRESH, COVERED) if self.model.agency_bonds[team] else (FRESH,):
            found[new, new], found[new, KNOWN] = still, 1 - still
        return found

    def _without_room(self, team: int, posts: Posts, share: Floats, served: float) -> float:
        """Young people beyond what the filled posts may take on, on average over how many posts are filled."""
        chance = posts.filled(team)
        room = float(self.model.caseload_limit[team] @ share) * np.arange(len(chance))
        return float(chance @ np.clip(served - room, 0.0, None))
