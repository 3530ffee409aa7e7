"""How long things last when some have not ended yet: the Kaplan-Meier estimate and the durations it is given.

The estimate is Kaplan and Meier's (*Journal of the American Statistical Association*
53, 1958); its limits are Greenwood's variance on the log scale of the log of survival
(Kalbfleisch and Prentice, *The Statistical Analysis of Failure Time Data*, 1980).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np

from carepath_sim.metrics.reading import Reading, Window
from carepath_sim.model import Bools, Floats, Ints

NARROW = 2


@dataclass(frozen=True, eq=False)
class Durations:
    """How long each of a group was observed (ticks) and whether the event was seen at the end of it."""

    ticks: Ints
    observed: Bools


@dataclass(frozen=True, eq=False)
class Curve:
    """A survival curve: one row for each distinct time (ticks) at which an event was seen or someone was censored."""

    time: Ints
    survival: Floats
    variance_sum: Floats  # Greenwood's sum of d / (n (n - d))
    at_risk: Ints

    def at(self, tick: int) -> float:
        """Survival beyond a tick; NaN if nobody was observed that long and some had not had the event."""
        if len(self.time) == 0 or (tick > self.time[-1] and self.survival[-1] > 0):
            return nan
        before = int(np.searchsorted(self.time, tick, side="right"))
        return float(self.survival[before - 1]) if before else 1.0


def kaplan_meier(durations: Durations) -> Curve:
    """The survival curve of a group; an event and a censoring at one time count the censored as at risk."""
    time, place = np.unique(durations.ticks, return_inverse=True)
    events = np.bincount(place, durations.observed, minlength=len(time))
    leaving = np.bincount(place, minlength=len(time))
    at_risk = len(durations.ticks) - np.concatenate([[0], np.cumsum(leaving)[:-1]]) if len(time) else leaving
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(at_risk > events, events / (at_risk * (at_risk - events)), np.inf)
    survival = np.cumprod(1 - events / at_risk).astype(np.float64)
    return Curve(time, survival, np.cumsum(terms), at_risk.astype(np.int64))


def at_risk_at(durations: Durations, ticks: Ints) -> Ints:
    """How many were still under observation without the event just before each tick."""
    ordered = np.sort(durations.ticks)
    return len(ordered) - np.searchsorted(ordered, ticks, side="left")


def first_breakdowns(reading: Reading, window: Window) -> Durations:
    """From each young person's first entry to care in the study, made in the window, to their first breakdown (narrow).

    Leaving care and the horizon censor. Whoever was already in care at the start, or
    arrived in it, has no entry here unless they left and came back.
    """
    periods, spells = reading.periods, reading.spells
    chosen = _first_entries(reading) & window.holds(periods.start)
    end, observed = periods.end.copy(), np.zeros(len(periods.who), dtype=np.bool_)
    broke = np.flatnonzero(reading.breakdown_levels == NARROW)[::-1]
    # Backwards, so that the earliest breakdown of a period is written last.
    end[spells.period[broke]] = spells.end[broke]
    observed[spells.period[broke]] = True
    return Durations((end - periods.start)[chosen], observed[chosen])


def _first_entries(reading: Reading) -> Bools:
    """Which periods of care are the first that a young person began during the study."""
    periods = reading.periods
    rows = np.flatnonzero(periods.began)
    first = np.zeros(len(periods.who), dtype=np.bool_)
    first[rows[np.unique(periods.who[rows], return_index=True)[1]]] = True
    return first


def stable_placements(reading: Reading, window: Window, lasting: int) -> Durations:
    """From each entry to care in the window until one placement has lasted `lasting` ticks; leaving care censors."""
    periods, placements = reading.periods, reading.placements
    long_enough = np.flatnonzero(placements.looked_after & (placements.end - placements.start >= lasting))[::-1]
    end, observed = periods.end.copy(), np.zeros(len(periods.who), dtype=np.bool_)
    end[placements.period[long_enough]] = placements.start[long_enough] + lasting
    observed[placements.period[long_enough]] = True
    chosen = periods.began & window.holds(periods.start)
    return Durations((end - periods.start)[chosen], observed[chosen])


def first_placements(reading: Reading, window: Window) -> Durations:
    """How long the first placement of each entry to care in the window lasted; leaving care from it censors."""
    periods, placements = reading.periods, reading.placements
    rows = np.flatnonzero(placements.looked_after)
    first = rows[np.unique(placements.period[rows], return_index=True)[1]]
    observed = np.bincount(placements.period[rows], minlength=len(periods.who)) > 1
    chosen = periods.began & window.holds(periods.start)
    return Durations((placements.end - placements.start)[first][chosen], observed[chosen])
