"""The points of a design: every combination of listed values, and space-filling samples of the numbers drawn.

Latin hypercubes: McKay, Beckman and Conover (1979), Technometrics 21(2), 239-245. Sobol'
points, scrambled as Owen (1998, Journal of Complexity 14(4), 466-489) proposed, by
scipy.stats.qmc.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

import numpy as np

from carepath_sim.errors import UsageError
from carepath_sim.experiments.designs.design import Point
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.model import Floats

GRID, LATIN_HYPERCUBE, SOBOL = "grid", "latin hypercube", "sobol"
KINDS = (GRID, LATIN_HYPERCUBE, SOBOL)
Values = tuple[float | str, ...]


def grid(factors: Sequence[Factor]) -> tuple[Point, ...]:
    """Every combination of the values of the factors, the last varying fastest."""
    return _numbered(itertools.product(*(factor.levels for factor in factors)))


def latin_hypercube(factors: Sequence[Factor], samples: int, seed: int) -> tuple[Point, ...]:
    """A sample in which each factor has one value in each of as many equally likely parts of its range as points."""
    return _numbered(_drawn(factors, LATIN_HYPERCUBE, samples, seed))


def sobol(factors: Sequence[Factor], samples: int, seed: int) -> tuple[Point, ...]:
    """The first points of a scrambled Sobol' sequence; raises UsageError unless they are a power of two."""
    return _numbered(_drawn(factors, SOBOL, samples, seed))


def crossed(
    levers: Sequence[Factor], uncertainties: Sequence[Factor], kind: str, samples: int, seed: int
) -> tuple[Point, ...]:
    """Every combination of the listed values (`levers`), each at every point of one sample of the rest.

    Where nothing is drawn this is a grid. The values of a point are the levers' and then the uncertainties'.
    """
    if not uncertainties:
        return grid(levers)
    sample = _drawn(uncertainties, kind, samples, seed)
    combinations = itertools.product(*(factor.levels for factor in levers))
    return _numbered((*combination, *values) for combination in combinations for values in sample)


def quantiles(kind: str, dimensions: int, samples: int, seed: int) -> Floats:
    """A sample of the unit cube, [samples, dimensions]; the same for the same seed."""
    # Loading it takes longer than making a grid, which needs none of it.
    from scipy.stats import qmc

    luck = np.random.default_rng(seed)
    if kind == SOBOL:
        check_power_of_two(samples)
        return qmc.Sobol(dimensions, scramble=True, rng=luck).random_base2(samples.bit_length() - 1)
    return qmc.LatinHypercube(dimensions, rng=luck).random(samples)


def check_power_of_two(samples: int) -> None:
    """Raise UsageError, naming the nearest, unless a number of points is one at which a Sobol' sample is balanced."""
    if samples < 1 or samples & (samples - 1):
        raise UsageError(
            f"a Sobol' sample has a power of two of points, not {samples:,}. Did you mean {nearest(samples):,}?"
        )


def nearest(samples: int) -> int:
    """The power of two nearest to a number of points, the larger of two; at least 2."""
    below = 1 << (max(samples, 2).bit_length() - 1)
    return below if samples - below < 2 * below - samples else 2 * below


def _drawn(factors: Sequence[Factor], kind: str, samples: int, seed: int) -> list[Values]:
    found = quantiles(kind, len(factors), samples, seed)
    return [tuple(factor.at(float(part)) for factor, part in zip(factors, row, strict=True)) for row in found]


def _numbered(combinations: Iterable[Values]) -> tuple[Point, ...]:
    return tuple(Point(number, values) for number, values in enumerate(combinations))


def size(levers: Sequence[Factor], drawn: int, samples: int) -> int:
    """How many points a design would have."""
    return math.prod(len(factor.levels) for factor in levers) * (samples if drawn else 1)


def size_words(levers: Sequence[Factor], drawn: int, samples: int) -> str:
    """The same as a product: `49 × 49 × 420 = 1,008,420 points`."""
    parts = [len(factor.levels) for factor in levers] + ([samples] if drawn else [])
    product = " × ".join(f"{part:,}" for part in parts)
    total = f"{size(levers, drawn, samples):,} points"
    return f"{product} = {total}" if len(parts) > 1 else total
