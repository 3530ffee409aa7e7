"""How settled lives are: moves, breakdowns, placements in the year and how long placements last."""

from __future__ import annotations

import numpy as np

from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.metrics.reading import Census, Reading, Window, named, ratio, ratios
from carepath_sim.metrics.registry import ALL, metric
from carepath_sim.metrics.survival import (
    NARROW,
    first_breakdowns,
    first_placements,
    kaplan_meier,
    stable_placements,
)
from carepath_sim.model import Floats, Ints

BROAD = 1
SIX_MONTHS = 182 * DAY
ONE_YEAR = 365 * DAY

FIRST_COHORT = (
    "Only a 31 March at least a year after the start is used, because placements before the start are not in the log; "
    "several are pooled."
)


def _years_looked_after(reading: Reading, window: Window) -> Floats:
    """Person-years looked after in each setting."""
    spells = reading.spells
    ticks = window.overlap(spells.start, spells.end) * spells.looked_after
    count = len(reading.words.settings)
    return np.bincount(spells.setting, ticks, minlength=count) / DAY / DAYS_PER_YEAR


def _per_year(reading: Reading, window: Window, settings: Ints) -> dict[str, float]:
    """Things that happened in settings, per person-year looked after there; all settings together first."""
    years = _years_looked_after(reading, window)
    counts = np.bincount(settings, minlength=len(years))
    by_setting = named(reading.words.settings, ratios(counts.astype(np.float64), years))
    looked_after = [name for name, is_care in zip(by_setting, reading.words.is_looked_after, strict=True) if is_care]
    return {ALL: ratio(len(settings), float(years.sum()))} | {name: by_setting[name] for name in looked_after}


def _settings_moved_from(reading: Reading, window: Window) -> Ints:
    spells = reading.spells
    moves = reading.moves[window.holds(spells.start[reading.moves])]
    return spells.setting[spells.previous[moves]]


def _settings_broken_down(reading: Reading, window: Window, level: int) -> Ints:
    spells = reading.spells
    return spells.setting[(reading.breakdown_levels >= level) & window.holds(spells.end)]


@metric(
    "Moves per person-year",
    unit="moves per person-year looked after",
    better="lower",
    headline=True,
)
def moves_rate(reading: Reading, window: Window) -> dict[str, float]:
    """New placements of young people looked after before and after, for each year looked after.

    They are divided by the years (of 365.25 days) that all young people together were looked after. A change of status
    with the same place and carer is no move; nor is entering or leaving care. By setting: the setting left.
    """
    return _per_year(reading, window, _settings_moved_from(reading, window))


@metric(
    "Moves",
    unit="moves",
    better="lower",
    absent=0.0,
)
def moves(reading: Reading, window: Window) -> float:
    """New placements of young people looked after before and after.

    A change of status with the same place and carer is no move; nor is entering or leaving care.
    """
    return float(len(_settings_moved_from(reading, window)))


@metric(
    "Breakdowns per person-year (narrow)",
    unit="breakdowns per person-year looked after",
    better="lower",
    headline=True,
)
def breakdown_rate(reading: Reading, window: Window) -> dict[str, float]:
    """Looked-after placements that broke down, for each year looked after: the narrow definition.

    Counted are placements that ended because the carer or the young person asked for it, after an allegation, over
    standards or approval, or because the home closed; they are divided by the years (of 365.25 days) that all young
    people together were looked after.
    """
    return _per_year(reading, window, _settings_broken_down(reading, window, NARROW))


@metric(
    "Breakdowns per person-year (broad)",
    unit="breakdowns per person-year looked after",
    better="lower",
)
def breakdown_rate_broad(reading: Reading, window: Window) -> dict[str, float]:
    """Looked-after placements that broke down, for each year looked after: the broad definition.

    As the narrow definition, and also placements that ended at the council's request or for another unplanned reason,
    divided by the years (of 365.25 days) that all young people together were looked after.
    """
    return _per_year(reading, window, _settings_broken_down(reading, window, BROAD))


@metric(
    "Breakdowns (narrow)",
    unit="breakdowns",
    better="lower",
    absent=0.0,
)
def breakdowns(reading: Reading, window: Window) -> float:
    """Looked-after placements that broke down: the narrow definition.

    Counted are placements that ended because the carer or the young person asked for it, after an allegation, over
    standards or approval, or because the home closed.
    """
    return float(len(_settings_broken_down(reading, window, NARROW)))


def looked_after_on(reading: Reading, census: Census) -> Ints:
    """Rows of the periods of care under way at the end of a 31 March."""
    periods = reading.periods
    return np.flatnonzero((periods.start < census.at) & (periods.end >= census.at))


@metric(
    "Three or more placements in the year",
    unit="share",
    better="lower",
    note=FIRST_COHORT,
    headline=True,
)
def three_placements(reading: Reading, window: Window) -> float:
    """Of the young people looked after on 31 March, the share with three or more placements in the year.

    A placement counts if it was open at some time in the year to that day; status-only and same-place changes open
    none.
    """
    placements, periods = reading.placements, reading.periods
    cohort = unstable = 0
    for census in reading.censuses_in(window, with_a_year=True):
        people = periods.who[looked_after_on(reading, census)]
        counted = (
            placements.looked_after
            & (placements.start < census.at)
            & (placements.end > census.year_before)
            & (placements.end > placements.start)
        )
        number = np.bincount(placements.who[counted], minlength=len(reading.log.people["person"]))
        cohort += len(people)
        unstable += int((number[people] >= 3).sum())
    return ratio(unstable, cohort)


@metric(
    "Same placement for two years or more",
    unit="share",
    better="higher",
    headline=True,
)
def same_placement_two_years(reading: Reading, window: Window) -> float:
    """Of the young people looked after on 31 March for long enough, the share two years in one placement.

    Long enough: under 16 on that day and looked after for two and a half years or more. Time before the start counts;
    several 31 Marches are pooled.
    """
    placements, periods = reading.placements, reading.periods
    sixteenth = reading.birthday(16)
    cohort = settled = 0
    for census in reading.censuses_in(window):
        present = (placements.start < census.at) & (placements.end >= census.at) & placements.looked_after
        chosen = np.flatnonzero(present)
        chosen = chosen[
            (periods.since[placements.period[chosen]] <= census.thirty_months_before)
            & (sixteenth[placements.who[chosen]] >= census.at)
        ]
        cohort += len(chosen)
        settled += int((placements.since[chosen] <= census.two_years_before).sum())
    return ratio(settled, cohort)


@metric(
    "No breakdown within a year of entering care",
    unit="share",
    better="higher",
)
def no_breakdown_within_a_year(reading: Reading, window: Window) -> float:
    """Of young people entering care, the share without a breakdown (narrow) in the next 365 days.

    The first entry of each young person in the study, and breakdowns of any placement of that period of care. A Kaplan-
    Meier estimate, in which leaving care and the end of the study are censored; entries of the period are followed to
    the end of the study.
    """
    return kaplan_meier(first_breakdowns(reading, window)).at(ONE_YEAR)


@metric(
    "First placement lasts six months",
    unit="share",
    better="higher",
)
def first_placement_lasts(reading: Reading, window: Window) -> float:
    """Of first placements after entering care, the share that lasted 182 days.

    A Kaplan-Meier estimate, in which leaving care and the end of the study are censored; entries of the period are
    followed to the end of the study.
    """
    return kaplan_meier(first_placements(reading, window)).at(SIX_MONTHS)


@metric(
    "Stable placement within a year",
    unit="share",
    better="higher",
)
def stable_within_a_year(reading: Reading, window: Window) -> float:
    """Of entries to care, the share that reach the 182nd day of one placement within 365 days.

    The first placement to last six months is a stable one. A Kaplan-Meier estimate, in which leaving care and the end
    of the study are censored; entries of the period are followed to the end of the study.
    """
    return 1.0 - kaplan_meier(stable_placements(reading, window, SIX_MONTHS)).at(ONE_YEAR)
