"""What may be said about a difference between two scenarios that met the same luck.

Three things are kept apart: *error* (the 95% interval of the mean difference, which more
replications narrow), *risk* (the 10th to 90th percentile of the difference in one
future, which they do not) and *choice* (the probability of being the better of the two).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, nan, sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

CONFIDENCE = 0.95

PROBABILITY_BETTER = (
    "The share of paired replications in which the scenario has the better value; a tie counts as half, so two "
    "scenarios that never differ have 50%."
)
PRECISE = (
    "A difference is precise if half the width of its 95% interval is at most the tolerance of the measure: 1% of the "
    "larger of the two means for costs, 2% for young people looked after and 10% for everything else, or a few of the "
    "things counted if that is more."
)


@dataclass(frozen=True)
class Difference:
    """A paired comparison: means, the mean difference with its interval and percentiles; NaN where not defined.

    `replications` counts the pairs in which both values are defined; the others are left
    out. If there is no such pair, each mean is of the values that scenario has.
    """

    baseline: float
    value: float
    difference: float
    low: float
    high: float
    p10: float
    p90: float
    probability_better: float
    precise: bool
    replications: int


def paired(
    baseline: ArrayLike,
    value: ArrayLike,
    better: Literal["lower", "higher", "neither"],
    tolerance: float = 0.0,
    floor: float = 0.0,
) -> Difference:
    """Compare values replication by replication (the n-th of one with the n-th of the other).

    The interval is Student's, of the mean of the paired differences; with one pair there
    is none. Where every difference is zero everything is exactly zero. `tolerance` and
    `floor` are the registry's.
    """
    one, other = np.asarray(baseline, dtype=np.float64), np.asarray(value, dtype=np.float64)
    if one.shape != other.shape:
        raise ValueError(f"paired values differ in number: {one.size} and {other.size}")
    both = np.isfinite(one) & np.isfinite(other)
    if not both.any():
        return Difference(_mean(one), _mean(other), nan, nan, nan, nan, nan, nan, False, 0)
    one, other = one[both], other[both]
    differences = other - one
    mean = float(differences.mean())
    p10, p90 = (float(x) for x in np.percentile(differences, [10, 90]))
    half = half_width(differences)
    return Difference(
        baseline=float(one.mean()),
        value=float(other.mean()),
        difference=mean,
        low=mean - half,
        high=mean + half,
        p10=p10,
        p90=p90,
        probability_better=probability_better(differences, better),
        precise=bool(half <= allowed(float(one.mean()), float(other.mean()), tolerance, floor)),
        replications=len(one),
    )


def _mean(values: np.ndarray) -> float:
    """Mean of the values that are defined."""
    kept = values[np.isfinite(values)]
    return float(kept.mean()) if len(kept) else nan


def half_width(values: np.ndarray) -> float:
    """Half the width of the 95% t interval of a mean; 0 if all values are equal, NaN if there is only one."""
    n = len(values)
    if n < 2:
        return nan
    if np.all(values == values[0]):
        return 0.0
    return float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2) * values.std(ddof=1) / sqrt(n))


def probability_better(differences: np.ndarray, better: Literal["lower", "higher", "neither"]) -> float:
    """See `PROBABILITY_BETTER`; NaN for a measure of which neither more nor less is better."""
    if better == "neither":
        return nan
    wins = differences < 0 if better == "lower" else differences > 0
    return float((wins.sum() + 0.5 * (differences == 0).sum()) / len(differences))


def allowed(baseline: float, value: float, tolerance: float, floor: float) -> float:
    """The half-width at which a difference counts as precise; the larger mean counts, as either may be 0."""
    return max(tolerance * max(abs(baseline), abs(value)), floor)


def replications_needed(difference: Difference, tolerance: float, floor: float) -> int:
    """About how many replications would make a difference precise, if its spread stays the same; 0 if unknown."""
    half = difference.high - difference.difference
    target = allowed(difference.baseline, difference.value, tolerance, floor)
    if not (np.isfinite(half) and target > 0):
        return 0
    return ceil(difference.replications * (half / target) ** 2)
