"""How settled lives are: moves, breakdowns, placements in the year and how long placements last."""

from __future__ import annotations

import numpy as np

from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.metrics.arrays import named, ratios
from carepath_sim.metrics.census import FIRST_COHORT, looked_after_on_31_march, under_way
from carepath_sim.metrics.reading import Reading
from carepath_sim.metrics.registry import ALL, metric
from carepath_sim.metrics.survival import (
    NARROW,
    first_breakdowns,
    first_placements,
    stable_placements,
    survival_in_windows,
)
from carepath_sim.metrics.windows import Intervals
from carepath_sim.model import Floats

BROAD = 1
SIX_MONTHS = 182 * DAY
ONE_YEAR = 365 * DAY


def _per_year(reading: Reading, counts: Floats) -> dict[str, Floats]:
    """Things that happened, [runs, S, windows], per person-year looked after there; all settings together first."""
    words = reading.words
    ticks = reading.ticks_by_setting * words.is_looked_after[:, None]
    found = {ALL: ratios(counts.sum(axis=1), _years(ticks.sum(axis=1)))}
    by_setting = named(words.settings, ratios(counts, _years(ticks)))
    return found | {name: by_setting[name] for name in np.array(words.settings)[words.is_looked_after].tolist()}


def _by_setting(reading: Reading, counts: Floats) -> dict[str, Floats]:
    """Things that happened, [runs, S, windows]: all together, then by setting looked after."""
    words = reading.words
    by_setting = named(words.settings, counts)
    shown = np.array(words.settings)[words.is_looked_after].tolist()
    return {ALL: counts.sum(axis=1)} | {name: by_setting[name] for name in shown}


def _years(ticks: Floats) -> Floats:
    return ticks / DAY / DAYS_PER_YEAR


def _moves_from(reading: Reading) -> Floats:
    """Moves between looked-after placements by the setting left: [runs, S, windows]."""
    spells, rows = reading.spells, reading.moves
    settings = spells.setting[spells.previous[rows]]
    return reading.count_by(settings, len(reading.words.settings), spells.run[rows], spells.start[rows])


def _breakdowns_in(reading: Reading, level: int) -> Floats:
    """Breakdowns of at least a level by the setting that broke down: [runs, S, windows]."""
    spells, rows = reading.spells, np.flatnonzero(reading.breakdown_levels >= level)
    return reading.count_by(spells.setting[rows], len(reading.words.settings), spells.run[rows], spells.end[rows])


@metric(
    "Moves per person-year",
    unit="moves per person-year looked after",
    better="lower",
    principle="life_survival_and_development",
    headline=True,
)
def moves_rate(reading: Reading) -> dict[str, Floats]:
    """New placements of young people looked after before and after, for each year looked after.

    They are divided by the years (of 365.25 days) that all young people together were looked after. A change of status
    with the same place and carer is no move; nor is entering or leaving care. By setting: the setting left.
    """
    return _per_year(reading, _moves_from(reading))


@metric(
    "Moves",
    unit="moves",
    better="lower",
    principle="life_survival_and_development",
    absent=0.0,
)
def moves(reading: Reading) -> dict[str, Floats]:
    """New placements of young people looked after before and after.

    A change of status with the same place and carer is no move; nor is entering or leaving care. By setting: the
    setting left.
    """
    return _by_setting(reading, _moves_from(reading))


@metric(
    "Breakdowns per person-year (narrow)",
    unit="breakdowns per person-year looked after",
    better="lower",
    principle="life_survival_and_development",
    headline=True,
)
def breakdown_rate(reading: Reading) -> dict[str, Floats]:
    """Looked-after placements that broke down, for each year looked after: the narrow definition.

    Counted are placements that ended because the carer or the young person asked for it, after an allegation, over
    standards or approval, or because the home closed; they are divided by the years (of 365.25 days) that all young
    people together were looked after.
    """
    return _per_year(reading, _breakdowns_in(reading, NARROW))


@metric(
    "Breakdowns per person-year (broad)",
    unit="breakdowns per person-year looked after",
    better="lower",
    principle="life_survival_and_development",
)
def breakdown_rate_broad(reading: Reading) -> dict[str, Floats]:
    """Looked-after placements that broke down, for each year looked after: the broad definition.

    As the narrow definition, and also placements that ended at the council's request or for another unplanned reason,
    divided by the years (of 365.25 days) that all young people together were looked after.
    """
    return _per_year(reading, _breakdowns_in(reading, BROAD))


@metric(
    "Breakdowns (narrow)",
    unit="breakdowns",
    better="lower",
    principle="life_survival_and_development",
    absent=0.0,
)
def breakdowns(reading: Reading) -> dict[str, Floats]:
    """Looked-after placements that broke down: the narrow definition.

    Counted are placements that ended because the carer or the young person asked for it, after an allegation, over
    standards or approval, or because the home closed.
    """
    return _by_setting(reading, _breakdowns_in(reading, NARROW))


@metric(
    "Three or more placements in the year",
    unit="share",
    better="lower",
    principle="life_survival_and_development",
    note=FIRST_COHORT,
    headline=True,
)
def three_placements(reading: Reading) -> Floats:
    """Of the young people looked after on 31 March, the share with three or more placements in the year.

    A placement counts if it was open at some time in the year to that day; status-only and same-place changes open
    none.
    """
    table = reading.placements
    placements = Intervals.of(table, np.flatnonzero(table.looked_after))
    cohort = looked_after_on_31_march(reading)
    return cohort.share(reading, cohort.intervals_in_year(reading, placements) >= 3)


@metric(
    "Same placement for two years or more",
    unit="share",
    better="higher",
    principle="life_survival_and_development",
    headline=True,
)
def same_placement_two_years(reading: Reading) -> Floats:
    """Of the young people looked after on 31 March for long enough, the share two years in one placement.

    Long enough: under 16 on that day and looked after for two and a half years or more. Time before the start counts;
    several 31 Marches are pooled.
    """
    placements, periods, censuses = reading.placements, reading.periods, reading.calendar.censuses
    in_care = np.flatnonzero(placements.looked_after)
    at, two_years_before, thirty_months_before = (
        np.array([(each.at, each.two_years_before, each.thirty_months_before) for each in censuses], dtype=np.int64)
        .reshape(-1, 3)
        .T
    )
    day, row = under_way(placements.start[in_care], placements.end[in_care], at)
    row = in_care[row]
    long_enough = (periods.since[placements.period[row]] <= thirty_months_before[day]) & (
        reading.birthday(16)[placements.who[row]] >= at[day]
    )
    day, row = day[long_enough], row[long_enough]
    settled = placements.since[row] <= two_years_before[day]
    run, tick = placements.run[row], at[day] - 1
    return ratios(reading.count(run[settled], tick[settled]), reading.count(run, tick))


@metric(
    "No breakdown within a year of entering care",
    unit="share",
    better="higher",
    principle="life_survival_and_development",
)
def no_breakdown_within_a_year(reading: Reading) -> Floats:
    """Of young people entering care, the share without a breakdown (narrow) in the next 365 days.

    The first entry of each young person in the study, and breakdowns of any placement of that period of care. A Kaplan-
    Meier estimate, in which leaving care and the end of the study are censored; entries of the period are followed to
    the end of the study.
    """
    return survival_in_windows(reading, first_breakdowns(reading), ONE_YEAR)


@metric(
    "First placement lasts six months",
    unit="share",
    better="higher",
    principle="life_survival_and_development",
)
def first_placement_lasts(reading: Reading) -> Floats:
    """Of first placements after entering care, the share that lasted 182 days.

    A Kaplan-Meier estimate, in which leaving care and the end of the study are censored; entries of the period are
    followed to the end of the study.
    """
    return survival_in_windows(reading, first_placements(reading), SIX_MONTHS)


@metric(
    "Stable placement within a year",
    unit="share",
    better="higher",
    principle="life_survival_and_development",
)
def stable_within_a_year(reading: Reading) -> Floats:
    """Of entries to care, the share that reach the 182nd day of one placement within 365 days.

    The first placement to last six months is a stable one. A Kaplan-Meier estimate, in which leaving care and the end
    of the study are censored; entries of the period are followed to the end of the study.
    """
    return 1.0 - survival_in_windows(reading, stable_placements(reading, SIX_MONTHS), ONE_YEAR)
