"""Where everybody lived and when: spells, placements and periods of care, read from a log once.

Each table is a frozen dataclass of equally long arrays, one row an interval, ordered by
person and then by time. Times are ticks; an interval still open at the horizon ends there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath_sim.eventlog import BY_CLOSURE, CONTINUED, ENTERED, LEFT, MOVED, PRESENT, EventLog, Vocabulary
from carepath_sim.model import NO_TIME, Bools, Ints

STILL_OPEN = -1
"""Stands for the kind of row that ended an interval if none did before the horizon."""


@dataclass(frozen=True, eq=False)
class Spells:
    """Unbroken time in one placement or support setting; a same-place transition begins a new spell too."""

    who: Ints  # row of the people table
    setting: Ints
    start: Ints
    end: Ints
    kind: Ints  # of the row that began it
    cause: Ints
    end_kind: Ints  # of the row that ended it, or STILL_OPEN
    end_cause: Ints  # meaningless if STILL_OPEN
    looked_after: Bools
    previous: Ints  # row of the same person's spell just before, or -1
    placement: Ints  # row in Placements
    period: Ints  # row in Periods, or -1 outside care


@dataclass(frozen=True, eq=False)
class Placements:
    """Unbroken time in the same place with the same looked-after status: same-place transitions are joined."""

    who: Ints
    since: Ints  # tick it began, before 0 if time was already served
    start: Ints  # tick it began in the log
    end: Ints
    ended: Bools
    looked_after: Bools
    period: Ints  # row in Periods, or -1 outside care


@dataclass(frozen=True, eq=False)
class Periods:
    """Unbroken time looked after, over however many placements."""

    who: Ints
    since: Ints  # tick it began, before 0 if it was under way already
    start: Ints  # tick it began in the log
    end: Ints
    ended: Bools
    began: Bools  # began in the log: the young person was neither present nor arriving in care
    joined: Bools  # arrived with time in care already served
    ordinal: Ints  # 0 for the first in the log


def rows_of_people(log: EventLog) -> Ints:
    """The row of the people table for every row of the log; -1 for rows about posts and places."""
    ids = log.people["person"]
    if len(ids) == 0:
        return np.full(len(log), -1, dtype=np.int64)
    sorter = np.argsort(ids, kind="stable")
    place = np.searchsorted(ids, log.person, sorter=sorter)
    found = sorter[np.minimum(place, len(ids) - 1)]
    return np.where(ids[found] == log.person, found, -1).astype(np.int64)


def breakdown_level(words: Vocabulary, cause: Ints) -> Ints:
    """0 none, 1 broad, 2 narrow for each cause; a home that closes counts as narrow."""
    level = np.where(cause == BY_CLOSURE, 2, 0)
    if len(words.breakdown):
        level = np.where(cause >= 0, words.breakdown[np.maximum(cause, 0)], level)
    return level


def is_planned(words: Vocabulary, cause: Ints) -> Bools:
    """Whether a move of each cause was planned: all but unplanned transitions and closures."""
    planned = cause != BY_CLOSURE
    if len(words.is_planned):
        planned = np.where(cause >= 0, words.is_planned[np.maximum(cause, 0)], planned)
    return np.asarray(planned, dtype=np.bool_)


def derive(log: EventLog, who_of_row: Ints) -> tuple[Spells, Placements, Periods]:
    """The three tables of a log."""
    words = log.vocabulary
    rows = log.where(PRESENT, ENTERED, MOVED, CONTINUED, LEFT)
    rows = rows[np.argsort(who_of_row[rows], kind="stable")]
    who, tick, kind = who_of_row[rows], log.tick[rows], log.kind[rows].astype(np.int64)
    cause = log.cause[rows].astype(np.int64)
    last = _last_of_run(who)
    end = np.where(last, words.horizon, np.roll(tick, -1))
    end_kind = np.where(last, STILL_OPEN, np.roll(kind, -1))
    end_cause = np.where(last, 0, np.roll(cause, -1))
    arriving = (kind == PRESENT) | (kind == ENTERED)
    setting = np.where(arriving, log.a[rows], log.b[rows]).astype(np.int64)

    keep = kind != LEFT
    who, setting, start, end, kind, cause = (x[keep] for x in (who, setting, tick, end, kind, cause))
    end_kind, end_cause, arriving = end_kind[keep], end_cause[keep], arriving[keep]
    looked_after = words.is_looked_after[setting] if len(setting) else np.zeros(0, dtype=np.bool_)

    index = np.arange(len(who))
    follows = ~arriving & (index > 0) & (np.roll(who, 1) == who)
    same_status = np.roll(looked_after, 1) == looked_after
    new_placement = ~(follows & same_status & (kind == CONTINUED))
    new_period = looked_after & ~(follows & same_status)
    period = np.where(looked_after, np.cumsum(new_period) - 1, -1)
    spells = Spells(
        who=who,
        setting=setting,
        start=start,
        end=end,
        kind=kind,
        cause=cause,
        end_kind=end_kind,
        end_cause=end_cause,
        looked_after=looked_after,
        previous=np.where(follows, index - 1, -1),
        placement=np.cumsum(new_placement) - 1,
        period=period,
    )
    return spells, _placements(log, spells, new_placement, arriving), _periods(log, spells, new_period, arriving)


def _last_of_run(who: Ints) -> Bools:
    last = np.ones(len(who), dtype=np.bool_)
    last[:-1] = who[1:] != who[:-1]
    return last


def _ends(first: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """The last row of each of the groups that fill `count` rows and begin at the rows `first`."""
    return np.append(first[1:], count)[: len(first)] - 1


def _placements(log: EventLog, spells: Spells, new: Bools, arriving: Bools) -> Placements:
    first = np.flatnonzero(new)
    last = _ends(first, len(spells.who))
    who, start = spells.who[first], spells.start[first]
    served = log.people["placed_since"][who]
    since = np.where(arriving[first] & (served != NO_TIME), np.minimum(start, served), start)
    return Placements(
        who=who,
        since=since,
        start=start,
        end=spells.end[last],
        ended=spells.end_kind[last] != STILL_OPEN,
        looked_after=spells.looked_after[first],
        period=spells.period[first],
    )


def _periods(log: EventLog, spells: Spells, new: Bools, arriving: Bools) -> Periods:
    first = np.flatnonzero(new)
    number = spells.period[spells.looked_after]
    inside = np.flatnonzero(spells.looked_after)
    last = inside[np.searchsorted(number, np.arange(len(first)), side="right") - 1] if len(first) else first
    who, start, kind = spells.who[first], spells.start[first], spells.kind[first]
    in_care_since, placed_since = log.people["in_care_since"][who], log.people["placed_since"][who]
    served = arriving[first] & (in_care_since != NO_TIME) & (in_care_since < start)
    # Someone present in care without a recorded start of care has been in it at least as long as in the placement.
    present = (kind == PRESENT) & ~served & (placed_since != NO_TIME)
    since = np.where(served, in_care_since, np.where(present, np.minimum(start, placed_since), start))
    position = np.arange(len(first))
    first_of_person = np.ones(len(first), dtype=np.bool_)
    first_of_person[1:] = who[1:] != who[:-1]
    base = np.maximum.accumulate(np.where(first_of_person, position, 0))
    return Periods(
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
    return np.isin(spells.end_kind, (MOVED, LEFT))
