"""What it costs, by headings that sum to the total, from a log and the prices of the model that made it.

A night belongs to the setting a young person is in at midnight, so a night is paid for
once. Staffed services and block-bought places are paid for by the day, posts by the
minute, moves and entries each time. Money is cash of the price year: neither
discounted nor inflated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.metrics.arrays import in_order, named, ratios
from carepath_sim.metrics.intervals import recruited
from carepath_sim.metrics.population import care_nights
from carepath_sim.metrics.reading import Reading, once
from carepath_sim.metrics.registry import ALL, metric
from carepath_sim.metrics.spells import is_planned
from carepath_sim.model import AGENCY, CLOSED, PERMANENT, VACANT, Floats, Ints, Prices

CASH = "Cash at the prices of one year, neither discounted nor inflated."
HEADINGS = {
    "placements": "Placements paid for by the night",
    "services_used": "Places used in staffed services",
    "services_empty": "Empty places in staffed services",
    "empty_places": "Empty block-bought places",
    "key_workers_permanent": "Permanent key workers",
    "key_workers_agency": "Agency key workers",
    "key_workers_vacant": "Vacant and closed posts",
    "recruitment": "Recruitment of key workers",
    "moves": "The process of moves",
    "entries": "The process of entries to care",
}
"""Headings of the total, in order; the fixed headings of the prices follow."""
SPLIT_BY_SETTING = ("placements", "services_used", "services_empty")
"""Headings that `cost_by_setting` splits."""
SPLIT_BY_TEAM = ("key_workers_permanent", "key_workers_agency", "key_workers_vacant", "recruitment")
"""Headings that `cost_by_team` splits."""


def _prices(reading: Reading) -> Prices:
    if reading.prices is None:
        raise ValueError("metrics of cost need a reading with prices")
    return reading.prices


def _by_stretch(reading: Reading, by_piece: Floats) -> Floats:
    """Prices [..., calendar pieces] as prices [..., columns of stretches]."""
    return by_piece[..., reading.calendar.piece]


def night_cost(reading: Reading) -> Floats:
    """£ of placements priced by the night, by setting: [runs, S, windows]."""
    price = _by_stretch(reading, _prices(reading).night)
    return reading.calendar.in_windows(reading.nights_by_setting * price)


@dataclass(frozen=True, eq=False)
class Places:
    """£ of places that are paid for whoever lives there, by pool: each [runs, L, windows]."""

    used: Floats  # staffed services, for the share of their open places that is occupied at midnight
    empty: Floats  # staffed services, for the rest
    bought: Floats  # block-bought places that nobody occupies at midnight


@once
def place_cost(reading: Reading) -> Places:
    """£ of staffed services and of empty block-bought places.

    The share of a service that is used is occupied over open places, at most 1. A
    service with no place open is all empty, unless someone lives there: then it is all used.
    """
    prices, steps, calendar = _prices(reading), reading.pools, reading.calendar
    share = np.where(steps.occupied >= steps.open, steps.occupied > 0, steps.occupied / np.maximum(steps.open, 1))
    unoccupied = np.maximum(steps.open - steps.occupied, 0)
    cuts = reading.cut(steps)

    def priced(weight: Floats | Ints, price: Floats) -> Floats:
        nights = reading.by_stretch(steps.pool, len(reading.words.pools), steps, cuts.nights * weight[cuts.row])
        return calendar.in_windows(nights * _by_stretch(reading, price))

    return Places(
        used=priced(share, prices.service),
        empty=priced(1.0 - share, prices.service),
        bought=priced(unoccupied, prices.empty_place),
    )


@once
def headings(reading: Reading) -> dict[str, Floats]:
    """£ under each heading; the total is their sum."""
    prices, places, periods = _prices(reading), place_cost(reading), reading.periods
    found = {
        "placements": in_order(night_cost(reading), axis=1),
        "services_used": in_order(places.used, axis=1),
        "services_empty": in_order(places.empty, axis=1),
        "empty_places": in_order(places.bought, axis=1),
    }
    found |= _post_costs(reading)
    found["recruitment"] = in_order(_recruitment_by_team(reading), axis=1)
    found["moves"] = in_order(_moves(reading) * prices.move[:, None], axis=1)
    found["entries"] = reading.count(periods.run[periods.began], periods.start[periods.began]) * prices.entry
    for name, per_day in prices.fixed.items():
        paid = reading.calendar.in_windows(reading.calendar.nights * _by_stretch(reading, per_day))
        found[f"fixed: {name}"] = np.tile(paid, (reading.n_runs, 1))
    return found


def _post_costs_by_team(reading: Reading) -> Floats:
    """£ of the posts of each team while they were in each state: [runs, M, 4, windows]."""
    return reading.ticks_of_posts / DAY * _prices(reading).post[..., None]


def _post_costs(reading: Reading) -> dict[str, Floats]:
    by_state = in_order(_post_costs_by_team(reading), axis=1)
    return {
        "key_workers_permanent": by_state[:, PERMANENT],
        "key_workers_agency": by_state[:, AGENCY],
        "key_workers_vacant": by_state[:, VACANT] + by_state[:, CLOSED],
    }


def _recruitment_by_team(reading: Reading) -> Floats:
    """£ of recruiting permanent workers, by team: [runs, M, windows]."""
    posts, price = reading.posts, _prices(reading).recruitment
    new = recruited(posts)
    return reading.count_by(posts.team[new], len(price), posts.run[new], posts.start[new]) * price[:, None]


def _moves(reading: Reading) -> Floats:
    """Moves between looked-after placements that were planned, and that were not: [runs, 2, windows]."""
    spells, rows = reading.spells, reading.moves
    unplanned = (~is_planned(reading.words, spells.cause[rows])).astype(np.int64)
    return reading.count_by(unplanned, 2, spells.run[rows], spells.start[rows])


@metric(
    "Cost by heading",
    unit="£",
    better="lower",
    note=CASH,
    needs_prices=True,
    absent=0.0,
)
def cost_by_heading(reading: Reading) -> dict[str, Floats]:
    """What each kind of thing paid for costs; the headings sum to the total.

    Placements by the night, to the setting at midnight; staffed services, split by the share of open places used at
    midnight; block-bought places empty at midnight; key workers, recruitment, moves between placements, entries to care
    and fixed costs.
    """
    return headings(reading)


@metric(
    "Total cost",
    unit="£",
    better="lower",
    note=CASH,
    needs_prices=True,
    absent=0.0,
    tolerance=0.01,
)
def cost(reading: Reading) -> Floats:
    """The sum of all cost headings."""
    return in_order(np.array(list(headings(reading).values())), axis=0)


@metric(
    "Cost per year",
    unit="£ per year",
    better="lower",
    note=CASH,
    headline=True,
    needs_prices=True,
    absent=0.0,
    tolerance=0.01,
)
def cost_per_year(reading: Reading) -> Floats:
    """The sum of all cost headings, divided by the length of the time in years of 365.25 days."""
    return cost(reading) / reading.calendar.years


@metric(
    "Cost by setting",
    unit="£",
    better="lower",
    note=CASH,
    needs_prices=True,
    absent=0.0,
)
def cost_by_setting(reading: Reading) -> dict[str, Floats]:
    """Placements paid for by the night and staffed services with all their places, by setting.

    A staffed service whose places several settings share stands under the name of its places.
    """
    words, places = reading.words, place_cost(reading)
    found = named(words.settings, night_cost(reading))
    services = named(words.pools, places.used + places.empty)
    for pool, is_service in zip(words.pools, reading.is_service, strict=True):
        if is_service:
            found[pool] = found[pool] + services[pool] if pool in found else services[pool]
    return found


@metric(
    "Cost of key workers by team",
    unit="£",
    better="lower",
    note=CASH,
    needs_prices=True,
    absent=0.0,
)
def cost_by_team(reading: Reading) -> dict[str, Floats]:
    """Posts, whether held by a permanent or an agency worker or by nobody, and recruitment, by team."""
    posts = in_order(_post_costs_by_team(reading), axis=2)
    return named(reading.words.teams, posts + _recruitment_by_team(reading))


@metric(
    "Cost of empty places",
    unit="£",
    better="lower",
    note=CASH,
    needs_prices=True,
    absent=0.0,
)
def cost_of_empty_places(reading: Reading) -> dict[str, Floats]:
    """What is paid for open places that nobody occupied at midnight.

    Their part of staffed services, and block-bought places, by the places.
    """
    places, words = place_cost(reading), reading.words
    paid = places.empty + places.bought
    limited = np.flatnonzero(words.is_limited)
    return {ALL: in_order(paid, axis=1)} | named([words.pools[pool] for pool in limited], paid[:, limited])


@metric(
    "Cost per care week",
    unit="£ per week looked after",
    better="neither",
    note=CASH,
    needs_prices=True,
    tolerance=0.01,
)
def cost_per_care_week(reading: Reading) -> Floats:
    """The total cost, whatever it was spent on, for each week looked after.

    The total is divided by the nights all young people were looked after and multiplied by seven. It falls if more
    young people are looked after, which is no saving. The total takes in support before and after care and every team,
    so it is not comparable with published costs of a week in care.
    """
    return ratios(cost(reading), care_nights(reading) / 7)


@metric(
    "Cost per young person",
    unit="£ per young person",
    better="lower",
    note=CASH,
    needs_prices=True,
    tolerance=0.01,
)
def cost_per_person(reading: Reading) -> Floats:
    """The total cost for each young person looked after or supported.

    The total is divided by the number of different young people who were looked after, had a key worker or lived in a
    setting with a price at some moment of the time.
    """
    return ratios(cost(reading), _supported(reading))


def _supported(reading: Reading) -> Floats:
    """How many people were looked after or supported."""
    spells, workers, prices = reading.spells, reading.relationships, _prices(reading)
    has_price = np.any(prices.night != 0, axis=1) | reading.is_service[reading.words.setting_pool]
    counts = spells.looked_after | has_price[spells.setting]
    return reading.people_in((spells, counts), (workers, None))
