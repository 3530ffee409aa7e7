"""The summary of a sweep: mean, interval and spread of each outcome of each cell, and its paired differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import nan

import numpy as np
import pandas as pd

from carepath_sim.experiments.designs.bases import NO_POLICIES
from carepath_sim.experiments.designs.comparable import NOTHING, Lacks, is_comparable
from carepath_sim.experiments.designs.design import Design, Point
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.metrics.uncertainty import half_width, paired
from carepath_sim.model import Floats

ESTIMATES = ("mean", "low", "high", "p10", "p90", "replications")
DIFFERENCES = (
    "difference",
    "difference_low",
    "difference_high",
    "difference_p10",
    "difference_p90",
    "probability_better",
)
NO_DIFFERENCE = (nan,) * len(DIFFERENCES)


def summary_columns(design: Design) -> list[str]:
    """The columns of the summary of a design."""
    return ["scenario", "point", *(factor.name for factor in design.factors), "outcome", *ESTIMATES, *DIFFERENCES]


class Summary:
    """Rows added point by point.

    Differences are paired with the first scenario at the same point. Of a single scenario they are paired with
    the point at which every factor has its default, if the design has it; else there are none. Nor is there any of an
    outcome whose part one of the two lacks.
    """

    def __init__(self, design: Design, defaults: Floats | None = None, lacking: Lacks = NOTHING) -> None:
        self.design, self.defaults, self.lacking = design, defaults, lacking
        self._rows: list[tuple[object, ...]] = []

    def add(self, point: Point, found: Mapping[str, Floats]) -> None:
        """The values of the scenarios at a point, [replications, outcomes]; one that could not be run is left out."""
        first = self.design.scenarios[0]
        is_alone = len(self.design.scenarios) == 1
        against = self.defaults if is_alone else found.get(first)
        for scenario, values in found.items():
            is_base = scenario == first and not is_alone
            for column, outcome in enumerate(self.design.outcomes):
                mine = values[:, column]
                is_alike = is_comparable(self.lacking, outcome.name, first, scenario)
                other = None if against is None or is_base or not is_alike else against[:, column]
                numbers = (*_estimates(mine), *(NO_DIFFERENCE if other is None else _differences(other, mine, outcome)))
                self._rows.append((scenario, point.number, *point.values, outcome.name, *numbers))

    def frame(self) -> pd.DataFrame:
        """Everything added."""
        columns = summary_columns(self.design)
        if not self._rows:
            return pd.DataFrame(columns=columns)
        return pd.DataFrame(self._rows, columns=columns)


def default_point(design: Design) -> Point | None:
    """The point at which every factor has its default (`none` of policies), if there is one."""
    defaults = [NO_POLICIES if factor.choices else factor.default for factor in design.factors]
    return next((point for point in design.points if list(point.values) == defaults), None)


def _estimates(values: Floats) -> tuple[float, ...]:
    """Mean with its 95% interval, percentiles and number, of the values that are defined."""
    kept = values[np.isfinite(values)]
    if not len(kept):
        return (nan, nan, nan, nan, nan, 0)
    mean, half = float(kept.mean()), half_width(kept)
    p10, p90 = np.percentile(kept, [10, 90]).tolist()
    return (mean, mean - half, mean + half, p10, p90, len(kept))


def _differences(base: Floats, values: Floats, outcome: OutcomePath) -> Sequence[float]:
    pairs = min(len(base), len(values))
    found = paired(base[:pairs], values[:pairs], outcome.better)
    return (found.difference, found.low, found.high, found.p10, found.p90, found.probability_better)
