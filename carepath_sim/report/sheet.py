"""What every page the package writes is made of: one file with its own style, script, drawings and drawing library."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import jinja2
import numpy as np
import pandas as pd
from markupsafe import Markup, escape
from plotly.offline import get_plotlyjs

from carepath_sim.report import canvas
from carepath_sim.report.glyphs import swatch
from carepath_sim.report.words import MINUS

STYLES = ("page.css", "report.css", "print.css")
SIGNED = re.compile(rf"[+{MINUS}]?£[\d,.]+[mk]?|[+{MINUS}][\d,.]*\d%?")
FIGURE = re.compile(rf"[+{MINUS}-]?£?[\d,.]+[mk%]?( to [+{MINUS}-]?£?[\d,.]+[mk%]?)?( points)?|none|not known")

LONG = 40
"""How many letters a cell may have before its column is one of texts."""
MOST_COLUMNS = 14


@dataclass(frozen=True)
class Packed:
    """A text compressed and written in letters that a page passes over; `size` is the compressed size in bytes."""

    text: Markup
    size: int


@cache
def own(name: str) -> str:
    """A template, style or script of this package."""
    return resources.files("carepath_sim.report").joinpath(name).read_text(encoding="utf-8")


def environment() -> jinja2.Environment:
    """Where templates are read; nothing a person wrote is let through unescaped."""
    found = jinja2.Environment(
        loader=jinja2.FunctionLoader(own),
        autoescape=True,
        trim_blocks=False,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    found.filters.update(swatch=swatch, whole=_whole)
    found.globals["columns_of"] = columns_of
    return found


def style() -> Markup:
    """The whole style of a page: its colours and columns, then screen and paper."""
    return Markup(colours() + columns() + "".join(own(name) for name in STYLES))


def columns() -> str:
    """Where the columns of a table stand that `columns_of` has named."""
    places = range(2, MOST_COLUMNS + 1)
    figures = ",".join(f".n{place} tr>:nth-child({place})" for place in places)
    texts = ",".join(f".t{place} td:nth-child({place})" for place in places)
    return f"{figures}{{text-align:right;white-space:nowrap}}{texts}{{min-width:14rem;max-width:32rem}}\n"


def script() -> str:
    """The script that draws the charts of a page and hands out their tables."""
    return own("inflate.js") + own("page.js")


def _whole(text: object) -> Markup:
    """A sentence whose figures are never broken over two lines."""
    return Markup(SIGNED.sub(r'<span class="figure">\g<0></span>', str(escape(text))))


def columns_of(frame: pd.DataFrame) -> str:
    """How the columns of a table stand, as classes of the whole table: `n3` the third to the right, `t4` of text.

    Columns of nothing but figures stand to the right; those with a long text must not become narrow.
    """
    classes = []
    for place, column in enumerate(frame.columns[1:], start=2):
        cells = [str(cell) for cell in frame[column]]
        if cells and all(FIGURE.fullmatch(cell) for cell in cells):
            classes.append(f"n{place}")
        elif any(len(cell) > LONG for cell in cells):
            classes.append(f"t{place}")
    return " ".join(classes)


def colours() -> str:
    """The palette as style sheet variables, by day and by night; printing is by day."""
    day = {
        **{f"c{position}": colour for position, colour in enumerate(canvas.PALETTE)},
        "ink": canvas.INK,
        "muted": canvas.MUTED,
        "paper": canvas.PAPER,
        "rule": canvas.GRID,
    }
    night = {name: canvas.DARK[colour] for name, colour in day.items()}
    day |= {
        "edge": "#7B858E",
        "raised": "#F3F5F7",
        "link": "#12436D",
        "focus": "#F46A25",
        "good": "#0B6B4F",
        "bad": "#801650",
    }
    night |= {
        "edge": "#7E8994",
        "raised": "#1F262E",
        "link": "#8CC4F5",
        "focus": "#FF9A62",
        "good": "#6BD6A8",
        "bad": "#F7A1CB",
    }

    def variables(colours: dict[str, str]) -> str:
        return ":root{" + "".join(f"--{name}:{colour};" for name, colour in colours.items()) + "}"

    tones = "".join(
        f"path.c{position}{{stroke:var(--c{position})}}.fill.c{position}{{fill:var(--c{position});stroke:none}}"
        f".tone{position}{{--tone:var(--c{position})}}"
        for position in range(len(canvas.PALETTE))
    )
    return f"{variables(day)}@media screen and (prefers-color-scheme:dark){{{variables(night)}}}{tones}\n"


@cache
def library() -> Packed:
    """plotly.js once, compressed: plain it would be twice what a page may have."""
    return pack(get_plotlyjs())


def pack(content: str | bytes) -> Packed:
    """A text or bytes compressed, in letters that need no escape in a page."""
    packed = gzip.compress(content.encode() if isinstance(content, str) else content, compresslevel=9, mtime=0)
    return Packed(Markup(_letters(packed)), len(packed))


LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase + "!#$%&()*+-;,=>?@^_`{|}~"
"""The 85 digits of `base64.b85encode`, but a comma for the one that begins a tag."""


def _letters(packed: bytes) -> str:
    """Four bytes as five letters: `base64.b85encode` with padding, which takes a fifth of a second for a library."""
    numbers = np.frombuffer(packed + bytes(-len(packed) % 4), dtype=">u4").astype(np.int64)
    digits = numbers[:, None] // 85 ** np.arange(4, -1, -1) % 85
    return bytes(np.frombuffer(LETTERS.encode(), dtype=np.uint8)[digits]).decode()


def figures(drawn: Sequence[canvas.Chart]) -> str:
    """The drawings of all charts and how to draw them, by the place of each on the page."""
    figures: dict[str, Any] = {
        f"plot-{number}-{place}": panel.figure.to_plotly_json()
        for number, chart in enumerate(drawn, start=1)
        for place, panel in enumerate(chart.panels, start=1)
        if panel.figure is not None
    }
    return json.dumps({"figures": figures, "config": canvas.CONFIG, "dark": canvas.DARK}, default=list)


def policy(script: str) -> str:
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
