"""What a number of a study is called by a reader who has never seen a scenario file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from carepath_sim.catalogue.wording import in_sentence, label_of, listed

INDEX = re.compile(r"\[\d+\]")

WORDS = {
    "price": "price for each young person",
    "service": "cost of the whole service",
    "empty_place": "price of an empty place",
    "places": "number of places",
    "occupancy.keep_free": "places kept free",
    "occupancy.fill_to": "occupancy aimed at",
    "occupancy.hold": "how long a planned move on is held back",
    "occupancy.panel_min_stay": "shortest stay before someone is moved in",
    "staffed_by.posts_needed": "posts needed to keep every place open",
    "leaving_age.age": "age of leaving",
    "leaving_age.shares.share": "where people go at the age of leaving",
    "posts": "number of posts",
    "caseload_limit": "most young people for each worker",
    "bonding_period": "how long a relationship counts as new",
    "leave_rate": "how often workers leave",
    "time_to_recruit": "time to recruit",
    "time_to_cover": "time to agency cover",
    "agency_stay": "how long agency workers stay",
    "handover_rate": "how often young people are handed over",
    "cost.permanent": "cost of a permanent post",
    "cost.agency": "cost of an agency post",
    "cost.vacant": "cost of a vacant post",
    "cost.recruitment": "cost of recruiting a worker",
    "rate": "how many come",
    "ages": "ages of those who come",
    "needs": "needs of those who come",
    "enters.share": "where those who come go first",
    "keep_free": "places kept free",
    "fill_to": "occupancy aimed at",
    "hold": "how long a planned move on is held back",
    "panel_min_stay": "shortest stay before someone is moved in",
    "by": "how many times as much",
    "follows": "how long the key worker stays on after a move",
    "limit": "longest time",
    "multiply_hazard.by": "how many times as often stays end so",
    "multiply_entries.by": "how many times as many come",
    "multiply_turnover.by": "how many times as often workers leave",
    "multiply_price.by": "how many times as dear",
    "cap_stay.limit": "longest stay",
    "cost": "cost added",
    "add_posts": "posts added",
    "uptake": "share who take it up",
    "fidelity": "how faithfully it is carried out",
}
PRICES = {
    "prices.move.planned": "The process of a planned move",
    "prices.move.unplanned": "The process of an unplanned move",
    "prices.entry": "The process of an entry to care",
    "finance.inflation": "Growth of all prices alike",
    "finance.deflators": "Price levels of past years",
}


def plain_name(labels: Mapping[str, str], path: str, subject: str = "", endings: Sequence[str] = ()) -> str:
    """A number as a reader would say it: whose it is, then what.

    `subject` names what an effect acts on, `endings` the ways in which stays end that it is limited to.
    """
    bare = INDEX.sub("", path)
    if bare in PRICES:
        return PRICES[bare]
    first, *steps = bare.removeprefix("demand.").split(".")
    if first == "practice_models":
        return _joined(subject or label_of(labels, first), _of_use(steps))
    if first == "effects" and steps:
        known = WORDS.get(".".join(steps)) or _what(labels, steps[1:])
        ways = listed([_way_out(labels, name) for name in endings])
        return _joined(subject or label_of(labels, first), f"{known} ({ways})" if ways else known)
    if first == "policy_cards" or not steps:
        return _joined(subject or label_of(labels, first), _what(labels, steps))
    return _joined(label_of(labels, steps[0]), _what(labels, steps[1:]))


def _of_use(steps: list[str]) -> str:
    """What is said of a practice model put to use."""
    if steps[:1] == ["levers"]:
        return f"how faithfully one part is carried out ({', '.join(steps[1:]).replace('_', ' ')})"
    return _what({}, steps)


def _joined(whose: str, what: str) -> str:
    return f"{whose}: {what}" if what else whose


def _what(labels: Mapping[str, str], steps: list[str]) -> str:
    if not steps:
        return ""
    if steps[0] == "endings" and len(steps) > 1:
        return _ending(labels, steps[1], steps[2:])
    if steps[0] == "keeps" and len(steps) > 1:
        return f"how long the key worker stays on after a move to {in_sentence(label_of(labels, steps[1]))}"
    if steps[0] == "start_shares":
        return "how many posts are filled at the start"
    known = WORDS.get(".".join(steps))
    return known or ", ".join(step.replace("_", " ") for step in steps)


def _way_out(labels: Mapping[str, str], name: str) -> str:
    """Where an ending leads, or its own name in words."""
    destination = name.removeprefix("to_")
    return f"to {in_sentence(labels[destination])}" if destination in labels else name.replace("_", " ")


def _ending(labels: Mapping[str, str], name: str, rest: list[str]) -> str:
    """What is known of one way in which a stay may end."""
    said = _way_out(labels, name)
    if rest[:1] == ["wait"]:
        return f"longest wait for a planned place ({said})"
    return f"how soon stays end: {said}" if rest[:1] == ["hazard"] else f"stays that end: {said}"
