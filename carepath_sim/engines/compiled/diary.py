"""What comes next: everybody for whom something is planned, each once, in the order of (tick, rank, id) (rule 5).

An actor stands in the diary under the earliest of what is planned for it, so that a change of
plan moves one entry and leaves none behind (rule 6). What lies ahead of today is a page a
day, a list in no order; today's page is a heap. Birthdays, nearly all of them months away,
so cost nothing until their day comes. Four children a node make the heap shallow, and a
node's children lie next to each other.
"""

from __future__ import annotations

from carepath_sim.clock import DAY, NEVER
from carepath_sim.engines.compiled.compiling import jit
from carepath_sim.engines.compiled.layout import (
    DIARY_AT,
    DIARY_SIZE,
    HORIZON,
    ID,
    IN_PAGE,
    KEY,
    PAGE_BEFORE,
    PAGE_NEXT,
    PAGES_AT,
    POSITION,
    RANKS,
    TOMORROW,
)
from carepath_sim.model import NOWHERE, Ints


@jit
def enter(m: Ints, actor: int, tick: int, rank: int) -> None:
    """Plan the one thing that lies ahead of an actor, instead of what was there; from the horizon on, nothing."""
    heap, size, at = m[DIARY_AT], m[DIARY_SIZE], m[actor + POSITION]
    if tick >= m[HORIZON]:
        tick = NEVER
    if at == IN_PAGE:
        _leave_page(m, actor)
        at = NOWHERE
    if tick < m[TOMORROW]:
        if at == NOWHERE:
            at = size
            m[DIARY_SIZE] += 1
        _settle(m, at, tick * RANKS + rank, actor)
        return
    if at != NOWHERE:
        m[DIARY_SIZE] -= 1
        if at != size - 1:  # the last one fills the hole
            _settle(m, at, m[heap + 2 * size - 2], m[heap + 2 * size - 1])
    m[actor + POSITION] = NOWHERE
    if tick < NEVER:
        _join_page(m, actor, tick * RANKS + rank)


@jit
def open_page(m: Ints) -> None:
    """Let a day begin: whoever has something planned for it enters the heap."""
    actor = m[m[PAGES_AT] + m[TOMORROW] // DAY]
    m[TOMORROW] += DAY
    while actor != NOWHERE:
        following, at = m[actor + PAGE_NEXT], m[DIARY_SIZE]
        m[DIARY_SIZE] += 1
        _settle(m, at, m[actor + KEY], actor)
        actor = following


@jit
def _join_page(m: Ints, actor: int, key: int) -> None:
    page = m[PAGES_AT] + key // (RANKS * DAY)
    following = m[page]
    m[actor + POSITION], m[actor + KEY] = IN_PAGE, key
    m[actor + PAGE_BEFORE], m[actor + PAGE_NEXT] = NOWHERE, following
    m[page] = actor
    if following != NOWHERE:
        m[following + PAGE_BEFORE] = actor


@jit
def _leave_page(m: Ints, actor: int) -> None:
    before, following = m[actor + PAGE_BEFORE], m[actor + PAGE_NEXT]
    m[m[PAGES_AT] + m[actor + KEY] // (RANKS * DAY) if before == NOWHERE else before + PAGE_NEXT] = following
    if following != NOWHERE:
        m[following + PAGE_BEFORE] = before


@jit
def _settle(m: Ints, at: int, key: int, actor: int) -> None:
    """Fill a hole of the heap, and move whoever fills it up or down to where their key belongs."""
    heap, size = m[DIARY_AT], m[DIARY_SIZE]
    identity, hole = m[actor + ID], at
    while at > 0:
        above = (at - 1) >> 2
        over = heap + 2 * above
        if m[over] < key or (m[over] == key and m[m[over + 1] + ID] < identity):
            break
        m[heap + 2 * at], m[heap + 2 * at + 1] = m[over], m[over + 1]
        m[m[over + 1] + POSITION] = at
        at = above
    while at == hole and 4 * at + 1 < size:
        least = 4 * at + 1
        for child in range(least + 1, min(least + 4, size)):
            one, other = heap + 2 * child, heap + 2 * least
            if m[one] < m[other] or (m[one] == m[other] and m[m[one + 1] + ID] < m[m[other + 1] + ID]):
                least = child
        under = heap + 2 * least
        if key < m[under] or (key == m[under] and identity < m[m[under + 1] + ID]):
            break
        m[heap + 2 * at], m[heap + 2 * at + 1] = m[under], m[under + 1]
        m[m[under + 1] + POSITION] = at
        at = hole = least
    m[heap + 2 * at], m[heap + 2 * at + 1] = key, actor
    m[actor + POSITION] = at
