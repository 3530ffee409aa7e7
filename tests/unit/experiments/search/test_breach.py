"""Means, intervals and the chance of breach of a service level."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from carepath_sim.experiments.search.breach import any_broken, chance_interval, fared
from carepath_sim.experiments.search.levels import level

FULL = level("days_full.hub <= 5%")
RARE = level("overflow_placements < 2 a year")


@pytest.mark.parametrize(("happened", "times"), [(0, 10), (1, 40), (7, 40), (40, 40), (12, 200)])
def test_the_interval_of_a_chance_is_the_exact_one(happened: int, times: int) -> None:
    exact = stats.binomtest(happened, times).proportion_ci(method="exact")
    assert chance_interval(happened, times) == pytest.approx((exact.low, exact.high))


def test_the_mean_is_judged_and_each_future_counted() -> None:
    values = np.array([0.01, 0.02, 0.03, 0.09])
    found = fared(FULL, values)
    assert found.met
    assert not found.sure, "the interval reaches beyond the bound"
    assert found.breach == 0.25
    assert found.value == pytest.approx(0.0375)
    assert (found.low + found.high) / 2 == pytest.approx(found.value)
    steady = fared(FULL, np.full(5, 0.01))
    assert (steady.met, steady.sure, steady.breach, steady.breach_low) == (True, True, 0.0, 0.0)
    broken = fared(FULL, np.array([0.5, 0.51, 0.49]))
    assert (broken.met, broken.sure, broken.breach, broken.breach_high) == (False, True, 1.0, 1.0)


def test_a_bound_that_is_met_exactly_is_kept_by_at_most_and_broken_by_less_than() -> None:
    assert fared(FULL, np.full(3, 0.05)).met
    assert not fared(RARE, np.full(3, 2.0)).met


def test_one_future_decides_nothing_for_sure() -> None:
    found = fared(FULL, np.array([0.01]))
    assert found.met
    assert not found.sure


def test_what_is_not_defined_is_neither_kept_nor_broken() -> None:
    some = fared(FULL, np.array([np.nan, 0.01, 0.09]))
    assert (some.replications, some.breach) == (2, 0.5)
    none = fared(FULL, np.full(3, np.nan))
    assert not none.met
    assert np.isnan(none.breach)


def test_a_future_that_breaks_two_levels_is_counted_once() -> None:
    values = [np.array([0.1, 0.1, 0.0, np.nan]), np.array([3.0, 0.0, 3.0, 0.0])]
    assert any_broken([FULL, RARE], values).tolist() == [True, True, True, False]
