"""What stands out from luck: the largest effects of single numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import counted, in_sentence, listed
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.report.canvas import PALETTE, Chart, Key, Mark, Panel
from carepath_sim.report.experimenting.contrasting import brief
from carepath_sim.report.experimenting.numbering import difference_scale, paths_of, spoken
from carepath_sim.report.experimenting.ranking import Series, largest, names_of, ranked
from carepath_sim.report.words import Scale, message

MOST_OUTCOMES = 2
EFFECT = Mark(PALETTE[1], "", "circle", "", "")
NOISE = Mark(PALETTE[2], "", "diamond", "", "")
Title = Callable[[str], str]


def screening_charts(frame: pd.DataFrame, title: Title) -> list[Chart]:
    """For each of the leading outcomes, the largest effects of single numbers beside what luck alone would give."""
    if frame.empty:
        return []
    return [
        _screened(frame[frame["outcome"] == each.name], each, title)
        for each in paths_of(frame["outcome"])[:MOST_OUTCOMES]
    ]


def _screened(rows: pd.DataFrame, outcome: OutcomePath, title: Title) -> Chart:
    names = list(dict.fromkeys(rows["scenario"]))
    scale = difference_scale(rows["mu_star"].tolist(), outcome)
    found = {name: largest(rows[rows["scenario"] == name], "mu_star") for name in names}
    out = rows[rows["stands_out"].astype(bool)]["factor"].nunique()
    stand = f"{out} of {counted(rows['factor'].nunique(), 'number')} {'stands' if out == 1 else 'stand'} out"
    return Chart(
        key=f"screening-{outcome.name}",
        title=message(f"{brief(outcome)}: {stand}", f"{stand} from luck"),
        subtitle=f"How far the difference in {in_sentence(outcome.label)} moves from one end of a range to the "
        f"other: mean absolute elementary effect over {int(rows['trajectories'].max())} trajectories (Morris), with "
        "its 95% interval, beside what luck alone would give.",
        panels=tuple(
            Panel(title(name) if len(names) > 1 else "", _screen(own, scale), "half" if len(names) > 1 else "wide")
            for name, own in found.items()
        ),
        table=_screen_table(rows, scale, title, len(names)),
        summary=" ".join(
            _screen_sentence(rows[rows["scenario"] == name], title(name) if len(names) > 1 else "") for name in names
        ),
        legend=(
            Key("Effect: stands out", EFFECT, "point"),
            Key("Effect: may be luck", Mark(EFFECT.colour, "", "circle-open", "", ""), "point"),
            Key("Luck alone", NOISE, "point"),
        ),
        notes=(
            "Standing out allows for how many numbers were looked at.",
            "In bold: the key-worker link, whose evidence is weak.",
        ),
    )


def _screen(rows: pd.DataFrame, scale: Scale) -> go.Figure:
    stands = rows["stands_out"].to_numpy(dtype=bool)
    effect = [rows[name].to_numpy(dtype=float) for name in ("mu_star", "mu_star_low", "mu_star_high")]
    noise = rows["noise"].to_numpy(dtype=float)
    none, all_filled = np.full(len(rows), np.nan), np.ones(len(rows), dtype=bool)
    return ranked(
        names_of(rows),
        [
            Series("effect", EFFECT, effect[0], effect[1], effect[2], stands),
            Series("luck alone", NOISE, noise, none, none, all_filled),
        ],
        scale,
    )


def _screen_table(rows: pd.DataFrame, scale: Scale, title: Title, many: int) -> pd.DataFrame:
    ordered = rows.sort_values(["scenario", "mu_star"], ascending=[True, False], kind="stable")
    return pd.DataFrame(
        [
            {
                **({"Scenario": title(row["scenario"])} if many > 1 else {}),
                "Number": row["label"],
                "Effect": f"{scale.write(row['mu_star'])} ({scale.between(row['mu_star_low'], row['mu_star_high'])})",
                "Luck alone": scale.write(row["noise"]),
                "Mean effect": scale.write(row["mu"], True),
                "Spread of effects": scale.write(row["sigma"]),
                "Stands out": "yes" if row["stands_out"] else "no",
            }
            for _, row in ordered.iterrows()
        ]
    )


def _screen_sentence(rows: pd.DataFrame, who: str) -> str:
    ordered = rows[rows["stands_out"].astype(bool)].sort_values("mu_star", ascending=False, kind="stable")
    out = [spoken(str(label)) for label in ordered["label"]]
    head = f"{who}: " if who else ""
    if not out:
        return f"{head}{'no' if head else 'No'} number stands out from luck."
    more = len(out) - 4
    named = listed(out[:4]) if more <= 0 else f"{', '.join(out[:4])} and {counted(more, 'more number', 'more numbers')}"
    return f"{head}{'what' if head else 'What'} stands out: {named}."
