"""A `Model` from a description small enough to read, with luck that leaves nothing to chance.

Whatever is to happen at a known time has a hazard so high that no draw outlasts a minute
of it (`tables.SURE`). A transition that is to come due `after: 2 days` has no hazard until
one minute before that and a certain one from then on, so it comes due at exactly 2 days
whatever the seed. `cases/README.md` explains every key.
"""

from __future__ import annotations

from typing import Any

from carepath_sim.model import Model
from tests.contract import tables
from tests.contract.axes import Axes, Description, axes_of

BOUNDS = {"events": 200_000, "people": 10_000, "moves at once": 20, "rows": 20_000}
KEYS = {
    "": "start horizon settings pools transitions teams people entries needs practices bounds last_age",
    "settings": "pool ages needs leaving_age age_to age_same_place when_closed",
    "pools": "places keep_free fill_to hold fill_from panel_to panel_min_stay closes team staffed",
    "transitions": "planned_to unplanned_to after on from from_age practice rate_per_day same_place priority wait "
    "or_else link",
    "teams": "posts limit bond agency_bonds start leave recruit cover agency_ends handover serves keeps keeps_with",
    "people": "in need since born in_care worker",
    "entries": "arrive age need to already_placed",
}


def small_model(description: Description) -> Model:
    """The `Model` of a description; an unknown key is an error, so that no line of a case is silently ignored."""
    check_keys(description)
    axes = axes_of(description)
    parts: dict[str, Any] = names_and_edges(axes)
    for table in (tables.settings, tables.pools, tables.transitions, tables.teams, tables.entries, tables.people):
        parts |= table(description, axes)
    bounds = BOUNDS | description.get("bounds", {})
    return Model(**parts, **{f"max_{name.replace(' ', '_')}": number for name, number in bounds.items()})


def names_and_edges(axes: Axes) -> dict[str, Any]:
    """The names of a model and the edges of its tables."""
    return {
        "settings": tuple(axes.settings),
        "pools": tuple(axes.pools),
        "transitions": tuple(axes.transitions),
        "teams": tuple(axes.teams),
        "entry_streams": tuple(axes.streams),
        "needs": tuple(axes.needs),
        "practices": tuple(axes.practices),
        "start_day": axes.start.toordinal(),
        "horizon": axes.horizon,
        "last_age": axes.last_age,
        "age_band": tables.ints(axes.ages),
        "duration_band": tables.ints(axes.durations),
        "piece_start": tables.ints(axes.pieces),
    }


def check_keys(description: Description) -> None:
    """Refuse a key that no table reads."""
    _known(description, "")
    for part in list(KEYS)[1:]:
        given = description.get(part) or []
        for options in given.values() if isinstance(given, dict) else given:
            _known(options or {}, part)


def _known(options: Description, part: str) -> None:
    known = {key.replace("_", " ") for key in KEYS[part].split()}
    unknown = [key for key in options if key not in known and not tables.TURNS.fullmatch(key)]
    if unknown:
        raise ValueError(f"{part or 'description'}: {unknown} not among {sorted(known)}")
