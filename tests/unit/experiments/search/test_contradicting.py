"""Levels that cannot be kept together, or that the study is too short for, and bare numbers."""

from __future__ import annotations

import pytest

from carepath_sim.errors import UsageError
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.search.contradicting import beyond_the_study, contradictions
from carepath_sim.experiments.search.levels import level, levels


def days(_: OutcomePath) -> float:
    return 1000.0


@pytest.mark.parametrize(
    ("one", "other", "is_refused"),
    [
        ("days_full.hub <= 5%", "days_full.hub >= 10%", True),
        ("days_full.hub < 5%", "days_full.hub >= 5%", True),
        ("days_full.hub <= 5%", "days_full.hub >= 5%", False),
        ("days_full.hub <= 10%", "days_full.hub >= 5%", False),
        ("days_full.hub <= 5%", "days_full.crisis_lodgings >= 10%", False),
        ("moves <= 5", "moves >= 2 a year", False),
    ],
)
def test_two_levels_that_leave_nothing_between_them_are_refused(one: str, other: str, is_refused: bool) -> None:
    if is_refused:
        with pytest.raises(UsageError, match="cannot both be kept"):
            levels([one, other])
    else:
        assert len(levels([one, other])) == 2


def test_levels_in_two_forms_are_compared_where_the_length_is_known() -> None:
    both = levels(["days_full.hub <= 5%", "days_full.hub >= 200 days"])
    assert contradictions(both) == []
    assert len(contradictions(both, days)) == 1
    assert contradictions(levels(["days_full.hub <= 5%", "days_full.hub >= 40 days"]), days) == []


def test_a_bound_beyond_all_days_is_told() -> None:
    (never,) = beyond_the_study(levels(["days_full.hub >= 1001 days", "days_full.hub <= 99%"]), days)
    assert "nothing can meet this level, as there are 1,000 days to look at" in never
    assert "everything meets" in beyond_the_study(levels(["days_full.hub <= 1001"]), days)[0]


def test_a_bare_number_of_days_says_how_it_was_read() -> None:
    assert level("days_full.hub <= 5").reading == (
        "days_full.hub <= 5 was read as at most 5 days of all that are looked at; for 5% of them write 5%."
    )
    assert level("days_full.hub <= 500").reading.endswith("all that are looked at.")
    assert not level("days_full.hub <= 5%").reading
    assert not level("days_full.hub <= 5 days").reading
    assert not level("moves <= 5").reading
