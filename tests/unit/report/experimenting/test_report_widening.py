"""Intervals that hold together, and the chance by which they fail."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from carepath_sim.metrics.uncertainty import paired
from carepath_sim.report.experimenting.widening import estimate


def test_one_world_is_the_interval_of_a_comparison() -> None:
    values = np.random.default_rng(1).normal(3, 2, 12)
    found = estimate(values[None, :])
    known = paired(np.zeros(12), values, "neither")
    assert (found.mean, found.low, found.high) == pytest.approx((known.difference, known.low, known.high))


def test_more_looked_at_widens_by_the_quantiles_of_student() -> None:
    values = np.random.default_rng(2).normal(0, 1, (1, 10))
    one, many = estimate(values), estimate(values, 20)
    expected = stats.t.ppf(1 - 0.05 / 40, 9) / stats.t.ppf(0.975, 9)
    assert (many.high - many.mean) / (one.high - one.mean) == pytest.approx(expected)


def test_all_hold_at_once_in_about_95_of_100_studies() -> None:
    luck = np.random.default_rng(3)
    values = luck.normal(0, 1, (700, 8, 15))
    held = [
        all(each.low <= 0 <= each.high for each in (estimate(row[None, :], 8) for row in study)) for study in values
    ]
    assert 0.93 <= np.mean(held) <= 0.98


def test_worlds_and_luck_both_count_as_chance() -> None:
    """Shared luck does not average out over worlds, nor a world over replications."""
    luck = np.random.default_rng(4)
    held = 0
    for _ in range(800):
        values = luck.normal(0, 1, (10, 1)) + luck.normal(0, 1, (1, 10)) + 0.3 * luck.normal(0, 1, (10, 10))
        found = estimate(values)
        held += found.low <= 0 <= found.high
    assert held / 800 >= 0.94


def test_what_is_not_known_is_not_clear() -> None:
    assert not estimate(np.full((1, 3), np.nan)).is_clear
    assert not estimate(np.array([[5.0]])).is_clear
    assert np.isnan(estimate(np.array([[5.0]])).low)
    same = estimate(np.array([[2.0, 2.0, np.nan]]))
    assert (same.mean, same.low, same.high) == (2.0, 2.0, 2.0)
    assert same.is_clear
