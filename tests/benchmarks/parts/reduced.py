"""The reduced network in every program: the same work, and how long it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np

from carepath_sim.engines import reference
from carepath_sim.eventlog import first_difference
from tests.benchmarks.reduced import in_c, in_simpy
from tests.benchmarks.reduced.network import as_model
from tests.benchmarks.reduced.rows import Figures, figures_of_log, figures_of_rows
from tests.benchmarks.results import Line, Part, Target, skipped, spread_line
from tests.benchmarks.setup import SEED, Options
from tests.benchmarks.timing import Program, interleave

TITLES = {
    "engine": "engine",
    "reference": "reference engine (lean SimPy)",
    "C": "plain C",
    "SimPy": "idiomatic SimPy",
    "Ciw": "Ciw",
    "salabim": "salabim",
}
AS_C = Target(most=1.5)
AGAINST = {"SimPy": None, "Ciw": Target(least=200), "salabim": None, "reference": None}
ROOM_FOR_ROWS, ROOM_FOR_PEOPLE = 60_000, 10_000
CHECKED = 20
"""Replications whose logs are compared row for row."""


@dataclass(frozen=True)
class Tool:
    """One way of running the network, and how to read what it leaves."""

    simulate: Callable[[int, int], Any]
    figures: Callable[[Any], Figures]


def tools(options: Options) -> tuple[dict[str, Tool], list[Line]]:
    """Everything that can run here, and a line for each that cannot."""
    model = as_model()
    engine = options.simulate
    found = {
        "engine": Tool(lambda seed, replication: engine(model, seed, replication), figures_of_log),
        "reference": Tool(lambda seed, replication: reference.simulate(model, seed, replication), figures_of_log),
        "SimPy": Tool(in_simpy.simulate, figures_of_rows),
    }
    missing = []
    if in_c.compiler() is None:
        missing.append(skipped("C", "there is no C compiler here"))
    else:
        found["C"] = Tool(in_c.Program(model, ROOM_FOR_ROWS, ROOM_FOR_PEOPLE).simulate, figures_of_log)
    if find_spec("ciw") is None:
        missing.append(skipped("Ciw", "ciw is not installed"))
    else:
        from tests.benchmarks.reduced import in_ciw

        found["Ciw"] = Tool(in_ciw.simulate, in_ciw.figures_of_records)
    if find_spec("salabim") is None:
        missing.append(skipped("salabim", "salabim is not installed"))
    else:
        from tests.benchmarks.reduced import in_salabim

        found["salabim"] = Tool(in_salabim.simulate, figures_of_rows)
    return found, missing


def measure(options: Options) -> Part:
    """Speeds and ratios, with the figures that show the work to be the same."""
    found, missing = tools(options)
    programs = {name: Program(partial(tool.simulate, SEED)) for name, tool in found.items()}
    timed = interleave(programs, options.rounds, options.shortest)
    lines = [
        spread_line("engine, events a second and core", timed.events_per_second("engine"), "M", Target(least=5), 1e-6)
    ]
    if "C" in found:
        lines.append(spread_line("engine, time / plain C (gcc -O3)", timed.time_ratio("engine", "C"), "×", AS_C))
    for name, target in AGAINST.items():
        if name in found:
            ratio = timed.time_ratio(name, "engine")
            lines.append(spread_line(f"{TITLES[name]}, time / engine", ratio, "×", target))
            if name == "SimPy" and "C" in found:
                lines.append(spread_line("idiomatic SimPy, time / plain C", timed.time_ratio("SimPy", "C"), "×"))
    lines += [spread_line(f"{TITLES[name]}, ms a replication", timed.seconds(name), "ms", scale=1e3) for name in found]
    return Part("reduced", "The reduced network", [*lines, *missing], agreement(found, 4 if options.quick else 12))


def agreement(found: dict[str, Tool], replications: int) -> list[str]:
    """The same work: rows that are equal in the engines and C, and means that agree in the rest."""
    remarks = []
    for name in ("reference", "C"):
        if name in found:
            same = sum(
                first_difference(found["engine"].simulate(SEED, r), found[name].simulate(SEED, r)) is None
                for r in range(CHECKED)
            )
            remarks.append(f"Logs equal row for row, engine and {TITLES[name]}: {same} of {CHECKED}.")
    means = {name: moments(tool, replications) for name, tool in found.items() if name not in ("reference", "C")}
    remarks += ["", f"Means of {replications} replications, with standard errors:", "", *_columns(means)]
    return remarks


Moments = dict[str, tuple[float, float]]
"""Figure: mean over replications, standard error."""


def moments(tool: Tool, replications: int) -> Moments:
    """The figures of a tool, averaged."""
    each = [tool.figures(tool.simulate(SEED, replication)) for replication in range(replications)]
    values = {name: np.array([figures[name] for figures in each]) for name in each[0]}
    return {name: (float(v.mean()), float(v.std(ddof=1) / np.sqrt(len(v)))) for name, v in values.items()}


def _columns(means: dict[str, Moments]) -> list[str]:
    names = list(means)
    lines = ["| " + " | ".join(["", *(TITLES[name] for name in names)]) + " |", "|---" * (len(names) + 1) + "|"]
    for figure in means[names[0]]:
        cells = [f"{means[name][figure][0]:.1f} ± {means[name][figure][1]:.1f}" for name in names]
        lines.append("| " + " | ".join([figure, *cells]) + " |")
    return lines
