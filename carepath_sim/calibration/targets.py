"""Published figures for a typical English council, and how each is measured in a log.

The council is the median one: 165 of England's 32,270 starts in the year to 31 March
2025. National stocks and flows are scaled by that share. Rates need no scaling.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.eventlog import MOVED
from carepath_sim.metrics.reading import AGE_BANDS, Reading, Window
from carepath_sim.metrics.spells import STILL_OPEN
from carepath_sim.model import Bools, Floats, Ints

SHARE_OF_ENGLAND = 165 / 32270

FOSTER = ("foster_in_house", "foster_agency")
OTHER = ("childrens_home", "supported_lodgings", "supported_accommodation")
RETURNS = ("return_home", "unplanned_return_home")
YOUNGER, OLDER = tuple(AGE_BANDS)


@dataclass(frozen=True)
class Target:
    """One published figure: what it is, its value with the spread between councils or sources, and its measure."""

    label: str
    unit: str
    published: float
    source: str  # key of sources.yaml
    how: str  # how the figure follows from what was published
    measure: Callable[[Reading, Window], float]
    tolerance: float = 0.05  # share of the published figure within which a fit is called close
    needs_history: bool = False  # looks back over years, so only a long run can show it


def _settings(reading: Reading, names: Sequence[str]) -> Ints:
    known = reading.words.settings
    return np.array([known.index(name) for name in names if name in known], dtype=np.int64)


def _exposed(reading: Reading, window: Window, band: str | None) -> tuple[Ints, Ints]:
    """Each spell cut to a window and an age band, as start and end ticks."""
    spells = reading.spells
    start, end = spells.start, spells.end
    if band is not None:
        start, end = reading.in_age_band(band, start, end, spells.who)
    return np.maximum(start, window.start), np.minimum(end, window.end)


def years_lived(reading: Reading, window: Window, where: Bools, band: str | None = None) -> float:
    """Person-years in the spells chosen, within a window and an age band."""
    start, end = _exposed(reading, window, band)
    return float(np.maximum(end - start, 0)[where].sum()) / DAY / DAYS_PER_YEAR


def ended_by(reading: Reading, window: Window, where: Bools, causes: Ints, band: str | None = None) -> int:
    """How many of the spells chosen were ended by one of some transitions, within a window and an age band."""
    spells = reading.spells
    start, end = _exposed(reading, window, band)
    within = (spells.end == end) & (start < end) & window.holds(spells.end)
    return int((where & within & (spells.end_kind != STILL_OPEN) & np.isin(spells.end_cause, causes)).sum())


def transitions(reading: Reading, settings: Sequence[str], endings: Sequence[str]) -> Ints:
    """Numbers of the transitions called `setting.ending` for some settings and endings, where there is one."""
    wanted = {f"{setting}.{ending}" for setting in settings for ending in endings}
    found = [index for index, name in enumerate(reading.words.transitions) if name in wanted]
    return np.array(found, dtype=np.int64)


def is_general(reading: Reading) -> Bools:
    """Which spells are of young people who are not unaccompanied."""
    need = reading.words.needs.index("general")
    return np.asarray(reading.log.people["need"][reading.spells.who] == need)


def rate_of(
    reading: Reading,
    window: Window,
    settings: Sequence[str],
    endings: Sequence[str],
    band: str | None = None,
    general_only: bool = False,
) -> float:
    """How often, per year in some settings, stays there end in some ways."""
    where = np.isin(reading.spells.setting, _settings(reading, settings))
    if general_only:
        where &= is_general(reading)
    count = ended_by(reading, window, where, transitions(reading, settings, endings), band)
    return count / years_lived(reading, window, where, band)


def looked_after_settings(reading: Reading) -> list[str]:
    """Names of the settings in which young people are looked after."""
    words = reading.words
    return [name for name, is_care in zip(words.settings, words.is_looked_after, strict=True) if is_care]


def stock(settings: Sequence[str] | None, band: str | None) -> Callable[[Reading, Window], float]:
    """A measure: mean number of young people in some settings (all looked-after ones if None), of an age band."""

    def measure(reading: Reading, window: Window) -> float:
        names = looked_after_settings(reading) if settings is None else settings
        where = np.isin(reading.spells.setting, _settings(reading, names))
        return years_lived(reading, window, where, band) / window.years

    return measure


def starts(band: str) -> Callable[[Reading, Window], float]:
    """A measure: periods of care that begin in the model, a year, by age at the start."""

    def measure(reading: Reading, window: Window) -> float:
        periods = reading.periods
        lower, upper = (reading.birthday(age)[periods.who] for age in AGE_BANDS[band])
        of_age = (periods.start >= lower) & (periods.start < upper)
        return float((periods.began & of_age & window.holds(periods.start)).sum()) / window.years

    return measure


def leaving(band: str) -> Callable[[Reading, Window], float]:
    """A measure: leaving care for home, per general-need person-year looked after, of an age band."""

    def measure(reading: Reading, window: Window) -> float:
        return rate_of(reading, window, looked_after_settings(reading), RETURNS, band, general_only=True)

    return measure


def moves_from(settings: Sequence[str] | None) -> Callable[[Reading, Window], float]:
    """A measure: moves per person-year out of some settings (all looked-after ones if None) into another placement."""

    def measure(reading: Reading, window: Window) -> float:
        spells = reading.spells
        names = looked_after_settings(reading) if settings is None else settings
        inside = np.isin(spells.setting, _settings(reading, names))
        moves = reading.moves[window.holds(spells.start[reading.moves])]
        count = int(inside[spells.previous[moves]].sum())
        return count / years_lived(reading, window, inside)

    return measure


def breakdowns(level: int) -> Callable[[Reading, Window], float]:
    """A measure: breakdowns per person-year looked after, of the narrow definition (2) or the broad one (1)."""

    def measure(reading: Reading, window: Window) -> float:
        spells = reading.spells
        counted = (reading.breakdown_levels >= level) & window.holds(spells.end) & (spells.end_kind == MOVED)
        return float(counted.sum()) / years_lived(reading, window, spells.looked_after)

    return measure


def share_of_stock(settings: Sequence[str], band: str | None) -> Callable[[Reading, Window], float]:
    """A measure: share of those looked after, of an age band, who live in some settings."""
    part, whole = stock(settings, band), stock(None, band)
    return lambda reading, window: part(reading, window) / whole(reading, window)


def repeat_periods(band: str | None) -> Callable[[Reading, Window], float]:
    """A measure: of those who leave care in an age band (at 18 if None), the share with an earlier period."""

    def measure(reading: Reading, window: Window) -> float:
        periods = reading.periods
        adult = reading.birthday(18)[periods.who]
        if band is None:
            of_age = periods.end >= adult
        else:
            lower, upper = (reading.birthday(age)[periods.who] for age in AGE_BANDS[band])
            of_age = (periods.end >= lower) & (periods.end < np.minimum(upper, adult))
        left = periods.ended & of_age & window.holds(periods.end)
        return float((periods.ordinal[left] > 0).mean()) if left.any() else float("nan")

    return measure


def _scaled(number: int) -> float:
    return number * SHARE_OF_ENGLAND


CLA = "dfe_cla_2025"
PEOPLE, YEARLY, SHARE = "young people", "a year", "share"
HOMES = ("childrens_home",)

TARGETS: tuple[Target, ...] = (
    Target("Looked after, 10 to 15", PEOPLE, _scaled(30930), CLA, "30,930 scaled", stock(None, YOUNGER)),
    Target("Looked after, 16 to 17", PEOPLE, _scaled(22060), CLA, "22,060 scaled", stock(None, OLDER)),
    Target("Starts, 10 to 15", YEARLY, _scaled(8660), CLA, "8,660 scaled", starts(YOUNGER)),
    Target("Starts, 16 to 17", YEARLY, _scaled(9110), CLA, "9,110 scaled", starts(OLDER)),
    Target("Leaving care, 10 to 15", YEARLY, 4860 / 30930, CLA, "4,860 of 30,930", leaving(YOUNGER)),
    Target("Leaving care, 16 to 17", YEARLY, 4130 / 22060, CLA, "4,130 of 22,060", leaving(OLDER)),
    Target("Moves, foster care", YEARLY, 0.53, CLA, "status-only left out", moves_from(FOSTER)),
    Target("Moves, other settings", YEARLY, 0.73, CLA, "status-only left out", moves_from(OTHER)),
    Target("Breakdowns, narrow", YEARLY, 12750 / 82650, CLA, "12,750 over 82,650, all ages", breakdowns(2), 0.2),
    Target("Breakdowns, broad", YEARLY, 28320 / 82650, CLA, "28,320 over 82,650, all ages", breakdowns(1), 0.2),
    Target("Children's homes", PEOPLE, _scaled(9380), CLA, "9,380 scaled", stock(HOMES, None), 0.1),
    Target(
        "Supported accommodation and lodgings, share of 16 to 17",
        SHARE,
        7520 / 22060,
        CLA,
        "7,520 of 22,060; lodgings taken to be counted in it",
        share_of_stock(("supported_accommodation", "supported_lodgings"), OLDER),
        0.1,
    ),
    Target(
        "Overflow",
        PEOPLE,
        _scaled(669),
        "childrens_commissioner_2026",
        "669 in unregistered homes, scaled",
        stock(("overflow",), None),
        0.35,
    ),
    Target(
        "Earlier period of care at exit, 10 to 15",
        SHARE,
        1 - 4310 / 4860,
        CLA,
        "550 of 4,860; periods before the age of 10 count there and not here",
        repeat_periods(YOUNGER),
        0.5,
        needs_history=True,
    ),
    Target(
        "Earlier period of care at exit, 16 to 17",
        SHARE,
        1 - 3750 / 4130,
        CLA,
        "380 of 4,130, of whom many are unaccompanied and transferred to another council in their first period",
        repeat_periods(OLDER),
        0.5,
        needs_history=True,
    ),
    Target(
        "Earlier period of care at exit, 18",
        SHARE,
        1 - 11880 / 13740,
        CLA,
        "1,860 of 13,740; periods before the age of 10 count there and not here",
        repeat_periods(None),
        0.5,
        needs_history=True,
    ),
)


def mean_over(readings: Sequence[Reading], windows: Sequence[Window], target: Target) -> tuple[float, float]:
    """A target's measure over several runs: mean and standard error."""
    values: Floats = np.array([target.measure(r, w) for r, w in zip(readings, windows, strict=True)])
    error = float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")
    return float(values.mean()), error
