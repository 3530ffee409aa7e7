"""The chart of the same young people under two scenarios: how many avoid something, and how many gain it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import counted, in_sentence
from carepath_sim.report.canvas import (
    INK,
    Chart,
    Key,
    Mark,
    Panel,
    axis,
    figure,
    mark,
    names_axis,
    names_height,
    zero_line,
)
from carepath_sim.report.data import ReportData
from carepath_sim.report.telling import told
from carepath_sim.report.words import message, round_steps

FEWEST_REPLICATIONS = 5
"""With fewer, the spread of one future says too little about the doubt in a mean."""
EIGHTY_PERCENT = 2 * 1.2816
"""Standard deviations between the 10th and the 90th percentile, if one future is about normal."""


@dataclass(frozen=True)
class Pair:
    """Two measures of the pathways frame that are each other's opposite, as a panel and as sentences name them."""

    heading: str
    avoid: str
    gain: str
    avoids: str
    gains: str


PAIRS = (
    Pair("Moves", "avoid_move", "gain_move", "avoid a move", "gain one"),
    Pair("Breakdowns", "avoid_breakdown", "gain_breakdown", "avoid a breakdown", "gain one"),
    Pair("Care", "avoid_care", "enter_care", "stay out of care", "enter it instead"),
)
DIFFERENT = "different"
AVOIDING, GAINING = replace(mark(1), pattern=""), replace(mark(2), pattern="/")
PALE, ROOM = 0.45, 1.65
"""How thin bars are, and how far a drawing goes beyond the longest so that its number has room on a phone."""
ONE_FUTURE = Mark(INK, "solid", "", "", "")


def sharing(data: ReportData) -> list[Chart]:
    """Bars to the left for those who are spared a move, a breakdown or care, to the right for those who are not."""
    found = _found(data)
    pairs = [pair for pair in PAIRS if not _of(found, pair.avoid).empty and not _of(found, pair.gain).empty]
    if not pairs:
        return []
    base = in_sentence(data.scenarios[0].label)
    return [
        Chart(
            key="sharing",
            title=_title(data, found, pairs[0]),
            subtitle=f"The same simulated young people in each scenario and in {base}, of {_everyone(found)} who live "
            f"in either: {_what_is_drawn(found)}",
            panels=tuple(Panel(_heading(pair), _bars(data, found, pair), "half") for pair in pairs),
            table=_printed(data, found),
            summary=_summary(data, found, pairs),
            legend=(
                Key(f"Avoided: fewer than in {base}", AVOIDING, "bar", PALE),
                Key(f"Gained: more than in {base}", GAINING, "bar", PALE),
                *([Key("One future, 10% to 90%", ONE_FUTURE)] if _has_spread(found) else []),
            ),
            notes=(
                "A young person counts on one side only, however many moves or breakdowns they avoid or gain. With "
                "everybody meeting the same luck, one change early in a life alters much that follows, so many differ "
                "both ways.",
            ),
        )
    ]


def _found(data: ReportData) -> pd.DataFrame:
    """The rows of the scenarios other than the baseline, in their order, with a value in each."""
    order = {card.name: position for position, card in enumerate(data.scenarios[1:])}
    rows = data.pathways[data.pathways["scenario"].isin(order) & data.pathways["value"].notna()]
    return rows.sort_values("scenario", key=lambda names: names.map(order), kind="stable").reset_index(drop=True)


def _has_spread(found: pd.DataFrame) -> bool:
    """Whether it is known how far one future strays: not from one replication."""
    return bool(found["low"].notna().any())


def _what_is_drawn(found: pd.DataFrame) -> str:
    if _has_spread(found):
        return "mean number over the replications. Lines: 10th to 90th percentile of one future."
    return "number in the one replication that was run, which cannot tell how far one future strays."


def _of(found: pd.DataFrame, measure: str) -> pd.DataFrame:
    return found[found["measure"] == measure].set_index("scenario")


def _everyone(found: pd.DataFrame) -> str:
    """Out of how many: one number, or from the fewest to the most if the scenarios have different numbers."""
    least, most = round(float(found["of"].min())), round(float(found["of"].max()))
    return f"{most:,}" if least == most else f"{least:,} to {most:,}"


def _heading(pair: Pair) -> str:
    return f"{pair.heading}: {pair.avoids} (left), {pair.gains} (right)"


def _bars(data: ReportData, found: pd.DataFrame, pair: Pair) -> go.Figure:
    avoid, gain = _of(found, pair.avoid), _of(found, pair.gain)
    names = [name for name in dict.fromkeys(found["scenario"]) if name in avoid.index and name in gain.index]
    places = list(range(len(names)))[::-1]
    traces: list[Any] = []
    for rows, drawn, side in ((avoid.loc[names], AVOIDING, -1), (gain.loc[names], GAINING, 1)):
        traces += [_side(rows, places, drawn, side), _figures(rows, places, side)]
    longest = float(pd.concat([avoid, gain])[["value", "high"]].max().max())
    most = max(longest, 1.0)
    span = [-most * ROOM, most * ROOM]
    steps = round_steps(-most, most, 5)
    labels = [data.scenario_label(name) for name in names]
    return figure(
        traces,
        names_height(labels),
        barmode="overlay",
        bargap=0.45,
        xaxis=axis("", range=span, tickvals=steps, ticktext=[f"{abs(step):,g}" for step in steps], **zero_line()),
        yaxis=names_axis(labels),
        hovermode="closest",
    )


def _side(rows: pd.DataFrame, places: list[int], drawn: Mark, side: int) -> go.Bar:
    return go.Bar(
        x=[side * round(value, 1) for value in rows["value"]],
        y=places,
        orientation="h",
        marker=drawn.pale_bar(PALE),
        error_x=_lines(rows, side) if _has_spread(rows) else None,
        customdata=[_said(row) for _, row in rows.iterrows()],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _lines(rows: pd.DataFrame, side: int) -> dict[str, Any]:
    """From the 10th to the 90th percentile of one future."""
    return {
        "type": "data",
        "symmetric": False,
        "array": _arms(rows, "high" if side > 0 else "low"),
        "arrayminus": _arms(rows, "low" if side > 0 else "high"),
        "color": INK,
        "thickness": 1.5,
        "width": 4,
    }


def _arms(rows: pd.DataFrame, end: str) -> list[float]:
    return [round(abs(value), 1) for value in rows[end] - rows["value"]]


def _triples(rows: pd.DataFrame) -> list[tuple[float, float, float]]:
    return [(row["value"], row["low"], row["high"]) for _, row in rows.iterrows()]


def _figures(rows: pd.DataFrame, places: list[int], side: int) -> go.Scatter:
    """The numbers themselves, beyond the end of each interval."""
    return go.Scatter(
        x=[side * max(value, high) for value, _, high in _triples(rows)],
        y=places,
        mode="text",
        text=[f" {value:,.0f} " for value in rows["value"]],
        textposition="middle right" if side > 0 else "middle left",
        textfont={"color": INK, "size": 13},
        hoverinfo="skip",
        cliponaxis=False,
    )


def balance(data: ReportData, avoid: pd.Series, gain: pd.Series) -> int:
    """Whether more gain than avoid (1), fewer (-1), or neither clearly (0).

    Only the spread of one future is known of each number. The doubt in the difference of their
    means is at most that of both together; twice that much must lie between them.
    """
    replications = int(data.metrics["replication"].nunique())
    if replications < FEWEST_REPLICATIONS:
        return 0
    spread = sum(float(row["high"] - row["low"]) for row in (avoid, gain)) / EIGHTY_PERCENT
    difference = float(gain["value"] - avoid["value"])
    return 0 if abs(difference) <= 2 * spread / sqrt(replications) else 1 if difference > 0 else -1


def _title(data: ReportData, found: pd.DataFrame, pair: Pair) -> str:
    avoid, gain = _of(found, pair.avoid), _of(found, pair.gain)
    names = [name for name in avoid.index if name in gain.index]
    if len(names) == 1:
        (name,) = names
        spared, brought = f"{avoid.loc[name, 'value']:,.0f}", f"{gain.loc[name, 'value']:,.0f}"
        return message(f"Of {_everyone(found)}: {spared} {pair.avoids}, {brought} {pair.gains}")
    sides = [balance(data, avoid.loc[name], gain.loc[name]) for name in names]
    where = "in both scenarios" if len(names) == 2 else "in every scenario"
    verbs = pair.avoids.split(" ", 1)
    thing = verbs[1] if len(verbs) > 1 else ""
    if all(side > 0 for side in sides):
        return message(f"More gain {thing} than avoid one, {where}", f"More {pair.gains} than {pair.avoids}")
    if all(side < 0 for side in sides):
        return message(f"More avoid {thing} than gain one, {where}", f"More {pair.avoids} than {pair.gains}")
    if not any(sides):
        return f"Some {pair.avoids}, others {pair.gains}: no clear balance"
    return f"Whether more {pair.avoids} or {pair.gains} differs"


def _summary(data: ReportData, found: pd.DataFrame, pairs: list[Pair]) -> str:
    different = _of(found, DIFFERENT)
    sentences = []
    for name in dict.fromkeys(found["scenario"]):
        rows = found[found["scenario"] == name].set_index("measure")
        everyone = counted(round(float(rows["of"].iloc[0])), "young person", "young people")
        parts = [f"{_said(rows.loc[DIFFERENT])} live a different pathway"] if name in different.index else []
        for pair in pairs:
            if pair.avoid in rows.index and pair.gain in rows.index:
                said = f"{_said(rows.loc[pair.avoid])} {pair.avoids}"
                parts.append(f"{said} and {_said(rows.loc[pair.gain])} {pair.gains}")
        sentences.append(f"{data.scenario_label(str(name))}: of {everyone}, {'; '.join(parts)}")
    return told(sentences, "In brackets: one future, 10% to 90%" if _has_spread(found) else "")


def _said(row: pd.Series) -> str:
    spread = "" if pd.isna(row["low"]) else f" ({row['low']:,.0f} to {row['high']:,.0f})"
    return f"{row['value']:,.0f}{spread}"


def _spreads(rows: pd.DataFrame) -> list[str]:
    return [f"{low:,.0f} to {high:,.0f}" for _, low, high in _triples(rows)]


def _printed(data: ReportData, found: pd.DataFrame) -> pd.DataFrame:
    words = {DIFFERENT: "Live a different pathway"}
    for pair in PAIRS:
        thing = pair.heading.lower()
        gains = pair.gains if pair.gain == "enter_care" else f"{pair.gains} ({thing})"
        words |= {pair.avoid: pair.avoids.capitalize(), pair.gain: gains.capitalize()}
    rows = found[found["measure"].isin(words)]
    return pd.DataFrame(
        {
            "Scenario": [data.scenario_label(name) for name in rows["scenario"]],
            "Young people who": [words[measure] for measure in rows["measure"]],
            "Number, mean": [f"{value:,.0f}" for value in rows["value"]],
            **({"One future, 10% to 90%": _spreads(rows)} if _has_spread(rows) else {}),
            "Of": [f"{of:,.0f}" for of in rows["of"]],
        }
    )
