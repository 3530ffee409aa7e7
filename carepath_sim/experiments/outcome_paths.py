"""Outcomes: what a sweep measures, written METRIC[.PART][@PERIOD], and measured without working out anything else.

`cost_per_year` is the whole study's, `days_full.hub` the hub's part of it, and
`looked_after@year 5` the fifth year's. Values are the very ones that a comparison has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from carepath_sim.catalogue.spelling import listed, nearest
from carepath_sim.catalogue.wording import counted, in_sentence
from carepath_sim.errors import UsageError
from carepath_sim.eventlog import COLUMNS, PEOPLE_COLUMNS, EventLog, Vocabulary
from carepath_sim.experiments.study import Study
from carepath_sim.metrics import ALL, METRICS, Metric, Reading, headlines
from carepath_sim.metrics.registry import Better, Key, Values
from carepath_sim.model import Floats, Prices

YEAR = re.compile(r"(?:year)?[ _-]*([1-9][0-9]*)", re.IGNORECASE)
FORM = "METRIC, METRIC.PART or METRIC@year 2, such as cost_per_year, days_full.hub or looked_after@year 5"


@dataclass(frozen=True)
class OutcomePath:
    """One thing measured; `part` is a setting, pool, team, age band or cost heading, `period` `all` or `year 5`."""

    metric: str
    part: str = ALL
    period: str = ALL

    @property
    def name(self) -> str:
        """The path as it is written, and the name of its column in results."""
        part = "" if self.part == ALL else f".{self.part}"
        period = "" if self.period == ALL else f"@{self.period}"
        return f"{self.metric}{part}{period}"

    @property
    def label(self) -> str:
        """The path in words."""
        part = "" if self.part == ALL else f", {in_sentence(self.part.replace('_', ' '))}"
        period = "" if self.period == ALL else f", {self.period}"
        return f"{self.described.label}{part}{period}"

    @property
    def unit(self) -> str:
        """What its values are counted in."""
        return self.described.unit

    @property
    def better(self) -> Better:
        """Whether more or less of it is better, if either is."""
        return self.described.better

    @property
    def described(self) -> Metric:
        """The metric it is taken from."""
        return METRICS[self.metric]

    @cached_property
    def key(self) -> Key:
        """Its key in the tables of metrics."""
        return (self.period, self.part, self.metric)

    def __str__(self) -> str:
        return self.name


DEFAULT_OUTCOMES: tuple[OutcomePath, ...] = tuple(OutcomePath(item.name) for item in headlines())
"""The figures a comparison is judged by, of the whole study."""


def outcome_path(text: str) -> OutcomePath:
    """The outcome that somebody wrote; raises UsageError if there is no such metric, or its form is another."""
    written = text.strip()
    path, at, period = written.partition("@")
    metric, dot, part = path.strip().partition(".")
    metric, part = metric.strip(), part.strip()
    if not metric or (dot and not part):
        raise UsageError(f"{text!r} is no outcome. Allowed: {FORM}")
    if metric not in METRICS:
        near = nearest(metric, METRICS)
        hint = f"Did you mean {near}{dot}{part}{at}{period}? " if near else ""
        raise UsageError(f"{written}: there is no metric called {metric!r}. {hint}Allowed: {listed(METRICS, 200)}")
    return OutcomePath(metric, part or ALL, _period(written, period.strip()) if at else ALL)


def _period(written: str, period: str) -> str:
    if period.lower() == ALL:
        return ALL
    year = YEAR.fullmatch(period)
    if year is None:
        raise UsageError(
            f"{written}: {period!r} is no period. Allowed: all (the whole study) and year 1, year 2, … "
            "(years from the start date)"
        )
    return f"year {year[1]}"


def outcome_paths(texts: Iterable[str]) -> tuple[OutcomePath, ...]:
    """Several outcomes, each once, in order. Raises UsageError with every mistake, a line each."""
    found: dict[OutcomePath, None] = {}
    wrong = []
    for text in texts:
        try:
            found[outcome_path(text)] = None
        except UsageError as error:
            wrong.append(str(error))
    if wrong:
        raise UsageError("\n".join(wrong))
    return tuple(found)


def measured(logs: Sequence[EventLog], prices: Prices, outcomes: Sequence[OutcomePath]) -> Floats:
    """The outcomes of each log of one study, [runs, outcomes], equal bit for bit to those `tabulate` gives.

    Only the metrics asked for are worked out. What the study has no part or period for is the metric's `absent`.
    """
    reading = Reading(logs, prices)
    periods = {window.name: place for place, window in enumerate(reading.windows)}
    found = np.empty((reading.n_runs, len(outcomes)))
    worked_out: dict[str, Values] = {}
    for column, outcome in enumerate(outcomes):
        if outcome.metric not in worked_out:
            worked_out[outcome.metric] = outcome.described.function(reading)
        values = worked_out[outcome.metric]
        part = values if isinstance(values, np.ndarray) and outcome.part == ALL else None
        if not isinstance(values, np.ndarray):
            part = values.get(outcome.part)
        window = periods.get(outcome.period)
        found[:, column] = outcome.described.absent if part is None or window is None else part[:, window]
    return found


def check_parts(outcomes: Sequence[OutcomePath], studies: Sequence[Study]) -> list[str]:
    """A sentence for each outcome that no study has the part or the period for, with what there is."""
    readings = [Reading(_nothing(study), study.prices) for study in studies]
    years = max((len(reading.windows) - 1 for reading in readings), default=0)
    found = []
    for outcome in outcomes:
        parts = _parts(outcome.described, readings)
        if outcome.part not in parts:
            found.append(_no_part(outcome, parts))
        if outcome.period != ALL and int(outcome.period.split()[1]) > years:
            found.append(f"{outcome.name}: the study has no {outcome.period}. Allowed: {_periods(outcome, years)}")
    return found


def without(outcomes: Sequence[OutcomePath], studies: Sequence[Study]) -> list[OutcomePath]:
    """The outcomes that no study has the part for: what `measured` gives of them stands for nothing."""
    if all(outcome.part == ALL for outcome in outcomes):
        return []
    readings = [Reading(_nothing(study), study.prices) for study in studies]
    return [path for path in outcomes if path.part != ALL and path.part not in _parts(path.described, readings)]


def _nothing(study: Study) -> EventLog:
    """A log in which nothing happened: the parts of a metric depend on the names in a study alone."""
    return EventLog(
        vocabulary=Vocabulary.of(study.model),
        **{name: np.zeros(0, dtype=dtype) for name, dtype in COLUMNS.items()},
        people={name: np.zeros(0, dtype=dtype) for name, dtype in PEOPLE_COLUMNS.items()},
        events=0,
    )


def _periods(outcome: OutcomePath, years: int) -> str:
    """The periods of a study of so many whole years, as the outcome may be written with them."""
    bare = replace(outcome, period=ALL).name
    if not years:
        return f"{bare}, of the whole study, which has no whole year"
    first = f"{bare}@year 1" if years == 1 else f"{bare}@year 1 to {bare}@year {years}"
    return f"{first} (whole years from the start date), or {bare} of the whole study"


def _parts(metric: Metric, readings: Sequence[Reading]) -> list[str]:
    """The parts that a metric has in any of the studies."""
    parts: dict[str, None] = {}
    for reading in readings:
        values = metric.function(reading)
        parts |= dict.fromkeys([ALL] if isinstance(values, np.ndarray) else values)
    return list(parts)


def _no_part(outcome: OutcomePath, parts: Sequence[str]) -> str:
    named = [part for part in parts if part != ALL]
    if not named:
        return f"{outcome.name}: {outcome.metric} is one figure for the whole council and has no parts"
    if outcome.part == ALL:
        return f"{outcome.name}: {outcome.metric} needs a part; it has {counted(len(named), 'part')}: {listed(named)}"
    near = nearest(outcome.part, named)
    hint = f" Did you mean {replace(outcome, part=near).name}?" if near else ""
    return f"{outcome.name}: {outcome.metric} has no part called {outcome.part!r}.{hint} It has {listed(named)}"
