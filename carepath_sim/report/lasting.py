"""The chart of survival to a first breakdown, with the numbers still at risk."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import counted, in_sentence
from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.experiments.frames import SURVIVAL_DEFINITION
from carepath_sim.report.canvas import INK, Chart, Key, Mark, Panel, axis, figure, mark
from carepath_sim.report.contrasts import ONE_REPLICATION, has_no_interval, is_clear, largest
from carepath_sim.report.data import ReportData, ScenarioCard
from carepath_sim.report.words import chart_text, message

WITHIN_A_YEAR = "no_breakdown_within_a_year"
PRINTED_DAYS = (0, 91, 183, 365, 730, 1096, 1461, 1826)
TICKED = (183, 365, 730, 1096, 1461, 1826, 2192)
LISTED = 6
"""Below the curves stand the numbers at risk of at most so many scenarios; the table has all."""
SIDE = 0.03
"""Room on either side of the curves, as a share of them, for the first and last number."""
NAME = 30
"""Letters of a scenario's name that stand over its numbers on a narrow page."""
PLOT, ROW = 320, 38
"""Pixels of the curves, and of a scenario's numbers below them."""
DRAWN_STEPS = 260
FEWEST_AT_RISK = 5
"""Curves stop where fewer are still under observation: beyond, a single breakdown is a cliff."""
YEAR = 365


def survival(data: ReportData) -> list[Chart]:
    """The share of young people without a breakdown by time since they entered care."""
    frame = data.survival[data.survival["at_risk"] >= FEWEST_AT_RISK]
    if frame.empty:
        return []
    cards = [(position, card) for position, card in enumerate(data.scenarios) if (frame["scenario"] == card.name).any()]
    at = {card.name: _at_days(frame[frame["scenario"] == card.name]) for _, card in cards}
    return [
        Chart(
            key="survival",
            title=_title(data, at),
            subtitle=f"{SURVIVAL_DEFINITION} Curves stop where fewer than {FEWEST_AT_RISK} are at risk. Shading: 95% "
            f"interval of {in_sentence(cards[0][1].label)}.",
            panels=(Panel("", _curves(frame, cards, at), "wide"),),
            table=_printed(data, at),
            summary=_summary(data, at),
            legend=tuple(Key(card.label, mark(position)) for position, card in cards),
        )
    ]


def _at_days(rows: pd.DataFrame) -> pd.DataFrame:
    """The last row at or before each printed day that the curve reaches, by day."""
    ordered = rows.sort_values("days", kind="stable")
    days = [day for day in PRINTED_DAYS if ordered["days"].min() <= day <= ordered["days"].max()]
    picked = [ordered[ordered["days"] <= day].iloc[-1] for day in days]
    return pd.DataFrame(picked, columns=rows.columns).assign(day=days).set_index("day")


def _title(data: ReportData, at: dict[str, pd.DataFrame]) -> str:
    year = {name: float(rows["survival"][YEAR]) for name, rows in at.items() if YEAR in rows.index}
    base = data.scenarios[0].name
    if base not in year:
        return "How long care lasts before a first breakdown"
    differences = data.compared(WITHIN_A_YEAR)
    apart = differences[[is_clear(row) for _, row in differences.iterrows()]]
    if not apart.empty:
        row = largest(apart)
        more = "more" if row["difference"] > 0 else "fewer"
        label = data.scenario_label(row["scenario"])
        said = f"{more} pass a year without breakdown"
        return message(f"{label}: {said}", f"One scenario: {said}")
    if has_no_interval(differences):
        return ONE_REPLICATION
    tail = "; no clear difference" if len(year) > 1 and not differences.empty else ""
    return f"{year[base]:.0%} pass a year without breakdown{tail}"


def _curves(frame: pd.DataFrame, cards: list[tuple[int, ScenarioCard]], at: dict[str, pd.DataFrame]) -> go.Figure:
    traces: list[go.Scatter] = []
    for position, card in cards:
        rows = frame[frame["scenario"] == card.name].sort_values("days", kind="stable")
        rows, drawn = rows.iloc[:: -(-len(rows) // DRAWN_STEPS)], mark(position)
        if position == cards[0][0]:
            traces.append(_sure(rows[rows["low"].notna() & rows["high"].notna()], drawn))
        traces.append(
            go.Scatter(
                x=[int(day) for day in rows["days"]],
                y=_percent(rows["survival"]),
                mode="lines",
                name=chart_text(card.label, 40),
                line={**drawn.line(2.2), "shape": "hv"},
                hovertemplate="%{y:.1f}%",
            )
        )
    lowest, last = float(frame[["low", "survival"]].min().min()) * 100, int(frame["days"].max())
    days = [day for day in (0, *TICKED) if day <= last + 7]
    listed = cards[:LISTED]
    below = (ROW * len(listed) + 8) / (PLOT + ROW * len(listed) + 40)
    return figure(
        [*traces, *_at_risk(listed, at, [day for day in days if day <= last])],
        PLOT + ROW * len(listed) + 80,
        xaxis=axis(
            "",
            range=[-last * SIDE, last * (1 + SIDE)],
            anchor="y",
            tickvals=days,
            ticktext=[_day_words(day, narrow=True) for day in days],
            showgrid=False,
            ticks="outside",
            tickangle=0,
            unifiedhovertitle={"text": "Day %{x}"},
        ),
        yaxis=axis(
            "", range=[max(0.0, lowest // 10 * 10 - 5), 101], domain=[below + 0.09, 1.0], ticksuffix="%", nticks=7
        ),
        yaxis2={"range": [-0.3, 2 * len(listed)], "domain": [0.0, below], "visible": False, "fixedrange": True},
        hovermode="x unified",
    )


def _sure(known: pd.DataFrame, drawn: Mark) -> go.Scatter:
    """The 95% interval of one curve."""
    days = [int(day) for day in known["days"]]
    return go.Scatter(
        x=[*days, *reversed(days)],
        y=_percent([*known["high"], *reversed(list(known["low"]))]),
        fill="toself",
        fillcolor=drawn.shade(0.16),
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
    )


def _at_risk(
    cards: list[tuple[int, ScenarioCard]], at: dict[str, pd.DataFrame], days: list[int]
) -> Iterator[go.Scatter]:
    """Below the curves, how many are still at risk: for each scenario a line with its name and one with the numbers."""
    edge = -SIDE * days[-1]
    for place, (_, card) in enumerate(cards):
        row = 2 * (len(cards) - place) - 1
        rows = at[card.name]
        shown = [day for day in days if day in rows.index]
        yield go.Scatter(
            x=[edge, *shown],
            y=[row + 0.1, *[row - 0.75] * len(shown)],
            yaxis="y2",
            mode="text",
            text=[
                f"<b>At risk: {chart_text(textwrap.shorten(card.label, NAME, placeholder='…'))}</b>",
                *(f"{rows['at_risk'][day]:,.0f}" for day in shown),
            ],
            textposition=["middle right", *["middle center"] * len(shown)],
            textfont={"size": 12, "color": INK},
            hoverinfo="skip",
            cliponaxis=False,
        )


def _percent(values: list[float] | pd.Series) -> list[float]:
    return [round(float(value) * 100, 2) for value in values]


def _day_words(day: int, narrow: bool = False) -> str:
    if day == 0:
        return "Entry"
    if day < YEAR:
        return f"{round(day / 30.44)}{'m' if narrow else ' months'}"
    years = round(day / DAYS_PER_YEAR)
    return f"{years}y" if narrow and years > 1 else counted(years, "year")


def _printed(data: ReportData, at: dict[str, pd.DataFrame]) -> pd.DataFrame:
    rows = [
        {
            "Scenario": data.scenario_label(name),
            "Time since entry": _day_words(int(str(day))),
            "Without a breakdown": _share(row["survival"]),
            "95% interval": f"{_share(row['low'])} to {_share(row['high'])}",
            "At risk": f"{row['at_risk']:,.0f}",
        }
        for name, frame in at.items()
        for day, row in frame.iterrows()
    ]
    return pd.DataFrame(rows)


def _share(value: float) -> str:
    return "not known" if pd.isna(value) else f"{value:.1%}"


def _summary(data: ReportData, at: dict[str, pd.DataFrame]) -> str:
    words = [
        f"{data.scenario_label(name)} {_share(rows['survival'][YEAR])} "
        f"({_share(rows['low'][YEAR])} to {_share(rows['high'][YEAR])})"
        for name, rows in at.items()
        if YEAR in rows.index
    ]
    return (
        f"Without a breakdown one year after entry: {'; '.join(words)}." if words else "Nobody was observed for a year."
    )
