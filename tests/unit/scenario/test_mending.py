"""What is said to whoever wrote a name or a unit wrongly."""

from __future__ import annotations

import pytest

from carepath_sim.catalogue.caseload import HEADER, parse
from carepath_sim.catalogue.spelling import mistyped, nearest
from carepath_sim.scenario import units
from carepath_sim.scenario.mending import meant


@pytest.mark.parametrize(
    ("unit", "written", "answer"),
    [
        (units.PLACES, "12 beds", "12 places"),
        (units.PLACES, 12, "12 places"),
        (units.PLACES, "12 Plces", "12 places"),
        (units.PEOPLE, "6", "6 young people"),
        (units.DURATION, "26 weaks", "26 weeks"),
        (units.DURATION, 26, ""),
        (units.PRICE, "£5 per wek", "£5 per week"),
        (units.PRICE, "£5 per fortnight", ""),
        (units.PLACES, "1e30 places", ""),
        (units.PLACES, "2.5 places", ""),
        (units.PLACES, float("nan"), ""),
        (units.PLACES, True, ""),
        (units.PLACES, ["12 places"], ""),
        (units.PLACES, "12 " + "b" * 100, ""),
    ],
)
def test_a_unit_is_mended_where_it_can_only_be_one(unit: units.Unit, written: object, answer: str) -> None:
    assert meant(unit, written) == answer


@pytest.mark.parametrize(
    ("written", "known", "answer"),
    [
        ("post", ("posts", "cost"), "posts"),
        ("keep-free", ("keep_free", "keep_full"), "keep_free"),
        ("Keep Free", ("keep_free",), "keep_free"),
        ("yb", ("by", "to"), "by"),
        ("G", ("A", "F"), ""),
        ("year_2", ("year_1", "year_3"), ""),
        ("zzz", ("posts", "cost"), ""),
        (None, ("posts",), ""),
        ("x" * 100_000, ("posts",), ""),
        ("posts", (), ""),
    ],
)
def test_the_nearest_name(written: object, known: tuple[str, ...], answer: str) -> None:
    assert nearest(written, known) == answer


def test_a_slip_is_less_than_a_likeness() -> None:
    assert (nearest("fortnight", ["night"]), mistyped("fortnight", ["night"])) == ("night", "")


def test_rows_beyond_the_first_ten_are_counted() -> None:
    text = ",".join(HEADER) + "\n" + "foster,general,old,1,1,1\n" * 25
    _, problems = parse(text, "people.csv")
    assert [problem.line for problem in problems] == list(range(2, 12))
    assert "15 more rows cannot be used either" in problems[-1].what
