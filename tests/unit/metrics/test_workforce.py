"""Posts and key workers of logs with known answers."""

from __future__ import annotations

import pytest

from carepath_sim.eventlog import BY_CALENDAR, BY_HANDOVER
from carepath_sim.metrics import Reading, measure
from carepath_sim.model import AGENCY, CLOSED, PERMANENT, VACANT
from tests.unit.metrics.made_logs import EDGE, FOSTER, HUB, Made, vocabulary


def found(made: Made, metric: str, setting: str = "all") -> float:
    return measure(Reading(made.log()))["all", setting, metric]


def hub_team() -> Made:
    """Two posts for 100 days: one permanent for 40 and vacant for 10, then agency; one closed, vacant from day 60."""
    made = Made(vocabulary(horizon_days=100))
    made.post(0, 0, PERMANENT).post(0, 1, CLOSED).post(0, 2, PERMANENT)
    return made.post(40, 0, VACANT).post(50, 0, AGENCY).post(60, 1, VACANT, BY_CALENDAR)


def test_shares_of_posts_are_over_time_and_leave_closed_posts_out() -> None:
    assert found(hub_team(), "vacancy_share", "hub") == pytest.approx((10 + 40) / 140)
    assert found(hub_team(), "agency_share", "hub") == pytest.approx(50 / 90)
    assert found(hub_team(), "vacancy_share") == pytest.approx(50 / 240)
    assert found(hub_team(), "vacancy_share", "social_work") == 0


def test_only_permanent_workers_leave() -> None:
    made = hub_team().post(70, 0, VACANT)
    assert found(made, "workers_lost", "hub") == 1
    assert found(made, "turnover", "hub") == pytest.approx(1 / (40 / 365.25))


def test_a_post_closed_with_its_worker_is_a_loss() -> None:
    made = hub_team().post(80, 2, CLOSED, BY_CALENDAR)
    assert found(made, "workers_lost", "social_work") == 1


def test_days_without_a_worker_run_from_need_to_allocation_or_the_end() -> None:
    made = hub_team()
    made.entered(1, 10, HUB).needs(1, 10, 0).allocated(1, 25, 0, 0)
    made.entered(2, 10, EDGE).needs(2, 10, 1).lost(2, 14, 1, -1).needs(2, 14, 0)
    assert found(made, "unallocated_days", "hub") == pytest.approx(15 + 86)
    assert found(made, "unallocated_days", "social_work") == pytest.approx(4)


def test_key_workers_of_the_year_are_different_people_not_relationships() -> None:
    made = Made().post(0, 0, PERMANENT).post(0, 1, PERMANENT).post(0, 2, PERMANENT)
    made.present(1, HUB, 10, 10).allocated(1, 0, 0, 0)
    made.lost(1, 50, 0, 0, BY_HANDOVER).allocated(1, 50, 0, 1, BY_HANDOVER)
    made.lost(1, 90, 0, 1, BY_HANDOVER).allocated(1, 90, 0, 0, BY_HANDOVER)
    made.present(2, FOSTER, 10, 10).allocated(2, 0, 1, 2)
    made.present(3, FOSTER, 10, 10)
    assert found(made, "key_workers") == pytest.approx((2 + 1 + 0) / 3)
    assert found(made, "worker_changed") == pytest.approx(1 / 3)
    assert found(made, "three_workers") == 0


def test_the_next_holder_of_the_same_post_is_a_third_worker() -> None:
    made = Made().post(0, 0, PERMANENT)
    made.present(1, HUB, 10, 10).allocated(1, 0, 0, 0)
    for day in (100, 200):
        made.post(day, 0, VACANT).lost(1, day, 0, 0).needs(1, day, 0)
        made.post(day + 20, 0, AGENCY).allocated(1, day + 20, 0, 0)
    assert found(made, "key_workers") == 3
    assert found(made, "three_workers") == 1
