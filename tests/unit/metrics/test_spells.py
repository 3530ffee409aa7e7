"""Placements, periods of care and other intervals, from lives short enough to read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath_sim import clock
from carepath_sim.metrics.ages import birthdays
from carepath_sim.metrics.reading import Reading
from carepath_sim.metrics.spells import STILL_OPEN
from carepath_sim.model import PERMANENT, VACANT
from tests.unit.metrics.made_logs import (
    EDGE,
    FOSTER,
    HOME,
    HUB,
    STAYING_PUT,
    Made,
    days,
    prices,
    random_log,
    vocabulary,
)


def test_a_same_place_transition_joins_placements_but_leaving_care_ends_one() -> None:
    log = (
        Made()
        .present(1, FOSTER, placed_days=400, care_days=500)
        .continued(1, 100, FOSTER, FOSTER)
        .continued(1, 200, FOSTER, STAYING_PUT)
        .log()
    )
    table = Reading(log).placements
    assert table.since.tolist() == [days(-400), days(200)]
    assert table.end.tolist() == [days(200), days(365)]
    assert table.looked_after.tolist() == [True, False]


def test_a_placement_left_and_taken_again_is_two() -> None:
    log = Made().entered(1, 0, FOSTER).moved(1, 10, FOSTER, HUB).moved(1, 20, HUB, FOSTER).log()
    assert len(Reading(log).placements.who) == 3


def test_periods_of_care_begin_and_end_with_being_looked_after() -> None:
    log = (
        Made()
        .entered(1, 5, EDGE)
        .moved(1, 10, EDGE, FOSTER)
        .moved(1, 20, FOSTER, HUB)
        .moved(1, 30, HUB, HOME)
        .moved(1, 50, HOME, FOSTER)
        .log()
    )
    table = Reading(log).periods
    assert table.start.tolist() == [days(10), days(50)]
    assert table.end.tolist() == [days(30), days(365)]
    assert table.began.tolist() == [True, True]
    assert table.ordinal.tolist() == [0, 1]


def test_time_served_counts_for_the_caseload_and_for_who_turns_ten_in_care() -> None:
    log = (
        Made()
        .present(1, FOSTER, placed_days=300, care_days=900)
        .joined(2, 40, FOSTER, placed_days=100, care_days=700)
        .log()
    )
    reading = Reading(log)
    assert reading.periods.since.tolist() == [days(-900), days(40 - 700)]
    assert reading.placements.since.tolist() == [days(-300), days(40 - 100)]
    assert reading.periods.began.tolist() == [False, False]
    assert reading.periods.joined.tolist() == [False, True]


def test_what_is_open_at_the_horizon_ends_there_and_is_marked() -> None:
    log = Made(vocabulary(horizon_days=30)).entered(1, 10, FOSTER).log()
    spells = Reading(log).spells
    assert spells.end.tolist() == [days(30)]
    assert spells.end_kind.tolist() == [STILL_OPEN]


def test_rows_of_people_are_found_whatever_the_order_of_their_ids() -> None:
    log = Made().entered(7 << 32, 1, FOSTER).entered(3, 2, HUB).moved(7 << 32, 5, FOSTER, HUB).log()
    spells = Reading(log).spells
    assert log.people["person"][spells.who].tolist() == [7 << 32, 7 << 32, 3]


def test_a_new_holder_of_a_post_is_another_worker() -> None:
    log = (
        Made()
        .post(0, 0, PERMANENT)
        .entered(1, 1, HUB)
        .allocated(1, 1, 0, 0)
        .lost(1, 50, 0, 0)
        .post(50, 0, VACANT)
        .needs(1, 50, 0)
        .post(80, 0, PERMANENT)
        .allocated(1, 80, 0, 0)
        .log()
    )
    reading = Reading(log)
    table = reading.relationships
    assert table.start.tolist() == [days(1), days(80)]
    assert table.end.tolist() == [days(50), days(365)]
    assert table.worker[0] != table.worker[1]
    assert (reading.needs.start.tolist(), reading.needs.end.tolist()) == ([days(50)], [days(80)])


def test_two_people_share_a_worker_until_the_post_changes_hands() -> None:
    log = (
        Made()
        .post(0, 0, PERMANENT)
        .entered(1, 1, HUB)
        .allocated(1, 1, 0, 0)
        .entered(2, 2, HUB)
        .allocated(2, 2, 0, 0)
        .log()
    )
    workers = Reading(log).relationships.worker
    assert workers[0] == workers[1]


def test_pool_steps_follow_people_and_places() -> None:
    log = (
        Made(vocabulary(horizon_days=100))
        .places(0, 2, 2)
        .entered(1, 10, HUB)
        .entered(2, 20, HUB)
        .places(30, 2, 1)
        .moved(1, 40, HUB, HOME)
        .log()
    )
    table = Reading(log).pools
    hub = table.pool == 2
    assert table.start[hub].tolist() == [days(day) for day in (0, 10, 20, 30, 40)]
    assert table.end[hub].tolist() == [days(day) for day in (10, 20, 30, 40, 100)]
    assert table.occupied[hub].tolist() == [0, 1, 2, 2, 1]
    assert table.open[hub].tolist() == [2, 2, 2, 1, 1]


def test_a_pool_of_which_no_row_speaks_is_shut_and_empty_all_along() -> None:
    table = Reading(Made(vocabulary(horizon_days=100)).log()).pools
    assert table.pool.tolist() == [1, 2, 3]
    assert (table.start.tolist(), table.end.tolist()) == ([0] * 3, [days(100)] * 3)
    assert not table.occupied.any()
    assert not table.open.any()


@given(st.dates(min_value=clock.date(1990, 1, 1), max_value=clock.date(2030, 12, 31)), st.integers(0, 30))
def test_birthdays_agree_with_the_clock(born: clock.date, age: int) -> None:
    day = born.toordinal()
    assert birthdays(np.array([day]), age, 700_000)[0] == clock.tick_of(700_000, clock.birthday(day, age))


def test_an_empty_log_has_empty_tables() -> None:
    reading = Reading(Made().log())
    for name in ("spells", "placements", "periods", "relationships", "needs", "waits", "holds", "posts"):
        table = getattr(reading, name)
        assert all(len(column) == 0 for column in vars(table).values()), name


def test_prices_of_other_calendar_pieces_are_refused() -> None:
    with pytest.raises(ValueError, match="2 calendar pieces and the log has 1"):
        Reading(Made().log(), prices(pieces=2))


@given(st.integers(0, 10**6))
def test_spells_of_a_person_follow_each_other_without_gap(seed: int) -> None:
    spells = Reading(random_log(seed)).spells
    linked = np.flatnonzero(spells.previous >= 0)
    assert (spells.end[spells.previous[linked]] == spells.start[linked]).all()
    assert (spells.end >= spells.start).all()
