"""The baseline run for decades from an empty start: the long-run behaviour of the catalogue's council."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

from carepath_sim.build import build_model
from carepath_sim.clock import birthday, tick_of
from carepath_sim.eventlog import EventLog
from carepath_sim.experiments.engines import simulate
from carepath_sim.metrics.reading import Reading, Window
from carepath_sim.model import Model
from carepath_sim.scenario.load import from_text
from carepath_sim.scenario.resolve import resolve
from carepath_sim.scenario.resolved import Resolved

YEARS = 64
FILLING_UP = 24
"""Years before the long run is looked at: more than the 15 that it can take to arrive at 10 and leave at 25."""

SEED = 20260401

STUDY = f"""
question: How does the council of the catalogue behave in the long run, without a hub?
kind: strategic
start: 2026-04-01
horizon: {YEARS} years
starting_caseload: none
"""


def study() -> Resolved:
    """The catalogue's own council without a starting caseload, for `YEARS` years."""
    return resolve(from_text(STUDY, "long_run"))


def run(resolved: Resolved, replications: int, seed: int = SEED) -> list[Reading]:
    """Replications 0, 1, ... of a study, one process a processor."""
    model, prices = build_model(resolved)
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as workers:
        logs = workers.map(_simulate, repeat(model), repeat(seed), range(replications))
        return [Reading(log, prices) for log in logs]


def _simulate(model: Model, seed: int, replication: int) -> EventLog:
    return simulate(model, seed, replication)


def settled_window(reading: Reading) -> Window:
    """The part of a long run after it has filled up."""
    words = reading.words
    return Window("settled", anniversary(reading, FILLING_UP), words.horizon)


def anniversary(reading: Reading, year: int) -> int:
    """The tick at which a number of years after the start are complete."""
    start_day = reading.words.start_day
    return tick_of(start_day, birthday(start_day, year))
