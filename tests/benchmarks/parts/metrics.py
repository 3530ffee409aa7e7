"""All metrics of 200 replications against their simulation."""

from __future__ import annotations

from functools import partial
from time import process_time

from carepath_sim.experiments.outcome import reduce_block
from tests.benchmarks.results import Line, Part, Target, spread_line
from tests.benchmarks.setup import SEED, Options, scenario
from tests.benchmarks.timing import Spread

REPLICATIONS = 200
BLOCK = 25
WITHIN = Target(most=3)


def measure(options: Options) -> Part:
    """Paired rounds by scenario: simulate and measure the same replications, block by block."""
    lines: list[Line] = []
    for name in ("baseline", "no_heads_on_beds"):
        rounds = [once(options, name) for _ in range(2 if options.quick else 5)]
        ratio = Spread.of([reducing / simulating for simulating, reducing in rounds])
        lines.append(spread_line(f"{name}: metrics, time / simulation", ratio, "×", WITHIN))
        for title, column in (("simulation", 0), ("metrics", 1)):
            taken = Spread.of([each[column] for each in rounds])
            lines.append(spread_line(f"{name}: {title} of {REPLICATIONS} replications", taken, "s"))
    return Part("metrics", "Metrics", lines)


def once(options: Options, name: str) -> tuple[float, float]:
    """Seconds of processor time for simulating and for measuring, added up over the blocks."""
    model, prices = scenario(name)
    run = partial(options.simulate, model, SEED)
    run(0)
    simulating = reducing = 0.0
    for first in range(0, REPLICATIONS, BLOCK):
        replications = range(first, first + BLOCK)
        began = process_time()
        logs = [run(replication) for replication in replications]
        simulated = process_time()
        reduce_block(logs, prices, replications)
        simulating += simulated - began
        reducing += process_time() - simulated
    return simulating, reducing
