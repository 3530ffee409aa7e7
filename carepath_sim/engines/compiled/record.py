"""The log as it is written, and the ways in which a run stops early (rules 47 to 49).

A compiled function cannot raise an error with words in it. It notes rule, fault and person
in the header; from then on nothing is written, every loop ends, and the caller says the rest.
"""

from __future__ import annotations

from carepath_sim.engines.compiled.compiling import jit
from carepath_sim.engines.compiled.layout import (
    ARRIVAL,
    ARRIVED,
    ARRIVED_AT,
    ARRIVED_ROOM,
    FAULT,
    FAULTED,
    FULL,
    LOG_AT,
    LOG_ROOM,
    MAX_PEOPLE,
    MAX_ROWS,
    NOW,
    ROW,
    ROWS,
    RULE,
    RUNNING,
    STOP,
    WHO,
)
from carepath_sim.model import Ints

FAULTS = (
    "more than {max_rows:,} log rows",
    "more than {max_people:,} people",
    "more than {max_events:,} events",
    "more than {max_moves_at_once:,} moves in one minute",
    "somebody was admitted without a free place",
    "a post was given more people than its limit",
    "no destination of the list can be entered",
    "no destination at the leaving age can be entered",
)
"""What may be wrong, with the bounds of the `Model` by name."""
(
    TOO_MANY_ROWS,
    TOO_MANY_PEOPLE,
    TOO_MANY_EVENTS,
    TOO_MANY_MOVES,
    NO_PLACE,
    OVER_LIMIT,
    NO_DESTINATION,
    NO_DESTINATION_BY_AGE,
) = range(len(FAULTS))


@jit
def fault(m: Ints, rule: int, what: int, who: int) -> None:
    """Stop the run for a broken rule; the first fault is the one that counts."""
    if m[STOP] == RUNNING:
        m[STOP] = FAULTED
        m[RULE], m[FAULT], m[WHO] = rule, what, who


@jit
def write(m: Ints, kind: int, person: int, a: int, b: int, cause: int) -> None:
    """Add one row at the present tick."""
    if m[STOP] != RUNNING:
        return
    if m[ROWS] >= m[LOG_ROOM]:
        if m[ROWS] >= m[MAX_ROWS]:
            fault(m, 48, TOO_MANY_ROWS, person)
        else:
            m[STOP] = FULL
        return
    row = m[LOG_AT] + ROW * m[ROWS]
    m[ROWS] += 1
    m[row], m[row + 1], m[row + 2] = m[NOW], kind, person
    m[row + 3], m[row + 4], m[row + 5] = a, b, cause


@jit
def introduce(
    m: Ints, person: int, born: int, need: int, group: int, stream: int, in_care_since: int, placed_since: int
) -> None:
    """Add one person to the table of those who came."""
    if m[ARRIVED] >= m[ARRIVED_ROOM]:
        if m[ARRIVED] >= m[MAX_PEOPLE]:
            fault(m, 48, TOO_MANY_PEOPLE, person)
        else:
            m[STOP] = FULL
        return
    row = m[ARRIVED_AT] + ARRIVAL * m[ARRIVED]
    m[ARRIVED] += 1
    m[row], m[row + 1], m[row + 2], m[row + 3] = person, born, need, group
    m[row + 4], m[row + 5], m[row + 6] = stream, in_care_since, placed_since
