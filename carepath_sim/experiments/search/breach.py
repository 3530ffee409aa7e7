"""How a service level fares in many futures: its mean, and the chance that one future breaks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from scipy.special import betaincinv

from carepath_sim.experiments.search.levels import Level
from carepath_sim.metrics.uncertainty import CONFIDENCE, half_width
from carepath_sim.model import Bools, Floats


@dataclass(frozen=True)
class Fared:
    """A level over the replications, in the form in which it was stated.

    `met` is whether the mean keeps the bound, `sure` whether the whole 95% interval of it does or the whole of it does
    not. `breach` is the share of replications that break it, with an interval of its own.
    """

    value: float
    low: float
    high: float
    breach: float
    breach_low: float
    breach_high: float
    met: bool
    sure: bool
    replications: int


def fared(level: Level, values: Floats) -> Fared:
    """How a level fares, of values in its own form; a replication in which it is not defined neither keeps it nor not.

    A level that no replication defines is not met.
    """
    kept = values[np.isfinite(values)]
    if not len(kept):
        return Fared(nan, nan, nan, nan, nan, nan, False, False, 0)
    mean, half = float(kept.mean()), half_width(kept)
    met = bool(level.is_met(mean))
    ends = [bool(level.is_met(end)) for end in (mean - half, mean + half)] if half == half else [not met]
    broken = int((~level.is_met(kept)).sum())
    low, high = chance_interval(broken, len(kept))
    return Fared(
        mean, mean - half, mean + half, broken / len(kept), low, high, met, all(end == met for end in ends), len(kept)
    )


def any_broken(levels: Sequence[Level], values: Sequence[Floats]) -> Bools:
    """In which replications at least one of the levels is broken, of the values of each in its own form."""
    broken = [np.isfinite(each) & ~level.is_met(each) for level, each in zip(levels, values, strict=True)]
    found: Bools = np.any(broken, axis=0)
    return found


def chance_interval(happened: int, times: int) -> tuple[float, float]:
    """The 95% interval of a chance of which so many came true (Clopper and Pearson 1934, *Biometrika* 26)."""
    tail = (1 - CONFIDENCE) / 2
    low = float(betaincinv(happened, times - happened + 1, tail)) if happened else 0.0
    high = float(betaincinv(happened + 1, times - happened, 1 - tail)) if happened < times else 1.0
    return low, high
