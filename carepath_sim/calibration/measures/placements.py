"""How long placements last, how often young people move, and how often placements break down."""

from __future__ import annotations

import numpy as np

from carepath_sim.calibration.measures.register import ages_of, measure, metric_in_window
from carepath_sim.calibration.view import View, pairs
from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.metrics.arrays import ratios
from carepath_sim.metrics.spells import STILL_OPEN, is_planned
from carepath_sim.model import Bools, Floats, Ints


@measure
def same_placement_two_years(view: View) -> Floats:
    """Of those under 16 on 31 March and looked after for two and a half years, the share two years in one placement.

    The metric of the report, in a model of young people of 10 and over.
    """
    return metric_in_window(view, "same_placement_two_years")


@measure
def three_placements(view: View) -> Floats:
    """Of those looked after on 31 March, the share with three or more placements in the year: the metric."""
    return metric_in_window(view, "three_placements")


@measure
def three_placements_in_two_years(view: View) -> Floats:
    """Of those looked after on 31 March for a year or more, the share with three or more placements in two years.

    A placement counts if it was open at some time in the two years to that day.
    """
    reading, census, placements = view.reading, view.censuses, view.reading.placements
    long_enough = reading.periods.since[census.period] <= census.year_before
    census = census.only(long_enough & (census.two_years_before >= view.window.start))
    position, row = pairs(census.who, reading.log.n_people, placements.who)
    held = placements.looked_after[row] & (placements.start[row] < census.at[position])
    held &= placements.end[row] > census.two_years_before[position]
    return view.share(census.run, np.bincount(position[held], minlength=len(census.who)) >= 3)


@measure
def two_moves_of_entrants(view: View, ages: str) -> Floats:
    """Of those looked after on 31 March who are of some ages and first came into care at them: two moves in the year.

    The share with two or more moves from one placement to another in the year to that day.
    Whoever was looked after before the study began, or came to it in care, first came into care before.
    """
    reading, census = view.reading, view.censuses
    periods, spells = reading.periods, reading.spells
    first = np.searchsorted(periods.who, census.who)
    entered = periods.began[first] & view.of_age(census.who, periods.start[first], ages_of(ages))
    census = census.only(entered & view.of_age(census.who, census.at - 1, ages_of(ages)))
    rows = reading.moves
    position, row = pairs(census.who, reading.log.n_people, spells.who[rows])
    start = spells.start[rows[row]]
    counted = (start >= census.year_before[position]) & (start < census.at[position])
    return view.share(census.run, np.bincount(position[counted], minlength=len(census.who)) >= 2)


@measure
def moves(view: View) -> Floats:
    """Moves from one placement to another for each year looked after: the metric of the report."""
    return metric_in_window(view, "moves_rate")


@measure
def moves_from(view: View, family: str) -> Floats:
    """Moves to another placement for each year looked after in settings of a family."""
    return _moves_out_of(view, view.settings(family) & view.looked_after)


@measure
def moves_from_other(view: View, family: str) -> Floats:
    """Moves to another placement for each year looked after in settings of other families."""
    return _moves_out_of(view, ~view.settings(family) & view.looked_after)


def _moves_out_of(view: View, settings: Bools) -> Floats:
    reading = view.reading
    spells, rows = reading.spells, reading.moves
    rows = rows[settings[spells.setting[spells.previous[rows]]]]
    return ratios(view.count(spells.run[rows], spells.start[rows]), view.years(settings))


@measure
def breakdowns(view: View) -> Floats:
    """Placements that broke down for each year looked after, narrow definition: the metric of the report."""
    return metric_in_window(view, "breakdown_rate")


@measure
def breakdowns_broad(view: View) -> Floats:
    """Placements that broke down for each year looked after, broad definition: the metric of the report."""
    return metric_in_window(view, "breakdown_rate_broad")


@measure
def planned_moves(view: View) -> Floats:
    """Moves from one placement to another that are no breakdown, for each year looked after."""
    reading, spells = view.reading, view.reading.spells
    rows = reading.moves[reading.breakdown_levels[spells.previous[reading.moves]] == 0]
    return ratios(view.count(spells.run[rows], spells.start[rows]), view.years(view.looked_after))


@measure
def unplanned_endings(view: View, family: str) -> Floats:
    """Placements that ended otherwise than planned, for each year looked after in settings of a family."""
    reading, spells = view.reading, view.reading.spells
    ended = (spells.end_kind != STILL_OPEN) & ~is_planned(reading.words, spells.end_cause)
    inside = view.settings(family) & view.looked_after
    rows = np.flatnonzero(ended & inside[spells.setting])
    return ratios(view.count(spells.run[rows], spells.end[rows]), view.years(inside))


def _ended_placements(view: View) -> Ints:
    """Rows of the looked-after placements that ended in the window."""
    placements = view.reading.placements
    ended = placements.looked_after & view.in_window(placements.end) & (placements.end < view.reading.words.horizon)
    return np.flatnonzero(ended)


@measure
def endings_within(view: View, days: int) -> Floats:
    """Of the placements that ended, the share that had lasted no longer than a number of days."""
    placements, rows = view.reading.placements, _ended_placements(view)
    return view.share(placements.run[rows], (placements.end - placements.since)[rows] <= days * DAY)


@measure
def moves_after(view: View, months: int) -> Floats:
    """Of the moves from one placement to another, the share out of a placement that had lasted a number of months."""
    placements, rows = view.reading.placements, _ended_placements(view)
    # Placements of a person stand in order of time: the next row is where they went.
    stayed_in_care = (placements.who[1:] == placements.who[:-1]) & placements.looked_after[1:]
    rows = rows[np.append(stayed_in_care, False)[rows]]
    lasted = (placements.end - placements.since)[rows]
    return view.share(placements.run[rows], lasted >= round(months * DAYS_PER_YEAR / 12) * DAY)
