"""The tornado: the decision with one number at a time at either end of its own range, all else as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd

from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.sensitivity.decision import Decision, Numbers
from carepath_sim.experiments.sensitivity.key_worker import links, together
from carepath_sim.metrics.uncertainty import half_width
from carepath_sim.model import Floats

TORNADO_COLUMNS = (
    *("factor", "label", "unit", "low_value", "high_value", "default", "outcome", "scenario"),
    *("at_low", "at_low_low", "at_low_high", "at_high", "at_high_low", "at_high_high"),
    *("at_default", "at_default_low", "at_default_high", "swing", "swing_low", "swing_high", "status", "source"),
)
"""Mean paired differences, each with its 95% interval; `swing` is that at the high end less that at the low end."""


@dataclass(frozen=True)
class Mean:
    """A mean over replications with its 95% interval; all three NaN where nothing is defined."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Floats) -> Mean:
        """Of the values that are defined."""
        kept = values[np.isfinite(values)]
        if not len(kept):
            return cls(nan, nan, nan)
        mean, half = float(kept.mean()) + 0.0, half_width(kept)
        return cls(mean, mean - half, mean + half)

    @property
    def ends(self) -> tuple[float, float, float]:
        """Mean, low and high."""
        return self.mean, self.low, self.high


def tornado(decision: Decision, leading: Sequence[Factor], replications: int) -> pd.DataFrame:
    """A bar for each leading factor, for the key-worker link of each team and for all of those links together.

    Columns `TORNADO_COLUMNS`; by outcome and scenario, the longest bars first.
    """
    every_link = links(decision.factors)
    singles = list({factor.name: factor for factor in (*leading, *every_link)}.values())
    bars: list[tuple[Factor, Numbers, Numbers]] = [
        (factor, {factor.name: _end(factor.low)}, {factor.name: _end(factor.high)}) for factor in singles
    ]
    joint = together(every_link)
    if joint is not None:
        lows, highs = ({factor.name: _end(end(factor)) for factor in every_link} for end in (_low, _high))
        bars.append((joint, lows, highs))
    points: list[Numbers] = [{}, *(end for _, low, high in bars for end in (low, high))]
    differences = decision.differences(points, replications)
    rows = _rows(decision, [factor for factor, _, _ in bars], differences)
    frame = pd.DataFrame(list(rows), columns=list(TORNADO_COLUMNS))
    return _longest_first(frame, decision)


def _low(factor: Factor) -> float | None:
    return factor.low


def _high(factor: Factor) -> float | None:
    return factor.high


def _end(number: float | None) -> float:
    if number is None:
        raise ValueError("a factor without a range has no ends")
    return number


def _rows(decision: Decision, factors: Sequence[Factor], differences: Floats) -> Iterator[tuple[object, ...]]:
    for place, outcome in enumerate(decision.outcomes):
        for other, scenario in enumerate(decision.others):
            found = differences[:, other, :, place]
            default = Mean.of(found[0])
            for row, factor in enumerate(factors):
                low, high = found[1 + 2 * row], found[2 + 2 * row]
                known = nan if factor.default is None else factor.default
                yield (
                    *(factor.name, factor.label, factor.unit, factor.low, factor.high, known, outcome.name, scenario),
                    *(*Mean.of(low).ends, *Mean.of(high).ends, *default.ends, *Mean.of(high - low).ends),
                    *(factor.status, factor.source),
                )


def _longest_first(frame: pd.DataFrame, decision: Decision) -> pd.DataFrame:
    outcomes = {outcome.name: place for place, outcome in enumerate(decision.outcomes)}
    order = pd.DataFrame(
        {
            "outcome": frame["outcome"].map(outcomes),
            "scenario": frame["scenario"].map({name: place for place, name in enumerate(decision.scenarios)}),
            "swing": -frame["swing"].astype(np.float64).abs().fillna(-1.0),
        }
    ).sort_values(["outcome", "scenario", "swing"], kind="stable")
    return frame.loc[order.index].reset_index(drop=True)
