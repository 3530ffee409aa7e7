"""The difference in each plausible world of a drawn sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.metrics.uncertainty import half_width
from carepath_sim.model import Floats
from carepath_sim.report.experimenting.swept import Levels, Swept
from carepath_sim.report.experimenting.widening import Estimate

MOST_DOTS = 400
"""Worlds drawn one by one; more are thinned evenly along their order."""


@dataclass(frozen=True, eq=False)
class Spread:
    """The difference in each world at one combination of levers, with half its interval, [worlds]."""

    scenario: str
    levels: Levels
    differences: Floats
    halves: Floats

    @property
    def clear(self) -> tuple[int, int]:
        """In how many worlds the difference is clearly below and clearly above zero."""
        return int((self.differences + self.halves < 0).sum()), int((self.differences - self.halves > 0).sum())

    @property
    def below(self) -> float:
        """The share of worlds in which the mean difference is below zero."""
        return float((self.differences < 0).mean())

    @property
    def middle(self) -> Estimate:
        """The mean over the worlds, between the first and the last tenth of them."""
        low, high = (float(value) for value in np.nanquantile(self.differences, [0.1, 0.9]))
        return Estimate(float(np.nanmean(self.differences)), low, high)


def spreads(swept: Swept, outcome: OutcomePath) -> list[Spread]:
    """The spread at each combination of levers and in each scenario that is compared."""
    found = []
    for levels in swept.combinations:
        for who in swept.compared:
            if swept.is_alone and levels == swept.default:
                continue
            each = swept.differences(outcome, who, levels)
            means = np.array([float(np.nanmean(row)) if np.isfinite(row).any() else np.nan for row in each])
            halves = np.array(
                [half_width(row[np.isfinite(row)]) if np.isfinite(row).sum() > 1 else np.nan for row in each]
            )
            if np.isfinite(means).sum() > 1:
                found.append(Spread(who, levels, means, halves))
    return found
