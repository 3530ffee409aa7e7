"""A sweep of one lever: the difference along it, a line with its band for each scenario."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import plotly.graph_objects as go

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.report.canvas import Chart, Key, Mark, Panel, axis, figure, mark, ticks, zero_line
from carepath_sim.report.experimenting.contrasting import (
    outcomes_drawn,
    rate_alone,
    scale_of,
    subtitle_of,
    summary_of,
    table_of,
    title_of,
)
from carepath_sim.report.experimenting.swept import Level, Levels, Swept, axis_words, level_short, level_words
from carepath_sim.report.experimenting.widening import Estimate
from carepath_sim.report.words import Scale, chart_text

BAND = 0.18
HEIGHT = 340
MOST_LINES = 6
MOST_TICKS = 9
Line = list[tuple[Levels, Estimate]]


def lines(swept: Swept) -> list[Chart]:
    """A chart of each outcome that leads along the one lever; none with another number of levers."""
    if len(swept.levers) != 1 or not swept.compared:
        return []
    return [_along(swept, outcome) for outcome in outcomes_drawn(swept) if swept.is_compared(outcome)]


def _along(swept: Swept, outcome: OutcomePath) -> Chart:
    having = [who for who in swept.compared if who in swept.has(outcome)]
    shown = having[:MOST_LINES]
    found = {who: [(each, _own(swept, outcome, who, each)) for each in swept.combinations] for who in shown}
    scale = scale_of([each for line in found.values() for _, each in line], outcome.unit)
    marks = marks_of(swept)
    bands = Key("Interval", Mark(marks[shown[0]].colour, "", "", "", ""), "band", BAND)
    return Chart(
        key=f"line-{outcome.name}",
        title=title_of(outcome, swept.differing(outcome)),
        subtitle=subtitle_of(swept, in_sentence(outcome.label)),
        panels=(Panel("", _figure(swept, found, scale), "wide"),),
        table=table_of(swept, outcome),
        summary=summary_of(swept, outcome),
        legend=(*(Key(swept.title(who), marks[who], "both") for who in shown), bands),
        notes=(
            *rate_alone(swept, outcome),
            *(("The first scenarios are drawn; the table has all.",) if len(having) > MOST_LINES else ()),
        ),
    )


def marks_of(swept: Swept) -> dict[str, Mark]:
    """The mark of each scenario; the baseline is the grey."""
    first = 1 if swept.is_alone else 0
    return {name: mark(place) for place, name in enumerate(swept.design.scenarios, start=first)}


def _own(swept: Swept, outcome: OutcomePath, who: str, levels: Levels) -> Estimate:
    if swept.is_alone and levels == swept.default:
        return Estimate(0.0, 0.0, 0.0)
    return swept.compare(outcome, who, levels)


def _figure(swept: Swept, found: dict[str, Line], scale: Scale) -> go.Figure:
    lever = swept.levers[0]
    is_number = not lever.choices
    traces = []
    marks = marks_of(swept)
    ends = [0.0]
    for who, line in found.items():
        kept = [(levels[0], each) for levels, each in line if isfinite(each.mean)]
        x = [level if is_number else place for place, (level, _) in enumerate(kept)]
        lows = [each.low if isfinite(each.low) else each.mean for _, each in kept]
        highs = [each.high if isfinite(each.high) else each.mean for _, each in kept]
        ends += [*lows, *highs]
        low, high = ([end / scale.divisor for end in side] for side in (lows, highs))
        drawn = marks[who]
        if is_number:
            traces.append(_band(x, low, high, drawn))
        traces.append(
            go.Scatter(
                x=x,
                y=[each.mean / scale.divisor for _, each in kept],
                mode="lines+markers" if is_number else "markers",
                line=drawn.line(),
                marker={"symbol": drawn.symbol, "size": 9, "color": drawn.colour},
                error_y=None if is_number else _arms(low, high, kept, scale, drawn),
                customdata=[
                    f"{chart_text(level_words(lever, level))}: {scale.write(each.mean, True)} "
                    f"({scale.between(each.low, each.high, True)})"
                    for level, each in kept
                ],
                hovertemplate=f"{chart_text(swept.title(who), 30)}<br>%{{customdata}}<extra></extra>",
                cliponaxis=False,
            )
        )
    room = max((max(ends) - min(ends)) * 0.08, scale.divisor * 10.0**-scale.decimals)
    span = [(min(ends) - room) / scale.divisor, (max(ends) + room) / scale.divisor]
    shown = [levels[0] for levels in swept.combinations]
    step = -(-len(shown) // MOST_TICKS)
    at = [level if is_number else place for place, level in enumerate(shown)][::step]
    return figure(
        traces,
        HEIGHT,
        xaxis=axis(
            chart_text(axis_words(lever)),
            tickvals=at,
            ticktext=[chart_text(level_short(lever, level), 14) for level in shown[::step]],
            tickangle=0,
            showgrid=False,
        ),
        yaxis=axis("", range=span, **ticks(span, scale, 6, signed=True), **zero_line()),
        hovermode="closest",
    )


def _band(x: Sequence[Level | int], low: list[float], high: list[float], drawn: Mark) -> go.Scatter:
    return go.Scatter(
        x=[*x, *reversed(x)],
        y=[*high, *reversed(low)],
        fill="toself",
        fillcolor=drawn.shade(BAND),
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
    )


def _arms(
    low: list[float], high: list[float], kept: list[tuple[Level, Estimate]], scale: Scale, drawn: Mark
) -> dict[str, object]:
    middle = [each.mean / scale.divisor for _, each in kept]
    return {
        "type": "data",
        "symmetric": False,
        "array": [end - at for end, at in zip(high, middle, strict=True)],
        "arrayminus": [at - end for end, at in zip(low, middle, strict=True)],
        "color": drawn.colour,
        "thickness": 2,
    }
