"""How a stay ends, as something that happens: `entering care`, `moving to parents`, `a planned move`."""

from __future__ import annotations

from collections.abc import Mapping

from carepath_sim.catalogue.wording import in_sentence

SAID = {
    "back_to_area": "going back to the area",
    "leave_otherwise": "leaving in another way",
    "no_longer_known": "being no longer known",
    "other_change": "another change",
    "referred_again": "being referred again",
    "stay_close": "going over to stay-close support",
    "support_ends": "support ending",
    "to_secure": "moving to a secure home",
}
"""Endings whose names no rule makes a part of a sentence of."""
DOING = {
    "adopt": "adopting",
    "back": "going back",
    "come": "coming",
    "enter": "entering",
    "go": "going",
    "home": "going home",
    "leave": "leaving",
    "move": "moving",
    "return": "returning",
    "run": "running",
    "start": "starting",
    "step": "stepping",
    "to": "moving to",
    "turn": "turning",
}
"""The first word of an ending that says what somebody does."""
ONE_OF_MANY = {"change", "home", "move", "return", "stay"}
"""Last words of an ending that is one of many such, and takes an article."""


def happening(ending: str, labels: Mapping[str, str]) -> str:
    """The name of an ending as what happens, so that it reads after `hazard of`, `time until` and `before`.

    `labels` are those of settings, one of which an ending may lead to by its name.
    """
    if ending in SAID:
        return SAID[ending]
    destination = ending.removeprefix("to_")
    if destination != ending and destination in labels:
        return f"moving to {in_sentence(labels[destination])}"
    first, *rest = ending.split("_")
    if first in DOING:
        return " ".join([DOING[first], *rest])
    words = " ".join([first, *rest])
    return f"{'an' if first[0] in 'aeiou' else 'a'} {words}" if rest and rest[-1] in ONE_OF_MANY else words
