"""Key workers' posts: who holds them, how many young people each has, and which is the roomiest (rules 40, 41).

The caseloads of a team's posts are the leaves of a tree in which every node holds the
smallest below it. Finding the roomiest post takes a step a level, however large the team.
"""

from __future__ import annotations

from carepath_sim.clock import NEVER
from carepath_sim.engines.compiled.compiling import jit
from carepath_sim.engines.compiled.diary import enter
from carepath_sim.engines.compiled.layout import (
    AGENCY_END,
    CASELOAD,
    CASELOAD_LIMIT,
    COVER,
    FILLED,
    FIRST_POST,
    HORIZON,
    LAST_POST,
    LEAVE,
    LEAVES,
    LUCK,
    NEXT_STATE,
    NO_ROOM,
    NOW,
    NUMBER,
    PIECES_AT,
    PIECES_END,
    POST_CHANGE,
    POST_SIZE,
    POST_TEAM,
    RATES_AT,
    RECRUIT,
    STATE,
    TENURE,
    TREE_AT,
    Words,
)
from carepath_sim.engines.compiled.luck import due, threshold, uniform
from carepath_sim.engines.compiled.pointers import window
from carepath_sim.model import AGENCY, CLOSED, NOWHERE, PERMANENT, VACANT, Floats, Ints


@jit
def note_caseload(m: Ints, post: int, load: int) -> None:
    """Set the caseload of a post in its team's tree; NO_ROOM leaves the post out of every choice."""
    team = m[post + POST_TEAM]
    tree, node = m[team + TREE_AT], m[team + LEAVES] + m[post + NUMBER]
    m[tree + node] = load
    while node > 1:
        node >>= 1
        m[tree + node] = min(m[tree + 2 * node], m[tree + 2 * node + 1])


@jit
def roomiest(m: Ints, team: int) -> int:
    """The filled post with the smallest caseload under the limit, then the lowest index; or NOWHERE."""
    tree, node = m[team + TREE_AT], 1
    if m[tree + 1] >= m[team + CASELOAD_LIMIT]:
        return NOWHERE
    while node < m[team + LEAVES]:
        node *= 2
        if m[tree + node + 1] < m[tree + node]:
            node += 1
    return m[team + FIRST_POST] + POST_SIZE * (node - m[team + LEAVES])


@jit
def set_state(m: Ints, f: Floats, luck: Words, post: int, state: int) -> None:
    """Change who holds a post, and see what will change it next; at one tick the first in the order of rule 41."""
    team = m[post + POST_TEAM]
    is_filled, was_filled = state >= PERMANENT, m[post + STATE] >= PERMANENT
    m[team + FILLED] += int(is_filled) - int(was_filled)
    m[post + STATE] = state
    m[post + TENURE] += 1
    note_caseload(m, post, m[post + CASELOAD] if is_filled else NO_ROOM)
    earliest = NEVER
    for clock in range(LEAVE, AGENCY_END + 1):
        then = _leads_to(state, clock)
        if then != NOWHERE:
            tick = team_clock(m, f, luck, team, clock, m[post + NUMBER], m[post + TENURE])
            if tick < earliest:
                earliest = tick
                m[post + NEXT_STATE] = then
    enter(m, post, earliest, POST_CHANGE)


@jit
def _leads_to(state: int, clock: int) -> int:
    """What a clock makes of a post in a state; NOWHERE if it does not run."""
    if clock == LEAVE:
        return VACANT if state == PERMANENT else NOWHERE
    if clock == RECRUIT:
        return PERMANENT if state in (VACANT, AGENCY) else NOWHERE
    if clock == COVER:
        return AGENCY if state == VACANT else NOWHERE
    return VACANT if state == AGENCY else NOWHERE


@jit
def team_clock(m: Ints, f: Floats, luck: Words, team: int, clock: int, identity: int, occasion: int) -> int:
    """When a clock of a team, started now, has used up its threshold."""
    none, pieces = window(m, 0, 0), window(m, m[PIECES_AT], m[PIECES_END])
    amount = threshold(uniform(luck, m[team + LUCK] + clock, identity, occasion))
    rates = m[team + RATES_AT] + (clock - LEAVE) * (m[PIECES_END] - m[PIECES_AT] + 1)
    return due(amount, m[NOW], m[HORIZON], 1.0, f, rates, none, none, pieces)


@jit
def first_to_close(m: Ints, team: int) -> int:
    """Vacant posts before agency and agency before permanent, the highest index first."""
    found = NOWHERE
    for post in range(m[team + FIRST_POST], m[team + LAST_POST], POST_SIZE):
        is_open = m[post + STATE] != CLOSED
        if is_open and (found == NOWHERE or _closing_rank(m[post + STATE]) <= _closing_rank(m[found + STATE])):
            found = post
    return found


@jit
def _closing_rank(state: int) -> int:
    return 0 if state == VACANT else (1 if state == AGENCY else 2)
