"""A laboratory that answers with a plain function of the factors and luck of a known size, and simulates nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from carepath_sim.experiments.designs.cells import Cell
from carepath_sim.experiments.designs.design import Point
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.sensitivity.decision import AS_IT_IS, Decision
from carepath_sim.metrics import METRICS

NAMES = ("cost_per_year", "moves_rate")
assert set(NAMES) <= set(METRICS)
Function = Callable[[dict[str, float]], float]
Luck = Callable[[dict[str, float], np.ndarray], Any]
"""Of the values and of four standard normal numbers, the replication's own: what is added to each outcome."""
SHARED = np.random.default_rng(99).normal(size=200)
DRAWS = np.random.default_rng(1).normal(size=(200, 4))


def factor(name: str, low: float = 0.0, high: float = 1.0, default: float | None = None, **changes: Any) -> Factor:
    """An uncertainty whose numbers are as likely as each other."""
    facts: dict[str, Any] = {
        "name": name,
        "paths": (name,),
        "role": "uncertainty",
        "label": name.replace("_", " ").capitalize(),
        "unit": "",
        "before": "",
        "after": "",
        "whole": False,
        "default": (low + high) / 2 if default is None else default,
        "low": low,
        "high": high,
        "distribution": "uniform",
        "values": (),
        "choices": (),
        "status": "assumed",
        "source": "",
    }
    return Factor(**{**facts, **changes})


@dataclass
class Builder:
    """Cells that hold their values and no study."""

    factors: Sequence[Factor]

    def cell(self, scenario: str, point: Point) -> Cell:
        values = {item.name: value for item, value in zip(self.factors, point.values, strict=True)}
        values = {
            item.name: item.default if values[item.name] == AS_IT_IS else values[item.name] for item in self.factors
        }
        return Cell(scenario, point.number, None, values)  # type: ignore[arg-type]


@dataclass
class Bench:
    """The baseline is 0 and a luck that all scenarios share; any other scenario is a function, and its own luck.

    Each replication has its own luck, the same at every point as far as `luck` makes it so.
    """

    function: Function
    luck: Luck | None = None
    outcomes: int = 1
    asked: list[int] = field(default_factory=list)

    def values(self, cells: Iterable[Cell], replications: int) -> dict[tuple[str, int], np.ndarray]:
        found = {}
        self.asked.append(replications)
        for cell in cells:
            values = {name: float(value) for name, value in cell.values.items()}
            table = np.repeat(SHARED[:replications, None], self.outcomes, axis=1)
            if cell.scenario != "baseline":
                table += self.function(values)
                if self.luck is not None:
                    table += np.array([self.luck(values, draws) for draws in DRAWS[:replications]])
            found[cell.scenario, cell.point] = table
        return found


def decision(
    function: Function,
    factors: Sequence[Factor],
    luck: Luck | None = None,
    outcomes: int = 1,
    scenarios: tuple[str, ...] = ("baseline", "other"),
    seed: int = 2026,
) -> Decision:
    """A decision between a baseline and a plain function."""
    paths = tuple(OutcomePath(name) for name in NAMES[:outcomes])
    return Decision(scenarios, tuple(factors), paths, Bench(function, luck, outcomes), Builder(factors), seed)


A, B = 7.0, 0.1


def ishigami(values: dict[str, float]) -> float:
    """Ishigami and Homma's function (First International Symposium on Uncertainty Modeling and Analysis, 1990)."""
    x, y, z = values["x"], values["y"], values["z"]
    return float(np.sin(x) + A * np.sin(y) ** 2 + B * z**4 * np.sin(x))


def ishigami_factors() -> list[Factor]:
    """Its three arguments, from -π to π."""
    return [factor(name, -np.pi, np.pi) for name in ("x", "y", "z")]


FIRST = {"x": 0.5 * (1 + B * np.pi**4 / 5) ** 2, "y": A**2 / 8, "z": 0.0}
VARIANCE = A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18 + 0.5
INTERACTION = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
"""Of the first and third argument: the variance of both together that neither has by itself."""
FIRST_INDICES = {name: part / VARIANCE for name, part in FIRST.items()}
TOTAL_INDICES = {
    "x": (FIRST["x"] + INTERACTION) / VARIANCE,
    "y": FIRST["y"] / VARIANCE,
    "z": INTERACTION / VARIANCE,
}
