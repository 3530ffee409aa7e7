"""Numbers are read and written in the words of the number that is varied."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath_sim.experiments.designs.styles import Style, style_of
from carepath_sim.scenario import units
from carepath_sim.scenario.units import WrongUnit

RATE = style_of(units.HAZARD, "29% per year")


@pytest.mark.parametrize(
    ("unit", "written", "before", "after", "words"),
    [
        (units.PLACES, "12 places", "", " places", "places"),
        (units.PLACES, "1 place", "", " places", "places"),
        (units.PRICE, "£4,500 per week", "£", " per week", "£ per week"),
        (units.PRICE, "£15,350 a year", "£", " per year", "£ per year"),
        (units.HAZARD, "29% per year", "", "% per year", "% per year"),
        (units.HAZARD, "29% a year", "", "% per year", "% per year"),
        (units.HAZARD, "0.43 per year", "", " per year", "per year"),
        (units.DURATION, "3 months", "", " months", "months"),
        (units.SHARE, "60 per cent", "", "%", "%"),
        (units.MULTIPLIER, 1.2, "", "", "times"),
        (units.MULTIPLIER, "0.5 times", "", " times", "times"),
        (units.MULTIPLIER, "20% fewer", "", " times", "times"),
        (units.PLACES_OR_UNLIMITED, "unlimited", "", " places", "places"),
        (units.DURATION_OR_NEVER, "never", "", " days", "days"),
        (units.FILL, "11 of 12", "", "%", "%"),
        (units.FILL, "11 places", "", " places", "places"),
        (units.COST, "-£200 per week", "£", " per week", "£ per week"),
        (units.PRICE_EACH, "£8,500 each", "£", " each", "£ each"),
        (units.GROWTH, "3.5% per year", "", "% per year", "% per year"),
    ],
)
def test_a_number_is_written_as_its_value_is(
    unit: units.Unit, written: str, before: str, after: str, words: str
) -> None:
    found = style_of(unit, written)
    assert (found.before, found.after, found.words) == (before, after, words)


@pytest.mark.parametrize("text", ["10", 10, "10%", "10% per year", "10 % a year", " 10% "])
def test_units_may_be_written_in_part_or_left_out(text: str) -> None:
    assert RATE.read(text) == 10.0


@pytest.mark.parametrize(
    ("unit", "value", "text", "number"),
    [
        (units.DURATION, "90 days", "2 weeks", 14.0),
        (units.DURATION, "3 months", "1 year", 12.0),
        (units.PRICE, "£700 per week", "£100 per day", 700.0),
        (units.PRICE, "£700 per week", "£900", 900.0),
        (units.PRICE, "£700 per week", "900", 900.0),
        (units.SHARE, "60%", "1 of 4", 25.0),
        (units.MULTIPLIER, "0.5 times", "20% more", 1.2),
        (units.COST, "£100 per week", "-£50 per week", -50.0),
        (units.FILL, "90%", "11 of 12", pytest.approx(1100 / 12)),
        (units.HAZARD, "0.43 per year", "29% per year", pytest.approx(-math.log(0.71))),
        (units.HAZARD, "29% per year", "0.1 per month", pytest.approx(100 * (1 - math.exp(-1.2)))),
    ],
)
def test_other_units_are_brought_to_those_of_the_value(unit: units.Unit, value: str, text: str, number: float) -> None:
    assert style_of(unit, value).read(text) == number


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        (units.PLACES, "12 places", "6 posts"),
        (units.PLACES, "12 places", "-3"),
        (units.PLACES, "12 places", "6.5"),
        (units.DURATION_OR_NEVER, "90 days", "never"),
        (units.FILL, "90%", "11 places"),
        (units.COST, "£100 per week", "£50 each"),
        (units.HAZARD, "29% per year", "120%"),
        (units.SHARE, "60%", "many"),
    ],
)
def test_what_cannot_be_such_a_number_is_refused(unit: units.Unit, value: str, text: str) -> None:
    with pytest.raises(WrongUnit):
        style_of(unit, value).read(text)


STYLES = [
    style_of(units.HAZARD, "29% per year"),
    style_of(units.HAZARD, "2 per month"),
    style_of(units.DURATION, "3 months"),
    style_of(units.PRICE, "£4,500 per week"),
    style_of(units.SHARE, "60%"),
    style_of(units.MULTIPLIER, 1.2),
]


@given(st.sampled_from(STYLES), st.floats(0.001, 99.0))
def test_what_is_written_is_read_back(style: Style, number: float) -> None:
    quantity = style.unit.parse(style.written(number))
    assert style.number(quantity) == pytest.approx(number, rel=1e-12)
    # The same amount in other words is the same number.
    assert style._of_amount(quantity.amount) == pytest.approx(number, rel=1e-9)


def test_one_of_a_thing_is_written_in_the_singular() -> None:
    assert style_of(units.PLACES, "12 places").written(1) == "1 place"
    assert style_of(units.PEOPLE, "6 young people").written(1.0) == "1 young person"
    assert style_of(units.COST, "£100 per week").written(-1234.5) == "-£1,234.5 per week"
