"""Whole minutes and calendar days: the only two ways time is counted.

A *tick* is a whole minute after 00:00 on a study's start date. A *day number* is a
day of the proleptic Gregorian calendar as `datetime.date.toordinal` counts it
(1 January of year 1 is day 1). Birthdays fall on calendar days, so leap years matter;
a person born on 29 February has their birthday on 1 March in other years.

The integer functions use nothing but `+ - * //` and comparisons, so that a compiler
can take them as they stand.
"""

from __future__ import annotations

from datetime import date

MINUTES_PER_HOUR = 60
DAY = 24 * MINUTES_PER_HOUR
WEEK = 7 * DAY
DAYS_PER_YEAR = 365.25
"""Mean length of a calendar year, used to turn rates per year into rates per day."""

NEVER = 1 << 60
"""A tick later than any horizon: what has it as its due time does not happen."""


def year_and_day(day_number: int) -> tuple[int, int, int]:
    """Year, month and day of the month of a day number.

    The era arithmetic is Howard Hinnant's `civil_from_days`
    (*chrono-Compatible Low-Level Date Algorithms*, 2013).
    """
    shifted = day_number + 305
    era = shifted // 146097
    day_of_era = shifted - era * 146097
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    return year, month, day


def day_number(year: int, month: int, day: int) -> int:
    """The day number of a date of the Gregorian calendar (inverse of `year_and_day`)."""
    shifted_year = year - 1 if month <= 2 else year
    era = shifted_year // 400
    year_of_era = shifted_year - era * 400
    shifted_month = month - 3 if month > 2 else month + 9
    day_of_year = (153 * shifted_month + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146097 + day_of_era - 305


def is_leap(year: int) -> bool:
    """Whether a year of the Gregorian calendar has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def birthday(born: int, age: int) -> int:
    """The day number on which someone born on day `born` turns `age`; 29 February becomes 1 March."""
    year, month, day = year_and_day(born)
    return birthday_in(year + age, month, day)


def birthday_in(year: int, month: int, day: int) -> int:
    """The day number of a birthday in a year, of someone born on that day of that month."""
    if month == 2 and day == 29 and not is_leap(year):
        return day_number(year, 3, 1)
    return day_number(year, month, day)


def age_on(born: int, today: int) -> int:
    """Completed years of age on a day number."""
    years = year_and_day(today)[0] - year_and_day(born)[0]
    return years if birthday(born, years) <= today else years - 1


def years_before(today: int, years: int) -> int:
    """The latest day number on which somebody was born who is `years` old on the day `today`.

    That makes `today` their birthday, but for a 29 February in whose year of birth there was none.
    """
    year, month, day = year_and_day(today)
    year -= years
    if month == 2 and day == 29 and not is_leap(year):
        return day_number(year, 2, 28)
    return day_number(year, month, day)


def tick_of(start_day: int, day: int) -> int:
    """The tick at 00:00 of a day number, in a study that starts on `start_day`."""
    return (day - start_day) * DAY


def day_of(start_day: int, tick: int) -> int:
    """The day number that a tick falls on."""
    return start_day + tick // DAY


def date_of(start_day: int, tick: int) -> date:
    """The calendar date that a tick falls on."""
    return date.fromordinal(day_of(start_day, tick))


def ends_of_march(start_day: int, horizon: int) -> list[int]:
    """Ticks at 00:00 on 1 April, the midnight that ends each 31 March after the start and up to the horizon.

    The national statistics count children looked after at the end of 31 March.
    """
    first_year = date.fromordinal(start_day).year
    last_year = date_of(start_day, horizon).year
    ticks = [tick_of(start_day, day_number(year, 4, 1)) for year in range(first_year, last_year + 1)]
    return [tick for tick in ticks if 0 < tick <= horizon]
