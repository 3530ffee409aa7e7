"""What is paid for, stretch by stretch of the calendar: the tables behind every figure of cost.

A night belongs to the setting a young person is in at midnight, so a night is paid for
once. Staffed services and block-bought places are paid for by the day, posts by the
minute, moves and entries each time. Everything is £ of the price year, [..., columns of
stretches]; a figure for a window is their sum over its stretches, and a figure that depends
on when money is spent weights them first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.eventlog import ENTERED, MOVED
from carepath_sim.metrics.arrays import in_order, sums
from carepath_sim.metrics.intervals import recruited
from carepath_sim.metrics.reading import Reading, once
from carepath_sim.metrics.spells import is_planned
from carepath_sim.model import AGENCY, CLOSED, PERMANENT, VACANT, Floats, Ints, Prices

FIXED = "fixed: "
"""What the name of a heading of a scenario's own begins with."""


def prices_of(reading: Reading) -> Prices:
    """The prices of a reading; raises ValueError if it has none."""
    if reading.prices is None:
        raise ValueError("metrics of cost need a reading with prices")
    return reading.prices


def _by_stretch(reading: Reading, by_piece: Floats) -> Floats:
    """Prices [..., calendar pieces] as prices [..., columns of stretches]."""
    return by_piece[..., reading.calendar.piece]


@once
def night_cost(reading: Reading) -> Floats:
    """£ of placements priced by the night, by setting: [runs, S, columns]."""
    return reading.nights_by_setting * _by_stretch(reading, prices_of(reading).night)


@dataclass(frozen=True, eq=False)
class Places:
    """£ of places that are paid for whoever lives there, by pool: each [runs, L, columns]."""

    used: Floats  # staffed services, for the share of their open places that is occupied at midnight
    empty: Floats  # staffed services, for the rest
    bought: Floats  # block-bought places that nobody occupies at midnight


@once
def place_cost(reading: Reading) -> Places:
    """£ of staffed services and of empty block-bought places.

    The share of a service that is used is occupied over open places, at most 1. A
    service with no place open is all empty, unless someone lives there: then it is all used.
    """
    prices, steps = prices_of(reading), reading.pools
    share = np.where(steps.occupied >= steps.open, steps.occupied > 0, steps.occupied / np.maximum(steps.open, 1))
    unoccupied = np.maximum(steps.open - steps.occupied, 0)
    cuts = reading.cut(steps)

    def priced(weight: Floats | Ints, price: Floats) -> Floats:
        nights = reading.by_stretch(steps.pool, len(reading.words.pools), steps, cuts.nights * weight[cuts.row])
        return nights * _by_stretch(reading, price)

    return Places(
        used=priced(share, prices.service),
        empty=priced(1.0 - share, prices.service),
        bought=priced(unoccupied, prices.empty_place),
    )


@once
def post_cost(reading: Reading) -> Floats:
    """£ of the posts of each team while they were in each state: [runs, M, 4, columns]."""
    return reading.ticks_of_posts_by_stretch / DAY * prices_of(reading).post[..., None]


@once
def recruitment_cost(reading: Reading) -> Floats:
    """£ of recruiting permanent workers, by team: [runs, M, columns]."""
    posts, price = reading.posts, prices_of(reading).recruitment
    new = recruited(posts)
    return reading.count_by_stretch(posts.team[new], len(price), posts.run[new], posts.start[new]) * price[:, None]


@once
def headings(reading: Reading) -> dict[str, Floats]:
    """£ under each heading, [runs, columns]; the total is their sum."""
    prices, places = prices_of(reading), place_cost(reading)
    found = {
        "placements": in_order(night_cost(reading), axis=1),
        "services_used": in_order(places.used, axis=1),
        "services_empty": in_order(places.empty, axis=1),
        "empty_places": in_order(places.bought, axis=1),
    }
    found |= _posts(reading)
    found["recruitment"] = in_order(recruitment_cost(reading), axis=1)
    found["moves"] = in_order(_moves(reading) * prices.move[:, None], axis=1)
    found["entries"] = _entries(reading) * prices.entry
    for name, per_day in prices.fixed.items():
        paid = reading.calendar.nights * _by_stretch(reading, per_day)
        found[FIXED + name] = np.tile(paid, (reading.n_runs, 1))
    for name, each in prices.stay.items():
        paid = _stays(reading, each)
        found[FIXED + name] = found[FIXED + name] + paid if name in prices.fixed else paid
    return found


@once
def total(reading: Reading) -> Floats:
    """£ of all headings together: [runs, columns]."""
    return in_order(np.array(list(headings(reading).values())), axis=0)


def _posts(reading: Reading) -> dict[str, Floats]:
    by_state = in_order(post_cost(reading), axis=1)
    return {
        "key_workers_permanent": by_state[:, PERMANENT],
        "key_workers_agency": by_state[:, AGENCY],
        "key_workers_vacant": by_state[:, VACANT] + by_state[:, CLOSED],
    }


def _stays(reading: Reading, price: Floats) -> Floats:
    """£ [S, groups, pieces] paid whenever someone arrives in a setting, or moves in from another: [runs, columns]."""
    spells, calendar = reading.spells, reading.calendar
    moved_in = (spells.kind == MOVED) & (spells.setting != spells.setting[spells.previous])
    rows = np.flatnonzero((spells.kind == ENTERED) | moved_in)
    column = calendar.stretch_of(spells.start[rows])
    group = reading.log.people["group"].astype(np.int64)[spells.who[rows]]
    paid = price[spells.setting[rows], group, calendar.piece[column]]
    return sums((spells.run[rows], column), (reading.n_runs, calendar.n_columns), paid)


def _moves(reading: Reading) -> Floats:
    """Moves between looked-after placements that were planned, and that were not: [runs, 2, columns]."""
    spells, rows = reading.spells, reading.moves
    unplanned = (~is_planned(reading.words, spells.cause[rows])).astype(np.int64)
    return reading.count_by_stretch(unplanned, 2, spells.run[rows], spells.start[rows])


def _entries(reading: Reading) -> Floats:
    """Times a young person became looked after: [runs, columns]."""
    periods = reading.periods
    run, start = periods.run[periods.began], periods.start[periods.began]
    return reading.count_by_stretch(np.zeros(len(run), dtype=np.int64), 1, run, start)[:, 0]
