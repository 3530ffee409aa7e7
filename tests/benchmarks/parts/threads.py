"""Two threads against one: the engine lets go of the interpreter while it runs.

By the clock on the wall other people's work on the machine counts against two threads. What it
does not touch is how much more of the processors' time two threads take for the same work: with
nothing else to do, two threads are at most twice as fast divided by that.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from tests.benchmarks.results import Part, Target, skipped, spread_line
from tests.benchmarks.setup import SEED, Options, scenario
from tests.benchmarks.timing import Spread, Taken, take

REPLICATIONS = 200


def measure(options: Options) -> Part:
    """Paired rounds."""
    title = "Threads"
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores < 2:
        return Part("threads", title, [skipped("one thread, time / two threads", "there is one core")])
    model, _ = scenario("baseline")
    simulate = options.simulate
    simulate(model, SEED, 0)

    def with_threads(count: int) -> Taken:
        with ThreadPoolExecutor(count) as executor:
            return take(lambda: list(executor.map(events, range(REPLICATIONS if not options.quick else 60))))

    def events(replication: int) -> int:
        return simulate(model, SEED, replication).events

    rounds = [(with_threads(1), with_threads(2)) for _ in range(options.rounds)]
    faster = Spread.of([one.wall / two.wall for one, two in rounds])
    dearer = Spread.of([two.processor / one.processor for one, two in rounds])
    lines = [
        spread_line("one thread, time / two threads", faster, "×", Target(least=1.8)),
        spread_line("two threads, processor time / one thread", dearer, "×"),
    ]
    return Part("threads", title, lines)
