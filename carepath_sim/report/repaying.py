"""The chart of what a scenario has cost since the start, quarter by quarter, and of when it has paid for itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.report.canvas import INK, PAPER, Chart, Key, Mark, Panel, Width, axis, figure, mark, ticks, zero_line
from carepath_sim.report.contrasts import alike, is_clear
from carepath_sim.report.data import ReportData
from carepath_sim.report.repayment import NO_INVESTMENT, date_of, futures, said, season, start_of
from carepath_sim.report.telling import told
from carepath_sim.report.timelines import dates
from carepath_sim.report.words import Scale, fit, message, roughly

COUNCIL, CONSTANT, DISCOUNTED, CASH = "council", "constant", "discounted", "cash"
MEASURES = {
    COUNCIL: "the council, constant prices",
    CONSTANT: "everybody, constant prices",
    DISCOUNTED: "everybody, discounted to the start",
    CASH: "everybody, cash of the day",
}
SCENARIOS_SHOWN = 6
WIDE_PANELS = 2
FEWEST_COUNTED = 20
"""Of fewer futures than this, no title says in how many something happens."""
BANDS = (("p10", "p90", 0.16), ("low", "high", 0.38))
MEAN = replace(mark(1), dash="solid")
WORTH = Mark(mark(4).colour, "dash", "", "", "")
BACK = Mark(INK, "solid", "diamond", "", "")


def repaying(data: ReportData) -> list[Chart]:
    """A drawing for each scenario: the cost since the start against the baseline's, and the day it is paid back."""
    frame = _frame(data)
    measure = next((name for name in MEASURES if (frame["measure"] == name).any()), "")
    if not measure:
        return []
    rows = frame[frame["measure"] == measure]
    drawn = [card for card in data.scenarios[1:] if (rows["scenario"] == card.name).any()][:SCENARIOS_SHOWN]
    shown = frame[frame["scenario"].isin([card.name for card in drawn])]
    scale = fit(shown[["difference", "p10", "p90"]].to_numpy().ravel(), "£")
    span = _span(shown, measure, scale)
    width: Width = "half" if len(drawn) <= WIDE_PANELS else "small"
    worth = DISCOUNTED if measure != DISCOUNTED and (shown["measure"] == DISCOUNTED).any() else ""
    paid = _paid(data, measure)
    return [
        Chart(
            key="payback",
            title=_title(data, rows, paid),
            subtitle=f"Cost since the start less that of {in_sentence(data.scenarios[0].label)}, for "
            f"{MEASURES[measure]}; below zero is saved. Dark band: 95% interval of the paired mean difference; pale "
            "band: 10th to 90th percentile of one future.",
            panels=tuple(
                Panel(card.label, _curve(shown, card.name, (measure, worth), paid, scale, span), width)
                for card in drawn
            ),
            table=_printed(data, frame, rows),
            summary=_summary(data, rows, paid),
            legend=_legend(measure, worth, any(date_of(row["date"]) is not None for _, row in paid.iterrows())),
            notes=_notes(data, len(drawn)),
        )
    ]


def _frame(data: ReportData) -> pd.DataFrame:
    """The cumulative differences that are known, with real dates, in the order of the scenarios."""
    order = {card.name: position for position, card in enumerate(data.scenarios[1:])}
    rows = data.cumulative[data.cumulative["scenario"].isin(order)]
    rows = rows.assign(
        date=pd.to_datetime(rows["date"], errors="coerce"),
        order=rows["scenario"].map(order),
        **{name: pd.to_numeric(rows[name], errors="coerce") for name in ("difference", "low", "high", "p10", "p90")},
    )
    known = rows["date"].notna() & rows["difference"].notna()
    return rows[known].sort_values(["order", "date"], kind="stable")


def _paid(data: ReportData, measure: str) -> pd.DataFrame:
    order = {card.name: position for position, card in enumerate(data.scenarios[1:])}
    rows = data.payback[(data.payback["measure"] == measure) & data.payback["scenario"].isin(order)]
    return rows.assign(order=rows["scenario"].map(order)).sort_values("order", kind="stable")


def _span(rows: pd.DataFrame, measure: str, scale: Scale) -> list[float]:
    chosen = rows[rows["measure"] == measure]
    low = min(0.0, float(chosen[["difference", "p10", "low"]].min().min()))
    high = max(0.0, float(chosen[["difference", "p90", "high"]].max().max()))
    room = max((high - low) * 0.06, scale.divisor * 10.0**-scale.decimals)
    return [(low - room) / scale.divisor, (high + room) / scale.divisor]


def _curve(
    shown: pd.DataFrame, name: str, measures: tuple[str, str], paid: pd.DataFrame, scale: Scale, span: list[float]
) -> go.Figure:
    measure, worth = measures
    own = shown[shown["scenario"] == name]
    rows = own[own["measure"] == measure]
    days = [f"{day:%Y-%m-%d}" for day in rows["date"]]
    traces: list[Any] = []
    for low, high, opacity in BANDS:
        known = rows[rows[low].notna() & rows[high].notna()]
        if len(known) > 1:
            traces.append(_band(known, low, high, opacity, scale))
    traces.append(_line(rows, days, MEAN, "mean", scale))
    if worth and (own["measure"] == worth).any():
        other = own[own["measure"] == worth]
        traces.append(_line(other, [f"{day:%Y-%m-%d}" for day in other["date"]], WORTH, "discounted", scale))
    traces += _marks(paid[paid["scenario"] == name])
    return figure(
        traces,
        250,
        xaxis=dates(),
        yaxis=axis("", range=span, **ticks(span, scale, 5, signed=True), **zero_line()),
        hovermode="x",
    )


def _band(rows: pd.DataFrame, low: str, high: str, opacity: float, scale: Scale) -> go.Scatter:
    days = [f"{day:%Y-%m-%d}" for day in rows["date"]]
    ends = [*rows[high], *reversed(list(rows[low]))]
    return go.Scatter(
        x=[*days, *reversed(days)],
        y=[round(value / scale.divisor, 3) for value in ends],
        fill="toself",
        fillcolor=MEAN.shade(opacity),
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
    )


def _line(rows: pd.DataFrame, days: list[str], drawn: Mark, name: str, scale: Scale) -> go.Scatter:
    return go.Scatter(
        x=days,
        y=[round(value / scale.divisor, 3) for value in rows["difference"]],
        mode="lines",
        line=drawn.line(2.5 if drawn is MEAN else 2),
        customdata=[scale.write(value, signed=True) for value in rows["difference"]],
        hovertemplate=f"{name}: %{{customdata}}<extra></extra>",
    )


def _marks(paid: pd.DataFrame) -> list[go.Scatter]:
    """The median day of payback on the line of zero, with the days between which the middle 80% of futures lie."""
    found = []
    for _, row in paid.iterrows():
        middle, low, high = (date_of(row[name]) for name in ("date", "low", "high"))
        if middle is None:
            continue
        if low is not None and high is not None:
            ends = [f"{low:%Y-%m-%d}", f"{high:%Y-%m-%d}"]
            found.append(go.Scatter(x=ends, y=[0, 0], mode="lines", line={"color": INK, "width": 5}, hoverinfo="skip"))
        found.append(
            go.Scatter(
                x=[f"{middle:%Y-%m-%d}"],
                y=[0],
                mode="markers",
                marker={"symbol": "diamond", "size": 13, "color": INK, "line": {"color": PAPER, "width": 2}},
                hovertemplate="paid back: %{x|%b %Y}<extra></extra>",
            )
        )
    return found


def _legend(measure: str, worth: str, has_mark: bool) -> tuple[Key, ...]:
    keys = [Key(MEASURES[measure].capitalize(), MEAN)]
    keys += [Key(MEASURES[worth].capitalize(), WORTH)] if worth else []
    keys += [Key("95% interval", MEAN, "band", 0.55), Key("One future, 10% to 90%", MEAN, "band", 0.16)]
    return (*keys, *([Key("Paid back: median; thick line: middle 80%", BACK, "point")] if has_mark else []))


def _title(data: ReportData, rows: pd.DataFrame, paid: pd.DataFrame) -> str:
    known = [
        (row, day)
        for _, row in paid.iterrows()
        if float(row["paid_back"]) > 0 and (day := date_of(row["date"])) is not None
    ]
    if known:
        row, day = max(known, key=lambda found: float(found[0]["paid_back"]))
        return _paid_title(data, row, day, len(known))
    if len(paid):
        return "No investment is paid back by the end"
    last = rows[rows["date"] == rows["date"].max()]
    clear = last[last.apply(is_clear, axis=1)]
    if clear.empty:
        return "By the end no scenario clearly costs more or less"
    row = clear.loc[clear["difference"].abs().idxmax()]
    word = "more" if row["difference"] > 0 else "less"
    label = in_sentence(data.scenario_label(row["scenario"]))
    much = roughly(abs(row["difference"]))
    several = in_sentence(alike(clear[(clear["low"] > 0) == (row["low"] > 0)], len(data.scenarios) - 1))
    return message(
        f"By the end {much} {word}: {label}",
        f"Up to {much} {word} by the end: {several}" if several else f"By the end {much} {word} in one scenario",
    )


def _paid_title(data: ReportData, row: pd.Series, day: pd.Timestamp, known: int) -> str:
    """How often the scenario that is paid back most often is; of few futures no count."""
    label, share, simulated = data.scenario_label(row["scenario"]), float(row["paid_back"]), _simulated(data)
    loosely = "the one future" if simulated == 1 else "some futures"
    who = f"{known} scenarios pay" if known > 1 else "One scenario pays"
    if simulated < FEWEST_COUNTED:
        return message(f"{label} pays back in {loosely}", f"{who} back in {loosely}")
    often = futures(share, simulated)
    return message(
        f"{label} pays back in {season(day)} in {often}",
        f"{label} pays back in {often}",
        f"{label}: {often} pay back",
        f"{who} back in {loosely if known > 1 else often}",
    )


def _simulated(data: ReportData) -> int:
    return int(data.metrics["replication"].nunique())


def _summary(data: ReportData, rows: pd.DataFrame, paid: pd.DataFrame) -> str:
    start, sentences = start_of(rows), []
    for name in dict.fromkeys(rows["scenario"]):
        last = rows[rows["scenario"] == name].iloc[-1]
        scale = fit([last["difference"], last["low"], last["high"]], "£", _width(last))
        between = "" if pd.isna(last["low"]) else f" ({scale.between(last['low'], last['high'], signed=True)})"
        own = paid[paid["scenario"] == name]
        back = said(own.iloc[0], start, _simulated(data)) if len(own) else NO_INVESTMENT
        sentences.append(
            f"{data.scenario_label(str(name))}: {scale.write(last['difference'], True)}{between} by the end; {back}"
        )
    return told(sentences)


def _width(row: pd.Series) -> float:
    width = float(row["high"] - row["low"])
    return width if width > 0 else 0.0


def _printed(data: ReportData, frame: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Every fourth quarter counted back from the end: each measure, and the interval and spread of the one drawn."""
    scale = fit(frame[["difference", "p10", "p90"]].to_numpy().ravel(), "£")
    scale = Scale(scale.divisor, scale.prefix, scale.suffix, max(scale.decimals, 2) if scale.divisor > 1 else 0)
    lines = []
    for name in dict.fromkeys(rows["scenario"]):
        own = rows[(rows["scenario"] == name) & (rows["date"] > start_of(rows))]
        for _, row in own.iloc[::-1].iloc[::4].iloc[::-1].iterrows():
            that_day = frame[(frame["scenario"] == name) & (frame["date"] == row["date"])]
            same = that_day.set_index("measure")["difference"]
            sums = {
                f"For {words}": scale.write(float(same[each]), signed=True)
                for each, words in MEASURES.items()
                if each in same
            }
            day = row["date"]
            first = {"Scenario": data.scenario_label(str(name)), "By": f"{day.day} {day:%B %Y}"}
            spread = {
                "95% interval": _between(scale, row, "low", "high"),
                "One future, 10% to 90%": _between(scale, row, "p10", "p90"),
            }
            (drawn, much), *others = sums.items()
            lines.append({**first, drawn: much, **spread, **dict(others)})
    return pd.DataFrame(lines).fillna("not known")


def _between(scale: Scale, row: pd.Series, low: str, high: str) -> str:
    return "not known" if pd.isna(row[low]) or pd.isna(row[high]) else scale.between(row[low], row[high], signed=True)


def _notes(data: ReportData, drawn: int) -> tuple[str, ...]:
    notes = [
        "Paid back: from that day until the end of the study the scenario has cost no more than the baseline since the "
        "start. A future that does so only after the end is counted as not paid back. This is the whole bill, cashable "
        "or not.",
        "What it takes to set something up is counted only if the scenario says so: the hubs that come with this model "
        "leave it out, so that they look paid back sooner than they would be.",
    ]
    if drawn < len(data.scenarios) - 1:
        notes.append(f"Drawn are the first {drawn} scenarios; the table has all.")
    return tuple(notes)
