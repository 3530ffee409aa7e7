"""The chart of where young people live, over time."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import in_sentence, listed
from carepath_sim.report.canvas import Chart, Key, Panel, axis, figure, mark
from carepath_sim.report.contrasts import is_clear, largest, those
from carepath_sim.report.data import ReportData
from carepath_sim.report.timelines import dates, line, span_of, thinned
from carepath_sim.report.words import message, short

SETTINGS_SHOWN = 6
FEWEST = 2.0
"""A setting with fewer young people is no base for a percentage."""


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

    The widest clear share comes first. A setting of fewer than `FEWEST` young people counts
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
    """The largest clear paired difference in a setting where the baseline has young people too, if there is one."""
    apart = _apart(data, name)
    return None if apart.empty else largest(apart)


def _apart(data: ReportData, name: str) -> pd.DataFrame:
    rows = data.compared("people", name)
    return rows[[is_clear(row) and row["baseline"] >= FEWEST for _, row in rows.iterrows()]]


def _relative(row: pd.Series) -> float:
    return float(abs(row["difference"]) / row["baseline"])


def _people_title(data: ReportData, series: pd.DataFrame, gaps: pd.DataFrame) -> str:
    if len(data.scenarios) == 1:
        totals = series.groupby("date")["mean"].sum().sort_index()
        return f"From {totals.iloc[0]:.0f} to {totals.iloc[-1]:.0f} young people in all settings"
    row = _widest(data, str(gaps.index[0]))
    if row is None:
        return "Where young people live: no clear difference"
    name, label = data.label(str(gaps.index[0])), in_sentence(data.scenario_label(str(row["scenario"])))
    who = in_sentence(those(_apart(data, str(gaps.index[0])), row, len(data.scenarios) - 1))
    # Numbers and not a share: a setting of three young people doubles easily.
    numbers = f"{short(row['baseline'] + row['difference'])} against {short(row['baseline'])}"
    return message(
        f"{name}: {numbers} young people under {label}",
        f"{name}: {numbers} under {label}",
        f"{name}: {numbers}, {label}",
        f"{name}: {'more' if row['difference'] > 0 else 'fewer'} young people in {who}",
        f"{name}: {'more' if row['difference'] > 0 else 'fewer'} in {who}",
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
        line(thinned(series[series["scenario"] == card.name]), mark(position), card.label, width=2)
        for position, card in enumerate(data.scenarios)
        if (series["scenario"] == card.name).any()
    ]
    span = span_of(series["mean"], widen=0.3)
    return figure(traces, 220, xaxis=dates(), yaxis=axis("", range=span, nticks=5), hovermode="x unified")


def _people_summary(data: ReportData, ends: pd.DataFrame, shown: list[str], day: str) -> str:
    sentences = []
    for name in shown:
        rows = ends[ends["name"] == name].set_index("scenario")["mean"]
        cards = [card for card in data.scenarios if card.name in rows.index]
        words = [f"{in_sentence(card.label)} {short(rows[card.name])}" for card in cards]
        sentences.append(f"{data.label(name)}: {listed(words)}")
    return f"Mean number on {day}. {'. '.join(sentences)}. The table has every setting."
