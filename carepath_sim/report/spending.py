"""Charts of money: cost by heading and by setting, scenario beside baseline, and what makes the difference."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import in_sentence, listed
from carepath_sim.report.canvas import (
    INK,
    PAPER,
    Chart,
    Key,
    Panel,
    axis,
    figure,
    mark,
    names_axis,
    names_height,
    ticks,
    zero_line,
)
from carepath_sim.report.contrasts import is_clear, largest
from carepath_sim.report.data import ReportData
from carepath_sim.report.words import Scale, chart_text, fit, message, roughly

PARTS_SHOWN = 5
REST = "All other"
SHORT = {
    "placements": "Placements",
    "services_used": "Services, used",
    "services_empty": "Services, empty",
    "empty_places": "Empty places",
    "key_workers_permanent": "Permanent workers",
    "key_workers_agency": "Agency workers",
    "key_workers_vacant": "Vacant posts",
    "recruitment": "Recruitment",
    "moves": "Moves",
    "entries": "Entries",
}
"""Headings of the total as a title has room for."""


def by_heading(data: ReportData) -> list[Chart]:
    """Cost by heading; the headings sum to the total."""
    return _parts(data, "cost_by_heading", "heading", "Headings sum to the total.")


def by_setting(data: ReportData) -> list[Chart]:
    """Cost by setting, which leaves out what is not spent on places."""
    return _parts(data, "cost_by_setting", "setting", "Places only: key workers, moves and entries are left out.")


def _parts(data: ReportData, metric: str, kind: str, coverage: str) -> list[Chart]:
    table = data.means(metric).drop(index="all", errors="ignore").dropna(how="all").fillna(0.0)
    table = table[(table != 0).any(axis=1)]
    if table.empty:
        return []
    named = table.loc[table.max(axis=1).sort_values(ascending=False, kind="stable").index]
    table = named.rename(index=data.label)
    base, compares = data.scenarios[0], len(table.columns) > 1
    drawn = _merged(table)
    panels = [Panel("Whole study" if compares else "", _stack(data, drawn, fit(drawn.sum(), "£")), "wide")]
    if compares:
        change = drawn.drop(columns=base.name).sub(drawn[base.name], axis=0)
        heading = f"Difference from {in_sentence(base.label)}; the diamond is the sum"
        panels.append(Panel(heading, _stack(data, change, _scale_of_changes(change), signed=True), "wide"))
    return [
        Chart(
            key=metric,
            title=_title(data, metric, named, kind),
            subtitle=f"Cost over the whole study by {kind}, mean of the replications, in constant prices. {coverage}",
            panels=tuple(panels),
            table=_printed(data, table, kind),
            summary=_summary(data, table),
            legend=tuple(Key(name, mark(position), "bar") for position, name in enumerate(drawn.index)),
        )
    ]


def _merged(table: pd.DataFrame) -> pd.DataFrame:
    """The parts that matter most, by size and by how much they change, and the rest together."""
    weight = table.max(axis=1) / table.sum().max()
    moved = table.sub(table.iloc[:, 0], axis=0).abs().max(axis=1)
    weight = weight + (moved / moved.max() if moved.max() > 0 else 0)
    kept = set(weight.sort_values(ascending=False, kind="stable").index[:PARTS_SHOWN])
    named, rest = table[table.index.isin(kept)], table[~table.index.isin(kept)]
    if len(rest) < 2:
        return table
    return pd.concat([named, rest.sum().rename(REST).to_frame().T])


def _scale_of_changes(change: pd.DataFrame) -> Scale:
    return fit([*change.clip(lower=0).sum(), *change.clip(upper=0).sum()], "£")


def _stack(data: ReportData, table: pd.DataFrame, scale: Scale, signed: bool = False) -> go.Figure:
    names = list(table.columns)
    rows = list(range(len(names)))[::-1]
    totals, above, below = table.sum(), table.clip(lower=0).sum(), table.clip(upper=0).sum()
    traces: list[Any] = [_bar(table, position, rows, scale, signed) for position in range(len(table))]
    traces.append(
        go.Scatter(
            x=[(totals[name] if signed else above[name]) / scale.divisor for name in names],
            y=rows,
            mode="markers" if signed else "text",
            marker={"symbol": "diamond", "size": 13, "color": INK, "line": {"color": PAPER, "width": 2}},
            text=None if signed else [f" {scale.write(totals[name])}" for name in names],
            textposition="middle right",
            textfont={"size": 13, "color": INK},
            customdata=[scale.write(totals[name], signed) for name in names],
            hovertemplate="Total: %{customdata}<extra></extra>",
            cliponaxis=False,
        )
    )
    low, high = float(below.min()) / scale.divisor, float(above.max()) / scale.divisor
    room = max((high - low) * 0.06, 1e-9)
    low, high = (low - room, high + room) if signed else (0.0, high * 1.16)
    labels = [data.scenario_label(name) for name in names]
    return figure(
        traces,
        names_height(labels),
        barmode="relative",
        bargap=0.3,
        xaxis=axis("", range=[low, high], **ticks([low, high], scale, 4, signed), **zero_line()),
        yaxis=names_axis(labels),
        hovermode="closest",
    )


def _bar(table: pd.DataFrame, position: int, rows: list[int], scale: Scale, signed: bool) -> go.Bar:
    part, drawn = str(table.index[position]), mark(position)
    values = table.iloc[position].to_numpy(dtype=float).tolist()
    return go.Bar(
        orientation="h",
        y=rows,
        x=[round(value / scale.divisor, 5) for value in values],
        name=chart_text(part),
        marker={
            "color": drawn.colour,
            "pattern": {
                "shape": drawn.pattern,
                "bgcolor": drawn.colour,
                "fgcolor": PAPER,
                "size": 9,
                "solidity": 0.14,
            },
            "line": {"color": PAPER, "width": 1},
        },
        customdata=[scale.write(value, signed) for value in values],
        hovertemplate=f"{chart_text(part)}: %{{customdata}}<extra></extra>",
    )


def _title(data: ReportData, metric: str, table: pd.DataFrame, kind: str) -> str:
    base = data.scenarios[0].name
    if len(table.columns) == 1:
        shares = table[base] / table[base].sum()
        return message(
            f"{data.label(str(shares.idxmax()))} takes {shares.max():.0%} of the cost", f"What each {kind} costs"
        )
    parts = [rows.assign(part=part) for part in table.index if not (rows := data.compared(metric, str(part))).empty]
    apart = [rows[rows.apply(is_clear, axis=1)] for rows in parts]
    if all(rows.empty for rows in apart):
        return f"No {kind} clearly costs more or less"
    row = largest(pd.concat(apart, ignore_index=True))
    name, label = str(row["part"]), in_sentence(data.scenario_label(str(row["scenario"])))
    part, short = data.label(name), SHORT.get(name, data.label(name))
    less = "less" if row["difference"] < 0 else "more"
    money = roughly(abs(row["difference"]) / data.years)
    return message(
        f"{part}: {money} a year {less}, {label}",
        f"{short}: {money} a year {less}, {label}",
        f"{short}: {money}/year {less}, {label}",
        f"{short}: {money} a year {less} in one scenario",
        f"One {kind} costs {money} a year {less} in one scenario",
    )


def _printed(data: ReportData, table: pd.DataFrame, kind: str) -> pd.DataFrame:
    full = pd.concat([table, table.sum().rename("Total").to_frame().T])
    scale = fit(full.to_numpy().ravel(), "£")
    exact = Scale(scale.divisor, "£", scale.suffix, 2 if scale.divisor > 1 else 0)
    written = full.map(lambda value: exact.write(value)).rename(columns=data.scenario_label)
    return written.rename_axis(kind.capitalize()).rename_axis(None, axis=1).reset_index()


def _summary(data: ReportData, table: pd.DataFrame) -> str:
    base = data.scenarios[0]
    scale = fit([table[base.name].sum()], "£")
    largest = table[base.name].sort_values(ascending=False, kind="stable").head(3)
    parts = listed([f"{in_sentence(str(name))} {scale.write(value)}" for name, value in largest.items()])
    sentences = [f"{base.label}: {scale.write(table[base.name].sum())} in all, most of it {parts}"]
    for card in data.scenarios[1:]:
        change = table[card.name] - table[base.name]
        if not change.any():
            sentences.append(f"{card.label}: no difference")
            continue
        fine = fit([change.sum(), change.abs().max()], "£")
        place = int(change.abs().to_numpy().argmax())
        part, moved = str(table.index[place]), float(change.iloc[place])
        sentences.append(
            f"{card.label}: {fine.write(float(change.sum()), True)}, where {in_sentence(part)} changes by "
            f"{fine.write(moved, True)}"
        )
    return f"{'. '.join(sentences)}."
