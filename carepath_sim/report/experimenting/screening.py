"""What stands out from luck, how much of the doubt each number carries, and how much of the spread is luck."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import counted, in_sentence, listed
from carepath_sim.experiments.sweeps.outcomes import OutcomePath, outcome_path
from carepath_sim.report.canvas import INK, PALETTE, Chart, Key, Mark, Panel, axis, figure, names_axis, names_height
from carepath_sim.report.experimenting.contrasting import brief
from carepath_sim.report.experimenting.numbering import difference_scale, is_link, paths_of, spoken
from carepath_sim.report.experimenting.ranking import Series, ranked
from carepath_sim.report.words import Scale, message

MOST_ROWS, MOST_OUTCOMES = 14, 2
EFFECT = Mark(PALETTE[1], "", "circle", "", "")
NOISE = Mark(PALETTE[2], "", "diamond", "", "")
FIRST, TOTAL = Mark(PALETTE[3], "", "square", "", ""), Mark(PALETTE[1], "", "circle", "", "")
UNKNOWN, LUCK = Mark(PALETTE[1], "", "", "", ""), Mark(PALETTE[2], "", "", "/", "")
INDEX = Scale(decimals=2)
NAMES = {"sobol": "Sobol' indices", "pawn": "PAWN indices"}
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
    found = {name: _largest(rows[rows["scenario"] == name], "mu_star") for name in names}
    out = rows[rows["stands_out"].astype(bool)]["factor"].nunique()
    many = rows["factor"].nunique()
    return Chart(
        key=f"screening-{outcome.name}",
        title=message(
            f"{brief(outcome)}: {out} of {many} numbers stand out", f"{out} of {many} numbers stand out from luck"
        ),
        subtitle=f"How far the difference in {in_sentence(outcome.label)} moves from one end of a range to the "
        f"other: mean absolute elementary effect over {int(rows['trajectories'].max())} trajectories (Morris), with "
        "its 95% interval, beside what luck alone would give.",
        panels=tuple(
            Panel(title(name) if len(names) > 1 else "", _screen(own, scale), "half" if len(names) > 1 else "wide")
            for name, own in found.items()
        ),
        table=_screen_table(rows, scale, title, len(names)),
        summary=" ".join(_screen_sentence(own, title(name) if len(names) > 1 else "") for name, own in found.items()),
        legend=(
            Key("Effect: stands out", EFFECT, "point"),
            Key("Effect: may be luck", Mark(EFFECT.colour, "", "circle-open", "", ""), "point"),
            Key("Luck alone", NOISE, "point"),
        ),
        notes=("Standing out allows for how many numbers were looked at.",),
    )


def _largest(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """The rows that are largest, and the key-worker link whatever it is."""
    ordered = rows.sort_values(by, ascending=False, kind="stable")
    link = ordered["factor"].map(is_link).astype(bool)
    rest = ordered[~link].head(MOST_ROWS - min(2, int(link.sum())))
    return ordered[ordered.index.isin(rest.index) | ordered.index.isin(ordered[link].head(2).index)]


def _screen(rows: pd.DataFrame, scale: Scale) -> go.Figure:
    stands = rows["stands_out"].to_numpy(dtype=bool)
    effect = [rows[name].to_numpy(dtype=float) for name in ("mu_star", "mu_star_low", "mu_star_high")]
    noise = rows["noise"].to_numpy(dtype=float)
    none, all_filled = np.full(len(rows), np.nan), np.ones(len(rows), dtype=bool)
    return ranked(
        list(rows["label"]),
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
    out = [spoken(str(label)) for label in rows.loc[rows["stands_out"].astype(bool), "label"]]
    head = f"{who}: " if who else ""
    if not out:
        return f"{head}{'no' if head else 'No'} number stands out from luck."
    more = len(out) - 4
    named = listed(out[:4]) if more <= 0 else f"{', '.join(out[:4])} and {more} more"
    return f"{head}{'what' if head else 'What'} stands out: {named}."


def index_charts(frame: pd.DataFrame, title: Title) -> list[Chart]:
    """For each of the leading outcomes, the share of the doubt that each number carries."""
    known = frame[frame["total"].notna()] if not frame.empty else frame
    if known.empty:
        return []
    return [
        _indexed(known[known["outcome"] == each.name], each, title)
        for each in paths_of(known["outcome"])[:MOST_OUTCOMES]
    ]


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
            f"{brief(outcome)}: most doubt lies in {in_sentence(str(first['label']))}",
            f"{brief(outcome)}: most doubt lies in {in_sentence(str(first['label']).partition(',')[0])}",
            f"{brief(outcome)}: which numbers carry the doubt",
            "Which numbers carry the doubt",
        ),
        subtitle=f"{NAMES.get(method, method)} of the difference in {in_sentence(outcome.label)}. {meaning}, luck "
        "taken off. Lines: 95% intervals over the sample.",
        panels=tuple(
            Panel(
                title(name) if len(names) > 1 else "",
                _indices(_largest(rows[rows["scenario"] == name], "total"), both),
                "half" if len(names) > 1 else "wide",
            )
            for name in names
        ),
        table=_index_table(rows, title, len(names), both),
        summary=f"Highest: {spoken(str(first['label']))}, {INDEX.write(first['total'])} "
        f"({INDEX.between(first['total_low'], first['total_high'])}).",
        legend=legend,
        notes=("Only numbers that stood out before have indices; all others stand as they are.",),
    )


def _indices(rows: pd.DataFrame, both: bool) -> go.Figure:
    filled = np.ones(len(rows), dtype=bool)

    def series(name: str, label: str, drawn: Mark) -> Series:
        ends = [rows[f"{name}{side}"].to_numpy(dtype=float) for side in ("", "_low", "_high")]
        return Series(label, drawn, ends[0], ends[1], ends[2], filled)

    drawn = [series("first", "by itself", FIRST)] if both else []
    return ranked(list(rows["label"]), [*drawn, series("total", "total", TOTAL)], INDEX)


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
        xaxis=axis("", range=[0, 100.5], tickvals=[0, 25, 50, 75, 100], ticksuffix="%"),
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
