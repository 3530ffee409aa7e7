"""The charts of places and the people in them, over time."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.report.canvas import INK, Chart, Key, Mark, Panel, axis, figure, mark
from carepath_sim.report.contrasts import is_clear, largest, those
from carepath_sim.report.data import ReportData, ScenarioCard
from carepath_sim.report.telling import told
from carepath_sim.report.timelines import band, dates, line, span_of, thinned
from carepath_sim.report.words import fit, message, short

OCCUPANCY, FULL = "occupancy", "days_full"
UNKNOWN = "not known"
DAYS_OF_A_YEAR = 365.25
POOLS_SHOWN = 2
LEVEL = 0.03
"""Of places occupied on average: below this, nobody would call one scenario fuller than another."""
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
    span = span_of(series[["mean", "p5", "p95"]].to_numpy().ravel(), widen=0.5)
    panels = tuple(
        Panel(
            _heading(data, card, pool),
            _occupancy_figure(series[series["scenario"] == card.name], mark(position), span),
        )
        for position, card in enumerate(data.scenarios)
        if card.name in set(rows["scenario"])
    )
    return Chart(
        key=f"occupancy-{pool}",
        title=_occupancy_title(data, pool, name, rows),
        subtitle=f"{name}: places occupied and places open. Bands: the middle 50% and 90% of the replications."
        + _full_defined(data)
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
        f"occupied ({row['share']:.0%}){_full_words(data, row)}"
        for _, row in rows.iterrows()
    ]
    return told(sentences)


def _full_words(data: ReportData, row: pd.Series) -> str:
    found = _full(data, row["scenario"], row["pool"])
    if not found:
        return ""
    between = f" ({found[1]:,.0f} to {found[2]:,.0f} in one future)" if found[1] < found[2] else ""
    return f", full on {found[0]:,.0f} days{between}"


def _occupancy_title(data: ReportData, pool: str, name: str, rows: pd.DataFrame) -> str:
    paired = data.compared(OCCUPANCY, pool)
    paired = paired[paired["difference"].notna()]
    if not paired.empty:
        return _paired_title(data, name, paired)
    ordered = rows.sort_values("share", kind="stable")
    emptiest, fullest = ordered.iloc[0], ordered.iloc[-1]
    if len(rows) == 1:
        return message(f"{name}: {fullest['share']:.0%} of places occupied on average", "How full the places were")
    if fullest["share"] - emptiest["share"] < LEVEL:
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
        f"{name}: {word} in {in_sentence(those(apart, row, len(data.scenarios) - 1))}",
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
            **_full_columns(data, rows),
        }
    )


def _full(data: ReportData, scenario: str, pool: str) -> tuple[float, float, float] | None:
    """Days on which no place was free, over the whole study: mean, and 10th and 90th percentile of one future."""
    measured = data.measured(FULL)
    values = measured.loc[(measured["scenario"] == scenario) & (measured["setting"] == pool), "value"].dropna()
    if values.empty:
        return None
    low, high = (float(value) for value in values.quantile([0.1, 0.9]))
    return float(values.mean()), low, high


def _full_defined(data: ReportData) -> str:
    if data.measured(FULL).empty:
        return ""
    return f" Full: days with no place free, mean of the replications, of {data.years * DAYS_OF_A_YEAR:,.0f} days."


def _heading(data: ReportData, card: ScenarioCard, pool: str) -> str:
    found = _full(data, card.name, pool)
    return f"{card.label}: full on {found[0]:,.0f} days" if found else card.label


def _full_columns(data: ReportData, rows: pd.DataFrame) -> dict[str, list[str]]:
    """The days full, where they were measured in some scenario."""
    found = [_full(data, row["scenario"], row["pool"]) for _, row in rows.iterrows()]
    if not any(found):
        return {}
    return {
        "Days full, mean": [f"{each[0]:,.0f}" if each else UNKNOWN for each in found],
        "Days full, one future": [f"{each[1]:,.0f} to {each[2]:,.0f}" if each else UNKNOWN for each in found],
    }


def _occupancy_figure(series: pd.DataFrame, drawn: Mark, span: list[float]) -> go.Figure:
    occupied, places = (thinned(series[series["kind"] == kind]) for kind in ("occupied", "open"))
    traces = [band(occupied, low, high, drawn, opacity) for low, high, opacity in BANDS]
    traces.append(line(places, PLACES_OPEN, "Places open", width=1.5, step=True))
    traces.append(line(occupied, replace(drawn, dash="solid"), "Occupied"))
    return figure(traces, 240, xaxis=dates(), yaxis=axis("", range=span, nticks=6), hovermode="x unified")
