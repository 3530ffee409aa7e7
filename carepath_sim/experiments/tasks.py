"""Tasks handed to whoever does them, and what stands in the place of a result where there is none."""

from __future__ import annotations

import reprlib
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from carepath_sim.errors import CarepathError, ResourceError

Task = TypeVar("Task")
Result = TypeVar("Result")

DEATHS = 3
"""Of workers, after which nobody is given the task they died of."""
IN_HAND = 2
"""Tasks for each worker: the one it does and the one it does next."""


@dataclass(frozen=True)
class Failure:
    """What stands in the place of a result: an error the task raised, or that `deaths` workers died of it."""

    error: CarepathError
    deaths: int = 0

    @property
    def is_quarantined(self) -> bool:
        """Whether nobody is given the task again because it ends who does it."""
        return self.deaths > 0


Results = Generator[tuple[Task, Result | Failure], None, None]


def is_over() -> bool:
    """Whether nobody waits any more for what this thread does: a long task had better ask now and then."""
    stop: threading.Event | None = getattr(_here, "stop", None)
    return stop is not None and stop.is_set()


def attempt(function: Callable[[Task], Result], task: Task) -> Result | Failure:
    """The result, or what the function raised on purpose."""
    try:
        return function(task)
    except CarepathError as error:
        return Failure(error)


def quarantined(task: object, deaths: int = DEATHS) -> Failure:
    """A task that nobody is given again."""
    return Failure(
        ResourceError(
            f"{name_of(task)}: every worker that was given it died, {deaths} in all. "
            "It may need more memory than there is; everything else went on without it"
        ),
        deaths,
    )


def name_of(task: object) -> str:
    """What a task calls itself, if it has a `name`; else how it is written, in short."""
    name = getattr(task, "name", None)
    return name if isinstance(name, str) else reprlib.repr(task)


class Flying(Generic[Task, Result]):
    """Tasks handed to an executor; `suspects` are those under way when one of its processes died."""

    def __init__(self, submit: Callable[[Task], Future[Result | Failure]]) -> None:
        self.submit = submit
        self.futures: dict[Future[Result | Failure], Task] = {}
        self.suspects: list[Task] = []
        self.death: BrokenExecutor | None = None

    def results(self, tasks: Iterator[Task], ahead: int) -> Results[Task, Result]:
        """Tasks and their results as they come, until there are no more or a process has died."""
        done: list[tuple[Task, Result | Failure]] = []
        while True:
            # First who is free gets something to do: whoever takes the results may be slow.
            self._hand_out(tasks, ahead)
            if not self.futures and not done:
                return
            yield from done
            done = list(self._taken_in()) if self.futures else []

    def _hand_out(self, tasks: Iterator[Task], ahead: int) -> None:
        while self.death is None and len(self.futures) < ahead:
            for task in islice(tasks, 1):
                try:
                    self.futures[self.submit(task)] = task
                except BrokenExecutor as death:
                    self._suspect(task, death)
                break
            else:
                return

    def _taken_in(self) -> Results[Task, Result]:
        for future in wait(self.futures, return_when=FIRST_COMPLETED).done:
            task = self.futures.pop(future)
            try:
                yield task, future.result()
            except BrokenExecutor as death:
                self._suspect(task, death)

    def _suspect(self, task: Task, death: BrokenExecutor) -> None:
        self.suspects.append(task)
        self.death = death


_here = threading.local()


def belong(stop: threading.Event) -> None:
    """Let a thread know when it may stop."""
    _here.stop = stop
