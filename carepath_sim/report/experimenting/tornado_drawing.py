"""How a tornado is drawn: two bars a number under its name, and a diamond where the answer turns."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from carepath_sim.report.canvas import INK, PAPER, Mark, axis, figure, ticks, zero_line
from carepath_sim.report.experimenting.numbering import is_link, number_words, turn_words
from carepath_sim.report.experimenting.rows import Rows, name_of
from carepath_sim.report.experimenting.tornadoes import HIGH_END, LOW_END, PALE, Tornado, range_of
from carepath_sim.report.words import Scale, chart_text

BAR, BETWEEN = 14, 2
"""Pixels of a bar, and between the two of a number."""
ROOM = 0.04


def drawn(each: Tornado, scale: Scale) -> go.Figure:
    """A bar to either end of the range of each number, from the difference as it is, the longest on top."""
    bars = each.drawn
    names = [_name(each, row) for _, row in bars.iterrows()]
    rows = Rows(names, 2 * BAR + BETWEEN)
    default = float(bars["at_default"].iloc[0]) / scale.divisor
    span = _span(bars, scale)
    clear = ((bars["swing_low"] > 0) | (bars["swing_high"] < 0)).to_numpy(dtype=bool)
    at = np.array(rows.middles)
    shift = (BAR + BETWEEN) / 2
    traces: list[Any] = [
        _bars(
            bars[clear == sure],
            (at + up)[clear == sure].tolist(),
            end,
            mark.colour if sure else mark.shade(PALE),
            mark,
            scale,
        )
        for end, up, mark in (("low", shift, LOW_END), ("high", -shift, HIGH_END))
        for sure in (True, False)
        if (clear == sure).any()
    ]
    traces.append(
        go.Scatter(
            x=[default, default],
            y=[0, rows.height],
            mode="lines",
            line={"color": INK, "width": 1.5, "dash": "dash"},
            hoverinfo="skip",
        )
    )
    turning = [
        middle for middle, name in zip(rows.middles, bars["factor"], strict=True) if isfinite(each.value(str(name)))
    ]
    if turning:
        traces.append(_diamonds(turning))
    return figure(
        traces,
        rows.whole,
        xaxis=axis("", range=span, **ticks(span, scale, 5, signed=True), tickangle=0, **zero_line()),
        yaxis=rows.axis(),
        annotations=rows.annotations(),
        barmode="overlay",
        bargap=0,
        hovermode="closest",
    )


def _name(each: Tornado, row: pd.Series) -> str:
    """The name of a bar with its range, and where the answer turns within it."""
    name, value = str(row["factor"]), each.value(str(row["factor"]))
    turns = f"◆ turns at {turn_words(value, str(row['unit']))}" if isfinite(value) else ""
    return name_of(str(row["label"]), range_of(row), is_link(name), turns)


def _span(rows: pd.DataFrame, scale: Scale) -> list[float]:
    columns = [f"at_{end}{side}" for end in ("low", "high", "default") for side in ("", "_low", "_high")]
    values = rows[columns].to_numpy(dtype=float)
    low, high = min(0.0, float(np.nanmin(values))), max(0.0, float(np.nanmax(values)))
    room = (high - low) * ROOM or scale.divisor
    return [(low - room) / scale.divisor, (high + room) / scale.divisor]


def _bars(rows: pd.DataFrame, places: list[float], end: str, colour: str, mark: Mark, scale: Scale) -> go.Bar:
    """From the difference as it is to that with each number at one end of its range."""
    base = (rows["at_default"] / scale.divisor).tolist()
    tops = (rows[f"at_{end}"] / scale.divisor).tolist()
    return go.Bar(
        orientation="h",
        base=[round(value, 6) for value in base],
        x=[round(top - value, 6) for top, value in zip(tops, base, strict=True)],
        y=places,
        width=BAR,
        marker={
            "color": colour,
            "line": {"color": mark.colour, "width": 1},
            "pattern": {
                "shape": mark.pattern,
                "fillmode": "overlay",
                "fgcolor": PAPER,
                "fgopacity": 0.9,
                "size": 8,
                "solidity": 0.2,
            },
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": ((rows[f"at_{end}_high"] - rows[f"at_{end}"]) / scale.divisor).fillna(0.0).tolist(),
            "arrayminus": ((rows[f"at_{end}"] - rows[f"at_{end}_low"]) / scale.divisor).fillna(0.0).tolist(),
            "color": INK,
            "thickness": 1.25,
            "width": 0,
        },
        customdata=[
            f"{chart_text(row['label'], 40)}<br>{chart_text(number_words(row[f'{end}_value'], str(row['unit'])))}: "
            f"{scale.write(row[f'at_{end}'], True)} "
            f"({scale.between(row[f'at_{end}_low'], row[f'at_{end}_high'], True)})"
            for _, row in rows.iterrows()
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _diamonds(places: list[float]) -> go.Scatter:
    return go.Scatter(
        x=[0.0] * len(places),
        y=places,
        mode="markers",
        marker={"symbol": "diamond", "size": 11, "color": INK, "line": {"color": PAPER, "width": 1.5}},
        hoverinfo="skip",
        cliponaxis=False,
    )
