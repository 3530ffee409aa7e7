"""Where everybody lived and when: spells, placements and periods of care, read from a block of logs once.

Each table is a frozen dataclass of equally long arrays, one row an interval, ordered by
person and then by time. Times are ticks; an interval still open at the horizon ends there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from carepath_sim.eventlog import BY_CLOSURE, CAUSES, CONTINUED, ENTERED, LEFT, MOVED, PRESENT, Vocabulary
from carepath_sim.metrics.block import Block
from carepath_sim.model import NO_TIME, Bools, Ints

T = TypeVar("T", bound=np.generic)

STILL_OPEN = -1
"""Stands for the kind of row that ended an interval if none did before the horizon."""


@dataclass(frozen=True, eq=False)
class Spells:
    """Unbroken time in one placement or support setting; a same-place transition begins a new spell too."""

    run: Ints
    who: Ints  # row of the people table of the block
    setting: Ints
    start: Ints
    end: Ints
    kind: NDArray[np.int8]  # of the row that began it
    cause: NDArray[np.int32]
    end_kind: NDArray[np.int8]  # of the row that ended it, or STILL_OPEN
    end_cause: NDArray[np.int32]  # meaningless if STILL_OPEN
    looked_after: Bools
    previous: Ints  # row of the same person's spell just before, or -1
    period: Ints  # row in Periods, or -1 outside care


@dataclass(frozen=True, eq=False)
class Placements:
    """Unbroken time in the same place with the same looked-after status: same-place transitions are joined."""

    run: Ints
    who: Ints
    since: Ints  # tick it began, before 0 if time was already served
    start: Ints  # tick it began in the log
    end: Ints
    looked_after: Bools
    period: Ints  # row in Periods, or -1 outside care


@dataclass(frozen=True, eq=False)
class Periods:
    """Unbroken time looked after, over however many placements."""

    run: Ints
    who: Ints
    since: Ints  # tick it began, before 0 if it was under way already
    start: Ints  # tick it began in the log
    end: Ints
    ended: Bools
    began: Bools  # began in the log: the young person was neither present nor arriving in care
    joined: Bools  # arrived with time in care already served
    ordinal: Ints  # 0 for the first in the log


def breakdown_level(words: Vocabulary, cause: NDArray[np.int32]) -> Ints:
    """0 none, 1 broad, 2 narrow for each cause; a home that closes counts as narrow."""
    return _by_cause(words.breakdown, 0, 2)[cause]


def is_planned(words: Vocabulary, cause: NDArray[np.int32]) -> Bools:
    """Whether a move of each cause was planned: all but unplanned transitions and closures."""
    return _by_cause(words.is_planned, True, False)[cause]


def _by_cause(by_transition: NDArray[T], named: Any, closure: Any) -> NDArray[T]:
    """A table to be looked up by cause: the named causes are negative, and so count from its end."""
    table = np.concatenate([by_transition, np.full(len(CAUSES), named, dtype=by_transition.dtype)])
    table[BY_CLOSURE] = closure
    return table


def derive(block: Block) -> tuple[Spells, Placements, Periods]:
    """The three tables of a block."""
    words = block.vocabulary
    rows = block.whereabouts
    who, tick, kind, cause = block.who[rows], block.tick[rows], block.kind[rows], block.cause[rows]
    # Whoever left for good has no further spell, so that every other row begins one.
    began = np.flatnonzero(kind != LEFT)
    is_open = np.append(who[1:] != who[:-1], True)[: len(who)][began]
    following = np.minimum(began + 1, len(rows) - 1)
    end = np.where(is_open, words.horizon, tick[following])
    end_kind = np.where(is_open, STILL_OPEN, kind[following])
    end_cause = np.where(is_open, 0, cause[following])

    rows, who, start, kind, cause = rows[began], who[began], tick[began], kind[began], cause[began]
    arriving = (kind == PRESENT) | (kind == ENTERED)
    setting = np.where(arriving, block.a[rows], block.b[rows]).astype(np.int64)
    looked_after = words.is_looked_after[setting]
    follows = ~arriving & (who == before(who, -1))
    same_status = looked_after == before(looked_after, False)
    new_placement = ~(follows & same_status & (kind == CONTINUED))
    new_period = looked_after & ~(follows & same_status)
    spells = Spells(
        run=block.run_of_person[who],
        who=who,
        setting=setting,
        start=start,
        end=end,
        kind=kind,
        cause=cause,
        end_kind=end_kind,
        end_cause=end_cause,
        looked_after=looked_after,
        previous=np.where(follows, np.arange(len(who)) - 1, -1),
        period=np.where(looked_after, np.cumsum(new_period) - 1, -1),
    )
    return spells, _placements(block, spells, new_placement, arriving), _periods(block, spells, new_period, arriving)


def before(values: NDArray[T], first: Any) -> NDArray[T]:
    """For each row the value of the row before it, and `first` for the first."""
    found = np.empty_like(values)
    found[:1], found[1:] = first, values[:-1]
    return found


def _placements(block: Block, spells: Spells, new: Bools, arriving: Bools) -> Placements:
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(new))[: len(first)] - 1
    who, start = spells.who[first], spells.start[first]
    served = block.people["placed_since"][who]
    since = np.where(arriving[first] & (served != NO_TIME), np.minimum(start, served), start)
    return Placements(
        run=spells.run[first],
        who=who,
        since=since,
        start=start,
        end=spells.end[last],
        looked_after=spells.looked_after[first],
        period=spells.period[first],
    )


def _periods(block: Block, spells: Spells, new: Bools, arriving: Bools) -> Periods:
    first = np.flatnonzero(new)
    inside = np.flatnonzero(spells.looked_after)
    number = spells.period[inside]
    last = inside[np.append(number[1:] != number[:-1], True)[: len(number)]]
    who, start, kind = spells.who[first], spells.start[first], spells.kind[first]
    in_care_since, placed_since = block.people["in_care_since"][who], block.people["placed_since"][who]
    served = arriving[first] & (in_care_since != NO_TIME) & (in_care_since < start)
    # Someone present in care without a recorded start of care has been in it at least as long as in the placement.
    present = (kind == PRESENT) & ~served & (placed_since != NO_TIME)
    since = np.where(served, in_care_since, np.where(present, np.minimum(start, placed_since), start))
    position = np.arange(len(first))
    base = np.maximum.accumulate(np.where(who != before(who, -1), position, 0))
    return Periods(
        run=spells.run[first],
        who=who,
        since=since,
        start=start,
        end=spells.end[last],
        ended=spells.end_kind[last] != STILL_OPEN,
        began=(kind != PRESENT) & ~served,
        joined=(kind == ENTERED) & served,
        ordinal=position - base,
    )


def ends_placement(spells: Spells) -> Bools:
    """Which spells ended with the young person living somewhere else."""
    ends: Bools = (spells.end_kind == MOVED) | (spells.end_kind == LEFT)
    return ends
