"""Replications in one process and in several: the same answers, and clean ends."""

from __future__ import annotations

import multiprocessing
import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from carepath_sim.engines.reference import simulate
from carepath_sim.errors import ModelFault, ResourceError, UsageError
from carepath_sim.eventlog import EventLog, first_difference
from carepath_sim.experiments.workers import Job, available_cores, execute, log_file
from tests.unit.experiments.small_studies import small_study


def job(**changes: Any) -> Job:
    return replace(Job((small_study("one"), small_study("two", model_seed=14)), seed=5, engine="reference"), **changes)


both = pytest.mark.parametrize("engine", ["reference", "compiled"])


@both
def test_two_workers_find_what_one_finds_and_leave_nobody_behind(engine: str) -> None:
    alone = execute(job(), 3, workers=1)
    together = execute(job(engine=engine), 3, workers=2)
    assert [len(outcomes) for outcomes in together] == [3, 3]
    for one, other in zip(alone, together, strict=True):
        for here, there in zip(one, other, strict=True):
            assert here.replication == there.replication
            assert here.keys == there.keys
            assert np.array_equal(here.values, there.values, equal_nan=True)
            assert np.array_equal(here.series_values, there.series_values)
            assert np.array_equal(here.lives.pathway, there.lives.pathway)
            assert np.array_equal(here.flows, there.flows)
            assert np.array_equal(here.needed, there.needed)
            assert np.array_equal(here.quarters, there.quarters)
            assert here.tally == there.tally
            assert (here.log is None) == (there.log is None) == (here.replication != 0)
    assert multiprocessing.active_children() == []


def test_replications_stand_in_order_and_differ() -> None:
    [outcomes, _] = execute(job(), 3, workers=1)
    assert [outcome.replication for outcome in outcomes] == [0, 1, 2]
    assert not np.array_equal(outcomes[0].values, outcomes[1].values, equal_nan=True)


def test_progress_is_told_after_each_replication() -> None:
    told: list[tuple[int, int]] = []
    execute(job(), 2, workers=1, on_progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_logs_are_kept_whole_if_asked(tmp_path: Path) -> None:
    execute(job(keep_logs=tmp_path), 2, workers=1)
    kept = EventLog.load(log_file(tmp_path, 1, 1))
    assert first_difference(kept, simulate(small_study("two", model_seed=14).model, 5, 1)) is None
    assert len(list(tmp_path.iterdir())) == 4


@both
@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_names_scenario_and_replication_from_any_worker(workers: int, engine: str) -> None:
    broken = job(studies=(small_study("broken", max_rows=10),), engine=engine)
    with pytest.raises(ModelFault, match=r"scenario broken, seed 5, replication [01]") as caught:
        execute(broken, 2, workers)
    assert caught.value.rule == 48
    assert multiprocessing.active_children() == []


class Deadly:
    """Ends the process that unpickles it."""

    caseload_setting = ()
    entry_rate = np.zeros((1, 1))
    horizon = max_people = 0

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (1,)


def test_a_worker_that_dies_is_an_error_and_not_a_hang() -> None:
    with pytest.raises(ResourceError, match="worker process died"):
        execute(job(studies=(replace(small_study(), model=Deadly()),), engine="reference"), 2, workers=2)


@both
def test_an_interrupt_ends_the_workers(engine: str) -> None:
    def interrupt(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        execute(job(engine=engine), 20, workers=2, on_progress=interrupt)
    assert multiprocessing.active_children() == []
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("carepath")]


@pytest.mark.parametrize(
    ("changes", "replications", "workers", "words"),
    [
        ({}, 0, 1, "at least 1 replication"),
        ({}, 1, 0, "at least 1 worker"),
        ({"seed": -1}, 1, 1, "seed must be 0 or more"),
        ({"engine": "steam"}, 1, 1, "no engine called steam; there is auto, compiled, reference"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(
    changes: dict[str, Any], replications: int, workers: int, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        execute(job(**changes), replications, workers)


def test_there_is_at_least_one_core() -> None:
    assert 1 <= available_cores() <= (os.cpu_count() or 1)
