"""Points asked for one after another, as the answers to earlier ones decide: what searches do instead of a design.

Everything runs in a laboratory, so that what was once run is read from its store, now or by an earlier command.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from carepath_sim.experiments.designs.cells import Base, Cell, Workshop
from carepath_sim.experiments.designs.design import Design, Point
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.study import Study
from carepath_sim.model import Floats


class Runs(Protocol):
    """What a laboratory is to whoever asks: the outcomes of cells, and why some have none."""

    failures: dict[Any, Any]

    def values(
        self, cells: Iterable[Cell], replications: int, count: int | None = None
    ) -> dict[tuple[str, int], Floats]:
        """(scenario, point) -> [replications, outcomes]."""


@dataclass(frozen=True)
class Question:
    """A scenario with some factors at a value; one that is not named here stays as the scenario has it."""

    scenario: str
    at: tuple[tuple[str, float | str], ...] = ()


class Inquiry:
    """Answers questions about some scenarios and factors, each once, with the replications of a design.

    `design` says the outcomes, the seed and the replications; its own points are not looked at.
    """

    def __init__(self, laboratory: Runs, design: Design, bases: Sequence[Base], factors: Sequence[Factor]) -> None:
        self.laboratory, self.design, self.bases = laboratory, design, tuple(bases)
        self.factors = {factor.name: factor for factor in factors}
        self._workshops: dict[tuple[str, ...], Workshop] = {}
        self._answers: dict[Question, Floats | None] = {}
        self._asked = 0

    def study(self, question: Question) -> Study:
        """What would be run; raises BadInput for values the scenario may not have."""
        return self._cell(question, 0).study

    def answers(self, questions: Iterable[Question]) -> Mapping[Question, Floats | None]:
        """The outcomes, [replications, outcomes], of each question; None where it could not be run.

        Raises BadInput for values a scenario may not have.
        """
        asked = list(dict.fromkeys(questions))
        new = [question for question in asked if question not in self._answers]
        numbers = {question: self._asked + place for place, question in enumerate(new)}
        self._asked += len(new)
        if new:
            found = self.laboratory.values(self._cells(numbers), self.design.replications, len(numbers))
            for question, number in numbers.items():
                name = (question.scenario, number)
                self._answers[question] = None if name in self.laboratory.failures else found[name]
        return {question: self._answers[question] for question in asked}

    def _cells(self, numbers: Mapping[Question, int]) -> Iterator[Cell]:
        return (self._cell(question, number) for question, number in numbers.items())

    def _cell(self, question: Question, number: int) -> Cell:
        names = tuple(name for name, _ in question.at)
        if names not in self._workshops:
            factors = tuple(self.factors[name] for name in names)
            self._workshops[names] = Workshop(replace(self.design, factors=factors, points=()), self.bases)
        return self._workshops[names].cell(question.scenario, Point(number, tuple(value for _, value in question.at)))
