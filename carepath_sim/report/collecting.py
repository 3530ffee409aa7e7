"""`collect`: what a comparison and its resolved scenarios say, laid out as the page needs it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from operator import itemgetter
from typing import Any

import pandas as pd

from carepath_sim.build import build_model
from carepath_sim.catalogue.no_wrong_door import PRACTICE_MODEL, read_features
from carepath_sim.catalogue.outcomes import read_outcomes
from carepath_sim.catalogue.published import read_published
from carepath_sim.catalogue.shelf import read_catalogue
from carepath_sim.catalogue.wording import in_sentence, label_of, listed, path_words
from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.experiments.answers import answers
from carepath_sim.experiments.circumstances import Circumstances
from carepath_sim.experiments.compare import Comparison
from carepath_sim.metrics import METRICS
from carepath_sim.metrics.cost import HEADINGS
from carepath_sim.model import Model
from carepath_sim.report import beside, decisions, featuring, practising, stress
from carepath_sim.report.data import (
    DIFFERENCES_COLUMNS,
    PARAMETERS_COLUMNS,
    SOURCES_COLUMNS,
    Definition,
    ReportData,
    ScenarioCard,
)
from carepath_sim.report.differing import differences
from carepath_sim.report.naming import plain_name
from carepath_sim.report.reproducing import reproduction
from carepath_sim.scenario.comparing import SELECTORS
from carepath_sim.scenario.names import LABELS, sources_of_cards
from carepath_sim.scenario.resolved import Resolved
from carepath_sim.scenario.schema import Source
from carepath_sim.scenario.units import Quantity
from carepath_sim.scenario.walk import numbers
from carepath_sim.stockflow.loops import Loop, loops

NAMED_IN_TITLE = 3
WRITTEN = re.compile(r"(?:mean |median )?(\d+(?:\.\d+)?)(.*)")
EFFECT = re.compile(r"effects\[(\d+)\]\.")
LEFT_OUT = "left out"
USE = re.compile(r"practice_models\[(\d+)\]\.")


def collect(
    comparison: Comparison,
    resolved: Sequence[Resolved],
    version: str,
    inputs: Mapping[str, str] | None = None,
    around: Circumstances | None = None,
    analysis: Mapping[str, pd.DataFrame] | None = None,
) -> ReportData:
    """Everything the page says. `resolved` holds the scenarios of the comparison in the same order.

    `inputs` gives a hash for each file read, `around` when and with what it was made, `analysis` the `tornado` and
    the `switching` of an analysis of sensitivity. Raises ValueError if the two do not match.
    """
    names = [facts.name for facts in comparison.scenarios]
    if [each.name for each in resolved] != names:
        raise ValueError("the resolved scenarios are not those of the comparison, in its order")
    labels = labels_of(resolved)
    titles = {facts.name: facts.title for facts in comparison.scenarios}
    used, published, framework = practising.uses(resolved, titles), beside.read(), read_outcomes()
    models, tested = [build_model(one)[0] for one in resolved], analysis or {}
    data = ReportData(
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
        flows=comparison.flows,
        needed=comparison.needed,
        journeys=comparison.journeys,
        cumulative=comparison.cumulative,
        payback=comparison.payback,
        checks=comparison.checks,
        answers=answers(titles, comparison.comparison, labels),
        parameters=_parameters(resolved, labels),
        differences=_differences(resolved, labels),
        sources=_sources(resolved, [framework.source, *(figure.source for figure in read_published() if published)]),
        definitions=tuple(
            Definition(
                metric.name,
                metric.label,
                metric.unit,
                metric.better,
                metric.definition,
                metric.headline,
                metric.principle,
            )
            for metric in METRICS.values()
        ),
        provenance=_provenance(comparison, version),
        labels=labels,
        families={name: found.family for each in reversed(resolved) for name, found in each.study.settings.items()},
        years=_amount(resolved[0].study.horizon) / DAYS_PER_YEAR,
        assumes=_assumes(resolved),
        loops=_loops(models, labels),
        practice=practising.cards(used, len(resolved), labels),
        features=featuring.rows(read_features(), used.get(PRACTICE_MODEL, ())),
        published=published,
        published_runs=beside.runs(),
        outcomes=framework,
        framework=_title_of(framework.source),
        assumed_together=decisions.assumed_together(resolved, titles),
        decisions=decisions.decisions(models),
        tornado=tested.get("tornado", pd.DataFrame()),
        switching=tested.get("switching", pd.DataFrame()),
    )
    return replace(
        data,
        stress=stress.rows(data, comparison, resolved, models, around),
        reproduction=reproduction(comparison, resolved, inputs or {}, around, data.sources["year"]),
    )


def _assumes(resolved: Sequence[Resolved]) -> tuple[str, ...]:
    """What the scenarios say they assume, each sentence once.

    The first that is new in each of them comes first, then what they say is left out, then the others in turn.
    """
    told: set[str] = set()
    new: list[list[str]] = []
    for each in resolved:
        new.append([sentence for sentence in each.study.assumes if sentence not in told])
        told.update(new[-1])
    firsts, *rows = zip_longest(*new) if any(new) else ((),)
    later = [sentence for row in rows for sentence in row if sentence is not None]
    later.sort(key=lambda sentence: LEFT_OUT not in sentence)
    return tuple(sentence for sentence in (*firsts, *later) if sentence is not None)


def _loops(models: Sequence[Model], labels: Mapping[str, str]) -> tuple[str, ...]:
    """Each known feedback loop in words, and in how many of the scenarios it is at work."""
    each = [loops(model) for model in models]
    return tuple(_loop_words(same, labels) for same in zip(*each, strict=True))


def _loop_words(same: Sequence[Loop], labels: Mapping[str, str]) -> str:
    told = f"{same[0].name}. {same[0].carried_by}"
    if not same[0].is_modelled:
        return told
    names = list(dict.fromkeys(name for loop in same for name in loop.at_work))
    if not names:
        return f"{told} Switched off in {'this scenario' if len(same) == 1 else 'every scenario'}."
    count = sum(bool(loop.at_work) for loop in same)
    many = "" if count == len(same) else f" in {count} of {len(same)} scenarios"
    return f"{told} At work{many}: {'; '.join(label_of(labels, name) for name in names)}."


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
    labels = HEADINGS | LABELS
    for each in reversed(resolved):
        for group in (each.study.demand.streams, each.study.teams, each.study.settings):
            labels |= {name: found.label for name, found in group.items()}
    return labels


def _parameters(resolved: Sequence[Resolved], labels: Mapping[str, str]) -> pd.DataFrame:
    """Every number of every scenario, once for each value and status it has."""
    rows: dict[tuple[str, str, str], tuple[object, ...]] = {}
    held: dict[tuple[str, str, str], list[str]] = {}
    for each in resolved:
        for row, (_, number) in zip(each.parameters(), numbers(each.study), strict=True):
            key = (row.path, row.value, row.status)
            held.setdefault(key, []).append(each.name)
            if key in rows:
                continue
            spread = getattr(number, "range", None)
            span = f"{row.low} to {row.high}{f', {row.distribution}' if row.distribution else ''}" if row.low else ""
            words = plain_name(labels, row.path, _subject(each, row.path, labels), _endings(each, row.path))
            figures = _figures(getattr(number, "value", row.value), spread)
            known = (row.evidence, row.source, span, row.note, row.origin, *figures, words)
            rows[key] = (*key, *known)
    filled = [(*row, tuple(held[key])) for key, row in rows.items()]
    return pd.DataFrame(filled, columns=list(PARAMETERS_COLUMNS))


def _subject(resolved: Resolved, path: str, labels: Mapping[str, str]) -> str:
    """The practice model of a use, or the settings, teams or streams an effect acts on; nothing for any other path."""
    if found := USE.match(path):
        name = resolved.study.practice_models[int(found[1]) - 1].practice_model
        return resolved.study.practice_cards[name].label
    found = EFFECT.match(path)
    if found is None:
        return ""
    action = resolved.study.effects[int(found[1]) - 1].action
    named = [getattr(action, key, None) for key in SELECTORS]
    names = [name for value in named if value for name in ([value] if isinstance(value, str) else value)]
    return listed([label_of(labels, name) for name in names])


def _endings(resolved: Resolved, path: str) -> list[str]:
    """The endings of stays that an effect is limited to, by name."""
    found = EFFECT.match(path)
    named = getattr(resolved.study.effects[int(found[1]) - 1].action, "ending", None) if found else None
    return [named] if isinstance(named, str) else list(named or ())


def _figures(value: object, spread: Any) -> tuple[float, float, float]:
    """The least, the most and the value of a number in one unit; NaN for what is not given in that unit."""
    low, high = (_measured(spread.low), _measured(spread.high)) if spread else ((math.nan, ""), (math.nan, ""))
    if low[1] != high[1]:
        return math.nan, math.nan, math.nan
    amount, unit = _measured(value)
    return low[0], high[0], amount if unit == low[1] or not spread else math.nan


def _measured(value: object) -> tuple[float, str]:
    """An amount and its unit: none for a quantity, which is in its own base; the words for a hazard's rate or mean."""
    if isinstance(value, Quantity):
        return _amount(value), ""
    found = WRITTEN.fullmatch(str(value))
    return (float(found[1]), found[2].strip().removesuffix("s")) if found else (math.nan, "")


def _amount(quantity: Quantity) -> float:
    return quantity.amount if math.isfinite(quantity.amount) else math.nan


def _differences(resolved: Sequence[Resolved], labels: Mapping[str, str]) -> pd.DataFrame:
    frames = [differences(resolved[0], other, lambda path: path_words(labels, path)) for other in resolved[1:]]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(DIFFERENCES_COLUMNS))


def _title_of(source: str) -> str:
    """Title and publisher of a source of the catalogue, in a line."""
    known = read_catalogue().document.data["sources"].get(source)
    return f"{known['title']} ({known['publisher']}, {known['year']})" if known else ""


def _sources(resolved: Sequence[Resolved], also: Sequence[str]) -> pd.DataFrame:
    """The sources that some number of some scenario names, and others of the catalogue, by publisher and title."""
    known = read_catalogue().document.data["sources"]
    found = {key: Source.model_validate(known[key]) for key in also if key in known}
    for each in resolved:
        used = {number.source for _, number in numbers(each.study)} | {key for _, key in sources_of_cards(each.study)}
        found |= {key: source for key, source in each.study.sources.items() if key in used}
    rows = [
        (key, source.title, source.publisher, str(source.year), source.address, source.licence, source.read)
        for key, source in found.items()
    ]
    return pd.DataFrame(sorted(rows, key=itemgetter(2, 1)), columns=list(SOURCES_COLUMNS))


def _provenance(comparison: Comparison, version: str) -> dict[str, str]:
    """What was run, without the names of files: these stand in `reproduction`, without the folders of a machine."""
    return {
        "Version": version,
        "Seed": str(comparison.seed),
        "Replications": str(comparison.replications),
        **({"Stopping rule": comparison.stopping.sentence} if comparison.stopping else {}),
        "Engine": comparison.engine,
        **{f"Model of {facts.title}": facts.model for facts in comparison.scenarios},
        **{f"Prices of {facts.title}": facts.prices for facts in comparison.scenarios},
    }
