"""How often places are full, against the formulas of queueing theory."""

from __future__ import annotations

from math import factorial

import pytest

from carepath_sim.stockflow.fullness import Closure, Fullness, Pressure


def erlang_b(places: int, load: float) -> float:
    """The chance that a loss system is full (A. K. Erlang, 1917)."""
    terms = [load**number / factorial(number) for number in range(places + 1)]
    return terms[-1] / sum(terms)


@pytest.mark.parametrize(("places", "load"), [(5, 2.0), (12, 14.0), (57, 50.0)])
def test_without_a_queue_a_pool_is_full_as_often_as_erlang_says(places: int, load: float) -> None:
    refused = erlang_b(places, load)
    people = load * (1 - refused)
    assert Closure().together("", people, places) == pytest.approx(refused, rel=1e-5)
    alone = Closure().alone("", people, places, 0, Pressure(planned_share=0.0))
    assert alone.unplanned_refused == pytest.approx(refused, rel=1e-5)
    assert alone.planned_refused == alone.unplanned_refused


def test_a_queue_that_nobody_leaves_is_that_of_erlang_c() -> None:
    """Everybody waits: an M/M/c queue."""
    places, load = 6, 4.5
    blocked = erlang_b(places, load)
    waits = blocked / (1 - load / places * (1 - blocked))
    queue = waits * load / (places - load)
    found = Closure().alone("", load + queue, places, 0, Pressure(planned_share=1.0, queue_loss=0.0))
    assert found.planned_refused == pytest.approx(waits, rel=1e-5)
    assert found.queue == pytest.approx(queue, rel=1e-4)


def test_places_kept_free_refuse_planned_admissions_more_often() -> None:
    pressure = Pressure(planned_share=0.5, unplanned_load=3.0)
    found = Closure().alone("", 7.0, 12, 4, pressure)
    assert found.unplanned_refused < 0.05 < found.planned_refused
    assert Closure().alone("", 7.0, 12, 0, pressure).planned_refused < found.planned_refused


def test_more_people_than_places_leave_none_free() -> None:
    found = Closure().alone("", 60.0, 10, 0, Pressure())
    assert found.unplanned_refused > 0.99
    assert found.queue > 40


def test_the_limits_are_certain() -> None:
    assert Closure().alone("", 3.0, 0, 0, Pressure()) == Fullness(1.0, 1.0, 1.0, 3.0)
    assert Closure().alone("", 0.0, 5, 0, Pressure()).unplanned_refused == 0.0


def test_half_a_place_lies_between_two() -> None:
    found = [Closure().alone("", 8.0, places, 0, Pressure()).unplanned_refused for places in (9.0, 9.5, 10.0)]
    assert found[1] == pytest.approx((found[0] + found[2]) / 2)
