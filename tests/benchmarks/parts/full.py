"""The whole council over five years: the engine against the reference and against an idiomatic SimPy program."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from carepath_sim.engines import reference
from carepath_sim.eventlog import KINDS
from carepath_sim.model import Model
from tests.benchmarks import council_in_simpy
from tests.benchmarks.results import Line, Part, Target, spread_line
from tests.benchmarks.setup import SEED, Options, program_of, scenario
from tests.benchmarks.timing import Program, Rounds, interleave

SCENARIOS = ("baseline", "no_heads_on_beds")
SPEED, AGAINST_SIMPY = Target(least=2), Target(least=100)


def measure(options: Options) -> Part:
    """Speeds and ratios by scenario, and the rows of each kind that the programs write."""
    lines: list[Line] = []
    remarks: list[str] = []
    for name in SCENARIOS:
        model, _ = scenario(name)
        programs = {
            "engine": program_of(options.simulate, model),
            "reference": program_of(reference.simulate, model),
            "SimPy": Program(partial(council_in_simpy.simulate, model, SEED)),
        }
        timed = interleave(programs, options.rounds, options.shortest)
        lines += _lines(name, timed)
        remarks += agreement(name, model, options, 4 if options.quick else 12)
    return Part("full", "The typical council over five years", lines, remarks)


def _lines(name: str, timed: Rounds) -> list[Line]:
    speed = timed.events_per_second("engine")
    simpy, lean = (timed.time_ratio(program, "engine") for program in ("SimPy", "reference"))
    return [
        spread_line(f"{name}: engine, events a second and core", speed, "M", SPEED, 1e-6),
        spread_line(f"{name}: idiomatic SimPy, time / engine", simpy, "×", AGAINST_SIMPY),
        spread_line(f"{name}: reference (lean SimPy), time / engine", lean, "×"),
        *(
            spread_line(f"{name}: {title}, ms a replication", timed.seconds(program), "ms", scale=1e3)
            for program, title in (("engine", "engine"), ("reference", "reference"), ("SimPy", "idiomatic SimPy"))
        ),
    ]


def agreement(name: str, model: Model, options: Options, replications: int) -> list[str]:
    """Rows by kind and events of the engine and of the SimPy program, on average."""
    mine = [options.simulate(model, SEED, replication) for replication in range(replications)]
    theirs = [council_in_simpy.simulate(model, SEED, replication) for replication in range(replications)]
    ours = counts([(log.kind.tolist(), log.events) for log in mine])
    simpy = counts([([row[1] for row in rows.rows], rows.events) for rows in theirs])
    lines = [f"{name}: means of {replications} replications, with standard errors", ""]
    lines += ["| rows | engine | idiomatic SimPy |", "|---|---|---|"]
    for kind, one, other in zip((*KINDS, "all rows", "events"), ours, simpy, strict=True):
        if one[0] or other[0]:
            lines.append(f"| {kind} | {one[0]:.1f} ± {one[1]:.1f} | {other[0]:.1f} ± {other[1]:.1f} |")
    return [*lines, ""]


def counts(logs: list[tuple[list[int], int]]) -> list[tuple[float, float]]:
    """Mean and standard error of the rows of each kind, of all rows and of events."""
    table: Any = np.array(
        [[*np.bincount(kinds, minlength=len(KINDS)), len(kinds), events] for kinds, events in logs], dtype=float
    )
    error = table.std(axis=0, ddof=1) / np.sqrt(len(table))
    return list(zip(table.mean(axis=0).tolist(), error.tolist(), strict=True))
