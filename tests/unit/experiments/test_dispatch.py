"""Who is given which task when workers die, with a scheduler that is none."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from carepath_sim.errors import ResourceError
from carepath_sim.experiments import cluster
from carepath_sim.experiments.cluster import on_cluster
from carepath_sim.experiments.tasks import Failure
from tests.unit.experiments.chores import DEADLY, squared

ADDRESS = "tcp://127.0.0.1:1"


@dataclass(eq=False)
class Future:
    key: str
    found: bytes | None

    @property
    def status(self) -> str:
        return "pending" if self.found is None else "finished"

    def add_done_callback(self, tell: Callable[[Future], None]) -> None:
        if self.found is not None:
            tell(self)


@dataclass
class Pretended:
    """A scheduler whose workers are quick, but for one task, which they die of; `starts_again` if they come back."""

    threads: dict[str, int]
    starts_again: bool = True
    sent: list[tuple[str, int]] = field(default_factory=list)
    address: str = ADDRESS
    name: str = "pretended"

    def workers(self) -> dict[str, int]:
        return dict(self.threads)

    def submit(self, function: Callable[..., bytes], code: bytes, task: bytes, key: str, worker: str) -> Future:
        number = pickle.loads(zlib.decompress(task))
        self.sent.append((worker, number))
        if number == DEADLY:
            count = self.threads.pop(worker)
            if self.starts_again:
                self.threads[worker + "+"] = count
        return Future(key, function(code, task) if worker in self.threads else None)

    def gathered(self, futures: Sequence[Future]) -> dict[str, bytes]:
        return {future.key: future.found for future in futures if future.found is not None}

    def cancel(self, futures: Sequence[Any]) -> None:
        assert all(isinstance(future, Future) for future in futures)

    def nobody(self) -> str:
        return "nobody is there"


@pytest.fixture
def results(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Iterator[Any]]:
    monkeypatch.setattr(cluster, "GLANCE", 0.001)
    monkeypatch.setattr(cluster, "NOBODY", 0.01)

    def of(scheduler: Pretended, tasks: Sequence[int], ahead: int | None = None) -> Iterator[Any]:
        @contextmanager
        def connected(_address: str) -> Iterator[Pretended]:
            yield scheduler

        monkeypatch.setattr(cluster, "connected", connected)
        return on_cluster(ADDRESS).results(squared, tasks, ahead)

    return of


def test_who_was_with_a_dead_worker_is_tried_alone(results: Callable[..., Iterator[Any]]) -> None:
    scheduler = Pretended({"one": 2, "two": 2})
    found = dict(results(scheduler, range(30)))
    failure = found.pop(DEADLY)
    assert isinstance(failure, Failure)
    assert failure.deaths == 3
    assert found == {number: number * number for number in range(30) if number != DEADLY}
    where = [worker for worker, number in scheduler.sent if number == DEADLY]
    assert len(where) == 3
    for worker in where[1:]:  # nobody else was given to that worker between its last task and its death
        mine = [number for each, number in scheduler.sent if each == worker]
        assert mine[-1] == DEADLY
    with_it = [number for worker, number in scheduler.sent if worker == where[0]]
    assert len(with_it) > with_it.index(DEADLY) + 1  # there were neighbours, and they are no worse off


def test_the_last_task_may_end_the_last_worker(results: Callable[..., Iterator[Any]]) -> None:
    scheduler = Pretended({"one": 1, "two": 1, "three": 1}, starts_again=False)
    found = dict(results(scheduler, [DEADLY]))
    assert isinstance(found[DEADLY], Failure)
    assert not scheduler.threads


def test_without_anybody_it_ends(results: Callable[..., Iterator[Any]]) -> None:
    with pytest.raises(ResourceError, match="nobody is there"):
        list(results(Pretended({"one": 1}, starts_again=False), [DEADLY, 1]))


def test_no_more_is_in_hand_than_asked_for(results: Callable[..., Iterator[Any]]) -> None:
    scheduler = Pretended({"one": 8})
    given = results(scheduler, range(100), 4)
    next(given)
    assert len(scheduler.sent) <= 8


def test_nobody_is_asked_for_nothing(results: Callable[..., Iterator[Any]]) -> None:
    assert list(results(Pretended({}), [])) == []
