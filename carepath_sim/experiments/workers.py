"""Many replications at once: a block of a study is one task, and the answer does not depend on who does it or when.

The compiled engine releases the interpreter's lock, so that threads of one process share
the work; the reference engine gets a process for each worker.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from multiprocessing import active_children, get_context, resource_tracker
from pathlib import Path

from carepath_sim.clock import DAY
from carepath_sim.errors import ModelFault, ResourceError, UsageError
from carepath_sim.eventlog import EventLog
from carepath_sim.experiments.engines import chosen, engine_named, make_ready
from carepath_sim.experiments.outcome import Outcome, reduce_block
from carepath_sim.experiments.study import Study
from carepath_sim.model import Model

PEOPLE_IN_A_BLOCK = 40_000
"""Some megabytes of rows, whatever the size of the council."""
LARGEST_BLOCK = {"compiled": 20, "reference": 1}
"""Replications: where simulating is quick, metrics gain by being worked out for many at once."""

Progress = Callable[[int, int], None]
"""Told after each block how many replications are done, and of how many."""


@dataclass(frozen=True)
class Job:
    """What is the same for every replication; `keep_logs` is a folder for their logs, or None."""

    studies: tuple[Study, ...]
    seed: int
    engine: str
    keep_logs: Path | None = None


@dataclass(frozen=True)
class Block:
    """Some replications of one study: the unit of work."""

    study: int
    replications: range


Results = Generator[tuple[Block, list[Outcome]], None, None]


def execute(
    job: Job, replications: int, workers: int | None = None, on_progress: Progress | None = None
) -> list[list[Outcome]]:
    """Replications 0 to n - 1 of every study, in order: a list for each study.

    Raises UsageError for numbers that make no sense, ModelFault if a guard stops a run, and
    ResourceError if a worker dies. An interrupt leaves no worker behind.
    """
    _check(job, replications, workers)
    job = replace(job, engine=chosen(job.engine))
    make_ready(job.engine)  # here, where an interrupt is heard at once
    count = workers or available_cores()
    blocks = list(_blocks(job, replications, count))
    done: list[list[Outcome]] = [[] for _ in job.studies]
    # Closed at once whatever happens here, so that an interrupt or a fault stops the workers too.
    with closing(_results(job, blocks, min(count, len(blocks)))) as results:
        for block, found in results:
            done[block.study] += found
            if on_progress is not None:
                on_progress(sum(map(len, done)), replications * len(job.studies))
    return [sorted(outcomes, key=lambda outcome: outcome.replication) for outcomes in done]


def available_cores() -> int:
    """Processor cores that this process may use."""
    counted = getattr(os, "process_cpu_count", None)
    if counted is not None:
        return counted() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def log_file(folder: Path, study: int, replication: int) -> Path:
    """Where the log of a replication is kept."""
    return folder / f"{study:03d}-{replication:06d}.parquet"


def perform(job: Job, block: Block, stop: threading.Event | None = None) -> list[Outcome]:
    """A block simulated and reduced; its logs are dropped unless they are to be kept. Nothing once `stop` is set."""
    study = job.studies[block.study]
    logs = []
    for replication in block.replications:
        if stop is not None and stop.is_set():
            return []
        logs.append(_simulate(job, study, replication))
    if job.keep_logs is not None:
        for replication, log in zip(block.replications, logs, strict=True):
            _keep(log, log_file(job.keep_logs, block.study, replication))
    # Metrics hold the interpreter's lock nearly all the time: two threads at them only get into each other's way.
    with _reducing:
        return reduce_block(logs, study.prices, block.replications)


def _keep(log: EventLog, file: Path) -> None:
    try:
        log.save(file)
    except OSError as error:
        why = error.strerror or error
        raise ResourceError(f"cannot keep what happened (--events) in {file.parent}: {why}") from error


_reducing = threading.Lock()


def _simulate(job: Job, study: Study, replication: int) -> EventLog:
    """One log. Raises ModelFault, saying which run it was, if a guard stops it."""
    try:
        return engine_named(job.engine)(study.model, job.seed, replication)
    except ModelFault as fault:
        where = f"{fault.what} (scenario {study.name}, seed {job.seed}, replication {replication})"
        raise ModelFault(fault.rule, where, fault.person, fault.history) from fault


def _check(job: Job, replications: int, workers: int | None) -> None:
    if replications < 1:
        raise UsageError(f"there must be at least 1 replication, not {replications}")
    if workers is not None and workers < 1:
        raise UsageError(f"there must be at least 1 worker, not {workers}")
    if job.seed < 0:
        raise UsageError(f"the seed must be 0 or more, not {job.seed}")


def _blocks(job: Job, replications: int, workers: int) -> Iterator[Block]:
    """Blocks of all studies in turn, small enough that every worker has some."""
    people = max(_people(study.model) for study in job.studies)
    share = -(-replications * len(job.studies) // (2 * workers))
    size = max(1, min(LARGEST_BLOCK[job.engine], PEOPLE_IN_A_BLOCK // max(people, 1), share))
    for first in range(0, replications, size):
        for study in range(len(job.studies)):
            yield Block(study, range(first, min(first + size, replications)))


def _people(model: Model) -> int:
    """About how many young people a log holds."""
    expected = float(model.entry_rate.max(axis=1, initial=0.0).sum()) * model.horizon / DAY
    return len(model.caseload_setting) + int(min(expected, model.max_people))


# Who does it


def _results(job: Job, blocks: Sequence[Block], count: int) -> Results:
    """Blocks as they finish: in this thread if there is one worker, else by threads or processes."""
    if count == 1:
        for block in blocks:
            yield block, perform(job, block)
    elif job.engine == "compiled":
        yield from _by_threads(job, blocks, count)
    else:
        yield from _by_processes(job, blocks, count)


def _by_threads(job: Job, blocks: Sequence[Block], count: int) -> Results:
    """Results as they come; whatever ends this, the threads are told and waited for."""
    stop = threading.Event()
    threads = ThreadPoolExecutor(count, "carepath")
    try:
        yield from _gathered({threads.submit(perform, job, block, stop): block for block in blocks})
    finally:
        stop.set()
        threads.shutdown(wait=True, cancel_futures=True)


def _by_processes(job: Job, blocks: Sequence[Block], count: int) -> Results:
    """Results as they come; whatever ends this before its end ends the processes, in the middle of what they do."""
    others = set(active_children())
    # Started afresh rather than forked, so that no thread or lock is inherited.
    processes = ProcessPoolExecutor(count, get_context("spawn"), initializer=_prepare)
    # Handed over with each block: who starts a process with it waits, deaf, until that process has loaded all it needs.
    packed = pickle.dumps(job)
    try:
        with _interrupts_held():
            futures = {processes.submit(_perform, packed, block): block for block in blocks}
        yield from _gathered(futures)
    except BaseException:
        for process in set(active_children()) - others:
            process.terminate()
        raise
    finally:
        processes.shutdown(wait=True, cancel_futures=True)


def _gathered(futures: dict[Future[list[Outcome]], Block]) -> Results:
    """Results as they come. Raises ResourceError if a process died."""
    try:
        for future in as_completed(futures):
            yield futures[future], future.result()
    except BrokenProcessPool as error:
        raise ResourceError(
            "a worker process died before it finished: too little memory, or stopped from outside. "
            "Run again with fewer workers; a script that starts runs needs an 'if __name__ == \"__main__\":' line"
        ) from error


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Worker processes started inside inherit that Ctrl-C is not theirs to answer: this one hears it, and ends them.

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


def _perform(job: bytes, block: Block) -> list[Outcome]:
    return perform(_unpacked(job), block)


@lru_cache(maxsize=1)
def _unpacked(job: bytes) -> Job:
    found: Job = pickle.loads(job)
    return found
