"""What every chart shares: palette, marks, layout, and `Chart` itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go
from markupsafe import Markup

from carepath_sim.report.words import Scale, chart_text, decimals, round_steps

PALETTE = ("#3D3D3D", "#12436D", "#F46A25", "#28A197", "#801650", "#A285D1")
"""The Government Analysis Function palette; the baseline, always first, is the grey."""
DARK_PALETTE = ("#D2D6DA", "#6FB1EA", "#FF9A62", "#43C8BC", "#F08DBE", "#C3AEEA")
"""The same hues, light enough for a dark page (each at least 3 to 1 against it)."""

INK, DARK_INK = "#1D2329", "#E9ECEF"
GRID, DARK_GRID = "#D5DADF", "#39424C"
MUTED, DARK_MUTED = "#565F68", "#AEB7C0"
PAPER, DARK_PAPER = "#FFFFFF", "#161B21"

DARK = dict(
    zip((*PALETTE, INK, GRID, MUTED, PAPER), (*DARK_PALETTE, DARK_INK, DARK_GRID, DARK_MUTED, DARK_PAPER), strict=True)
)
"""Light colour to dark: the page swaps them when it draws in dark mode."""

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKERS = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down")
PATTERNS = ("", "/", ".", "\\", "x", "-")

CONFIG = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "displayModeBar": False,
    "responsive": True,
    "scrollZoom": False,
}
"""plotly.js otherwise offers to upload the figure to a server."""

LABEL_WIDTH = 20
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


@dataclass(frozen=True)
class Mark:
    """How one series is told from the others: by colour, and by dash, symbol or pattern."""

    colour: str
    dash: str
    symbol: str
    pattern: str
    letter: str

    def line(self, width: float = 2.5) -> dict[str, Any]:
        """The line of this series."""
        return {"color": self.colour, "dash": self.dash, "width": width}

    def shade(self, opacity: float) -> str:
        """The colour of this series, thinned to an opacity between 0 and 1."""
        return f"{self.colour}{round(opacity * 255):02X}"

    def pale_bar(self, opacity: float = 0.4) -> dict[str, Any]:
        """A bar of this series on which lines and words can still be read: thinned, outlined, its pattern in full."""
        pattern = {"shape": self.pattern, "fillmode": "overlay", "fgcolor": self.colour, "fgopacity": 0.55, "size": 7}
        hatch = {"pattern": {**pattern, "solidity": 0.2}} if self.pattern else {}
        return {"color": self.shade(opacity), "line": {"color": self.colour, "width": 1}, **hatch}


def mark(index: int) -> Mark:
    """The mark of the series at `index`; the first 36 differ."""
    colour = index % len(PALETTE)
    other = (index + index // len(PALETTE)) % len(DASHES)
    letter = chr(ord("A") + (index - 1) % 26) if index else ""
    return Mark(PALETTE[colour], DASHES[other], MARKERS[other], PATTERNS[other], letter)


@dataclass(frozen=True)
class Key:
    """One entry of a legend: a swatch of the mark as `line`, `point`, `both`, `bar` or `band`, and its name."""

    name: str
    mark: Mark
    shape: Literal["line", "point", "both", "bar", "band"] = "line"
    opacity: float = 1.0


Width = Literal["small", "half", "wide"]


@dataclass(frozen=True, eq=False)
class Panel:
    """One drawing of a chart, under a heading of its own where the chart has several.

    `grid` is markup that stands in the place of a figure: a heatmap, which is a table.
    """

    heading: str
    figure: go.Figure | None
    width: Width = "small"
    grid: Markup | None = None


@dataclass(frozen=True, eq=False)
class Chart:
    """One message from the data: what it says, how it was measured, the drawing, its table and its words."""

    key: str
    title: str
    subtitle: str
    panels: tuple[Panel, ...]
    table: pd.DataFrame
    summary: str
    legend: tuple[Key, ...] = ()
    notes: tuple[str, ...] = ()


def figure(traces: Sequence[Any], height: int, **layout: Any) -> go.Figure:
    """A figure in the page's own style: no background, quiet grid, nothing that traps a scrolling thumb."""
    quiet = {
        "template": go.layout.Template(),
        "height": height,
        "autosize": True,
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "margin": {"l": 8, "r": 22, "t": 12, "b": 8},
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": MUTED, "font": {"color": INK, "size": 13}},
    }
    return go.Figure(data=list(traces), layout={**quiet, **layout})


def axis(title: str = "", **more: Any) -> dict[str, Any]:
    """An axis in the page's own style."""
    quiet = {
        "title": {"text": title, "font": {"size": 13, "color": MUTED}, "standoff": 8},
        "automargin": True,
        "fixedrange": True,
        "gridcolor": GRID,
        "zeroline": False,
        "linecolor": MUTED,
        "tickfont": {"color": MUTED, "size": 12},
        "ticklen": 4,
        "tickcolor": GRID,
    }
    return {**quiet, **more}


def ticks(span: Sequence[float], scale: Scale, most: int = 5, signed: bool = False) -> dict[str, Any]:
    """Tick marks at round numbers, written on the scale of their figures; `span` is already divided by it."""
    values = round_steps(span[0], span[1], most)
    step = values[1] - values[0] if len(values) > 1 else 0.0
    rounded = replace(scale, decimals=decimals(step) if step else scale.decimals)
    words = [rounded.write(value * scale.divisor, signed) if value else f"{scale.prefix}0" for value in values]
    return {"tickvals": values, "ticktext": words}


def zero_line() -> dict[str, Any]:
    """Settings of an axis whose zero means no difference."""
    return {"zeroline": True, "zerolinecolor": INK, "zerolinewidth": 1.5}


def names_axis(labels: Sequence[str]) -> dict[str, Any]:
    """A vertical axis of names, the first on top, at whole numbers so that no name is read as a date or a number."""
    return axis(
        "",
        tickvals=list(range(len(labels)))[::-1],
        ticktext=[chart_text(label, LABEL_WIDTH) for label in labels],
        range=[-0.6, len(labels) - 0.4],
        showgrid=False,
        ticks="",
        ticklabeloverflow="allow",
        ticklabelstandoff=6,
        tickfont={"size": 13, "color": INK},
    )


def names_height(labels: Sequence[str]) -> int:
    """Height in pixels that leaves every name of such an axis its lines."""
    lines = max(chart_text(label, LABEL_WIDTH).count("<br>") + 1 for label in labels)
    return 56 + max(40, 18 * lines + 8) * len(labels)
