"""How much of the spread of one future's difference is what nobody knows, and how much is luck."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import counted
from carepath_sim.experiments.outcome_paths import OutcomePath, outcome_path
from carepath_sim.report.canvas import INK, PALETTE, Chart, Key, Mark, Panel, axis, figure, names_axis, names_height
from carepath_sim.report.experimenting.contrasting import brief
from carepath_sim.report.experimenting.numbering import difference_scale
from carepath_sim.report.experimenting.screening import Title
from carepath_sim.report.words import message

UNKNOWN, LUCK = Mark(PALETTE[1], "", "", "", ""), Mark(PALETTE[2], "", "", "/", "")
QUARTERS = [0, 25, 50, 75, 100]


def variance_chart(frame: pd.DataFrame, title: Title) -> list[Chart]:
    """How much of the spread of one future's difference is what nobody knows, and how much is luck."""
    known = frame[frame["parameters"].notna()] if not frame.empty else frame
    if known.empty:
        return []
    many = known["scenario"].nunique()
    paths = [outcome_path(name) for name in known["outcome"]]
    labels = [
        f"{path.label}{f': {title(name)}' if many > 1 else ''}"
        for path, name in zip(paths, known["scenario"], strict=True)
    ]
    shares = {
        "unknown": 100 * known["parameters"].to_numpy(dtype=float),
        "luck": 100 * known["luck"].to_numpy(dtype=float),
    }
    first = known.iloc[0]
    share = f"{100 * max(first['luck'], first['parameters']):.0f}%"
    what = "luck" if first["luck"] >= first["parameters"] else "what nobody knows"
    return [
        Chart(
            key="variance",
            title=message(f"{brief(paths[0])}: {share} of the spread is {what}", f"{share} of the spread is {what}"),
            subtitle=f"Variance of the difference of one future over {int(first['worlds']):,} plausible worlds, "
            f"{counted(int(first['factors']), 'number')} drawn at once from their ranges (law of total variance).",
            panels=(Panel("", _stacked(labels, shares), "wide"),),
            table=_variance_table(known, paths, title, many),
            summary="More replications make the mean surer; they take nothing from the luck of the one future that a "
            "council lives through. Better figures would take from the other part.",
            legend=(Key("What nobody knows", UNKNOWN, "bar", 0.4), Key("Luck of one future", LUCK, "bar", 0.4)),
        )
    ]


def _stacked(labels: list[str], shares: dict[str, np.ndarray]) -> go.Figure:
    places = list(range(len(labels)))[::-1]
    traces = [
        go.Bar(
            orientation="h",
            x=[round(float(value), 2) for value in shares[name]],
            y=places,
            width=0.5,
            marker={
                **drawn.pale_bar(),
            },
            text=[f"{value:.0f}%" if value >= 4 else "" for value in shares[name]],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 13, "color": INK},
            hovertemplate="%{x:.0f}%<extra></extra>",
        )
        for name, drawn in (("unknown", UNKNOWN), ("luck", LUCK))
    ]
    return figure(
        traces,
        names_height(labels),
        xaxis=axis("", range=[0, 100.5], tickvals=QUARTERS, ticktext=[f"{each}%" for each in QUARTERS]),
        yaxis=names_axis(labels),
        barmode="stack",
        hovermode="closest",
    )


def _variance_table(rows: pd.DataFrame, paths: list[OutcomePath], title: Title, many: int) -> pd.DataFrame:
    told = []
    for (_, row), path in zip(rows.iterrows(), paths, strict=True):
        scale = difference_scale([row["low"], row["mean"], row["high"]], path, abs(row["high"] - row["low"]))
        told.append(
            {
                "Outcome": path.label,
                **({"Scenario": title(row["scenario"])} if many > 1 else {}),
                "Unknown": f"{row['parameters']:.0%}",
                "Luck": f"{row['luck']:.0%}",
                "Mean over worlds": scale.write(row["mean"], True),
                "Middle 95% of worlds": scale.between(row["low"], row["high"], True),
                "Above zero in": f"{row['more']:.0%} ({row['more_low']:.0%} to {row['more_high']:.0%}) of worlds",
            }
        )
    return pd.DataFrame(told)
