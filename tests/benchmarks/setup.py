"""What the parts share: the options of a run, the engine under test and the scenarios it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from carepath_sim import build_model, load, resolve
from carepath_sim.eventlog import EventLog
from carepath_sim.experiments.engines import engine_named
from carepath_sim.model import Model, Prices
from tests.benchmarks.timing import Program

CHECKOUT = Path(__file__).resolve().parents[2]
SCENARIOS = CHECKOUT / "scenarios"
SEED = 2026
Simulate = Callable[[Model, int, int], EventLog]


@dataclass(frozen=True)
class Options:
    """How to measure: the engine that is judged, and whether a few short rounds are enough."""

    engine: str = "compiled"
    quick: bool = False

    @property
    def rounds(self) -> int:
        return 3 if self.quick else 7

    @property
    def shortest(self) -> float:
        """Seconds that a measurement lasts at least."""
        return 0.05 if self.quick else 0.25

    @property
    def simulate(self) -> Simulate:
        """The engine under test. Raises UsageError if there is none of that name."""
        return engine_named(self.engine)


@cache
def scenario(name: str) -> tuple[Model, Prices]:
    """A shipped scenario, built."""
    return build_model(resolve(load(SCENARIOS / f"{name}.yaml")))


def program_of(simulate: Simulate, model: Model) -> Program:
    """An engine on a model, for timing."""
    return Program(lambda replication: simulate(model, SEED, replication))
