"""Grids and samples: every stratum once, the same for the same seed, crossed with every combination of levers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath_sim.errors import UsageError
from carepath_sim.experiments.designs import sampling
from carepath_sim.experiments.designs.factors import Factor
from tests.unit.experiments.sweeps.small_sweeps import PLACES

RATE = replace(
    PLACES,
    name="rate",
    role="uncertainty",
    after="% per year",
    whole=False,
    low=10.0,
    high=50.0,
    default=29.0,
    values=(),
)
POLICIES = replace(
    PLACES, name="policies", paths=(), values=(), choices=("none", "free"), low=None, high=None, distribution=None
)
seeds = st.integers(0, 2**32)


def drawn(count: int) -> list[Factor]:
    return [replace(RATE, name=f"rate {number}") for number in range(count)]


@given(st.integers(2, 60), st.integers(1, 5), seeds)
def test_a_latin_hypercube_has_one_point_in_every_stratum(samples: int, count: int, seed: int) -> None:
    found = sampling.quantiles(sampling.LATIN_HYPERCUBE, count, samples, seed)
    strata = np.floor(found * samples).astype(int)
    for column in strata.T:
        assert sorted(column) == list(range(samples))


@given(st.integers(1, 7), st.integers(1, 5), seeds)
def test_a_sobol_sample_is_balanced_and_begins_the_larger_one(power: int, count: int, seed: int) -> None:
    found = sampling.quantiles(sampling.SOBOL, count, 2**power, seed)
    strata = np.floor(found * 2**power).astype(int)
    assert all(sorted(column) == list(range(2**power)) for column in strata.T)
    assert np.array_equal(found, sampling.quantiles(sampling.SOBOL, count, 2 ** (power + 1), seed)[: 2**power])


@pytest.mark.parametrize("kind", [sampling.latin_hypercube, sampling.sobol])
def test_one_seed_is_one_sample(kind: object) -> None:
    first, same, other = (kind(drawn(3), 16, seed) for seed in (1, 1, 2))
    assert first == same != other
    assert [point.number for point in first] == list(range(16))


@pytest.mark.parametrize(("samples", "near"), [(100, "128"), (3, "4"), (1000, "1,024"), (5, "4"), (0, "2"), (-4, "2")])
def test_a_sobol_sample_of_another_size_is_refused(samples: int, near: str) -> None:
    with pytest.raises(UsageError, match=f"Did you mean {near}?"):
        sampling.sobol(drawn(1), samples, 1)


def test_a_grid_has_every_combination_the_last_fastest() -> None:
    found = sampling.grid([POLICIES, PLACES])
    assert [point.values for point in found] == [
        ("none", 6.0),
        ("none", 12.0),
        ("none", 18.0),
        ("free", 6.0),
        ("free", 12.0),
        ("free", 18.0),
    ]


def test_every_combination_of_levers_meets_the_same_sample() -> None:
    found = sampling.crossed([POLICIES, PLACES], drawn(2), sampling.LATIN_HYPERCUBE, 10, 5)
    alone = [point.values for point in sampling.latin_hypercube(drawn(2), 10, 5)]
    assert len(found) == 2 * 3 * 10
    assert [point.number for point in found] == list(range(60))
    for start in range(0, 60, 10):
        block = found[start : start + 10]
        assert len({point.values[:2] for point in block}) == 1
        assert [point.values[2:] for point in block] == alone


def test_without_anything_drawn_a_sample_is_a_grid() -> None:
    assert sampling.crossed([PLACES], [], sampling.SOBOL, 100, 5) == sampling.grid([PLACES])


def test_the_size_of_a_design_is_told_as_a_product() -> None:
    assert sampling.size([PLACES, POLICIES], 2, 64) == 384
    assert sampling.size_words([PLACES, POLICIES], 2, 64) == "3 × 2 × 64 = 384 points"
    assert sampling.size_words([PLACES], 0, 64) == "3 points"
