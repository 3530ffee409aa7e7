"""Intervals of a mean where many points are looked at: wide enough to hold all at once, and told apart from zero."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from scipy.special import stdtrit

from carepath_sim.metrics.uncertainty import CONFIDENCE
from carepath_sim.model import Floats


@dataclass(frozen=True)
class Estimate:
    """A mean with the ends of its interval; NaN where not known.

    `is_backed` is False for a rate where the number it comes from is known and does not differ the same way.
    """

    mean: float
    low: float
    high: float
    is_backed: bool = True

    def side(self, threshold: float = 0.0) -> int:
        """1 or -1 where the whole interval lies above or below a threshold and may be called so, else 0."""
        return (self.low > threshold) - (self.high < threshold) if self.is_backed else 0

    @property
    def is_clear(self) -> bool:
        """Whether it may be called clearly different from nothing."""
        return self.side() != 0


UNKNOWN = Estimate(nan, nan, nan)


def estimate(values: Floats, looked_at: int = 1) -> Estimate:
    """The mean of values [worlds, replications], with an interval that holds together with those of `looked_at` means.

    The chance of error is shared out evenly (Bonferroni), so that all intervals hold at once in 95% of studies.
    Replications meet the same luck in every world and worlds are the same in every replication, so both count as
    chance: the variance of the mean is taken as that of the means of worlds plus that of the means of
    replications, each over its number, which is never too small (Searle, Casella and McCulloch, *Variance
    Components*, 1992, chapter 4). Not-a-number is left out; one value has no interval.
    """
    kept = values[np.isfinite(values).any(axis=1)][:, np.isfinite(values).any(axis=0)] if values.size else values
    if not kept.size:
        return UNKNOWN
    worlds, replications = np.nanmean(kept, axis=1), np.nanmean(kept, axis=0)
    mean = float(worlds.mean() if len(worlds) > 1 else replications.mean())
    parts = [part for part in (worlds, replications) if len(part) > 1]
    if not parts:
        return Estimate(mean, nan, nan)
    variance = sum(float(part.var(ddof=1)) / len(part) for part in parts)
    freedom = min(len(part) for part in parts) - 1
    half = _quantile(freedom, looked_at) * sqrt(variance) if variance > 0 else 0.0
    return Estimate(mean, mean - half, mean + half)


def _quantile(freedom: int, looked_at: int) -> float:
    return float(stdtrit(freedom, 1 - (1 - CONFIDENCE) / (2 * max(looked_at, 1))))


def widened_words(looked_at: int) -> str:
    """What is said of such intervals."""
    if looked_at <= 1:
        return "95% intervals"
    return f"95% intervals, widened so that all {looked_at:,} hold at once"
