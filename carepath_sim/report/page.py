"""`render` and `write`: the whole report as one file that opens anywhere and asks nothing of any network."""

from __future__ import annotations

import math
import re
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from carepath_sim.errors import ResourceError
from carepath_sim.experiments.findings import in_sentence
from carepath_sim.report import assumptions, canvas, charts, questioning, sheet, tables
from carepath_sim.report.data import ReportData
from carepath_sim.report.words import MINUS, listed

MAX_BYTES = 2_500_000
WIDEST_ROW = 4
OPEN_LICENCE = re.compile(r"^(OGL|Open Government Licence) v3", re.IGNORECASE)
SIGNED = re.compile(rf"[+{MINUS}]?£[\d,.]+[mk]?|[+{MINUS}][\d,.]*\d%?")


def render(data: ReportData) -> str:
    """The report as the text of one HTML file, within `MAX_BYTES`; the same data give the same text.

    Raises ResourceError if even a page without the lesser measures would be larger.
    """
    for shortened in (False, True):
        page = _page(data, shortened)
        if len(page.encode()) <= MAX_BYTES:
            return page
    raise ResourceError(f"The report would be larger than {MAX_BYTES:,} bytes; compare fewer scenarios at a time.")


def _page(data: ReportData, shortened: bool) -> str:
    drawn = charts.draw(data)
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
            status_words=assumptions.STATUS_WORDS,
            link=assumptions.link_words(data),
            notable=questioning.to_question(data),
            status_line=assumptions.status_line(statuses),
            caution=tables.caution(total),
            card_columns=_columns(len(data.scenarios)),
            leading=tables.findings(data)[0],
            other_findings=tables.findings(data)[1],
            glance=tables.glance(data),
            headline=tables.comparison(data, headline=True),
            further=[] if shortened else tables.comparison(data, headline=False),
            shortened=shortened,
            levels=tables.levels(data),
            pathways=tables.pathways(data),
            differences=tables.differences(data),
            parameters={status: assumptions.parameters(data, status) for status in statuses},
            open_licence=_open_licence(data),
        )
    )


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
        in_sentence=in_sentence,
        breakable=_breakable,
        whole=_whole,
        span=assumptions.span_words,
    )
    return environment


def _breakable(path: object) -> Markup:
    """A dotted path that may break after its dots and underscores."""
    return Markup(re.sub(r"([._])", r"\1<wbr>", str(escape(path))))


def _whole(text: object) -> Markup:
    """A sentence whose figures are never broken over two lines."""
    return Markup(SIGNED.sub(r'<span class="figure">\g<0></span>', str(escape(text))))
