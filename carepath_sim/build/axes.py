"""The axes of a model: every name in order, every edge of age, stay and calendar."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from carepath_sim.clock import DAY, tick_of
from carepath_sim.model import NOWHERE, OUT
from carepath_sim.scenario import names
from carepath_sim.scenario.effects import OnEndings, SetKeyWorker, When
from carepath_sim.scenario.facts import days_of, pool_of
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


def own_edges(hazard: Hazard) -> tuple[int, ...]:
    """Ticks at which the bands of one hazard begin: the usual edges and the times of its own table, and no others."""
    written = [time for table in (hazard.survival, hazard.bands) for time, _ in times(table or {})]
    return tuple(sorted({ticks(day) for day in (*STAY_EDGES_DAYS, *written)}))


@dataclass(frozen=True)
class Axes:
    """Sorted names and ascending edges of a study, so that the order of its files cannot matter."""

    study: Study

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
        """K: yes/no levers that only a share of young people take up."""
        found = {
            practice_name(effect.policy, effect.action) for effect in self.study.effects if is_shared(effect.action)
        }
        return tuple(sorted(found))

    @cached_property
    def pieces(self) -> tuple[int, ...]:
        """P: ticks at which an effect begins, steps up or ends, and 0."""
        edges = {edge for effect in self.study.effects for edge in self._edges(effect.action)}
        return (0, *sorted(edge for edge in edges if 0 < edge < self.horizon))

    @cached_property
    def ages(self) -> tuple[int, ...]:
        """A: first completed years of age of each band; the first band is from birth, though nobody is under 10."""
        spans = {
            span for _, number in numbers(self.study) if isinstance(number, Hazard) for span in number.by_age or ()
        }
        spans |= {
            effect.action.ages
            for effect in self.study.effects
            if isinstance(effect.action, OnEndings) and effect.action.ages
        }
        edges = {edge for span in spans for edge in (parse_ages(span)[0], parse_ages(span)[1] + 1)}
        return (0, *sorted(edge for edge in edges if FIRST_AGE < edge < LAST_AGE))

    @cached_property
    def stays(self) -> tuple[int, ...]:
        """D: ticks since the spell began at which each band begins."""
        found = {edge for _, number in numbers(self.study) if isinstance(number, Hazard) for edge in own_edges(number)}
        return tuple(sorted(found.union(map(ticks, STAY_EDGES_DAYS))))

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

    def strengths(self, action: When) -> tuple[float, ...]:
        """How far an effect acts in each piece: 0 before and after, steps of a ramp, times its fidelity."""
        full = 1.0 if action.fidelity is None else action.fidelity.amount
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


def is_shared(action: When) -> bool:
    """Whether an effect is a yes/no lever that only some young people take up."""
    follows = isinstance(action, SetKeyWorker) and (action.follows is not None or action.keeps is not None)
    return follows and action.fidelity is not None and action.fidelity.amount < 1


def practice_name(policy: str | None, action: When) -> str:
    """The name of a yes/no lever: its policy's, or the teams it acts on."""
    if policy is not None:
        return policy
    assert isinstance(action, SetKeyWorker)
    return "key_worker_" + "_".join(sorted(names.as_list(action.team, [])))
