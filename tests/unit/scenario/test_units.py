import contextlib
import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath_sim.scenario import units
from carepath_sim.scenario.units import Quantity, WrongUnit, fill_target, parse_ages, parse_date

READ = [
    (units.PLACES, "12 places", 12),
    (units.PLACES, "1 place", 1),
    (units.PLACES, "1,200 places", 1200),
    (units.PLACES_OR_UNLIMITED, "unlimited", math.inf),
    (units.PLACES_CHANGE, "-4 places", -4),
    (units.POSTS, "35 posts", 35),
    (units.PEOPLE, "6 young people", 6),
    (units.PEOPLE, "1 young person", 1),
    (units.DURATION, "36 hours", 1.5),
    (units.DURATION, "1 day", 1),
    (units.DURATION, "26 weeks", 182),
    (units.DURATION, "9 months", 9 * 365.25 / 12),
    (units.DURATION, "1.5 years", 1.5 * 365.25),
    (units.DURATION_OR_NEVER, "never", math.inf),
    (units.DURATION_OR_EVER, "for ever", math.inf),
    (units.RATE, "45 per year", 45 / 365.25),
    (units.RATE, "2 young people per month", 2 / (365.25 / 12)),
    (units.RATE, "1 a week", 1 / 7),
    (units.RATE, "3 per day", 3),
    (units.HAZARD, "0.157 per year", 0.157 / 365.25),
    (units.HAZARD, "29% per year", -math.log(1 - 0.29) / 365.25),
    (units.HAZARD, "50 % per month", math.log(2) / (365.25 / 12)),
    (units.SHARE, "60%", 0.6),
    (units.SHARE, "1 of 3", 1 / 3),
    (units.SHARE, "12 per cent", 0.12),
    (units.FILL, "11 places", 11),
    (units.FILL, "11 of 12", 11 / 12),
    (units.FILL, "95%", 0.95),
    (units.MULTIPLIER, 0.8, 0.8),
    (units.MULTIPLIER, 2, 2),
    (units.MULTIPLIER, "1.2 times", 1.2),
    (units.MULTIPLIER, "20% fewer", 0.8),
    (units.MULTIPLIER, "20% more", 1.2),
    (units.PLAIN, 0.58, 0.58),
    (units.PRICE, "£5,500 per week", 5500 / 7),
    (units.PRICE, "£100 per night", 100),
    (units.PRICE, "£100 a day", 100),
    (units.PRICE, "£1,234,000.50 per year", 1234000.5 / 365.25),
    (units.PRICE, "£3,000 per month", 3000 / (365.25 / 12)),
    (units.COST, "-£200 per week", -200 / 7),
    (units.PRICE_EACH, "£8,500 each", 8500),
]

REFUSED = [
    (units.PLACES, "12"),
    (units.PLACES, 12),
    (units.PLACES, "12 beds"),
    (units.PLACES, "2.5 places"),
    (units.PLACES, "-1 places"),
    (units.PLACES, "unlimited"),
    (units.PLACES, "1e300 places"),
    (units.PLACES, "12,00 places"),
    (units.POSTS, "places"),
    (units.PEOPLE, "6 cases"),
    (units.DURATION, "5"),
    (units.DURATION, "5 fortnights"),
    (units.DURATION, "-5 days"),
    (units.DURATION, "1e999 days"),
    (units.DURATION, "nan days"),
    (units.DURATION, None),
    (units.DURATION, True),
    (units.DURATION, ["5 days"]),
    (units.RATE, "29% per year"),
    (units.RATE, "5 per century"),
    (units.HAZARD, "100% per year"),
    (units.HAZARD, "29%"),
    (units.SHARE, "101%"),
    (units.SHARE, 0.5),
    (units.SHARE, "3 of 2"),
    (units.SHARE, "1 of 0"),
    (units.FILL, "11"),
    (units.MULTIPLIER, "half"),
    (units.MULTIPLIER, -1),
    (units.MULTIPLIER, math.nan),
    (units.MULTIPLIER, math.inf),
    (units.MULTIPLIER, "150% fewer"),
    (units.PLAIN, 0),
    (units.PRICE, "5,500 per week"),
    (units.PRICE, "£5,500"),
    (units.PRICE, "£5,500 each"),
    (units.PRICE, "-£5 per week"),
    (units.PRICE, "£-5 per week"),
    (units.PRICE, "£ per week"),
    (units.PRICE_EACH, "£5 per week"),
]


@pytest.mark.parametrize(("unit", "written", "amount"), READ)
def test_a_quantity_is_read(unit, written, amount):
    quantity = unit.parse(written)
    assert quantity.amount == pytest.approx(amount, rel=1e-15)
    assert quantity.written == written


@pytest.mark.parametrize(("unit", "written"), REFUSED)
def test_a_wrong_quantity_is_refused_with_an_example(unit, written):
    with pytest.raises(WrongUnit) as caught:
        unit.parse(written)
    assert "such as" in caught.value.allowed


def test_every_example_in_a_message_is_itself_allowed():
    for unit in {case[0] for case in READ}:
        example = unit.allowed.split("such as ")[1].split(" (")[0].split(", ")[0].split(" or ")[0]
        assert unit.parse(float(example) if example.replace(".", "").isdecimal() else example).amount >= 0


@given(st.integers(0, 10**6))
def test_whole_places_round_trip(places):
    assert units.PLACES.parse(f"{places:,} places").amount == places
    assert units.PLACES.parse(f"{places} places").amount == places


@given(st.floats(0, 1e6, allow_nan=False))
def test_a_price_round_trips(pounds):
    assert units.PRICE.parse(f"£{pounds:,.2f} per day").amount == float(f"{pounds:.2f}")


@given(st.floats(0, 99.9))
def test_a_probability_comes_back_from_its_hazard(percentage):
    hazard = units.HAZARD.parse(f"{percentage!r}% per year").amount if percentage >= 1e-4 else 0.0
    expected = percentage if percentage >= 1e-4 else 0.0
    assert 100 * -math.expm1(-hazard * 365.25) == pytest.approx(expected, abs=1e-9)


@given(st.floats(1e-3, 10_000), st.sampled_from(["day", "week", "month", "year"]))
def test_a_rate_is_one_over_its_time(number, unit):
    per_day = units.RATE.parse(f"{number!r} per {unit}").amount
    assert per_day * units.DURATION.parse(f"1 {unit}").amount == pytest.approx(number)


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.none(), st.booleans(), st.lists(st.text())))
def test_no_value_whatever_makes_a_unit_fail_otherwise_than_by_saying_so(written):
    for unit in {case[0] for case in READ}:
        with contextlib.suppress(WrongUnit):
            assert isinstance(unit.parse(written), Quantity)


@pytest.mark.parametrize(
    ("written", "places", "fraction"),
    [
        ("0 places", 12, (0, 1)),
        ("0%", 12, (0, 1)),
        ("11 places", 12, (11, 12)),
        ("6 places", 12, (1, 2)),
        ("11 of 12", 6, (11, 12)),
        ("95%", 6, (19, 20)),
        ("95 percent", 6, (19, 20)),
        ("95 of 100", 6, (19, 20)),
        ("1,000 of 2,000", 6, (1, 2)),
        ("33.5%", 6, (67, 200)),
        ("3 places", 0, (3, 1)),
    ],
)
def test_a_target_is_a_fraction_of_whole_numbers(written, places, fraction):
    assert fill_target(units.FILL.parse(written), places) == fraction


def test_ages_are_completed_years_both_included():
    assert parse_ages("10 to 17") == (10, 17)
    assert parse_ages(16) == parse_ages("16") == (16, 16)
    for wrong in ("17 to 10", "ten", 10.5, True, None, "10-17", "1000"):
        with pytest.raises(WrongUnit):
            parse_ages(wrong)


def test_dates_are_days_of_the_calendar():
    assert parse_date("2028-02-29") == date(2028, 2, 29)
    assert parse_date(date(2026, 4, 1)) == date(2026, 4, 1)
    for wrong in ("2026-02-29", "1066-10-14", "2026-4", "20260401", 20260401, None, "soon"):
        with pytest.raises(WrongUnit):
            parse_date(wrong)
