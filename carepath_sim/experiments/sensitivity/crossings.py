"""What is found along a number: estimates of the difference, and where the answer turns."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

import numpy as np

from carepath_sim.experiments.sensitivity.decision import ROUNDING
from carepath_sim.metrics.uncertainty import half_width
from carepath_sim.model import Floats

LEAST_FIGURES = 3
"""Significant figures of a switching value, at the least."""
NOTHING = 1e-9
"""A value of so small a part of its resolution is 0."""


@dataclass(frozen=True)
class Estimate:
    """A mean paired difference and the 95% interval of it."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, differences: Floats) -> Estimate | None:
        """Of paired differences; None if none is defined."""
        kept = differences[np.isfinite(differences)]
        if not len(kept):
            return None
        mean, half = float(kept.mean()), half_width(kept)
        mean = 0.0 if abs(mean) <= ROUNDING * float(np.abs(kept).max()) else mean
        half = half if isfinite(half) else float("inf")
        return cls(mean, mean - half, mean + half)

    @property
    def sign(self) -> int:
        """Which side of zero the mean lies on."""
        return (self.mean > 0) - (self.mean < 0)

    @property
    def clear_sign(self) -> int:
        """Which side of zero the whole interval lies on; 0 if it holds zero."""
        return (self.low > 0) - (self.high < 0)


@dataclass(frozen=True)
class Crossing:
    """A value at which an answer turns, with the values run just before and past it and what was found there.

    `holds` says whether the answer had turned past it and not before.
    """

    value: float
    before: float
    beyond: float
    at_before: Estimate
    at_beyond: Estimate
    holds: bool


@dataclass(frozen=True)
class Turning:
    """What came of one search.

    `default` is what was found with the number as it is. `crossing` is the value nearest to that at which the answer
    turns (where there is no clear answer: at which there is one), `doubt` one from which on the interval holds zero.
    `again` names values further on, on the same side, at which the answer is as at first. The search began at `start`
    and looked from `looked_low` to `looked_high`, at the values `tried`.
    """

    default: Estimate | None
    start: float = float("nan")
    crossing: Crossing | None = None
    doubt: float | None = None
    again: tuple[float, ...] = ()
    looked_low: float = float("nan")
    looked_high: float = float("nan")
    within_range: bool = False
    tried: tuple[float, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether there is a clear answer to turn."""
        return self.default is not None and self.default.clear_sign != 0


def to_figures(value: float, resolution: float, side: int) -> float:
    """A value rounded up (`side` 1) or down (-1), in as many figures as its resolution bears out and three at least."""
    power = floor(log10(abs(resolution)))
    if abs(value) > NOTHING * abs(resolution):
        power = min(power, floor(log10(abs(value))) - (LEAST_FIGURES - 1))
    steps = float(f"{value / 10.0**power:.9g}")
    return float(f"{(ceil(steps) if side > 0 else floor(steps)) * 10.0**power:.12g}")
