"""Quantities, ranges and caseloads made so many times as large."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath_sim.catalogue.caseload import Row
from carepath_sim.scenario.council import typical
from carepath_sim.scenario.parameters import Parameter, Places
from carepath_sim.scenario.scaling import enlarged, resized, shared_out, times


@pytest.mark.parametrize(
    ("words", "factor", "expected"),
    [
        ("12 places", 2.55, "31 places"),
        ("1 place", 0.2, "0 places"),
        ("1 place", 3.0, "3 places"),
        ("4 places", 0.25, "1 place"),
        ("19 posts", 0.05, "1 post"),
        ("100 days", 0.01, "1 day"),
        ("£4.60 per day", 2.0, "£9 per day"),
        ("19 posts", 0.5, "10 posts"),
        ("£7,385 per week", 1.2, "£8,862 per week"),
        ("£855,000 per year", 2.0, "£1,710,000 per year"),
        ("26.5 per year", 2.0, "53 per year"),
        ("5.6 per year", 0.012, "0.0672 per year"),
        ("56 per year", 5.5501, "311 per year"),
        ("57%", 0.909, "51.8%"),
        ("60%", 2.0, "100.0%"),
        ("11.8% per year", 1.5, "17.7% per year"),
        ("481 days", 0.001, "0 days"),
    ],
)
def test_a_quantity_keeps_its_words(words: str, factor: float, expected: str) -> None:
    assert times(words, factor) == expected


def test_what_comes_in_wholes_may_have_a_least() -> None:
    assert times("1 place", 0.2, least=1) == "1 place"


def test_what_is_no_quantity_is_refused() -> None:
    with pytest.raises(ValueError, match="'unlimited'"):
        times("unlimited", 2)


def test_what_was_sourced_of_england_is_assumed_of_a_council() -> None:
    assumed = Parameter[Places].model_validate({"value": "2 places", "status": "assumed", "note": "By judgement."})
    assert enlarged(assumed, 3, "why") == {"value": "6 places", "status": "assumed", "note": "why"}
    sourced = Parameter[Places].model_validate(
        {
            "value": "2 places",
            "status": "sourced",
            "evidence": "READ",
            "source": "lait",
            "range": {"low": "1 places", "high": "3 places"},
        }
    )
    larger = enlarged(sourced, 10, "why")
    assert (larger["status"], larger["source"]) == ("assumed", "lait")
    assert "evidence" not in larger
    assert larger["range"] == {"low": "10 places", "high": "30 places", "distribution": "uniform"}


def test_a_range_holds_a_value_that_was_kept_from_becoming_nothing() -> None:
    number = Parameter[Places].model_validate({"value": "2 places", "range": {"low": "1 places", "high": "3 places"}})
    smaller = enlarged(number, 0.1, "why", least=1)
    assert smaller["value"] == smaller["range"]["high"] == "1 place"


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return typical().caseload()


def test_a_caseload_once_as_large_is_itself(rows: list[Row]) -> None:
    assert sorted(map(repr, resized(rows, 1.0))) == sorted(map(repr, rows))


def test_a_caseload_twice_as_large_has_everyone_twice(rows: list[Row]) -> None:
    assert Counter(resized(rows, 2.0)) == Counter({row: 2 * count for row, count in Counter(rows).items()})


@pytest.mark.parametrize("factor", [0.012, 0.1, 0.5, 0.9, 1.37, 5.55])
def test_every_setting_of_a_caseload_is_in_proportion(rows: list[Row], factor: float) -> None:
    found = resized(rows, factor)
    assert len(found) == pytest.approx(len(rows) * factor, abs=0.5)
    before, after = (Counter(row.setting for row in some) for some in (rows, found))
    assert all(abs(after[setting] - before[setting] * factor) < 1 for setting in before)
    assert set(found) <= set(rows)
    assert found == resized(list(rows), factor)


def test_a_smaller_caseload_is_spread_over_the_ages_of_the_larger(rows: list[Row]) -> None:
    def mean_age(some: list[Row]) -> float:
        return sum(row.born_days for row in some) / len(some)

    assert mean_age(resized(rows, 0.25)) == pytest.approx(mean_age(rows), rel=0.01)


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1000), max_size=8))
def test_what_is_shared_out_sums_to_the_whole_and_each_is_next_to_its_fraction(wanted: dict[str, float]) -> None:
    given_out = shared_out(wanted)
    assert abs(sum(given_out.values()) - sum(wanted.values())) <= 0.5 + 1e-6
    assert all(wanted[name] - 1 < given_out[name] < wanted[name] + 1 + 1e-9 for name in wanted)
