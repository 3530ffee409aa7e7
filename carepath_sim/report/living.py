"""Charts over time: places and the people in them, and where young people live."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.experiments.findings import in_sentence
from carepath_sim.report.canvas import INK, Chart, Key, Mark, Panel, axis, figure, mark
from carepath_sim.report.contrasts import is_clear, largest
from carepath_sim.report.data import ReportData
from carepath_sim.report.words import chart_text, fit, listed, message, short

OCCUPANCY = "occupancy"
POOLS_SHOWN = 2
SETTINGS_SHOWN = 6
FEWEST = 2.0
DRAWN_DATES = 105
BANDS = (("p5", "p95", 0.16), ("p25", "p75", 0.34))
PLACES_OPEN = Mark(INK, "dash", "", "", "")


def occupancy(data: ReportData) -> list[Chart]:
    """Places and the people in them, for the pools whose occupancy the scenarios change most."""
    table = _occupancy_table(data)
    if table.empty:
        return []
    pools = table.groupby("pool", sort=False)
    ranking = pd.DataFrame(
        {
            "partly_open": pools["scenario"].nunique() < len(data.scenarios),
            "spread": pools["share"].max() - pools["share"].min(),
        }
    ).sort_values(["partly_open", "spread"], ascending=False, kind="stable")
    return [_occupancy_chart(data, str(pool), table) for pool in ranking.index[:POOLS_SHOWN]]


def _occupancy_table(data: ReportData) -> pd.DataFrame:
    """One row a scenario and limited pool: means over the whole time of the occupied and open places."""
    means = data.series.groupby(["scenario", "name", "kind"], sort=False)[["mean", "p25", "p75"]].mean().reset_index()
    occupied = means[means["kind"] == "occupied"].drop(columns="kind")
    places = means[means["kind"] == "open"][["scenario", "name", "mean"]].rename(columns={"mean": "open"})
    joined = occupied.merge(places, on=["scenario", "name"])
    joined = joined[joined["open"] > 0].rename(columns={"name": "pool"})
    return joined.assign(share=joined["mean"] / joined["open"])


def _occupancy_chart(data: ReportData, pool: str, table: pd.DataFrame) -> Chart:
    rows = table[table["pool"] == pool]
    name = data.label(pool)
    series = data.series[(data.series["name"] == pool) & data.series["kind"].isin(["occupied", "open"])]
    span = _span(series[["mean", "p5", "p95"]].to_numpy().ravel(), widen=0.5)
    panels = tuple(
        Panel(card.label, _occupancy_figure(series[series["scenario"] == card.name], mark(position), span))
        for position, card in enumerate(data.scenarios)
        if card.name in set(rows["scenario"])
    )
    return Chart(
        key=f"occupancy-{pool}",
        title=_occupancy_title(data, pool, name, rows),
        subtitle=f"{name}: places occupied and places open. Bands: the middle 50% and 90% of the replications."
        + ("" if span[0] == 0 else " The scale does not start at zero."),
        panels=panels,
        table=_occupancy_printed(data, rows),
        summary=_occupancy_summary(data, rows),
        legend=(
            Key("Mean occupied", Mark(INK, "solid", "", "", "")),
            *(Key(f"Middle {words}", Mark(INK, "", "", "", ""), "band", shade) for words, shade in LEGEND_BANDS),
            Key("Places open", PLACES_OPEN),
        ),
    )


LEGEND_BANDS = (("50%", 0.45), ("90%", 0.16))


def _occupancy_summary(data: ReportData, rows: pd.DataFrame) -> str:
    sentences = [
        f"{data.scenario_label(str(row['scenario']))}: on average {short(row['mean'])} of {short(row['open'])} places "
        f"occupied ({row['share']:.0%})"
        for _, row in rows.iterrows()
    ]
    return f"{'. '.join(sentences)}."


def _occupancy_title(data: ReportData, pool: str, name: str, rows: pd.DataFrame) -> str:
    paired = data.compared(OCCUPANCY, pool)
    paired = paired[paired["difference"].notna()]
    if not paired.empty:
        return _paired_title(data, name, paired)
    ordered = rows.sort_values("share", kind="stable")
    emptiest, fullest = ordered.iloc[0], ordered.iloc[-1]
    if len(rows) == 1:
        return message(f"{name}: {fullest['share']:.0%} of places occupied on average", "How full the places were")
    if fullest["p25"] / fullest["open"] <= emptiest["p75"] / emptiest["open"]:
        return message(f"{name}: about equally full in every scenario", "About equally full in every scenario")
    label = in_sentence(data.scenario_label(fullest["scenario"]))
    return message(f"{name}: fullest under {label}", f"{name}: occupancy differs", "How full the places are differs")


def _paired_title(data: ReportData, name: str, paired: pd.DataFrame) -> str:
    """What the paired differences from the baseline allow one to say."""
    apart = paired[[is_clear(row) for _, row in paired.iterrows()]]
    if apart.empty:
        return message(f"{name}: no clear difference in occupancy", "No clear difference in occupancy")
    row = largest(apart)
    word = "fuller" if row["difference"] > 0 else "emptier"
    points = fit([row["difference"]], "share", row["high"] - row["low"]).bare.write(abs(row["difference"]))
    label = in_sentence(data.scenario_label(str(row["scenario"])))
    return message(
        f"{name}: {points} points {word} under {label}",
        f"{name}: {word} under {label}",
        f"{name}: {word} in one scenario",
        "How full the places are differs",
    )


def _occupancy_printed(data: ReportData, rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Scenario": [data.scenario_label(name) for name in rows["scenario"]],
            "Occupied, mean": [f"{value:.1f}" for value in rows["mean"]],
            "Middle 50%": [f"{low:.1f} to {high:.1f}" for low, high in zip(rows["p25"], rows["p75"], strict=True)],
            "Places open, mean": [f"{value:.1f}" for value in rows["open"]],
            "Occupied share": [f"{value:.0%}" for value in rows["share"]],
        }
    )


def _span(values: Iterable[float], widen: float) -> list[float]:
    """A vertical scale: from zero where that costs little room, and never so narrow that noise looks like change."""
    low, high = float(min(values)), float(max(values))
    room = max((high - low) * 0.12, high * widen / 2 - (high - low) / 2, 0.5)
    return [0.0 if low - room < high * 0.4 else low - room, high + max((high - low) * 0.12, high * 0.04, 0.5)]


def _thinned(frame: pd.DataFrame) -> pd.DataFrame:
    """Every n-th date, so that a long study stays within the size of a page; the last date is kept."""
    ordered = frame.sort_values("date", kind="stable")
    step = -(-len(ordered) // DRAWN_DATES) or 1
    kept = ordered.iloc[::step]
    return kept if kept.empty or kept.index[-1] == ordered.index[-1] else pd.concat([kept, ordered.iloc[-1:]])


def _occupancy_figure(series: pd.DataFrame, drawn: Mark, span: list[float]) -> go.Figure:
    occupied, places = (_thinned(series[series["kind"] == kind]) for kind in ("occupied", "open"))
    traces = [_band(occupied, low, high, drawn, opacity) for low, high, opacity in BANDS]
    traces.append(_line(places, PLACES_OPEN, "Places open", width=1.5, step=True))
    traces.append(_line(occupied, replace(drawn, dash="solid"), "Occupied"))
    return figure(traces, 240, xaxis=_dates(), yaxis=axis("", range=span, nticks=6), hovermode="x unified")


def _dates() -> dict[str, object]:
    return axis("", type="date", nticks=5, showgrid=False, hoverformat="%-d %b %Y", ticks="outside", tickangle=0)


def _days(frame: pd.DataFrame) -> list[str]:
    return [pd.Timestamp(day).strftime("%Y-%m-%d") for day in frame["date"]]


def _rounded(values: Iterable[float]) -> list[float]:
    return [round(float(value), 2) for value in values]


def _band(frame: pd.DataFrame, low: str, high: str, drawn: Mark, opacity: float) -> go.Scatter:
    """A band as one closed outline: no outline can come apart from its fill."""
    days = _days(frame)
    return go.Scatter(
        x=[*days, *reversed(days)],
        y=_rounded([*frame[high], *reversed(list(frame[low]))]),
        fill="toself",
        fillcolor=drawn.shade(opacity),
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
    )


def _line(frame: pd.DataFrame, drawn: Mark, name: str, width: float = 2.5, step: bool = False) -> go.Scatter:
    return go.Scatter(
        x=_days(frame),
        y=_rounded(frame["mean"]),
        mode="lines",
        name=chart_text(name),
        line={**drawn.line(width), "shape": "hv" if step else "linear"},
        hovertemplate="%{y:.1f}",
    )


def people(data: ReportData) -> list[Chart]:
    """Young people by setting over time, a small drawing for each setting the scenarios change most."""
    series = data.series[data.series["kind"] == "people"]
    if series.empty:
        return []
    last = series["date"].max()
    ends = series[series["date"] == last]
    gaps = _gaps(data, ends)
    shown = [str(name) for name in gaps.index[:SETTINGS_SHOWN]]
    day = f"{pd.Timestamp(last).day} {pd.Timestamp(last):%B %Y}"
    return [
        Chart(
            key="people",
            title=_people_title(data, series, gaps),
            subtitle=f"Young people in each setting, mean of the replications. Shown: {_settings_words(shown, gaps)}. "
            "Each drawing has its own scale, which may not start at zero.",
            panels=tuple(
                Panel(data.label(name), _people_figure(data, series[series["name"] == name])) for name in shown
            ),
            table=_people_printed(data, ends, gaps, day),
            summary=_people_summary(data, ends, shown[:2], day),
            legend=tuple(Key(card.label, mark(position)) for position, card in enumerate(data.scenarios)),
        )
    ]


def _settings_words(shown: list[str], gaps: pd.DataFrame) -> str:
    if len(shown) == len(gaps):
        return "every setting"
    return f"the {len(shown)} settings of {len(gaps)} that differ most for their size; the table has all"


def _gaps(data: ReportData, ends: pd.DataFrame) -> pd.DataFrame:
    """By setting, how far apart the scenarios end as a share of its size, and whether a paired difference is clear.

    The widest clear share comes first. A setting of less than `FEWEST` young people counts
    as if it had so many: one person more there is no large change.
    """
    grouped = ends.groupby("name", sort=False)["mean"]
    frame = pd.DataFrame({"gap": grouped.max() - grouped.min(), "size": grouped.max()})
    frame["share"] = frame["gap"] / frame["size"].clip(lower=FEWEST)
    paired = [_widest(data, str(name)) for name in frame.index]
    frame["clear"] = [row is not None for row in paired]
    frame["share"] = [
        share if row is None else _relative(row) for share, row in zip(frame["share"], paired, strict=True)
    ]
    return frame.sort_values(["clear", "share", "size"], ascending=False, kind="stable")


def _widest(data: ReportData, name: str) -> pd.Series | None:
    """The largest clear paired difference in the young people of a setting, if there is one."""
    rows = data.compared("people", name)
    apart = rows[[is_clear(row) for _, row in rows.iterrows()]]
    return None if apart.empty else largest(apart)


def _relative(row: pd.Series) -> float:
    return float(abs(row["difference"]) / max(row["baseline"], row["value"], FEWEST))


def _people_title(data: ReportData, series: pd.DataFrame, gaps: pd.DataFrame) -> str:
    if len(data.scenarios) == 1:
        totals = series.groupby("date")["mean"].sum().sort_index()
        return f"From {totals.iloc[0]:.0f} to {totals.iloc[-1]:.0f} young people in all settings"
    row = _widest(data, str(gaps.index[0]))
    if row is None:
        return "Where young people live: no clear difference"
    name, label = data.label(str(gaps.index[0])), in_sentence(data.scenario_label(str(row["scenario"])))
    word = "more" if row["difference"] > 0 else "fewer"
    share = f"{abs(row['difference']) / row['baseline']:.0%} {word}" if row["baseline"] >= FEWEST else word
    return message(
        f"{name}: {share} young people under {label}",
        f"{name}: {share} under {label}",
        f"{name}: {share} in one scenario",
        "Where young people live differs between scenarios",
    )


def _people_printed(data: ReportData, ends: pd.DataFrame, gaps: pd.DataFrame, day: str) -> pd.DataFrame:
    wide = ends.assign(mean=[f"{value:.1f}" for value in ends["mean"]]).pivot(
        index="name", columns="scenario", values="mean"
    )
    wide = wide.reindex(index=gaps.index, columns=[card.name for card in data.scenarios]).fillna("none")
    wide = wide.rename(index=data.label, columns=data.scenario_label)
    return wide.rename_axis(f"On {day}").rename_axis(None, axis=1).reset_index()


def _people_figure(data: ReportData, series: pd.DataFrame) -> go.Figure:
    traces = [
        _line(_thinned(series[series["scenario"] == card.name]), mark(position), card.label, width=2)
        for position, card in enumerate(data.scenarios)
        if (series["scenario"] == card.name).any()
    ]
    span = _span(series["mean"], widen=0.3)
    return figure(traces, 220, xaxis=_dates(), yaxis=axis("", range=span, nticks=5), hovermode="x unified")


def _people_summary(data: ReportData, ends: pd.DataFrame, shown: list[str], day: str) -> str:
    sentences = []
    for name in shown:
        rows = ends[ends["name"] == name].set_index("scenario")["mean"]
        cards = [card for card in data.scenarios if card.name in rows.index]
        words = [f"{in_sentence(card.label)} {short(rows[card.name])}" for card in cards]
        sentences.append(f"{data.label(name)}: {listed(words)}")
    return f"Mean number on {day}. {'. '.join(sentences)}. The table has every setting."
