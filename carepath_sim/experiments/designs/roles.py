"""What a council decides and what nobody knows: which numbers of a study are levers, and which are uncertainties."""

from __future__ import annotations

from typing import Literal

Kind = Literal["lever", "uncertainty", "either"]

DECIDED = {
    "places": "how many places there are is decided",
    "posts": "how many posts there are is decided",
    "add_posts": "how many posts there are is decided",
    "posts_needed": "how many posts keep the places open is decided",
    "caseload_limit": "how many young people a worker may have is decided",
    "keep_free": "how many places are kept free is decided",
    "fill_to": "how full places are kept is decided",
    "hold": "how long a move is held back is decided",
    "panel_min_stay": "after what stay the panel may act is decided",
    "limit": "how long a wait or a stay may last is decided",
    "follows": "how long a key worker stays with a young person is decided",
    "fidelity": "how faithfully something is carried out is decided and worked for",
    "uptake": "how many are offered something is decided and worked for",
}
"""The last key of a lever, and why it is one."""
DECIDED_WITHIN = {
    "keeps": "how long a key worker stays with a young person is decided",
    "levers": "how faithfully a lever is carried out is decided and worked for",
}
EITHER = ("leave_rate", "time_to_recruit", "time_to_cover", "handover_rate")
"""Councils act on these, and nobody knows them well."""
FOUND = {
    "hazard": "how often something happens to young people is found out, not decided",
    "price": "what a place costs is found out, not decided",
    "service": "what a service costs is found out, not decided",
    "rate": "how many young people come is found out, not decided",
    "share": "where young people go is found out, not decided",
    "by": "how much something achieves is found out, not decided",
}
OTHERWISE = "it is not a number that a council sets"


def kind_of(name: str) -> Kind:
    """Whether the number at a path is a lever, an uncertainty, or may be either."""
    keys = name.replace("[", ".").replace("]", "").split(".")
    if keys[-1] in EITHER:
        return "either"
    return "lever" if keys[-1] in DECIDED or any(key in DECIDED_WITHIN for key in keys[:-1]) else "uncertainty"


def reason(name: str) -> str:
    """Why the number at a path is what `kind_of` says, as the end of a sentence."""
    keys = name.replace("[", ".").replace("]", "").split(".")
    within = next((DECIDED_WITHIN[key] for key in keys[:-1] if key in DECIDED_WITHIN), "")
    return within or DECIDED.get(keys[-1]) or FOUND.get(keys[-1]) or OTHERWISE
