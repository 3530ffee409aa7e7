"""Paired differences: the interval, the percentiles, who is better, and when there is nothing to say."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from carepath_sim.metrics.uncertainty import paired, replications_needed

values = st.floats(-1e6, 1e6, allow_nan=False)


@given(st.lists(st.tuples(values, values), min_size=3, max_size=30))
def test_the_interval_is_that_of_a_paired_t_test(pairs: list[tuple[float, float]]) -> None:
    one, other = np.array(pairs).T
    found = paired(one, other, "lower")
    differences = other - one
    if np.ptp(differences) < 1e-6 * max(1.0, np.abs(differences).max()):
        return
    low, high = stats.ttest_1samp(differences, 0).confidence_interval(0.95)
    assert (found.low, found.high) == (pytest.approx(low, rel=1e-6, abs=1e-6), pytest.approx(high, rel=1e-6, abs=1e-6))


def test_identical_scenarios_differ_by_exactly_nothing() -> None:
    same = np.array([0.1, 0.2, 0.3])
    found = paired(same, same.copy(), "lower", tolerance=0.0)
    assert (found.difference, found.low, found.high, found.p10, found.p90) == (0, 0, 0, 0, 0)
    assert found.probability_better == 0.5
    assert found.precise


def test_a_tie_is_half_a_win() -> None:
    found = paired([1, 1, 1, 1], [0, 1, 2, 0], "lower")
    assert found.probability_better == (2 + 0.5) / 4
    assert paired([1, 1, 1, 1], [0, 1, 2, 0], "higher").probability_better == (1 + 0.5) / 4
    assert isnan(paired([1], [2], "neither").probability_better)


def test_the_percentiles_are_of_one_future_not_of_the_mean() -> None:
    found = paired(np.zeros(101), np.arange(101), "neither")
    assert (found.p10, found.p90) == (10, 90)
    assert found.high - found.low < 15


def test_a_replication_without_the_figure_is_left_out_and_the_rest_counted() -> None:
    found = paired([1, np.nan, 3, 4], [2, 2, np.nan, 6], "lower")
    assert found.replications == 2
    assert (found.baseline, found.value, found.difference) == (2.5, 4, 1.5)


def test_a_figure_never_defined_is_not_a_number_and_not_precise() -> None:
    found = paired([np.nan], [1], "lower", tolerance=1.0)
    assert found.replications == 0
    assert isnan(found.baseline)
    assert found.value == 1
    assert isnan(found.difference)
    assert not found.precise


def test_one_replication_has_a_difference_and_no_interval() -> None:
    found = paired([1], [3], "lower", tolerance=1.0)
    assert found.difference == 2
    assert isnan(found.low)
    assert not found.precise


def test_precision_is_a_share_of_the_baseline_or_a_floor() -> None:
    one, other = np.full(30, 100.0), 100 + np.tile([1.0, -1.0], 15)
    half = paired(one, other, "lower").high
    assert 0.3 < half < 0.4
    assert paired(one, other, "lower", tolerance=0.01).precise
    assert not paired(one, other, "lower", tolerance=0.001).precise
    assert paired(np.zeros(30), other, "lower", tolerance=0.01).precise
    assert paired(one, other, "lower", tolerance=0.001, floor=0.5).precise


def test_four_times_the_replications_halve_an_interval() -> None:
    rng = np.random.default_rng(1)
    found = paired(np.full(40, 100.0), 100 + rng.normal(0, 10, 40), "lower", tolerance=0.01)
    half = found.high - found.difference
    assert replications_needed(found, 0.0, half / 2) == pytest.approx(160, abs=1)


def test_unequal_numbers_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="differ in number: 2 and 3"):
        paired([1, 2], [1, 2, 3], "lower")
