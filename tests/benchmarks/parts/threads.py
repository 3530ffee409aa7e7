"""Two threads against one: the engine lets go of the interpreter while it runs."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from tests.benchmarks.results import Part, Target, skipped, spread_line
from tests.benchmarks.setup import SEED, Options, scenario
from tests.benchmarks.timing import Spread, wall

REPLICATIONS = 200


def measure(options: Options) -> Part:
    """Paired rounds by the clock on the wall: other people's work on the machine counts against two threads."""
    title = "Threads"
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores < 2:
        return Part("threads", title, [skipped("one thread, time / two threads", "there is one core")])
    model, _ = scenario("baseline")
    simulate = options.simulate
    simulate(model, SEED, 0)

    def with_threads(count: int) -> float:
        with ThreadPoolExecutor(count) as executor:
            return wall(lambda: list(executor.map(events, range(REPLICATIONS if not options.quick else 60))))

    def events(replication: int) -> int:
        return simulate(model, SEED, replication).events

    ratios = [with_threads(1) / with_threads(2) for _ in range(options.rounds)]
    line = spread_line("one thread, time / two threads", Spread.of(ratios), "×", Target(least=1.8))
    return Part("threads", title, [line])
