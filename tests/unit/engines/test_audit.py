"""The guards of rule 47 in the compiled engine see what does not add up."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from carepath_sim.engines.compiled import layout as at
from carepath_sim.engines.compiled import running
from carepath_sim.engines.compiled.audit import audit
from carepath_sim.engines.compiled.compiling import prepare
from carepath_sim.engines.compiled.memory import Room
from carepath_sim.model import NOWHERE, Ints
from tests.laws.busy_council import busy_council

MODEL = busy_council(1)


@pytest.fixture
def m() -> Ints:
    """The memory of a busy council at its horizon."""
    prepare()
    memory = running._run(MODEL, running._plan(MODEL), Room(500, 2_000, 60_000), 5, 2)
    assert memory[at.STOP] == at.RUNNING
    return memory.copy()


def people(m: Ints) -> Ints:
    """Every person record, as a view."""
    return m[m[at.PEOPLE_AT] :][: m[at.PEOPLE_USED] * m[at.PERSON_SIZE]].reshape(-1, int(m[at.PERSON_SIZE]))


def somebody(m: Ints, field: int) -> Ints:
    """The record of the first person present of whom a field is set."""
    everybody = people(m)
    return everybody[np.flatnonzero((everybody[:, at.SETTING] != NOWHERE) & (everybody[:, field] != NOWHERE))[0]]


def one_more_came(m: Ints) -> None:
    m[at.ARRIVED] += 1


def somebody_is_forgotten(m: Ints) -> None:
    somebody(m, at.SETTING)[at.PLAN + at.BIRTHDAY] = m[at.HORIZON] - 1
    somebody(m, at.SETTING)[at.POSITION] = NOWHERE


def a_pool_counts_one_too_many(m: Ints) -> None:
    m[m[at.POOLS_AT] + at.OCCUPIED] += 1


def a_waiter_is_not_counted(m: Ints) -> None:
    m[at.WAITERS] += 1


def a_worker_has_one_too_many(m: Ints) -> None:
    m[somebody(m, at.WORKER)[at.WORKER] + at.CASELOAD] += 1


def somebody_has_lost_their_worker(m: Ints) -> None:
    somebody(m, at.WORKER)[at.WORKER] = NOWHERE


def a_queue_has_room(m: Ints) -> None:
    pool = m[at.POOLS_AT] + at.POOL * int(np.argmax(MODEL.is_limited))
    person = somebody(m, at.SETTING)
    m[pool + at.OPEN] += 1_000
    m[pool + at.WAITING] += 1
    m[at.WAITERS] += 1
    settings = [
        s for s in range(m[at.SETTINGS_AT], m[at.SETTINGS_END], at.SETTING_SIZE) if m[s + at.SETTING_POOL] == pool
    ]
    person[at.WAITS], person[at.DESTINATION] = m[at.TRANSITIONS_AT], settings[0]


@pytest.mark.parametrize(
    "damage",
    [
        one_more_came,
        somebody_is_forgotten,
        a_pool_counts_one_too_many,
        a_waiter_is_not_counted,
        a_worker_has_one_too_many,
        somebody_has_lost_their_worker,
        a_queue_has_room,
    ],
)
def test_damage_is_seen(m: Ints, damage: Callable[[Ints], None]) -> None:
    assert audit(MODEL, m) is None
    damage(m)
    assert audit(MODEL, m) is not None
