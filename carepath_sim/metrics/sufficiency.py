"""Whether there is room: occupancy, full days, waiting and holding, the overflow and admissions that supply induced."""

from __future__ import annotations

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.eventlog import BY_PANEL, DECLINED, ENTERED, MOVED, OVERRIDE
from carepath_sim.metrics.intervals import Stays
from carepath_sim.metrics.reading import Reading, Window, ratios
from carepath_sim.metrics.registry import ALL, metric
from carepath_sim.metrics.spells import is_planned
from carepath_sim.model import NO_TIME, Bools, Floats, Ints


def _limited(reading: Reading) -> list[int]:
    return np.flatnonzero(reading.words.is_limited).tolist()


def _by_pool(reading: Reading, values: Ints | Floats) -> dict[str, float]:
    """The values of the limited pools by name."""
    return {reading.words.pools[pool]: float(values[pool]) for pool in _limited(reading)}


def _pool_ticks(reading: Reading, window: Window, weight: Ints | Bools) -> Floats:
    """A quantity of the pools' steps, weighted by the ticks of each in the window and summed by pool."""
    steps = reading.pools
    ticks = window.overlap(steps.start, steps.end) * weight
    return np.bincount(steps.pool, ticks, minlength=len(reading.words.pools)).astype(np.float64)


@metric(
    "Occupancy",
    unit="share",
    better="neither",
)
def occupancy(reading: Reading, window: Window) -> dict[str, float]:
    """Places occupied as a share of places open, both over every minute of the time.

    Places that vacancies keep shut are not open; occupancy above 100% means someone was placed without a free place.
    By the places alone: some are kept for emergencies and others filled, so a figure for all would mean nothing.
    """
    occupied = _pool_ticks(reading, window, reading.pools.occupied)
    places = _pool_ticks(reading, window, reading.pools.open)
    return _by_pool(reading, ratios(occupied, places))


@metric(
    "Places open",
    unit="places",
    better="neither",
    absent=0.0,
    floor=0.5,
)
def places_open(reading: Reading, window: Window) -> dict[str, float]:
    """Mean number of places open, over every minute of the time.

    Open places are usable and, where the setting is staffed by a team, kept open by filled posts.
    """
    places = _pool_ticks(reading, window, reading.pools.open) / (window.end - window.start)
    return {ALL: float(places.sum())} | _by_pool(reading, places)


@metric(
    "Days full",
    unit="days",
    better="lower",
    absent=0.0,
    floor=1.0,
)
def days_full(reading: Reading, window: Window) -> dict[str, float]:
    """Time during which the setting had open places and none of them free, in days."""
    steps = reading.pools
    full = (steps.occupied >= steps.open) & (steps.open > 0)
    return _by_pool(reading, _pool_ticks(reading, window, full) / DAY)


@metric(
    "Emergency availability",
    unit="share",
    better="higher",
)
def emergency_availability(reading: Reading, window: Window) -> dict[str, float]:
    """Share of the time with at least one place free, which an unplanned move could take that minute."""
    steps = reading.pools
    return _by_pool(reading, _pool_ticks(reading, window, steps.open > steps.occupied) / (window.end - window.start))


@metric(
    "Emergencies placed",
    unit="arrivals",
    better="neither",
    absent=0.0,
    floor=2.0,
)
def unplanned_arrivals(reading: Reading, window: Window) -> dict[str, float]:
    """Times a young person who could not wait was given a place, by the places given, the overflow among them.

    They came after an unplanned ending, because their home closed or as new entrants. Not counted are moves within the
    same places, which take none of those free, and those who were living there when they joined the study.
    """
    pools, given = reading.words.setting_pool, reading.spells.setting[_unplanned(reading, window)]
    counts = np.bincount(pools[given], minlength=len(reading.words.pools)).astype(np.float64)
    overflow = np.unique(pools[reading.words.is_overflow])
    found = _by_pool(reading, counts) | {reading.words.pools[pool]: float(counts[pool]) for pool in overflow.tolist()}
    return {ALL: float(sum(found.values()))} | found


def _unplanned(reading: Reading, window: Window) -> Ints:
    """Rows of the spells that began without a plan in other places than the young person lived in."""
    spells, pools = reading.spells, reading.words.setting_pool
    elsewhere = pools[spells.setting] != pools[spells.setting[spells.previous]]
    moved = (spells.kind == MOVED) & ~is_planned(reading.words, spells.cause) & elsewhere
    served = reading.log.people["placed_since"][spells.who]
    entered = (spells.kind == ENTERED) & ((served == NO_TIME) | (served >= spells.start))
    return np.flatnonzero((moved | entered) & window.holds(spells.start))


@metric(
    "Waiting nights",
    unit="nights",
    better="lower",
    absent=0.0,
    headline=True,
    floor=30.0,
)
def waiting_nights(reading: Reading, window: Window) -> dict[str, float]:
    """Midnights spent ready for a planned move and waiting for a place.

    Summed over young people, by the setting waited for.
    """
    return _nights_by_pool(reading, window, reading.waits)


@metric(
    "Held nights",
    unit="nights",
    better="lower",
    absent=0.0,
    floor=30.0,
)
def held_nights(reading: Reading, window: Window) -> dict[str, float]:
    """Midnights spent ready for a planned move and held back to keep the setting full.

    Summed over young people, by the setting held in.
    """
    return _nights_by_pool(reading, window, reading.holds)


def _nights_by_pool(reading: Reading, window: Window, stays: Stays) -> dict[str, float]:
    nights = np.bincount(stays.what, nights_of(stays, window), minlength=len(reading.words.pools))
    return {ALL: float(nights.sum())} | _by_pool(reading, nights)


def nights_of(stays: Stays, window: Window) -> Ints:
    """Midnights of each interval that lie in the window; the midnight at which it ends is not its own."""
    first = -(-np.maximum(stays.start, window.start) // DAY)
    last = -(-np.minimum(stays.end, window.end) // DAY)
    nights: Ints = np.maximum(last - first, 0)
    return nights


@metric(
    "Nights in the overflow",
    unit="nights",
    better="lower",
    absent=0.0,
    headline=True,
    floor=30.0,
)
def overflow_nights(reading: Reading, window: Window) -> float:
    """Midnights spent in the overflow, summed over young people.

    The overflow is an emergency or unregistered placement, used when nothing else has room.
    """
    return float(reading.people_by_midnight[reading.words.is_overflow, window.midnights].sum())


@metric(
    "Placements in the overflow",
    unit="placements",
    better="lower",
    absent=0.0,
    floor=5.0,
)
def overflow_placements(reading: Reading, window: Window) -> float:
    """Times a young person entered or was moved to the overflow."""
    spells = reading.spells
    new = (spells.kind == MOVED) | (spells.kind == ENTERED)
    return float((new & reading.words.is_overflow[spells.setting] & window.holds(spells.start)).sum())


@metric(
    "Supply-induced admissions",
    unit="admissions",
    better="lower",
    absent=0.0,
    headline=True,
    floor=2.0,
)
def supply_induced_admissions(reading: Reading, window: Window) -> dict[str, float]:
    """Times a placement panel moved a young person into a setting in order to fill a place.

    No ending of their own had brought them there. Short stays of young people who are not looked after count as well:
    see supply-induced entries for those who became looked after by it. By the places filled.
    """
    spells = reading.spells
    pulled = _pulled(reading, window)
    pools = reading.words.setting_pool[spells.setting[pulled]]
    counts = np.bincount(pools, minlength=len(reading.words.pools)).astype(np.float64)
    return {ALL: float(counts.sum())} | _by_pool(reading, counts)


@metric(
    "Supply-induced entries to care",
    unit="entries",
    better="lower",
    absent=0.0,
    floor=2.0,
)
def supply_induced_entries(reading: Reading, window: Window) -> float:
    """Supply-induced admissions of young people who were not looked after until then."""
    spells = reading.spells
    pulled = _pulled(reading, window)
    return float((spells.looked_after[pulled] & ~spells.looked_after[spells.previous[pulled]]).sum())


def _pulled(reading: Reading, window: Window) -> Ints:
    spells = reading.spells
    return np.flatnonzero((spells.kind == MOVED) & (spells.cause == BY_PANEL) & window.holds(spells.start))


@metric(
    "Planned moves declined",
    unit="moves",
    better="lower",
    absent=0.0,
    floor=5.0,
)
def declined(reading: Reading, window: Window) -> float:
    """Planned moves that came due and did not happen.

    The young person was too old or too young for the setting, or already waiting for another.
    """
    return _rows(reading, window, DECLINED)


@metric(
    "Arrivals without a free place",
    unit="arrivals",
    better="lower",
    absent=0.0,
    floor=2.0,
)
def over_capacity(reading: Reading, window: Window) -> float:
    """Times a young person was given a place where none was free, so that more were in use than open.

    They were living there when they joined the study. Those present at the start count as well.
    """
    return _rows(reading, window, OVERRIDE)


def _rows(reading: Reading, window: Window, kind: int) -> float:
    return float(window.holds(reading.log.tick[reading.log.where(kind)]).sum())
