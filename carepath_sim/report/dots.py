"""Levels of a measure: the mean of each scenario, how sure it is, how far one future strays, and both as dots."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from carepath_sim.metrics.uncertainty import half_width
from carepath_sim.report.canvas import INK, LABEL_WIDTH, PAPER, Mark, axis, figure, mark, names_axis
from carepath_sim.report.contrasts import few_ticks
from carepath_sim.report.data import ReportData
from carepath_sim.report.words import Scale, chart_text, fit

NO_INTERVALS = "One replication, so no intervals."
NOT_KNOWN = "not known"
NEAR_ZERO = 0.4
"""A scale starts at zero if its least figure is no larger a share of its largest than this."""
COARSER = 3.0
"""A level needs no digit far below its interval."""
FAR = 3.0
"""A faint dot so many times beyond all others is written at the edge, so that it does not set the scale."""
DOT, GAP = 14, 20
"""Pixels for each dot of a row, and between rows."""
DOTS_SHOWN = 72
"""At most so many dots in a drawing: with many scenarios, fewer rows."""
REACH = 0.24
"""Of a row: how far from its middle the first and last dot stand."""
SIZED = '<span style="font-size:12px">{}</span>'


def levels(data: ReportData, metric: str, whole: bool | None = True) -> pd.DataFrame:
    """Mean, 95% interval of the mean, and 10th and 90th percentile of one future, by setting and scenario.

    `whole` keeps the figure of all settings together, False the settings alone and None both. Columns:
    setting, scenario, mean, low, high, p10, p90; an interval of one replication is NaN.
    """
    rows = data.measured(metric)
    rows = rows[rows["value"].notna() & (True if whole is None else (rows["setting"] == "all") == whole)]
    order = {card.name: position for position, card in enumerate(data.scenarios)}
    found = [
        (setting, scenario, *_estimate(values.to_numpy(dtype=float)))
        for (setting, scenario), values in rows.groupby(["setting", "scenario"], sort=False)["value"]
        if scenario in order
    ]
    frame = pd.DataFrame(found, columns=["setting", "scenario", "mean", "low", "high", "p10", "p90"])
    return frame.sort_values("scenario", key=lambda names: names.map(order), kind="stable").reset_index(drop=True)


def _estimate(values: np.ndarray) -> tuple[float, float, float, float, float]:
    """Mean, its interval, and the 10th and 90th percentile; one value has neither."""
    mean, half = float(values.mean()), half_width(values)
    low, high = (float(end) for end in np.percentile(values, [10, 90])) if len(values) > 1 else (nan, nan)
    return mean, mean - half, mean + half, low, high


def sure(data: ReportData, words: str) -> str:
    """What a chart says of its intervals, or that one replication has none."""
    return words if data.metrics["replication"].nunique() > 1 else NO_INTERVALS


def scale_for(rows: pd.DataFrame, unit: str) -> Scale:
    """The scale on which levels and the narrowest of their intervals read well."""
    widths = (rows["high"] - rows["low"]).dropna()
    narrowest = float(widths[widths > 0].median()) if (widths > 0).any() else 0.0
    return fit(rows[["mean", "low", "high"]].to_numpy().ravel(), unit, COARSER * narrowest)


def between(scale: Scale, low: float, high: float, signed: bool = False) -> str:
    """An interval in words, or that there is none."""
    return NOT_KNOWN if isnan(low) or isnan(high) else scale.between(low, high, signed)


def spread(rows: pd.DataFrame, ends: Sequence[str] = ("mean", "low", "high")) -> list[float]:
    """A horizontal scale around levels: from zero unless that would squeeze them."""
    low, high = float(rows[list(ends)].min().min()), float(rows[list(ends)].max().max())
    room = max((high - low) * 0.08, abs(high) * 0.02, 1e-9)
    return [min(0.0, low) if low <= high * NEAR_ZERO else low - room, high + room]


def dots(
    data: ReportData,
    rows: pd.DataFrame,
    names: Sequence[str],
    texts: Sequence[str],
    scale: Scale,
    faint: pd.Series | None = None,
) -> go.Figure:
    """A row for each of `names`, written as `texts`, with a dot and its 95% interval a scenario; `faint` are hollow."""
    scenarios = [card.name for card in data.scenarios if (rows["scenario"] == card.name).any()]
    positions = {card.name: position for position, card in enumerate(data.scenarios)}
    hollow = pd.Series(False, index=rows.index) if faint is None else faint
    far = _far(rows, hollow)
    span = [end / scale.divisor for end in spread(rows[~far])]
    traces = []
    for place, scenario in enumerate(scenarios):
        own = rows[(rows["scenario"] == scenario) & rows["setting"].isin(names)]
        shift = _shift(place, len(scenarios))
        heights = [len(names) - 1 - list(names).index(name) + shift for name in own["setting"]]
        label = data.scenario_label(scenario)
        drawn = mark(positions[scenario])
        inside = ~far[own.index].to_numpy()
        kept = [height for height, is_inside in zip(heights, inside, strict=True) if is_inside]
        traces.append(_scenario(own[inside], kept, drawn, scale, label, hollow[own.index[inside]]))
        beyond = [height for height, is_inside in zip(heights, inside, strict=True) if not is_inside]
        traces += [_beyond(own[~inside], beyond, span[1], drawn, scale)] if beyond else []
    lines = max(text.count("<br>") + 1 for text in texts)
    return figure(
        traces,
        56 + max(DOT * len(scenarios) + GAP, 17 * lines + 12) * len(names),
        xaxis=axis("", range=span, **few_ticks(span, scale), rangemode="tozero"),
        yaxis={**names_axis(list(names)), "ticktext": list(texts)},
        hovermode="closest",
    )


def _far(rows: pd.DataFrame, faint: pd.Series) -> pd.Series:
    """Which of the faint rows lie far beyond all others."""
    solid = rows[~faint][["mean", "high"]].max(axis=1)
    return faint & (rows["mean"] > FAR * solid.max()) if len(solid) else faint & False


def _beyond(rows: pd.DataFrame, heights: list[float], edge: float, drawn: Mark, scale: Scale) -> go.Scatter:
    """Figures beyond the scale, in words at its edge."""
    return go.Scatter(
        x=[edge] * len(rows),
        y=[round(height, 3) for height in heights],
        mode="text",
        text=[f"{drawn.letter} {scale.write(value)} \N{RIGHTWARDS ARROW}".strip() for value in rows["mean"]],
        textposition="middle left",
        textfont={"color": INK, "size": 12},
        hovertemplate="%{text}<extra></extra>",
    )


def _shift(place: int, count: int) -> float:
    """How far above or below the middle of its row a dot stands, the first scenario on top."""
    return 0.0 if count == 1 else REACH - 2 * REACH * place / (count - 1)


def _scenario(
    rows: pd.DataFrame, heights: list[float], drawn: Mark, scale: Scale, label: str, hollow: pd.Series
) -> go.Scatter:
    values = [round(value / scale.divisor, 5) for value in rows["mean"]]
    arms = ((rows["high"] - rows["mean"]) / scale.divisor).round(5)
    return go.Scatter(
        x=values,
        y=[round(height, 3) for height in heights],
        mode="markers",
        marker={
            "symbol": drawn.symbol,
            "size": 10,
            "color": [PAPER if empty else drawn.colour for empty in hollow] if hollow.any() else drawn.colour,
            "line": {"color": drawn.colour, "width": 2},
        },
        customdata=[
            f"{scale.write(row['mean'])} ({between(scale, row['low'], row['high'])})" for _, row in rows.iterrows()
        ],
        hovertemplate=f"{chart_text(label, 30)}: %{{customdata}}<extra></extra>",
        cliponaxis=False,
        **({} if arms.isna().all() else {"error_x": _arms(arms.fillna(0.0).tolist(), drawn)}),
    )


def _arms(arms: list[float], drawn: Mark) -> dict[str, Any]:
    return {"type": "data", "array": arms, "color": drawn.colour, "thickness": 2, "width": 0}


def drawable(rows: pd.DataFrame) -> int:
    """How many rows a drawing has room for; the table has all."""
    return max(2, DOTS_SHOWN // max(1, rows["scenario"].nunique()))


def row_text(name: str, below: str = "") -> str:
    """The name of a row, with a smaller line below it if there is something to say."""
    return chart_text(name, LABEL_WIDTH) + (f"<br>{SIZED.format(chart_text(below))}" if below else "")
