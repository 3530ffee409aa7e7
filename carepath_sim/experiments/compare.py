"""Several scenarios under the same luck: paired differences, other lives, and what may be said of them in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pandas as pd

from carepath_sim.experiments import findings
from carepath_sim.experiments.checks import checks_frame, failures
from carepath_sim.experiments.engines import AUTO
from carepath_sim.experiments.journeys import journeys_frame
from carepath_sim.experiments.leads import how_many
from carepath_sim.experiments.pathways import PATHWAYS_COLUMNS, pathways_frame
from carepath_sim.experiments.payback import CUMULATIVE_COLUMNS, PAYBACK_COLUMNS, cumulative_frame, payback_frame
from carepath_sim.experiments.repeating import Repeat, repeats
from carepath_sim.experiments.run import Run, run_all
from carepath_sim.experiments.stopping import Stopping, Until
from carepath_sim.experiments.study import DEFAULT_REPLICATIONS, DEFAULT_SEED, Study
from carepath_sim.experiments.workers import Progress
from carepath_sim.metrics import ALL, METRICS
from carepath_sim.metrics.registry import Key
from carepath_sim.metrics.uncertainty import Difference, paired

DIFFERENCE_COLUMNS = tuple(item.name for item in fields(Difference))
COMPARISON_COLUMNS = ("scenario", "metric", "period", "setting", "unit", "better", *DIFFERENCE_COLUMNS)


@dataclass(frozen=True)
class Facts:
    """One scenario of a comparison, as the report and the manifest name it."""

    name: str
    title: str
    question: str
    kind: str
    model: str  # fingerprint
    prices: str  # fingerprint
    events: int
    rows: int


@dataclass(frozen=True, eq=False)
class Comparison:
    """Everything found; the first scenario is the baseline.

    `comparison` holds every other scenario against the baseline, `contrasts` the
    headline figures of the others against each other (columns `COMPARISON_COLUMNS`
    with `against`; there `baseline` is the value of the scenario named in `against`).
    """

    scenarios: tuple[Facts, ...]
    replications: int
    seed: int
    engine: str
    metrics: pd.DataFrame
    comparison: pd.DataFrame
    contrasts: pd.DataFrame
    pathways: pd.DataFrame
    series: pd.DataFrame
    survival: pd.DataFrame
    flows: pd.DataFrame
    needed: pd.DataFrame
    journeys: pd.DataFrame
    cumulative: pd.DataFrame
    payback: pd.DataFrame
    checks: pd.DataFrame
    findings: tuple[str, ...]
    wall_seconds: float
    stopping: Stopping | None = None  # what ended the study, if the number of replications was not fixed

    @property
    def baseline(self) -> Facts:
        """The scenario that the others are held against."""
        return self.scenarios[0]

    @property
    def leads(self) -> tuple[str, ...]:
        """The findings to read first, see `leads.how_many`; of a scenario by itself, all."""
        return self.findings[: how_many(len(self.scenarios))] or self.findings

    @property
    def failures(self) -> tuple[str, ...]:
        """A sentence for each check of this run that failed: none, if all is well."""
        return failures(self.checks, {facts.name: facts.title for facts in self.scenarios})

    @property
    def events_per_second(self) -> float:
        """Events that left a row, of all scenarios and replications, by seconds of wall clock time."""
        return sum(facts.events for facts in self.scenarios) / self.wall_seconds


def compare(
    studies: Sequence[Study],
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    engine: str = AUTO,
    workers: int | None = None,
    on_progress: Progress | None = None,
    keep_logs: Path | None = None,
    labels: Mapping[str, str] | None = None,
    until: Until | None = None,
) -> Comparison:
    """Run every study and compare each with the first; a single study is run and compared with nothing.

    `labels` gives the printed names of settings and teams for the findings. With `until`
    replications are added until a goal is reached, and `replications` is the least number. Raises
    UsageError if the studies cannot meet the same luck; other errors as `workers.execute`.
    """
    runs = run_all(studies, replications, seed, engine, workers, on_progress, keep_logs, until)
    logs = [run.first for run in runs]
    again = repeats([study.model for study in studies], logs, seed, runs[0].engine)
    return comparison_of(runs, labels or {}, again)


def comparison_of(runs: Sequence[Run], labels: Mapping[str, str], again: Sequence[Sequence[Repeat]]) -> Comparison:
    """The comparison of runs that met the same luck; `again` is what came of repeating each."""
    first = runs[0]
    scenarios = tuple(_facts(run) for run in runs)
    tables = {run.study.name: _values(run.metrics) for run in runs}
    comparison = _stack(
        _differences(run.study.name, tables[run.study.name], tables[first.study.name]) for run in runs[1:]
    )
    contrasts = _contrasts([run.study.name for run in runs[1:]], tables)
    pathways = [pathways_frame(run.study.name, first.lives, run.lives) for run in runs[1:]]
    metrics = pd.concat([run.metrics for run in runs], ignore_index=True)
    other_lives = pd.concat(pathways, ignore_index=True) if pathways else pd.DataFrame(columns=list(PATHWAYS_COLUMNS))
    return Comparison(
        scenarios=scenarios,
        replications=first.replications,
        seed=first.seed,
        engine=first.engine,
        metrics=metrics,
        comparison=comparison.drop(columns="against"),
        contrasts=contrasts,
        pathways=other_lives,
        series=pd.concat([run.series for run in runs], ignore_index=True),
        survival=pd.concat([run.survival for run in runs], ignore_index=True),
        flows=pd.concat([run.flows for run in runs], ignore_index=True),
        needed=pd.concat([run.needed for run in runs], ignore_index=True),
        journeys=journeys_frame([run.study for run in runs], [run.first for run in runs]),
        cumulative=_over_time(runs, cumulative_frame, CUMULATIVE_COLUMNS),
        payback=_over_time(runs, payback_frame, PAYBACK_COLUMNS),
        checks=checks_frame(runs, again),
        findings=findings.alone(first.study.title, metrics)
        if len(runs) == 1
        else findings.write(
            {facts.name: facts.title for facts in scenarios},
            comparison,
            contrasts,
            other_lives,
            labels,
            _kept_free(runs),
        ),
        wall_seconds=first.wall_seconds,
        stopping=first.stopping,
    )


def _over_time(runs: Sequence[Run], frame: Callable[..., pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    """A table of the money of every other scenario, quarter by quarter, beside that of the first."""
    first = runs[0]
    frames = (
        frame(
            run.study.name,
            run.quarters.costs,
            first.quarters.costs,
            first.study.model.start_day,
            first.quarters.end_day,
        )
        for run in runs[1:]
    )
    found = [rows for rows in frames if len(rows)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(columns))


def _kept_free(runs: Sequence[Run]) -> Set[str]:
    """Pools of which some scenario keeps places free at some time."""
    models = [run.study.model for run in runs]
    return {model.pools[pool] for model in models for pool in np.flatnonzero(model.keep_free.max(axis=1, initial=0))}


def _facts(run: Run) -> Facts:
    study = run.study
    return Facts(
        name=study.name,
        title=study.title,
        question=study.question,
        kind=study.kind,
        model=study.model.fingerprint(),
        prices=study.prices.fingerprint(),
        events=run.events,
        rows=run.rows,
    )


Table = dict[Key, np.ndarray]
"""The values of every metric of a scenario, one a replication, in order."""


def _values(metrics: pd.DataFrame) -> Table:
    """The tidy frame of one scenario, by key: its rows stand replication by replication in one order of keys."""
    replications = metrics["replication"].nunique()
    one = metrics.iloc[: len(metrics) // replications]
    values = metrics["value"].to_numpy().reshape(replications, -1).T
    return dict(zip(zip(one["period"], one["setting"], one["metric"], strict=True), values, strict=True))


def _differences(name: str, table: Table, against: Table, other: str = "", only: Iterable[Key] = ()) -> pd.DataFrame:
    """Paired differences of one scenario from another, for every key that either has."""
    keys = list(only) or list(against | table)
    count = len(next(iter(table.values())))
    rows = []
    for period, setting, metric in sorted(keys, key=_metric_order):
        item = METRICS[metric]
        missing = np.full(count, item.absent)
        base, value = (source.get((period, setting, metric), missing) for source in (against, table))
        found = paired(base, value, item.better, item.tolerance, item.floor)
        described = (name, metric, period, setting, item.unit, item.better)
        rows.append((*described, *(getattr(found, column) for column in DIFFERENCE_COLUMNS), other))
    return pd.DataFrame(rows, columns=[*COMPARISON_COLUMNS, "against"])


METRIC_ORDER = {name: place for place, name in enumerate(METRICS)}


def _metric_order(key: Key) -> int:
    return METRIC_ORDER[key[2]]


def _contrasts(names: Sequence[str], tables: Mapping[str, Table]) -> pd.DataFrame:
    """Every later scenario against every earlier one but the baseline, over the whole study.

    Headline figures, and those that findings tell beside them.
    """
    return _stack(
        _differences(later, tables[later], tables[earlier], earlier, _contrasted(tables[earlier] | tables[later]))
        for place, earlier in enumerate(names)
        for later in names[place + 1 :]
    )


def _contrasted(table: Table) -> list[Key]:
    wanted = {item.name for item in METRICS.values() if item.headline} | set(findings.CONTRASTED)
    return [key for key in table if key[0] == ALL and key[2] in wanted]


def _stack(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    found = list(frames)
    if not found:
        return pd.DataFrame(columns=[*COMPARISON_COLUMNS, "against"])
    return pd.concat(found, ignore_index=True)
