"""A difference in an outcome as a sentence says it: `£814,000 a year less`, `0.03 higher`."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.wording import pounds
from carepath_sim.report.experimenting.widening import Estimate
from carepath_sim.report.words import Scale, is_money, is_share

COSTS = ("cost", "cost_per_year")
"""Outcomes of which a sentence says that something costs so much."""
RATES = {"moves_rate": " moves a person-year", "breakdown_rate": " breakdowns a person-year"}
MILLION = " million"


def is_cost(outcome: OutcomePath) -> bool:
    """Whether an outcome is what everything costs."""
    return outcome.name in COSTS


@dataclass(frozen=True)
class Amounts:
    """Writes the differences of one outcome; money to three figures, all else on `scale`."""

    outcome: OutcomePath
    scale: Scale

    def change(self, difference: float) -> str:
        """A difference and which way it goes."""
        every = " a year" if self.outcome.unit == "£ per year" else ""
        points = " points" if is_share(self.outcome.unit) else ""
        return f"{self._size(difference)}{every}{points}{RATES.get(self.outcome.name, '')} {self._way(difference)}"

    def between(self, own: Estimate) -> str:
        """The interval of a difference: the smaller bound first, and each with its way where they differ."""
        if not isfinite(own.low):
            return "one value, no interval"
        if own.low < 0 < own.high:
            return f"{self._size(own.low)} {self._way(own.low)} to {self._size(own.high)} {self._way(own.high)}"
        low, high = (self._size(bound) for bound in sorted((own.low, own.high), key=abs))
        both = low.endswith(MILLION) and high.endswith(MILLION)
        return f"{low.removesuffix(MILLION) if both else low} to {high}"

    def _size(self, difference: float) -> str:
        return pounds(difference) if is_money(self.outcome.unit) else self.scale.write(abs(difference))

    def _way(self, difference: float) -> str:
        if is_money(self.outcome.unit):
            return "less" if difference < 0 else "more"
        if self.outcome.name in RATES:
            return "fewer" if difference < 0 else "more"
        return "lower" if difference < 0 else "higher"
