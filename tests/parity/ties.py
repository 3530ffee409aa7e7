"""Which scheduled events a log shows, and how many of them share their minute with another."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

from carepath_sim.eventlog import (
    BY_AGE,
    BY_CALENDAR,
    BY_CLOSURE,
    BY_HANDOVER,
    BY_KEEP,
    BY_LIMIT,
    BY_PANEL,
    BY_POST,
    CONTINUED,
    DECLINED,
    ENTERED,
    HELD,
    HOLD_ENDED,
    LEFT,
    LOST,
    MOVED,
    POST,
    SETTLED_ROW,
    WAIT_ENDED,
    WAITED,
    EventLog,
)
from carepath_sim.model import Model
from tests.parity.reading import Council, Row, read

Key = tuple[int, int, int]
"""Rank and id, as in rule 5, and the number of the row where one minute may hold several alike."""


def ties(model: Model, log: EventLog) -> int:
    """Events after tick 0's start that come in the same minute as an earlier one."""
    return sum(len(keys) - 1 for keys in events(model, log).values())


def ties_by_ranks(model: Model, log: EventLog) -> Counter[tuple[int, int]]:
    """How often an event of one rank was followed by one of another (or the same) rank in the same minute."""
    pairs: Counter[tuple[int, int]] = Counter()
    for keys in events(model, log).values():
        ranks = [rank for rank, *_ in keys]
        pairs.update(pairwise(ranks))
    return pairs


def events(model: Model, log: EventLog) -> dict[int, list[Key]]:
    """By tick, the events that left rows, in order: each is known by the first row it alone can have written."""
    found: defaultdict[int, list[Key]] = defaultdict(list)
    boundaries = {tick: piece for piece, tick in enumerate(model.piece_start.tolist()) if piece}
    for council, row, _ in read(model, log):
        key = _event(council, row)
        if key is None and row.tick in boundaries and not found[row.tick]:
            key = (0, boundaries[row.tick], 0)  # nothing but a boundary can begin a minute with the drain
        if key is not None and key not in found[row.tick]:
            found[row.tick].append(key)
    return {tick: keys for tick, keys in found.items() if keys}


def _event(council: Council, row: Row) -> Key | None:
    """The event whose first row this is; None where the row is a consequence, and where it begins the study."""
    if row.cause in (BY_CALENDAR, BY_CLOSURE):
        return 0, council.piece, 0
    if row.kind == POST and row.cause == BY_POST:
        return 1, row.a, row.number
    if row.kind == SETTLED_ROW:
        return 2, row.person, row.number
    if row.kind == LOST and row.cause == BY_HANDOVER:
        return 3, row.person, row.number
    if row.kind == LOST and row.cause == BY_KEEP:
        return 4, row.person, row.number
    if row.cause == BY_AGE:
        return 5, row.person, 0
    if row.kind == ENTERED:
        return 6, row.person, 0
    if row.cause == BY_PANEL:
        return 10, council.pool_of[row.b], 0
    return _of_a_wish(council, row)


def _of_a_wish(council: Council, row: Row) -> Key | None:
    """Transitions due and limits, as against admissions and releases by the drain."""
    life = council.lives.get(row.person)
    if life is None:
        return None
    if row.cause == BY_LIMIT:
        return 8 if row.kind == WAIT_ENDED else 9, row.person, row.number
    if row.cause < 0 or row.kind not in TRANSITION_KINDS:
        return None
    if row.kind in (WAIT_ENDED, HOLD_ENDED):
        admitted = row.kind == WAIT_ENDED and life.wait is not None and life.wait.transition == row.cause
        return None if admitted else (7, row.person, row.number)
    before = life.last
    follows = before is not None and before.number == row.number - 1 and before.kind in (WAIT_ENDED, HOLD_ENDED)
    return None if follows else (7, row.person, row.number)


TRANSITION_KINDS = (MOVED, CONTINUED, LEFT, WAITED, HELD, DECLINED, WAIT_ENDED, HOLD_ENDED)
