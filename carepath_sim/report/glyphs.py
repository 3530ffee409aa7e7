"""Small drawings that stand in a line of text or a cell of a table and need no script: swatches and intervals."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from carepath_sim.report.canvas import DASHES, PALETTE, Key, Mark

DASH_ARRAYS = dict(zip(DASHES, ("", "7 4", "2 3", "7 3 2 3", "11 4", "11 3 2 3"), strict=True))
SYMBOLS = {
    "circle": "M17 8a5 5 0 1 0-10 0a5 5 0 1 0 10 0z",
    "square": "M7.5 3.5h9v9h-9z",
    "diamond": "M12 2l6 6-6 6-6-6z",
    "triangle-up": "M12 2.5l6 10.5H6z",
    "cross": "M10 3h4v3h3v4h-3v3h-4v-3H7V6h3z",
    "triangle-down": "M12 13.5l6-10.5H6z",
    "x": "M8 2l4 4 4-4 2.5 2.5-4 3.5 4 3.5L16 14l-4-4-4 4-2.5-2.5 4-3.5-4-3.5z",
    "circle-open": "M17 8a5 5 0 1 0-10 0a5 5 0 1 0 10 0zM15 8a3 3 0 1 1-6 0a3 3 0 1 1 6 0z",
}
HATCHES = {
    "": "",
    "/": "M2 14L10 2M10 14L18 2M16 14L22 4",
    ".": "M5 6h1M11 6h1M17 6h1M8 10h1M14 10h1M20 10h1",
    "\\": "M2 2l8 12M10 2l8 12M17 2l6 10",
    "x": "M3 3l8 10M11 3l-8 10M13 3l8 10M21 3l-8 10",
    "-": "M1 6h22M1 10h22",
    "|": "M5 2v12M10 2v12M15 2v12M20 2v12",
    "+": "M1 6h22M1 10h22M5 2v12M10 2v12M15 2v12M20 2v12",
}
WIDTH, MIDDLE = 140, 9


def _tone(drawn: Mark) -> str:
    return f"c{PALETTE.index(drawn.colour)}" if drawn.colour in PALETTE else "ink"


def swatch(key: Key) -> Markup:
    """The mark of one legend entry."""
    tone = _tone(key.mark)
    if key.shape == "bar" and not key.opacity:
        shape = f'<path class="line {tone}" d="M2 3H22V13H2z"/>'
    elif key.shape == "bar" and key.opacity < 1:
        shape = f'<rect class="fill {tone}" x="1" y="2" width="22" height="12" fill-opacity="{key.opacity:.2f}"/>'
        shape += f'<path class="{tone}" fill="none" d="M1 2h22v12H1z{HATCHES[key.mark.pattern]}"/>'
    elif key.shape == "bar":
        shape = f'<rect class="fill {tone}" x="1" y="2" width="22" height="12"/>'
        shape += f'<path class="hatch" d="{HATCHES[key.mark.pattern]}"/>' if key.mark.pattern else ""
    elif key.shape == "band":
        shape = f'<rect class="fill {tone}" x="1" y="2" width="22" height="12" fill-opacity="{key.opacity:.2f}"/>'
    elif key.shape == "point":
        shape = f'<path class="fill {tone}" d="{SYMBOLS[key.mark.symbol]}"/>'
    else:
        dashes = DASH_ARRAYS[key.mark.dash]
        shape = f'<path class="line {tone}" d="M0 8H28"' + (f' stroke-dasharray="{dashes}"' if dashes else "") + "/>"
        if key.shape == "both":
            shape += f'<path class="fill {tone}" d="{SYMBOLS[key.mark.symbol]}" transform="translate(2 0)"/>'
    width = 28 if key.shape in ("line", "both") else 24
    frame = f'width="{width}" height="16" viewBox="0 0 {width} 16"'
    return Markup(f'<svg class="swatch" {frame} aria-hidden="true">{shape}</svg>')


def interval(row: pd.Series, lowest: float, highest: float, drawn: Mark) -> Markup:
    """A difference with its 95% interval (thick), one future's 10th to 90th percentile (thin) and zero (dashes)."""
    if pd.isna(row["difference"]):
        return Markup("")
    span = (highest - lowest) or 1.0

    def at(value: float) -> str:
        return f"{8 + (WIDTH - 16) * (value - lowest) / span:.1f}"

    zero, middle, tone = at(0.0), at(row["difference"]), _tone(drawn)
    thick = f'<path class="thick {tone}" d="M{at(row["low"])} {MIDDLE}H{at(row["high"])}"/>'
    return Markup(
        f'<svg class="interval" width="{WIDTH}" height="18" viewBox="0 0 {WIDTH} 18" aria-hidden="true">'
        f'<path class="zero" d="M{zero} 0V18"/>'
        f'<path class="thin {tone}" d="M{at(row["p10"])} {MIDDLE}H{at(row["p90"])}"/>'
        f"{'' if pd.isna(row['low']) else thick}"
        f'<circle class="fill {tone}" cx="{middle}" cy="{MIDDLE}" r="4.5"/></svg>'
    )
