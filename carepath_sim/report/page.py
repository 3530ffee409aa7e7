"""`render` and `write`: the whole report as one file that opens anywhere and asks nothing of any network."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup, escape
from plotly.offline import get_plotlyjs

from carepath_sim.errors import ResourceError
from carepath_sim.experiments.findings import in_sentence
from carepath_sim.report import assumptions, canvas, charts, questioning, tables
from carepath_sim.report.data import ReportData
from carepath_sim.report.glyphs import swatch
from carepath_sim.report.words import MINUS, listed

MAX_BYTES = 2_500_000
WIDEST_ROW = 4
OPEN_LICENCE = re.compile(r"^(OGL|Open Government Licence) v3", re.IGNORECASE)
SIGNED = re.compile(rf"[+{MINUS}]?£[\d,.]+[mk]?|[+{MINUS}][\d,.]*\d%?")
FIGURE = re.compile(rf"[+{MINUS}-]?£?[\d,.]+[mk%]?( to [+{MINUS}-]?£?[\d,.]+[mk%]?)?( points)?|none|not known")


@dataclass(frozen=True)
class Packed:
    """A text compressed and written in letters that a page passes over; `size` is the compressed size in bytes."""

    text: Markup
    size: int


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
    script = _own("page.js")
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
            style=Markup(_colours() + _own("page.css")),
            script=Markup(script),
            library=_library(),
            figures=_pack(_figures(drawn)),
            policy=_policy(script),
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
def _own(name: str) -> str:
    return resources.files("carepath_sim.report").joinpath(name).read_text(encoding="utf-8")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_own),
        autoescape=True,
        trim_blocks=False,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(
        swatch=swatch,
        listed=listed,
        in_sentence=in_sentence,
        breakable=_breakable,
        whole=_whole,
        span=assumptions.span_words,
    )
    environment.globals["figures_of"] = _figures_of
    return environment


def _breakable(path: object) -> Markup:
    """A dotted path that may break after its dots and underscores."""
    return Markup(re.sub(r"([._])", r"\1<wbr>", str(escape(path))))


def _whole(text: object) -> Markup:
    """A sentence whose figures are never broken over two lines."""
    return Markup(SIGNED.sub(r'<span class="figure">\g<0></span>', str(escape(text))))


def _figures_of(frame: pd.DataFrame) -> list[str]:
    """The columns that hold nothing but figures, which stand to the right."""
    return [
        column
        for column in frame.columns[1:]
        if len(frame) and all(FIGURE.fullmatch(str(cell)) for cell in frame[column])
    ]


def _colours() -> str:
    """The palette as style sheet variables, by day and by night; printing is by day."""
    day = {
        **{f"c{position}": colour for position, colour in enumerate(canvas.PALETTE)},
        "ink": canvas.INK,
        "muted": canvas.MUTED,
        "paper": canvas.PAPER,
        "rule": canvas.GRID,
    }
    night = {name: canvas.DARK[colour] for name, colour in day.items()}
    day |= {"raised": "#F3F5F7", "link": "#12436D", "focus": "#F46A25", "good": "#0B6B4F", "bad": "#801650"}
    night |= {"raised": "#1F262E", "link": "#8CC4F5", "focus": "#FF9A62", "good": "#6BD6A8", "bad": "#F7A1CB"}

    def variables(colours: dict[str, str]) -> str:
        return ":root{" + "".join(f"--{name}:{colour};" for name, colour in colours.items()) + "}"

    tones = "".join(
        f"path.c{position}{{stroke:var(--c{position})}}.fill.c{position}{{fill:var(--c{position});stroke:none}}"
        f".tone{position}{{--tone:var(--c{position})}}"
        for position in range(len(canvas.PALETTE))
    )
    return f"{variables(day)}@media screen and (prefers-color-scheme:dark){{{variables(night)}}}{tones}\n"


@cache
def _library() -> Packed:
    """plotly.js once, compressed: plain it would be twice what a page may have."""
    return _pack(get_plotlyjs())


def _pack(text: str) -> Packed:
    packed = gzip.compress(text.encode(), compresslevel=9, mtime=0)
    letters = base64.b85encode(packed, pad=True).decode("ascii").replace("<", ",")
    return Packed(Markup(letters), len(packed))


def _figures(drawn: list[canvas.Chart]) -> str:
    figures: dict[str, Any] = {
        f"plot-{number}-{place}": panel.figure.to_plotly_json()
        for number, chart in enumerate(drawn, start=1)
        for place, panel in enumerate(chart.panels, start=1)
    }
    return json.dumps({"figures": figures, "config": canvas.CONFIG, "dark": canvas.DARK}, default=list)


def _policy(script: str) -> str:
    """Only the page's own two scripts may run, and nothing may be fetched.

    Styles are let through because plotly.js writes style attributes; with no source
    allowed for anything, a style can fetch nothing.
    """
    allowed = " ".join(f"'sha256-{_sha256(text)}'" for text in (script, get_plotlyjs()))
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
