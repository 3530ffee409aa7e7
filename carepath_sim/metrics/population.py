"""Who is where: young people by setting and age, entries to care, re-entries and exits."""

from __future__ import annotations

from carepath_sim.metrics.ages import AGE_BANDS
from carepath_sim.metrics.arrays import named
from carepath_sim.metrics.reading import Reading
from carepath_sim.metrics.registry import ALL, metric
from carepath_sim.model import Bools, Floats


@metric(
    "Young people by setting",
    unit="young people",
    better="neither",
    principle="service",
    absent=0.0,
    floor=1.0,
)
def people(reading: Reading) -> dict[str, Floats]:
    """Mean number of young people living or supported in the setting, over every minute of the time."""
    return named(reading.words.settings, reading.ticks_by_setting / reading.calendar.lengths)


@metric(
    "Young people looked after",
    unit="young people",
    better="neither",
    principle="service",
    absent=0.0,
    headline=True,
    tolerance=0.02,
)
def looked_after(reading: Reading) -> dict[str, Floats]:
    """Mean number of young people looked after, over every minute of the time: all, and by completed years of age.

    The first age band takes in anyone younger.
    """
    ticks = {ALL: reading.ticks(reading.periods)}
    ticks |= {band: reading.ticks(reading.periods_at_age(band)) for band in AGE_BANDS}
    return {group: each / reading.calendar.lengths for group, each in ticks.items()}


def _beginnings(reading: Reading, chosen: Bools) -> Floats:
    """How many of the chosen periods of care began."""
    periods = reading.periods
    return reading.count(periods.run[chosen], periods.start[chosen])


@metric(
    "Entries to care",
    unit="entries",
    better="neither",
    principle="service",
    absent=0.0,
    headline=True,
    floor=2.0,
)
def entries(reading: Reading) -> Floats:
    """Times a young person became looked after. Those already looked after when they arrived are not entries."""
    return _beginnings(reading, reading.periods.began)


@metric(
    "Re-entries to care",
    unit="entries",
    better="lower",
    principle="service",
    absent=0.0,
    floor=2.0,
)
def re_entries(reading: Reading) -> Floats:
    """Entries to care of young people who had been looked after before during the study.

    Periods of care that ended before the start are not known and not counted.
    """
    return _beginnings(reading, reading.periods.began & (reading.periods.ordinal > 0))


@metric(
    "Arrivals already in care",
    unit="young people",
    better="neither",
    principle="service",
    absent=0.0,
    floor=2.0,
)
def arrivals_in_care(reading: Reading) -> Floats:
    """Young people who joined the study already looked after, because they reached its youngest age."""
    return _beginnings(reading, reading.periods.joined)


@metric(
    "Exits from care",
    unit="exits",
    better="neither",
    principle="service",
    absent=0.0,
    floor=2.0,
)
def exits(reading: Reading) -> Floats:
    """Times a young person stopped being looked after, at the 18th birthday or before."""
    periods = reading.periods
    return reading.count(periods.run[periods.ended], periods.end[periods.ended])


@metric(
    "Nights looked after",
    unit="nights",
    better="neither",
    principle="service",
    absent=0.0,
)
def care_nights(reading: Reading) -> Floats:
    """Midnights at which a young person was looked after, summed over young people."""
    nights = reading.nights_by_setting[:, reading.words.is_looked_after].sum(axis=1)
    return reading.calendar.in_windows(nights)


@metric(
    "Young people ever looked after",
    unit="young people",
    better="neither",
    principle="service",
    absent=0.0,
    floor=2.0,
)
def ever_looked_after(reading: Reading) -> Floats:
    """Different young people who were looked after at any moment of the time."""
    return reading.people_in((reading.periods, None))
