"""The chart of cost against stability: each scenario as a difference from the baseline, uncertain both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import in_sentence, listed
from carepath_sim.report.canvas import (
    INK,
    MUTED,
    PAPER,
    Chart,
    Key,
    Mark,
    Panel,
    axis,
    figure,
    mark,
    ticks,
    zero_line,
)
from carepath_sim.report.contrasts import (
    COST,
    STABILITY,
    alike,
    clear_rows,
    difference_in_words,
    is_clear,
    largest,
    scale_of,
    those,
)
from carepath_sim.report.data import ReportData
from carepath_sim.report.dominating import dominated
from carepath_sim.report.words import Scale, chart_text, message, unit_words


def cost_against_stability(data: ReportData) -> list[Chart]:
    """The difference in cost against the difference in breakdowns, with 95% intervals both ways."""
    cards = [card.name for card in data.scenarios]
    cost, stability = (rows[rows["scenario"].isin(cards)] for rows in (data.compared(COST), data.compared(STABILITY)))
    cost, stability = (_shared(each, other) for each, other in ((cost, stability), (stability, cost)))
    if cost.empty:
        return []
    x, y = scale_of(cost), scale_of(stability)
    beaten = dominated(data)
    marks = _marks(data, beaten)
    return [
        Chart(
            key="cost-stability",
            title=_trade_title(data, cost, stability),
            subtitle=f"Difference from {in_sentence(data.scenarios[0].label)}: cost ({cost['unit'].iloc[0]}) and "
            f"{unit_words(str(stability['unit'].iloc[0]))} (narrow definition). Lines: 95% intervals of the paired "
            "mean difference.",
            panels=(Panel("", _trade_figure(data, cost, stability, x, y, marks), "wide"),),
            table=pd.DataFrame(
                {
                    "Scenario": [data.scenario_label(name) for name in cost["scenario"]],
                    **_columns(cost, x, "Cost"),
                    **_columns(stability, y, "Breakdowns"),
                    **_beaten_column(data, list(cost["scenario"]), beaten),
                }
            ),
            summary=_trade_summary(data, cost, stability, x, y) + _beaten_summary(data, beaten),
            legend=tuple(
                Key(data.scenario_label(name) + _outdone(data, name, beaten), marks[name], "point")
                for name in cost["scenario"]
            ),
            notes=DOMINATED if beaten else (),
        )
    ]


def _shared(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    known = rows[["difference", "low", "high"]].notna().all(axis=1) & rows["scenario"].isin(others["scenario"])
    return rows[known].reset_index(drop=True)


def _columns(rows: pd.DataFrame, scale: Scale, name: str) -> dict[str, list[str]]:
    return {
        f"{name}, difference": [scale.write(value, signed=True) for value in rows["difference"]],
        f"{name}, 95% interval": [
            scale.between(low, high, signed=True) for low, high in zip(rows["low"], rows["high"], strict=True)
        ],
    }


def _marks(data: ReportData, beaten: Mapping[str, str]) -> dict[str, Mark]:
    """The mark of each scenario: its own, or a hollow grey one with its own letter if it is dominated."""
    own = {card.name: mark(position) for position, card in enumerate(data.scenarios)}
    return {name: replace(each, colour=MUTED, symbol=HOLLOW) if name in beaten else each for name, each in own.items()}


def _outdone(data: ReportData, name: str, beaten: Mapping[str, str]) -> str:
    return f" (dominated by {in_sentence(data.scenario_label(beaten[name]))})" if name in beaten else ""


def _beaten_column(data: ReportData, names: list[str], beaten: Mapping[str, str]) -> dict[str, list[str]]:
    if not beaten:
        return {}
    return {"Dominated by": [data.scenario_label(beaten[name]) if name in beaten else "" for name in names]}


def _beaten_summary(data: ReportData, beaten: Mapping[str, str]) -> str:
    """Which scenarios are dominated, and by which."""
    said = [
        f"{in_sentence(data.scenario_label(name))} by {in_sentence(data.scenario_label(by))}"
        for name, by in beaten.items()
    ]
    return f" Dominated: {listed(said)}." if said else ""


def _trade_figure(
    data: ReportData, cost: pd.DataFrame, stability: pd.DataFrame, x: Scale, y: Scale, marks: Mapping[str, Mark]
) -> go.Figure:
    traces = [
        _cross(data, across, up, marks[across["scenario"]], x, y)
        for (_, across), (_, up) in zip(cost.iterrows(), stability.iterrows(), strict=True)
    ]
    spans = [_span(cost, x, LEAST_ACROSS), _span(stability, y, LEAST_UP)]
    return figure(
        traces,
        430,
        xaxis=axis("Difference in cost", range=spans[0], **ticks(spans[0], x, 5, signed=True), **zero_line()),
        yaxis=axis("Difference in breakdowns", range=spans[1], **ticks(spans[1], y, 6, signed=True), **zero_line()),
        annotations=[_corner(*corner) for corner in CORNERS],
        hovermode="closest",
    )


HOLLOW = "circle-open"
DOMINATED = (
    "Hollow and grey: dominated. Another scenario, or the baseline, clearly costs no more and is clearly no less "
    "steady, and is clearly better in one of the two: paired, by 95% intervals.",
)
CORNERS = (
    ("Costs less,<br>fewer<br>breakdowns", 0, 0),
    ("Costs more,<br>fewer<br>breakdowns", 1, 0),
    ("Costs less,<br>more<br>breakdowns", 0, 1),
    ("Costs more,<br>more<br>breakdowns", 1, 1),
)
INSET = 5
"""Pixels between the words in a corner and the edge of the drawing."""
LEAST_ACROSS, LEAST_UP = 0.36, 0.18
"""The least share of the drawing on either side of zero, so that the words in a corner stay on their side."""


def _corner(text: str, across: int, up: int) -> dict[str, Any]:
    """Words in a corner of the drawing, on its paper so that no line of the grid runs through them."""
    side = ("left", "right")[across]
    place = {"x": across, "y": up, "xref": "paper", "yref": "paper", "xanchor": side, "yanchor": ("bottom", "top")[up]}
    shift = {"xshift": (INSET, -INSET)[across], "yshift": (INSET, -INSET)[up]}
    look = {"showarrow": False, "bgcolor": PAPER, "borderpad": 2, "font": {"size": 12, "color": MUTED}}
    return {**place, **shift, **look, "text": text, "align": side}


def _span(rows: pd.DataFrame, scale: Scale, least: float) -> list[float]:
    """From the least to the most of the intervals and zero, with room for the words in the corners on either side."""
    low, high = min(0.0, float(rows["low"].min())), max(0.0, float(rows["high"].max()))
    room = max((high - low) * 0.2, scale.divisor * 10.0**-scale.decimals)
    low, high = low - room, high + room
    share = least / (1 - least)
    return [min(low, -high * share) / scale.divisor, max(high, -low * share) / scale.divisor]


def _cross(data: ReportData, across: pd.Series, up: pd.Series, drawn: Mark, x: Scale, y: Scale) -> go.Scatter:
    name = chart_text(data.scenario_label(across["scenario"]), 30)
    return go.Scatter(
        x=[across["difference"] / x.divisor],
        y=[up["difference"] / y.divisor],
        mode="markers+text",
        marker={
            "color": PAPER if drawn.symbol == HOLLOW else drawn.colour,
            "symbol": "circle" if drawn.symbol == HOLLOW else drawn.symbol,
            "size": 12,
            "line": {"color": MUTED, "width": 2} if drawn.symbol == HOLLOW else {"color": PAPER, "width": 1.5},
        },
        text=[f"<b>{drawn.letter}</b>"],
        textposition="top right",
        textfont={"color": INK, "size": 15},
        error_x=_arms(across, drawn, x),
        error_y=_arms(up, drawn, y),
        hovertemplate=f"{name}<br>cost {x.write(across['difference'], True)}"
        f"<br>breakdowns {y.write(up['difference'], True)}<extra></extra>",
    )


def _arms(row: pd.Series, drawn: Mark, scale: Scale) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [(row["high"] - row["difference"]) / scale.divisor],
        "arrayminus": [(row["difference"] - row["low"]) / scale.divisor],
        "color": drawn.colour,
        "thickness": 1 if drawn.symbol == HOLLOW else 2,
        "width": 0,
    }


def _trade_title(data: ReportData, cost: pd.DataFrame, stability: pd.DataFrame) -> str:
    costs, breaks = cost[cost.apply(is_clear, axis=1)], clear_rows(data, STABILITY, stability)
    if costs.empty and breaks.empty:
        return "No clear difference in cost or in breakdowns"
    better = cost[(cost["high"] < 0) & cost["scenario"].isin(breaks.loc[breaks["high"] < 0, "scenario"])]
    if not better.empty:
        names = sorted((data.scenario_label(name) for name in better["scenario"]), key=len)
        if len(names) == 1:
            only = in_sentence(names[0])
            return message(f"Cheaper, with fewer breakdowns: {only}", "One scenario is cheaper, with fewer breakdowns")
        return f"{len(names)} scenarios are cheaper, with fewer breakdowns"
    if costs.empty:
        return "No clear difference in cost, but breakdowns differ"
    row = largest(costs)
    label, most = data.scenario_label(row["scenario"]), _most(cost, row)
    several = alike(costs, len(data.scenarios) - 1)
    if several and most in ("more", "less"):
        return f"{several} cost {most} in this model"
    tail = "" if not breaks.empty else "; breakdowns unclear"
    return message(f"{label} costs {most}{tail}", f"{label} costs {most}", _counted_title(data, costs, row, most, tail))


def _counted_title(data: ReportData, costs: pd.DataFrame, row: pd.Series, most: str, tail: str) -> str:
    """The title without a name: how many cost clearly more or less, or that one costs most or least."""
    who = those(costs, row, len(data.scenarios) - 1)
    if who == "One scenario":
        return f"{who} costs {most}{tail}"
    return f"{who} cost {'more' if row['difference'] > 0 else 'less'}{tail}"


def _most(cost: pd.DataFrame, row: pd.Series) -> str:
    """How a clear difference in cost may be put: most and least need an interval beyond those of all others."""
    others = cost[cost["scenario"] != row["scenario"]]
    if row["difference"] > 0:
        return "most" if row["low"] > others["high"].max() else "more"
    return "least" if row["high"] < others["low"].min() else "less"


def _trade_summary(data: ReportData, cost: pd.DataFrame, stability: pd.DataFrame, x: Scale, y: Scale) -> str:
    sentences, unclear = [], []
    followed = set(clear_rows(data, STABILITY, stability)["scenario"])
    for (_, across), (_, up) in zip(cost.iterrows(), stability.iterrows(), strict=True):
        label = data.scenario_label(across["scenario"])
        parts = [
            f"{what} {difference_in_words(row, scale, counted)}"
            for what, row, scale, counted in (
                ("cost", across, x, True),
                ("breakdowns", up, y, up["scenario"] in followed),
            )
            if is_clear(row)
        ]
        if parts:
            sentences.append(f"{label}: {' and '.join(parts)}")
        else:
            unclear.append(label)
    if unclear:
        sentences.append(f"No clear difference in either: {listed(unclear)}")
    return f"{'. '.join(sentences)}."
