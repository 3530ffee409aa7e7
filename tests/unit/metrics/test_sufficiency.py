"""Occupancy, waiting, holding, overflow and panel pulls of logs with known answers."""

from __future__ import annotations

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
    STAYING_PUT,
    Made,
    vocabulary,
)

HUNDRED = vocabulary(horizon_days=100)
EMERGENCIES = ("all", "unplanned_arrivals")


def found(made: Made, metric: str, setting: str = "all") -> float:
    return measure(Reading(made.log()))["all", setting, metric]


def hub_of_two() -> Made:
    """Nobody for 10 days, one person for 10, two for 20, then one again; a place shuts at day 80."""
    return (
        Made(HUNDRED).places(0, 2, 2).entered(1, 10, HUB).entered(2, 20, HUB).moved(1, 40, HUB, HOME).places(80, 2, 1)
    )


def test_occupancy_is_over_time_and_by_what_was_open() -> None:
    assert found(hub_of_two(), "occupancy", "hub") == pytest.approx((10 + 40 + 60) / (160 + 20))
    assert found(hub_of_two(), "places_open", "hub") == pytest.approx(1.8)


def test_full_days_and_free_time() -> None:
    assert found(hub_of_two(), "days_full", "hub") == pytest.approx(20 + 20)
    assert found(hub_of_two(), "emergency_availability", "hub") == pytest.approx(0.6)


def test_a_setting_without_places_is_neither_full_nor_available_nor_occupied() -> None:
    made = Made(HUNDRED).places(0, 2, 0)
    assert found(made, "days_full", "hub") == 0
    assert found(made, "emergency_availability", "hub") == 0
    assert isnan(found(made, "occupancy", "hub"))


def test_a_night_of_waiting_is_a_midnight() -> None:
    made = Made(HUNDRED).entered(1, 0, FOSTER).waited(1, 10.5, 12.5, HUB).waited(1, 20.1, 20.9, HUB)
    assert found(made, "waiting_nights", "hub") == 2
    assert found(made, "waiting_nights") == 2
    assert found(made, "held_nights") == 0


def test_a_hold_or_wait_open_at_the_end_lasts_until_then() -> None:
    made = Made(HUNDRED).entered(1, 0, HUB).held(1, 90, None, HUB).entered(2, 0, HUB).waited(2, 95, None, FOSTER)
    assert found(made, "held_nights", "hub") == 10
    assert found(made, "waiting_nights", "foster") == 5


def test_leaving_for_good_ends_a_wait() -> None:
    made = Made(HUNDRED).entered(1, 0, HUB).waited(1, 10, None, FOSTER).left(1, 15, HUB)
    assert found(made, "waiting_nights") == 5


def test_the_overflow_is_counted_by_nights_and_by_placements() -> None:
    made = Made(HUNDRED).entered(1, 0, OVERFLOW).moved(1, 3, OVERFLOW, HUB).moved(1, 10, HUB, OVERFLOW, BREAKDOWN)
    assert found(made, "overflow_nights") == 3 + 90
    assert found(made, "overflow_placements") == 2


def test_a_panel_pull_is_an_admission_and_only_from_outside_care_an_entry() -> None:
    made = Made(HUNDRED)
    made.entered(1, 0, EDGE).moved(1, 7, EDGE, HUB, BY_PANEL)
    made.entered(2, 0, CHILDREN_HOME).moved(2, 7, CHILDREN_HOME, HUB, BY_PANEL)
    made.entered(3, 0, EDGE).moved(3, 7, EDGE, HUB, BREAKDOWN)
    assert found(made, "supply_induced_admissions") == 2
    assert found(made, "supply_induced_admissions", "hub") == 2
    assert found(made, "supply_induced_entries") == 1


def test_a_short_stay_outside_care_counts_as_admitted_by_the_panel() -> None:
    made = Made(HUNDRED).entered(1, 0, HUB).moved(1, 7, HUB, STAYING_PUT, BY_PANEL)
    assert found(made, "supply_induced_admissions", "foster") == 1
    assert found(made, "supply_induced_entries") == 0


@pytest.mark.parametrize("metric", ["occupancy", "emergency_availability"])
def test_different_places_are_not_averaged(metric: str) -> None:
    keys = {key[1] for key in measure(Reading(hub_of_two().log())) if key[2] == metric}
    assert keys == {"foster", "hub", "children_home"}


def emergencies(made: Made) -> dict[str, float]:
    """Those placed anywhere, by the places given."""
    placed = {key[1]: value for key, value in measure(Reading(made.log())).items() if key[::2] == EMERGENCIES}
    return {name: number for name, number in placed.items() if number}


def test_emergencies_are_unplanned_endings_closures_and_new_entrants() -> None:
    made = Made(HUNDRED).present(1, FOSTER, 10, 10).moved(1, 5, FOSTER, HUB, BREAKDOWN)
    made.present(2, CHILDREN_HOME, 10, 10).moved(2, 5, CHILDREN_HOME, OVERFLOW, BY_CLOSURE)
    made.entered(3, 8, HUB)
    assert emergencies(made) == {"all": 3, "hub": 2, "overflow": 1}


def test_whoever_could_wait_was_there_already_or_stays_in_the_same_places_is_no_emergency() -> None:
    made = Made(HUNDRED).present(1, FOSTER, 10, 10).moved(1, 5, FOSTER, HUB, PLANNED)
    made.present(2, FOSTER, 10, 10).moved(2, 6, FOSTER, FOSTER, BREAKDOWN)
    made.entered(3, 0, EDGE).moved(3, 7, EDGE, HUB, BY_PANEL)
    made.joined(4, 9, CHILDREN_HOME, 300, 300)
    made.present(5, FOSTER, 10, 10).moved(5, 6, FOSTER, HOME, BREAKDOWN)
    assert emergencies(made) == {}


def test_people_present_at_the_start_count_at_the_first_midnight() -> None:
    made = Made(HUNDRED).present(1, FOSTER, 10, 10).moved(1, 1, FOSTER, HOME)
    assert found(made, "care_nights") == 1


def test_someone_who_comes_and_goes_between_midnights_has_no_night() -> None:
    made = Made(HUNDRED).entered(1, 5.2, FOSTER).moved(1, 5.8, FOSTER, HOME)
    assert found(made, "care_nights") == 0
    assert found(made, "people", "foster") == pytest.approx(0.6 / 100)
