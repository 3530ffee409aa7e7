"""The quantity somebody meant who wrote its unit wrongly, or forgot it."""

from __future__ import annotations

import re

from carepath_sim.catalogue.spelling import mistyped
from carepath_sim.scenario.units import (
    PEOPLE,
    PLACES,
    PLACES_CHANGE,
    PLACES_OR_UNLIMITED,
    POSTS,
    POSTS_CHANGE,
    Unit,
    WrongUnit,
)

WORDS = (
    *("hour", "day", "week", "month", "year", "hours", "days", "weeks", "months", "years"),
    *("place", "places", "post", "posts", "young person", "young people", "young", "people", "person"),
    *("per", "night", "each", "of", "times", "unlimited", "never", "for", "ever"),
)
"""What stands beside a number in the quantities of a scenario."""

ONLY_NOUN = {
    PLACES: "places",
    PLACES_OR_UNLIMITED: "places",
    PLACES_CHANGE: "places",
    POSTS: "posts",
    POSTS_CHANGE: "posts",
    PEOPLE: "young people",
}
"""Units in which a number can only count one thing."""
LONGEST = 40
COUNT = re.compile(r"\s*([-+]?[\d,.]*\d)(?:\s*[^\W\d_]+)*\s*")
"""A number with any words after it."""


def meant(unit: Unit, written: object) -> str:
    """What can be read and is most like what was written; nothing if nothing is."""
    if isinstance(written, bool) or not isinstance(written, (str, int, float)) or len(str(written)) > LONGEST:
        return ""
    text = str(written)
    tries = [re.sub(r"[^\W\d_]+", lambda word: mistyped(word[0], WORDS) or word[0], text)]
    number = COUNT.fullmatch(text)
    if number and unit in ONLY_NOUN:
        tries.append(f"{number[1]} {ONLY_NOUN[unit]}")
    return next((one for one in tries if one != text and _reads(unit, one)), "")


def _reads(unit: Unit, text: str) -> bool:
    try:
        unit.parse(text)
    except WrongUnit:
        return False
    return True
