"""From a Model to its EventLog: memory for the kernel, a larger one if that was too small, and faults in words."""

from __future__ import annotations

import threading
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from carepath_sim.draws import chain
from carepath_sim.engines.compiled import layout as at
from carepath_sim.engines.compiled.audit import audit
from carepath_sim.engines.compiled.compiling import COMPILES, prepare
from carepath_sim.engines.compiled.kernel import advance
from carepath_sim.engines.compiled.layout import Words
from carepath_sim.engines.compiled.memory import Memory, Plan, Room
from carepath_sim.engines.compiled.planning import plan_of
from carepath_sim.engines.compiled.record import FAULTS
from carepath_sim.errors import ModelFault
from carepath_sim.eventlog import COLUMNS, PEOPLE_COLUMNS, EventLog, Vocabulary, describe
from carepath_sim.model import Floats, Ints, Model

TURNS_BETWEEN_AUDITS = 1 << 20
LARGEST_KEPT = 1 << 26
"""Bytes of memory that a thread keeps from one run to the next."""

_plans: WeakKeyDictionary[Model, Plan] = WeakKeyDictionary()
_rooms: WeakKeyDictionary[Model, Room] = WeakKeyDictionary()
_mine = threading.local()


def simulate(model: Model, seed: int, replication: int) -> EventLog:
    """Run one replication of a model and return everything that happened in it.

    `seed` and `replication` are whole numbers of 0 or more; the same three arguments give
    the same log for ever, in any thread. Raises ModelFault if a guard of the contract is broken.
    """
    prepare()
    plan = _plan(model)
    room = _rooms.get(model) or Room.guess(model)
    while True:
        m = _run(model, plan, room, seed, replication)
        if m[at.STOP] == at.FULL:
            room = room.doubled(model)
            continue
        if m[at.STOP] == at.FAULTED:
            raise _fault(model, m, int(m[at.RULE]), FAULTS[m[at.FAULT]].format_map(vars(model)), int(m[at.WHO]))
        known = _rooms.get(model)
        if known is None or room.size > known.size:  # another thread may have found that it takes more
            _rooms[model] = room
        return _log(model, m)


def _plan(model: Model) -> Plan:
    plan = _plans.get(model)
    if plan is None:
        plan = _plans[model] = plan_of(model)
    return plan


def _run(model: Model, plan: Plan, room: Room, seed: int, replication: int) -> Ints:
    """Run to the horizon or to a reason to stop, with the guards looked at now and then and at the end."""
    memory = _memory(plan, room)
    m, f = memory.m, memory.f
    luck = np.zeros(plan.streams, dtype=np.uint64)
    luck[0] = chain(seed, replication)
    while True:
        turns = int(m[at.TURNS])
        _advance(m, f, luck)
        if m[at.STOP] != at.RUNNING:
            return m
        broken = audit(model, m)
        if broken is not None:
            raise _fault(model, m, 47, *broken)
        if m[at.TURNS] - turns < TURNS_BETWEEN_AUDITS:
            return m


def _memory(plan: Plan, room: Room) -> Memory:
    """Memory for a run: that of this thread's last one if it was of the same plan, unless it is very large."""
    memory: Memory | None = getattr(_mine, "memory", None)
    if memory is not None and memory.plan is plan and memory.room == room:
        memory.restore()
        return memory
    memory = plan.memory(room)
    _mine.memory = memory if memory.m.nbytes + memory.f.nbytes < LARGEST_KEPT else None
    return memory


def _advance(m: Ints, f: Floats, luck: Words) -> None:
    """Some turns of the kernel. The interpreter, where it must do, is faster and exact on its own numbers."""
    if COMPILES:
        advance(m, f, luck, TURNS_BETWEEN_AUDITS)
    else:
        whole: Any = m.tolist()
        floats: Any = f.tolist()
        hashes: Any = luck.tolist()
        advance(whole, floats, hashes, TURNS_BETWEEN_AUDITS)
        m[:], f[:], luck[:] = whole, floats, hashes


def _log(model: Model, m: Ints) -> EventLog:
    rows = m[m[at.LOG_AT] :][: at.ROW * m[at.ROWS]].reshape(-1, at.ROW)
    people = m[m[at.ARRIVED_AT] :][: at.ARRIVAL * m[at.ARRIVED]].reshape(-1, at.ARRIVAL)
    return EventLog(
        vocabulary=Vocabulary.of(model),
        **{name: rows[:, column].astype(dtype) for column, (name, dtype) in enumerate(COLUMNS.items())},
        people={name: people[:, column].astype(dtype) for column, (name, dtype) in enumerate(PEOPLE_COLUMNS.items())},
        events=int(m[at.EVENTS]),
    )


def _fault(model: Model, m: Ints, rule: int, what: str, person: int) -> ModelFault:
    """The error for a broken rule, with the last rows of whoever it concerns."""
    rows = m[m[at.LOG_AT] :][: at.ROW * m[at.ROWS]].reshape(-1, at.ROW)
    mine = rows if person < 0 else rows[rows[:, 2] == person]
    words = Vocabulary.of(model)
    history = "\n".join(describe(words, *row) for row in mine[-40:].tolist())
    return ModelFault(rule, f"{what}, at tick {m[at.NOW]}", person if person >= 0 else None, history)
