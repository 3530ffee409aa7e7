"""The chart of budget years: how each year's bill differs from the baseline's, cashable and discounted apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.report import cashable
from carepath_sim.report.canvas import (
    INK,
    PAPER,
    Chart,
    Key,
    Mark,
    Panel,
    Width,
    axis,
    figure,
    mark,
    ticks,
    zero_line,
)
from carepath_sim.report.cashable import BY_DECISION, BY_OTHERS, BY_THE_NIGHT, CASHABLE, STAFF_TIME
from carepath_sim.report.contrasts import alike
from carepath_sim.report.data import ReportData
from carepath_sim.report.paying import PAYERS
from carepath_sim.report.telling import told
from carepath_sim.report.words import Scale, fit, message, roughly

SCENARIOS_SHOWN = 6
"""So many scenarios are drawn; the table has all."""
WIDE_PANELS = 2
DRAWN = {
    BY_THE_NIGHT: ("Placements, paid by the night", replace(mark(1), pattern="")),
    BY_DECISION: ("Services, posts, contracts: paid used or not", replace(mark(2), pattern="/")),
    BY_OTHERS: ("Less what others pay", replace(mark(3), pattern=".")),
}
NET = Mark(INK, "solid", "diamond", "", "")
PALE = 0.5
DEFINED = (
    "Cashable is what the council itself pays less, or more, in the cash of that year. It leaves out what others pay "
    "and the hours of staff that moves and entries take, since those staff are paid anyway.",
    "A saving shown is the most there is to cash. The bill for bought placements falls as nights fall. A council's own "
    "homes and carers are priced by the night here too, but there money is saved only once a place is given up.",
    "Services, posts, places bought in a block and a scenario's own costs are paid whether used or not. They differ "
    "where the scenario decides so, or where posts stand vacant or are covered; the model cuts nothing by itself.",
)


def budgeting(data: ReportData) -> list[Chart]:
    """For each scenario a bar for each year, stacked by how money is paid, and what is cashable as a diamond."""
    periods, others = cashable.years(data), data.scenarios[1:]
    base = data.scenarios[0].name
    if not periods or not others:
        return []
    rows = _rows(data, periods)
    rows = rows[rows["cashable"].notna()]
    if rows.empty:
        return []
    drawn = [card for card in others if (rows["scenario"] == card.name).any()][:SCENARIOS_SHOWN]
    width: Width = "half" if len(drawn) <= WIDE_PANELS else "small"
    scale = fit(rows[["cashable", "low", "high"]].to_numpy().ravel(), "£", _narrowest(rows))
    span = _span(rows[rows["scenario"].isin([card.name for card in drawn])], scale)
    return [
        Chart(
            key="budget-years",
            title=_title(data, rows),
            subtitle=f"Difference from {in_sentence(data.scenario_label(base))} in each year of the study, in the cash "
            "of the year; below zero costs less. Diamond: cashable for the council, with the 95% interval of the "
            "paired mean difference.",
            panels=tuple(
                Panel(card.label, _bars(rows[rows["scenario"] == card.name], scale, span), width) for card in drawn
            ),
            table=_printed(data, rows),
            summary=_summary(data, rows),
            legend=(
                *(Key(name, look, "bar", PALE) for part, (name, look) in DRAWN.items() if rows[part].abs().max() > 0),
                Key("Cashable for the council", NET, "point"),
            ),
            notes=_notes(data, len(drawn)),
        )
    ]


def _rows(data: ReportData, periods: list[str]) -> pd.DataFrame:
    """A row for each scenario and year: mean differences of every part, cashable with its interval, and other sums."""
    base, rows = data.scenarios[0].name, []

    tables = {period: cashable.parts(data, period) | _sums(data, period) for period in periods}
    for card in data.scenarios[1:]:
        for period in periods:
            means = {name: cashable.change(table, base, card.name)[0] for name, table in tables[period].items()}
            _, low, high = cashable.change(tables[period][CASHABLE], base, card.name)
            rows.append({**means, "scenario": card.name, "period": period, "low": low, "high": high})
    return pd.DataFrame(rows)


def _sums(data: ReportData, period: str) -> dict[str, pd.DataFrame]:
    """The bill of everybody, as it is told elsewhere, and what each payer but the council bears of it."""
    names = (cashable.TOTAL, cashable.DISCOUNTED, cashable.COUNCIL)
    payers = {f"by {payer}": cashable.paid(data, cashable.PAYER, period, frozenset({payer})) for payer in _payers(data)}
    return {name: cashable.paid(data, name, period) for name in names} | payers


def _payers(data: ReportData) -> list[str]:
    """Everybody but the council who pays something in some scenario."""
    table = data.means(cashable.PAYER).fillna(0.0)
    return [str(name) for name in table.index[(table != 0).any(axis=1)] if name != "council"]


def _narrowest(rows: pd.DataFrame) -> float:
    widths = (rows["high"] - rows["low"]).dropna()
    return float(widths[widths > 0].min()) if (widths > 0).any() else 0.0


def _span(rows: pd.DataFrame, scale: Scale) -> list[float]:
    parts = rows[list(DRAWN)]
    low = min(float(parts.clip(upper=0).sum(axis=1).min()), float(rows["low"].min(skipna=True)), 0.0)
    high = max(float(parts.clip(lower=0).sum(axis=1).max()), float(rows["high"].max(skipna=True)), 0.0)
    room = max((high - low) * 0.08, scale.divisor * 10.0**-scale.decimals)
    return [(low - room) / scale.divisor, (high + room) / scale.divisor]


def _bars(rows: pd.DataFrame, scale: Scale, span: list[float]) -> go.Figure:
    numbers = [int(str(period).removeprefix("year ")) for period in rows["period"]]
    traces: list[Any] = [
        go.Bar(
            x=numbers,
            y=[round(value / scale.divisor, 4) for value in rows[part]],
            marker=look.pale_bar(PALE),
            customdata=[scale.write(value, signed=True) for value in rows[part]],
            hovertemplate=f"{name}: %{{customdata}}<extra></extra>",
        )
        for part, (name, look) in DRAWN.items()
        if rows[part].abs().max() > 0
    ]
    known = rows["low"].notna().all()
    traces.append(
        go.Scatter(
            x=numbers,
            y=[round(value / scale.divisor, 4) for value in rows[CASHABLE]],
            mode="markers",
            marker={"symbol": "diamond", "size": 10, "color": INK, "line": {"color": PAPER, "width": 1.5}},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [round(value / scale.divisor, 4) for value in rows["high"] - rows[CASHABLE]],
                "arrayminus": [round(value / scale.divisor, 4) for value in rows[CASHABLE] - rows["low"]],
                "color": INK,
                "thickness": 2,
                "width": 0,
                "visible": bool(known),
            },
            customdata=[_net(row, scale) for _, row in rows.iterrows()],
            hovertemplate="Cashable: %{customdata}<extra></extra>",
        )
    )
    return figure(
        traces,
        260,
        barmode="relative",
        bargap=0.35,
        xaxis=axis("Year of the study", showgrid=False, tickvals=numbers, ticktext=[f"{n}" for n in numbers]),
        yaxis=axis("", range=span, **ticks(span, scale, 5, signed=True), **zero_line()),
        hovermode="x unified",
    )


def _net(row: pd.Series, scale: Scale) -> str:
    between = "" if pd.isna(row["low"]) else f" ({scale.between(row['low'], row['high'], signed=True)})"
    return f"{scale.write(row[CASHABLE], signed=True)}{between}"


def _clear(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[(rows["low"] > 0) | (rows["high"] < 0)]


def _title(data: ReportData, rows: pd.DataFrame) -> str:
    last = rows[rows["period"] == rows["period"].iloc[-1]]
    for chosen in (_clear(last), _clear(rows)):
        if not chosen.empty:
            row = chosen.iloc[int(chosen[CASHABLE].abs().to_numpy().argmax())]
            year = str(row["period"]).capitalize()
            much, word = roughly(abs(row[CASHABLE])), "more" if row[CASHABLE] > 0 else "less"
            label = in_sentence(data.scenario_label(row["scenario"]))
            same = chosen[(chosen["period"] == row["period"]) & ((chosen["low"] > 0) == (row["low"] > 0))]
            several = in_sentence(alike(same, len(data.scenarios) - 1))
            return message(
                f"{year}: {much} {word} for the council, {label}",
                f"{year}: {much} {word}, {label}",
                f"{year}: up to {much} {word}, {several}"
                if several
                else f"{year}: {much} {word} for the council in one scenario",
            )
    return "No year clearly costs the council more or less cash"


def _summary(data: ReportData, rows: pd.DataFrame) -> str:
    sentences = []
    for name in dict.fromkeys(rows["scenario"]):
        own = rows[rows["scenario"] == name]
        scale = fit(own[[CASHABLE, "low", "high"]].to_numpy().ravel(), "£", _narrowest(own))
        ends = (own,) if len(own) == 1 else (own.iloc[:1], own.iloc[-1:])
        said = [f"{row['period']} {_net(row, scale)}" for part in ends for _, row in part.iterrows()]
        money = fit(own[[BY_THE_NIGHT, BY_DECISION, STAFF_TIME]].sum(), "£")
        night, decided, hours = (money.write(own[part].sum(), True) for part in (BY_THE_NIGHT, BY_DECISION, STAFF_TIME))
        sentences.append(
            f"{data.scenario_label(str(name))}, cashable: {'; '.join(said)}. Over all years, placements by the night "
            f"{night}, services, posts and contracts {decided}, and hours of staff that are no cash {hours}"
        )
    return told(sentences)


def _printed(data: ReportData, rows: pd.DataFrame) -> pd.DataFrame:
    columns = {
        "Total, constant prices": cashable.TOTAL,
        "Total, discounted": cashable.DISCOUNTED,
        "Council, constant prices": cashable.COUNCIL,
        **{f"{PAYERS.get(payer, data.label(payer))}, constant prices": f"by {payer}" for payer in _payers(data)},
        "Of cashable: nights": BY_THE_NIGHT,
        "Of cashable: used or not": BY_DECISION,
        "Staff hours, no cash": STAFF_TIME,
    }
    known = {title: name for title, name in columns.items() if name in rows and rows[name].notna().any()}
    scale = fit([*rows[list(known.values())].to_numpy().ravel(), *rows[CASHABLE]], "£", _narrowest(rows))
    return pd.DataFrame(
        {
            "Scenario": [data.scenario_label(name) for name in rows["scenario"]],
            "Year": [str(period).removeprefix("year ") for period in rows["period"]],
            "Cashable": [scale.write(value, signed=True) for value in rows[CASHABLE]],
            "95% interval": [
                "not known" if pd.isna(low) else scale.between(low, high, signed=True)
                for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
            **{title: [scale.write(value, signed=True) for value in rows[name]] for title, name in known.items()},
        }
    )


def _notes(data: ReportData, drawn: int) -> tuple[str, ...]:
    notes = list(DEFINED)
    if cashable.is_inflated(data):
        notes.append("All prices alike grow by the study's inflation; what others pay is taken to grow with them.")
    else:
        notes.append("No inflation is assumed, so that the cash of a year is its cost in constant prices.")
    if drawn < len(data.scenarios) - 1:
        notes.append(f"Drawn are the first {drawn} scenarios; the table has all.")
    return tuple(notes)
