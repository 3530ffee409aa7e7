"""One scenario, many replications: the metrics of each, the bands of its series and what happened to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd

from carepath_sim.clock import DAY
from carepath_sim.eventlog import EventLog
from carepath_sim.experiments.engines import AUTO, chosen
from carepath_sim.experiments.flows import flows_frame
from carepath_sim.experiments.frames import metrics_frame, series_frame, survival_frame
from carepath_sim.experiments.needed import needed_frame
from carepath_sim.experiments.outcome import Lives, Outcome
from carepath_sim.experiments.stopping import Stopping, Until, execute_until
from carepath_sim.experiments.study import DEFAULT_REPLICATIONS, DEFAULT_SEED, Study, check_comparable
from carepath_sim.experiments.tallies import Tally
from carepath_sim.experiments.workers import Job, Progress, execute
from carepath_sim.metrics.quarters import TOTALS, Quarters, quarter_edges
from carepath_sim.model import Model, Prices


@dataclass(frozen=True, eq=False)
class Run:
    """The results of one scenario; all but `wall_seconds` depend on the model, prices, seed and replications alone."""

    study: Study
    replications: int
    seed: int
    engine: str
    metrics: pd.DataFrame
    series: pd.DataFrame
    survival: pd.DataFrame
    flows: pd.DataFrame
    needed: pd.DataFrame
    quarters: Quarters
    lives: tuple[Lives, ...]  # one a replication
    tallies: tuple[Tally, ...]  # one a replication
    first: EventLog  # of replication 0
    events: int  # scheduled events that left a row, all replications together
    rows: int
    wall_seconds: float  # of the whole call, other scenarios run with it included
    stopping: Stopping | None = None  # what ended it, if the number of replications was not fixed


def run(
    model: Model,
    prices: Prices,
    name: str,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    engine: str = AUTO,
    workers: int | None = None,
    on_progress: Progress | None = None,
    keep_logs: Path | None = None,
) -> Run:
    """Run one model; `keep_logs` names a folder to leave every log in. Errors as `workers.execute`."""
    study = Study(name, model, prices)
    return run_all([study], replications, seed, engine, workers, on_progress, keep_logs)[0]


def run_all(
    studies: Sequence[Study],
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    engine: str = AUTO,
    workers: int | None = None,
    on_progress: Progress | None = None,
    keep_logs: Path | None = None,
    until: Until | None = None,
) -> list[Run]:
    """Run several studies under common random numbers, sharing the workers.

    With `until`, `replications` is the least number of them: see `stopping.execute_until`.
    """
    check_comparable(studies)
    engine = chosen(engine)
    job, stopping = Job(tuple(studies), seed, engine, keep_logs), None
    began = perf_counter()
    if until is None:
        outcomes = execute(job, replications, workers, on_progress)
    else:
        outcomes, stopping = execute_until(job, until, replications, workers, on_progress)
    seconds = perf_counter() - began
    runs = [_gather(study, found, seed, engine, seconds) for study, found in zip(studies, outcomes, strict=True)]
    return [replace(each, stopping=stopping) for each in runs]


def _gather(study: Study, outcomes: Sequence[Outcome], seed: int, engine: str, seconds: float) -> Run:
    return Run(
        study=study,
        replications=len(outcomes),
        seed=seed,
        engine=engine,
        metrics=metrics_frame(study, outcomes),
        series=series_frame(study, outcomes),
        survival=survival_frame(study, outcomes),
        flows=flows_frame(study, [outcome.flows for outcome in outcomes]),
        needed=needed_frame(study, [outcome.needed for outcome in outcomes]),
        quarters=_quarters(study.model, outcomes),
        tallies=tuple(outcome.tally for outcome in outcomes),
        first=_first(outcomes),
        lives=tuple(outcome.lives for outcome in outcomes),
        events=sum(outcome.events for outcome in outcomes),
        rows=sum(outcome.rows for outcome in outcomes),
        wall_seconds=seconds,
    )


def _quarters(model: Model, outcomes: Sequence[Outcome]) -> Quarters:
    costs = np.stack([outcome.quarters for outcome in outcomes], axis=1)
    ends = quarter_edges(model.start_day, model.horizon)[1:]
    return Quarters(model.start_day + ends // DAY, dict(zip(TOTALS, costs, strict=True)))


def _first(outcomes: Sequence[Outcome]) -> EventLog:
    """The log of the first replication, which alone was kept."""
    log = outcomes[0].log
    if log is None:
        raise ValueError("the outcomes do not begin with the first replication")
    return log
