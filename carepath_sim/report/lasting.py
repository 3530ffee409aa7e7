"""The chart of survival to a first breakdown, with the numbers still at risk."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import counted, in_sentence
from carepath_sim.experiments.frames import SURVIVAL_DEFINITION
from carepath_sim.report.canvas import Chart, Key, Panel, axis, figure, mark
from carepath_sim.report.contrasts import is_clear, largest
from carepath_sim.report.data import ReportData, ScenarioCard
from carepath_sim.report.words import chart_text, message

WITHIN_A_YEAR = "no_breakdown_within_a_year"
PRINTED_DAYS = (0, 91, 183, 365, 730, 1096, 1461, 1826)
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
            panels=(Panel("", _curves(frame, cards), "wide"),),
            table=_printed(data, at),
            summary=_summary(data, at),
            legend=tuple(Key(card.label, mark(position)) for position, card in cards),
            notes=(_at_risk_words(data, at),),
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
    tail = ", whichever scenario" if len(year) > 1 and not differences.empty else ""
    return f"{year[base]:.0%} pass a year without breakdown{tail}"


def _curves(frame: pd.DataFrame, cards: list[tuple[int, ScenarioCard]]) -> go.Figure:
    traces: list[go.Scatter] = []
    for position, card in cards:
        rows = frame[frame["scenario"] == card.name].sort_values("days", kind="stable")
        rows, drawn = rows.iloc[:: -(-len(rows) // DRAWN_STEPS)], mark(position)
        days = [int(day) for day in rows["days"]]
        if position == cards[0][0]:
            known = rows[rows["low"].notna() & rows["high"].notna()]
            sure = [int(day) for day in known["days"]]
            traces.append(
                go.Scatter(
                    x=[*sure, *reversed(sure)],
                    y=_percent([*known["high"], *reversed(list(known["low"]))]),
                    fill="toself",
                    fillcolor=drawn.shade(0.16),
                    line={"width": 0},
                    mode="lines",
                    hoverinfo="skip",
                )
            )
        traces.append(
            go.Scatter(
                x=days,
                y=_percent(rows["survival"]),
                mode="lines",
                name=chart_text(card.label, 40),
                line={**drawn.line(2.2), "shape": "hv"},
                hovertemplate="%{y:.1f}%",
            )
        )
    lowest, last = float(frame[["low", "survival"]].min().min()) * 100, int(frame["days"].max())
    days = [day for day in (0, 183, *PRINTED_DAYS[3:], 2192) if day <= last + 7]
    return figure(
        traces,
        400,
        xaxis=axis(
            "",
            range=[0, last],
            tickvals=days,
            ticktext=[_day_words(day, narrow=True) for day in days],
            showgrid=False,
            ticks="outside",
            tickangle=0,
            unifiedhovertitle={"text": "Day %{x}"},
        ),
        yaxis=axis("", range=[max(0.0, lowest // 10 * 10 - 5), 101], ticksuffix="%", nticks=7),
        hovermode="x unified",
    )


def _percent(values: list[float] | pd.Series) -> list[float]:
    return [round(float(value) * 100, 2) for value in values]


def _day_words(day: int, narrow: bool = False) -> str:
    if day == 0:
        return "Entry"
    if day < YEAR:
        return f"{round(day / 30.44)}{'m' if narrow else ' months'}"
    years = round(day / 365.25)
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


def _at_risk_words(data: ReportData, at: dict[str, pd.DataFrame]) -> str:
    name, rows = next(iter(at.items()))
    words = [f"{_day_words(int(str(day))).lower()} {row['at_risk']:,.0f}" for day, row in rows.iterrows()]
    return f"At risk in {data.scenario_label(name)}: {', '.join(words)}. The table has every scenario."


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
