"""How much of the doubt about the difference each number carries."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.report.canvas import PALETTE, Chart, Key, Mark, Panel
from carepath_sim.report.experimenting.contrasting import brief
from carepath_sim.report.experimenting.numbering import paths_of, spoken
from carepath_sim.report.experimenting.ranking import Series, largest, names_of, ranked
from carepath_sim.report.experimenting.screening import MOST_OUTCOMES, Title
from carepath_sim.report.words import Scale, message

FIRST, TOTAL = Mark(PALETTE[3], "", "square", "", ""), Mark(PALETTE[1], "", "circle", "", "")
INDEX = Scale(decimals=2)
NAMES = {"sobol": "Sobol' indices", "pawn": "PAWN indices"}
WIDEST = 1.0
"""A share whose interval is wider than from nothing to all says nothing, and is not drawn."""


def index_charts(frame: pd.DataFrame, title: Title) -> list[Chart]:
    """For each of the leading outcomes, the share of the doubt that each number carries."""
    known = _telling(frame) if not frame.empty else frame
    if known.empty:
        return []
    return [
        _indexed(known[known["outcome"] == each.name], each, title)
        for each in paths_of(known["outcome"])[:MOST_OUTCOMES]
    ]


def _telling(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that say something: not those that luck leaves open, nor those of numbers that move nothing at all."""
    width = (frame["total_high"] - frame["total_low"]).fillna(0.0)
    return frame[frame["total"].notna() & (frame["total"] != 0) & (width <= WIDEST)]


def _indexed(rows: pd.DataFrame, outcome: OutcomePath, title: Title) -> Chart:
    names = list(dict.fromkeys(rows["scenario"]))
    method = str(rows["method"].iloc[0])
    both = method == "sobol"
    first = rows.sort_values("total", ascending=False).iloc[0]
    meaning = (
        "First: by itself; total: with all that it acts on. Shares of the variance of the mean difference"
        if both
        else "Largest distance between the distributions of the difference with the number known roughly and not at all"
    )
    legend = (
        (Key("Total", TOTAL, "point"),)
        if not both
        else (Key("By itself (first)", FIRST, "point"), Key("Total", TOTAL, "point"))
    )
    return Chart(
        key=f"indices-{outcome.name}",
        title=message(
            f"{brief(outcome)}: most doubt lies in {spoken(str(first['label']))}",
            f"{brief(outcome)}: which numbers carry the doubt",
            "Which numbers carry the doubt",
        ),
        subtitle=f"{NAMES.get(method, method)} of the difference in {in_sentence(outcome.label)}. {meaning}, luck "
        "taken off. Lines: 95% intervals over the sample.",
        panels=tuple(
            Panel(
                title(name) if len(names) > 1 else "",
                _indices(largest(rows[rows["scenario"] == name], "total"), both),
                "half" if len(names) > 1 else "wide",
            )
            for name in names
        ),
        table=_index_table(rows, title, len(names), both),
        summary=f"Highest: {spoken(str(first['label']))}, {INDEX.write(first['total'])} "
        f"({INDEX.between(first['total_low'], first['total_high'])}).",
        legend=legend,
        notes=(
            "Only the numbers that stood out most have indices; all others stand as they are. Those of which luck "
            "leaves too little to tell are left out.",
        ),
    )


def _indices(rows: pd.DataFrame, both: bool) -> go.Figure:
    filled = np.ones(len(rows), dtype=bool)

    def series(name: str, label: str, drawn: Mark) -> Series:
        ends = [rows[f"{name}{side}"].to_numpy(dtype=float) for side in ("", "_low", "_high")]
        return Series(label, drawn, ends[0], ends[1], ends[2], filled)

    drawn = [series("first", "by itself", FIRST)] if both else []
    return ranked(names_of(rows), [*drawn, series("total", "total", TOTAL)], INDEX)


def _index_table(rows: pd.DataFrame, title: Title, many: int, both: bool) -> pd.DataFrame:
    def written(row: pd.Series, name: str) -> str:
        return f"{INDEX.write(row[name])} ({INDEX.between(row[f'{name}_low'], row[f'{name}_high'])})"

    return pd.DataFrame(
        [
            {
                **({"Scenario": title(row["scenario"])} if many > 1 else {}),
                "Number": row["label"],
                **({"By itself": written(row, "first")} if both else {}),
                "Total": written(row, "total"),
                "Luck alone would give": INDEX.write(row["noise"]),
            }
            for _, row in rows.iterrows()
        ]
    )
