"""Whether there is room: occupancy, full days, waiting and holding, the overflow and admissions that supply induced."""

from __future__ import annotations

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.eventlog import BY_PANEL, DECLINED, ENTERED, MOVED, OVERRIDE
from carepath_sim.metrics.arrays import named, ratios
from carepath_sim.metrics.intervals import Stays
from carepath_sim.metrics.reading import Reading, once
from carepath_sim.metrics.registry import ALL, metric
from carepath_sim.metrics.spells import is_planned
from carepath_sim.model import NO_TIME, Bools, Floats, Ints


def _by_pool(reading: Reading, values: Floats) -> dict[str, Floats]:
    """The values of the limited pools by name, of values [runs, L, windows]."""
    limited = np.flatnonzero(reading.words.is_limited)
    return named([reading.words.pools[pool] for pool in limited], values[:, limited])


def _pool_ticks(reading: Reading, weight: Ints | Bools) -> Floats:
    """A quantity of the pools' steps, weighted by the ticks of each: [runs, L, windows]."""
    return reading.ticks_by(reading.pools.pool, len(reading.words.pools), reading.pools, weight)


@once
def _places_open(reading: Reading) -> Floats:
    return _pool_ticks(reading, reading.pools.open)


@metric(
    "Occupancy",
    unit="share",
    better="neither",
    principle="service",
)
def occupancy(reading: Reading) -> dict[str, Floats]:
    """Places occupied as a share of places open, both over every minute of the time.

    Places that vacancies keep shut are not open; occupancy above 100% means someone was placed without a free place.
    By the places alone: some are kept for emergencies and others filled, so a figure for all would mean nothing.
    """
    occupied = _pool_ticks(reading, reading.pools.occupied)
    return _by_pool(reading, ratios(occupied, _places_open(reading)))


@metric(
    "Places open",
    unit="places",
    better="neither",
    principle="service",
    absent=0.0,
    floor=0.5,
)
def places_open(reading: Reading) -> dict[str, Floats]:
    """Mean number of places open, over every minute of the time.

    Open places are usable and, where the setting is staffed by a team, kept open by filled posts.
    """
    lengths = reading.calendar.lengths
    ticks = _places_open(reading)
    return {ALL: ticks.sum(axis=1) / lengths} | _by_pool(reading, ticks / lengths)


@metric(
    "Days full",
    unit="days",
    better="lower",
    principle="service",
    absent=0.0,
    floor=1.0,
)
def days_full(reading: Reading) -> dict[str, Floats]:
    """Time during which the setting had open places and none of them free, in days."""
    steps = reading.pools
    full = (steps.occupied >= steps.open) & (steps.open > 0)
    return _by_pool(reading, _pool_ticks(reading, full) / DAY)


@metric(
    "Emergency availability",
    unit="share",
    better="higher",
    principle="service",
)
def emergency_availability(reading: Reading) -> dict[str, Floats]:
    """Share of the time with at least one place free, which an unplanned move could take that minute."""
    steps = reading.pools
    return _by_pool(reading, _pool_ticks(reading, steps.open > steps.occupied) / reading.calendar.lengths)


@metric(
    "Emergencies placed",
    unit="arrivals",
    better="neither",
    principle="service",
    absent=0.0,
    floor=2.0,
)
def unplanned_arrivals(reading: Reading) -> dict[str, Floats]:
    """Times a young person who could not wait was given a place, by the places given, the overflow among them.

    They came after an unplanned ending, because their home closed or as new entrants. Not counted are moves within the
    same places, which take none of those free, and those who were living there when they joined the study.
    """
    words, spells = reading.words, reading.spells
    rows = _unplanned(reading)
    counts = reading.count_by(
        words.setting_pool[spells.setting[rows]], len(words.pools), spells.run[rows], spells.start[rows]
    )
    limited = np.flatnonzero(words.is_limited)
    shown = np.concatenate([limited, np.setdiff1d(words.setting_pool[words.is_overflow], limited)])
    return {ALL: counts[:, shown].sum(axis=1)} | named([words.pools[pool] for pool in shown], counts[:, shown])


def _unplanned(reading: Reading) -> Ints:
    """Rows of the spells that began without a plan in other places than the young person lived in."""
    spells, pools = reading.spells, reading.words.setting_pool
    moved = np.flatnonzero((spells.kind == MOVED) & ~is_planned(reading.words, spells.cause))
    elsewhere = pools[spells.setting[moved]] != pools[spells.setting[spells.previous[moved]]]
    entered = np.flatnonzero(spells.kind == ENTERED)
    served = reading.log.people["placed_since"][spells.who[entered]]
    new = (served == NO_TIME) | (served >= spells.start[entered])
    return np.concatenate([moved[elsewhere], entered[new]])


@metric(
    "Waiting nights",
    unit="nights",
    better="lower",
    principle="best_interests",
    absent=0.0,
    headline=True,
    floor=30.0,
)
def waiting_nights(reading: Reading) -> dict[str, Floats]:
    """Midnights spent ready for a planned move and waiting for a place.

    Summed over young people, by the setting waited for.
    """
    return _nights_by_pool(reading, reading.waits)


@metric(
    "Held nights",
    unit="nights",
    better="lower",
    principle="best_interests",
    absent=0.0,
    floor=30.0,
)
def held_nights(reading: Reading) -> dict[str, Floats]:
    """Midnights spent ready for a planned move and held back to keep the setting full.

    Summed over young people, by the setting held in.
    """
    return _nights_by_pool(reading, reading.holds)


def _nights_by_pool(reading: Reading, stays: Stays) -> dict[str, Floats]:
    nights = reading.nights_by(stays.what, len(reading.words.pools), stays)
    return {ALL: nights.sum(axis=1)} | _by_pool(reading, nights)


@metric(
    "Nights in unregistered or emergency placements",
    unit="nights",
    better="lower",
    principle="best_interests",
    absent=0.0,
    headline=True,
    floor=30.0,
)
def overflow_nights(reading: Reading) -> Floats:
    """Midnights spent in the overflow, summed over young people.

    The overflow is an emergency or unregistered placement, used when nothing else has room.
    """
    nights = reading.nights_by_setting[:, reading.words.is_overflow].sum(axis=1)
    return reading.calendar.in_windows(nights)


@metric(
    "Unregistered or emergency placements begun",
    unit="placements",
    better="lower",
    principle="best_interests",
    absent=0.0,
    floor=5.0,
)
def overflow_placements(reading: Reading) -> Floats:
    """Times a young person entered or was moved to the overflow."""
    spells = reading.spells
    new = (spells.kind == MOVED) | (spells.kind == ENTERED)
    rows = np.flatnonzero(new & reading.words.is_overflow[spells.setting])
    return reading.count(spells.run[rows], spells.start[rows])


@metric(
    "Supply-induced admissions",
    unit="admissions",
    better="lower",
    principle="best_interests",
    absent=0.0,
    headline=True,
    floor=2.0,
)
def supply_induced_admissions(reading: Reading) -> dict[str, Floats]:
    """Times a placement panel moved a young person into a setting in order to fill a place.

    No ending of their own had brought them there. Short stays of young people who are not looked after count as well:
    see supply-induced entries for those who became looked after by it. By the places filled.
    """
    words, spells = reading.words, reading.spells
    pulled = _pulled(reading)
    pools = words.setting_pool[spells.setting[pulled]]
    counts = reading.count_by(pools, len(words.pools), spells.run[pulled], spells.start[pulled])
    return {ALL: counts.sum(axis=1)} | _by_pool(reading, counts)


@metric(
    "Supply-induced entries to care",
    unit="entries",
    better="lower",
    principle="best_interests",
    absent=0.0,
    floor=2.0,
)
def supply_induced_entries(reading: Reading) -> Floats:
    """Supply-induced admissions of young people who were not looked after until then."""
    spells = reading.spells
    pulled = _pulled(reading)
    entered = pulled[spells.looked_after[pulled] & ~spells.looked_after[spells.previous[pulled]]]
    return reading.count(spells.run[entered], spells.start[entered])


def _pulled(reading: Reading) -> Ints:
    spells = reading.spells
    return np.flatnonzero((spells.kind == MOVED) & (spells.cause == BY_PANEL))


@metric(
    "Planned moves declined",
    unit="moves",
    better="lower",
    principle="service",
    absent=0.0,
    floor=5.0,
)
def declined(reading: Reading) -> Floats:
    """Planned moves that came due and did not happen.

    The young person was too old or too young for the setting, or already waiting for another.
    """
    return _rows(reading, DECLINED)


@metric(
    "Arrivals without a free place",
    unit="arrivals",
    better="lower",
    principle="best_interests",
    absent=0.0,
    floor=2.0,
)
def over_capacity(reading: Reading) -> Floats:
    """Times a young person was given a place where none was free, so that more were in use than open.

    They were living there when they joined the study. Those present at the start count as well.
    """
    return _rows(reading, OVERRIDE)


def _rows(reading: Reading, kind: int) -> Floats:
    log = reading.log
    rows = log.where(kind)
    return reading.count(log.run_of(rows), log.tick[rows])
