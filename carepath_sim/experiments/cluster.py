"""A crew on other machines: the workers of a dask.distributed scheduler.

Every task is sent to one worker that is named, a few for each of its threads, so that it is
known which tasks were with a worker that died. Those are suspects: each is tried again on a
worker that has nothing else in hand. What the scheduler itself would do, give all of them to the
next worker at once, would let a task that ends its worker take its neighbours with it.
"""

from __future__ import annotations

import pickle
import time
import zlib
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Any

from carepath_sim.errors import ResourceError
from carepath_sim.experiments.scheduler import Lost, Scheduler, check_address, connected
from carepath_sim.experiments.tasks import DEATHS, Results, attempt, quarantined

IN_HAND = 3
"""Tasks for each thread of a worker: the next ones are there before the scheduler has heard of a result."""
GLANCE = 0.25
"""Seconds between two looks at who has come and gone, and at whether the scheduler is there."""
NOBODY = 30.0
"""Seconds without a single worker, after which nobody is expected any more; one that is started again takes two."""


def on_cluster(address: str) -> Cluster:
    """The workers of the scheduler at an address such as tcp://127.0.0.1:8786. Raises UsageError if it is none."""
    check_address(address)
    return Cluster(address)


@dataclass(frozen=True)
class Cluster:
    """The workers of a scheduler, as they come and go."""

    address: str

    def results(
        self, function: Callable[[Any], Any], tasks: Iterable[Any], ahead: int | None = None
    ) -> Results[Any, Any]:
        """As `Crew.results`; whatever ends this, what is under way there is cancelled.

        `function` and tasks must survive `pickle`, and `function` should be small: it goes with each task.
        Raises UsageError if dask is not installed or a worker runs another version of this
        package, of Python or of numpy; ResourceError if the scheduler cannot be reached or is lost, or
        has no workers.
        """
        tasks = iter(tasks)
        for task in tasks:  # nobody is asked for where there is nothing to do
            with connected(self.address) as scheduler:
                yield from _Dispatch(scheduler, function, ahead, task).results(tasks)


@dataclass(eq=False)
class _Errand:
    """A task, how many workers have died of it or with it, and where it is now."""

    task: Any
    deaths: int = 0
    key: str = ""
    future: Any = None
    is_done: bool = False


@dataclass(eq=False)
class _Worker:
    """A worker: the errands it has, by key, and whether it has one alone."""

    threads: int
    errands: dict[str, _Errand] = field(default_factory=dict)
    is_alone: bool = False

    @property
    def load(self) -> float:
        """Errands for each thread."""
        return len(self.errands) / self.threads

    @property
    def has_room(self) -> bool:
        """Whether it may be given one more."""
        return not self.is_alone and self.load < IN_HAND


class _Dispatch:
    """Who has which task; `suspects` wait for a worker to themselves, `again` for anybody."""

    def __init__(self, scheduler: Scheduler, function: Callable[[Any], Any], ahead: int | None, task: Any) -> None:
        self.scheduler = scheduler
        self.ahead = ahead
        self.packed = pack(function)
        self.workers: dict[str, _Worker] = {}
        self.suspects: deque[_Errand] = deque()
        self.again = deque([_Errand(task)])
        self.buried: list[_Errand] = []
        self.ended: SimpleQueue[str] = SimpleQueue()
        self.glanced = self.seen_somebody = time.monotonic()
        self.sent = 0

    def results(self, tasks: Iterator[Any]) -> Generator[tuple[Any, Any], None, None]:
        """Tasks and their results as they come."""
        done: list[tuple[Any, Any]] = []
        self._glance()
        while True:
            is_all = self._hand_out(tasks)
            if is_all and not (done or self._under_way):
                return
            yield from done
            if done and not self._under_way:
                done = []  # perhaps what was found leads to more
                continue
            done = [*self._taken_in(), *((errand.task, quarantined(errand.task)) for errand in self.buried)]
            self.buried.clear()

    @property
    def _under_way(self) -> int:
        return sum(len(worker.errands) for worker in self.workers.values())

    def _hand_out(self, tasks: Iterator[Any]) -> bool:
        """Give everybody enough to do; whether there was no more to give."""
        for address, worker in self.workers.items():
            if self.suspects and not worker.errands:
                worker.is_alone = True
                self._send(self.suspects.popleft(), address)
        if self.suspects:
            return False  # others finish what they have, and take one each
        while self.ahead is None or self._under_way < self.ahead:
            if not self.again:
                self.again.extend(_Errand(task) for task in islice(tasks, 1))
            if not self.again:
                return True
            free = [address for address, worker in self.workers.items() if worker.has_room]
            if not free:
                return False
            self._send(self.again.popleft(), min(free, key=lambda address: self.workers[address].load))
        return False

    def _send(self, errand: _Errand, address: str) -> None:
        self.sent += 1
        errand.is_done = False
        errand.key = f"carepath-{self.scheduler.name}-{self.sent}"
        self.workers[address].errands[errand.key] = errand
        errand.future = self.scheduler.submit(perform, self.packed, pack(errand.task), errand.key, address)
        errand.future.add_done_callback(lambda future: self.ended.put(future.key))

    def _taken_in(self) -> Iterator[tuple[Any, Any]]:
        """What has been done since, after waiting a moment for it."""
        for errand in self._ended():
            errand.is_done = True
        done = [errand for worker in self.workers.values() for errand in worker.errands.values() if errand.is_done]
        found = self.scheduler.gathered([errand.future for errand in done])
        for errand in done:
            yield from self._taken(errand, found.get(errand.key))
        if time.monotonic() - self.glanced > GLANCE:
            self._glance()

    def _ended(self) -> Iterator[_Errand]:
        """Errands of workers that are still there."""
        timeout: float | None = GLANCE
        with suppress(Empty):
            while True:
                key = self.ended.get(timeout=timeout) if timeout else self.ended.get_nowait()
                timeout = None
                for worker in self.workers.values():
                    if key in worker.errands:
                        yield worker.errands[key]

    def _taken(self, errand: _Errand, found: bytes | None) -> Iterator[tuple[Any, Any]]:
        """What an errand came to. Nothing if that is not known yet, or it must be done again."""
        try:
            found = found or self.scheduler.result_of(errand.future)
        except Lost as lost:
            self._back(errand)
            if lost.is_death:
                self._suspect(errand)
            else:
                self.again.append(errand)
        else:
            if found is not None:
                self._back(errand)
                yield errand.task, pickle.loads(found)

    def _back(self, errand: _Errand) -> None:
        for worker in self.workers.values():
            if worker.errands.pop(errand.key, None) is not None:
                worker.is_alone = False

    def _glance(self) -> None:
        """Who has come and who has gone. Raises ResourceError if the scheduler has, or nobody is left."""
        threads = self.scheduler.workers()
        self.glanced = time.monotonic()
        for address in self.workers.keys() - threads.keys():
            self._mourn(self.workers.pop(address))
        self.workers.update({each: _Worker(count) for each, count in threads.items() if each not in self.workers})
        if self.workers:
            self.seen_somebody = self.glanced
        elif self.glanced - self.seen_somebody > NOBODY:
            raise ResourceError(self.scheduler.nobody())

    def _mourn(self, worker: _Worker) -> None:
        """What a worker that is gone had: results that went with it are wanted again, the rest are suspects."""
        for errand in worker.errands.values():
            if errand.is_done:
                self.again.append(errand)
            else:
                self._suspect(errand)
        self.scheduler.cancel([errand.future for errand in worker.errands.values()])

    def _suspect(self, errand: _Errand) -> None:
        errand.deaths += 1
        (self.buried if errand.deaths >= DEATHS else self.suspects).append(errand)


def pack(thing: object) -> bytes:
    """A thing as bytes: a model of 400 kB, mostly zeros, is sent as 40."""
    return zlib.compress(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL), 1)


def perform(function: bytes, task: bytes) -> bytes:
    """On a worker: a task done."""
    return pickle.dumps(attempt(_function(function), pickle.loads(zlib.decompress(task))), pickle.HIGHEST_PROTOCOL)


@lru_cache(maxsize=4)
def _function(packed: bytes) -> Callable[[Any], Any]:
    function: Callable[[Any], Any] = pickle.loads(zlib.decompress(packed))
    return function
