"""Addressed random numbers, and the two kernels that turn one into a time.

A draw is a pure function of its address (seed, replication, stream, id, occasion):
nothing is consumed in sequence, so the same person meets the same luck in every
scenario, engine and version. Streams that belong to something named (a transition, a
setting, a team, a practice model) are numbered by `named_stream`, never by position,
so that adding one leaves the luck of the others alone.

Every function below `named_stream` runs unchanged in the interpreter and under numba:
integers are masked to 64 bits, and only `math` functions that agree in both are used.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from math import ceil, log1p

from carepath_sim.clock import DAY, NEVER

MASK = 0xFFFFFFFFFFFFFFFF
GOLDEN = 0x9E3779B97F4A7C15

ENTRY_GAP = 1
ENTRY_IS_REAL = 2
ENTRY_AGE = 3
ENTRY_NEED = 4
ENTRY_SETTING = 5
"""Streams of the draws made once for each entrant; `named_stream` never returns a number this small."""


def named_stream(*names: str) -> int:
    """The stream number of something named, e.g. `named_stream("transition", "hub", "go_home")`; stable for ever.

    62 bits of BLAKE2b with the highest one set: fits int64 and cannot meet the numbered streams.
    """
    digest = hashlib.blake2b("\x1f".join(names).encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 2) | (1 << 61)


def splitmix64(state: int) -> int:
    """One output of SplitMix64 for the state before it steps (Steele, Lea and Flood, OOPSLA 2014)."""
    z = (state + GOLDEN) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def chain(word: int, *more: int) -> int:
    """Hash of a sequence of words; `chain(a, b)` continues from `chain(a)`, so a shared prefix may be kept."""
    state = splitmix64(word & MASK)
    for following in more:
        state = splitmix64(state ^ (following & MASK))
    return state


def extend(state: int, word: int) -> int:
    """Continue a chain by one word."""
    return splitmix64(state ^ (word & MASK))


def to_unit(word: int) -> float:
    """A hashed word as a number strictly between 0 and 1: its top 53 bits, the lowest of them set."""
    return ((word >> 11) | 1) * (1.0 / 9007199254740992.0)


def uniform(seed: int, replication: int, stream: int, identity: int, occasion: int) -> float:
    """The uniform number at an address, strictly between 0 and 1."""
    return to_unit(chain(seed, replication, stream, identity, occasion))


def threshold(u: float) -> float:
    """The unit-exponential amount of hazard that a uniform number stands for."""
    return -log1p(-u)


def pick(u: float, shares: Sequence[float], offset: int, count: int) -> int:
    """Index (0 to count - 1) drawn by `shares[offset : offset + count]`, which sum to 1 but for rounding."""
    total = 0.0
    for index in range(count - 1):
        total += shares[offset + index]
        if u < total:
            return index
    return count - 1


def age_at_entry(u: float, shares: Sequence[float]) -> tuple[int, int]:
    """Completed years (by `shares`, one a year of age) and days since that birthday (0 to 364), both from one draw."""
    total, before = 0.0, 0.0
    years = 0
    for year in range(len(shares)):
        if shares[year] > 0.0:
            years, before = year, total
            total += shares[year]
            if u < total:
                break
    within = (u - before) / shares[years]
    return years, min(364, max(0, int(within * 365)))


def entry_gap(u: float, ceiling_per_day: float) -> int:
    """Ticks from one candidate of an entry stream to the next: at least 1, at most NEVER."""
    ticks = DAY * threshold(u) / ceiling_per_day
    return max(1, ceil(ticks)) if ticks < NEVER else NEVER


def band_of(edges: Sequence[int], value: int) -> int:
    """Which band a value lies in: edges are the lower ends of every band but the first, ascending."""
    band = 0
    while band < len(edges) and edges[band] <= value:
        band += 1
    return band


def due(
    amount: float,
    start: int,
    horizon: int,
    multiplier: float,
    rates: Sequence[float],
    offset: int,
    age_edges: Sequence[int],
    duration_edges: Sequence[int],
    piece_edges: Sequence[int],
) -> int:
    """The least tick at which hazard running from `start` has used up `amount`; NEVER if not before `horizon`.

    `rates` holds hazards per day, flat; those of this transition and group begin at
    `offset` and are ordered [age band, duration band, calendar piece]. The three edge
    lists are ticks at which a band begins (every band but the first), ascending; the
    caller has already shifted age edges to the person and duration edges to the spell.
    """
    if amount <= 0.0:
        return start
    last_age, last_duration, last_piece = len(age_edges), len(duration_edges), len(piece_edges)
    age, duration, piece = band_of(age_edges, start), band_of(duration_edges, start), band_of(piece_edges, start)
    now = start
    left = amount * DAY
    while now < horizon:
        until = horizon
        if age < last_age and age_edges[age] < until:
            until = age_edges[age]
        if duration < last_duration and duration_edges[duration] < until:
            until = duration_edges[duration]
        if piece < last_piece and piece_edges[piece] < until:
            until = piece_edges[piece]
        rate = rates[offset + (age * (last_duration + 1) + duration) * (last_piece + 1) + piece] * multiplier
        if rate > 0.0:
            capacity = rate * (until - now)
            if left <= capacity:
                return min(until, now + ceil(left / rate))
            left -= capacity
        now = until
        while age < last_age and age_edges[age] <= now:
            age += 1
        while duration < last_duration and duration_edges[duration] <= now:
            duration += 1
        while piece < last_piece and piece_edges[piece] <= now:
            piece += 1
    return NEVER


def used(
    start: int,
    end: int,
    multiplier: float,
    rates: Sequence[float],
    offset: int,
    age_edges: Sequence[int],
    duration_edges: Sequence[int],
    piece_edges: Sequence[int],
) -> float:
    """The hazard that runs from `start` to `end`, over the same tables and edges as `due`."""
    last_age, last_duration, last_piece = len(age_edges), len(duration_edges), len(piece_edges)
    age, duration, piece = band_of(age_edges, start), band_of(duration_edges, start), band_of(piece_edges, start)
    now = start
    total = 0.0
    while now < end:
        until = end
        if age < last_age and age_edges[age] < until:
            until = age_edges[age]
        if duration < last_duration and duration_edges[duration] < until:
            until = duration_edges[duration]
        if piece < last_piece and piece_edges[piece] < until:
            until = piece_edges[piece]
        rate = rates[offset + (age * (last_duration + 1) + duration) * (last_piece + 1) + piece] * multiplier
        total += rate * (until - now)
        now = until
        while age < last_age and age_edges[age] <= now:
            age += 1
        while duration < last_duration and duration_edges[duration] <= now:
            duration += 1
        while piece < last_piece and piece_edges[piece] <= now:
            piece += 1
    return total / DAY
