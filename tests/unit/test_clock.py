"""Days, birthdays and ticks against the standard library's calendar."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from carepath_sim import clock

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(DAYS)
def test_day_numbers_are_those_of_the_standard_library(day: date) -> None:
    assert clock.day_number(day.year, day.month, day.day) == day.toordinal()
    assert clock.year_and_day(day.toordinal()) == (day.year, day.month, day.day)


@given(DAYS, st.integers(0, 40))
def test_a_birthday_falls_on_the_same_date_or_on_1_march(born: date, age: int) -> None:
    turned = date.fromordinal(clock.birthday(born.toordinal(), age))
    try:
        assert turned == born.replace(year=born.year + age)
    except ValueError:
        assert (born.month, born.day) == (2, 29)
        assert turned == date(born.year + age, 3, 1)


@given(DAYS, st.integers(0, 30 * 366))
def test_age_goes_up_on_the_birthday_and_not_before(born: date, lived: int) -> None:
    today = (born + timedelta(days=lived)).toordinal()
    age = clock.age_on(born.toordinal(), today)
    assert clock.birthday(born.toordinal(), age) <= today < clock.birthday(born.toordinal(), age + 1)


@given(DAYS, st.integers(0, 30), st.integers(0, 364))
def test_somebody_drawn_at_an_age_has_that_age(today: date, years: int, days: int) -> None:
    born = clock.years_before(today.toordinal(), years) - days
    assert clock.age_on(born, today.toordinal()) == years


@given(st.integers(0, 60), st.integers(0, 24))
def test_somebody_drawn_at_an_age_on_a_leap_day_has_that_age(leap: int, years: int) -> None:
    today = date(2000 + 4 * (leap % 25), 2, 29).toordinal()
    assert clock.age_on(clock.years_before(today, years), today) == years


def test_a_leap_day_birthday_is_1_march_in_a_common_year() -> None:
    born = date(2008, 2, 29).toordinal()
    assert date.fromordinal(clock.birthday(born, 18)) == date(2026, 3, 1)
    assert date.fromordinal(clock.birthday(born, 16)) == date(2024, 2, 29)


def test_ticks_are_minutes_from_midnight_of_the_start_date() -> None:
    start = date(2026, 4, 1).toordinal()
    assert clock.tick_of(start, start) == 0
    assert clock.tick_of(start, date(2026, 4, 3).toordinal()) == 2 * 24 * 60
    assert clock.date_of(start, 24 * 60 - 1) == date(2026, 4, 1)
    assert clock.date_of(start, -1) == date(2026, 3, 31)


def test_the_year_ends_at_the_midnight_after_31_march() -> None:
    start = date(2026, 4, 1).toordinal()
    two_years = clock.tick_of(start, date(2028, 4, 1).toordinal())
    assert [clock.date_of(start, tick) for tick in clock.ends_of_march(start, two_years)] == [
        date(2027, 4, 1),
        date(2028, 4, 1),
    ]
    assert len(clock.ends_of_march(start, two_years - 1)) == 1
