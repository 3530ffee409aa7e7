"""The compiled engine in one thread or several, its replications in any order: the same bytes."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from carepath_sim.engines.compiled import simulate
from carepath_sim.eventlog import COLUMNS, PEOPLE_COLUMNS, EventLog
from carepath_sim.model import Model
from tests.parity.random_models import random_model

REPLICATIONS = 40
MODELS = (4, 11, 19)


def as_bytes(log: EventLog) -> tuple[bytes, ...]:
    """Everything in a log, bit for bit."""
    rows = (getattr(log, name) for name in COLUMNS)
    people = (log.people[name] for name in PEOPLE_COLUMNS)
    return *(column.tobytes() for column in (*rows, *people)), str(log.events).encode()


def one(models: list[Model], task: tuple[int, int]) -> tuple[bytes, ...]:
    return as_bytes(simulate(models[task[0]], 5, task[1]))


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("order", ["forwards", "backwards", "shuffled"])
def test_threads_and_order_leave_every_byte_alone(threads: int, order: str) -> None:
    models = [random_model(seed) for seed in MODELS]
    tasks = [(model, replication) for model in range(len(models)) for replication in range(REPLICATIONS)]
    alone = [random_model(seed) for seed in MODELS]
    expected = {task: one(alone, task) for task in tasks}
    if order == "backwards":
        tasks.reverse()
    elif order == "shuffled":
        random.Random(threads).shuffle(tasks)
    with ThreadPoolExecutor(threads) as executor:
        found = dict(zip(tasks, executor.map(partial(one, models), tasks), strict=True))
    assert found == expected
    assert len(set(expected.values())) > REPLICATIONS
