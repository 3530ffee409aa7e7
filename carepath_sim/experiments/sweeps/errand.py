"""The errand of a sweep: what its folder lacks of some points, built while it is run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from carepath_sim.errors import BadInput
from carepath_sim.experiments.designs.cells import Cell, Workshop
from carepath_sim.experiments.designs.design import Point
from carepath_sim.experiments.laboratory.growing import Extent, Name
from carepath_sim.experiments.laboratory.laboratory import Laboratory
from carepath_sim.experiments.sweeps.index import Index


@dataclass(eq=False)
class Errand:
    """What is to be run: the points of a design, as far as they are not whole."""

    laboratory: Laboratory
    index: Index
    extent: Extent
    workshop: Workshop
    points: Sequence[Point]
    unbuilt: dict[Name, BadInput] = field(default_factory=dict)

    def run(self) -> None:
        """Run what is lacking. Raises BadInput if not one cell can be built."""
        scenarios = self.workshop.design.scenarios
        there = {point.number: self._there(point) for point in self.points}
        missing = [point for point in self.points if not there[point.number]]
        already = sum(there.values())
        count = len(missing) * len(scenarios)
        self.laboratory.run(self._groups(missing), self.extent, count, already=already)
        if len(self.unbuilt) == len(self.points) * len(scenarios):
            raise next(iter(self.unbuilt.values()))
        self.laboratory.failures |= {name: str(error) for name, error in self.unbuilt.items()}

    def _there(self, point: Point) -> int:
        """How many replications of a point need not be asked for: all of its scenarios', or none."""
        laboratory = self.laboratory
        names = [(scenario, point.number) for scenario in self.workshop.design.scenarios]
        if any(name not in self.index.keys for name in names):
            return 0
        values, unbroken = [], self.extent.at_most
        for name in names:
            found, has = laboratory.store.values(self.index.keys[name], self.extent.at_most, laboratory.setup.names)
            unbroken = min(unbroken, int(np.argmin(np.append(has, False))))
            values.append(found)
        if not unbroken:
            return 0
        enough = self.extent.enough([found[:unbroken] for found in values])
        return 0 if enough is None else enough * len(names)

    def _groups(self, points: Sequence[Point]) -> Iterator[list[Cell]]:
        """The cells of some points, built when asked for: together if a rule looks at all of a point, or alone."""
        for point in points:
            cells = list(self._built(point))
            if self.extent.rule is None:
                yield from ([cell] for cell in cells)
            elif len(cells) == len(self.workshop.design.scenarios):
                yield cells

    def _built(self, point: Point) -> Iterator[Cell]:
        for scenario in self.workshop.design.scenarios:
            try:
                cell = self.workshop.cell(scenario, point)
            except BadInput as error:
                self.unbuilt[scenario, point.number] = error
                continue
            self.index.add((scenario, point.number), self.laboratory.key(cell))
            yield cell
