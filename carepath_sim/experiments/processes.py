"""A crew of processes, for the reference engine; one of them may die, and a task that ends them all is left out."""

from __future__ import annotations

import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import active_children, get_context, resource_tracker
from typing import Any

from carepath_sim.errors import ResourceError
from carepath_sim.experiments.tasks import DEATHS, IN_HAND, Flying, Result, Results, Task, attempt, is_over, quarantined


@dataclass(frozen=True)
class Processes:
    """Processes, started afresh rather than forked, so that no thread or lock is inherited."""

    count: int
    forgives: bool = True

    def results(
        self, function: Callable[[Task], Result], tasks: Iterable[Task], ahead: int | None = None
    ) -> Results[Task, Result]:
        """As `Crew.results`; whatever ends this before its end ends the processes, in the middle of what they do.

        Nobody knows which task it was that a process died of: each of those under way is tried alone.
        """
        # Handed over with each task: who starts a process with it waits, deaf, until that process has loaded it all.
        packed, pending = pickle.dumps(function), iter(tasks)
        while True:
            with _processes(self.count) as processes:
                flying = Flying[Task, Result](lambda task: _submit(processes, packed, task))
                yield from flying.results(pending, ahead or IN_HAND * self.count)
            if not flying.suspects:
                return
            if not self.forgives:
                raise ResourceError(A_DEATH) from flying.death
            yield from _one_by_one(packed, flying.suspects)


CLOSES_ITSELF = (3, 11, 5)
"""The first Python with the mend of https://github.com/python/cpython/issues/94777."""

A_DEATH = (
    "a worker process died before it finished: too little memory, or stopped from outside. "
    "Run again with fewer workers; a script that starts runs needs an 'if __name__ == \"__main__\":' line"
)


def _one_by_one(packed: bytes, suspects: Iterable[Task]) -> Results[Task, Any]:
    """Each task with a process to itself, and another after each death."""
    for task in suspects:
        for _ in range(DEATHS - 1):  # once it may have been this one that the others died with
            try:
                with _processes(1) as process:
                    _check_life(process)
                    found = _submit(process, packed, task).result()
            except BrokenProcessPool:
                continue
            yield task, found
            break
        else:
            yield task, quarantined(task)


def _check_life(process: Executor) -> None:
    """Raise ResourceError if a process dies that has nothing to do: then no task is to blame."""
    try:
        with interrupts_held():
            started = process.submit(is_over)
        started.result()
    except BrokenProcessPool as error:
        raise ResourceError(A_DEATH) from error


@contextmanager
def _processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """Worker processes; an error, an interrupt or the end of a generator ends them in the middle of what they do."""
    others = set(active_children())
    processes = ProcessPoolExecutor(count, get_context("spawn"), initializer=_prepare)
    try:
        yield processes
    except BaseException:
        for process in set(active_children()) - others:
            process.terminate()
        _let_go(processes)
        raise
    finally:
        if getattr(processes, "_broken", False):
            _let_go(processes)
        processes.shutdown(wait=True, cancel_futures=True)


def _let_go(processes: ProcessPoolExecutor) -> None:
    """Close this process's end of what tasks are read from, where Python does not do it when processes have died.

    A thread that was handing out a task larger than a pipe holds would else wait for ever for somebody to read it,
    and the shutdown for that thread.
    """
    if sys.version_info < CLOSES_ITSELF:
        queue = getattr(processes, "_call_queue", None)
        if queue is not None:
            queue._reader.close()


def _submit(processes: Executor, packed: bytes, task: Task) -> Future[Any]:
    with interrupts_held():
        return processes.submit(_perform, packed, task)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Processes started inside inherit that Ctrl-C is not theirs to answer: this one hears it, and ends them.

    Held and not ignored, so that one that comes meanwhile is heard afterwards.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows, where `_prepare` alone does it
        yield
        return
    resource_tracker.ensure_running()  # starting it lets interrupts in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepare() -> None:
    """Leave Ctrl-C to the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _perform(packed: bytes, task: Any) -> Any:
    return attempt(_unpacked(packed), task)


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Callable[[Any], Any]:
    function: Callable[[Any], Any] = pickle.loads(packed)
    return function
