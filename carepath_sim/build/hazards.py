"""From what people know about a length of stay to a hazard in each band of it.

In every band the hazard is constant and such that survival at the band's two ends is
exactly that of the form given: (H(b) - H(a)) / (b - a), H being the cumulative hazard.
The last band has no end; it takes the mean over its first ten years. Each hazard has bands
of its own, so that what is written about one leaves every other as it was; only then are
they laid out on the edges that all have in common.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from carepath_sim.build.axes import Axes, own_edges, ticks
from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.model import Floats
from carepath_sim.scenario.hazards import Hazard, times
from carepath_sim.scenario.schema import FIRST_AGE
from carepath_sim.scenario.units import Quantity, parse_ages

LAST_BAND_DAYS = 10 * DAYS_PER_YEAR
FASTEST_PER_DAY = float(DAY)
"""One a minute: nothing happens faster than the clock ticks."""

Cumulative = Callable[[float], float]
MeanRate = Callable[[float, float], float]


def table(hazard: Hazard, axes: Axes) -> Floats:
    """Hazard per day [N, A, D]."""
    own = own_edges(hazard)
    rates = bands(hazard, tuple(edge / DAY for edge in own))
    stays = rates[np.searchsorted(own, axes.stays, side="right") - 1]
    ages = np.array([_by_age(hazard, max(age, FIRST_AGE)) for age in axes.ages])
    needs = np.array([_by_need(hazard, need) for need in axes.needs])
    found: Floats = needs[:, None, None] * ages[None, :, None] * stays[None, None, :]
    return found


def constant(hazard: Hazard) -> float:
    """The hazard per day of a form that does not change with time."""
    by = 1.0 if hazard.times is None else hazard.times.amount
    if hazard.rate is not None:
        return by * hazard.rate.amount
    if hazard.mean is not None:
        return by / hazard.mean.amount
    return by * math.log(2) / hazard.median.amount if hazard.median is not None else 0.0


def _is_constant(hazard: Hazard) -> bool:
    shaped = hazard.weibull_shape or hazard.gamma_shape or hazard.log_normal_sigma
    return hazard.form in ("rate", "mean", "median", "never") and not shaped


def bands(hazard: Hazard, edges_days: tuple[float, ...]) -> Floats:
    """Hazard per day in each band of the stay [D], multipliers by age and need left out."""
    if _is_constant(hazard):
        return np.full(len(edges_days), min(constant(hazard), FASTEST_PER_DAY))
    mean = _stepped(hazard.bands) if hazard.bands is not None else _mean_of(_cumulative(hazard))
    ends = (*edges_days[1:], edges_days[-1] + LAST_BAND_DAYS)
    by = 1.0 if hazard.times is None else hazard.times.amount
    rates = [by * mean(start, end) for start, end in zip(edges_days, ends, strict=True)]
    found: Floats = np.minimum(np.array(rates, dtype=np.float64), FASTEST_PER_DAY)
    return found


def _mean_of(cumulative: Cumulative) -> MeanRate:
    return lambda start, end: (cumulative(end) - cumulative(start)) / (end - start)


def _cumulative(hazard: Hazard) -> Cumulative:
    """H(t) of a form that changes with time, t in days."""
    if hazard.survival is not None:
        return _through([(time, -math.log(share)) for time, share in times(hazard.survival)])
    if hazard.weibull is not None:
        return _weibull(hazard.weibull.shape.amount, hazard.weibull.scale.amount)
    if hazard.mean is not None:
        return _from_mean(hazard, hazard.mean.amount)
    assert hazard.median is not None
    return _from_median(hazard, hazard.median.amount)


def _from_mean(hazard: Hazard, mean: float) -> Cumulative:
    if hazard.weibull_shape is not None:
        shape = hazard.weibull_shape.amount
        return _weibull(shape, mean / math.gamma(1 + 1 / shape))
    assert hazard.gamma_shape is not None
    return _gamma(hazard.gamma_shape.amount, mean / hazard.gamma_shape.amount)


def _from_median(hazard: Hazard, median: float) -> Cumulative:
    if hazard.weibull_shape is not None:
        shape = hazard.weibull_shape.amount
        return _weibull(shape, median / math.log(2) ** (1 / shape))
    assert hazard.log_normal_sigma is not None
    from scipy.special import log_ndtr  # a quarter of a second to load, and seldom needed

    sigma = hazard.log_normal_sigma.amount
    return lambda days: -float(log_ndtr(-math.log(days / median) / sigma)) if days > 0 else 0.0


def _weibull(shape: float, scale: float) -> Cumulative:
    return lambda days: (days / scale) ** shape if days > 0 else 0.0


def _gamma(shape: float, scale: float) -> Cumulative:
    from scipy.special import gammaincc  # a quarter of a second to load, and seldom needed

    def cumulative(days: float) -> float:
        survival = float(gammaincc(shape, days / scale))
        # Far out, where survival underflows, the hazard has become that of an exponential with this scale.
        return -math.log(survival) if survival > 0.0 else days / scale

    return cumulative


def _through(points: list[tuple[float, float]]) -> Cumulative:
    """H through given points from the origin, straight between them and on after the last."""
    days, amounts = ([0.0, *values] for values in zip(*points, strict=True))
    slope = (amounts[-1] - amounts[-2]) / (days[-1] - days[-2])

    def cumulative(time: float) -> float:
        if time >= days[-1]:
            return float(amounts[-1] + slope * (time - days[-1]))
        return float(np.interp(time, days, amounts))

    return cumulative


def _stepped(written: dict[str, Quantity]) -> MeanRate:
    """The mean of a hazard that is constant from each time to the next: the very rate where no step lies between."""
    rates = {ticks(time) / DAY: rate for time, rate in times(written)}
    steps = list(zip(rates.items(), [*list(rates)[1:], math.inf], strict=True))

    def mean(start: float, end: float) -> float:
        parts = [(rate, min(end, until) - max(start, since)) for (since, rate), until in steps]
        inside = [(rate, length) for rate, length in parts if length > 0]
        return inside[0][0] if len(inside) == 1 else sum(rate * length for rate, length in inside) / (end - start)

    return mean


def _by_age(hazard: Hazard, age: int) -> float:
    for span, by in (hazard.by_age or {}).items():
        first, last = parse_ages(span)
        if first <= age <= last:
            return by.amount
    return 1.0


def _by_need(hazard: Hazard, need: str) -> float:
    by = (hazard.by_need or {}).get(need)
    return 1.0 if by is None else by.amount
