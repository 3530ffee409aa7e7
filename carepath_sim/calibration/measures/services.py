"""A hub service on the average day: who is in the hubs, who is visited where they are placed, who is at home."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from carepath_sim.calibration.view import View, pairs
from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.eventlog import ALLOCATED
from carepath_sim.metrics.windows import Intervals
from carepath_sim.model import Bools, Floats, Ints

HUB, EDGE_OF_CARE = "hub", "edge_of_care"
"""Families of the settings of a service, and the names of its teams."""


def days(view: View) -> Ints:
    """The midnights of the window, by which a service's day is pictured: ticks."""
    return np.arange(-(-view.window.start // DAY), view.window.end // DAY, dtype=np.int64) * DAY


def on_days(view: View, table: Intervals) -> Floats:
    """How many intervals of a table are under way at each midnight of the window: [runs, days]."""
    at = days(view)
    found = np.zeros((view.reading.n_runs, len(at)))
    for run in range(view.reading.n_runs):
        mine = table.run == run
        start, end = np.sort(table.start[mine]), np.sort(table.end[mine])
        found[run] = np.searchsorted(start, at, side="right") - np.searchsorted(end, at, side="right")
    return found


def lived_in(view: View, settings: Bools) -> Intervals:
    """The stays in some settings."""
    spells = view.reading.spells
    return Intervals.of(spells, np.flatnonzero(settings[spells.setting]))


def with_teams(view: View, teams: Sequence[str], settings: Bools) -> Intervals:
    """The time in some settings with a key worker of one of some teams."""
    reading, spells = view.reading, view.reading.spells
    log, table = reading.log, reading.relationships
    numbers = [number for number, name in enumerate(reading.words.teams) if name in teams]
    of_teams = np.flatnonzero(np.isin(log.a[log.by_person(ALLOCATED)], numbers))
    inside = np.flatnonzero(settings[spells.setting])
    position, row = pairs(table.who[of_teams], log.n_people, spells.who[inside])
    one, other = of_teams[position], inside[row]
    start = np.maximum(table.start[one], spells.start[other])
    end = np.minimum(table.end[one], spells.end[other])
    return Intervals(table.run[one], table.who[one], start, np.maximum(start, end))


def in_hubs(view: View) -> Intervals:
    """Stays in the hubs, of those looked after and those who are not."""
    return lived_in(view, view.settings(HUB))


def visited_in_placement(view: View) -> Intervals:
    """Time looked after outside the hubs with a key worker of the service."""
    return with_teams(view, (HUB, EDGE_OF_CARE), view.looked_after & ~view.settings(HUB))


def at_edge_of_care(view: View) -> Intervals:
    """Time with support at the edge of care."""
    return lived_in(view, view.settings(EDGE_OF_CARE))


def episodes(view: View) -> Intervals:
    """Unbroken time with the service: a stay in the hubs, outreach and support at home that follow each other are one.

    Each episode begins with a referral that was accepted.
    """
    parts = (in_hubs(view), visited_in_placement(view), at_edge_of_care(view))
    run, who, start, end = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("run", "who", "start", "end")
    )
    order = np.lexsort((end, start, who))
    order = order[(end > start)[order]]
    run, who, start, end = run[order], who[order], start[order], end[order]
    # The latest end so far of the same person: people stand one after the other, and so do their ends if moved apart.
    apart = who * (view.reading.words.horizon + 1)
    reached = np.append(-1, np.maximum.accumulate(apart + end)[:-1])
    first = np.flatnonzero(apart + start > reached)
    last_end = np.maximum.reduceat(end, first) if len(first) else end[first]
    return Intervals(run[first], who[first], start[first], last_end)


def begun_by_year(view: View, table: Intervals) -> Floats:
    """How many intervals of a table begin in each whole year of the window: [runs, years]."""
    years = int(view.window.years + 0.01)
    edges = view.window.start + np.round(np.arange(years + 1) * DAYS_PER_YEAR * DAY)
    return np.array(
        [np.histogram(table.start[table.run == run], edges)[0] for run in range(view.reading.n_runs)], dtype=np.float64
    )
