"""The chart of some simulated journeys: the stays of the same invented young people in each scenario."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import counted, in_sentence
from carepath_sim.report.canvas import (
    GRID,
    INK,
    PAPER,
    Chart,
    Key,
    Mark,
    Panel,
    axis,
    figure,
    mark,
    names_axis,
    names_height,
)
from carepath_sim.report.data import ReportData
from carepath_sim.report.words import chart_text, message, number_words

SCENARIOS_SHOWN = 4
"""So many scenarios are drawn and tabled, the baseline first; journeys.csv holds the others."""
CHOSEN = 5
"""So many young people are chosen wherever there are as many."""
TALL, LOW, PALE = 0.74, 0.34, 0.4
SHORT_NAMES = {
    "edge_of_care": "Edge of care",
    "closed": "Support ended",
    "hub": "Hub",
    "foster": "Foster care",
    "childrens_home": "Children's home",
    "supported_lodgings": "Supported lodgings",
    "supported_accommodation": "Supported accommodation",
    "independence": "Independence",
    "home": "Home",
    "overflow": "Emergency placement",
}
COLOURED = {
    "foster": (1, ""),
    "childrens_home": (3, "/"),
    "hub": (2, "x"),
    "overflow": (4, "."),
    "supported_lodgings": (5, "\\"),
    "supported_accommodation": (5, "-"),
    "independence": (0, "+"),
    "home": (0, "|"),
    "edge_of_care": (0, "."),
    "closed": (0, "/"),
}
"""Palette and pattern of each family: a hue for homes of care, grey for life outside it.

A pattern stands twice only where one of the two is always tall, and the other always low.
"""
LOOKS = {SHORT_NAMES[family]: replace(mark(colour), pattern=pattern) for family, (colour, pattern) in COLOURED.items()}
BREAKDOWN = Mark(INK, "", "x", "", "")
MARGIN = 0.02
MS_PER_DAY = 86_400_000
YEARLY = {"dtick": "M12", "showgrid": True, "gridcolor": GRID, "ticks": ""}
"""A line for every year, of which every second or so has room for its number on a phone."""


def journeying(data: ReportData) -> list[Chart]:
    """A drawing for each simulated young person, a line for each scenario, a bar for each stay."""
    stays = _stays(data)
    base = data.scenarios[0].name
    if not (stays["scenario"] == base).any():
        return []
    shown = [card.name for card in data.scenarios if (stays["scenario"] == card.name).any()][:SCENARIOS_SHOWN]
    stays = stays[stays["scenario"].isin(shown)]
    seen = list(dict.fromkeys(stays["kind"]))
    ordered = [*(kind for kind in LOOKS if kind in seen), *(kind for kind in seen if kind not in LOOKS)]
    kinds = {kind: LOOKS.get(kind, mark(place + 1)) for place, kind in enumerate(ordered)}
    journeys = sorted(stays["journey"].unique())
    return [
        Chart(
            key="journeys",
            title=_title(stays, journeys, shown),
            subtitle="Stays of invented young people in the first replication, from the start of the study or their "
            "first setting on. Tall bars: looked after; low bars: not looked after.",
            panels=tuple(
                Panel(_heading(data, stays, journey), _figure(data, stays, journey, shown, kinds), "wide")
                for journey in journeys
            ),
            table=_printed(data, stays),
            summary=_summary(data, stays, journeys, shown),
            legend=(
                *(Key(kind, drawn, "bar", PALE) for kind, drawn in kinds.items()),
                Key("Breakdown", BREAKDOWN, "point"),
            ),
            notes=_notes(data, len(journeys), len(shown)),
        )
    ]


def _stays(data: ReportData) -> pd.DataFrame:
    """The stays with a beginning and an end, their kind in words, by journey and scenario in order."""
    order = {card.name: position for position, card in enumerate(data.scenarios)}
    rows = data.journeys[data.journeys["scenario"].isin(order)]
    start, end = (pd.to_datetime(rows[name], errors="coerce") for name in ("start", "end"))
    rows = rows.assign(
        start=start,
        end=end,
        order=rows["scenario"].map(order),
        kind=[_kind(data, str(name)) for name in rows["setting"]],
        broke=rows["ended_by"].astype(str).str.contains("breakdown", case=False),
    )
    return rows[start.notna() & end.notna()].sort_values(["journey", "order", "start"], kind="stable")


def _kind(data: ReportData, setting: str) -> str:
    """What a legend calls a setting: its reporting family, or itself if that is not known."""
    return SHORT_NAMES.get(data.families.get(setting, ""), data.label(setting))


def _of(stays: pd.DataFrame, journey: int, scenario: str) -> pd.DataFrame:
    return stays[(stays["journey"] == journey) & (stays["scenario"] == scenario)]


def _heading(data: ReportData, stays: pd.DataFrame, journey: int) -> str:
    first = stays[stays["journey"] == journey].iloc[0]
    need = in_sentence(data.label(str(first["need"])))
    return f"Invented young person {journey}: {_age(first)} years old at the start, needs: {need}"


def _age(row: pd.Series) -> str:
    return f"{int(float(row['age']))}"


def _figure(data: ReportData, stays: pd.DataFrame, journey: int, shown: list[str], kinds: dict[str, Mark]) -> go.Figure:
    rows = stays[stays["journey"] == journey]
    places = {name: len(shown) - 1 - place for place, name in enumerate(shown)}
    traces: list[Any] = [
        _bars(data, rows[rows["kind"] == kind], places, drawn)
        for kind, drawn in kinds.items()
        if kind in set(rows["kind"])
    ]
    traces.append(_breakdowns(rows[rows["broke"]], places))
    first, last = stays["start"].min(), stays["end"].max()
    room = (last - first) * MARGIN
    labels = [data.scenario_label(name) for name in shown]
    return figure(
        traces,
        names_height(labels),
        barmode="overlay",
        uniformtext={"minsize": 11, "mode": "hide"},
        xaxis=axis("", type="date", range=[f"{first - room}", f"{last + room}"], nticks=4, tickangle=0, minor=YEARLY),
        yaxis=names_axis(labels),
        hovermode="closest",
    )


def _bars(data: ReportData, rows: pd.DataFrame, places: dict[str, int], drawn: Mark) -> go.Bar:
    return go.Bar(
        base=[f"{day:%Y-%m-%d}" for day in rows["start"]],
        x=[max((end - start).days, 1) * MS_PER_DAY for start, end in zip(rows["start"], rows["end"], strict=True)],
        y=[places[name] for name in rows["scenario"]],
        width=[TALL if kept else LOW for kept in rows["looked_after"]],
        orientation="h",
        marker=drawn.pale_bar(PALE),
        text=[chart_text(kind) if kept else "" for kind, kept in zip(rows["kind"], rows["looked_after"], strict=True)],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": INK, "size": 12},
        customdata=[
            f"{chart_text(data.label(str(row['setting'])))}<br>{_day(row['start'])} to {_day(row['end'])}"
            f"<br>ended by: {chart_text(row['ended_by'])}"
            for _, row in rows.iterrows()
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _breakdowns(rows: pd.DataFrame, places: dict[str, int]) -> go.Scatter:
    return go.Scatter(
        x=[f"{day:%Y-%m-%d}" for day in rows["end"]],
        y=[places[name] for name in rows["scenario"]],
        mode="markers",
        marker={"symbol": "x", "size": 11, "color": INK, "line": {"color": PAPER, "width": 1.5}},
        hovertemplate="Breakdown<extra></extra>",
        cliponaxis=False,
    )


def _day(day: pd.Timestamp) -> str:
    return f"{day.day} {day:%b %Y}"


def _differs(stays: pd.DataFrame, journey: int, shown: list[str]) -> bool:
    """Whether some scenario gives this young person other settings, or other days, than the baseline."""
    lived = [_of(stays, journey, name)[["setting", "start", "end"]].to_numpy().tolist() for name in shown]
    return any(each != lived[0] for each in lived[1:])


def _title(stays: pd.DataFrame, journeys: list[int], shown: list[str]) -> str:
    people = f"{number_words(len(journeys)).capitalize()} invented young people"
    if len(journeys) == 1:
        people = "One invented young person"
    if len(shown) == 1:
        counts = stays.groupby("journey").size()
        least, most = int(counts.min()), int(counts.max())
        span = counted(most, "stay") if least == most else f"{number_words(least)} to {number_words(most)} stays"
        return message(f"{people}: {span} each", people)
    other = sum(_differs(stays, journey, shown) for journey in journeys)
    if not other:
        return f"{people}: none lives differently in any scenario"
    verb = "lives" if other == 1 else "live"
    many = "all" if other == len(journeys) > 1 else number_words(other)
    return message(f"{people}: {many} {verb} differently in some scenario", people)


def _summary(data: ReportData, stays: pd.DataFrame, journeys: list[int], shown: list[str]) -> str:
    sentences = []
    for journey in journeys:
        parts = []
        for name in shown:
            rows = _of(stays, journey, name)
            if rows.empty:
                said = "not there"
            else:
                broke = int(rows["broke"].sum())
                said = counted(len(rows), "stay") + (f", {counted(broke, 'breakdown')}" if broke else "")
            parts.append(f"{in_sentence(data.scenario_label(name))} {said}")
        sentences.append(f"Young person {journey}: {'; '.join(parts)}")
    return f"{'. '.join(sentences)}."


def _printed(data: ReportData, stays: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Invented young person": [f"{row.journey}" for row in stays.itertuples()],
            "Scenario": [data.scenario_label(name) for name in stays["scenario"]],
            "Setting": [data.label(str(name)) for name in stays["setting"]],
            "Looked after": ["yes" if kept else "no" for kept in stays["looked_after"]],
            "From": [_day(day) for day in stays["start"]],
            "To": [_day(day) for day in stays["end"]],
            "Days": [f"{(end - start).days:,}" for start, end in zip(stays["start"], stays["end"], strict=True)],
            "Ended by": [str(how) for how in stays["ended_by"]],
            "Key workers met": [f"{float(number):.0f}" for number in stays["key_workers"]],
        }
    )


def _notes(data: ReportData, journeys: int, shown: int) -> tuple[str, ...]:
    base = in_sentence(data.scenarios[0].label)
    rule = (
        f"The {number_words(journeys)} are chosen by rule and not by hand. Those looked after at some time in {base} "
        "stand in order of their number of placements, equal ones by lot, and those a tenth, three, five, seven and "
        "nine tenths of the way along are shown"
    )
    if journeys < CHOSEN:
        rule = f"No more than {number_words(journeys)} were looked after at some time in {base}, and all are shown"
    notes = [
        f"Nobody here exists: the model made them up. {rule}. So few journeys prove nothing; they show what the model "
        "means by a journey.",
    ]
    if shown < len(data.scenarios):
        notes.append(f"Drawn are {counted(shown, 'scenario')}; journeys.csv holds all {len(data.scenarios)}.")
    return tuple(notes)
