"""Pools: what is open, who may come in, who queues and who is held (rules 2, 21 to 23, 26, 33)."""

from __future__ import annotations

from carepath_sim.engines.compiled import chains
from carepath_sim.engines.compiled.compiling import jit
from carepath_sim.engines.compiled.layout import (
    AGE,
    ALLOWED_AT,
    DESTINATION,
    ENTERED,
    FILL_SHARE,
    FILL_WHOLE,
    FILLED,
    HOLD_FOR,
    HOME_FIRST,
    HOME_NEXT,
    ID,
    IS_LIMITED,
    IS_LISTED,
    KEEP_FREE,
    LEVEL,
    NEED,
    NEEDS,
    NOW,
    OCCUPIED,
    OPEN,
    PLACES,
    POOL_TEAM,
    QUEUE_AT,
    SETTING,
    SETTING_POOL,
    STAFFED_AT,
    STAFFED_LAST,
    WAITING,
    WAITS,
)
from carepath_sim.engines.compiled.record import write
from carepath_sim.eventlog import PLACES as PLACES_ROW
from carepath_sim.model import NOWHERE, OUT, Ints


@jit
def reopen(m: Ints, pool: int, cause: int, always: bool) -> None:
    """Work out how many places are open, and log it if that changed or `always` (rule 2)."""
    now_open, team = m[pool + PLACES], m[pool + POOL_TEAM]
    if team != NOWHERE:
        column = min(m[team + FILLED], m[pool + STAFFED_LAST])
        now_open = min(now_open, m[m[pool + STAFFED_AT] + column])
    if always or now_open != m[pool + OPEN]:
        m[pool + OPEN] = now_open
        write(m, PLACES_ROW, -1, m[pool + ID], now_open, cause)


@jit
def free(m: Ints, pool: int) -> int:
    """Open places that nobody occupies; negative where more are in than are open."""
    return m[pool + OPEN] - m[pool + OCCUPIED]


@jit
def may_live_in(m: Ints, person: int, setting: int) -> bool:
    """Whether age and need allow a destination (rule 20); leaving for good always is."""
    if setting == OUT:
        return True
    return m[m[setting + ALLOWED_AT] + m[person + AGE] * m[NEEDS] + m[person + NEED]] != 0


@jit
def can_serve_queue(m: Ints, pool: int) -> bool:
    """Whether there is a place that planned admissions may take."""
    return free(m, pool) > m[pool + KEEP_FREE]


@jit
def admits_planned(m: Ints, setting: int) -> bool:
    """Whether a planned move may come in now, behind the queue and short of the places kept free."""
    if setting == OUT:
        return True
    pool = m[setting + SETTING_POOL]
    if m[pool + IS_LIMITED] == 0:
        return True
    return m[pool + WAITING] == 0 and can_serve_queue(m, pool)


@jit
def admits_unplanned(m: Ints, setting: int) -> bool:
    """Whether somebody may come in now who cannot wait: past the queue, into places kept free."""
    if setting == OUT:
        return True
    pool = m[setting + SETTING_POOL]
    return m[pool + IS_LIMITED] == 0 or free(m, pool) > 0


@jit
def release(m: Ints, person: int) -> None:
    """Give up the place somebody has."""
    origin = m[person + SETTING]
    m[m[origin + SETTING_POOL] + OCCUPIED] -= 1
    if m[origin + IS_LISTED] != 0:
        chains.remove(m, origin + HOME_FIRST, HOME_NEXT, person)


@jit
def list_home(m: Ints, person: int) -> None:
    """Enter somebody in the list of those who live in their setting, where such a list is kept."""
    setting = m[person + SETTING]
    if m[setting + IS_LISTED] != 0:
        is_old = m[NOW] > 0 and m[person + ENTERED] < m[NOW]  # the starting caseload comes in order
        chains.insert(m, setting + HOME_FIRST, HOME_NEXT, person, ENTERED, is_old)


@jit
def queue_of(m: Ints, person: int) -> int:
    """Where the queue begins in which somebody waits: that of a pool and a level of priority."""
    pool = m[m[person + DESTINATION] + SETTING_POOL]
    return m[pool + QUEUE_AT] + 2 * m[m[person + WAITS] + LEVEL]


@jit
def first_in_queue(m: Ints, pool: int) -> int:
    """The head of a queue that has one."""
    queue = m[pool + QUEUE_AT]
    while m[queue] == NOWHERE:
        queue += 2
    return m[queue]


@jit
def target(m: Ints, pool: int) -> int:
    """The occupancy a pool is run to: a share of its open places, rounded down."""
    return m[pool + FILL_SHARE] * max(m[pool + OPEN], 0) // m[pool + FILL_WHOLE]


@jit
def holds(m: Ints, pool: int) -> bool:
    """Whether a pool keeps back those who would leave it as planned (rule 33)."""
    return (
        m[pool + IS_LIMITED] != 0
        and m[pool + HOLD_FOR] != 0
        and m[pool + WAITING] == 0
        and m[pool + OCCUPIED] - 1 < target(m, pool)
    )


@jit
def holds_back(m: Ints, person: int, destination: int) -> bool:
    """Whether a planned move-on is to be held; never one within the pool."""
    pool = m[m[person + SETTING] + SETTING_POOL]
    if destination != OUT and m[destination + SETTING_POOL] == pool:
        return False
    return holds(m, pool)


@jit
def wants_filling(m: Ints, pool: int) -> bool:
    """Whether a placement panel would pull somebody in (rule 34)."""
    return m[pool + OCCUPIED] < target(m, pool) and m[pool + WAITING] == 0 and can_serve_queue(m, pool)
