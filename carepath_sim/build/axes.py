"""The axes of a model: every name in order, every edge of age, stay and calendar."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from carepath_sim.build.practices import Practice, needed_by, practices_of, reached
from carepath_sim.clock import DAY, tick_of
from carepath_sim.model import NOWHERE, OUT, Bools
from carepath_sim.scenario import names
from carepath_sim.scenario.effects import CapStay, Effect, ExtendSupport, OnEndings, When
from carepath_sim.scenario.facts import days_of, fidelity_of, model_ages_of, needs_of, pool_of
from carepath_sim.scenario.hazards import Hazard, times
from carepath_sim.scenario.schema import FIRST_AGE, LAST_AGE, Ending, Setting, Study, Team
from carepath_sim.scenario.units import DAYS_PER_MONTH, parse_ages
from carepath_sim.scenario.walk import numbers

STAY_EDGES_DAYS = (0, 1, 3, 7, 14, 28, 60, 91, 182, 365, 730, 1096, 1826, 3652)
"""Where duration bands begin: dense where observed hazards fall fastest."""

QUARTER_DAYS = 3 * DAYS_PER_MONTH


def ticks(days: float) -> int:
    """A length of time in whole minutes, to the nearest."""
    return math.floor(days * DAY + 0.5)


STAY_EDGES = tuple(map(ticks, STAY_EDGES_DAYS))


def own_edges(hazard: Hazard) -> tuple[int, ...]:
    """Ticks at which the bands of one hazard begin: the usual edges and the times of its own table, and no others."""
    written = [time for table in (hazard.survival, hazard.bands) for time, _ in times(table or {})]
    return tuple(sorted({*STAY_EDGES, *map(ticks, written)})) if written else STAY_EDGES


@dataclass(frozen=True)
class Axes:
    """Sorted names and ascending edges of a study, so that the order of its files cannot matter."""

    study: Study
    used_at: Mapping[str, str] = field(default_factory=dict, compare=False)  # file and line of each use

    def origin(self, effect: Effect) -> str:
        """File and line to mend an effect at: those of the use of its policy or practice model, if it has one."""
        return self.used_at.get(effect.policy or "") or effect.origin or self.study.name

    @cached_property
    def settings(self) -> tuple[str, ...]:
        """S."""
        return tuple(sorted(self.study.settings))

    @cached_property
    def pools(self) -> tuple[str, ...]:
        """L: each named after the setting that owns the places."""
        return tuple(sorted({pool_of(self.study, name) for name in self.settings}))

    @cached_property
    def transitions(self) -> tuple[str, ...]:
        """T: `setting.ending`."""
        found = ((name, key) for name in self.settings for key in self.study.settings[name].endings)
        return tuple(".".join(pair) for pair in sorted(found))

    @cached_property
    def teams(self) -> tuple[str, ...]:
        """M."""
        return tuple(sorted(self.study.teams))

    @cached_property
    def streams(self) -> tuple[str, ...]:
        """E."""
        return tuple(sorted(self.study.demand.streams))

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """N."""
        return tuple(sorted(self.study.demand.needs))

    @cached_property
    def practices(self) -> tuple[str, ...]:
        """K: what only a share of young people take up."""
        return tuple(self.taken_up)

    @cached_property
    def taken_up(self) -> dict[str, Practice]:
        """Each practice by name."""
        return practices_of(self.study, self.used_at)

    @property
    def n_groups(self) -> int:
        """G."""
        return len(self.needs) << len(self.practices)

    def by_group(self, by_need: np.ndarray) -> np.ndarray:
        """What holds for every need group, [N, ...], for every group, [G, ...]."""
        return np.repeat(by_need, 2 ** len(self.practices), axis=0)

    def groups_with(self, effect: Effect) -> Bools:
        """[G] groups that an effect reaches: its needs, with all the practices that it is part of."""
        needs = reached(self.study, effect)
        found = self.by_group(np.array([need in needs for need in self.needs], dtype=bool))
        for practice in needed_by(self.study, effect):
            bit = 1 << self.practices.index(practice.name)
            found &= (np.arange(self.n_groups) & bit) > 0
        return found

    @cached_property
    def pieces(self) -> tuple[int, ...]:
        """P: ticks at which an effect begins, steps up or ends, and 0."""
        edges = {edge for effect in self.study.effects for edge in self._edges(effect.action)}
        return (0, *sorted(edge for edge in edges if 0 < edge < self.horizon))

    @cached_property
    def ages(self) -> tuple[int, ...]:
        """A: first completed years of age of each band; the first band is from birth, though nobody is under 10."""
        spans = {span for hazard in self._hazards for span in hazard.by_age or ()}
        actions = [effect.action for effect in self.study.effects]
        spans |= {action.ages for action in actions if isinstance(action, (OnEndings, CapStay)) and action.ages}
        edges = {edge for span in spans for edge in (parse_ages(span)[0], parse_ages(span)[1] + 1)}
        edges |= {action.until_age for action in actions if isinstance(action, ExtendSupport)}
        return (0, *sorted(edge for edge in edges if FIRST_AGE < edge < LAST_AGE))

    @cached_property
    def stays(self) -> tuple[int, ...]:
        """D: ticks since the spell began at which each band begins."""
        found = {edge for hazard in self._hazards for edge in own_edges(hazard)}
        actions = [effect.action for effect in self.study.effects]
        limits = {ticks(action.limit.amount) for action in actions if isinstance(action, CapStay)}
        return tuple(sorted(found | limits | set(STAY_EDGES)))

    @cached_property
    def _hazards(self) -> list[Hazard]:
        return [number for _, number in numbers(self.study) if isinstance(number, Hazard)]

    @cached_property
    def allowed(self) -> Bools:
        """[S, Y, N] who may live where."""
        table = np.zeros((len(self.settings), LAST_AGE, len(self.needs)), dtype=bool)
        for index, name in enumerate(self.settings):
            setting = self.setting(name)
            welcome = needs_of(setting, self.study)
            table[index, model_ages_of(setting)] = [need in welcome for need in self.needs]
        return table

    @property
    def start_day(self) -> int:
        """Day number of the first day."""
        return self.study.start.toordinal()

    @property
    def horizon(self) -> int:
        """Ticks, in whole days."""
        return days_of(self.study) * DAY

    def setting(self, name: str) -> Setting:
        """A setting by name."""
        return self.study.settings[name]

    def team(self, name: str) -> Team:
        """A team by name."""
        return self.study.teams[name]

    def ending(self, transition: str) -> Ending:
        """The ending behind a transition."""
        setting, _, key = transition.partition(".")
        return self.study.settings[setting].endings[key]

    def setting_index(self, name: str) -> int:
        """Index of a destination; OUT for leaving for good."""
        return OUT if name == names.OUT else self.settings.index(name)

    def team_serving(self, setting: str) -> str | None:
        """The team that serves a setting, if any."""
        return next((name for name in self.teams if setting in self.team(name).serves), None)

    def team_index(self, setting: str) -> int:
        """Index of the team that serves a setting, or NOWHERE."""
        team = self.team_serving(setting)
        return NOWHERE if team is None else self.teams.index(team)

    def strengths(self, effect: Effect) -> tuple[float, ...]:
        """How far an effect acts in each piece: 0 before and after, steps of a ramp, times its fidelity.

        What someone either has or has not acts in full on those who have it.
        """
        action, full = effect.action, fidelity_of(self.study, effect)
        if isinstance(action, (CapStay, ExtendSupport)):
            full = float(full > 0)
        steps = self._steps(action)
        until = self.horizon if action.until is None else tick_of(self.start_day, action.until.toordinal())
        return tuple(
            full * sum(begun <= piece for begun in steps) / len(steps) if piece < until else 0.0
            for piece in self.pieces
        )

    def _steps(self, action: When) -> list[int]:
        first = 0 if action.start is None else tick_of(self.start_day, action.start.toordinal())
        ramp = 0.0 if action.ramp is None else action.ramp.amount
        count = max(1, math.ceil(ramp / QUARTER_DAYS - 1e-9))
        return [first + ticks(step * ramp / count) // DAY * DAY for step in range(count)]

    def _edges(self, action: When) -> list[int]:
        until = [] if action.until is None else [tick_of(self.start_day, action.until.toordinal())]
        return self._steps(action) + until
