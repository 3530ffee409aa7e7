"""`render` and `write`: the whole report as one file that opens anywhere and asks nothing of any network."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from carepath_sim.catalogue.wording import STATUS_WORDS, counted, in_sentence, listed
from carepath_sim.errors import ResourceError
from carepath_sim.report import (
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
from carepath_sim.report.words import MINUS

MAX_BYTES = 2_500_000
WIDEST_ROW = 4
ASSUMES_SHOWN = 6
"""How many sentences of what the scenarios assume stand before the results; the rest is a click away."""
OPEN_LICENCE = re.compile(r"^(OGL|Open Government Licence) v3", re.IGNORECASE)
SIGNED = re.compile(rf"[+{MINUS}]?£[\d,.]+[mk]?|[+{MINUS}][\d,.]*\d%?")


def render(data: ReportData) -> str:
    """The report as the text of one HTML file, within `MAX_BYTES`; the same data give the same text.

    A page too large leaves out one part after another, and says so: see `shedding`. Raises
    ResourceError if what cannot be left out would be larger.
    """
    for without in shedding.steps(data):
        page = _page(data, without)
        if len(page.encode()) <= MAX_BYTES:
            return page
    raise ResourceError(
        f"The page would be larger than {MAX_BYTES:,} bytes, even without its longest parts; compare fewer scenarios "
        "at a time to have one."
    )


def _page(data: ReportData, without: tuple[str, ...]) -> str:
    drawn = charts.draw(shedding.drawn(data, without))
    script = sheet.own("page.js")
    total, precise, not_precise = tables.precision(data)
    statuses = assumptions.statuses(data)
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            data=data,
            charts=drawn,
            palette=canvas.PALETTE,
            card_letters=[canvas.mark(position).letter for position in range(len(data.scenarios))],
            style=Markup(sheet.colours() + sheet.own("page.css")),
            script=Markup(script),
            library=sheet.library(),
            figures=sheet.pack(sheet.figures(drawn)),
            policy=sheet.policy(script),
            replications=int(data.metrics["replication"].nunique()),
            differences_counted=total,
            precise=precise,
            not_precise=not_precise,
            statuses=statuses,
            status_words=STATUS_WORDS,
            link=assumptions.link_words(data),
            notable=questioning.to_question(data),
            status_line=assumptions.status_line(statuses),
            caution=tables.caution(total),
            card_columns=_columns(len(data.scenarios)),
            leading=tables.findings(data)[0],
            other_findings=[] if shedding.FINDINGS in without else tables.findings(data)[1],
            left_out=[shedding.LEFT_OUT[part] for part in without],
            shown=ASSUMES_SHOWN,
            glance=tables.glance(data),
            headline=[] if shedding.TABLES in without else tables.comparison(data, headline=True),
            further=[] if shedding.MEASURES in without else tables.comparison(data, headline=False),
            levels=tables.levels(data),
            pathways=tables.pathways(data),
            differences=tables.differences(data),
            parameters={status: assumptions.parameters(data, status) for status in _listed(statuses, without)},
            open_licence=_open_licence(data),
            practice_line=practising.line(data.practice),
            carried=sum(not row.because for row in data.features),
            published_line=beside.summary(data.published),
            published={known: beside.groups(data.published, known) for known in (True, False)},
            money=None if shedding.TABLES in without else paying.money(data),
            spoken=principles.by_principle(data),
            unseen_line=principles.unseen_line(data),
        )
    )


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
        path.write_bytes(content)
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
        breakable=_breakable,
        whole=_whole,
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


def _breakable(path: object) -> Markup:
    """A dotted path that may break after its dots and underscores."""
    return Markup(re.sub(r"([._])", r"\1<wbr>", str(escape(path))))


def _whole(text: object) -> Markup:
    """A sentence whose figures are never broken over two lines."""
    return Markup(SIGNED.sub(r'<span class="figure">\g<0></span>', str(escape(text))))
