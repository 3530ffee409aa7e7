"""What a drawn sample of uncertainties says: the difference over plausible worlds, and what goes with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import counted, in_sentence
from carepath_sim.experiments.sweeps.factors import Factor
from carepath_sim.experiments.sweeps.outcomes import OutcomePath
from carepath_sim.metrics.uncertainty import half_width
from carepath_sim.model import Floats
from carepath_sim.report.canvas import PAPER, Chart, Key, Mark, Panel, Width, axis, figure, ticks, zero_line
from carepath_sim.report.experimenting.contrasting import brief, outcomes_drawn, scale_of
from carepath_sim.report.experimenting.lining import marks_of
from carepath_sim.report.experimenting.numbering import spoken
from carepath_sim.report.experimenting.swept import Levels, Swept
from carepath_sim.report.experimenting.widening import Estimate
from carepath_sim.report.words import MINUS, Scale, chart_text, message

MOST_OUTCOMES, MOST_PANELS, MOST_RELATED = 3, 4, 3
FEWEST = 10
"""Worlds from which a correlation is told."""
MOST_DOTS = 400
"""Worlds drawn one by one; more are thinned evenly along their order."""
HEIGHT = 300
QUARTERS = [0, 25, 50, 75, 100]


@dataclass(frozen=True, eq=False)
class Spread:
    """The difference in each world at one combination of levers, with half its interval, [worlds]."""

    scenario: str
    levels: Levels
    differences: Floats
    halves: Floats

    @property
    def clear(self) -> tuple[int, int]:
        """In how many worlds the difference is clearly below and clearly above zero."""
        return int((self.differences + self.halves < 0).sum()), int((self.differences - self.halves > 0).sum())

    @property
    def below(self) -> float:
        """The share of worlds in which the mean difference is below zero."""
        return float((self.differences < 0).mean())


def worlds(swept: Swept) -> list[Chart]:
    """How the difference is spread over the worlds that were drawn, and which uncertainties go with it."""
    if not swept.drawn or not swept.compared:
        return []
    charts = []
    for outcome in outcomes_drawn(swept)[:MOST_OUTCOMES]:
        found = spreads(swept, outcome)
        if found:
            charts.append(_spread_chart(swept, outcome, found))
            charts += _related_chart(swept, outcome, found[0])
    return charts


def spreads(swept: Swept, outcome: OutcomePath) -> list[Spread]:
    """The spread at each combination of levers and in each scenario that is compared."""
    found = []
    for levels in swept.combinations:
        for who in swept.compared:
            if swept.is_alone and levels == swept.default:
                continue
            each = swept.differences(outcome, who, levels)
            means = np.array([float(np.nanmean(row)) if np.isfinite(row).any() else np.nan for row in each])
            halves = np.array(
                [half_width(row[np.isfinite(row)]) if np.isfinite(row).sum() > 1 else np.nan for row in each]
            )
            if np.isfinite(means).sum() > 1:
                found.append(Spread(who, levels, means, halves))
    return found


def _spread_chart(swept: Swept, outcome: OutcomePath, found: list[Spread]) -> Chart:
    shown = found[:MOST_PANELS]
    scale = scale_of([_as_estimate(each) for each in found], outcome.unit)
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


def _as_estimate(spread: Spread) -> Estimate:
    low, high = (float(value) for value in np.nanquantile(spread.differences, [0.1, 0.9]))
    return Estimate(float(np.nanmean(spread.differences)), low, high)


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


def _related_chart(swept: Swept, outcome: OutcomePath, spread: Spread) -> list[Chart]:
    found = related(swept, spread)
    if not found:
        return []
    scale = scale_of([_as_estimate(spread)], outcome.unit)
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
