"""What charts over time share: their dates, lines, bands and scales."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.report.canvas import Mark, axis
from carepath_sim.report.words import chart_text

DRAWN_DATES = 105


def span_of(values: Iterable[float], widen: float) -> list[float]:
    """A vertical scale: from zero where that costs little room, and never so narrow that noise looks like change."""
    low, high = float(min(values)), float(max(values))
    room = max((high - low) * 0.12, high * widen / 2 - (high - low) / 2, 0.5)
    return [0.0 if low - room < high * 0.4 else low - room, high + max((high - low) * 0.12, high * 0.04, 0.5)]


def thinned(frame: pd.DataFrame) -> pd.DataFrame:
    """Every n-th date, so that a long study stays within the size of a page; the last date is kept."""
    ordered = frame.sort_values("date", kind="stable")
    step = -(-len(ordered) // DRAWN_DATES) or 1
    kept = ordered.iloc[::step]
    return kept if kept.empty or kept.index[-1] == ordered.index[-1] else pd.concat([kept, ordered.iloc[-1:]])


def dates() -> dict[str, object]:
    """A horizontal axis of dates."""
    return axis("", type="date", nticks=5, showgrid=False, hoverformat="%-d %b %Y", ticks="outside", tickangle=0)


def days_of(frame: pd.DataFrame) -> list[str]:
    """The dates of a frame as plotly.js reads them."""
    return [pd.Timestamp(day).strftime("%Y-%m-%d") for day in frame["date"]]


def rounded(values: Iterable[float]) -> list[float]:
    """Values to two decimals, which is finer than any drawing."""
    return [round(float(value), 2) for value in values]


def band(frame: pd.DataFrame, low: str, high: str, drawn: Mark, opacity: float) -> go.Scatter:
    """A band as one closed outline: no outline can come apart from its fill."""
    days = days_of(frame)
    return go.Scatter(
        x=[*days, *reversed(days)],
        y=rounded([*frame[high], *reversed(list(frame[low]))]),
        fill="toself",
        fillcolor=drawn.shade(opacity),
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
    )


def line(frame: pd.DataFrame, drawn: Mark, name: str, width: float = 2.5, step: bool = False) -> go.Scatter:
    """The mean over time; `step` draws what changes at once."""
    return go.Scatter(
        x=days_of(frame),
        y=rounded(frame["mean"]),
        mode="lines",
        name=chart_text(name),
        line={**drawn.line(width), "shape": "hv" if step else "linear"},
        hovertemplate="%{y:.1f}",
    )
