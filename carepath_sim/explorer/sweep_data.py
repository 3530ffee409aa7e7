"""What the explorer of a sweep carries: the sweep by its levers, with how it is introduced."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from carepath_sim.catalogue.wording import counted
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.sweeps.sweep import Sweep
from carepath_sim.report.experimenting import paper
from carepath_sim.report.experimenting.contrasting import LEADING
from carepath_sim.report.experimenting.gathering import swept as gathered
from carepath_sim.report.experimenting.swept import Levels, Swept
from carepath_sim.report.words import plain


@dataclass(frozen=True, eq=False)
class Sweeping:
    """A sweep that a reader may look at from any side; `failures` says what could not be run."""

    title: str
    subtitle: str
    swept: Swept
    failures: tuple[str, ...] = ()

    @property
    def outcomes(self) -> tuple[OutcomePath, ...]:
        """What was measured, in the order of the design."""
        return self.swept.design.outcomes

    @property
    def replications(self) -> int:
        """The most that any point has."""
        return int(next(iter(self.swept.values.values())).shape[1])

    @cached_property
    def combination_of(self) -> list[int]:
        """Which combination of levels each point has, by the places of both."""
        found = [0] * len(self.swept.design.points)
        for place, levels in enumerate(self.swept.combinations):
            for point in self.swept.members(levels).tolist():
                found[point] = place
        return found

    @property
    def default(self) -> int | None:
        """The place of the combination in which every lever has its own value, if there is one."""
        return None if self.swept.default is None else self.swept.combinations.index(self.swept.default)

    def with_fewer(self, count: int) -> Sweeping:
        """The same with so many outcomes: those that lead, as in the report."""
        ranks = {name: rank for rank, name in enumerate(LEADING)}
        leading = sorted(self.outcomes, key=lambda each: ranks.get(each.name, len(LEADING)))[:count]
        kept = [outcome for outcome in self.outcomes if outcome in leading]
        places = [self.swept.place(outcome) for outcome in kept]
        swept = replace(
            self.swept,
            design=replace(self.swept.design, outcomes=tuple(kept)),
            values={name: values[:, :, places] for name, values in self.swept.values.items()},
        )
        return replace(self, swept=swept)

    def looked_at(self, outcome: OutcomePath) -> int:
        """How many means of an outcome there are to look at: of the scenarios in which the points move it."""
        moved = sum(self._is_moved(outcome, scenario) for scenario in self.swept.design.scenarios)
        return len(self.swept.combinations) * max(1, moved)

    def _is_moved(self, outcome: OutcomePath, scenario: str) -> bool:
        values = self.swept.values[scenario][:, :, self.swept.place(outcome)]
        return not np.array_equal(values, np.broadcast_to(values[:1], values.shape), equal_nan=True)

    def places(self, levels: Levels) -> list[int]:
        """Which level of each lever a combination has."""
        return [lever.levels.index(level) for lever, level in zip(self.swept.levers, levels, strict=True)]


def collect(sweep: Sweep) -> Sweeping:
    """A finished sweep, as its explorer needs it. Raises BadInput if its results are damaged."""
    found = gathered(sweep.design, sweep.results, sweep.titles, sweep.beforehand.lacking)
    return Sweeping(plain(sweep.design.title), _subtitle(found), found, tuple(paper.failures(sweep.failures)))


def _subtitle(found: Swept) -> str:
    many = next(iter(found.values.values())).shape[1]
    told = [counted(len(found.combinations), "combination of levers", "combinations of levers")] if found.levers else []
    told += [counted(found.worlds, "plausible world")] if found.worlds > 1 else []
    told += [counted(len(found.design.scenarios), "scenario"), f"{counted(many, 'replication')} of each"]
    return " · ".join(told)
