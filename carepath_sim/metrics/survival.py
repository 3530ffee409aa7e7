"""How long things last when some have not ended yet: the Kaplan-Meier estimate and the durations it is given.

The estimate is Kaplan and Meier's (*Journal of the American Statistical Association*
53, 1958); its limits are Greenwood's variance on the log scale of the log of survival
(Kalbfleisch and Prentice, *The Statistical Analysis of Failure Time Data*, 1980).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np

from carepath_sim.metrics.block import grouped
from carepath_sim.metrics.reading import Reading, once
from carepath_sim.metrics.spells import before
from carepath_sim.model import Bools, Floats, Ints

NARROW = 2


@dataclass(frozen=True, eq=False)
class Durations:
    """How long each of a group was observed (ticks) and whether the event was seen at the end of it."""

    ticks: Ints
    observed: Bools


@dataclass(frozen=True, eq=False)
class Followed:
    """Entries to care followed until something happened: the tick they were made, for how many ticks, and if it did."""

    run: Ints
    start: Ints
    ticks: Ints
    observed: Bools

    def durations(self, run: int) -> Durations:
        """Those of one run."""
        rows = np.flatnonzero(self.run == run)
        return Durations(self.ticks[rows], self.observed[rows])


@dataclass(frozen=True, eq=False)
class Curve:
    """A survival curve: one row for each distinct time (ticks) at which an event was seen or someone was censored."""

    time: Ints
    survival: Floats
    variance_sum: Floats  # Greenwood's sum of d / (n (n - d))
    at_risk: Ints


@dataclass(frozen=True, eq=False)
class Steps:
    """The distinct times of each of several groups, in order: how many had the event then, of how many at risk."""

    group: Ints
    time: Ints
    events: Ints
    at_risk: Ints


def _steps(group: Ints, n_groups: int, ticks: Ints, observed: Bools) -> Steps:
    """The steps of groups; an event and a censoring at one time count the censored as at risk."""
    order = grouped(ticks, int(ticks.max(initial=0)) + 1)
    order = order[grouped(group[order], n_groups)]
    group, time = group[order], ticks[order]
    first = np.flatnonzero((group != before(group, -1)) | (time != before(time, -1)))
    seen = np.concatenate([[0], np.cumsum(observed[order])])
    end_of_group = np.cumsum(np.bincount(group, minlength=n_groups))
    return Steps(
        group=group[first],
        time=time[first],
        events=np.diff(seen[np.append(first, len(time))]),
        at_risk=end_of_group[group[first]] - first,
    )


def kaplan_meier(durations: Durations) -> Curve:
    """The survival curve of a group."""
    steps = _steps(np.zeros(len(durations.ticks), dtype=np.int64), 1, durations.ticks, durations.observed)
    events, at_risk = steps.events, steps.at_risk
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(at_risk > events, events / (at_risk * (at_risk - events)), np.inf)
    survival = np.cumprod(1 - events / at_risk).astype(np.float64)
    return Curve(steps.time, survival, np.cumsum(terms), at_risk)


def survival_at(tick: int, durations: Durations, group: Ints, n_groups: int) -> Floats:
    """Survival of each group beyond a tick; NaN if nobody was observed that long and some had not had the event."""
    steps = _steps(group, n_groups, durations.ticks, durations.observed)
    found, last = np.ones(n_groups), np.full(n_groups, -1)
    # One after the other, as in a curve, so that a group has the same survival whatever others there are.
    np.multiply.at(found, steps.group, np.where(steps.time <= tick, 1 - steps.events / steps.at_risk, 1.0))
    np.maximum.at(last, steps.group, steps.time)
    found[(last < tick) & (found > 0)] = nan
    return found


def survival_in_windows(reading: Reading, followed: Followed, tick: int) -> Floats:
    """Survival beyond a tick of those whose entry to care each window holds: [runs, windows]."""
    windows = reading.windows
    held = [np.flatnonzero(window.holds(followed.start)) for window in windows]
    rows = np.concatenate(held)
    window = np.repeat(np.arange(len(windows)), [len(each) for each in held])
    durations = Durations(followed.ticks[rows], followed.observed[rows])
    group = followed.run[rows] * len(windows) + window
    return survival_at(tick, durations, group, reading.n_runs * len(windows)).reshape(-1, len(windows))


def at_risk_at(durations: Durations, ticks: Ints) -> Ints:
    """How many were still under observation without the event just before each tick."""
    ordered = np.sort(durations.ticks)
    return len(ordered) - np.searchsorted(ordered, ticks, side="left")


@once
def first_breakdowns(reading: Reading) -> Followed:
    """From each young person's first entry to care in the study to their first breakdown (narrow).

    Leaving care and the horizon censor. Whoever was already in care at the start, or
    arrived in it, has no entry here unless they left and came back.
    """
    spells, broke = reading.spells, np.flatnonzero(reading.breakdown_levels == NARROW)
    entries = np.flatnonzero(reading.periods.began)
    who = reading.periods.who[entries]
    return _until(reading, entries[who != before(who, -1)], spells.period[broke], spells.end[broke])


def _until(reading: Reading, entries: Ints, period: Ints, tick: Ints) -> Followed:
    """Entries to care, as rows of periods, followed until the first of the events of their period, or its end."""
    periods = reading.periods
    end, observed = periods.end.copy(), np.zeros(len(periods.who), dtype=np.bool_)
    # Backwards, so that the earliest event of a period is written last.
    end[period[::-1]] = tick[::-1]
    observed[period] = True
    start = periods.start[entries]
    return Followed(periods.run[entries], start, end[entries] - start, observed[entries])


def stable_placements(reading: Reading, lasting: int) -> Followed:
    """From each entry to care until one placement has lasted `lasting` ticks; leaving care censors."""
    placements = reading.placements
    rows = np.flatnonzero(placements.looked_after & (placements.end - placements.start >= lasting))
    entries = np.flatnonzero(reading.periods.began)
    return _until(reading, entries, placements.period[rows], placements.start[rows] + lasting)


def first_placements(reading: Reading) -> Followed:
    """How long the first placement of each entry to care lasted; leaving care from it censors."""
    placements = reading.placements
    rows = np.flatnonzero(placements.looked_after)
    period = placements.period[rows]
    # A first placement ends where a second of the same period begins.
    second = rows[(period == before(period, -1)) & (period != before(before(period, -1), -1))]
    entries = np.flatnonzero(reading.periods.began)
    return _until(reading, entries, placements.period[second], placements.start[second])
