"""The worst days, delays, and figures by age of logs with known answers."""

from __future__ import annotations

from datetime import date
from math import isnan

import pytest

from carepath_sim.eventlog import BY_CLOSURE
from carepath_sim.metrics import Reading, measure
from tests.unit.metrics.made_logs import BREAKDOWN, FOSTER, HUB, OVERFLOW, PLANNED, Made, vocabulary

HUNDRED = vocabulary(horizon_days=100)


def found(made: Made, metric: str, setting: str = "all", period: str = "all") -> float:
    return measure(Reading(made.log()))[period, setting, metric]


def in_overflow(*stays: tuple[float, float]) -> Made:
    made = Made(HUNDRED)
    for person, (start, end) in enumerate(stays):
        made.entered(person, start, OVERFLOW).moved(person, end, OVERFLOW, FOSTER)
    return made


@pytest.mark.parametrize(
    ("stays", "worst"),
    [
        ([], 0),
        ([(10, 15)], 0),
        ([(10, 15), (20, 20.1)], 1),
        ([(10, 20), (15, 25)], 1),
        ([(10, 20), (14, 25)], 2),
        ([(0, 99), (10, 12), (20, 23)], 1),
        ([(0, 99), (10, 12), (20, 23.5)], 2),
        ([(1, 2), (2, 3), (3, 9)], 1),
    ],
    ids=str,
)
def test_the_worst_days_are_the_busiest_twentieth_of_the_time(stays: list[tuple[float, float]], worst: int) -> None:
    assert found(in_overflow(*stays), "overflow_worst_days") == worst


def test_whoever_is_in_the_overflow_at_both_ends_of_the_study_counts() -> None:
    made = Made(HUNDRED).present(1, OVERFLOW, 10, 10).present(2, OVERFLOW, 10, 10)
    assert found(made, "overflow_worst_days") == 2


def test_waiting_counts_those_who_wait_for_any_place_together() -> None:
    made = Made(HUNDRED).entered(1, 0, FOSTER).entered(2, 0, FOSTER).waited(1, 10, 20, HUB).waited(2, 12, 22, OVERFLOW)
    assert found(made, "waiting_worst_days") == 2
    assert found(made, "overflow_worst_days") == 0


def test_each_year_has_worst_days_of_its_own() -> None:
    made = Made(vocabulary(horizon_days=731)).entered(1, 400, OVERFLOW).moved(1, 425, OVERFLOW, FOSTER)
    assert [found(made, "overflow_worst_days", period=period) for period in ("all", "year 1", "year 2")] == [0, 0, 1]


def test_a_move_is_delayed_when_its_wait_begins_and_measured_when_it_ends() -> None:
    made = Made(vocabulary(horizon_days=731)).entered(1, 0, FOSTER).entered(2, 0, FOSTER)
    made.waited(1, 360, 370, HUB).waited(2, 400, 404.5, HUB).waited(1, 700, None, HUB)
    assert [found(made, "delayed_moves", "hub", period) for period in ("all", "year 1", "year 2")] == [3, 1, 2]
    assert found(made, "delay_days", "hub") == pytest.approx((10 + 4.5) / 2)
    assert found(made, "delay_days", "hub", "year 2") == pytest.approx((10 + 4.5) / 2)
    assert found(made, "delay_days") == found(made, "delay_days", "hub")
    assert isnan(found(made, "delay_days", "hub", "year 1"))
    assert found(made, "delayed_moves", "foster") == 0


def test_leaving_for_good_ends_a_wait_as_well() -> None:
    made = Made(HUNDRED).entered(1, 0, HUB).waited(1, 10, None, FOSTER).left(1, 15, HUB)
    assert found(made, "delay_days", "foster") == 5


def test_moves_and_breakdowns_belong_to_the_age_at_the_time() -> None:
    sixteen = date(2010, 7, 10).toordinal()  # 16 on the hundredth day after the start
    made = Made(vocabulary(horizon_days=365)).present(1, FOSTER, 5, 5, born=sixteen)
    made.moved(1, 50, FOSTER, HUB, BREAKDOWN).moved(1, 60, HUB, FOSTER, PLANNED)
    made.moved(1, 100, FOSTER, HUB, PLANNED).moved(1, 200, HUB, FOSTER, BY_CLOSURE)
    assert found(made, "number_of_moves_by_age", "10 to 15") == 2
    assert found(made, "number_of_moves_by_age", "16 to 17") == 2
    assert found(made, "moves_by_age", "10 to 15") == pytest.approx(2 / (100 / 365.25))
    assert found(made, "breakdowns_by_age", "16 to 17") == pytest.approx(1 / (265 / 365.25))
    assert found(made, "number_of_breakdowns_by_age", "10 to 15") == 1


def test_an_age_at_which_nobody_is_looked_after_has_no_rate() -> None:
    made = Made(HUNDRED).present(1, FOSTER, 5, 5)
    assert found(made, "moves_by_age", "10 to 15") == 0
    assert isnan(found(made, "moves_by_age", "16 to 17"))


def test_moves_and_breakdowns_are_numbered_by_the_setting_left() -> None:
    made = Made(HUNDRED).present(1, FOSTER, 5, 5).moved(1, 5, FOSTER, HUB, BREAKDOWN).moved(1, 9, HUB, FOSTER)
    assert [found(made, "moves", setting) for setting in ("all", "foster", "hub", "children_home")] == [2, 1, 1, 0]
    assert [found(made, "breakdowns", setting) for setting in ("all", "foster", "hub")] == [1, 1, 0]
