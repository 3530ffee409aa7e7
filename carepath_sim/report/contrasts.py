"""Differences from the baseline: when one is clear, and the chart of moves and breakdowns."""

from __future__ import annotations

from collections.abc import Mapping
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
BROAD = "breakdown_rate_broad"
BREAKDOWNS = {STABILITY: "narrow", BROAD: "broad"}
"""The definitions of a breakdown."""
ONE_REPLICATION = "One replication: no difference can be called clear"
UNCOUNTED = "clear as a rate, not in number"
NARROWEST, FIGURE = 80, 7
"""Pixels across the smallest drawing beside the names of its rows, and across one figure of a tick mark."""
INTERVALS = (("p10", "p90", 1.5), ("low", "high", 6.0))


def is_clear(row: pd.Series) -> bool:
    """Whether the 95% interval of a difference excludes zero."""
    return bool(row["low"] > 0 or row["high"] < 0)


def has_no_interval(rows: pd.DataFrame) -> bool:
    """Whether differences are known but not how sure they are, as after one replication."""
    known = rows[rows["difference"].notna()]
    return len(known) > 0 and bool(known["low"].isna().all())


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
    low = min(0.0, float(rows[["p10", "low", "difference"]].min().min()))
    high = max(0.0, float(rows[["p90", "high", "difference"]].max().max()))
    room = max((high - low) * 0.06, 1e-9 * scale.divisor)
    return forest(data, rows.assign(mean=rows["difference"]), scale, [low - room, high + room], signed=True)


def forest(data: ReportData, rows: pd.DataFrame, scale: Scale, span: list[float], signed: bool = False) -> go.Figure:
    """A row a scenario: its mean, the 95% interval (thick) and 10th to 90th percentile of one future (thin)."""
    positions = {card.name: position for position, card in enumerate(data.scenarios)}
    traces: list[Any] = []
    for place, (_, row) in zip(range(len(rows))[::-1], rows.iterrows(), strict=True):
        drawn = mark(positions[row["scenario"]])
        known = [each for each in INTERVALS if pd.notna(row[each[0]]) and pd.notna(row[each[1]])]
        traces += [_segment(row, place, low, high, width, drawn, scale) for low, high, width in known]
        between = f" ({scale.between(row['low'], row['high'], signed)})" if pd.notna(row["low"]) else ""
        traces.append(
            go.Scatter(
                x=[round(row["mean"] / scale.divisor, 6)],
                y=[place],
                mode="markers",
                marker={
                    "symbol": drawn.symbol,
                    "size": 10,
                    "color": drawn.colour,
                    "line": {"color": PAPER, "width": 1.5},
                },
                hovertemplate=f"{scale.write(row['mean'], signed)}{between}<extra></extra>",
                cliponaxis=False,
            )
        )
    labels = [data.scenario_label(name) for name in rows["scenario"]]
    across = [end / scale.divisor for end in span]
    return figure(
        traces,
        names_height(labels),
        xaxis=axis("", range=across, **few_ticks(across, scale, signed), **(zero_line() if signed else {})),
        yaxis=names_axis(labels),
        hovermode="closest",
    )


def few_ticks(span: list[float], scale: Scale, signed: bool = False) -> dict[str, Any]:
    """Tick marks of a small drawing: so few that their words stand level and apart, two at least."""
    found = ticks(span, scale, 4, signed)
    values, words = found["tickvals"], found["ticktext"]
    while len(values) > 2 and not _stand_apart(values, words, span):
        odd = 0 in values and values.index(0) % 2 and len(values) > 3
        kept = slice(1 if odd else 0, None, 2)
        values, words = values[kept], words[kept]
    return {"tickvals": values, "ticktext": words, "tickangle": 0}


def _stand_apart(values: list[float], words: list[str], span: list[float]) -> bool:
    between = (values[1] - values[0]) / (span[1] - span[0]) * NARROWEST
    return between >= FIGURE * max(map(len, words)) + FIGURE


def _segment(row: pd.Series, place: int, low: str, high: str, width: float, drawn: Mark, scale: Scale) -> go.Scatter:
    return go.Scatter(
        x=[round(row[low] / scale.divisor, 6), round(row[high] / scale.divisor, 6)],
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
    return clear[pd.Series(same, index=clear.index, dtype=bool)]


def alike(clear: pd.DataFrame, scenarios: int) -> str:
    """How many scenarios differ clearly and in the same direction, in words; nothing unless there are several."""
    if len(clear) < 2 or (clear["low"] > 0).nunique() > 1:
        return ""
    return (
        ("Both scenarios" if scenarios == 2 else "All scenarios")
        if len(clear) == scenarios
        else f"{len(clear)} of {scenarios} scenarios"
    )


def those(clear: pd.DataFrame, row: pd.Series, scenarios: int) -> str:
    """How many scenarios differ clearly in the direction of a row, in words, be it this one alone."""
    return alike(clear[(clear["low"] > 0) == (row["low"] > 0)], scenarios) or "One scenario"


def difference_in_words(row: pd.Series, scale: Scale, counted: bool) -> str:
    """A difference, its interval, and, unless it is `counted`, that the number behind the rate does not follow."""
    between = scale.between(row["low"], row["high"], True)
    return f"{scale.write(row['difference'], True)} ({between}{'' if counted else f', {UNCOUNTED}'})"


def _changes_title(data: ReportData, kept: list[tuple[Definition, pd.DataFrame]]) -> str:
    apart = {definition.name: clear_rows(data, definition.name, rows) for definition, rows in kept}
    if all(rows.empty for rows in apart.values()):
        untold = all(has_no_interval(rows) for _, rows in kept)
        return ONE_REPLICATION if untold else "No clear difference in moves or breakdowns"
    name = STABILITY if not apart.get(STABILITY, pd.DataFrame()).empty else next(n for n in apart if not apart[n].empty)
    row = largest(apart[name])
    what = _called(name, row, apart)
    fewer = "fewer" if row["difference"] < 0 else "more"
    if not what:
        return "Some scenarios change how many placements a year brings"
    said = f"{fewer} {what}"
    several = alike(apart[name], len(data.scenarios) - 1)
    if several:
        return message(f"{several}: {said} in this model", f"{several}: {said}")
    label = data.scenario_label(row["scenario"])
    who = those(apart[name], row, len(data.scenarios) - 1)
    return message(
        f"{label}: {said} in this model", f"{label}: {said}", f"{who}: {said} in this model", f"{who}: {said}"
    )


def _called(name: str, row: pd.Series, apart: Mapping[str, pd.DataFrame]) -> str:
    """What a title calls a measure: breakdowns say which definition unless both say the same of the scenario."""
    if name not in BREAKDOWNS:
        return "moves" if name == "moves_rate" else ""
    other = apart.get(BROAD if name == STABILITY else STABILITY)
    if other is None:
        return "breakdowns"
    own = other[other["scenario"] == row["scenario"]]
    agree = not own.empty and bool((own["low"] > 0).iloc[0]) == bool(row["low"] > 0)
    return "breakdowns" if agree else f"breakdowns ({BREAKDOWNS[name]})"


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
        scale, counted = scale_of(rows), set(clear_rows(data, definition.name, rows)["scenario"])
        parts = [
            f"{in_sentence(data.scenario_label(row['scenario']))} "
            f"{difference_in_words(row, scale, row['scenario'] in counted)}"
            for _, row in rows.iterrows()
            if is_clear(row)
        ]
        sentences.append(f"{_measure(definition)}: {'; '.join(parts) or 'no clear difference in any scenario'}")
    return f"{'. '.join(sentences)}."
