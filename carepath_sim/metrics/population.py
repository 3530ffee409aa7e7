"""Who is where: young people by setting and age, entries to care, re-entries and exits."""

from __future__ import annotations

import numpy as np

from carepath_sim.metrics.reading import AGE_BANDS, Reading, Window, named
from carepath_sim.metrics.registry import ALL, metric


@metric(
    "Young people by setting",
    unit="young people",
    better="neither",
    absent=0.0,
    floor=1.0,
)
def people(reading: Reading, window: Window) -> dict[str, float]:
    """Mean number of young people living or supported in the setting, over every minute of the time."""
    spells = reading.spells
    ticks = np.bincount(spells.setting, window.overlap(spells.start, spells.end), minlength=len(reading.words.settings))
    return named(reading.words.settings, ticks / (window.end - window.start))


@metric(
    "Young people looked after",
    unit="young people",
    better="neither",
    absent=0.0,
    headline=True,
    tolerance=0.02,
)
def looked_after(reading: Reading, window: Window) -> dict[str, float]:
    """Mean number of young people looked after, over every minute of the time: all, and by completed years of age.

    The first age band takes in anyone younger.
    """
    periods = reading.periods
    length = window.end - window.start
    found = {ALL: float(window.overlap(periods.start, periods.end).sum() / length)}
    for band in AGE_BANDS:
        start, end = reading.in_age_band(band, periods.start, periods.end, periods.who)
        found[band] = float(window.overlap(start, end).sum() / length)
    return found


@metric(
    "Entries to care",
    unit="entries",
    better="neither",
    absent=0.0,
    headline=True,
    floor=2.0,
)
def entries(reading: Reading, window: Window) -> float:
    """Times a young person became looked after. Those already looked after when they arrived are not entries."""
    return float((reading.periods.began & window.holds(reading.periods.start)).sum())


@metric(
    "Re-entries to care",
    unit="entries",
    better="lower",
    absent=0.0,
    floor=2.0,
)
def re_entries(reading: Reading, window: Window) -> float:
    """Entries to care of young people who had been looked after before during the study.

    Periods of care that ended before the start are not known and not counted.
    """
    periods = reading.periods
    return float((periods.began & (periods.ordinal > 0) & window.holds(periods.start)).sum())


@metric(
    "Arrivals already in care",
    unit="young people",
    better="neither",
    absent=0.0,
    floor=2.0,
)
def arrivals_in_care(reading: Reading, window: Window) -> float:
    """Young people who joined the study already looked after, because they reached its youngest age."""
    return float((reading.periods.joined & window.holds(reading.periods.start)).sum())


@metric(
    "Exits from care",
    unit="exits",
    better="neither",
    absent=0.0,
    floor=2.0,
)
def exits(reading: Reading, window: Window) -> float:
    """Times a young person stopped being looked after, at the 18th birthday or before."""
    return float((reading.periods.ended & window.holds(reading.periods.end)).sum())


@metric(
    "Nights looked after",
    unit="nights",
    better="neither",
    absent=0.0,
)
def care_nights(reading: Reading, window: Window) -> float:
    """Midnights at which a young person was looked after, summed over young people."""
    nights = reading.people_by_midnight[:, window.midnights]
    return float(nights[reading.words.is_looked_after].sum())


@metric(
    "Young people ever looked after",
    unit="young people",
    better="neither",
    absent=0.0,
    floor=2.0,
)
def ever_looked_after(reading: Reading, window: Window) -> float:
    """Different young people who were looked after at any moment of the time."""
    periods = reading.periods
    return float(len(np.unique(periods.who[window.overlap(periods.start, periods.end) > 0])))
