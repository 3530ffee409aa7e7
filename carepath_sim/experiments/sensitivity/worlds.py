"""Plausible worlds: every number that nobody knows drawn at once from its range, and the decision in each.

Tells ignorance (the numbers) from luck (one future), how often the answer would be the
other one, and the steady push of every number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from carepath_sim.errors import UsageError
from carepath_sim.experiments.sensitivity.decision import Decision, at_quantiles, filled, sub_seed
from carepath_sim.experiments.sensitivity.needing import salib, unit_problem
from carepath_sim.experiments.sensitivity.noise import Spread, spread
from carepath_sim.experiments.sensitivity.slopes import slopes
from carepath_sim.experiments.sweeps.factors import Factor
from carepath_sim.model import Floats

RESAMPLES = 400
VARIANCE_COLUMNS = (
    *("outcome", "scenario", "parameters", "luck", "parameters_sd", "luck_sd", "mean", "low", "high"),
    *("more", "more_low", "more_high", "more_uncorrected", "worlds", "factors"),
)
"""A row for each outcome and other scenario.

`parameters` and `luck` are shares of the variance of the paired difference of one future,
with the standard deviation of each. `mean`, `low` and `high`: the mean difference over
worlds and the range that holds the middle 95% of them, luck averaged out. `more` is the
share of worlds in which the difference is above 0, with its 95% interval.
"""


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
            yield (outcome.name, scenario, *_told(kept, random), float(len(kept)), float(factors))


def _told(differences: Floats, random: np.random.Generator) -> tuple[float, ...]:
    parts = spread(differences)
    whole = parts.parameters + parts.luck
    sharp = sharpened(differences, parts)
    low, high = np.percentile(sharp, [2.5, 97.5])
    again = _shares_again(differences, sharp, random)
    more_low, more_high = np.percentile(again, [2.5, 97.5])
    return (
        *(parts.parameters / whole if whole else 0.0, parts.luck / whole if whole else 0.0),
        *(float(np.sqrt(parts.parameters)), float(np.sqrt(parts.luck))),
        *(float(sharp.mean()), float(low), float(high)),
        *(_above(sharp), float(more_low), float(more_high), _above(differences.mean(axis=1))),
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


def _shares_again(differences: Floats, sharp: Floats, random: np.random.Generator) -> list[float]:
    """The share above 0 in other worlds, drawn from those there are, with other luck in the mean over all of them."""
    points, replications = differences.shape
    error = float(differences.mean(axis=0).std(ddof=1) / np.sqrt(replications))
    shifts = error * random.standard_t(replications - 1, size=RESAMPLES)
    return [_above(sharp[random.integers(points, size=points)] + shift) for shift in shifts]
