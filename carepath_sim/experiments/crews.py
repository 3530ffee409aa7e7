"""Crews: who does the tasks of a run, a comparison or a sweep.

A crew is given a function and an iterator of tasks, and yields each task with its result as it
is done. It pulls tasks when somebody is free for them, so that a hundred thousand need not be
in memory at once. Threads serve the compiled engine, which releases the interpreter's lock;
processes the reference engine; `cluster` sends the same tasks to other machines.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from carepath_sim.experiments.processes import Processes
from carepath_sim.experiments.tasks import IN_HAND, Flying, Result, Results, Task, attempt, belong


class Crew(Protocol):
    """Whoever does tasks. Closing what `results` gives, or an error out of it, leaves nobody at work."""

    def results(
        self, function: Callable[[Task], Result], tasks: Iterable[Task], ahead: int | None = None
    ) -> Results[Task, Result]:
        """Each task with its result, in the order in which they are done.

        Tasks are pulled in order, and no more than `ahead` are pulled and not done (None: as many as
        keep this crew busy). A CarepathError that the function raises is yielded as a Failure; any
        other error is raised. Tasks that have come to an end are asked once more after the last result, which may
        have led to others. Raises ResourceError if there is nobody left to do them.
        """
        ...


def crew_for(engine: str, count: int, forgives: bool = True) -> Crew:
    """The crew of so many workers that suits an engine on this machine: one does everything in this thread."""
    if count == 1:
        return InTurn()
    return by_threads(count) if engine == "compiled" else by_processes(count, forgives)


def by_threads(count: int) -> Threads:
    """Threads of this process."""
    return Threads(count)


def by_processes(count: int, forgives: bool = True) -> Processes:
    """Processes of this machine. Unless it `forgives`, the first that dies ends everything with a ResourceError."""
    return Processes(count, forgives)


@dataclass(frozen=True)
class InTurn:
    """Everything in the thread of whoever asks."""

    def results(
        self, function: Callable[[Task], Result], tasks: Iterable[Task], ahead: int | None = None
    ) -> Results[Task, Result]:
        """As `Crew.results`."""
        del ahead
        for task in tasks:
            yield task, attempt(function, task)


@dataclass(frozen=True)
class Threads:
    """Threads of this process."""

    count: int

    def results(
        self, function: Callable[[Task], Result], tasks: Iterable[Task], ahead: int | None = None
    ) -> Results[Task, Result]:
        """As `Crew.results`; whatever ends this, the threads are told and waited for."""
        stop = threading.Event()
        threads = ThreadPoolExecutor(self.count, "carepath", initializer=belong, initargs=(stop,))
        flying = Flying[Task, Result](lambda task: threads.submit(attempt, function, task))
        try:
            yield from flying.results(iter(tasks), ahead or IN_HAND * self.count)
        finally:
            stop.set()
            threads.shutdown(wait=True, cancel_futures=True)
