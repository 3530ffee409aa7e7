"""Doubly linked lists through the records of people: queues, caseloads, those held, those who live in a setting.

A list is known by the number in `m` at which its first person stands; the last one follows
it. `link` is the field with the neighbour behind; the one before stands next to it.
"""

from __future__ import annotations

from carepath_sim.engines.compiled.compiling import jit
from carepath_sim.engines.compiled.layout import ID
from carepath_sim.model import NOWHERE, Ints


@jit
def insert(m: Ints, ends: int, link: int, person: int, field: int, is_old: bool) -> None:
    """Put a person in their place by (field, id): from the end, where new keys belong, or from the front."""
    key, identity = m[person + field], m[person + ID]
    before, after = m[ends + 1], NOWHERE
    if is_old:
        before, after = NOWHERE, m[ends]
        while after != NOWHERE and (m[after + field] < key or (m[after + field] == key and m[after + ID] < identity)):
            before, after = after, m[after + link]
    else:
        while before != NOWHERE and (
            m[before + field] > key or (m[before + field] == key and m[before + ID] > identity)
        ):
            before, after = m[before + link + 1], before
    m[person + link + 1], m[person + link] = before, after
    m[ends if before == NOWHERE else before + link] = person
    m[ends + 1 if after == NOWHERE else after + link + 1] = person


@jit
def remove(m: Ints, ends: int, link: int, person: int) -> None:
    """Take a person out."""
    before, after = m[person + link + 1], m[person + link]
    m[ends if before == NOWHERE else before + link] = after
    m[ends + 1 if after == NOWHERE else after + link + 1] = before
