"""Differences from the baseline: when one is clear, and the chart of moves and breakdowns."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.experiments.findings import COUNTS
from carepath_sim.report.canvas import (
    PAPER,
    Chart,
    Mark,
    Panel,
    axis,
    figure,
    mark,
    names_axis,
    names_height,
    ticks,
    zero_line,
)
from carepath_sim.report.data import Definition, ReportData
from carepath_sim.report.words import MINUS, Scale, fit, is_share, message

COST = "cost_per_year"
STABILITY = "breakdown_rate"
CHANGES = ("moves_rate", "breakdown_rate", "breakdown_rate_broad", "three_placements")
INTERVALS = (("p10", "p90", 1.5), ("low", "high", 6.0))


def is_clear(row: pd.Series) -> bool:
    """Whether the 95% interval of a difference excludes zero."""
    return bool(row["low"] > 0 or row["high"] < 0)


def largest(rows: pd.DataFrame) -> pd.Series:
    """The row with the largest difference, either way."""
    return rows.iloc[int(rows["difference"].abs().to_numpy().argmax())]


def scale_of(rows: pd.DataFrame) -> Scale:
    """The scale on which differences and their narrowest interval read well."""
    widths = rows["high"] - rows["low"]
    narrowest = float(widths[widths > 0].min()) if (widths > 0).any() else 0.0
    unit = str(rows["unit"].iloc[0])
    scale = fit(rows[["difference", "low", "high"]].to_numpy().ravel(), unit, narrowest)
    return scale.bare if is_share(unit) else scale


def changes(data: ReportData) -> list[Chart]:
    """Differences in moves and breakdowns from the baseline, with the interval of the mean and of one future."""
    found = [(data.definition(metric), data.compared(metric)) for metric in CHANGES]
    known = [(each, rows[rows["difference"].notna()]) for each, rows in found if each is not None]
    kept = [(definition, rows) for definition, rows in known if not rows.empty]
    if not kept:
        return []
    return [
        Chart(
            key="changes",
            title=_changes_title(data, kept),
            subtitle=f"Difference from {in_sentence(data.scenarios[0].label)}, whole study. Thick line: 95% interval "
            "of the paired mean difference; thin line: 10th to 90th percentile of one future.",
            panels=tuple(Panel(_measure(definition), _forest(data, rows), "half") for definition, rows in kept),
            table=pd.concat([_forest_table(data, definition, rows) for definition, rows in kept], ignore_index=True),
            summary=_changes_summary(data, kept),
            notes=(f"Left of the line ({MINUS}): fewer than in the baseline.",),
        )
    ]


def _measure(definition: Definition) -> str:
    return f"{definition.label} (points)" if is_share(definition.unit) else definition.label


def _forest(data: ReportData, rows: pd.DataFrame) -> go.Figure:
    scale = scale_of(rows)
    positions = {card.name: position for position, card in enumerate(data.scenarios)}
    traces: list[Any] = []
    for place, (_, row) in zip(range(len(rows))[::-1], rows.iterrows(), strict=True):
        drawn = mark(positions[row["scenario"]])
        traces += [_segment(row, place, low, high, width, drawn, scale) for low, high, width in INTERVALS]
        traces.append(
            go.Scatter(
                x=[row["difference"] / scale.divisor],
                y=[place],
                mode="markers",
                marker={
                    "symbol": drawn.symbol,
                    "size": 10,
                    "color": drawn.colour,
                    "line": {"color": PAPER, "width": 1.5},
                },
                hovertemplate=f"{scale.write(row['difference'], True)} "
                f"({scale.between(row['low'], row['high'], True)})<extra></extra>",
            )
        )
    low = min(0.0, float(rows[["p10", "low"]].min().min())) / scale.divisor
    high = max(0.0, float(rows[["p90", "high"]].max().max())) / scale.divisor
    room = max((high - low) * 0.06, 1e-9)
    span = [low - room, high + room]
    labels = [data.scenario_label(name) for name in rows["scenario"]]
    return figure(
        traces,
        names_height(labels),
        xaxis=axis("", range=span, **ticks(span, scale, 4, signed=True), **zero_line()),
        yaxis=names_axis(labels),
        hovermode="closest",
    )


def _segment(row: pd.Series, place: int, low: str, high: str, width: float, drawn: Mark, scale: Scale) -> go.Scatter:
    return go.Scatter(
        x=[row[low] / scale.divisor, row[high] / scale.divisor],
        y=[place, place],
        mode="lines",
        line={"color": drawn.colour, "width": width},
        hoverinfo="skip",
    )


def clear_rows(data: ReportData, metric: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The differences that are clear; a rate only if the number behind it differs clearly in the same direction.

    A rate also moves when more or fewer are looked after, which is no change in how steady their lives are.
    """
    clear = rows[rows.apply(is_clear, axis=1)]
    counts = data.compared(COUNTS[metric]) if metric in COUNTS else clear[:0]
    if counts.empty:
        return clear
    agreeing = counts[counts.apply(is_clear, axis=1)].set_index("scenario")["low"] > 0
    same = [agreeing.get(row["scenario"]) == (row["low"] > 0) for _, row in clear.iterrows()]
    return clear[same]


def alike(clear: pd.DataFrame, scenarios: int) -> str:
    """How many scenarios differ clearly and in the same direction, in words; nothing unless there are several."""
    if len(clear) < 2 or (clear["low"] > 0).nunique() > 1:
        return ""
    return (
        ("Both scenarios" if scenarios == 2 else "All scenarios")
        if len(clear) == scenarios
        else f"{len(clear)} of {scenarios} scenarios"
    )


def _changes_title(data: ReportData, kept: list[tuple[Definition, pd.DataFrame]]) -> str:
    apart = {definition.name: clear_rows(data, definition.name, rows) for definition, rows in kept}
    if all(rows.empty for rows in apart.values()):
        return "No clear difference in moves or breakdowns"
    name = STABILITY if not apart.get(STABILITY, pd.DataFrame()).empty else next(n for n in apart if not apart[n].empty)
    row = largest(apart[name])
    what = {"breakdown_rate": "breakdowns", "breakdown_rate_broad": "breakdowns", "moves_rate": "moves"}.get(name)
    fewer = "fewer" if row["difference"] < 0 else "more"
    if what is None:
        return "Some scenarios change how many placements a year brings"
    said = f"{fewer} {what}"
    several = alike(apart[name], len(data.scenarios) - 1)
    if several:
        return f"{several}: {said} in this model"
    label = data.scenario_label(row["scenario"])
    return message(f"{label}: {said} in this model", f"{label}: {said}", f"One scenario: {said} in this model")


def _forest_table(data: ReportData, definition: Definition, rows: pd.DataFrame) -> pd.DataFrame:
    scale = scale_of(rows)
    return pd.DataFrame(
        {
            "Measure": [_measure(definition)] * len(rows),
            "Scenario": [data.scenario_label(name) for name in rows["scenario"]],
            "Difference": [scale.write(value, True) for value in rows["difference"]],
            "95% interval": [
                scale.between(low, high, True) for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
            "One future, 10% to 90%": [
                scale.between(low, high, True) for low, high in zip(rows["p10"], rows["p90"], strict=True)
            ],
        }
    )


def _changes_summary(data: ReportData, kept: list[tuple[Definition, pd.DataFrame]]) -> str:
    sentences = []
    for definition, rows in kept:
        scale = scale_of(rows)
        parts = [
            f"{in_sentence(data.scenario_label(row['scenario']))} {scale.write(row['difference'], True)} "
            f"({scale.between(row['low'], row['high'], True)})"
            for _, row in rows.iterrows()
            if is_clear(row)
        ]
        sentences.append(f"{_measure(definition)}: {'; '.join(parts) or 'no clear difference in any scenario'}")
    return f"{'. '.join(sentences)}."
