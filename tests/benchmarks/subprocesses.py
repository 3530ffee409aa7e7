"""What has to be measured in a process of its own: memory, and first calls.

`python -m tests.benchmarks.subprocesses TASK ENGINE` prints what it found as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.eventlog import ENTERED, MOVED, EventLog
from tests.benchmarks.enlarge import country
from tests.benchmarks.parts.sweep import swept
from tests.benchmarks.setup import CHECKOUT, SEED, Options, scenario

STATUS = Path("/proc/self/status")


def ask(task: str, engine: str, **environment: str) -> dict[str, Any]:
    """Run a task in a fresh process; `process_seconds` is what the whole process took."""
    began = perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.subprocesses", task, engine],
        cwd=CHECKOUT,
        env=os.environ | environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    return {**json.loads(done.stdout), "process_seconds": perf_counter() - began}


def peak_megabytes() -> float:
    """The most memory this process has had, since it is this program: Linux counts `ru_maxrss` from before that."""
    if STATUS.exists():
        (line,) = [line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) * 1024 / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) / 1e6


def england(engine: str) -> dict[str, Any]:
    """The whole country in one run, after a first call that readies the engine."""
    simulate = Options(engine).simulate
    one_council, _ = scenario("baseline")
    simulate(one_council, SEED, 0)
    model, times = country(one_council)
    began = perf_counter()
    log = simulate(model, SEED, 0)
    seconds = perf_counter() - began
    years = model.horizon / DAY / DAYS_PER_YEAR
    return {
        "times": times,
        "seconds": seconds,
        "megabytes": peak_megabytes(),
        "events": log.events,
        "people": len(log.people["person"]),
        "start": int(model.is_looked_after[model.caseload_setting].sum()),
        "entries": entries_to_care(log) / years,
    }


def entries_to_care(log: EventLog) -> int:
    """How many came to be looked after: by entry, or by a move from where they were not."""
    is_care = log.vocabulary.is_looked_after
    entered, moved = log.where(ENTERED), log.where(MOVED)
    return int(is_care[log.a[entered]].sum() + (~is_care[log.a[moved]] & is_care[log.b[moved]]).sum())


def first_call(engine: str) -> dict[str, Any]:
    """The first and the second replication of a process."""
    model, _ = scenario("baseline")
    began, processor_began = perf_counter(), process_time()
    log = Options(engine).simulate(model, SEED, 0)
    first, first_processor = perf_counter() - began, process_time() - processor_began
    began = perf_counter()
    again = Options(engine).simulate(model, SEED, 0)
    assert np.array_equal(log.tick, again.tick)
    return {
        "first": first,
        "first_processor": first_processor,
        "second": perf_counter() - began,
        "megabytes": peak_megabytes(),
    }


TASKS = {
    "england": england,
    "first-call": first_call,
    "sweep": partial(swept, "sweep"),
    "quick-sweep": partial(swept, "quick-sweep"),
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](sys.argv[2])))
