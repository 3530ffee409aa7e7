"""Plausible worlds: every number that nobody knows drawn at once from its range, and the decision in each.

Tells ignorance (the numbers) from luck (one future), how often the answer would be the
other one, and the steady push of every number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd

from carepath_sim.errors import UsageError
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.sensitivity.decision import Decision, at_quantiles, filled, sub_seed
from carepath_sim.experiments.sensitivity.needing import salib, unit_problem
from carepath_sim.experiments.sensitivity.noise import Spread, spread
from carepath_sim.experiments.sensitivity.slopes import slopes
from carepath_sim.model import Floats

RESAMPLES = 2_000
INNER = (2.5, 97.5)
VARIANCE_COLUMNS = (
    *("outcome", "scenario", "parameters", "luck", "parameters_sd", "luck_sd", "mean", "low", "high"),
    *("more", "more_low", "more_high", "more_uncorrected", "worlds", "factors"),
    *("mean_low", "mean_high", "parameters_low", "parameters_high"),
)
"""A row for each outcome and other scenario.

`parameters` and `luck` are shares of the variance of the paired difference of one future,
with the standard deviation of each; `parameters_low` and `parameters_high` are the 95%
interval of the first. `mean`, `low` and `high`: the mean difference over worlds (95%
interval `mean_low` to `mean_high`) and the range that holds the middle 95% of worlds, luck
averaged out. `more` is the share of worlds in which the difference is above 0, with its
95% interval.

Where luck hides what the worlds differ by (`parameters_low` is 0 and `parameters_high`
is not), the two shares, their standard deviations, `low`, `high` and `more` are empty:
an estimate of no variance is no evidence of none.
"""

SAME = 1e-9
"""Of the largest difference: worlds that lie no further apart are the same, but for rounding."""

PUSHES_COLUMNS = ("scenario", "outcome", "factor", "slope", "slope_low", "slope_high", "chance")


@dataclass(frozen=True, eq=False)
class Worlds:
    """The table of variances, columns `VARIANCE_COLUMNS`, and of steady pushes, columns `PUSHES_COLUMNS`."""

    variance: pd.DataFrame
    pushes: pd.DataFrame


def worlds(decision: Decision, factors: Sequence[Factor], samples: int, replications: int) -> Worlds:
    """The decision over a Latin hypercube of some factors, all others as they are."""
    if samples < 10 or replications < 2:
        raise UsageError("plausible worlds need at least 10 samples and 2 replications of each")
    if not factors:
        return Worlds(pd.DataFrame(columns=list(VARIANCE_COLUMNS)), pd.DataFrame(columns=list(PUSHES_COLUMNS)))
    problem = unit_problem([factor.name for factor in factors])
    quantiles = salib("sample.latin").sample(problem, samples, seed=sub_seed(decision.seed, "worlds"))
    differences = decision.differences(at_quantiles(factors, quantiles), replications)
    return Worlds(
        pd.DataFrame(list(_rows(decision, len(factors), differences)), columns=list(VARIANCE_COLUMNS)),
        pd.DataFrame(list(_pushes(decision, factors, quantiles, differences)), columns=list(PUSHES_COLUMNS)),
    )


def _pushes(
    decision: Decision, factors: Sequence[Factor], quantiles: Floats, differences: Floats
) -> Iterator[tuple[object, ...]]:
    for other, scenario in enumerate(decision.others):
        for place, outcome in enumerate(decision.outcomes):
            found = filled(differences[:, other, :, place])
            ran = np.isfinite(found).all(axis=1)
            push = slopes(quantiles[ran], found[ran].mean(axis=1))
            columns = (push.slope.tolist(), push.low.tolist(), push.high.tolist(), push.chance.tolist())
            for factor, *told in zip(factors, *columns, strict=True):
                yield (scenario, outcome.name, factor.name, *told)


def _rows(decision: Decision, factors: int, differences: Floats) -> Iterator[tuple[object, ...]]:
    for place, outcome in enumerate(decision.outcomes):
        for other, scenario in enumerate(decision.others):
            found = filled(differences[:, other, :, place])
            kept = found[np.isfinite(found).all(axis=1)]
            if len(kept) < 2:
                continue
            random = np.random.default_rng(sub_seed(decision.seed, "resamples"))
            *told, mean_low, mean_high, low, high = _told(kept, random)
            yield (outcome.name, scenario, *told, float(factors), mean_low, mean_high, low, high)


def _told(differences: Floats, random: np.random.Generator) -> tuple[float, ...]:
    parts = spread(differences)
    if _are_same(differences):
        # A mean of equal numbers may differ from them by a rounding.
        parts = Spread(0.0, parts.luck, 0.0)
    again = _again(differences, parts, random)
    more_low, more_high = np.percentile(again.shares, INNER)
    ends = (*np.percentile(again.means, INNER), *again.parameters())
    means = differences.mean(axis=1)
    return (
        *_estimates(differences, parts, is_told=ends[2] > 0 or ends[3] == 0),
        *(float(more_low), float(more_high), _above(means)),
        *(float(len(differences)), *map(float, ends)),
    )


def _are_same(differences: Floats) -> bool:
    """Whether each replication gives all worlds the same, but for rounding."""
    return float(np.ptp(differences, axis=0).max()) <= SAME * float(np.abs(differences).max())


def _estimates(differences: Floats, parts: Spread, is_told: bool) -> tuple[float, ...]:
    """From `parameters` to `more`."""
    if not is_told:
        return (*[nan] * 4, float(differences.mean()), *[nan] * 3)
    whole = parts.parameters + parts.luck
    sharp = sharpened(differences, parts)
    low, high = np.percentile(sharp, INNER)
    return (
        *(parts.parameters / whole if whole else 0.0, parts.luck / whole if whole else 0.0),
        *(float(np.sqrt(parts.parameters)), float(np.sqrt(parts.luck))),
        *(float(sharp.mean()), float(low), float(high), _above(sharp)),
    )


def sharpened(differences: Floats, parts: Spread) -> Floats:
    """The mean difference at each point, drawn in towards their mean until luck's part of their spread is gone.

    Each point's mean is its true mean and some luck; drawn in by the root of the share
    that is true, their spread is that of the true means.
    """
    means = differences.mean(axis=1)
    seen = float(means.var(ddof=1))
    shrink = float(np.sqrt(parts.parameters / seen)) if seen else 0.0
    found: Floats = means.mean() + shrink * (means - means.mean())
    return found


def _above(means: Floats) -> float:
    return float(((means > 0).sum() + 0.5 * (means == 0).sum()) / len(means))


@dataclass(frozen=True, eq=False)
class _Again:
    """What other worlds with other luck might have given, in each draw.

    A share above 0, a mean, and the true variance of the parameters and of one future's luck.
    """

    shares: Floats
    means: Floats
    variances: Floats
    luck: Floats

    def parameters(self) -> tuple[float, float]:
        """The 95% interval of the part of the variance of one future that is the parameters'."""
        whole = self.variances + self.luck
        low, high = np.percentile(np.divide(self.variances, whole, out=np.zeros_like(whole), where=whole > 0), INNER)
        return float(low), float(high)


def _again(differences: Floats, parts: Spread, random: np.random.Generator) -> _Again:
    """Other worlds, drawn from those there are, with other luck in the mean over all and in what sets them apart.

    Variances are drawn from their generalised confidence distributions (Weerahandi, Journal of
    the American Statistical Association 88, 1993): a mean square over its true value is
    chi-squared. So where luck explains the spread of the worlds, the true part of it may be
    nothing or a good deal; a spread below what luck gives is taken for as much as luck gives.
    """
    points, replications = differences.shape
    means = differences.mean(axis=1)
    middle = float(means.mean())
    seen = 0.0 if _are_same(differences) else max(float(means.var(ddof=1)), parts.blur)
    shared = float(differences.mean(axis=0).var(ddof=1))
    shifts = np.sqrt(shared / replications) * random.standard_t(replications - 1, size=RESAMPLES)
    whole, blur, common = (
        mean_square * freedom / random.chisquare(freedom, size=RESAMPLES)
        for mean_square, freedom in (
            (seen, points - 1),
            (parts.blur, (points - 1) * (replications - 1)),
            (shared, replications - 1),
        )
    )
    variances = np.maximum(whole - blur, 0.0)
    true = np.divide(variances, whole, out=np.zeros(RESAMPLES), where=whole > 0)
    apart = means - middle
    if parts.parameters == 0 < parts.blur:
        apart *= np.sqrt(seen / means.var(ddof=1))
    resampled = apart[random.integers(points, size=(RESAMPLES, points))]
    found = middle + shifts[:, None] + np.sqrt(true)[:, None] * resampled
    shares = ((found > 0).sum(axis=1) + 0.5 * (found == 0).sum(axis=1)) / points
    return _Again(shares, found.mean(axis=1), variances, common + blur * replications * (1 - 1 / points))
