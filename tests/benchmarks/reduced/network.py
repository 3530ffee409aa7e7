"""The reduced network: as much of a care pathway as a queueing tool can express, described once for all programs.

Young people come as a Poisson process to the edge of care or to an assessment. Every stay is
exponential. Hub, foster care and lodgings have few places; whoever is to move to one that is
full stays where they are, in a place somebody else may be waiting for, until theirs is free
(blocking after service, first come first served). From lodgings people go to independence or
home; from home some return to the edge of care. Nobody is lost on the way, and no circle of
full settings can lock, because every way back leads through a setting without limit.

There are two sizes of it, of about as many events a replication. Nobody is too old or too young
for anything, so that the birthdays that the engines of this package have, and the C program
with them, come to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.model import NOWHERE, Model
from tests.theory.council import Exit, Stream, council

SETTINGS = ("edge_of_care", "assessment", "hub", "foster", "lodgings", "independence", "home")
ENTRY_SHARES = {"edge_of_care": 0.6, "assessment": 0.4}


@dataclass(frozen=True)
class Size:
    """How many places there are and how many people come, and for how many ticks."""

    name: str
    places: dict[str, int]  # settings that are not named have no limit
    entries_per_day: float
    horizon: int


LARGE = Size("large", {"hub": 41, "foster": 124, "lodgings": 88}, 3.6, 2 * 365 * DAY)
SMALL = Size("small", {"hub": 14, "foster": 44, "lodgings": 34}, 1.2, 5 * 365 * DAY)


@dataclass(frozen=True)
class Route:
    """One way out of a setting at a constant rate; it leads to `OUT_OF_CARE` or to a setting."""

    leaves: str
    to: str
    per_day: float


OUT_OF_CARE = "out"
ROUTES = (
    Route("edge_of_care", "hub", 1 / 7),
    Route("assessment", "foster", 1 / 7),
    Route("hub", "foster", 1 / 14),
    Route("foster", "lodgings", 1 / 28),
    Route("lodgings", "independence", 0.6 / 21),
    Route("lodgings", "home", 0.4 / 21),
    Route("independence", OUT_OF_CARE, 1 / 7),
    Route("home", OUT_OF_CARE, 0.75 / 7),
    Route("home", "edge_of_care", 0.25 / 7),
)


@dataclass(frozen=True)
class Numbered:
    """The network with indices for names, for programs that look things up once per stay; -2 leads out of it."""

    horizon: int
    entries_per_day: float
    places: tuple[int | None, ...]  # by setting; None for no limit
    total_per_day: tuple[float, ...]  # by setting
    ways_out: tuple[tuple[tuple[int, float, int], ...], ...]  # by setting: destination, share, number of the route
    entry_settings: tuple[int, ...]
    entry_shares: tuple[float, ...]


def numbered(size: Size) -> Numbered:
    """The network of a size in numbers."""
    index = {name: number for number, name in enumerate(SETTINGS)} | {OUT_OF_CARE: -2}
    totals = [sum(route.per_day for route in ROUTES if route.leaves == name) for name in SETTINGS]
    ways = [
        tuple(
            (index[route.to], route.per_day / total, number)
            for number, route in enumerate(ROUTES)
            if route.leaves == name
        )
        for name, total in zip(SETTINGS, totals, strict=True)
    ]
    return Numbered(
        horizon=size.horizon,
        entries_per_day=size.entries_per_day,
        places=tuple(size.places.get(name) for name in SETTINGS),
        total_per_day=tuple(totals),
        ways_out=tuple(ways),
        entry_settings=tuple(index[name] for name in ENTRY_SHARES),
        entry_shares=tuple(ENTRY_SHARES.values()),
    )


def as_model(size: Size, **replaced: Any) -> Model:
    """The network of a size as the arrays that an engine runs: no teams, no limits of age or need, one age band."""
    lists = [[SETTINGS.index(name), NOWHERE] for name in ENTRY_SHARES]
    entry = {"entry_list": np.array([lists], dtype=np.int64), "entry_list_share": np.array([[*ENTRY_SHARES.values()]])}
    return council(
        SETTINGS,
        [Exit(route.leaves, route.to, route.per_day) for route in ROUTES],
        {"referred": Stream(size.entries_per_day, to=list(ENTRY_SHARES))},
        places=size.places,
        **({"horizon": size.horizon} | entry | replaced),
    )
