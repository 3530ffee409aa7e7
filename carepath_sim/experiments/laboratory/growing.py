"""What is known of cells while they are being run, and what has to be run next.

Cells that must be looked at together (all scenarios at a point, if a rule says when they are enough) are a *group*.
A group grows in steps until its rule is met. Cells of the same key share their values, and are run once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from carepath_sim.experiments.laboratory.blocks import SIZE, Span
from carepath_sim.experiments.study import Study
from carepath_sim.model import Bools, Floats

Name = tuple[str, int]
"""A cell: its scenario and the number of its point."""
Rule = Callable[[Sequence[Floats]], int | None]
"""Given the values of a group's cells so far, how many replications are enough, or None if these are not."""


@dataclass(frozen=True)
class Extent:
    """How many replications cells get: `at_most`, or what `rule` finds enough, looked at after each `step`."""

    at_most: int
    rule: Rule | None = None
    step: int = SIZE

    def first(self, there: int) -> int:
        """How many to have at first, if so many are there."""
        if self.rule is None:
            return self.at_most
        return min(self.at_most, max(there, self.step))

    def after(self, target: int) -> int:
        """How many to have if `target` were not enough."""
        return min(self.at_most, (target // self.step + 1) * self.step)

    def enough(self, values: Sequence[Floats]) -> int | None:
        """The number of replications that ends it, if these are enough."""
        here = len(values[0])
        found = None if self.rule is None else self.rule(values)
        return self.at_most if found is None and here >= self.at_most else found


@dataclass(eq=False)
class Record:
    """The values of the cells of one key, [replications, outcomes], and which of them are there."""

    values: Floats
    has: Bools
    fault: tuple[Span, str] | None = None  # of the earliest block that could not be run
    groups: int = 0  # that are not done with it

    def put(self, span: Span, values: Floats) -> None:
        """The values of a block."""
        self.values[span.first : span.last + 1] = values
        self.has[span.first : span.last + 1] = True

    def fail(self, span: Span, what: str) -> None:
        """A block could not be run."""
        if self.fault is None or span < self.fault[0]:
            self.fault = (span, what)

    @property
    def unbroken(self) -> int:
        """How many replications from the first on are there."""
        return int(np.argmin(np.append(self.has, False)))


@dataclass(eq=False)
class Group:
    """Cells on their way, by name the key and study of each, and the blocks that they wait for."""

    cells: dict[Name, tuple[str, Study]]
    target: int = 0  # replications
    there: int = 0  # of the replications that its cells are to have
    waits_for: set[tuple[str, Span]] = field(default_factory=set)

    @property
    def keys(self) -> list[str]:
        """The key of each cell, in their order."""
        return [key for key, _ in self.cells.values()]
