"""`Model` and `Prices`: a council and its policies as frozen arrays in which every name is an index.

A `Model` is all that an engine may know. It is made by `build` from a resolved scenario;
every policy has already been applied to its tables, so an engine meets no policy at all.
`Prices` is made beside it and read by metrics alone: money never steers a young person's path.

Axes, and the letter each has in the shapes below:

====  =======================  ===================================================
S     settings                 where a young person lives or how they are supported
L     pools                    stocks of places; settings may share one
T     transitions              possible moves, each out of one setting
M     teams                    groups of key-worker posts
Q     posts                    numbered team by team, so each team's are contiguous
E     entry streams            sorted by name
N     needs                    need groups
K     practices                practice models a person may be offered
G     groups                   need x practices: ``need * 2**K + sum(2**k taken)``
A     age bands                lower ends in completed years
D     duration bands           lower ends in ticks since the spell began
P     calendar pieces          stretches of time in which the tables are constant
R     relationships            not served, none, new, settled
Y     years of age             0 .. last_age - 1
====  =======================  ===================================================

Every time is in ticks (whole minutes from the start date), every rate is per day, every
index array is int64, `NOWHERE` fills unused places of a list and `OUT` means leaving for good.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NOWHERE = -1
"""Fills unused places of a destination list; as a pool or team: none."""
OUT = -2
"""The destination of a transition that leaves the model for good (moved away, died)."""
NO_TIME = -(1 << 60)
"""Stands in a time column for "never happened" (not in care, no relationship)."""
FOR_EVER = -1
"""In `keeps`: the worker stays as long as the young person does."""

NOT_SERVED, NO_WORKER, NEW, SETTLED = range(4)
RELATIONSHIPS = ("not_served", "none", "new", "settled")

CLOSED, VACANT, PERMANENT, AGENCY = range(4)
POST_STATES = ("closed", "vacant", "permanent", "agency")

IN_CARE, AFTER_CARE = range(2)
COUNCIL = "council"
"""The payer of whatever names no other."""

STREAM_SHIFT = 32
"""Person id = stream number * 2**32 + n; number 0 is the starting caseload, entry stream e has number e + 1."""


@dataclass(frozen=True, eq=False)
class Model:
    """A study of one council, ready to run. Read-only once made; compare two with `fingerprint()`."""

    # Names, for logs, metrics and error messages only.
    settings: tuple[str, ...]
    pools: tuple[str, ...]
    transitions: tuple[str, ...]  # "setting.ending"
    teams: tuple[str, ...]
    entry_streams: tuple[str, ...]
    needs: tuple[str, ...]
    practices: tuple[str, ...]

    # Time.
    start_day: int  # day number of tick 0
    horizon: int  # ticks; nothing runs at or after it
    last_age: int  # years; this birthday leaves the model
    age_band: Ints  # [A] years; the first is 0
    duration_band: Ints  # [D] ticks; the first is 0
    piece_start: Ints  # [P] ticks; the first is 0

    # Settings.
    setting_pool: Ints  # [S] pool
    setting_stream: Ints  # [S] stream number of its decisions at a leaving age
    is_looked_after: Bools  # [S] counted as looked after; read by metrics, not by engines
    is_overflow: Bools  # [S] an unregistered or emergency placement; read by metrics, not by engines
    allowed: Bools  # [S, Y, N] may someone of this age and need live here
    leaving_age: Ints  # [S, P] years; 0 where there is none
    age_to: Ints  # [S, .] destinations at the leaving age, as declared, NOWHERE-filled; the last is unlimited
    age_share: Floats  # [S, .] their shares, summing to 1 where there are any
    age_same_place: Bools  # [S, .] the place and carer stay the same
    closure_to: Ints  # [S, .] where people go when their home closes, tried in order; the last is unlimited

    # Pools.
    is_limited: Bools  # [L]
    places: Ints  # [L, P] usable places if fully staffed (0 where unlimited)
    pool_team: Ints  # [L] team whose filled posts keep places open, or NOWHERE
    staffed: Ints  # [L, F] places that 0 .. F-1 filled posts keep open; more posts than F-1 count as F-1
    closes_by_moving: Bools  # [L, P] at the start of this piece, people beyond `places` are moved out
    keep_free: Ints  # [L, P] places that planned admissions may not take
    fill_to: Ints  # [L, P, 2] target occupancy as a fraction of open places: (95, 100), (11, 12); (0, 1) for none
    hold_limit: Ints  # [L, P] ticks a planned move-on may be held; 0 for never
    panel_to: Ints  # [L] setting that a placement panel fills, or NOWHERE
    fill_from: Bools  # [L, P, S] settings it pulls from
    panel_min_stay: Ints  # [L, P] ticks someone must have been in their placement to be pulled

    # Transitions.
    transition_from: Ints  # [T] setting
    transition_stream: Ints  # [T] stream number of its thresholds
    is_planned: Bools  # [T]
    is_same_place: Bools  # [T] the place and carer stay the same
    breakdown: Ints  # [T] 0 none, 1 broad definition only, 2 narrow (and so broad); read by metrics
    to: Ints  # [T, .] destinations, tried in order, NOWHERE-filled; one (or OUT) if planned
    or_else: Ints  # [T, P, .] what a wait may turn to at its limit, tried in order, NOWHERE-filled
    wait_limit: Ints  # [T, P] ticks; 0 for none
    priority: Ints  # [T] lower numbers are served first in a queue
    hazard: Floats  # [T, G, A, D, P] per day
    relation: Floats  # [T, R] multiplies the hazard; 1 in every planned row

    # Key workers.
    posts_open: Ints  # [M, P] posts each team has
    post_team: Ints  # [Q] team of each post; a team's posts number its largest `posts_open`
    team_stream: Ints  # [M, 6] stream numbers: start, leave, recruit, cover, agency end, handover
    start_share: Floats  # [M, 3] of an opened post being vacant, permanent, agency
    leave_rate: Floats  # [M, P] per day, permanent to vacant
    recruit_rate: Floats  # [M, P] per day, vacant or agency to permanent
    cover_rate: Floats  # [M, P] per day, vacant to agency
    agency_end_rate: Floats  # [M, P] per day, agency to vacant
    handover_rate: Floats  # [M, P] per day and relationship
    caseload_limit: Ints  # [M, P] young people per filled post beyond which no new one is allocated
    bond: Ints  # [M] ticks until a new relationship is settled
    agency_bonds: Bools  # [M] whether a relationship with an agency worker ever settles
    team_of: Ints  # [G, S, P] team that serves a setting, or NOWHERE
    keeps: Ints  # [G, M, S] ticks a team keeps someone who moves to this setting; 0 not, FOR_EVER always

    # Entry.
    entry_rate: Floats  # [E, P] per day
    entry_ceiling: Floats  # [E] per day; no rate may exceed it
    entry_age_share: Floats  # [E, Y] completed years at entry
    entry_need_share: Floats  # [E, N]
    entry_list: Ints  # [E, V, .] alternative destination lists, NOWHERE-filled; each ends unlimited
    entry_list_share: Floats  # [E, V]
    already_placed: Bools  # [E] enters with time served, drawn from the table below; never turned away
    placed_first: Ints  # [E + 1] rows of the table that belong to each stream
    placed_setting: Ints  # [.] setting
    placed_served: Ints  # [.] ticks in the placement already
    placed_in_care: Ints  # [.] ticks in care already
    practice_stream: Ints  # [K] stream number of each practice's uptake
    uptake: Floats  # [K, N] share of those with this need who take it up

    # Starting caseload: row n is person n, the same in every scenario compared and every replication.
    caseload_setting: Ints  # [.] setting
    caseload_born: Ints  # [.] day number
    caseload_entered: Ints  # [.] tick (negative) at which the placement began
    caseload_in_care: Ints  # [.] tick (negative) at which the period of care began, or NO_TIME
    caseload_need: Ints  # [.] need
    caseload_worker_since: Ints  # [.] tick (negative) at which the present key worker began, or NO_TIME

    # Guards.
    max_events: int
    max_people: int
    max_moves_at_once: int
    max_rows: int

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def n_groups(self) -> int:
        """Number of need x practice groups."""
        return len(self.needs) << len(self.practices)

    def fingerprint(self) -> str:
        """A hash of every name and every number: equal models, and no others, share it."""
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        return _fingerprint(self)


@dataclass(frozen=True, eq=False)
class Prices:
    """What the log of a `Model` costs, in pounds of `price_year`: a setting per night *or* as a staffed service."""

    currency: str
    price_year: str
    night: Floats  # [S, P] £ per young person and midnight in the setting; 0 where it is a staffed service
    service: (
        Floats  # [L, P] £ per day for a staffed service and all its places, occupied or not; 0 where priced per night
    )
    empty_place: Floats  # [L, P] £ per day for each block-bought place nobody occupies
    post: Floats  # [M, 4] £ per day of a post that is closed, vacant, permanent, agency
    recruitment: Floats  # [M] £ each time a permanent worker is recruited
    move: Floats  # [2] £ process cost of a move that is planned, unplanned
    entry: float  # £ process cost of becoming looked after
    fixed: dict[str, Floats] = field(default_factory=dict)  # heading -> [P] £ per day
    stay: dict[str, Floats] = field(default_factory=dict)  # heading -> [S, G, P] £ each time a stay begins
    payers: dict[str, str] = field(default_factory=dict)  # heading -> who pays for it, if not the council
    grants: dict[str, Floats] = field(default_factory=dict)  # payer -> [N, 2] £ a night looked after, after care at 18
    discount_from: tuple[float, ...] = (0.0,)  # years after the start at which each discount rate begins
    discount_rate: tuple[float, ...] = (0.0,)  # a year: 0.035 makes a pound in a year worth 1 / 1.035
    inflation: float = 0.0  # a year, of all prices alike
    years_since_price_year: float = 0.0  # from the middle of the price year to the start

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    def fingerprint(self) -> str:
        """A hash of every name and every number."""
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        return _fingerprint(self)


def _fingerprint(record: Model | Prices) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for item in fields(record):
        value = getattr(record, item.name)
        digest.update(item.name.encode())
        if isinstance(value, dict):
            for name in sorted(value):
                digest.update(name.encode())
                digest.update(np.ascontiguousarray(value[name]).tobytes())
        elif isinstance(value, np.ndarray):
            digest.update(f"{value.dtype}{value.shape}".encode())
            digest.update(np.ascontiguousarray(value).tobytes())
        else:
            digest.update(repr(value).encode())
    return digest.hexdigest()
