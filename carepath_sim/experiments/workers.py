"""Many replications at once: a block of a study is one task, and the answer does not depend on who does it or when.

Who does it is the affair of `crews`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from carepath_sim.clock import DAY
from carepath_sim.errors import ModelFault, ResourceError, UsageError
from carepath_sim.eventlog import EventLog
from carepath_sim.experiments.crews import crew_for
from carepath_sim.experiments.engines import chosen, engine_named, make_ready
from carepath_sim.experiments.outcome import Outcome, reduce_block
from carepath_sim.experiments.study import Study
from carepath_sim.experiments.tasks import Failure, is_over
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


def execute(
    job: Job, replications: int, workers: int | None = None, on_progress: Progress | None = None, first: int = 0
) -> list[list[Outcome]]:
    """Replications `first` to n - 1 of every study, in order: a list for each study.

    Raises UsageError for numbers that make no sense, ModelFault if a guard stops a run, and
    ResourceError if a worker dies. An interrupt leaves no worker behind.
    """
    _check(job, replications, workers)
    job = replace(job, engine=chosen(job.engine))
    make_ready(job.engine)  # here, where an interrupt is heard at once
    count = workers or available_cores()
    blocks = list(_blocks(job, range(first, replications), count))
    done: list[list[Outcome]] = [[] for _ in job.studies]
    # Closed at once whatever happens here, so that an interrupt or a fault stops the workers too.
    crew = crew_for(job.engine, min(count, len(blocks)), forgives=False)
    with closing(crew.results(partial(perform, job), blocks)) as results:
        for block, found in results:
            if isinstance(found, Failure):
                raise found.error
            done[block.study] += found
            if on_progress is not None:
                on_progress(first * len(job.studies) + sum(map(len, done)), replications * len(job.studies))
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


def perform(job: Job, block: Block) -> list[Outcome]:
    """A block simulated and reduced, its logs dropped unless they are to be kept; nothing if nobody waits for it."""
    study = job.studies[block.study]
    logs = []
    for replication in block.replications:
        if is_over():
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


def _blocks(job: Job, replications: range, workers: int) -> Iterator[Block]:
    """Blocks of all studies in turn, small enough that every worker has some."""
    people = max(_people(study.model) for study in job.studies)
    share = -(-len(replications) * len(job.studies) // (2 * workers))
    size = max(1, min(LARGEST_BLOCK[job.engine], PEOPLE_IN_A_BLOCK // max(people, 1), share))
    for first in range(0, len(replications), size):
        for study in range(len(job.studies)):
            yield Block(study, replications[first : first + size])


def _people(model: Model) -> int:
    """About how many young people a log holds."""
    expected = float(model.entry_rate.max(axis=1, initial=0.0).sum()) * model.horizon / DAY
    return len(model.caseload_setting) + int(min(expected, model.max_people))
