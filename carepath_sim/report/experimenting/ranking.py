"""Rows of names with a dot and its interval for each of some series: how tables of factors are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from carepath_sim.model import Bools, Floats
from carepath_sim.report.canvas import PAPER, Mark, axis, figure, ticks
from carepath_sim.report.experimenting.numbering import is_link
from carepath_sim.report.experimenting.rows import Rows, name_of
from carepath_sim.report.words import Scale, chart_text

MOST_ROWS = 14
APART = 13
"""How far apart the dots of one row stand, in pixels."""


@dataclass(frozen=True, eq=False)
class Series:
    """One figure of every row: its value, the ends of its interval (NaN for none) and whether its dot is filled."""

    name: str
    drawn: Mark
    values: Floats
    lows: Floats
    highs: Floats
    filled: Bools


def largest(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """The rows that are largest, and the key-worker link whatever it is."""
    ordered = rows.sort_values(by, ascending=False, kind="stable")
    link = ordered["factor"].map(is_link).astype(bool)
    rest = ordered[~link].head(MOST_ROWS - min(2, int(link.sum())))
    return ordered[ordered.index.isin(rest.index) | ordered.index.isin(ordered[link].head(2).index)]


def names_of(rows: pd.DataFrame) -> list[str]:
    """The names of the rows of a table of factors, the key-worker link marked."""
    return [
        name_of(str(label), is_marked=is_link(str(factor)))
        for factor, label in zip(rows["factor"], rows["label"], strict=True)
    ]


def ranked(names: Sequence[str], series: Sequence[Series], scale: Scale, title: str = "") -> go.Figure:
    """The rows, the first on top, from zero to the most of any interval; `names` as `rows.name_of` writes them."""
    rows = Rows(names, APART * len(series) + 3)
    shifts = [APART * ((len(series) - 1) / 2 - place) for place in range(len(series))]
    traces = []
    for each, shift in zip(series, shifts, strict=True):
        up = [round(middle + shift, 1) for middle in rows.middles]
        traces.append(
            go.Scatter(
                x=_on(each.values, scale),
                y=up,
                mode="markers",
                marker={
                    "symbol": each.drawn.symbol or "circle",
                    "size": 10,
                    "color": [each.drawn.colour if fill else PAPER for fill in each.filled],
                    "line": {"color": each.drawn.colour, "width": 1.75},
                },
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": _on(np.nan_to_num(each.highs - each.values), scale),
                    "arrayminus": _on(np.nan_to_num(each.values - each.lows), scale),
                    "color": each.drawn.colour,
                    "thickness": 2,
                    "width": 0,
                },
                customdata=[f"{each.name}: {scale.write(value)}" for value in each.values],
                hovertemplate="%{customdata}<extra></extra>",
                cliponaxis=False,
            )
        )
    most = max((float(np.nanmax(np.fmax(each.highs, each.values))) for each in series if len(each.values)), default=0.0)
    least = min(0.0, *(float(np.nanmin(np.fmin(each.lows, each.values))) for each in series))
    span = [
        (least - (most - least) * 0.02) / scale.divisor,
        (most + (most - least) * 0.06 or scale.divisor) / scale.divisor,
    ]
    return figure(
        traces,
        rows.whole,
        xaxis=axis(chart_text(title), range=span, **ticks(span, scale, 4), tickangle=0),
        yaxis=rows.axis(),
        annotations=rows.annotations(),
        hovermode="closest",
    )


def _on(values: Floats, scale: Scale) -> list[float | None]:
    return [round(float(value), 6) if np.isfinite(value) else None for value in values / scale.divisor]
