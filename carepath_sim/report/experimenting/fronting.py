"""Cost against stability over the levers: the points that no other beats in both, joined and named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import counted, in_sentence
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.report.canvas import INK, MUTED, PAPER, Chart, Key, Mark, Panel, axis, figure, mark, ticks
from carepath_sim.report.experimenting.swept import choice_words as _choice
from carepath_sim.report.experimenting.swept import level_words
from carepath_sim.report.words import Scale, chart_text, fit, message

HEIGHT = 430
MOST_NAMED, MOST_TOLD = 8, 5
FIRST_NAME = ord("A")
APART = 0.09
"""The least share of the drawing between two choices that are both named."""


@dataclass(frozen=True, eq=False)
class Frontier:
    """The choices of a design by two outcomes; the frame has the columns of `search.frontier`."""

    frame: pd.DataFrame
    levers: Sequence[Factor]
    cost: OutcomePath
    stability: OutcomePath
    title: Callable[[str], str]

    @property
    def scenarios(self) -> list[str]:
        """The names of the scenarios, in their order."""
        return list(dict.fromkeys(self.frame["scenario"]))


def frontier_chart(found: Frontier) -> list[Chart]:
    """Every choice by cost and stability, with the frontier joined; none where nothing is defined."""
    frame = _distinct(found)
    if len(frame) < 2:
        return []
    ahead = _ahead(frame)
    x, y = _scale(frame, "cost", found.cost), _scale(frame, "stability", found.stability)
    names = _names(ahead, frame)
    many = counted(len(frame), "choice")
    return [
        Chart(
            key="frontier",
            title=_title(ahead, len(frame)),
            subtitle=f"{found.cost.label} against {in_sentence(found.stability.label)}, mean of each choice with its "
            f"95% interval. On the frontier: no other of {many} is better in one and no worse in the other.",
            panels=(Panel("", _figure(found, frame, ahead, names, x, y), "wide"),),
            table=_table(found, frame, names, x, y),
            summary=_summary(found, ahead, names, x, y),
            legend=_legend(found),
            notes=(
                "The chance of being on the frontier is the share of studies drawn again from these replications. "
                "Choices with a low chance are there by luck; those near the line with a high one may belong to it.",
            ),
        )
    ]


def _distinct(found: Frontier) -> pd.DataFrame:
    """The choices of which both outcomes are known; those that the levers leave as they are stand once.

    `held` says of a scenario that no lever moves it.
    """
    known = found.frame[found.frame["cost"].notna() & found.frame["stability"].notna()]
    frame = known.drop_duplicates(["scenario", "cost", "stability"])
    counts = frame["scenario"].value_counts()
    before = known["scenario"].value_counts()
    held = [bool(counts[name] == 1 and before[name] > 1) for name in frame["scenario"]]
    return frame.assign(held=held)


def _names(ahead: pd.DataFrame, frame: pd.DataFrame) -> dict[int, str]:
    """Letters for choices on the frontier that stand apart enough to be read: the first and the last among them."""
    reach = [float(frame[f"{name}_high"].max() - frame[f"{name}_low"].min()) or 1.0 for name in ("cost", "stability")]
    kept: list[int] = []
    for place in [*ahead.index[:1], *ahead.index[-1:], *ahead.sort_values("chance_on_frontier", ascending=False).index]:
        row = ahead.loc[place]
        gaps = [
            max(abs(row["cost"] - other["cost"]) / reach[0], abs(row["stability"] - other["stability"]) / reach[1])
            for _, other in ahead.loc[kept].iterrows()
        ]
        if len(kept) < MOST_NAMED and place not in kept and min(gaps, default=1.0) >= APART:
            kept.append(place)
    return {place: chr(FIRST_NAME + number) for number, place in enumerate(sorted(kept, key=list(ahead.index).index))}


def _ahead(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["on_frontier"].astype(bool)].sort_values("cost", kind="stable")


def _scale(frame: pd.DataFrame, name: str, outcome: OutcomePath) -> Scale:
    widths = frame[f"{name}_high"] - frame[f"{name}_low"]
    own = widths[widths > 0]
    return fit(frame[name], outcome.unit, 3 * float(own.median()) if len(own) else 0.0)


def _title(ahead: pd.DataFrame, many: int) -> str:
    sure = int((ahead["chance_on_frontier"] >= 0.95).sum())
    if len(ahead) == 1:
        return message(f"One of {many} choices is best in cost and stability")
    if sure == 0:
        return message(f"{len(ahead)} of {many} choices lead; chance may reorder them")
    return message(f"{len(ahead)} of {many} choices trade cost against stability")


def choice_words(levers: Sequence[Factor], row: pd.Series) -> str:
    """The levels of a choice, as a sentence says them."""
    return _choice(levers, [row[each.name] for each in levers])


def _legend(found: Frontier) -> tuple[Key, ...]:
    keys = tuple(Key(found.title(name), _mark(found, name), "point") for name in found.scenarios)
    line = Key("Frontier, its choices named", Mark(INK, "solid", "", "", ""), "line")
    return (*keys, Key("Beaten by another choice", Mark(MUTED, "", "circle-open", "", ""), "point"), line)


def _mark(found: Frontier, name: str) -> Mark:
    plain = mark(found.scenarios.index(name) + (len(found.scenarios) == 1))
    return Mark(plain.colour, plain.dash, plain.symbol, plain.pattern, "")


def _figure(
    found: Frontier, frame: pd.DataFrame, ahead: pd.DataFrame, names: dict[int, str], x: Scale, y: Scale
) -> go.Figure:
    traces = [
        go.Scatter(
            x=ahead["cost"] / x.divisor,
            y=ahead["stability"] / y.divisor,
            mode="lines",
            line={"color": INK, "width": 1.5},
            hoverinfo="skip",
        )
    ]
    for name in found.scenarios:
        for on in (False, True):
            rows = frame[(frame["scenario"] == name) & (frame["on_frontier"].astype(bool) == on)]
            if len(rows):
                traces.append(_dots(found, rows, name, on, names, x, y))
    across, up = (_span(frame, column, scale) for column, scale in (("cost", x), ("stability", y)))
    return figure(
        traces,
        HEIGHT,
        xaxis=axis(chart_text(found.cost.label), range=across, **ticks(across, x, 5), tickangle=0),
        yaxis=axis(chart_text(found.stability.label, 40), range=up, **ticks(up, y, 6)),
        annotations=_corners(found),
        hovermode="closest",
    )


def _span(frame: pd.DataFrame, name: str, scale: Scale) -> list[float]:
    low = float(frame[f"{name}_low"].fillna(frame[name]).min())
    high = float(frame[f"{name}_high"].fillna(frame[name]).max())
    room = (high - low) * 0.1 or abs(high) * 0.05 or 1.0
    return [(low - room) / scale.divisor, (high + room) / scale.divisor]


def _corners(found: Frontier) -> list[dict[str, object]]:
    """Where a choice would be better in both."""
    up = 0.0 if found.stability.better == "lower" else 1.0
    return [
        {
            "text": "Better in both",
            "x": 0.0,
            "y": up,
            "xref": "paper",
            "yref": "paper",
            "xanchor": "left",
            "yanchor": "bottom" if up == 0.0 else "top",
            "xshift": 6,
            "yshift": 6 if up == 0.0 else -6,
            "showarrow": False,
            "bgcolor": PAPER,
            "borderpad": 2,
            "font": {"size": 12, "color": MUTED},
        }
    ]


def _dots(
    found: Frontier, rows: pd.DataFrame, name: str, on: bool, names: dict[int, str], x: Scale, y: Scale
) -> go.Scatter:
    drawn = _mark(found, name)
    said = [
        f"{chart_text(_who(found, row), 60)}"
        f"<br>{x.write(row['cost'])}, {y.write(row['stability'])}"
        f"<br>on the frontier in {row['chance_on_frontier']:.0%}"
        for _, row in rows.iterrows()
    ]
    arms = {
        f"error_{side}": {
            "type": "data",
            "symmetric": False,
            "array": ((rows[f"{column}_high"] - rows[column]) / scale.divisor).fillna(0.0),
            "arrayminus": ((rows[column] - rows[f"{column}_low"]) / scale.divisor).fillna(0.0),
            "color": drawn.shade(0.45),
            "thickness": 1.5,
            "width": 0,
        }
        for side, column, scale in (("x", "cost", x), ("y", "stability", y))
        if on
    }
    return go.Scatter(
        x=rows["cost"] / x.divisor,
        y=rows["stability"] / y.divisor,
        mode="markers+text" if on else "markers",
        marker={
            "symbol": drawn.symbol,
            "size": 13 if on else 8,
            "color": drawn.colour if on else PAPER,
            "line": {"color": PAPER if on else drawn.colour, "width": 1.5},
        },
        text=[f"<b>{names.get(place, '')}</b>" for place in rows.index] if on else None,
        textposition="top right",
        textfont={"color": INK, "size": 15},
        customdata=said,
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
        **arms,
    )


def _table(found: Frontier, frame: pd.DataFrame, names: dict[int, str], x: Scale, y: Scale) -> pd.DataFrame:
    ordered = frame.sort_values(["on_frontier", "cost"], ascending=[False, True], kind="stable")
    return pd.DataFrame(
        [
            {
                "Name": names.get(place, "–"),
                "Scenario": found.title(str(row["scenario"])),
                **{each.label: "any" if row["held"] else level_words(each, row[each.name]) for each in found.levers},
                found.cost.label: f"{x.write(row['cost'])} ({x.between(row['cost_low'], row['cost_high'])})",
                found.stability.label: f"{y.write(row['stability'])} "
                f"({y.between(row['stability_low'], row['stability_high'])})",
                "On the frontier": "yes" if row["on_frontier"] else "no",
                "Chance of it": f"{row['chance_on_frontier']:.0%}",
            }
            for place, row in zip(ordered.index.tolist(), map(itemgetter(1), ordered.iterrows()), strict=True)
        ]
    )


def _summary(found: Frontier, ahead: pd.DataFrame, names: dict[int, str], x: Scale, y: Scale) -> str:
    named = ahead.loc[list(names)].sort_values("cost", kind="stable").head(MOST_TOLD)
    told = [
        f"{names[place]}: {_who(found, row)} "
        f"({x.write(row['cost'])}, {y.write(row['stability'])}; on the frontier in {row['chance_on_frontier']:.0%})"
        for place, row in zip(named.index.tolist(), map(itemgetter(1), named.iterrows()), strict=True)
    ]
    more = len(ahead) - len(told)
    return f"{'; '.join(told)}{f'; and {more} more in the table' if more > 0 else ''}."


def _who(found: Frontier, row: pd.Series) -> str:
    """A choice in words: its scenario, where there are several, and its levels."""
    parts = [in_sentence(found.title(str(row["scenario"])))] if len(found.scenarios) > 1 or not found.levers else []
    if found.levers:
        parts.append("whatever the levers" if row["held"] else choice_words(found.levers, row))
    return ", ".join(parts)
