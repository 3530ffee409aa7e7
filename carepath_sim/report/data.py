"""Exactly what the page needs, and nothing that knows how to run anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from carepath_sim.catalogue.outcomes import Framework
from carepath_sim.catalogue.wording import label_of
from carepath_sim.experiments.answers import Answer
from carepath_sim.experiments.checks import CHECKS_COLUMNS
from carepath_sim.experiments.compare import COMPARISON_COLUMNS
from carepath_sim.experiments.flows import FLOWS_COLUMNS
from carepath_sim.experiments.frames import METRICS_COLUMNS, SERIES_COLUMNS, SURVIVAL_COLUMNS
from carepath_sim.experiments.journeys import JOURNEYS_COLUMNS
from carepath_sim.experiments.needed import NEEDED_COLUMNS
from carepath_sim.experiments.pathways import PATHWAYS_COLUMNS
from carepath_sim.experiments.payback import CUMULATIVE_COLUMNS, PAYBACK_COLUMNS
from carepath_sim.report.parts import (
    AssumedTogether,
    DecisionRow,
    FeatureRow,
    PracticeCard,
    PublishedFigure,
    Reproduction,
    StressRow,
)

PARAMETERS_COLUMNS = (
    "path",
    "value",
    "status",
    "evidence",
    "source",
    "range",
    "note",
    "origin",
    "low",
    "high",
    "amount",
    "words",
    "scenarios",
)
DIFFERENCES_COLUMNS = ("scenario", "path", "baseline", "value", "words")
SOURCES_COLUMNS = ("key", "title", "publisher", "year", "address", "licence", "read")

STATUSES = ("sourced", "calibrated", "assumed", "local")


class Grouped:
    """A frame whose rows are found by what stands in some of its columns, looked up once for all questions."""

    def __init__(self, frame: pd.DataFrame, columns: list[str]) -> None:
        self._frame = frame
        self._places: Mapping[Any, Any] = frame.groupby(columns, sort=False).indices

    def rows(self, *values: str) -> pd.DataFrame:
        """The rows that have these values in the columns, in their order; none if there are none."""
        return self._frame.take(self._places.get(values, []))


@dataclass(frozen=True)
class ScenarioCard:
    """How one scenario introduces itself: `kind` is strategic, adaptive or transformative."""

    name: str
    label: str
    question: str
    kind: str


@dataclass(frozen=True)
class Definition:
    """What a metric counts; `better` is lower, higher or neither, and `headline` puts it in the first table.

    `principle` is the key of the principle it speaks to.
    """

    name: str
    label: str
    unit: str
    better: str
    text: str
    headline: bool = True
    principle: str = ""


@dataclass(frozen=True, eq=False)
class ReportData:
    """Everything one page says. The first scenario is the baseline; frames have the columns named above.

    `series` holds young people by setting (kind people) and occupied and open places by
    pool (kinds occupied and open), one row a date: the mean and percentiles over
    replications. In `survival` the chances are between 0 and 1. In `pathways` the
    measures are those of `pathways.MEASURES`, each a mean number of young people out of
    `of` with the 10th and 90th percentile of one future. In `parameters` value and range are
    words with their units; low, high and amount are the range and the value in numbers of
    one unit or NaN, words is the name a reader is given, and scenarios the names of those
    that have the number with this value. `labels` gives the printed name of a setting,
    pool, team or cost heading, `families` the reporting family of a setting, `years` the length of
    the study, `assumes` what the scenarios say they assume and `loops` what becomes of the known
    feedback loops, in sentences.
    `practice` has a card for each practice model in use, `features` what becomes of those of No
    Wrong Door where it is, `published` the published figures beside simulated ones (of the
    catalogue's council, not of these scenarios), `published_runs` in how many runs these were
    found, `outcomes` the principles and what is not modelled, of the framework that `framework` names.
    `stress` holds the rows of the reporting checklist, `assumed_together` what the scenarios assume by which of
    them do, `decisions` the modelling decisions that matter to this run, `reproduction` how to make it again.

    `flows` holds how often young people went from one setting to another (`entered` before the
    first, `left` after the last): mean of the replications and the 10th and 90th percentile of one
    future. `needed` holds for each limited pool the share of time in which at least so many places
    were occupied or waited for. `journeys` has a row for each stay of some simulated young people, the
    same in every scenario, with ISO dates. `cumulative` holds the cost since the start against the
    baseline (£; `low` and `high` bound the mean, `p10` and `p90` one future) by `measure` (constant,
    discounted, cash, council) and `payback` when it stays below zero: the share of futures in which it
    does, and the median, 10th and 90th percentile of the date. `checks` holds what was tested in this run.
    `answers` holds by the name of each scenario but the baseline its answers to the three first questions.
    `tornado` and `switching` are those of an analysis of sensitivity of the same scenarios, and empty without one.
    Raises ValueError if a frame lacks a column.
    """

    title: str
    scenarios: tuple[ScenarioCard, ...]
    findings: tuple[str, ...]
    comparison: pd.DataFrame
    metrics: pd.DataFrame
    series: pd.DataFrame
    survival: pd.DataFrame
    pathways: pd.DataFrame
    parameters: pd.DataFrame
    differences: pd.DataFrame
    sources: pd.DataFrame
    definitions: tuple[Definition, ...]
    provenance: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)
    subtitle: str = ""
    years: float = 1.0
    assumes: tuple[str, ...] = ()
    loops: tuple[str, ...] = ()
    practice: tuple[PracticeCard, ...] = ()
    features: tuple[FeatureRow, ...] = ()
    published: tuple[PublishedFigure, ...] = ()
    published_runs: str = ""
    outcomes: Framework | None = None
    framework: str = ""
    stress: tuple[StressRow, ...] = ()
    assumed_together: tuple[AssumedTogether, ...] = ()
    decisions: tuple[DecisionRow, ...] = ()
    reproduction: Reproduction | None = None
    flows: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(FLOWS_COLUMNS)))
    needed: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(NEEDED_COLUMNS)))
    journeys: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(JOURNEYS_COLUMNS)))
    cumulative: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(CUMULATIVE_COLUMNS)))
    payback: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(PAYBACK_COLUMNS)))
    checks: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(CHECKS_COLUMNS)))
    answers: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    tornado: pd.DataFrame = field(default_factory=pd.DataFrame)
    switching: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __post_init__(self) -> None:
        if not self.scenarios:
            raise ValueError("a report needs at least one scenario")
        for name, columns in FRAMES.items():
            missing = [column for column in columns if column not in getattr(self, name).columns]
            if missing:
                raise ValueError(f"the {name} frame lacks {', '.join(missing)}")

    def label(self, name: str) -> str:
        """The printed name of a setting, pool, team or heading; its own name in words where none was given."""
        return label_of(self.labels, name)

    def scenario_label(self, name: str) -> str:
        """The printed name of a scenario."""
        return next((card.label for card in self.scenarios if card.name == name), name)

    def compared(self, metric: str, setting: str = "all", period: str = "all") -> pd.DataFrame:
        """The comparison rows of one metric, one a scenario other than the baseline, in the order of the scenarios."""
        return self._compared.rows(metric, setting, period).reset_index(drop=True)

    def measured(self, metric: str, period: str = "all") -> pd.DataFrame:
        """The metrics rows of one metric, of every setting, scenario and replication."""
        return self._measured.rows(metric, period)

    def means(self, metric: str, period: str = "all") -> pd.DataFrame:
        """Means over the replications of one metric: a row for each setting or heading, a column a scenario."""
        rows = self.measured(metric, period)
        table = rows.pivot_table(index="setting", columns="scenario", values="value", aggfunc="mean", sort=False)
        return table.reindex(columns=[card.name for card in self.scenarios])

    @cached_property
    def _compared(self) -> Grouped:
        order = {card.name: position for position, card in enumerate(self.scenarios)}
        ordered = self.comparison.sort_values("scenario", key=lambda names: names.map(order), kind="stable")
        return Grouped(ordered, ["metric", "setting", "period"])

    @cached_property
    def _measured(self) -> Grouped:
        return Grouped(self.metrics, ["metric", "period"])

    def definition(self, metric: str) -> Definition | None:
        """What a metric counts, if it was defined."""
        return next((definition for definition in self.definitions if definition.name == metric), None)


FRAMES = {
    "comparison": COMPARISON_COLUMNS,
    "metrics": METRICS_COLUMNS,
    "series": SERIES_COLUMNS,
    "survival": SURVIVAL_COLUMNS,
    "pathways": PATHWAYS_COLUMNS,
    "flows": FLOWS_COLUMNS,
    "needed": NEEDED_COLUMNS,
    "journeys": JOURNEYS_COLUMNS,
    "cumulative": CUMULATIVE_COLUMNS,
    "payback": PAYBACK_COLUMNS,
    "checks": CHECKS_COLUMNS,
    "parameters": PARAMETERS_COLUMNS,
    "differences": DIFFERENCES_COLUMNS,
    "sources": SOURCES_COLUMNS,
}
