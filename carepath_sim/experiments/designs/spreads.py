"""How belief about a number is spread over its range: the value below which a share of belief lies."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from scipy.special import ndtri

Spread = Callable[[float, float, float, float], float]
"""(quantile, low, mode, high) -> value. Every one stays within low and high and rises with the quantile."""

TAIL = 0.025
"""Share of a normal or log-normal belief that lies below its low, and above its high; both tails are cut off."""


def uniform(quantile: float, low: float, _mode: float, high: float) -> float:
    """Any value as likely as any other."""
    return low + quantile * (high - low)


def triangular(quantile: float, low: float, mode: float, high: float) -> float:
    """Likeliest at the mode, falling in straight lines to both ends."""
    width, below, above = high - low, mode - low, high - mode
    if quantile * width < below:
        return low + math.sqrt(quantile * width * below)
    return high - math.sqrt((1.0 - quantile) * width * above)


def normal(quantile: float, low: float, _mode: float, high: float) -> float:
    """Of a normal belief with its middle 95% between low and high, that middle part."""
    deviate = float(ndtri(TAIL + quantile * (1.0 - 2.0 * TAIL)))
    return (low + high) / 2.0 + deviate * (high - low) / (2.0 * float(ndtri(1.0 - TAIL)))


def lognormal(quantile: float, low: float, _mode: float, high: float) -> float:
    """The same of a belief whose logarithm is normal; low is more than 0."""
    return math.exp(normal(quantile, math.log(low), math.nan, math.log(high)))


SPREADS: Mapping[str, Spread] = {
    "uniform": uniform,
    "triangular": triangular,
    "lognormal": lognormal,
    "normal": normal,
}


def value_at(distribution: str, quantile: float, low: float, default: float | None, high: float) -> float:
    """The value at a quantile from 0 to 1, never outside the range; the mode is the default, brought within it."""
    mode = (low + high) / 2.0 if default is None else min(max(default, low), high)
    return min(max(SPREADS[distribution](quantile, low, mode, high), low), high)
