"""What it costs, by headings that sum to the total, from a log and the prices of the model that made it.

Money is in constant prices, £ of the price year: neither inflated nor discounted. What
it is worth at the start and what it comes to in the cash of the day are other figures,
with other names, in `worth`; who pays is in `payers`.
"""

from __future__ import annotations

import numpy as np

from carepath_sim.metrics import spending
from carepath_sim.metrics.arrays import in_order, named, ratios
from carepath_sim.metrics.population import care_nights
from carepath_sim.metrics.reading import Reading, once
from carepath_sim.metrics.registry import ALL, metric
from carepath_sim.metrics.spending import night_cost, place_cost, prices_of
from carepath_sim.model import Floats

CONSTANT = "In constant prices of one year: neither inflated nor discounted."
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


@once
def headings(reading: Reading) -> dict[str, Floats]:
    """£ under each heading, [runs, windows]; the total is their sum."""
    return {name: reading.calendar.in_windows(paid) for name, paid in spending.headings(reading).items()}


@metric(
    "Cost by heading",
    unit="£",
    better="lower",
    principle="service",
    note=CONSTANT,
    needs_prices=True,
    absent=0.0,
)
def cost_by_heading(reading: Reading) -> dict[str, Floats]:
    """What each kind of thing paid for costs; the headings sum to the total.

    Placements by the night, to the setting at midnight; staffed services, split by the share of open places used at
    midnight; block-bought places empty at midnight; key workers, recruitment, moves between placements and entries to
    care; and costs of the scenario's own, over time or of each stay that begins.
    """
    return headings(reading)


@metric(
    "Total cost",
    unit="£",
    better="lower",
    principle="service",
    note=CONSTANT,
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
    principle="service",
    note=CONSTANT,
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
    principle="service",
    note=CONSTANT,
    needs_prices=True,
    absent=0.0,
)
def cost_by_setting(reading: Reading) -> dict[str, Floats]:
    """Placements paid for by the night and staffed services with all their places, by setting.

    A staffed service whose places several settings share stands under the name of its places.
    """
    words, places, in_windows = reading.words, place_cost(reading), reading.calendar.in_windows
    found = named(words.settings, in_windows(night_cost(reading)))
    services = named(words.pools, in_windows(places.used + places.empty))
    for pool, is_service in zip(words.pools, reading.is_service, strict=True):
        if is_service:
            found[pool] = found[pool] + services[pool] if pool in found else services[pool]
    return found


@metric(
    "Cost of key workers by team",
    unit="£",
    better="lower",
    principle="service",
    note=CONSTANT,
    needs_prices=True,
    absent=0.0,
)
def cost_by_team(reading: Reading) -> dict[str, Floats]:
    """Posts, whether held by a permanent or an agency worker or by nobody, and recruitment, by team."""
    posts = in_order(spending.post_cost(reading), axis=2)
    return named(reading.words.teams, reading.calendar.in_windows(posts + spending.recruitment_cost(reading)))


@metric(
    "Cost of empty places",
    unit="£",
    better="lower",
    principle="service",
    note=CONSTANT,
    needs_prices=True,
    absent=0.0,
)
def cost_of_empty_places(reading: Reading) -> dict[str, Floats]:
    """What is paid for open places that nobody occupied at midnight.

    Their part of staffed services, and block-bought places, by the places.
    """
    places, words = place_cost(reading), reading.words
    paid = reading.calendar.in_windows(places.empty + places.bought)
    limited = np.flatnonzero(words.is_limited)
    return {ALL: in_order(paid, axis=1)} | named([words.pools[pool] for pool in limited], paid[:, limited])


@metric(
    "Cost per care week",
    unit="£ per week looked after",
    better="neither",
    principle="service",
    note=CONSTANT,
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
    principle="service",
    note=CONSTANT,
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
    spells, workers, prices = reading.spells, reading.relationships, prices_of(reading)
    has_price = np.any(prices.night != 0, axis=1) | reading.is_service[reading.words.setting_pool]
    counts = spells.looked_after | has_price[spells.setting]
    return reading.people_in((spells, counts), (workers, None))
