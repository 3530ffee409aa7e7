"""Hazard forms against their closed forms: survival at every edge of the bands is that of the form itself."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from carepath_sim.build.axes import STAY_EDGES_DAYS
from carepath_sim.build.hazards import FASTEST_PER_DAY, LAST_BAND_DAYS, bands, constant
from carepath_sim.scenario.hazards import Hazard

EDGES = tuple(map(float, STAY_EDGES_DAYS))


def survival(hazard: dict, edges=EDGES) -> np.ndarray:
    """Survival at every edge, worked out from the bands."""
    rates = bands(Hazard.model_validate(hazard), edges)
    widths = np.diff([*edges, edges[-1] + LAST_BAND_DAYS])
    return np.exp(-np.cumsum(rates * widths))


ENDS = np.array([*EDGES[1:], EDGES[-1] + LAST_BAND_DAYS])


@given(st.floats(0.2, 4), st.integers(20, 4000))
def test_a_weibull_stay(shape, scale):
    found = survival({"weibull": {"shape": shape, "scale": f"{scale} days"}})
    assert found == pytest.approx(stats.weibull_min.sf(ENDS, shape, scale=scale), rel=1e-9, abs=1e-300)


@given(st.floats(0.3, 3), st.integers(20, 4000))
def test_a_mean_with_a_weibull_shape(shape, mean):
    found = survival({"mean": f"{mean} days", "weibull_shape": shape})
    frozen = stats.weibull_min(shape, scale=mean / math.gamma(1 + 1 / shape))
    assert frozen.mean() == pytest.approx(mean)
    assert found == pytest.approx(frozen.sf(ENDS), rel=1e-8, abs=1e-300)


@given(st.floats(0.3, 3), st.integers(20, 4000))
def test_a_median_with_a_weibull_shape(shape, median):
    edges = (0.0, float(median), 5000.0)
    assert survival({"median": f"{median} days", "weibull_shape": shape}, edges)[0] == pytest.approx(0.5)


@given(st.floats(0.2, 2.5), st.integers(20, 2000))
def test_a_log_normal_stay(sigma, median):
    found = survival({"median": f"{median} days", "log_normal_sigma": sigma})
    assert found == pytest.approx(stats.lognorm.sf(ENDS, sigma, scale=median), rel=1e-8, abs=1e-300)


@settings(deadline=None)
@given(st.floats(0.3, 6), st.integers(60, 2000))
def test_a_gamma_stay(shape, mean):
    found = survival({"mean": f"{mean} days", "gamma_shape": shape})
    expected = stats.gamma.sf(ENDS, shape, scale=mean / shape)
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-300)


def test_a_gamma_stay_far_beyond_its_mean_is_that_of_its_tail():
    rates = bands(Hazard.model_validate({"mean": "1 days", "gamma_shape": 2}), EDGES)
    assert np.isfinite(rates).all()
    assert rates[-1] == pytest.approx(2, rel=0.01), "the tail of a gamma falls by its scale, half a day"


@pytest.mark.parametrize(
    ("form", "per_day"),
    [
        ({"rate": "0.157 per year"}, 0.157 / 365.25),
        ({"rate": "29% per year"}, -math.log(0.71) / 365.25),
        ({"mean": "9 months"}, 12 / (9 * 365.25)),
        ({"median": "100 days"}, math.log(2) / 100),
        ({"never": True}, 0.0),
        ({"mean": "10 days", "times": 3}, 0.3),
    ],
)
def test_a_constant_hazard_is_the_same_number_in_every_band(form, per_day):
    hazard = Hazard.model_validate(form)
    found = bands(hazard, EDGES)
    assert found[0] == pytest.approx(per_day, rel=1e-15)
    assert len(set(found)) == 1
    assert constant(hazard) == found[0]


def test_survival_given_at_dates_is_met_exactly_and_goes_on_at_the_last_rate():
    table = {"3 months": "88%", "1 year": "80%", "6 years": "65%"}
    month = 365.25 / 12
    edges = (0.0, 3 * month, 365.25, 6 * 365.25)
    found = survival({"survival": table}, edges)
    assert found[:3] == pytest.approx([0.88, 0.80, 0.65], rel=1e-12)
    rates = bands(Hazard.model_validate({"survival": table}), edges)
    assert rates[3] == pytest.approx(rates[2], rel=1e-9)
    assert rates[1] == pytest.approx(math.log(0.88 / 0.80) / (365.25 - 3 * month))


def test_bands_are_taken_as_they_stand():
    hazard = Hazard.model_validate({"bands": {"0 days": "0.51 per year", "91 days": "0.127 per year"}})
    found = bands(hazard, EDGES)
    per_year = found * 365.25
    assert per_year[:7] == pytest.approx([0.51] * 7)
    assert per_year[7:] == pytest.approx([0.127] * 7)


def test_nothing_is_faster_than_the_clock():
    rates = bands(Hazard.model_validate({"rate": "999 per day", "times": 1000}), EDGES)
    assert set(rates) == {FASTEST_PER_DAY}


@given(
    st.one_of(
        st.fixed_dictionaries(
            {"mean": st.sampled_from(["1 hour", "100 years"]), "weibull_shape": st.sampled_from([0.05, 20.0])}
        ),
        st.fixed_dictionaries(
            {"mean": st.sampled_from(["1 hour", "100 years"]), "gamma_shape": st.sampled_from([0.05, 20.0])}
        ),
        st.fixed_dictionaries(
            {"median": st.sampled_from(["1 hour", "100 years"]), "log_normal_sigma": st.sampled_from([0.05, 20.0])}
        ),
        st.fixed_dictionaries(
            {"median": st.sampled_from(["1 hour", "100 years"]), "weibull_shape": st.sampled_from([0.05, 20.0])}
        ),
    )
)
def test_extreme_forms_still_give_hazards_a_clock_can_follow(form):
    rates = bands(Hazard.model_validate(form), EDGES)
    assert np.isfinite(rates).all()
    assert (rates >= 0).all()
    assert (rates <= FASTEST_PER_DAY).all()
