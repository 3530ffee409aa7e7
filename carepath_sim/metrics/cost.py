"""What it costs, by headings that sum to the total, from a log and the prices of the model that made it.

A night belongs to the setting a young person is in at midnight, so a night is paid for
once. Staffed services and block-bought places are paid for by the day, posts by the
minute, moves and entries each time. Money is cash of the price year: neither
discounted nor inflated.
"""

from __future__ import annotations

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.metrics.intervals import recruited
from carepath_sim.metrics.population import care_nights
from carepath_sim.metrics.reading import Reading, Window, named, ratio
from carepath_sim.metrics.registry import ALL, metric
from carepath_sim.metrics.spells import is_planned
from carepath_sim.model import AGENCY, CLOSED, PERMANENT, POST_STATES, VACANT, Floats, Prices

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


def night_cost(reading: Reading) -> Floats:
    """£ of placements priced by the night, for each setting and midnight: [S, midnights]."""
    found: Floats = reading.people_by_midnight * _prices(reading).night[:, reading.piece_of_midnight]
    return found


def service_cost(reading: Reading) -> tuple[Floats, Floats]:
    """£ of staffed services for each pool and day, for the places used and for the rest: [L, midnights] twice.

    The share used is occupied over open places at midnight, at most 1. A service with
    no place open is all empty, unless someone lives there: then it is all used.
    """
    price = _prices(reading).service[:, reading.piece_of_midnight]
    occupied, places = reading.occupied_by_midnight, reading.open_by_midnight
    share = np.where(occupied >= places, occupied > 0, occupied / np.maximum(places, 1))
    used = price * share
    return used, price - used


def empty_place_cost(reading: Reading) -> Floats:
    """£ of block-bought places that nobody occupies at midnight, for each pool and day: [L, midnights]."""
    empty = np.maximum(reading.open_by_midnight - reading.occupied_by_midnight, 0)
    found: Floats = empty * _prices(reading).empty_place[:, reading.piece_of_midnight]
    return found


def headings(reading: Reading, window: Window) -> dict[str, float]:
    """£ under each heading; the total is their sum."""
    prices, nights = _prices(reading), window.midnights
    daily = reading.shared("cost by day", _daily)
    found = {name: float(daily[name][nights].sum()) for name in daily}
    found |= _post_costs(reading, window)
    found["recruitment"] = float(_recruits(reading, window) @ prices.recruitment)
    found["moves"] = float(_moves(reading, window) @ prices.move)
    began = reading.periods.began & window.holds(reading.periods.start)
    found["entries"] = float(began.sum()) * prices.entry
    for name, per_day in prices.fixed.items():
        found[f"fixed: {name}"] = float(per_day[reading.piece_of_midnight[nights]].sum())
    return found


def _daily(reading: Reading) -> dict[str, Floats]:
    used, empty = service_cost(reading)
    return {
        "placements": night_cost(reading).sum(axis=0),
        "services_used": used.sum(axis=0),
        "services_empty": empty.sum(axis=0),
        "empty_places": empty_place_cost(reading).sum(axis=0),
    }


def _post_costs_by_team(reading: Reading, window: Window) -> Floats:
    """£ of the posts of each team while they were in each state: [M, 4]."""
    posts, prices = reading.posts, _prices(reading)
    n_states = len(POST_STATES)
    ticks = np.bincount(
        posts.team * n_states + posts.state,
        window.overlap(posts.start, posts.end),
        minlength=len(reading.words.teams) * n_states,
    )
    found: Floats = ticks.reshape(-1, n_states) / DAY * prices.post
    return found


def _post_costs(reading: Reading, window: Window) -> dict[str, float]:
    by_state = _post_costs_by_team(reading, window).sum(axis=0)
    return {
        "key_workers_permanent": float(by_state[PERMANENT]),
        "key_workers_agency": float(by_state[AGENCY]),
        "key_workers_vacant": float(by_state[VACANT] + by_state[CLOSED]),
    }


def _recruits(reading: Reading, window: Window) -> Floats:
    posts = reading.posts
    chosen = recruited(posts) & window.holds(posts.start)
    return np.bincount(posts.team[chosen], minlength=len(reading.words.teams)).astype(np.float64)


def _moves(reading: Reading, window: Window) -> Floats:
    """Moves between looked-after placements that were planned, and that were not."""
    spells = reading.spells
    rows = reading.moves[window.holds(spells.start[reading.moves])]
    planned = int(is_planned(reading.words, spells.cause[rows]).sum())
    return np.array([planned, len(rows) - planned], dtype=np.float64)


@metric(
    "Cost by heading",
    unit="£",
    better="lower",
    note=CASH,
    needs_prices=True,
    absent=0.0,
)
def cost_by_heading(reading: Reading, window: Window) -> dict[str, float]:
    """What each kind of thing paid for costs; the headings sum to the total.

    Placements by the night, to the setting at midnight; staffed services, split by the share of open places used at
    midnight; block-bought places empty at midnight; key workers, recruitment, moves between placements, entries to care
    and fixed costs.
    """
    return headings(reading, window)


@metric(
    "Total cost",
    unit="£",
    better="lower",
    note=CASH,
    needs_prices=True,
    absent=0.0,
    tolerance=0.01,
)
def cost(reading: Reading, window: Window) -> float:
    """The sum of all cost headings."""
    return sum(headings(reading, window).values())


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
def cost_per_year(reading: Reading, window: Window) -> float:
    """The sum of all cost headings, divided by the length of the time in years of 365.25 days."""
    return cost(reading, window) / window.years


@metric(
    "Cost by setting",
    unit="£",
    better="lower",
    note=CASH,
    needs_prices=True,
    absent=0.0,
)
def cost_by_setting(reading: Reading, window: Window) -> dict[str, float]:
    """Placements paid for by the night and staffed services with all their places, by setting.

    A staffed service whose places several settings share stands under the name of its places.
    """
    nights = window.midnights
    found = named(reading.words.settings, reading.shared("night cost", night_cost)[:, nights].sum(axis=1))
    used, empty = reading.shared("service cost", service_cost)
    services = (used + empty)[:, nights].sum(axis=1)
    for pool, service in named(reading.words.pools, services).items():
        if service or pool in found:
            found[pool] = found.get(pool, 0.0) + service
    return found


@metric(
    "Cost of key workers by team",
    unit="£",
    better="lower",
    note=CASH,
    needs_prices=True,
    absent=0.0,
)
def cost_by_team(reading: Reading, window: Window) -> dict[str, float]:
    """Posts, whether held by a permanent or an agency worker or by nobody, and recruitment, by team."""
    recruitment = _recruits(reading, window) * _prices(reading).recruitment
    return named(reading.words.teams, _post_costs_by_team(reading, window).sum(axis=1) + recruitment)


@metric(
    "Cost of empty places",
    unit="£",
    better="lower",
    note=CASH,
    needs_prices=True,
    absent=0.0,
)
def cost_of_empty_places(reading: Reading, window: Window) -> dict[str, float]:
    """What is paid for open places that nobody occupied at midnight.

    Their part of staffed services, and block-bought places, by the places.
    """
    _, empty = reading.shared("service cost", service_cost)
    nights = window.midnights
    paid = (empty + reading.shared("empty places", empty_place_cost))[:, nights].sum(axis=1)
    limited = np.flatnonzero(reading.words.is_limited)
    return {ALL: float(paid.sum())} | {reading.words.pools[pool]: float(paid[pool]) for pool in limited}


@metric(
    "Cost per care week",
    unit="£ per week looked after",
    better="neither",
    note=CASH,
    needs_prices=True,
    tolerance=0.01,
)
def cost_per_care_week(reading: Reading, window: Window) -> float:
    """The total cost, whatever it was spent on, for each week looked after.

    The total is divided by the nights all young people were looked after and multiplied by seven. It falls if more
    young people are looked after, which is no saving. The total takes in support before and after care and every team,
    so it is not comparable with published costs of a week in care.
    """
    return ratio(cost(reading, window), care_nights(reading, window) / 7)


@metric(
    "Cost per young person",
    unit="£ per young person",
    better="lower",
    note=CASH,
    needs_prices=True,
    tolerance=0.01,
)
def cost_per_person(reading: Reading, window: Window) -> float:
    """The total cost for each young person looked after or supported.

    The total is divided by the number of different young people who were looked after, had a key worker or lived in a
    setting with a price at some moment of the time.
    """
    return ratio(cost(reading, window), len(_supported(reading, window)))


def _supported(reading: Reading, window: Window) -> np.ndarray:
    """Rows of the people who were looked after or supported in the window."""
    spells, workers, prices = reading.spells, reading.relationships, _prices(reading)
    has_price = (prices.night != 0).sum(axis=1) + (prices.service[reading.words.setting_pool] != 0).sum(axis=1) > 0
    counts = (spells.looked_after | has_price[spells.setting]) & (window.overlap(spells.start, spells.end) > 0)
    served = window.overlap(workers.start, workers.end) > 0
    return np.union1d(spells.who[counts], workers.who[served])
