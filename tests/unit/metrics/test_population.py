"""Counts of people by setting and age, with known answers."""

from __future__ import annotations

from datetime import date

import pytest

from carepath_sim.metrics import Reading, measure
from tests.unit.metrics.made_logs import EDGE, FOSTER, HOME, HUB, Made, vocabulary

YEAR = vocabulary(horizon_days=365)


def found(made: Made, metric: str, setting: str = "all") -> float:
    return measure(Reading(made.log()))["all", setting, metric]


def test_people_are_averaged_over_time() -> None:
    made = Made(YEAR).entered(1, 0, EDGE).moved(1, 73, EDGE, FOSTER).left(1, 146, FOSTER)
    assert found(made, "people", "edge") == pytest.approx(0.2)
    assert found(made, "people", "foster") == pytest.approx(0.2)
    assert found(made, "looked_after") == pytest.approx(0.2)


def test_a_sixteenth_birthday_changes_the_age_band() -> None:
    made = Made(YEAR).present(1, FOSTER, 10, 10, born=date(2010, 6, 13).toordinal())
    assert found(made, "looked_after", "10 to 15") == pytest.approx(73 / 365)
    assert found(made, "looked_after", "16 to 17") == pytest.approx(292 / 365)


def test_entries_re_entries_arrivals_and_exits_are_told_apart() -> None:
    made = Made(YEAR)
    made.present(1, FOSTER, 10, 10).moved(1, 10, FOSTER, HOME).moved(1, 20, HOME, FOSTER)
    made.entered(2, 5, EDGE).moved(2, 30, EDGE, HUB).moved(2, 40, HUB, HOME).moved(2, 50, HOME, HUB)
    made.joined(3, 60, FOSTER, 100, 100).left(3, 70, FOSTER)
    made.entered(4, 80, FOSTER)
    assert found(made, "entries") == 4  # 1 again, 2 twice, 4
    assert found(made, "re_entries") == 2  # 1 and 2
    assert found(made, "arrivals_in_care") == 1
    assert found(made, "exits") == 3
    assert found(made, "ever_looked_after") == 4


def test_moving_within_care_is_neither_entry_nor_exit() -> None:
    made = Made(YEAR).present(1, FOSTER, 10, 10).moved(1, 10, FOSTER, HUB).moved(1, 20, HUB, FOSTER)
    assert found(made, "entries") == 0
    assert found(made, "exits") == 0
