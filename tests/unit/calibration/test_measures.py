"""Measures of published figures on lives with known answers."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest

from carepath_sim.calibration.measures import MEASURES, coming_back, leavers, people, placements, spending, workers
from carepath_sim.calibration.view import pairs
from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.eventlog import BY_CLOSURE
from carepath_sim.metrics import Reading, measure
from tests.unit.calibration.seen import born, both, made, seen, whole
from tests.unit.metrics.made_logs import (
    BREAKDOWN,
    CHILDREN_HOME,
    EDGE,
    FOSTER,
    GO_HOME,
    HOME,
    OVERFLOW,
    PLANNED,
    REQUEST,
    STAYING_PUT,
    prices,
    random_log,
)

YEAR = 365


def test_young_people_are_counted_by_age_on_average() -> None:
    log = made(2 * YEAR).present(1, FOSTER, born=born(15)).present(2, EDGE, born=born(14))
    log.moved(2, YEAR, EDGE, CHILDREN_HOME)
    view = seen(log)
    assert people.looked_after(view, "10 to 15") == pytest.approx([0.5 + 0.5])
    assert people.looked_after(view, "16 to 17") == pytest.approx([0.5 - 0.0], abs=0.01)
    assert people.looked_after_in_family(view, "childrens_home") == pytest.approx([0.5])
    assert people.looked_after_in(view, "children_home") == pytest.approx([0.5])
    assert people.looked_after_in(view, "nowhere") == [0.0]
    assert people.share_in_family(view, "childrens_home, overflow", "10 to 15") == pytest.approx([0.5])
    assert people.share_in_setting(view, "foster") == pytest.approx([2 / 3])


def test_a_window_counts_only_what_it_holds() -> None:
    log = made(2 * YEAR)
    for person, day in ((1, 10), (2, 400), (3, 500)):
        log.entered(person, day, FOSTER, born=born(12))
    view = seen(log, YEAR, 2 * YEAR)
    assert people.starts(view, "10 to 15") * view.window.years == pytest.approx([2])
    assert people.looked_after(view, "10 to 15") == pytest.approx([1 + (730 - 400) / 365 + (730 - 500) / 365])


def test_runs_are_told_apart() -> None:
    one, other = made(YEAR).present(1, FOSTER), made(YEAR).present(1, FOSTER).present(2, OVERFLOW)
    assert people.looked_after(both(one, other), "10 to 15") == pytest.approx([1, 2])


def test_starts_leave_out_those_who_arrive_in_care() -> None:
    log = made(YEAR).joined(1, 20, FOSTER, 30, 400, born=born(10)).entered(2, 30, OVERFLOW, born=born(16))
    log.present(3, EDGE).moved(3, 40, EDGE, FOSTER)
    view = seen(log)
    assert people.starts(view, "10 to 15") * view.window.years == pytest.approx([1])
    assert people.starts(view, "16 to 17") * view.window.years == pytest.approx([1])


def test_leaving_care_is_by_age_and_without_unaccompanied_young_people() -> None:
    log = made(YEAR)
    for person in (1, 2, 3, 4):
        log.present(person, FOSTER, born=born(17, 200) if person == 4 else born(12))
    log.moved(1, 100, FOSTER, HOME).moved(2, 100, FOSTER, HOME)
    log.moved(4, 201, FOSTER, HOME)  # the day after the 17th birthday
    view = seen(log, unaccompanied=(2,))
    lived = (100 + YEAR) / DAYS_PER_YEAR
    assert people.leaving_care(view, "10 to 15") == pytest.approx([1 / lived])
    assert people.leaving_care(view, "16 to 17") == pytest.approx([1 / (201 / DAYS_PER_YEAR)])


def test_the_eighteenth_birthday_is_no_leaving_early() -> None:
    log = made(YEAR).present(1, FOSTER, born=born(18, 50)).moved(1, 50, FOSTER, HOME)
    view = seen(log)
    assert people.leaving_care(view, "16 to 17") == [0.0]
    assert coming_back.earlier_period(view, "18 to 18") == [0.0]


def test_back_in_care_is_a_survival_estimate_from_the_day_of_going_home() -> None:
    log = made(3 * YEAR)
    for person in (1, 2, 3, 4):
        log.present(person, FOSTER, born=born(12) if person != 4 else born(17, -275))
        log.moved(person, 10, FOSTER, HOME, GO_HOME)
    log.moved(1, 70, HOME, OVERFLOW)  # back after 60 days
    log.moved(2, 300, HOME, EDGE).moved(2, 310, EDGE, FOSTER)  # back after 300, by way of support
    view = seen(log)
    # The fourth turns 18 80 days after going home and is no longer counted when the second is back.
    assert coming_back.back_in_care(view, 3) == pytest.approx([1 / 4])
    assert coming_back.back_in_care(view, 12) == pytest.approx([1 - 3 / 4 * 1 / 2])
    assert coming_back.back_in_care(view, 1) == [0.0]


def test_only_those_who_go_home_are_followed_and_only_from_the_window() -> None:
    log = made(3 * YEAR)
    for person, setting, day in ((1, HOME, 10), (2, EDGE, 400), (3, HOME, 400)):
        log.present(person, FOSTER, born=born(12)).moved(person, day, FOSTER, setting)
    log.moved(1, 15, HOME, FOSTER).moved(3, 405, HOME, FOSTER)
    assert coming_back.back_in_care(seen(log, YEAR), 3) == [1.0]
    assert isnan(coming_back.back_in_care(seen(log, 800), 3)[0])


def test_an_earlier_period_is_one_in_the_study() -> None:
    log = made(3 * YEAR).present(1, FOSTER, born=born(11)).present(2, FOSTER, born=born(11))
    log.moved(1, 10, FOSTER, HOME).moved(1, 20, HOME, FOSTER).moved(1, 400, FOSTER, HOME).moved(2, 500, FOSTER, HOME)
    assert coming_back.earlier_period(seen(log), "10 to 15") == pytest.approx([1 / 3])
    assert coming_back.earlier_period(seen(log, YEAR), "10 to 15") == pytest.approx([1 / 2])
    assert isnan(coming_back.earlier_period(seen(log), "16 to 17")[0])


def test_three_placements_in_two_years_are_of_those_there_for_a_year() -> None:
    log = made(800).present(1, FOSTER, born=born(11)).present(2, FOSTER, born=born(11))
    log.moved(1, 100, FOSTER, OVERFLOW).moved(1, 600, OVERFLOW, CHILDREN_HOME)
    log.entered(3, 500, FOSTER, born=born(11))
    log.moved(3, 510, FOSTER, OVERFLOW).moved(3, 520, OVERFLOW, CHILDREN_HOME)
    log.moved(2, 700, FOSTER, OVERFLOW)
    assert placements.three_placements_in_two_years(seen(log)) == pytest.approx([1 / 2])
    # Two years before the day lie outside the window.
    assert isnan(placements.three_placements_in_two_years(seen(log, 200))[0])


def test_entrants_are_those_who_first_came_in_at_these_ages() -> None:
    log = made(900)
    log.present(1, FOSTER, born=born(13))  # there before the study
    log.entered(2, 100, FOSTER, born=born(13)).entered(3, 100, FOSTER, born=born(13))
    log.entered(4, 20, FOSTER, born=born(12, 30))  # at 11
    log.entered(5, 100, FOSTER, born=born(15, -100))  # sixteen on 31 March
    for person in (1, 2, 4, 5):
        log.moved(person, 200, FOSTER, OVERFLOW).moved(person, 210, OVERFLOW, CHILDREN_HOME)
    view = seen(log, 0, 400)
    assert placements.two_moves_of_entrants(view, "12 to 15") == pytest.approx([1 / 2])
    # In the year after nobody moved.
    assert placements.two_moves_of_entrants(seen(log, YEAR, 900), "12 to 15") == [0.0]


def test_one_move_or_leaving_care_is_not_two_moves() -> None:
    log = made(400).entered(1, 10, FOSTER, born=born(13))
    log.moved(1, 50, FOSTER, OVERFLOW).moved(1, 60, OVERFLOW, HOME).moved(1, 70, HOME, FOSTER)
    assert placements.two_moves_of_entrants(seen(log), "12 to 15") == [0.0]


def test_moves_and_endings_by_family() -> None:
    log = made(2 * YEAR)
    log.present(1, FOSTER, born=born(11)).moved(1, YEAR, FOSTER, CHILDREN_HOME, BREAKDOWN)
    log.present(2, FOSTER, born=born(11)).moved(2, YEAR, FOSTER, HOME, PLANNED)
    log.present(3, CHILDREN_HOME, born=born(11)).moved(3, YEAR, CHILDREN_HOME, OVERFLOW, BY_CLOSURE)
    view = seen(log)
    # Two years of foster care, two of children's homes and one of overflow.
    in_foster, elsewhere = 2 * YEAR / DAYS_PER_YEAR, 3 * YEAR / DAYS_PER_YEAR
    assert placements.moves_from(view, "foster") == pytest.approx([1 / in_foster])
    assert placements.moves_from_other(view, "foster") == pytest.approx([1 / elsewhere])
    assert placements.unplanned_endings(view, "foster") == pytest.approx([1 / in_foster])
    assert placements.unplanned_endings(view, "childrens_home") == pytest.approx([1 / in_foster])
    assert placements.moves(view) == pytest.approx([2 / (in_foster + elsewhere)])
    assert placements.planned_moves(view) == [0.0]
    assert placements.breakdowns(view) == pytest.approx([2 / (in_foster + elsewhere)])


def test_the_broad_definition_counts_requests() -> None:
    log = made(YEAR).present(1, FOSTER, born=born(11)).moved(1, 100, FOSTER, OVERFLOW, REQUEST)
    view = seen(log)
    assert placements.breakdowns(view) == [0.0]
    assert placements.breakdowns_broad(view) == pytest.approx([1 / (YEAR / DAYS_PER_YEAR)])


def test_a_planned_move_is_from_one_placement_to_another_and_no_breakdown() -> None:
    log = made(YEAR).present(1, FOSTER, born=born(11)).moved(1, 100, FOSTER, CHILDREN_HOME, PLANNED)
    log.moved(1, 200, CHILDREN_HOME, OVERFLOW, REQUEST).moved(1, 300, OVERFLOW, HOME, PLANNED)
    assert placements.planned_moves(seen(log)) == pytest.approx([1 / (300 / DAYS_PER_YEAR)])


def test_how_long_placements_had_lasted_when_they_ended() -> None:
    log = made(2 * YEAR).present(1, FOSTER, placed_days=100, born=born(11)).entered(2, 10, OVERFLOW, born=born(11))
    log.moved(1, 100, FOSTER, OVERFLOW).moved(1, 103, OVERFLOW, FOSTER).moved(2, 17, OVERFLOW, HOME)
    view = seen(log)
    assert placements.endings_within(view, 7) == pytest.approx([2 / 3])
    assert placements.endings_within(view, 6) == pytest.approx([1 / 3])
    # Of the two moves the first was out of a placement of 200 days; going home is no move.
    assert placements.moves_after(view, 6) == pytest.approx([1 / 2])
    assert placements.moves_after(view, 7) == [0.0]


def test_where_care_leavers_live() -> None:
    log = made(4 * YEAR)
    log.present(1, FOSTER, born=born(17)).continued(1, YEAR, FOSTER, STAYING_PUT)
    log.moved(1, 2 * YEAR - 5, STAYING_PUT, HOME)
    log.present(2, FOSTER, born=born(17)).moved(2, 100, FOSTER, HOME)  # a leaver at 17
    log.present(3, FOSTER, born=born(17)).moved(3, 20, FOSTER, HOME)  # looked after for too short a time
    log.present(4, HOME, born=born(17))  # never looked after
    log.present(5, FOSTER, care_days=900, born=born(16, 100)).moved(5, 90, FOSTER, HOME)  # not at 16 or 17
    view = seen(log)
    ways = list(leavers.LIVING)
    assert [leavers.living_at(view, 18, how)[0] for how in ways] == pytest.approx([0, 0, 1 / 2, 1 / 2, 0])
    assert [leavers.living_at(view, 19, how)[0] for how in ways] == pytest.approx([0, 0, 0, 1, 0])


def test_care_leavers_in_no_known_kind_of_accommodation_are_left_out() -> None:
    log = made(3 * YEAR)
    log.present(1, FOSTER, born=born(17)).moved(1, YEAR, FOSTER, EDGE)
    log.present(2, FOSTER, born=born(17)).moved(2, YEAR, FOSTER, HOME)
    view = seen(log)
    assert leavers.living_at(view, 18, "with parents or relatives") == [1.0]


def test_at_a_later_birthday_counts_where_they_lived_before_it() -> None:
    log = made(5 * YEAR).present(1, FOSTER, born=born(17)).continued(1, YEAR, FOSTER, STAYING_PUT)
    log.moved(1, 4 * YEAR + 1, STAYING_PUT, HOME)
    assert leavers.living_at(seen(log), 21, "with former foster carers") == [1.0]


def test_a_care_week_costs_what_placements_cost() -> None:
    log = made(YEAR).present(1, FOSTER, born=born(11)).present(2, HOME, born=born(11))
    log.present(3, EDGE, born=born(11))
    # A night of foster care, and the hub's places, which are paid for whether anybody lives there or not.
    assert spending.cost_of_a_care_week(seen(log, prices=prices())) == pytest.approx([7 * (100.0 + 3000.0)])
    assert isnan(spending.cost_of_a_care_week(seen(log))[0])


@pytest.mark.parametrize("seed", range(5))
def test_metrics_of_the_report_are_what_they_are_there(seed: int) -> None:
    """A measure that is a metric has its value over the same window."""
    log = random_log(seed, people=40)
    reading = Reading(log)
    figures = measure(reading)
    view = whole(reading)
    for name, metric in (
        (workers.worker_changed, "worker_changed"),
        (workers.three_workers, "three_workers"),
        (placements.three_placements, "three_placements"),
        (placements.same_placement_two_years, "same_placement_two_years"),
        (placements.moves, "moves_rate"),
        (placements.breakdowns, "breakdown_rate"),
    ):
        assert name(view)[0] == pytest.approx(figures["all", "all", metric], nan_ok=True), metric
    for ages in ("10 to 15", "16 to 17"):
        assert people.looked_after(view, ages)[0] == pytest.approx(figures["all", ages, "looked_after"])


def test_pairs_are_every_row_of_the_same_person() -> None:
    position, row = pairs(np.array([2, 0, 1]), 4, np.array([0, 0, 2, 3]))
    assert list(zip(position.tolist(), row.tolist(), strict=True)) == [(0, 2), (1, 0), (1, 1)]


def test_every_measure_says_what_it_is() -> None:
    assert all(function.__doc__ for function in MEASURES.values())
