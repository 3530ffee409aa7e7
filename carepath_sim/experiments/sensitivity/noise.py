"""How much of what an analysis finds is the luck of its replications.

All points of an analysis meet the same luck, so the mean differences at two of them
share most of their error. What blurs a comparison of points is only the part of a
replication's luck that differs from point to point: the residual of a two-way table of
points and replications.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from carepath_sim.model import Bools, Floats

MEAN_OF_ABSOLUTE_NORMAL = float(np.sqrt(2 / np.pi))
FALSE_DISCOVERIES = 0.05
"""Of the factors said to stand out, the expected share that are there by luck, at most."""


@dataclass(frozen=True)
class Spread:
    """The variance of a paired difference over points and replications, taken apart.

    `parameters`: of the true mean at a point. `luck`: of one future around the mean at its point. `blur`: of the
    part of that luck which differs from point to point, left in a mean over the replications.
    """

    parameters: float
    luck: float
    blur: float


def spread(differences: Floats) -> Spread:
    """The law of total variance for a table [points, replications], free of bias: a two-way analysis of variance.

    The variance of the points' means is that of the parameters and `blur` together, whether or not the points share
    their luck. `parameters` is 0 where the blur explains it all. Needs two points and two replications.
    """
    points, replications = differences.shape
    means = differences.mean(axis=1)
    residual = differences - means[:, None] - differences.mean(axis=0)[None, :] + differences.mean()
    blur = float((residual**2).sum() / ((points - 1) * (replications - 1)) / replications)
    return Spread(
        parameters=max(float(means.var(ddof=1)) - blur, 0.0),
        luck=float(differences.var(axis=1, ddof=1).mean()),
        blur=blur,
    )


def error_of_product(one: Floats, other: Floats) -> Floats:
    """What luck adds to the product of two means over the same replications (the last axis): their covariance.

    The product of the means less this is the mean over pairs of different replications, which is free of bias.
    """
    replications = one.shape[-1]
    found: Floats = ((one - one.mean(axis=-1, keepdims=True)) * (other - other.mean(axis=-1, keepdims=True))).sum(
        axis=-1
    ) / (replications * (replications - 1))
    return found


def luck_alone(effects: Floats) -> Floats:
    """The mean absolute effect to expect of a factor without effect: of effects [factors, trajectories, replications].

    Such a factor's mean effect in a trajectory is normal around 0 with a standard error s that its replications
    tell, so the mean of its size is s times the root of 2 by pi, however the trajectories hang together.
    """
    found: Floats = MEAN_OF_ABSOLUTE_NORMAL * standard_errors(effects).mean(axis=1)
    return found


def standard_errors(effects: Floats) -> Floats:
    """Of the mean over the replications, the last axis."""
    found: Floats = effects.std(axis=-1, ddof=1) / np.sqrt(effects.shape[-1])
    return found


def chances_of_luck(effects: Floats) -> Floats:
    """How likely luck alone gives effects as large as these, of effects [factors, trajectories, replications].

    Either of two tests may tell, and the smaller chance of the two is doubled. One is of the mean effect, in which the
    luck of the trajectories evens out. The other is of the mean absolute effect, for factors that push now up and now
    down: over its mean standard error it is held against Student's distribution, which is exact where luck pushes all
    trajectories alike and too strict where it does not, since of all ways in which terms can hang together, going all
    together spreads their sum most.
    """
    steady, each = effects.mean(axis=1), np.abs(effects.mean(axis=-1)).mean(axis=1)
    return either(
        _chances(np.abs(steady.mean(axis=-1)), standard_errors(steady), effects.shape[-1]),
        _chances(each, standard_errors(effects).mean(axis=1), effects.shape[-1]),
    )


def either(one: Floats, other: Floats) -> Floats:
    """The chance that goes with the better of two tests of the same: Bonferroni's."""
    found: Floats = np.minimum(2 * np.minimum(one, other), 1.0)
    return found


def _chances(sizes: Floats, errors: Floats, replications: int) -> Floats:
    """Of a size at least so large by luck alone; 1 for nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(sizes > 0, sizes / errors, 0.0)
    found: Floats = 2 * stdtr(replications - 1, -ratio)
    return found


def discovered(chances: Floats, share: float = FALSE_DISCOVERIES) -> Bools:
    """Which of many chances of being mere luck are small enough, though many were looked at.

    Benjamini and Hochberg's step-up rule (Journal of the Royal Statistical Society B 57, 1995): of what is found, the
    expected share that is luck after all is at most `share`.
    """
    order = np.argsort(chances, kind="stable")
    passed = np.flatnonzero(chances[order] <= share * np.arange(1, len(chances) + 1) / len(chances))
    found = np.zeros(len(chances), dtype=np.bool_)
    if len(passed):
        found[order[: passed[-1] + 1]] = True
    return found
