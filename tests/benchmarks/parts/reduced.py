"""The reduced network in every program and at two sizes: the same work, and how long it takes."""

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
from tests.benchmarks.reduced.network import LARGE, SMALL, Size, as_model
from tests.benchmarks.reduced.rows import Figures, figures_of_log, figures_of_rows
from tests.benchmarks.results import Line, Part, Target, skipped, spread_line
from tests.benchmarks.setup import SEED, Options
from tests.benchmarks.timing import Program, Rounds, interleave

TITLES = {
    "engine": "engine",
    "reference": "reference engine (lean SimPy)",
    "C": "plain C",
    "SimPy": "idiomatic SimPy",
    "Ciw": "Ciw",
    "salabim": "salabim",
}
SPEED, AS_C = Target(least=5), Target(most=1.5)
AGAINST = {"SimPy": None, "Ciw": Target(least=200), "salabim": None, "reference": None}
ROOM_FOR_ROWS, ROOM_FOR_PEOPLE = 60_000, 10_000
CHECKED = 20
"""Replications whose logs are compared row for row."""


@dataclass(frozen=True)
class Tool:
    """One way of running the network, and how to read what it leaves."""

    simulate: Callable[[int, int], Any]
    figures: Callable[[Any], Figures]


def tools(size: Size, options: Options) -> dict[str, Tool]:
    """Everything that can run here."""
    model = as_model(size)
    found = {
        "engine": Tool(partial(options.simulate, model), figures_of_log),
        "reference": Tool(partial(reference.simulate, model), figures_of_log),
        "SimPy": Tool(partial(in_simpy.simulate, size), figures_of_rows),
    }
    if in_c.compiler() is not None:
        found["C"] = Tool(in_c.Program(model, ROOM_FOR_ROWS, ROOM_FOR_PEOPLE).simulate, figures_of_log)
    if find_spec("ciw") is not None:
        from tests.benchmarks.reduced import in_ciw

        found["Ciw"] = Tool(partial(in_ciw.simulate, size), in_ciw.figures_of_records)
    if find_spec("salabim") is not None:
        from tests.benchmarks.reduced import in_salabim

        found["salabim"] = Tool(partial(in_salabim.simulate, size), figures_of_rows)
    return found


def measure(options: Options) -> Part:
    """Speeds and ratios at both sizes, with the figures that show the work to be the same."""
    lines: list[Line] = []
    remarks: list[str] = []
    for size in (LARGE, SMALL):
        found = tools(size, options)
        programs = {name: Program(partial(tool.simulate, SEED)) for name, tool in found.items()}
        timed = interleave(programs, options.rounds, options.shortest)
        lines += _lines(size.name, timed)
        remarks += [*agreement(size.name, found, 4 if options.quick else 12), ""]
    lines += [skipped(TITLES[name], "not on this machine") for name in TITLES if name not in found]
    return Part("reduced", "The reduced network", lines, remarks)


def _lines(size: str, timed: Rounds) -> list[Line]:
    """Ratios of what one event costs."""
    lines = [
        spread_line(f"{size}: engine, events a second and core", timed.events_per_second("engine"), "M", SPEED, 1e-6)
    ]
    if "C" in timed.samples:
        lines.append(
            spread_line(f"{size}: engine, time / plain C (gcc -O3)", timed.time_ratio("engine", "C"), "×", AS_C)
        )
        lines.append(spread_line(f"{size}: idiomatic SimPy, time / plain C", timed.time_ratio("SimPy", "C"), "×"))
    for name, target in AGAINST.items():
        if name in timed.samples:
            ratio = timed.time_ratio(name, "engine")
            lines.append(spread_line(f"{size}: {TITLES[name]}, time / engine", ratio, "×", target))
    for name in timed.samples:
        lines.append(spread_line(f"{size}: {TITLES[name]}, µs an event", timed.per_event(name), "µs", scale=1e6))
    return lines


def agreement(size: str, found: dict[str, Tool], replications: int) -> list[str]:
    """The same work: rows that are equal in the engines and C, and means that agree in the rest."""
    remarks = []
    for name in ("reference", "C"):
        if name in found:
            same = sum(
                first_difference(found["engine"].simulate(SEED, r), found[name].simulate(SEED, r)) is None
                for r in range(CHECKED)
            )
            remarks.append(f"{size}: logs equal row for row, engine and {TITLES[name]}: {same} of {CHECKED}.")
    means = {name: moments(tool, replications) for name, tool in found.items() if name not in ("reference", "C")}
    remarks += ["", f"{size}: means of {replications} replications, with standard errors:", "", *_columns(means)]
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
