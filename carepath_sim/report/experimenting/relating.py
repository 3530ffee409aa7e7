"""Which of the drawn numbers the difference goes with, over plausible worlds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.model import Floats
from carepath_sim.report.canvas import Chart, Mark, Panel, axis, figure, ticks, zero_line
from carepath_sim.report.experimenting.contrasting import brief, scale_of
from carepath_sim.report.experimenting.lining import marks_of
from carepath_sim.report.experimenting.numbering import spoken
from carepath_sim.report.experimenting.spreads import MOST_DOTS, Spread
from carepath_sim.report.experimenting.swept import Swept
from carepath_sim.report.words import MINUS, Scale, chart_text, message

MOST_RELATED = 3
FEWEST = 10
"""Worlds from which a correlation is told."""


def related(swept: Swept, spread: Spread) -> list[tuple[Factor, float, Floats]]:
    """The drawn numbers by how closely the difference follows them: Spearman's rank correlation, the closest first."""
    members = swept.members(spread.levels)
    found = []
    for factor in swept.drawn:
        place = swept.design.factors.index(factor)
        x = np.array([float(swept.design.points[row].values[place]) for row in members])
        kept = np.isfinite(spread.differences)
        if kept.sum() < FEWEST or np.ptp(x[kept]) == 0 or np.ptp(spread.differences[kept]) == 0:
            continue
        ranks = pd.Series(x[kept]).rank(), pd.Series(spread.differences[kept]).rank()
        found.append((factor, float(ranks[0].corr(ranks[1])), x))
    return sorted(found, key=lambda each: -abs(each[1]))


def signed(rank: float) -> str:
    """A correlation with its sign."""
    return f"{'+' if rank >= 0 else MINUS}{abs(rank):.2f}"


def related_chart(swept: Swept, outcome: OutcomePath, spread: Spread) -> list[Chart]:
    """The difference in each world against the numbers it follows most closely; none of too few worlds."""
    found = related(swept, spread)
    if not found:
        return []
    scale = scale_of([spread.middle], outcome.unit)
    drawn = marks_of(swept)[spread.scenario]
    shown = found[:MOST_RELATED]
    beside = f", {swept.words(spread.levels)}" if swept.levers else ""
    return [
        Chart(
            key=f"related-{outcome.name}",
            title=message(
                f"{brief(outcome)} follows {in_sentence(found[0][0].label)} most closely",
                f"{brief(outcome)} follows {in_sentence(found[0][0].label.partition(',')[0])} most closely",
                "What the difference follows most closely",
            ),
            subtitle=f"Difference in {in_sentence(outcome.label)} of "
            f"{in_sentence(swept.title(spread.scenario))}{beside}, against the numbers it follows most closely "
            "by rank (Spearman). A dot is a plausible world.",
            panels=tuple(
                Panel(factor.label, _scatter(factor, x, spread, drawn, scale), "small") for factor, _, x in shown
            ),
            table=pd.DataFrame(
                [(factor.label, signed(rank), factor.status) for factor, rank, _ in found],
                columns=["Number", "Rank correlation", "Status"],
            ),
            summary=f"Rank correlation with {spoken(found[0][0].label)}: "
            f"{signed(found[0][1])} over {len(spread.differences):,} worlds.",
            notes=(
                "Going together in this sample is not yet a cause: carepath sensitivity varies each number by itself.",
            ),
        )
    ]


def _scatter(factor: Factor, x: Floats, spread: Spread, drawn: Mark, scale: Scale) -> go.Figure:
    y = spread.differences / scale.divisor
    kept = np.flatnonzero(np.isfinite(y))
    kept = kept[:: -(-len(kept) // MOST_DOTS)]
    span = [min(0.0, float(np.nanmin(y))), max(0.0, float(np.nanmax(y)))]
    room = (span[1] - span[0]) * 0.06 or 1.0
    span = [span[0] - room, span[1] + room]
    return figure(
        [
            go.Scatter(
                x=[float(f"{value:.6g}") for value in x[kept]],
                y=[round(float(value), 5) for value in y[kept]],
                mode="markers",
                marker={"size": 6, "color": drawn.colour, "opacity": 0.7},
                hovertemplate="%{y}<extra></extra>",
                cliponaxis=False,
            )
        ],
        230,
        xaxis=axis(
            chart_text(factor.unit, 30),
            nticks=4,
            tickprefix=chart_text(factor.before),
            ticksuffix="%" if factor.after.startswith("%") else "",
            showgrid=False,
            tickangle=0,
        ),
        yaxis=axis("", range=span, **ticks(span, scale, 4, signed=True), **zero_line()),
        hovermode="closest",
    )
