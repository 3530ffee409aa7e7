"""The picture of a service on single days."""

from __future__ import annotations

import numpy as np
import pytest

from carepath_sim.calibration import norfolk
from carepath_sim.calibration.measures.services import (
    at_edge_of_care,
    begun_by_year,
    episodes,
    in_hubs,
    on_days,
    visited_in_placement,
)
from carepath_sim.eventlog import BY_KEEP
from tests.unit.calibration.seen import both, made, seen
from tests.unit.metrics.made_logs import EDGE, FOSTER, HOME, HUB

HUB_TEAM, SOCIAL_WORK = 0, 1
"""The hub team has the first two posts."""


def a_service():  # type: ignore[no-untyped-def]
    """One young person goes through the service; the worker of the hub stays with them for ten days in foster care."""
    log = made(60)
    log.entered(1, 5, EDGE).moved(1, 10, EDGE, HUB).allocated(1, 10, HUB_TEAM, 0)
    log.moved(1, 20, HUB, FOSTER).lost(1, 30, HUB_TEAM, 0, BY_KEEP).allocated(1, 30, SOCIAL_WORK, 2)
    log.moved(1, 40, FOSTER, HOME).lost(1, 40, SOCIAL_WORK, 2)
    return log


def days_with(values: np.ndarray) -> list[int]:
    return np.flatnonzero(values[0]).tolist()


def test_everyone_is_counted_where_they_are_on_each_day() -> None:
    view = seen(a_service())
    assert days_with(on_days(view, at_edge_of_care(view))) == list(range(5, 10))
    assert days_with(on_days(view, in_hubs(view))) == list(range(10, 20))
    assert days_with(on_days(view, visited_in_placement(view))) == list(range(20, 30))
    assert days_with(norfolk.caseload(view)) == list(range(5, 30))
    assert norfolk.PICTURE["service_occupancy"](view).max() == pytest.approx(1 / 12)


def test_only_days_of_the_window_are_pictured() -> None:
    view = seen(a_service(), 8, 12)
    assert on_days(view, in_hubs(view)).tolist() == [[0, 0, 1, 1]]


def test_runs_are_pictured_apart() -> None:
    other = made(60).present(1, HUB).present(2, HUB)
    view = both(a_service(), other)
    found = on_days(view, in_hubs(view))
    assert found[:, 15].tolist() == [1, 2]
    assert found[:, 25].tolist() == [0, 2]


def test_stays_that_follow_each_other_are_one_referral() -> None:
    log = a_service().moved(1, 50, HOME, EDGE)
    log.present(2, EDGE).moved(2, 3, EDGE, HOME)
    view = seen(log)
    found = episodes(view)
    ticks = list(zip(found.who.tolist(), (found.start // 1440).tolist(), (found.end // 1440).tolist(), strict=True))
    assert sorted((start, end) for _, start, end in ticks) == [(0, 3), (5, 30), (50, 60)]


def test_referrals_are_counted_by_year_and_run() -> None:
    one, other = made(731), made(731)
    for person, day in ((1, 10), (2, 300), (3, 500)):
        one.entered(person, day, EDGE)
    other.entered(1, 700, EDGE)
    view = both(one, other)
    assert begun_by_year(view, episodes(view)).tolist() == [[2, 1], [0, 1]]


def test_the_caseload_is_referrals_times_how_long_they_stay() -> None:
    """Little's law on a log in which everybody has come and gone."""
    log = made(400)
    for person in range(20):
        log.entered(person, 5 * person, EDGE).moved(person, 5 * person + 30 + person, EDGE, HOME)
    view = seen(log)
    found = episodes(view)
    mean_stay = (found.end - found.start).mean() / 1440
    assert norfolk.caseload(view).mean() == pytest.approx(20 / 400 * mean_stay)
