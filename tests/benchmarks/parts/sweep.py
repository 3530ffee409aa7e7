"""A sweep of the typical council with a hub: 1,000 points, 50 replications each, in a process of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from carepath_sim.experiments.designs.planning import prepared
from carepath_sim.experiments.designs.vary_options import from_options
from carepath_sim.experiments.laboratory.laboratory import Setup
from carepath_sim.experiments.sweeps.sweep import sweep
from tests.benchmarks.results import Line, Part, Target
from tests.benchmarks.setup import SCENARIOS, SEED, Options

POINTS = {"sweep": (10, 100), "quick-sweep": (5, 4)}
"""Sizes of the hub, and values of its key workers' rate of leaving at each."""
REPLICATIONS = 50
WORKERS = 2


def measure(options: Options) -> Part:
    """One sweep into an empty folder by the clock on the wall; the targets are for two free cores."""
    from tests.benchmarks.subprocesses import ask

    task = "quick-sweep" if options.quick else "sweep"
    sizes, rates = POINTS[task]
    found = ask(task, options.engine)
    what = f"{sizes * rates:,} points × {REPLICATIONS} replications, {WORKERS} workers"
    whole = not options.quick
    block, timing = found["timing"]["seconds_per_block"], found["timing"]
    lines = [
        Line(f"{what}: time", found["seconds"], "s", target=Target(most=300) if whole else None),
        Line("memory", found["megabytes"], "MB", target=Target(most=1000)),
        Line("parallel efficiency", timing["parallel_efficiency"] * 100, "%"),
        Line("processor time of the workers for a replication", found["worker_ms"], "ms"),
        Line("processor time of everything for a replication", found["all_ms"], "ms"),
        Line("processor time of a block (median)", block["median"], "s"),
        Line("processor time of a block (90 of 100 take less)", block["p90"], "s"),
        Line("going on with the finished sweep: time", found["again"], "s"),
    ]
    return Part("sweep", "A sweep", lines)


def swept(task: str, engine: str) -> dict[str, Any]:
    """Run the sweep, and go on with it once it is finished."""
    from time import perf_counter, process_time

    from tests.benchmarks.subprocesses import peak_megabytes

    sizes, rates = POINTS[task]
    vary = [
        f"settings.hub.places=6:{5 + sizes}:1",
        "teams.hub.leave_rate=" + ",".join(f"{10 + 0.4 * step:.1f}%" for step in range(rates)),
    ]
    request = from_options([SCENARIOS / "no_heads_on_beds.yaml"], vary=vary, replications=REPLICATIONS, seed=SEED)
    design, bases = prepared(request)
    setup = Setup(SEED, design.outcomes, engine, WORKERS)
    runs = len(design.points) * REPLICATIONS
    with tempfile.TemporaryDirectory() as folder:
        began, processor = perf_counter(), process_time()
        found = sweep(design, bases, Path(folder) / "sweep", setup)
        seconds, processor = perf_counter() - began, process_time() - processor
        megabytes = peak_megabytes()
        began = perf_counter()
        sweep(design, bases, Path(folder) / "sweep", setup)
        again = perf_counter() - began
        assert len(found.results) == runs
    return {
        "seconds": seconds,
        "again": again,
        "megabytes": megabytes,
        "timing": dict(found.timing),
        "worker_ms": found.timing["worker_seconds"] / runs * 1000,
        "all_ms": processor / runs * 1000,
    }
