"""The chart of how many places would have been enough: how often an n-th place was needed."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import counted
from carepath_sim.report.canvas import INK, MUTED, PAPER, Chart, Key, Mark, Panel, axis, figure, mark
from carepath_sim.report.data import ReportData
from carepath_sim.report.measuring import by_scenario
from carepath_sim.report.words import chart_text, message, short

POOLS_SHOWN = 3
ENOUGH = 0.95
LEVELS = (0.5, 0.9, ENOUGH, 0.99)
OPEN = Mark(INK, "", "triangle-up", "", "")
OF_TIME = [0, 25, 50, 75, 100]
SELDOM = 0.001
"""A curve is not followed to places needed more seldom than this."""
NOTE = (
    "Needed: occupied or waited for. An emergency that found no place here went elsewhere and is not counted; places "
    "filled on purpose count as needed; where places are kept free, planned moves wait although some are empty."
)


def places_needed(data: ReportData) -> list[Chart]:
    """The share of time in which at least so many places were needed, for the places the scenarios change most."""
    known = {card.name for card in data.scenarios}
    frame = data.needed[data.needed["scenario"].isin(known)]
    if frame.empty:
        return []
    table = _table(data, frame)
    pools = _ranked(table)
    shown = pools[:POOLS_SHOWN]
    drawn = table[table["pool"].isin(shown)]
    places = [place for place, card in enumerate(data.scenarios) if (drawn["scenario"] == card.name).any()]
    return [
        Chart(
            key="places-needed",
            title=_title(data, table, shown[0]),
            subtitle="Share of the time in which more places were needed than stand below, mean of the replications. "
            f"Where a curve falls below the dotted line, so many were enough 95% of the time.{_left_out(pools)}",
            panels=tuple(
                Panel(data.label(pool), _curves(data, frame[frame["pool"] == pool], table[table["pool"] == pool]))
                for pool in shown
            ),
            table=_printed(data, table),
            summary=_summary(data, table, shown),
            legend=(
                *(Key(data.scenarios[place].label, mark(place)) for place in places),
                Key("Places open", OPEN, "point"),
            ),
            notes=(NOTE,),
        )
    ]


def enough(rows: pd.DataFrame, column: str, share: float) -> int:
    """The fewest places that were all that was needed for at least this share of the time.

    `rows` hold for n = 1, 2, ... the share of time in which at least n were needed; beyond the last none was.
    """
    more = rows[rows[column] > 1 - share + 1e-12]
    return 0 if more.empty else int(more["places"].max())


def _spread(own: pd.DataFrame) -> str:
    """From how many to how many are enough in one future; not known from one replication."""
    if own["low"].isna().all():
        return "not known"
    return f"{enough(own, 'low', ENOUGH)} to {enough(own, 'high', ENOUGH)}"


def _enough(level: float) -> str:
    return f"Enough {level:.0%} of the time"


def _table(data: ReportData, frame: pd.DataFrame) -> pd.DataFrame:
    """A row a pool and scenario: places open, how many would have been enough, and how often more were needed."""
    opened = data.means("places_open")
    rows = []
    for (pool, scenario), own in frame.groupby(["pool", "scenario"], sort=False):
        has = float(opened[scenario].get(pool, float("nan"))) if scenario in opened else float("nan")
        beyond = own[own["places"] > has]["needed"]
        rows.append(
            {
                "pool": pool,
                "scenario": scenario,
                "open": has,
                **{_enough(level): enough(own, "needed", level) for level in LEVELS},
                "spread": _spread(own),
                "short": float("nan") if pd.isna(has) else float(beyond.max()) if len(beyond) else 0.0,
                "mean": float(own["needed"].sum()),
            }
        )
    order = {card.name: place for place, card in enumerate(data.scenarios)}
    return pd.DataFrame(rows).sort_values("scenario", key=lambda names: names.map(order), kind="stable")


def _ranked(table: pd.DataFrame) -> list[str]:
    """Pools that not all scenarios have, then by how far the scenarios lie apart for their size, or by how short."""
    pools = table.groupby("pool", sort=False)
    apart = (pools["mean"].max() - pools["mean"].min()) / pools["mean"].max().clip(lower=1.0)
    partly = pools["scenario"].nunique() < table["scenario"].nunique()
    ranking = pd.DataFrame({"partly": partly, "apart": apart, "short": pools["short"].max().fillna(0.0)})
    return [
        str(name) for name in ranking.sort_values(["partly", "apart", "short"], ascending=False, kind="stable").index
    ]


def _left_out(pools: list[str]) -> str:
    return f" Shown: {POOLS_SHOWN} of {len(pools)}; the table has all." if len(pools) > POOLS_SHOWN else ""


def _curves(data: ReportData, frame: pd.DataFrame, table: pd.DataFrame) -> go.Figure:
    most = max(int(frame[frame["needed"] >= SELDOM]["places"].max()), int(table["open"].fillna(0).max()))
    least = _start(frame)
    traces = [
        go.Scatter(
            x=[least, most + 1],
            y=[5, 5],
            mode="lines",
            line={"color": MUTED, "dash": "dot", "width": 1.5},
            hoverinfo="skip",
        )
    ]
    for place, card in enumerate(data.scenarios):
        own = frame[(frame["scenario"] == card.name) & frame["places"].between(least, most)].sort_values("places")
        if not own.empty:
            traces.append(_of_scenario(own, mark(place), card.label))
    marks = {card.name: mark(place) for place, card in enumerate(data.scenarios)}
    return figure(
        [*traces, _open(table, marks)],
        260,
        xaxis=axis(
            "Places",
            range=[least - 0.5, most + 1],
            nticks=8,
            tickformat="d",
            showgrid=False,
            ticks="outside",
            unifiedhovertitle={"text": "%{x} or more needed"},
        ),
        yaxis=axis("", range=[-4, 103], tickvals=OF_TIME, ticktext=[f"{each}%" for each in OF_TIME]),
        hovermode="x unified",
    )


def _start(frame: pd.DataFrame) -> int:
    """Where the curves begin to fall: below, so many were needed nearly all of the time in every scenario."""
    always = frame.groupby("places")["needed"].min()
    always = always[(always > 0.99) & (frame.groupby("places")["scenario"].nunique() == frame["scenario"].nunique())]
    return max(1, int(always.index.max()) - 1) if len(always) else 1


def _of_scenario(own: pd.DataFrame, drawn: Mark, label: str) -> go.Scatter:
    places = [int(each) for each in own["places"]]
    return go.Scatter(
        x=[*places, places[-1] + 1],
        y=[*(round(float(share) * 100, 1) for share in own["needed"]), 0.0],
        mode="lines",
        name=chart_text(label, 40),
        line={**drawn.line(2.2), "shape": "vh"},
        hovertemplate="%{y:.1f}%",
    )


def _open(table: pd.DataFrame, marks: Mapping[str, Mark]) -> go.Scatter:
    """Places open, one triangle for scenarios that have as many."""
    known = table.dropna(subset=["open"]).assign(at=lambda rows: rows["open"].round(1))
    shared = known["at"].nunique() == 1
    rows = known.drop_duplicates("at") if shared else known
    colours = [INK if shared else marks[name].colour for name in rows["scenario"]]
    return go.Scatter(
        x=list(rows["at"]),
        y=[-1] * len(rows),
        mode="markers",
        marker={"symbol": "triangle-up", "size": 12, "color": colours, "line": {"color": PAPER, "width": 1}},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _title(data: ReportData, table: pd.DataFrame, pool: str) -> str:
    rows, name = table[table["pool"] == pool], data.label(pool)
    low, high = int(rows[_enough(ENOUGH)].min()), int(rows[_enough(ENOUGH)].max())
    span = f"{low}" if low == high else f"{low}\N{EN DASH}\N{WORD JOINER}{high}"
    return message(
        f"{name}: {span} places cover 95% of time",
        f"{name}: {span} places cover 95%",
        f"One kind of place: {span} cover 95% of time",
    )


def _printed(data: ReportData, table: pd.DataFrame) -> pd.DataFrame:
    pools = {name: place for place, name in enumerate(_ranked(table))}
    rows = table.sort_values("pool", key=lambda names: names.map(pools), kind="stable")
    return pd.DataFrame(
        {
            "Places": [data.label(name) for name in rows["pool"]],
            "Scenario": [data.scenario_label(name) for name in rows["scenario"]],
            "Open, mean": [short(value) if pd.notna(value) else "not known" for value in rows["open"]],
            **{_enough(level): [str(value) for value in rows[_enough(level)]] for level in LEVELS},
            "Enough 95%, one future, 10% to 90%": list(rows["spread"]),
            "More needed than the mean open": [
                f"{value:.1%}" if pd.notna(value) else "not known" for value in rows["short"]
            ],
        }
    )


def _summary(data: ReportData, table: pd.DataFrame, shown: list[str]) -> str:
    sentences = []
    for pool in shown:
        said = by_scenario(data, table[table["pool"] == pool], _said, _enough(ENOUGH))
        sentences.append(f"{data.label(pool)}: {said}")
    return f"Enough 95% of the time. {'. '.join(sentences)}."


def _said(row: pd.Series) -> str:
    opened = "" if pd.isna(row["open"]) else f" ({short(row['open'])} open)"
    return f"{counted(row[_enough(ENOUGH)], 'place')}{opened}"
