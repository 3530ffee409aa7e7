"""Hand-made logs seen as a measure sees them."""

from __future__ import annotations

from datetime import date

from carepath_sim.calibration.view import View
from carepath_sim.metrics.reading import Reading, Window
from carepath_sim.model import Prices
from tests.unit.metrics.made_logs import Made, days, vocabulary

FAMILIES = {
    "edge": "edge_of_care",
    "foster": "foster",
    "staying_put": "foster",
    "hub": "hub",
    "children_home": "childrens_home",
    "home": "home",
    "overflow": "overflow",
}
FIVE_YEARS = 1826


def born(age: int, days_to_birthday: int = 0) -> int:
    """Day of birth of someone who turns an age so many days after the start of 1 April 2026."""
    start = date(2026, 4, 1)
    return date(start.year - age, start.month, start.day).toordinal() + days_to_birthday


def made(horizon_days: int = FIVE_YEARS) -> Made:
    """A log to write."""
    return Made(vocabulary(horizon_days))


def seen(
    log: Made,
    start: float = 0,
    end: float | None = None,
    prices: Prices | None = None,
    unaccompanied: tuple[int, ...] = (),
) -> View:
    """A view of one log, or of the part of it between two days; nobody is unaccompanied who is not named."""
    needs = log.words.needs
    for person, facts in log.people.items():
        facts["need"] = needs.index("unaccompanied" if person in unaccompanied else "any")
    horizon = log.words.horizon
    window = Window("some", days(start), horizon if end is None else days(end))
    return View(Reading(log.log(), prices, [window]), FAMILIES)


def both(one: Made, other: Made) -> View:
    """A view of two runs."""
    window = Window("all", 0, one.words.horizon)
    other.words = one.words
    return View(Reading([one.log(), other.log()], None, [window]), FAMILIES)


def whole(reading: Reading) -> View:
    """A view of the whole of what a reading reads."""
    return View(Reading(reading.log.logs, reading.prices, [reading.windows[0]]), FAMILIES)
