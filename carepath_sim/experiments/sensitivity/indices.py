"""How the spread of a decision falls to the few numbers that matter most: Sobol' indices, or PAWN's.

Samples and uncorrected measures are SALib's. The luck of a finite number of replications
adds to every variance and so to every index; what it adds is told by the replications
themselves and taken off, which leaves the same estimators free of it (the product of two
means over different replications in place of the same ones).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import nan
from typing import Literal

import numpy as np
import pandas as pd

from carepath_sim.errors import UsageError
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.sensitivity.decision import Decision, at_quantiles, filled, sub_seed
from carepath_sim.experiments.sensitivity.needing import salib, unit_problem
from carepath_sim.experiments.sensitivity.noise import error_of_product
from carepath_sim.model import Floats, Ints

Method = Literal["sobol", "pawn"]
METHODS: tuple[Method, ...] = ("sobol", "pawn")
SLICES = 8
"""Of the range of a factor, in each of which PAWN looks at the outcomes."""
RESAMPLES = 200
PAWN_RESAMPLES = 24
LEAST_TOLD = 0.1
"""Of the variance over a sample: where less of it than this is not luck, there is nothing to share out."""
MOST_UNSURE = 1.0
"""Half of an interval: an index that may lie anywhere from 0 to 1 is not told."""
NORMAL_95 = 1.96
INDICES_COLUMNS = (
    *("scenario", "outcome", "factor", "label", "first", "first_low", "first_high"),
    *("total", "total_low", "total_high", "method", "first_uncorrected", "total_uncorrected", "noise"),
)
"""Indices with their 95% intervals over the sample; `noise` is the total index that luck alone gives.

Of PAWN there is one index, told as `total`: the median over slices of the largest
distance between the distributions of the difference with the factor in the slice and
anywhere.
"""


def indices(
    decision: Decision, factors: Sequence[Factor], method: Method, samples: int, replications: int
) -> pd.DataFrame:
    """The indices of some factors, all others as they are: columns `INDICES_COLUMNS`.

    Sobol' needs a number of samples that is a power of two, and runs that number times
    (factors + 2) points; PAWN runs as many points as there are samples. Raises UsageError
    for other numbers.
    """
    check(method, samples, replications)
    if not factors:
        return pd.DataFrame(columns=list(INDICES_COLUMNS))
    quantiles = _sample(decision, factors, method, samples)
    differences = decision.differences(at_quantiles(factors, quantiles), replications)
    rows = list(_rows(decision, factors, method, quantiles, differences))
    return pd.DataFrame(rows, columns=list(INDICES_COLUMNS))


def check(method: str, samples: int, replications: int) -> None:
    """Raise UsageError for a method or numbers that make no sense."""
    if method not in METHODS:
        raise UsageError(f"there is no method {method!r}. Allowed: {', '.join(METHODS)}")
    if replications < 2:
        raise UsageError(f"indices need at least 2 replications to tell them from luck, not {replications}")
    if method == "sobol" and (samples < 4 or samples & (samples - 1)):
        near = 2 ** max(2, round(np.log2(max(samples, 1))))
        raise UsageError(
            f"Sobol' indices need a power of two as their number of samples, such as {near}, not {samples}"
        )
    if method == "pawn" and samples < 10 * SLICES:
        raise UsageError(f"PAWN needs at least {10 * SLICES} samples, not {samples}")


def _sample(decision: Decision, factors: Sequence[Factor], method: Method, samples: int) -> Floats:
    problem = unit_problem([factor.name for factor in factors])
    seed = sub_seed(decision.seed, method)
    if method == "sobol":
        found = salib("sample.sobol").sample(problem, samples, calc_second_order=False, seed=seed)
    else:
        found = salib("sample.latin").sample(problem, samples, seed=seed)
    return np.asarray(found, dtype=np.float64)


def _rows(
    decision: Decision, factors: Sequence[Factor], method: Method, quantiles: Floats, differences: Floats
) -> Iterator[tuple[object, ...]]:
    analysed = _by_sobol if method == "sobol" else _by_pawn
    for other, scenario in enumerate(decision.others):
        for place, outcome in enumerate(decision.outcomes):
            found = filled(differences[:, other, :, place])
            for factor, row in zip(factors, analysed(decision, factors, quantiles, found), strict=True):
                yield (scenario, outcome.name, factor.name, factor.label, *row)


# Sobol'


@dataclass(frozen=True, eq=False)
class Saltelli:
    """The outcomes of a Saltelli sample: `a` and `b` [samples, replications], `ab` [samples, factors, replications].

    `ab` is as `a` but for one factor, which is as in `b` (Saltelli and others, Computer
    Physics Communications 181, 2010).
    """

    a: Floats
    b: Floats
    ab: Floats

    @classmethod
    def of(cls, differences: Floats, factors: int) -> Saltelli:
        """From the order of SALib's sample, without the samples of which a point could not be run."""
        by_sample = differences.reshape(-1, factors + 2, differences.shape[1])
        kept = by_sample[np.isfinite(by_sample).all(axis=(1, 2))]
        centred = kept - kept.mean() if len(kept) else kept
        return cls(centred[:, 0], centred[:, -1], centred[:, 1:-1])

    def variance(self, corrected: bool, rows: Ints) -> Floats:
        """Of the true means, or of those over the replications: of each resample of rows [..., samples]."""
        both = np.concatenate([self.a, self.b], axis=0)
        pairs = np.concatenate([rows, rows + len(self.a)], axis=-1)
        means = both.mean(axis=1)
        found: Floats = means[pairs].var(axis=-1)
        if corrected:
            found = found - _blur(both, pairs)
        return found

    def first(self, corrected: bool, rows: Ints) -> Floats:
        """The numerators of the first indices, [..., factors]."""
        a, b, ab = self.a.mean(axis=-1), self.b.mean(axis=-1), self.ab.mean(axis=-1)
        terms = b[:, None] * (ab - a[:, None])
        if corrected:
            terms = terms - error_of_product(self.b[:, None, :], self.ab - self.a[:, None, :])
        return _means(terms, rows)

    def total(self, corrected: bool, rows: Ints) -> Floats:
        """The numerators of the total indices, [..., factors]."""
        apart = self.a[:, None, :] - self.ab
        terms = 0.5 * apart.mean(axis=-1) ** 2
        if corrected:
            terms = terms - 0.5 * error_of_product(apart, apart)
        return _means(terms, rows)


def _means(terms: Floats, rows: Ints) -> Floats:
    found: Floats = terms[rows].mean(axis=-2)
    return found


def _blur(table: Floats, rows: Ints) -> Floats:
    """What luck adds to the variance over points of their means: see `noise.spread`.

    The residual of the two-way table is taken once, with its own degrees of freedom, and
    shared out over the resamples by the rows they hold.
    """
    residual = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0, keepdims=True) + table.mean()
    points, replications = table.shape
    by_point = (residual**2).sum(axis=1) / ((replications - 1) * replications) * (points / (points - 1))
    found: Floats = by_point[rows].mean(axis=-1) * (points - 1) / points
    return found


def _by_sobol(
    decision: Decision, factors: Sequence[Factor], _quantiles: Floats, differences: Floats
) -> Iterator[tuple[object, ...]]:
    sample = Saltelli.of(differences, len(factors))
    count = len(sample.a)
    if count < 2 or not np.ptp(sample.a.mean(axis=1)) > 0:
        return (_nothing("sobol") for _ in factors)
    every = np.arange(count)
    draws = np.random.default_rng(sub_seed(decision.seed, "resamples")).integers(count, size=(RESAMPLES, count))
    plain = sample.variance(False, every)
    first, total = (_index(sample, kind, every) for kind in ("first", "total"))
    first_half, total_half = (_half(_index(sample, kind, draws)) for kind in ("first", "total"))
    first, total = (
        np.where(half <= MOST_UNSURE, index, nan) for index, half in ((first, first_half), (total, total_half))
    )
    first_plain, total_plain = sample.first(False, every) / plain, sample.total(False, every) / plain
    luck = total_plain - sample.total(True, every) / plain
    return (
        (
            *(first[row], first[row] - first_half[row], first[row] + first_half[row]),
            *(total[row], total[row] - total_half[row], total[row] + total_half[row]),
            *("sobol", first_plain[row], total_plain[row], luck[row]),
        )
        for row in range(len(factors))
    )


def _index(sample: Saltelli, kind: Literal["first", "total"], rows: Ints) -> Floats:
    """Corrected indices [..., factors]; NaN where luck explains nearly all the variance there is."""
    variance = sample.variance(True, rows)[..., None]
    parts = sample.first(True, rows) if kind == "first" else sample.total(True, rows)
    is_told = variance > LEAST_TOLD * sample.variance(False, rows)[..., None]
    return np.divide(parts, variance, out=np.full_like(parts, nan), where=is_told)


def _half(resamples: Floats) -> Floats:
    """Half of the 95% interval of each index, of resamples [resamples, factors]; NaN where hardly any has one."""
    kept = [column[np.isfinite(column)] for column in resamples.T]
    return np.array([NORMAL_95 * column.std(ddof=1) if len(column) > RESAMPLES / 2 else nan for column in kept])


def _nothing(method: str) -> tuple[object, ...]:
    return (*(nan,) * 6, method, *(nan,) * 3)


# PAWN


def _by_pawn(
    decision: Decision, factors: Sequence[Factor], quantiles: Floats, differences: Floats
) -> Iterator[tuple[object, ...]]:
    ran = np.isfinite(differences).all(axis=1)
    x, y = quantiles[ran], differences[ran].mean(axis=1)
    if len(y) < 2 * SLICES:
        return (_nothing("pawn") for _ in factors)
    names = [factor.name for factor in factors]
    found = _pawn(names, x, y)
    random = np.random.default_rng(sub_seed(decision.seed, "resamples"))
    again = [random.integers(len(y), size=len(y)) for _ in range(PAWN_RESAMPLES)]
    half = NORMAL_95 * np.std([_pawn(names, x[rows], y[rows]) for rows in again], axis=0, ddof=1)
    # A factor that has nothing to do with the outcome: the same sample, shuffled.
    dummy = float(np.mean([_pawn(names[:1], x[:, :1], random.permutation(y)) for _ in range(PAWN_RESAMPLES)]))
    return (
        (nan, nan, nan, index, index - error, index + error, "pawn", nan, index, dummy)
        for index, error in zip(found.tolist(), half.tolist(), strict=True)
    )


def _pawn(names: list[str], x: Floats, y: Floats) -> Floats:
    return np.asarray(salib("analyze.pawn").analyze(unit_problem(names), x, y, S=SLICES)["median"], dtype=np.float64)
