"""What a drawn sample of uncertainties says: the difference over plausible worlds, in order."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import counted, in_sentence
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.report.canvas import PAPER, Chart, Key, Mark, Panel, Width, axis, figure, ticks, zero_line
from carepath_sim.report.experimenting.contrasting import brief, outcomes_drawn, scale_of
from carepath_sim.report.experimenting.lining import marks_of
from carepath_sim.report.experimenting.relating import related_chart
from carepath_sim.report.experimenting.spreads import MOST_DOTS, Spread, spreads
from carepath_sim.report.experimenting.swept import Swept
from carepath_sim.report.words import Scale, message

MOST_OUTCOMES, MOST_PANELS = 3, 4
HEIGHT = 300
QUARTERS = [0, 25, 50, 75, 100]


def worlds(swept: Swept) -> list[Chart]:
    """How the difference is spread over the worlds that were drawn, and which uncertainties go with it."""
    if not swept.drawn or not swept.compared:
        return []
    charts = []
    for outcome in outcomes_drawn(swept)[:MOST_OUTCOMES]:
        found = spreads(swept, outcome)
        if found:
            charts.append(_spread_chart(swept, outcome, found))
            charts += related_chart(swept, outcome, found[0])
    return charts


def _spread_chart(swept: Swept, outcome: OutcomePath, found: list[Spread]) -> Chart:
    shown = found[:MOST_PANELS]
    scale = scale_of([each.middle for each in found], outcome.unit)
    span = _span(found, scale)
    panels = tuple(
        Panel(_heading(swept, each), _ordered(each, marks_of(swept)[each.scenario], scale, span), _width(shown))
        for each in shown
    )
    label = in_sentence(brief(outcome))
    first = found[0]
    share = first.below
    count = round(share * len(first.differences))
    many = len(first.differences)
    said = f"{count} of {many}" if share >= 0.5 else f"{many - count} of {many}"
    drawn = marks_of(swept)[first.scenario]
    return Chart(
        key=f"worlds-{outcome.name}",
        title=message(
            f"{brief(outcome)}: {'lower' if share >= 0.5 else 'higher'} in {said} plausible worlds",
            f"{'Lower' if share >= 0.5 else 'Higher'} in {said} plausible worlds",
        ),
        subtitle=f"Difference from {swept.against} in {label} in each world drawn from the ranges of "
        f"{counted(len(swept.drawn), 'number')}, in order. Lines: 95% interval of the mean in that world.",
        panels=panels,
        table=_spread_table(swept, found, scale),
        summary=" ".join(_sentence(swept, each, scale) for each in shown),
        legend=(
            Key("A plausible world: clear", Mark(drawn.colour, "", "circle", "", ""), "point"),
            Key("Not clear: its interval includes zero", Mark(drawn.colour, "", "circle-open", "", ""), "point"),
        ),
        notes=(
            "A share of worlds is a share of what was drawn from the ranges, as wide and as likely as stated. "
            "It is not the chance that a choice turns out better.",
            *((f"The table has {len(found) - MOST_PANELS} more combinations.",) if len(found) > MOST_PANELS else ()),
        ),
    )


def _width(shown: list[Spread]) -> Width:
    return "wide" if len(shown) == 1 else "half"


def _heading(swept: Swept, spread: Spread) -> str:
    parts = [swept.title(spread.scenario)] if len(swept.compared) > 1 else []
    parts += [swept.words(spread.levels)] if swept.levers else []
    said = ", ".join(parts)
    return said[:1].upper() + said[1:]


def _span(found: list[Spread], scale: Scale) -> list[float]:
    reach = [np.nan_to_num(each.halves) for each in found]
    low = min(0.0, *(float(np.nanmin(each.differences - half)) for each, half in zip(found, reach, strict=True)))
    high = max(0.0, *(float(np.nanmax(each.differences + half)) for each, half in zip(found, reach, strict=True)))
    room = (high - low) * 0.05 or scale.divisor
    return [(low - room) / scale.divisor, (high + room) / scale.divisor]


def _ordered(spread: Spread, drawn: Mark, scale: Scale, span: list[float]) -> go.Figure:
    kept = np.flatnonzero(np.isfinite(spread.differences))
    order = kept[np.argsort(spread.differences[kept], kind="stable")]
    if len(order) > MOST_DOTS:
        order = order[np.linspace(0, len(order) - 1, MOST_DOTS).round().astype(int)]
    values, halves = spread.differences[order], np.nan_to_num(spread.halves[order])
    is_clear = (values - halves > 0) | (values + halves < 0)
    share = 100 * (np.arange(len(order)) + 0.5) / len(order)
    bars_x: list[float | None] = []
    bars_y: list[float | None] = []
    for at, value, half in zip(share, values, halves, strict=True):
        bars_x += [round((value - half) / scale.divisor, 5), round((value + half) / scale.divisor, 5), None]
        bars_y += [round(float(at), 3), round(float(at), 3), None]
    size = 8 if len(order) <= 60 else 6
    return figure(
        [
            go.Scatter(
                x=bars_x, y=bars_y, mode="lines", line={"color": drawn.shade(0.4), "width": 1.5}, hoverinfo="skip"
            ),
            go.Scatter(
                x=[round(float(value) / scale.divisor, 5) for value in values],
                y=[round(float(each), 3) for each in share],
                mode="markers",
                marker={
                    "size": size,
                    "color": [drawn.colour if clear else PAPER for clear in is_clear],
                    "line": {"color": drawn.colour, "width": 1.5},
                },
                customdata=[scale.write(value, True) for value in values],
                hovertemplate="%{customdata}<br>%{y:.0f}% of worlds lie below<extra></extra>",
                cliponaxis=False,
            ),
        ],
        HEIGHT,
        xaxis=axis("Difference", range=span, **ticks(span, scale, 4, signed=True), tickangle=0, **zero_line()),
        yaxis=axis("Worlds, in order", range=[0, 100], tickvals=QUARTERS, ticktext=[f"{each}%" for each in QUARTERS]),
        hovermode="closest",
    )


def _spread_table(swept: Swept, found: list[Spread], scale: Scale) -> pd.DataFrame:
    rows = []
    for each in found:
        low, middle, high = (float(value) for value in np.nanquantile(each.differences, [0.1, 0.5, 0.9]))
        clear_below, clear_above = each.clear
        rows.append(
            {
                "Scenario": swept.title(each.scenario),
                **({"Levers": swept.words(each.levels)} if swept.levers else {}),
                "Worlds": f"{np.isfinite(each.differences).sum():,}",
                "Mean": scale.write(float(np.nanmean(each.differences)), True),
                "Middle world": scale.write(middle, True),
                "10% to 90% of worlds": scale.between(low, high, True),
                "Below zero": f"{each.below:.0%}",
                "Clearly below": f"{clear_below:,}",
                "Clearly above": f"{clear_above:,}",
            }
        )
    return pd.DataFrame(rows)


def _sentence(swept: Swept, each: Spread, scale: Scale) -> str:
    low, high = (float(value) for value in np.nanquantile(each.differences, [0.1, 0.9]))
    below, above = each.clear
    who = _heading(swept, each)
    return (
        f"{f'{who}: ' if who else ''}{'below' if who else 'Below'} zero in {each.below:.0%} of "
        f"{len(each.differences):,} plausible worlds (clearly in {below:,}, clearly above in {above:,}); eight in ten "
        f"worlds lie between {scale.write(low, True)} and {scale.write(high, True)}."
    )
