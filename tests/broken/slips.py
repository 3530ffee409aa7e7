"""What people type when they mean a name, and scenarios in which each such slip stands on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from carepath_sim.catalogue.shelf import read_catalogue
from carepath_sim.metrics import METRICS
from carepath_sim.scenario.effects import VERBS
from carepath_sim.scenario.problems import keys_at
from carepath_sim.scenario.schema import Study

HEAD = "question: What if?\nkind: strategic\nstart: 2026-04-01\nhorizon: 3 years\n"
BESIDE = dict(zip("abcdefghijklmnopqrstuvwxyz", "snxsrdgjkhlkmbipwtaycbqzta", strict=True))
"""A letter beside each on a keyboard."""
AMERICAN = {"our": "or", "entre": "enter", "isation": "ization", "ence": "ense", "ise": "ize", "mme": "m"}


def slips(name: str) -> Iterator[str]:
    """Ways in which a name is mistyped."""
    letters = [place for place, mark in enumerate(name) if mark.isalpha()]
    for place in (letters[len(letters) // 4], letters[len(letters) // 2], letters[-1]):
        yield name[:place] + name[place + 1 :]  # dropped
        yield name[: place + 1] + name[place:]  # doubled
        yield name[:place] + BESIDE[name[place].lower()] + name[place + 1 :]  # the key beside it
        if place + 1 < len(name):
            yield name[:place] + name[place + 1] + name[place] + name[place + 2 :]  # swapped
    yield name.removesuffix("s") if name.endswith("s") else name + "s"
    yield name.replace("_", "-")
    yield name.replace("_", "")
    yield name.capitalize()
    yield name.upper()
    for british, american in AMERICAN.items():
        yield name.replace(british, american)


class Slip(NamedTuple):
    """What was typed, what was meant, and the line it stands on in its scenario."""

    typed: str
    meant: str
    line: int


class Sheet(NamedTuple):
    """A scenario full of slips of one kind."""

    kind: str
    text: str
    slips: list[Slip]


def sheet(kind: str, names: list[str], before: str, line: str, known: list[str] | None = None) -> Sheet:
    """Every slip in some names, each on a line such as `- {}` after what stands before."""
    text, found, seen = HEAD + before, [], set(known or names)
    for meant in names:
        for typed in slips(meant):
            if typed in seen or len(re.sub(r"\W", "", typed)) < 2:
                continue
            seen.add(typed)
            text += line.replace("@", typed) + "\n"
            found.append(Slip(typed, meant, text.count("\n")))
    return Sheet(kind, text, found)


def keys() -> Iterator[Sheet]:
    """Keys of the mappings of a scenario."""
    places = {
        (): "",
        ("settings", "foster_in_house"): "",
        ("settings", "foster_in_house", "occupancy"): "",
        ("settings", "foster_in_house", "endings", "breakdown"): "",
        ("settings", "foster_in_house", "endings", "breakdown", "hazard"): "",
        ("teams", "social_work"): "",
        ("teams", "social_work", "cost"): "",
        ("demand",): "",
        ("demand", "streams", "direct_10_to_15"): "",
        ("prices",): "",
        ("finance",): "",
    }
    for place in places:
        before = "".join(f"{'  ' * depth}{key}:\n" for depth, key in enumerate(place))
        names = keys_at(Study, place)
        yield sheet(f"keys of {'.'.join(place) or 'a scenario'}", names, before, "  " * len(place) + "@: 1")
    yield sheet("verbs", sorted(VERBS), "effects:\n", "  - {@: {}}")
    for verb in sorted(VERBS):
        yield sheet(f"keys of {verb}", keys_at(Study, ("effects", 0, verb)), "effects:\n", f"  - {verb}: {{@: 1}}")


def names() -> Iterator[Sheet]:
    """Names of what the catalogue holds."""
    shelf = read_catalogue()
    data = shelf.document.data
    settings = shelf.names("settings")
    yield sheet("settings", settings, "settings:\n", "  @: {in_use: true}")
    yield sheet("settings in effects", settings, "effects:\n", "  - set_places: {setting: @, places: 5 places}")
    yield sheet("teams", shelf.names("teams"), "teams:\n", "  @: {posts: 5 posts}")
    yield sheet("policies", shelf.names("policies"), "policies:\n", "  - @")
    yield sheet("practice models", shelf.names("practice_models"), "practice_models:\n", "  - @")
    streams, needs = sorted(data["demand"]["streams"]), sorted(data["demand"]["needs"])
    yield sheet("streams", streams, "effects:\n", "  - multiply_entries: {stream: @, by: 2}")
    hazard = "  - multiply_hazard: {setting: foster_in_house, need: @, by: 2}"
    yield sheet("need groups", needs, "effects:\n", hazard)
    endings = sorted(data["settings"]["foster_in_house"]["endings"])
    known = [*endings, "planned", "unplanned"]
    ending = "  - multiply_hazard: {setting: foster_in_house, ending: @, by: 2}"
    yield sheet("endings", endings, "effects:\n", ending, known)


QUANTITIES = {
    "- set_places: {setting: foster_in_house, places: 5 @}": ["places"],
    "- set_staffing: {team: social_work, posts: 5 @}": ["posts"],
    "- set_staffing: {team: social_work, caseload_limit: 5 young @}": ["people"],
    "- set_staffing: {team: social_work, time_to_recruit: 5 @}": ["hours", "days", "weeks", "months", "years"],
    "- set_price: {setting: foster_in_house, price: £5 per @}": ["night", "day", "week", "month", "year"],
    "- set_staffing: {team: social_work, leave_rate: 29% @ year}": ["per"],
}


def units() -> Iterator[Sheet]:
    """Words of units; a slip that makes another unit is none."""
    every = [word for words in QUANTITIES.values() for word in words]
    known = [*every, *(word.removesuffix("s") for word in every), *(f"{word}s" for word in every)]
    for line, words in QUANTITIES.items():
        yield sheet("units", words, "effects:\n", "  " + line, known)


def metrics() -> list[Slip]:
    """Slips in the names of metrics, which stand in calls and not in files."""
    return [Slip(typed, meant, 0) for meant in METRICS for typed in dict.fromkeys(slips(meant)) if typed not in METRICS]
