"""Cells of a design: each scenario at each point, as a study that is ready to run.

A *base* is a scenario made complete, under one choice of policies and with the constants of the design. A *cell* is a
base at a point. What a scenario does not have is left out of its changes, so that a baseline without the hub is built
once for all the sizes of a hub.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from carepath_sim.build import build_model
from carepath_sim.errors import BadInput, Problem, UsageError
from carepath_sim.experiments.designs.bases import POLICIES, Base
from carepath_sim.experiments.designs.factors import paths_in
from carepath_sim.experiments.study import Study
from carepath_sim.scenario.units import Written
from carepath_sim.scenario.vary import Variation

if TYPE_CHECKING:
    from carepath_sim.experiments.designs.design import Design, Point

__all__ = ["Base", "Cell", "Workshop", "cells"]

MOST_KEPT = 128
"""Studies kept at hand; one of the typical council takes about half a megabyte."""

MOST_TOLD = 6
"""Numbers of a point that a message repeats."""

Changes = tuple[tuple[str, Written], ...]


@dataclass(frozen=True, eq=False)
class Cell:
    """A scenario at a point of a design; `values` by the name of each factor, whether the scenario has it or not."""

    scenario: str
    point: int
    study: Study
    values: Mapping[str, float | str]


def cells(design: Design, bases: Sequence[Base]) -> Iterator[Cell]:
    """Every cell of a design, built when asked for: point by point, and scenario by scenario within a point.

    Equal changes of a base are one `Study`. Raises UsageError for a factor that no scenario has, and BadInput naming
    the point whose values do not fit together.
    """
    workshop = Workshop(design, bases)
    return (workshop.cell(scenario, point) for point in design.points for scenario in design.scenarios)


@dataclass
class Workshop:
    """Builds the studies of a design, and keeps those last used."""

    design: Design
    bases: Sequence[Base]
    most_kept: int = MOST_KEPT
    _by_choice: dict[tuple[str, str], Base] = field(init=False)
    _variations: dict[str, Variation] = field(init=False)
    _paths: dict[str, dict[str, tuple[str, ...]]] = field(init=False)
    _kept: OrderedDict[tuple[str, Changes], Study] = field(init=False, default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._by_choice = {(base.scenario, base.policies): _first_like(base, self.bases) for base in self.bases}
        self._variations = {base.name: Variation(base.resolved) for base in self.bases}
        self._paths = {base.name: self._paths_in(base) for base in self.bases}
        for factor in self.design.factors:
            if factor.paths and not any(paths[factor.name] for paths in self._paths.values()):
                next(iter(self._variations.values())).check(factor.paths[0])
                raise UsageError(f"no scenario has the number {factor.name} that is to be varied")

    def cell(self, scenario: str, point: Point) -> Cell:
        """A scenario at a point; raises BadInput if the values do not fit together."""
        values = {factor.name: value for factor, value in zip(self.design.factors, point.values, strict=True)}
        base = self._by_choice[scenario, str(values.get(POLICIES, ""))]
        changes = self._changes(base, values)
        try:
            study = self._study(base, changes)
        except BadInput as error:
            raise BadInput([_told_at(problem, point, changes) for problem in error.problems]) from None
        return Cell(scenario, point.number, study, values)

    def different(self, points: Iterable[Point]) -> int:
        """How many cells there are at some points, those that are the same as another of their scenario left out."""
        design, found = self.design, set[tuple[Hashable, ...]]()
        chosen = next((place for place, factor in enumerate(design.factors) if factor.name == POLICIES), None)
        places = {
            name: [place for place, factor in enumerate(design.factors) if paths[factor.name]]
            for name, paths in self._paths.items()
        }
        for point in points:
            choice = "" if chosen is None else str(point.values[chosen])
            for scenario in design.scenarios:
                name = self._by_choice[scenario, choice].name
                found.add((name, *(point.values[place] for place in places[name])))
        return len(found)

    def _paths_in(self, base: Base) -> dict[str, tuple[str, ...]]:
        """The paths of each factor that a base has."""
        return {factor.name: paths_in(factor, base.resolved) for factor in self.design.factors}

    def _changes(self, base: Base, values: Mapping[str, float | str]) -> Changes:
        """What a base has to change to stand at a point."""
        paths = self._paths[base.name]
        found = []
        for factor in self.design.factors:
            value = values[factor.name]
            if paths[factor.name] and not isinstance(value, str):
                written = factor.written(value)
                found += [(path, written) for path in paths[factor.name]]
        return tuple(found)

    def _study(self, base: Base, changes: Changes) -> Study:
        key = (base.name, changes)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        resolved = self._variations[base.name].with_values(dict(changes))
        label = resolved.study.label
        study = Study(base.scenario, *build_model(resolved), label, resolved.question, resolved.kind)
        self._kept[key] = study
        if len(self._kept) > self.most_kept:
            self._kept.popitem(last=False)
        return study


def _first_like(base: Base, bases: Sequence[Base]) -> Base:
    """The first base of the same scenario that is the same, as under two choices of policies that it cannot take."""
    return next(other for other in bases if other.scenario == base.scenario and other.resolved == base.resolved)


def _told_at(problem: Problem, point: Point, changes: Changes) -> Problem:
    """A problem that says at which point of the design it comes up, with the numbers set nearest to it."""
    near = ".".join(problem.path.split(".")[:2])
    numbers = [f"{path} = {written}" for path, written in changes if near and path.startswith(near)]
    numbers = numbers or [f"{path} = {written}" for path, written in changes]
    more = [f"{len(numbers) - MOST_TOLD} more"] if len(numbers) > MOST_TOLD else []
    told = ", ".join(numbers[:MOST_TOLD] + more)
    return replace(problem, what=f"{problem.what}, at point {point.number + 1} of the design ({told})")
