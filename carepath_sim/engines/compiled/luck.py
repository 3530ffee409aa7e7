"""Addressed random numbers: the array `luck` holds the hash of seed, replication and stream for every stream (rule 8).

Its number 0 is the hash of seed and replication alone, the next are the streams of entrants
(`draws.ENTRY_GAP` and so on), the rest stand where the field LUCK of settings, transitions
and teams says.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from carepath_sim import clock, draws
from carepath_sim.engines.compiled.compiling import COMPILES, borrow, jit
from carepath_sim.engines.compiled.layout import LUCK_AT, LUCK_END, Words
from carepath_sim.model import Ints

_splitmix64, extend, to_unit, threshold, pick, age_at_entry, entry_gap, _band_of, due, used = borrow(
    draws,
    "splitmix64",
    "extend",
    "to_unit",
    "threshold",
    "pick",
    "age_at_entry",
    "entry_gap",
    "band_of",
    "due",
    "used",
)
year_and_day, _day_number, _is_leap, birthday_in, years_before, tick_of = borrow(
    clock, "year_and_day", "day_number", "is_leap", "birthday_in", "years_before", "tick_of"
)


@jit
def word(number: int) -> Any:
    """A whole number as a word of an address: compiled code must be told that it has no sign."""
    return np.uint64(number) if COMPILES else number


@jit
def begin_streams(m: Ints, luck: Words) -> None:
    """Work out the beginning of every stream's address."""
    for index in range(1, m[LUCK_END] - m[LUCK_AT]):
        luck[index] = extend(luck[0], word(m[m[LUCK_AT] + index]))


@jit
def uniform(luck: Words, stream: int, identity: int, occasion: int) -> float:
    """The uniform number of a stream for an identity and an occasion."""
    return to_unit(extend(extend(luck[stream], word(identity)), word(occasion)))
