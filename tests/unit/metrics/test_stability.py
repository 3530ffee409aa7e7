"""Stability figures of lives with known answers."""

from __future__ import annotations

from datetime import date
from math import isnan

import pytest

from carepath_sim.eventlog import BY_CLOSURE, BY_PANEL
from carepath_sim.metrics import Reading, measure
from tests.unit.metrics.made_logs import (
    BREAKDOWN,
    CHILDREN_HOME,
    EDGE,
    FOSTER,
    HOME,
    HUB,
    OVERFLOW,
    PLANNED,
    REQUEST,
    Made,
    vocabulary,
)

FIVE_YEARS = vocabulary(horizon_days=1826)


def found(made: Made, metric: str, setting: str = "all", period: str = "all") -> float:
    return measure(Reading(made.log()))[period, setting, metric]


def test_entering_leaving_and_same_place_changes_are_no_moves() -> None:
    made = (
        Made()
        .entered(1, 0, EDGE)
        .moved(1, 10, EDGE, FOSTER)
        .continued(1, 50, FOSTER, FOSTER)
        .moved(1, 100, FOSTER, HUB)
        .moved(1, 200, HUB, HOME)
    )
    assert found(made, "moves") == 1
    assert found(made, "moves_rate") == pytest.approx(1 / (190 / 365.25))
    assert found(made, "moves_rate", "foster") == pytest.approx(1 / (90 / 365.25))
    assert found(made, "moves_rate", "hub") == 0


def test_the_narrow_definition_is_a_part_of_the_broad_and_closure_is_narrow() -> None:
    made = (
        Made()
        .entered(1, 0, FOSTER)
        .moved(1, 50, FOSTER, FOSTER, BREAKDOWN)
        .moved(1, 100, FOSTER, FOSTER, REQUEST)
        .moved(1, 150, FOSTER, CHILDREN_HOME, PLANNED)
        .moved(1, 200, CHILDREN_HOME, HUB, BY_CLOSURE)
        .moved(1, 250, HUB, HOME, BREAKDOWN)
    )
    assert found(made, "breakdowns") == 3
    years = 250 / 365.25
    assert found(made, "breakdown_rate") == pytest.approx(3 / years)
    assert found(made, "breakdown_rate_broad") == pytest.approx(4 / years)
    assert found(made, "breakdown_rate_broad", "foster") == pytest.approx(2 / (150 / 365.25))


def test_three_placements_uses_no_march_less_than_a_year_after_the_start() -> None:
    made = Made(vocabulary(horizon_days=500, start=date(2026, 5, 1))).entered(1, 1, FOSTER)
    for day in (2, 3, 4):
        made.moved(1, day, FOSTER, FOSTER, BREAKDOWN)
    assert isnan(found(made, "three_placements"))


def test_three_placements_counts_those_open_in_the_year_for_those_in_care_on_the_day() -> None:
    made = Made(FIVE_YEARS)
    made.present(1, FOSTER, 100, 100).moved(1, 30, FOSTER, HUB).moved(1, 60, HUB, FOSTER)
    made.present(2, FOSTER, 100, 100).moved(2, 30, FOSTER, HUB).continued(2, 60, HUB, HUB)
    made.present(3, FOSTER, 100, 100).moved(3, 30, FOSTER, HUB).moved(3, 60, HUB, FOSTER).moved(3, 90, FOSTER, HOME)
    # In the first year person 1 has three placements and person 2 two; person 3 has left care.
    assert found(made, "three_placements", period="year 1") == 0.5
    # In the second, nobody has moved.
    assert found(made, "three_placements", period="year 2") == 0
    assert found(made, "three_placements") == pytest.approx(1 / 10)


def test_a_second_period_of_care_adds_to_the_placements_of_the_year() -> None:
    made = Made(FIVE_YEARS).present(1, FOSTER, 100, 100).moved(1, 30, FOSTER, HOME).moved(1, 60, HOME, HUB)
    assert found(made, "three_placements", period="year 1") == 0
    made.moved(1, 90, HUB, FOSTER)
    assert found(made, "three_placements", period="year 1") == 1


def test_a_placement_that_ended_with_the_last_31_march_is_not_of_this_year() -> None:
    made = Made(FIVE_YEARS).present(1, FOSTER, 100, 100).moved(1, 365, FOSTER, HUB).moved(1, 400, HUB, FOSTER)
    assert found(made, "three_placements", period="year 2") == 0
    made = Made(FIVE_YEARS).present(1, FOSTER, 100, 100).moved(1, 365.1, FOSTER, HUB).moved(1, 400, HUB, FOSTER)
    assert found(made, "three_placements", period="year 2") == 1


def test_same_placement_for_two_years_counts_time_before_the_start() -> None:
    made = Made()
    made.present(1, FOSTER, placed_days=800, care_days=1000)
    made.present(2, FOSTER, placed_days=200, care_days=1000)
    made.present(3, FOSTER, placed_days=200, care_days=200)
    made.present(4, FOSTER, placed_days=800, care_days=1000, born=date(2010, 1, 1).toordinal())
    assert found(made, "same_placement_two_years") == 0.5


def test_turning_sixteen_on_the_first_of_april_is_still_under_sixteen_on_the_day_before() -> None:
    made = Made().present(1, FOSTER, 800, 1000, born=date(2011, 4, 1).toordinal())
    assert found(made, "same_placement_two_years") == 1
    made = Made().present(1, FOSTER, 800, 1000, born=date(2011, 3, 31).toordinal())
    assert isnan(found(made, "same_placement_two_years"))


def test_the_first_breakdown_is_counted_from_entering_care() -> None:
    made = Made(FIVE_YEARS)
    for person, broke in enumerate((100, 200, 500, None)):
        made.entered(person, 10, EDGE).moved(person, 20, EDGE, FOSTER)
        if broke:
            made.moved(person, broke, FOSTER, HUB, BREAKDOWN)
    assert found(made, "no_breakdown_within_a_year") == 0.5


def test_leaving_care_is_censored_and_so_is_not_known_to_be_a_success() -> None:
    made = Made(FIVE_YEARS)
    made.entered(1, 0, FOSTER).moved(1, 100, FOSTER, HOME)
    made.entered(2, 0, FOSTER).moved(2, 200, FOSTER, HUB, BREAKDOWN)
    made.entered(3, 0, FOSTER)
    assert found(made, "no_breakdown_within_a_year") == 0.5


def test_a_stable_placement_is_the_first_to_last_six_months() -> None:
    made = Made(FIVE_YEARS)
    made.entered(1, 0, FOSTER)
    made.entered(2, 0, FOSTER).moved(2, 100, FOSTER, HUB)
    made.entered(3, 0, FOSTER).moved(3, 100, FOSTER, HUB).moved(3, 250, HUB, OVERFLOW)
    assert found(made, "first_placement_lasts") == pytest.approx(1 / 3)
    assert found(made, "stable_within_a_year") == pytest.approx(2 / 3)


def test_a_study_too_short_leaves_survival_undefined_rather_than_high() -> None:
    made = Made(vocabulary(horizon_days=100)).entered(1, 0, FOSTER)
    assert isnan(found(made, "no_breakdown_within_a_year"))


def test_nobody_looked_after_leaves_rates_undefined() -> None:
    made = Made().entered(1, 0, EDGE).moved(1, 5, EDGE, HOME, BY_PANEL)
    assert isnan(found(made, "moves_rate"))
    assert found(made, "moves") == 0
