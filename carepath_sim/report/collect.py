"""`collect`: what a comparison and its resolved scenarios say, laid out as the page needs it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from operator import itemgetter

import numpy as np
import pandas as pd

from carepath_sim.experiments.compare import Comparison
from carepath_sim.experiments.findings import in_sentence
from carepath_sim.metrics import METRICS
from carepath_sim.metrics.cost import HEADINGS
from carepath_sim.report.assumptions import path_words
from carepath_sim.report.data import (
    DIFFERENCES_COLUMNS,
    PARAMETERS_COLUMNS,
    SOURCES_COLUMNS,
    Definition,
    ReportData,
    ScenarioCard,
)
from carepath_sim.report.differing import differences
from carepath_sim.report.words import listed
from carepath_sim.scenario.resolved import Resolved
from carepath_sim.scenario.schema import Source
from carepath_sim.scenario.units import Quantity
from carepath_sim.scenario.walk import numbers

NAMED_IN_TITLE = 3


def collect(
    comparison: Comparison,
    resolved: Sequence[Resolved],
    command: str,
    version: str,
    inputs: Mapping[str, str] | None = None,
) -> ReportData:
    """Everything the page says. `resolved` holds the scenarios of the comparison in the same order.

    `inputs` gives a hash for each file read. Raises ValueError if the two do not match.
    """
    names = [facts.name for facts in comparison.scenarios]
    if [each.name for each in resolved] != names:
        raise ValueError("the resolved scenarios are not those of the comparison, in its order")
    labels = labels_of(resolved)
    return ReportData(
        title=_title(comparison),
        subtitle=_subtitle(resolved[0]),
        scenarios=tuple(
            ScenarioCard(facts.name, facts.title, facts.question, facts.kind) for facts in comparison.scenarios
        ),
        findings=comparison.findings,
        comparison=comparison.comparison,
        metrics=comparison.metrics,
        series=comparison.series,
        survival=comparison.survival,
        pathways=comparison.pathways,
        parameters=_parameters(resolved),
        differences=_differences(resolved, labels),
        sources=_sources(resolved),
        definitions=tuple(
            Definition(metric.name, metric.label, metric.unit, metric.better, metric.definition, metric.headline)
            for metric in METRICS.values()
        ),
        provenance=_provenance(comparison, command, version, inputs or {}),
        labels=labels,
    )


def _title(comparison: Comparison) -> str:
    first, *others = [facts.title for facts in comparison.scenarios]
    if not others:
        return first
    if len(others) > NAMED_IN_TITLE:
        return f"{len(others)} scenarios against {in_sentence(first)}"
    return f"{listed([others[0], *map(in_sentence, others[1:])])} against {in_sentence(first)}"


def _subtitle(resolved: Resolved) -> str:
    study = resolved.study
    start = date.fromisoformat(str(study.start))
    period = f"{study.horizon} from {start.day} {start:%B %Y}"
    return f"{study.council} · {period}" if study.council else period[:1].upper() + period[1:]


def labels_of(resolved: Sequence[Resolved]) -> dict[str, str]:
    """Printed names of settings, teams, streams and headings; the earlier scenario's where two differ."""
    labels = dict(HEADINGS)
    for each in reversed(resolved):
        for group in (each.study.demand.streams, each.study.teams, each.study.settings):
            labels |= {name: found.label for name, found in group.items()}
    return labels


def _parameters(resolved: Sequence[Resolved]) -> pd.DataFrame:
    """Every number of every scenario, once for each value and status it has."""
    rows: dict[tuple[str, str, str], tuple[object, ...]] = {}
    for each in resolved:
        for row, (_, number) in zip(each.parameters(), numbers(each.study), strict=True):
            spread = getattr(number, "range", None)
            span = f"{row.low} to {row.high}{f', {row.distribution}' if row.distribution else ''}" if row.low else ""
            limits = [_amount(spread.low), _amount(spread.high)] if spread else [math.nan, math.nan]
            rows.setdefault(
                (row.path, row.value, row.status),
                (row.path, row.value, row.status, row.evidence, row.source, span, row.note, row.origin, *limits),
            )
    return pd.DataFrame(list(rows.values()), columns=list(PARAMETERS_COLUMNS))


def _amount(quantity: object) -> float:
    amount = quantity.amount if isinstance(quantity, Quantity) else math.nan
    return amount if np.isfinite(amount) else math.nan


def _differences(resolved: Sequence[Resolved], labels: Mapping[str, str]) -> pd.DataFrame:
    frames = [differences(resolved[0], other, lambda path: path_words(labels, path)) for other in resolved[1:]]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(DIFFERENCES_COLUMNS))


def _sources(resolved: Sequence[Resolved]) -> pd.DataFrame:
    """The sources that some number of some scenario names, by publisher and title."""
    found: dict[str, Source] = {}
    for each in resolved:
        used = {number.source for _, number in numbers(each.study)} | {
            card.source for card in each.study.policy_cards.values()
        }
        found |= {key: source for key, source in each.study.sources.items() if key in used}
    rows = [
        (key, source.title, source.publisher, str(source.year), source.address, source.licence, source.read)
        for key, source in found.items()
    ]
    return pd.DataFrame(sorted(rows, key=itemgetter(2, 1)), columns=list(SOURCES_COLUMNS))


def _provenance(comparison: Comparison, command: str, version: str, inputs: Mapping[str, str]) -> dict[str, str]:
    return {
        "Version": version,
        "Command": command,
        "Seed": str(comparison.seed),
        "Replications": str(comparison.replications),
        "Engine": comparison.engine,
        **{f"Model of {facts.title}": facts.model for facts in comparison.scenarios},
        **{f"Prices of {facts.title}": facts.prices for facts in comparison.scenarios},
        **{f"File {name}": digest for name, digest in inputs.items()},
    }
