"""Kaplan-Meier against lifelines, and against cases that can be worked out by hand."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter

from carepath_sim.experiments.frames import log_log_limits
from carepath_sim.metrics.survival import Durations, at_risk_at, kaplan_meier

groups = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40)


def durations(pairs: list[tuple[int, bool]]) -> Durations:
    return Durations(np.array([tick for tick, _ in pairs]), np.array([seen for _, seen in pairs], dtype=np.bool_))


@settings(max_examples=60, deadline=None)
@given(groups)
def test_curve_limits_and_numbers_at_risk_are_those_of_lifelines(pairs: list[tuple[int, bool]]) -> None:
    group = durations(pairs)
    curve = kaplan_meier(group)
    # Survival cannot be seen to fall before time 0 in lifelines' table, so its clock is set back by one.
    fitter = KaplanMeierFitter().fit(group.ticks + 1, group.observed)
    expected = fitter.survival_function_.loc[curve.time + 1, "KM_estimate"].to_numpy()
    assert curve.survival == pytest.approx(expected)
    assert curve.at_risk.tolist() == fitter.event_table.loc[curve.time + 1, "at_risk"].tolist()
    low, high = log_log_limits(curve.survival, curve.variance_sum)
    inside = (curve.survival > 0) & (curve.survival < 1)
    limits = fitter.confidence_interval_survival_function_.loc[curve.time + 1].to_numpy()[inside]
    assert low[inside] == pytest.approx(limits[:, 0])
    assert high[inside] == pytest.approx(limits[:, 1])


def test_a_curve_is_one_before_the_first_event_and_unknown_after_the_last_observation() -> None:
    curve = kaplan_meier(durations([(5, True), (9, False)]))
    assert [curve.at(tick) for tick in (4, 5, 9)] == [1, 0.5, 0.5]
    assert isnan(curve.at(10))


def test_a_curve_that_reached_zero_stays_there() -> None:
    assert kaplan_meier(durations([(5, True), (5, True)])).at(100) == 0


def test_an_event_counts_those_censored_at_its_time_as_at_risk() -> None:
    assert kaplan_meier(durations([(5, True), (5, False)])).at(5) == 0.5


def test_nobody_has_no_curve() -> None:
    assert isnan(kaplan_meier(durations([])).at(0))


def test_the_number_at_risk_is_counted_just_before() -> None:
    group = durations([(5, True), (5, False), (8, False)])
    assert at_risk_at(group, np.array([0, 5, 6, 8, 9])).tolist() == [3, 3, 1, 1, 0]
