"""The decision: how far each other scenario differs from the first, asked of a laboratory at points of the unknown.

Whatever is looked into here goes through `Decision.differences`, so that every block of
runs is in the store, resumes, and is never run twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from carepath_sim.draws import chain, named_stream
from carepath_sim.errors import BadInput, UsageError
from carepath_sim.experiments.designs.cells import Cell
from carepath_sim.experiments.designs.design import Point
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.designs.measurable import too_short
from carepath_sim.experiments.outcome_paths import OutcomePath, check_parts
from carepath_sim.experiments.study import check_comparable
from carepath_sim.model import Floats

AS_IT_IS = "as it is"
"""Stands in a point for a factor that each scenario keeps as it has it."""
ROUNDING = 1e-10
"""Of the largest difference: what is smaller is left over from adding in another order, and counts as none."""

Numbers = Mapping[str, float]
"""A point: a number for some factors, by name; all others stay as each scenario has them."""
Answers = dict[tuple[str, int], Floats]


class Asks(Protocol):
    """A laboratory, as far as it is needed here."""

    def values(self, cells: Iterable[Cell], replications: int) -> Answers:
        """Outcomes by scenario and point, [replications, outcomes]."""


class Builds(Protocol):
    """A workshop of cells, as far as it is needed here."""

    def cell(self, scenario: str, point: Point) -> Cell:
        """A scenario at a point; raises BadInput if its numbers do not fit together."""


@dataclass(frozen=True, eq=False)
class Decision:
    """Scenarios, of which the first is the baseline; what may be varied; what is measured; and who answers.

    `impossible` gathers what is wrong with points whose numbers do not fit together: they are not run, have no
    differences, and are told. `ran` is how many points each question was about.
    """

    scenarios: tuple[str, ...]
    factors: tuple[Factor, ...]
    outcomes: tuple[OutcomePath, ...]
    laboratory: Asks
    workshop: Builds
    seed: int
    impossible: dict[int, str] = field(default_factory=dict)
    ran: list[int] = field(default_factory=list)

    @property
    def others(self) -> tuple[str, ...]:
        """The scenarios held against the baseline."""
        return self.scenarios[1:]

    @property
    def asked(self) -> int:
        """How many points were asked about so far."""
        return sum(self.ran)

    def check(self) -> None:
        """Raise UsageError, before anything is run, unless all scenarios can meet the same luck and have the outcomes.

        Raises BadInput for a scenario that cannot be built.
        """
        as_they_are = Point(-1, self._values({}))
        studies = [self.workshop.cell(name, as_they_are).study for name in self.scenarios]
        check_comparable(studies)
        wrong = check_parts(self.outcomes, studies)
        if wrong:
            raise UsageError("\n".join(wrong))

    def too_short(self, outcome: OutcomePath) -> str:
        """Why an outcome has no value in a study of this length; nothing if it is long enough."""
        return too_short(outcome, self.workshop.cell(self.scenarios[0], Point(-1, self._values({}))).study)

    def differences(self, points: Sequence[Numbers], replications: int) -> Floats:
        """Paired differences from the baseline, [points, others, replications, outcomes]; NaN where there is none.

        Every point meets the same luck.
        """
        numbered = [Point(self.asked + row, self._values(numbers)) for row, numbers in enumerate(points)]
        self.ran.append(len(points))
        answers = self.laboratory.values(_Cells(self, numbered), replications)
        nothing = np.full((replications, len(self.outcomes)), np.nan)
        found = np.array(
            [[answers.get((name, point.number), nothing) for name in self.scenarios] for point in numbered]
        ).reshape(len(points), len(self.scenarios), replications, len(self.outcomes))
        differences: Floats = found[:, 1:] - found[:, :1]
        return differences

    def _values(self, numbers: Numbers) -> tuple[float | str, ...]:
        return tuple(numbers.get(factor.name, AS_IT_IS) for factor in self.factors)

    def cells(self, points: Sequence[Point]) -> Iterator[Cell]:
        """The cells of every point at which all scenarios can be built, each when it is asked for."""
        for point in points:
            try:
                cells = [self.workshop.cell(name, point) for name in self.scenarios]
            except BadInput as error:
                self.impossible[point.number] = str(error)
                continue
            yield from cells


@dataclass(frozen=True, eq=False)
class _Cells:
    """Cells that are built one by one, and yet have a number that a laboratory can tell its progress by."""

    decision: Decision
    points: Sequence[Point]

    def __iter__(self) -> Iterator[Cell]:
        return self.decision.cells(self.points)

    def __length_hint__(self) -> int:
        return len(self.points) * len(self.decision.scenarios)


def filled(differences: Floats) -> Floats:
    """Differences [points, replications] in which a future that has none counts as the mean of the others there.

    A point at which no future has one stays without.
    """
    defined = np.isfinite(differences)
    counts = defined.sum(axis=1, keepdims=True)
    totals = np.where(defined, differences, 0.0).sum(axis=1, keepdims=True)
    means = np.divide(totals, counts, out=np.full_like(totals, np.nan), where=counts > 0)
    return np.where(defined, differences, means)


def at_quantiles(factors: Sequence[Factor], quantiles: Floats) -> list[Numbers]:
    """Points whose factors stand at quantiles of their ranges, [points, factors] from 0 to 1."""
    return [
        {factor.name: factor.at(float(quantile)) for factor, quantile in zip(factors, row, strict=True)}
        for row in quantiles
    ]


def sub_seed(seed: int, what: str) -> int:
    """A positive seed of 31 bits for one sample of an analysis, so that none is a copy of another."""
    return chain(seed, named_stream("sensitivity", what)) % (2**31 - 1) + 1
