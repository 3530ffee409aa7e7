"""One block of work: simulated and measured by whoever is given it, in this process or on another machine."""

from __future__ import annotations

import os
import platform
import threading
from dataclasses import dataclass, replace
from time import thread_time

import numpy as np

from carepath_sim.errors import ModelFault
from carepath_sim.eventlog import EventLog, Vocabulary
from carepath_sim.experiments.engines import engine_named
from carepath_sim.experiments.laboratory.blocks import Span
from carepath_sim.experiments.outcome_paths import OutcomePath, measured
from carepath_sim.experiments.study import Study
from carepath_sim.experiments.tasks import is_over
from carepath_sim.model import Floats


@dataclass(frozen=True, eq=False)
class Work:
    """A block to be run; `name` is what messages call it."""

    name: str
    key: str
    span: Span
    study: Study
    seed: int
    engine: str
    outcomes: tuple[OutcomePath, ...]


@dataclass(frozen=True, eq=False)
class Done:
    """The values of a block, [replications, outcomes]; seconds are those of the processor, in one thread."""

    values: Floats
    seconds: float
    worker: str


PEOPLE_AT_ONCE = 15_000
"""Measured together: a few metrics of so many take a tenth less time than of twice as many, or of half."""

_measuring = threading.Lock()


def perform(work: Work) -> Done:
    """Simulate and measure a block; less of it if nobody waits for it. Raises ModelFault, saying which run it was."""
    began = thread_time()
    parts, logs = [], list[EventLog]()
    words = Vocabulary.of(work.study.model)
    for replication in work.span.replications:
        if is_over():
            break
        # Logs of one vocabulary need not be compared name by name before they are read together.
        logs.append(replace(_simulated(work, replication), vocabulary=words))
        if sum(len(log.people["person"]) for log in logs) >= PEOPLE_AT_ONCE:
            parts.append(_measured(logs, work))
            logs = []
    if logs:
        parts.append(_measured(logs, work))
    values = np.concatenate([np.empty((0, len(work.outcomes))), *parts])
    return Done(values, thread_time() - began, f"{platform.node()} {os.getpid()} {threading.get_native_id()}")


def _measured(logs: list[EventLog], work: Work) -> Floats:
    # Metrics hold the interpreter's lock nearly all the time: two threads at them only get into each other's way.
    with _measuring:
        return measured(logs, work.study.prices, work.outcomes)


def _simulated(work: Work, replication: int) -> EventLog:
    try:
        return engine_named(work.engine)(work.study.model, work.seed, replication)
    except ModelFault as fault:
        where = f"{fault.what} ({work.name}, seed {work.seed}, replication {replication})"
        raise ModelFault(fault.rule, where, fault.person, fault.history) from fault
