"""The runs that figures are measured in: a council over decades from an empty start, or from its starting caseload."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from itertools import repeat
from multiprocessing import get_context

from carepath_sim.build import build_model
from carepath_sim.calibration.view import View
from carepath_sim.catalogue import caseload
from carepath_sim.clock import birthday, tick_of
from carepath_sim.eventlog import EventLog
from carepath_sim.experiments.engines import AUTO, chosen, make_ready, simulate
from carepath_sim.experiments.workers import available_cores
from carepath_sim.metrics.reading import Window
from carepath_sim.model import Model
from carepath_sim.scenario.load import from_text
from carepath_sim.scenario.resolve import resolve, resolve_data
from carepath_sim.scenario.resolved import Resolved

YEARS = 64
"""How long the long run is."""
FILLING_UP = 24
"""Years before the long run is looked at: more than the 15 that it can take to arrive at 10 and leave at 25."""
LONG_RUN_SEED = 20260401
"""What the catalogue is fitted with, and its starting caseload made: another than it is then validated with."""

AT_ONCE = 10
"""Replications that are read together: a few hundred megabytes of decades at most."""

COUNCIL = """
question: How does the council of the catalogue compare with what was published?
kind: strategic
start: 2026-04-01
horizon: 5 years
"""


def council() -> Resolved:
    """The catalogue's own council, over five years from its starting caseload."""
    return resolve(from_text(COUNCIL, "council"))


def in_the_long_run(study: Resolved) -> Resolved:
    """The same study over decades, from an empty start."""
    data = study.data() | {"horizon": f"{YEARS} years", "starting_caseload": caseload.text_of([])}
    return resolve_data(data, study.name)


def all_of_it(model: Model) -> Window:
    """The whole of a study."""
    return Window("all", 0, model.horizon)


def once_filled(model: Model) -> Window:
    """What is left of a study from an empty start once the council has filled up."""
    return Window("once filled", anniversary(model.start_day, FILLING_UP), model.horizon)


def anniversary(start_day: int, years: int) -> int:
    """The tick at which a number of years after the start are complete."""
    return tick_of(start_day, birthday(start_day, years))


def views(
    study: Resolved,
    window: Callable[[Model], Window],
    replications: int,
    seed: int,
    engine: str = AUTO,
    on_run: Callable[[], None] | None = None,
) -> Iterator[View]:
    """Replications 0, 1, ... of a study, some at a time; `on_run` is told of each. Errors as `simulate`."""
    model, prices = build_model(study)
    engine = chosen(engine)
    make_ready(engine)
    for first in range(0, replications, AT_ONCE):
        logs = []
        with closing(_logs(model, seed, range(first, min(first + AT_ONCE, replications)), engine)) as found:
            for log in found:
                logs.append(log)
                if on_run is not None:
                    on_run()
        yield View.of(study, logs, prices, window(model))


def _logs(model: Model, seed: int, replications: range, engine: str) -> Generator[EventLog, None, None]:
    """Logs in order: by threads, or by a process for each core where the engine holds the interpreter's lock."""
    count = min(available_cores(), len(replications))
    workers: Executor = (
        ThreadPoolExecutor(count) if engine == "compiled" else ProcessPoolExecutor(count, get_context("spawn"))
    )
    try:
        yield from workers.map(simulate, repeat(model), repeat(seed), replications, repeat(engine))
    finally:
        workers.shutdown(wait=True, cancel_futures=True)
