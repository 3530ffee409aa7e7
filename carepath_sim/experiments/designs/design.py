"""What a sweep sets out to run: its factors, and the points at which each of them has a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.scenario.units import Written

if TYPE_CHECKING:
    from carepath_sim.experiments.outcome_paths import OutcomePath
    from carepath_sim.experiments.precision import Goal

LARGEST_DESIGN = 100_000
"""Points; a slip of a step is likelier than a wish for more."""


@dataclass(frozen=True)
class Point:
    """A value for each factor of a design, in their order."""

    number: int
    values: tuple[float | str, ...]


@dataclass(frozen=True)
class Design:
    """The whole of a sweep but for what the scenarios say; the first scenario is the baseline.

    With a precision to reach (`until`), points get `least` replications or more, and `replications` at most.
    """

    title: str
    scenarios: tuple[str, ...]
    factors: tuple[Factor, ...]
    constants: Mapping[str, Written]
    outcomes: tuple[OutcomePath, ...]
    kind: str
    points: tuple[Point, ...]
    replications: int
    seed: int
    until: Goal | None = None
    least: int = 0

    def values(self, point: Point) -> dict[str, float | str]:
        """The values of a point by the names of their factors."""
        return {factor.name: value for factor, value in zip(self.factors, point.values, strict=True)}

    def facts(self) -> dict[str, Any]:
        """It as plain data, for a manifest; the points apart, in order."""
        goal = self.until
        return {
            "title": self.title,
            "scenarios": list(self.scenarios),
            "factors": [factor.facts() for factor in self.factors],
            "constants": dict(self.constants),
            "outcomes": [outcome.name for outcome in self.outcomes],
            "kind": self.kind,
            "points": [list(point.values) for point in self.points],
            "replications": self.replications,
            "seed": self.seed,
            "until": None if goal is None else goal.facts(),
            "least": self.least,
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Design:
        """The design whose facts these are."""
        from carepath_sim.experiments.outcome_paths import outcome_path

        return cls(
            title=facts["title"],
            scenarios=tuple(facts["scenarios"]),
            factors=tuple(Factor.from_facts(item) for item in facts["factors"]),
            constants=dict(facts["constants"]),
            outcomes=tuple(outcome_path(name) for name in facts["outcomes"]),
            kind=facts["kind"],
            points=tuple(Point(number, tuple(values)) for number, values in enumerate(facts["points"])),
            replications=facts["replications"],
            seed=facts["seed"],
            until=_goal(facts["until"]),
            least=facts.get("least", 0),  # of older stores, which did not say it
        )


def _goal(facts: Mapping[str, Any] | None) -> Goal | None:
    from carepath_sim.experiments.precision import Goal

    return None if facts is None else Goal.from_facts(dict(facts))
