"""What comes next: a heap of those for whom something is planned, each once, by (tick, rank, id) (rule 5).

An actor stands in the heap under the earliest of what is planned for it, and carries its
own position there, so that a change of plan moves one entry and leaves none behind (rule 6).
Four children a node make the heap shallow, and a node's children lie next to each other.
"""

from __future__ import annotations

from carepath_sim.clock import NEVER
from carepath_sim.engines.compiled.compiling import jit
from carepath_sim.engines.compiled.layout import DIARY_AT, DIARY_SIZE, ID, POSITION, RANKS
from carepath_sim.model import Ints


@jit
def enter(m: Ints, actor: int, tick: int, rank: int) -> None:
    """Plan the one thing that lies ahead of an actor, instead of what was there; NEVER strikes it out."""
    heap, size, at = m[DIARY_AT], m[DIARY_SIZE], m[actor + POSITION]
    key = tick * RANKS + rank
    if tick >= NEVER:
        if at < 0:
            return
        m[actor + POSITION] = -1
        size -= 1
        m[DIARY_SIZE] = size
        if at == size:
            return
        key, actor = m[heap + 2 * size], m[heap + 2 * size + 1]  # the last one fills the hole
    elif at < 0:
        at = size
        size += 1
        m[DIARY_SIZE] = size
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
        least = _earliest_child(m, heap, 4 * at + 1, size)
        under = heap + 2 * least
        if key < m[under] or (key == m[under] and identity < m[m[under + 1] + ID]):
            break
        m[heap + 2 * at], m[heap + 2 * at + 1] = m[under], m[under + 1]
        m[m[under + 1] + POSITION] = at
        at = hole = least
    m[heap + 2 * at], m[heap + 2 * at + 1] = key, actor
    m[actor + POSITION] = at


@jit
def _earliest_child(m: Ints, heap: int, first: int, size: int) -> int:
    """Of up to four neighbours the one who comes first; nearly always their keys alone decide, without a branch."""
    if first + 4 <= size:
        keys = heap + 2 * first
        one = first + int(m[keys + 2] < m[keys])
        other = first + 2 + int(m[keys + 6] < m[keys + 4])
        least = other if m[heap + 2 * other] < m[heap + 2 * one] else one
        if not (m[keys] == m[keys + 2] or m[keys + 4] == m[keys + 6] or m[heap + 2 * other] == m[heap + 2 * one]):
            return least
    least = first
    for child in range(first + 1, min(first + 4, size)):
        one, other = heap + 2 * child, heap + 2 * least
        if m[one] < m[other] or (m[one] == m[other] and m[m[one + 1] + ID] < m[m[other + 1] + ID]):
            least = child
    return least
