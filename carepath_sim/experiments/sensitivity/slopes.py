"""The steady push of every number at once: a straight line through plausible worlds.

Where luck is large, one step of one number tells little. A sample in which all numbers
vary together lets every run speak of every number, and least squares tell their pushes
apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from carepath_sim.metrics.uncertainty import CONFIDENCE
from carepath_sim.model import Floats

LEAST_LEFT = 10
"""Points beyond the number of factors, without which a line through them says nothing of its own error."""


@dataclass(frozen=True, eq=False)
class Slopes:
    """Of each factor the change from the low to the high end of its range, with its 95% interval.

    `chance` is that of a slope so far from 0 where there is none. All NaN, and chances of
    1, where the points are too few.
    """

    slope: Floats
    low: Floats
    high: Floats
    chance: Floats


def slopes(quantiles: Floats, means: Floats) -> Slopes:
    """Ordinary least squares of the mean difference at each point on the quantiles [points, factors] of all factors.

    What a line cannot follow counts as error, as luck does.
    """
    points, factors = quantiles.shape
    left = points - factors - 1
    if left < LEAST_LEFT:
        return Slopes(*(np.full(factors, value) for value in (np.nan, np.nan, np.nan, 1.0)))
    table = np.column_stack([np.ones(points), quantiles])
    found = np.asarray(np.linalg.lstsq(table, means, rcond=None)[0], dtype=np.float64)
    residual = means - table @ found
    spread = np.asarray(np.linalg.inv(table.T @ table).diagonal()[1:], dtype=np.float64)
    error: Floats = np.sqrt(float(residual @ residual) / left * spread)
    slope: Floats = found[1:]
    half = stdtrit(left, 0.5 + CONFIDENCE / 2) * error
    ratio = np.divide(np.abs(slope), error, out=np.zeros_like(slope), where=error > 0)
    return Slopes(slope, slope - half, slope + half, 2 * stdtr(left, -ratio))
