"""The chart of published figures beside simulated ones: each as a multiple of what was published."""

from __future__ import annotations

from math import isfinite, log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import counted, in_sentence, listed
from carepath_sim.report.beside import CONTEXT, MET, MISSED, groups, summary
from carepath_sim.report.canvas import (
    INK,
    PALETTE,
    PAPER,
    Chart,
    Key,
    Mark,
    Panel,
    axis,
    figure,
    names_axis,
)
from carepath_sim.report.data import ReportData
from carepath_sim.report.parts import PublishedFigure, Span
from carepath_sim.report.words import chart_text

WIDEST = (0.5, 2.0)
"""Beyond these multiples nothing is drawn but an arrow's end: the table says how far."""
STEPS = (0.5, 0.8, 1.0, 1.25, 2.0)
ROW, LINE = 26, 15
LABEL = 20
FITTED = Mark(PALETTE[1], "", "circle-open", "", "")
FREE = Mark(PALETTE[1], "", "diamond", "", "")
OFF = Mark(PALETTE[4], "", "x", "", "")
COUNCILS = Mark(PALETTE[0], "solid", "", "", "")
PALE = 0.28


def meeting(data: ReportData) -> list[Chart]:
    """A row for each published figure that can be compared: the simulated one, and the band of councils."""
    found = {
        name: [figure for figure in rows if isfinite(figure.ratio)]
        for name, rows in groups(data.published, comparable=True).items()
    }
    drawn = {name: rows for name, rows in found.items() if rows}
    if not drawn:
        return []
    every = [each for rows in drawn.values() for each in rows]
    span = _range(every)
    columns = _columns(drawn)
    height = max(_height(rows) for _, rows in columns)
    runs = f" ({data.published_runs})" if data.published_runs else ""
    return [
        Chart(
            key="published-beside-simulated",
            title=_title(every),
            subtitle=f"Simulated figure as a multiple of the published one, in the council of the catalogue{runs}, not "
            "in these scenarios. 1 is as published. Thin line: 95% interval of the simulated mean. Pale band: 10th to "
            "90th percentile of councils, where published.",
            panels=tuple(Panel(heading, _dots(rows, span, height), "half") for heading, rows in columns),
            table=_printed(data.published),
            summary=_summary(data.published, every),
            legend=_legend(every),
            notes=(
                "Hollow: the catalogue's numbers were set with this figure in view, so that meeting it is no proof. "
                "Multiples are on a scale on which half and double are equally far from 1.",
            ),
        )
    ]


def _columns(drawn: dict[str, list[PublishedFigure]]) -> list[tuple[str, list[PublishedFigure]]]:
    """The groups in two drawings of about the same number of rows, each group whole and in order."""
    sides: tuple[list[str], list[str]] = ([], [])
    rows = [0, 0]
    for name in sorted(drawn, key=lambda name: -len(drawn[name])):
        side = int(rows[1] < rows[0])
        sides[side].append(name)
        rows[side] += len(drawn[name])
    ordered = [[name for name in drawn if name in side] for side in sides if side]
    return [
        (listed([names[0], *map(in_sentence, names[1:])]), [each for name in names for each in drawn[name]])
        for names in sorted(ordered, key=lambda names: list(drawn).index(names[0]))
    ]


def _height(rows: list[PublishedFigure]) -> int:
    return 60 + sum(max(ROW, LINE * (chart_text(each.label, LABEL).count("<br>") + 1) + 6) for each in rows)


def _range(figures: list[PublishedFigure]) -> list[float]:
    """From the least to the most multiple, 1 well inside, within `WIDEST`."""
    values = [each.ratio for each in figures]
    values += [end for each in figures for end in (*each.ratio_interval, *each.ratio_councils) if isfinite(end)]
    low, high = min(*values, 0.8), max(*values, 1.25)
    return [max(low / 1.04, WIDEST[0] / 1.04), min(high * 1.04, WIDEST[1] * 1.04)]


def _legend(figures: list[PublishedFigure]) -> tuple[Key, ...]:
    keys = [
        (Key("Simulated: fitted", FITTED, "point"), any(_mark(each) is FITTED for each in figures)),
        (Key("Simulated: not fitted", FREE, "point"), any(_mark(each) is FREE for each in figures)),
        (Key("Simulated: missed", OFF, "point"), any(_mark(each) is OFF for each in figures)),
        (Key("Middle 80% of councils", COUNCILS, "band", PALE), any(isfinite(f.ratio_councils[0]) for f in figures)),
    ]
    return tuple(key for key, is_drawn in keys if is_drawn)


def _mark(each: PublishedFigure) -> Mark:
    return OFF if each.verdict == MISSED else FITTED if each.is_fitted else FREE


def _dots(rows: list[PublishedFigure], span: list[float], height: int) -> go.Figure:
    labels = [each.label for each in rows]
    places = list(range(len(rows)))[::-1]
    traces: list[Any] = []
    for place, each in zip(places, rows, strict=True):
        if isfinite(each.ratio_councils[0]):
            traces.append(_segment(each.ratio_councils, place, span, COUNCILS.shade(PALE), 11))
        if isfinite(each.ratio_interval[0]):
            traces.append(_segment(each.ratio_interval, place, span, _mark(each).colour, 2))
    for drawn in (FITTED, FREE, OFF):
        chosen = [(place, each) for place, each in zip(places, rows, strict=True) if _mark(each) is drawn]
        if chosen:
            traces.append(_points(chosen, drawn, span))
    steps = [step for step in STEPS if span[0] <= step <= span[1]]
    return figure(
        traces,
        height,
        xaxis=axis(
            "",
            type="log",
            range=[log10(end) for end in span],
            tickvals=steps,
            ticktext=[f"{step:g}" for step in steps],
            tickangle=0,
        ),
        yaxis=names_axis(labels)
        | {"ticktext": [chart_text(label, LABEL) for label in labels], "tickfont": {"size": 12, "color": INK}},
        shapes=[
            {
                "type": "line",
                "xref": "x",
                "yref": "paper",
                "x0": 1,
                "x1": 1,
                "y0": 0,
                "y1": 1,
                "layer": "below",
                "line": {"color": INK, "width": 1.5},
            }
        ],
        hovermode="closest",
    )


def _within(value: float, span: list[float]) -> float:
    return min(max(value, span[0]), span[1])


def _segment(ends: Span, place: int, span: list[float], colour: str, width: float) -> go.Scatter:
    return go.Scatter(
        x=[round(_within(end, span), 4) for end in ends],
        y=[place, place],
        mode="lines",
        line={"color": colour, "width": width},
        hoverinfo="skip",
    )


def _points(chosen: list[tuple[int, PublishedFigure]], drawn: Mark, span: list[float]) -> go.Scatter:
    hollow = drawn is FITTED
    return go.Scatter(
        x=[round(_within(each.ratio, span), 4) for _, each in chosen],
        y=[place for place, _ in chosen],
        mode="markers",
        marker={
            "symbol": "circle" if hollow else drawn.symbol,
            "size": 10,
            "color": PAPER if hollow else drawn.colour,
            "line": {"color": drawn.colour if hollow else PAPER, "width": 2.5 if hollow else 1},
        },
        customdata=[
            f"simulated {chart_text(each.simulated)}, published {chart_text(each.published)}" for _, each in chosen
        ],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )


def _title(figures: list[PublishedFigure]) -> str:
    judged = len(figures)
    met, fitted = sum(each.verdict == MET for each in figures), sum(each.is_fitted for each in figures)
    said = f"{met} of {counted(judged, 'published figure')} met"
    if fitted == judged:
        return f"{said}, all of them fitted" if judged > 1 else f"{said}, and it was fitted"
    return f"{said}; {fitted} {'was' if fitted == 1 else 'were'} fitted" if fitted else f"{said}, none of them fitted"


def _summary(published: tuple[PublishedFigure, ...], figures: list[PublishedFigure]) -> str:
    far = max(figures, key=lambda each: max(each.ratio, 1 / each.ratio) if each.ratio > 0 else float("inf"))
    said = f"Furthest off is {in_sentence(far.label)}: {far.simulated} simulated, {far.published} published"
    context = sum(each.verdict == CONTEXT for each in published)
    tail = f" {counted(context, 'figure')} that cannot be compared {'is' if context == 1 else 'are'} in the table only."
    return f"{summary(published)} {said}.{tail if context else ''}"


def _printed(published: tuple[PublishedFigure, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Figure": [each.label for each in published],
            "Published": [each.published for each in published],
            "Councils, 10% to 90%": [each.councils for each in published],
            "Simulated": [each.simulated for each in published],
            "95% interval": [each.interval for each in published],
            "Simulated over published": [f"{each.ratio:.2f}" if isfinite(each.ratio) else "" for each in published],
            "Reading": [_reading(each) for each in published],
        }
    )


def _reading(each: PublishedFigure) -> str:
    return f"{each.verdict}, fitted" if each.is_fitted and each.verdict != CONTEXT else each.verdict
