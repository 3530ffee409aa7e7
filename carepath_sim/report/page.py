"""`render` and `write`: the whole report as one file that opens anywhere and asks nothing of any network."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from carepath_sim.catalogue.wording import STATUS_WORDS, counted, in_sentence, listed
from carepath_sim.errors import ResourceError
from carepath_sim.experiments.answers import MEANING, QUESTIONS
from carepath_sim.experiments.replacing import write_whole
from carepath_sim.report import (
    accounting,
    assumptions,
    beside,
    canvas,
    charts,
    paying,
    practising,
    principles,
    questioning,
    shedding,
    sheet,
    tables,
)
from carepath_sim.report.data import ReportData
from carepath_sim.report.experimenting import turning

MAX_BYTES = 2_500_000
WIDEST_ROW = 4
ASKING = 8
"""The questions of more scenarios than this would push all else from the first screen: they stand a click away."""
ASSUMES_SHOWN = 3
"""How many sentences of what the scenarios assume stand before the results; the rest is a click away."""
TURNS_SHOWN = 4
"""How many sentences of an analysis of sensitivity stand on the first screen."""
OPEN_LICENCE = re.compile(r"^(OGL|Open Government Licence) v3", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class ChartGroup:
    """The charts of one heading, each with whether it takes half a row."""

    heading: str
    charts: list[tuple[canvas.Chart, bool]]


def render(data: ReportData) -> str:
    """The report as the text of one HTML file, within `MAX_BYTES`; the same data give the same text.

    A page too large leaves out one part after another, and says so: see `shedding`. Raises
    ResourceError if what cannot be left out would be larger.
    """
    drawn = cache(lambda few: charts.grouped(shedding.drawn(data, (shedding.CHARTS,) if few else ())))
    for without in shedding.steps(data):
        page = _page(data, without, drawn(shedding.CHARTS in without))
        if len(page.encode()) <= MAX_BYTES:
            return page
    raise ResourceError(
        f"The page would be larger than {MAX_BYTES:,} bytes, even without its longest parts; compare fewer scenarios "
        "at a time to have one."
    )


def _page(data: ReportData, without: tuple[str, ...], groups: Sequence[charts.Group]) -> str:
    if shedding.ROWS in without:
        groups = [replace(group, charts=tuple(map(shedding.shortened, group.charts))) for group in groups]
    drawn = [chart for group in groups for chart in group.charts]
    script = sheet.script()
    return (
        _environment()
        .get_template("templates/report.html.j2")
        .render(
            data=data,
            chart_groups=[ChartGroup(group.heading, abreast(group.charts)) for group in groups],
            palette=canvas.PALETTE,
            style=sheet.style(),
            script=Markup(script),
            library=sheet.library(),
            figures=sheet.pack(sheet.figures(drawn)),
            policy=sheet.policy(script),
            left_out=[shedding.LEFT_OUT[part] for part in without],
            **_first_screen(data, without),
            **_further_down(data, without),
            **accounting.account(data),
        )
    )


def _first_screen(data: ReportData, without: tuple[str, ...]) -> dict[str, Any]:
    """What was compared, what it rests on, what was found, how sure and what would change our mind."""
    total, precise, not_precise = tables.precision(data)
    leading, others = tables.findings(data)
    return {
        "card_letters": [canvas.mark(position).letter for position in range(len(data.scenarios))],
        "card_columns": _columns(len(data.scenarios)),
        "many": len(data.scenarios) > ASKING,
        "shown": ASSUMES_SHOWN,
        "statuses": assumptions.statuses(data),
        "status_line": assumptions.status_line(assumptions.statuses(data)),
        "practice_line": practising.line(data.practice),
        "unseen_line": principles.unseen_line(data),
        "leading": leading,
        "other_findings": [] if shedding.FINDINGS in without else others,
        "questions": QUESTIONS,
        "meaning": MEANING,
        "answers": tables.answered(data),
        "in_full": shedding.FINDINGS not in without,
        "replications": int(data.metrics["replication"].nunique()),
        "differences_counted": total,
        "precise": precise,
        "not_precise": not_precise,
        "published_line": beside.summary(data.published),
        "link": assumptions.link_words(data),
        "notable": questioning.to_question(data),
        "turns": turning.sentences(data.switching)[:TURNS_SHOWN],
    }


def _further_down(data: ReportData, without: tuple[str, ...]) -> dict[str, Any]:
    """The tables below the charts, and every assumption."""
    statuses = assumptions.statuses(data)
    return {
        "status_words": STATUS_WORDS,
        "caution": tables.caution(tables.precision(data)[0]),
        "glance": tables.glance(data),
        "headline": [] if shedding.TABLES in without else tables.comparison(data, headline=True),
        "further": [] if shedding.MEASURES in without else tables.comparison(data, headline=False),
        "levels": tables.levels(data) if len(data.scenarios) == 1 else None,
        "differences": tables.differences(data),
        "parameters": {status: assumptions.parameters(data, status) for status in _listed(statuses, without)},
        "open_licence": _open_licence(data),
        "carried": sum(not row.because for row in data.features),
        "published": {known: beside.groups(data.published, known) for known in (True, False)},
        "money": None if shedding.TABLES in without else paying.money(data),
        "spoken": principles.by_principle(data),
    }


def abreast(charts: Sequence[canvas.Chart]) -> list[tuple[canvas.Chart, bool]]:
    """Each chart of a group and whether it takes half a row: two small ones that follow each other share one."""
    placed: list[tuple[canvas.Chart, bool]] = []
    waiting = False
    for position, chart in enumerate(charts):
        pairs = waiting or (position + 1 < len(charts) and _is_small(charts[position + 1]))
        half = _is_small(chart) and pairs
        waiting = half and not waiting
        placed.append((chart, half))
    return placed


def _is_small(chart: canvas.Chart) -> bool:
    return len(chart.panels) == 1 and chart.panels[0].width != "wide"


def _listed(statuses: Iterable[str], without: tuple[str, ...]) -> list[str]:
    """The statuses of which every number is printed."""
    left_out = ("sourced", "calibrated") if shedding.NUMBERS in without else ()
    return [status for status in statuses if status not in left_out]


def _columns(cards: int) -> int:
    """How many cards stand side by side on a wide page, so that no row holds a single one if it can be helped."""
    return math.ceil(cards / math.ceil(cards / WIDEST_ROW))


def _open_licence(data: ReportData) -> list[str]:
    """Publisher and year of every source under the Open Government Licence, which asks to be named."""
    rows = data.sources[data.sources["licence"].astype(str).map(lambda text: bool(OPEN_LICENCE.match(text)))]
    return sorted({f"{row.publisher} {row.year}" for row in rows.itertuples()})


def write(data: ReportData, path: Path) -> int:
    """Write the report and return its size in bytes. Raises ResourceError if it cannot be written."""
    content = render(data).encode()
    try:
        write_whole(path, content)
    except OSError as problem:
        raise ResourceError(f"The report could not be written to {path}: {problem.strerror}.") from problem
    return len(content)


@cache
def _environment() -> jinja2.Environment:
    environment = sheet.environment()
    environment.filters.update(
        listed=listed,
        counted=counted,
        in_sentence=in_sentence,
        span=assumptions.span_words,
        groupby_kept=_grouped,
        prose=_prose,
    )
    return environment


def _prose(text: object) -> Markup:
    """Text in which what stands between backticks is a name from a file."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _grouped(rows: Iterable[Any], name: str) -> list[tuple[str, list[Any]]]:
    """Rows by one of their values, in the order in which each value first stands."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return list(found.items())
