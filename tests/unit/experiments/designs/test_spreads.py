"""The inverse distribution functions against those of scipy.stats, and within their ranges."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from carepath_sim.experiments.designs.spreads import SPREADS, TAIL, value_at

QUANTILES = [0.0, 0.001, 0.1, 0.25, 0.5, 0.6, 0.9, 0.999, 1.0]
LOW, MODE, HIGH = 0.45, 0.9, 1.8


def of_oracle(distribution: str, quantile: float) -> float:
    if distribution == "uniform":
        return float(stats.uniform(LOW, HIGH - LOW).ppf(quantile))
    if distribution == "triangular":
        return float(stats.triang((MODE - LOW) / (HIGH - LOW), LOW, HIGH - LOW).ppf(quantile))
    width = 2 * stats.norm.ppf(1 - TAIL)
    if distribution == "normal":
        belief = stats.norm((LOW + HIGH) / 2, (HIGH - LOW) / width)
    else:
        belief = stats.lognorm(math.log(HIGH / LOW) / width, scale=math.sqrt(LOW * HIGH))
    return float(belief.ppf(belief.cdf(LOW) + quantile * (belief.cdf(HIGH) - belief.cdf(LOW))))


@pytest.mark.parametrize("distribution", SPREADS)
@pytest.mark.parametrize("quantile", QUANTILES)
def test_a_value_is_that_of_scipy(distribution: str, quantile: float) -> None:
    assert value_at(distribution, quantile, LOW, MODE, HIGH) == pytest.approx(of_oracle(distribution, quantile))


@pytest.mark.parametrize("distribution", ["normal", "lognormal"])
def test_the_ends_are_where_a_fortieth_of_belief_is_cut_off(distribution: str) -> None:
    uncut = stats.norm(1.125, 1.35 / (2 * 1.959964)) if distribution == "normal" else None
    if uncut is not None:
        assert uncut.cdf(LOW) == pytest.approx(TAIL, abs=1e-6)
    assert value_at(distribution, 0.0, LOW, MODE, HIGH) == pytest.approx(LOW)
    assert value_at(distribution, 1.0, LOW, MODE, HIGH) == pytest.approx(HIGH)


numbers = st.floats(1e-6, 1e6)


@given(st.sampled_from(sorted(SPREADS)), st.tuples(numbers, numbers, numbers), st.floats(0, 1), st.floats(0, 1))
def test_no_value_lies_outside_its_range_and_they_rise(
    distribution: str, ends: tuple[float, float, float], one: float, other: float
) -> None:
    low, mode, high = sorted(ends)
    less, more = sorted([one, other])
    first, second = (value_at(distribution, quantile, low, mode, high) for quantile in (less, more))
    assert low <= first <= high
    assert first <= second * (1 + 1e-12)


def test_a_mode_outside_a_range_is_brought_within_it() -> None:
    assert value_at("triangular", 0.0, 2.0, 9.0, 4.0) == 2.0
    assert value_at("triangular", 0.25, 2.0, 9.0, 4.0) == pytest.approx(3.0)
    assert value_at("triangular", 0.5, 2.0, None, 4.0) == pytest.approx(3.0)
