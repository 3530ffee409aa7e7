"""Many replications at once: each is a task of its own, and the answer does not depend on who does it or when."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from carepath_sim.errors import ModelFault, ResourceError, UsageError
from carepath_sim.eventlog import EventLog
from carepath_sim.experiments.outcome import Outcome, reduce
from carepath_sim.experiments.study import Study
from carepath_sim.model import Model

ENGINES = {"reference": "carepath_sim.engines.reference"}
"""Where each engine lives; it is imported when a run needs it."""

Progress = Callable[[int, int], None]
"""Told after each replication how many are done, and of how many."""


@dataclass(frozen=True)
class Job:
    """What is the same for every replication; `keep_logs` is a folder for their logs, or None."""

    studies: tuple[Study, ...]
    seed: int
    engine: str
    keep_logs: Path | None = None


Task = tuple[int, int]
"""Which study, and which replication."""

Results = Generator[tuple[Task, Outcome], None, None]


def execute(
    job: Job, replications: int, workers: int | None = None, on_progress: Progress | None = None
) -> list[list[Outcome]]:
    """Replications 0 to n - 1 of every study, in order: a list for each study.

    Runs in this process if there is one worker, else in worker processes. Raises
    UsageError for numbers that make no sense, ModelFault if a guard stops a run, and
    ResourceError if a worker dies. An interrupt leaves no worker behind.
    """
    _check(job, replications, workers)
    tasks = [(study, replication) for replication in range(replications) for study in range(len(job.studies))]
    count = min(workers or available_cores(), len(tasks))
    done: dict[Task, Outcome] = {}
    # Closed at once whatever happens here, so that an interrupt or a fault stops the workers too.
    with closing(_in_this_process(job, tasks) if count == 1 else _in_processes(job, tasks, count)) as results:
        for task, found in results:
            done[task] = found
            if on_progress is not None:
                on_progress(len(done), len(tasks))
    return [[done[study, replication] for replication in range(replications)] for study in range(len(job.studies))]


def available_cores() -> int:
    """Processor cores that this process may use."""
    counted = getattr(os, "process_cpu_count", None)
    if counted is not None:
        return counted() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def engine_named(name: str) -> Callable[[Model, int, int], EventLog]:
    """The `simulate` of an engine. Raises UsageError if there is no engine of that name."""
    if name not in ENGINES:
        raise UsageError(f"there is no engine called {name}; there is {', '.join(ENGINES)}")
    simulate: Callable[[Model, int, int], EventLog] = import_module(ENGINES[name]).simulate
    return simulate


def log_file(folder: Path, study: int, replication: int) -> Path:
    """Where the log of a replication is kept."""
    return folder / f"{study:03d}-{replication:06d}.parquet"


def perform(job: Job, task: Task) -> Outcome:
    """One replication of one study, reduced. Raises ModelFault, saying which run it was, if a guard stops it."""
    study, replication = job.studies[task[0]], task[1]
    try:
        log = engine_named(job.engine)(study.model, job.seed, replication)
    except ModelFault as fault:
        where = f"{fault.what} (scenario {study.name}, seed {job.seed}, replication {replication})"
        raise ModelFault(fault.rule, where, fault.person, fault.history) from fault
    if job.keep_logs is not None:
        log.save(log_file(job.keep_logs, *task))
    return reduce(log, study.prices, replication)


def _check(job: Job, replications: int, workers: int | None) -> None:
    if replications < 1:
        raise UsageError(f"there must be at least 1 replication, not {replications}")
    if workers is not None and workers < 1:
        raise UsageError(f"there must be at least 1 worker, not {workers}")
    if job.seed < 0:
        raise UsageError(f"the seed must be 0 or more, not {job.seed}")
    engine_named(job.engine)


def _in_this_process(job: Job, tasks: Sequence[Task]) -> Results:
    for task in tasks:
        yield task, perform(job, task)


def _in_processes(job: Job, tasks: Sequence[Task], count: int) -> Results:
    """Tasks as they finish. Started afresh rather than forked, so that no thread or lock is inherited."""
    executor = ProcessPoolExecutor(count, get_context("spawn"), initializer=_prepare, initargs=(job,))
    try:
        with _interrupts_ignored():
            futures: dict[Future[Outcome], Task] = {executor.submit(_perform, task): task for task in tasks}
        for future in as_completed(futures):
            yield futures[future], future.result()
    except BrokenProcessPool as error:
        raise ResourceError(
            "a worker process died before it finished: too little memory, or stopped from outside. "
            "Run again with fewer workers; a script that starts runs needs an 'if __name__ == \"__main__\":' line"
        ) from error
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Worker processes started inside inherit that Ctrl-C is not theirs to answer: the parent ends them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_job: Job | None = None


def _prepare(job: Job) -> None:
    """Give a worker process its job, once."""
    global _job
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _job = job


def _perform(task: Task) -> Outcome:
    if _job is None:
        raise RuntimeError("a worker was given a task before its job")
    return perform(_job, task)
