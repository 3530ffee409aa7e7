"""Kaplan-Meier against lifelines, and against cases that can be worked out by hand."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter

from carepath_sim.experiments.frames import log_log_limits
from carepath_sim.metrics.survival import Durations, at_risk_at, kaplan_meier, survival_at

groups = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40)


def durations(pairs: list[tuple[int, bool]]) -> Durations:
    ticks, observed = (
        np.array([pair[side] for pair in pairs], dtype=kind) for side, kind in enumerate((np.int64, np.bool_))
    )
    return Durations(ticks, observed)


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


def beyond(tick: int, pairs: list[tuple[int, bool]]) -> float:
    return float(survival_at(tick, durations(pairs), np.zeros(len(pairs), dtype=np.int64), 1)[0])


def test_survival_is_one_before_the_first_event_and_unknown_after_the_last_observation() -> None:
    pairs = [(5, True), (9, False)]
    assert [beyond(tick, pairs) for tick in (4, 5, 9)] == [1, 0.5, 0.5]
    assert isnan(beyond(10, pairs))


def test_survival_that_reached_zero_stays_there() -> None:
    assert beyond(100, [(5, True), (5, True)]) == 0


def test_an_event_counts_those_censored_at_its_time_as_at_risk() -> None:
    assert beyond(5, [(5, True), (5, False)]) == 0.5


def test_nobody_has_no_survival() -> None:
    assert isnan(beyond(0, []))


@given(st.lists(groups, min_size=1, max_size=4), st.integers(0, 31))
def test_survival_of_each_of_several_groups_is_that_of_its_own_curve(several: list, tick: int) -> None:
    pairs = [pair for group in several for pair in group]
    number = np.repeat(np.arange(len(several)), [len(group) for group in several])
    found = survival_at(tick, durations(pairs), number, len(several))
    for group, value in zip(several, found.tolist(), strict=True):
        curve = kaplan_meier(durations(group))
        past = curve.survival[curve.time <= tick]
        if tick <= curve.time[-1] or curve.survival[-1] == 0:
            assert value == (past[-1] if len(past) else 1.0)
        else:
            assert isnan(value)


def test_the_number_at_risk_is_counted_just_before() -> None:
    group = durations([(5, True), (5, False), (8, False)])
    assert at_risk_at(group, np.array([0, 5, 6, 8, 9])).tolist() == [3, 3, 1, 1, 0]
