"""A Sankey of two columns: how many go from each node on the left to each on the right, at one common scale.

The bands are drawn as filled curves: plotly's own trace fades its bands in whenever it is
drawn anew, so that a page printed just then has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from carepath_sim.report.canvas import INK, Mark, figure, mark
from carepath_sim.report.words import chart_text

HEIGHT, GAP = 400, 0.075
"""Pixels of the whole, and the share of it between neighbours."""
THICK, LABEL_CHARACTERS, PALE = 0.012, 19, 0.3
ACROSS = np.linspace(0.0, 1.0, 17)
RISE = ACROSS**2 * (3 - 2 * ACROSS)
"""A band leaves level, rises, and arrives level."""

Sides = tuple[tuple[str, ...], tuple[str, ...]]
"""The nodes on the left and on the right, from the top down."""


@dataclass(frozen=True)
class Node:
    """One node: where it begins from the top down, as a share of the height, how tall it is, and how many it holds."""

    start: float
    tall: float
    total: float

    @property
    def middle(self) -> float:
        """Half-way down the node."""
        return self.start + self.tall / 2


def sankey(links: pd.DataFrame, sides: Sides, most: float, colour_order: tuple[str, ...] = ()) -> go.Figure:
    """Links (columns origin, destination, value) as bands, where `most` would fill the height.

    Nodes are coloured in `colour_order` first, so that one kind has one colour in every drawing.
    """
    unit = (1 - GAP * (max(map(len, sides)) - 1)) / (most or 1.0)
    columns = ("origin", "destination")
    nodes = [
        _nodes(side, links.groupby(column)["value"].sum(), unit) for side, column in zip(sides, columns, strict=True)
    ]
    tones = {kind: mark(place + 1) for place, kind in enumerate(dict.fromkeys([*colour_order, *sides[0], *sides[1]]))}
    return figure(
        _bands(links, sides, nodes, unit, tones),
        HEIGHT,
        xaxis={"range": [0, 1], "visible": False, "fixedrange": True},
        yaxis={"range": [1, 0], "visible": False, "fixedrange": True},
        shapes=[_block(node, side, tones[kind]) for side in (0, 1) for kind, node in nodes[side].items()],
        annotations=[_label(kind, node, side) for side in (0, 1) for kind, node in nodes[side].items()],
        hovermode="closest",
        margin={"l": 4, "r": 4, "t": 14, "b": 18},
    )


def _nodes(side: Sequence[str], totals: pd.Series, unit: float) -> dict[str, Node]:
    found, upto = {}, 0.0
    for kind in side:
        total = float(totals.get(kind, 0.0))
        found[kind] = Node(upto, total * unit, total)
        upto += total * unit + GAP
    return found


def _bands(
    links: pd.DataFrame, sides: Sides, nodes: list[dict[str, Node]], unit: float, tones: Mapping[str, Mark]
) -> list[go.Scatter]:
    """A filled curve for each link; those of one node lie below each other in the order of the other side."""
    values = {(row["origin"], row["destination"]): float(row["value"]) for _, row in links.iterrows()}
    left = {kind: node.start for kind, node in nodes[0].items()}
    right = {kind: node.start for kind, node in nodes[1].items()}
    found = []
    for origin in sides[0]:
        for destination in sides[1]:
            value = values.get((origin, destination), 0.0)
            if value > 0:
                ends = (left[origin], right[destination])
                said = f"{chart_text(origin)} to {chart_text(destination)}: {value:,.0f}"
                found.append(_band(ends, value * unit, tones[origin], said))
                left[origin] += value * unit
                right[destination] += value * unit
    return found


def _band(ends: tuple[float, float], tall: float, drawn: Mark, said: str) -> go.Scatter:
    x = THICK + ACROSS * (1 - 2 * THICK)
    top = ends[0] + RISE * (ends[1] - ends[0])
    return go.Scatter(
        x=np.round([*x, *x[::-1]], 4).tolist(),
        y=np.round([*top, *(top + tall)[::-1]], 4).tolist(),
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=drawn.shade(PALE),
        hoveron="fills",
        hoverinfo="text",
        text=said,
    )


def _block(node: Node, side: int, drawn: Mark) -> dict[str, Any]:
    across = (0.0, THICK) if side == 0 else (1 - THICK, 1.0)
    place = {"x0": across[0], "x1": across[1], "y0": round(node.start, 4), "y1": round(node.start + node.tall, 4)}
    return {"type": "rect", **place, "fillcolor": drawn.colour, "line": {"width": 0}}


def _label(kind: str, node: Node, side: int) -> dict[str, Any]:
    """The name of a node and how many, beside it."""
    return {
        "text": f"{chart_text(kind, LABEL_CHARACTERS)}<br><b>{node.total:,.0f}</b>",
        "x": side,
        "y": round(node.middle, 4),
        "xanchor": ("left", "right")[side],
        "xshift": (14, -14)[side],
        "yanchor": "middle",
        "align": ("left", "right")[side],
        "showarrow": False,
        "font": {"size": 12, "color": INK},
    }
