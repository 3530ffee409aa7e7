"""What charts of several measures share: a drawing, a table, a title and a summary of each measure's levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from carepath_sim.catalogue.wording import in_sentence, listed
from carepath_sim.report.canvas import Panel, Width
from carepath_sim.report.contrasts import ONE_REPLICATION, alike, forest, has_no_interval, is_clear, largest, those
from carepath_sim.report.data import ReportData
from carepath_sim.report.dots import between, dots, drawable, levels, row_text, scale_for, spread
from carepath_sim.report.words import Scale, is_share, message

SPREAD = "Thick line: 95% interval of the mean; thin line: 10th to 90th percentile of one future."
ALL = "All together"
SAID = 6
"""A summary names every scenario if there are no more."""
TIMES = 2.0
"""From so many times the baseline's figure on, a title says how many times."""


@dataclass(frozen=True)
class Measure:
    """A measure of a chart: its metric, the heading of its drawing, and what a title says is more or fewer of."""

    metric: str
    heading: str
    said: str = ""


Found = Mapping[Measure, pd.DataFrame]
"""The levels of each measure, as `dots.levels` has them."""


def found(data: ReportData, measures: Sequence[Measure]) -> dict[Measure, pd.DataFrame]:
    """Levels of each measure, of all settings together; what is zero everywhere is left out unless all is."""
    known = {each: rows for each in measures if not (rows := levels(data, each.metric)).empty}
    told = {each: rows for each, rows in known.items() if rows["mean"].any()}
    return told or dict(list(known.items())[:1])


def unit_of(data: ReportData, metric: str) -> str:
    """The unit of a metric as far as figures show it."""
    definition = data.definition(metric)
    return definition.unit if definition else ""


def scale_of_levels(data: ReportData, metric: str, rows: pd.DataFrame) -> Scale:
    """The scale on which levels of a metric are written."""
    return scale_for(rows, unit_of(data, metric))


def overall(data: ReportData, measure: Measure, rows: pd.DataFrame) -> Panel:
    """A row a scenario, all settings together."""
    span = spread(rows, ("mean", "low", "high", "p10", "p90"))
    return Panel(measure.heading, forest(data, rows, scale_of_levels(data, measure.metric, rows), span))


def apart(data: ReportData, measure: Measure, width: Width = "small", ranked: bool = True) -> list[Panel]:
    """A row a setting or team, a dot a scenario; `ranked` puts most first and leaves out what is zero everywhere.

    Nothing where there are not two rows.
    """
    rows = levels(data, measure.metric, whole=False)
    most = rows.groupby("setting", sort=False)["mean"].max()
    most = most[most > 0].sort_values(ascending=False, kind="stable") if ranked else most.sort_index()
    if len(most) < 2:
        return []
    names = [str(name) for name in most.index[: drawable(rows)]]
    kept = rows[rows["setting"].isin(names)].reset_index(drop=True)
    texts = [row_text(data.label(name)) for name in names]
    return [Panel(measure.heading, dots(data, kept, names, texts, scale_of_levels(data, measure.metric, kept)), width)]


def clear(data: ReportData, measure: Measure) -> pd.DataFrame:
    """The paired differences of a measure that are clear, all settings together."""
    rows = data.compared(measure.metric)
    return rows[[is_clear(row) for _, row in rows.iterrows()]]


def title(data: ReportData, told: Found, nothing: str, alone: str) -> str:
    """The first measure that differs clearly, and how many times the baseline's it is if that is a lot."""
    if len(data.scenarios) == 1:
        measure, rows = next(iter(told.items()))
        figure = scale_of_levels(data, measure.metric, rows).write(rows["mean"].iloc[0])
        return message(f"{figure} {measure.said}", alone)
    for measure in told:
        rows = clear(data, measure)
        if measure.said and not rows.empty:
            return _title(data, measure, rows)
    untold = all(has_no_interval(data.compared(measure.metric)) for measure in told)
    return ONE_REPLICATION if untold else nothing


def _title(data: ReportData, measure: Measure, rows: pd.DataFrame) -> str:
    row = largest(rows)
    label, fewer = data.scenario_label(row["scenario"]), "fewer" if row["difference"] < 0 else "more"
    if row["baseline"] > 0 and row["value"] >= TIMES * row["baseline"]:
        times = f"about {row['value'] / row['baseline']:,.0f} times the {measure.said}"
        return message(f"{label}: {times}", f"{label}: {fewer} {measure.said}", f"One scenario: {times}")
    who = alike(rows, len(data.scenarios) - 1) or label
    return message(
        f"{who}: {fewer} {measure.said}", f"{those(rows, row, len(data.scenarios) - 1)}: {fewer} {measure.said}"
    )


def summary(data: ReportData, told: Found) -> str:
    """Every scenario's level of each measure, with the interval of its mean."""
    sentences = []
    for measure, rows in told.items():
        scale = scale_of_levels(data, measure.metric, rows)
        sentences.append(f"{measure.heading}: {by_scenario(data, rows, partial(_level, scale))}")
    return f"{'. '.join(sentences)}."


def by_scenario(data: ReportData, rows: pd.DataFrame, said: Callable[[pd.Series], str], column: str = "mean") -> str:
    """What is said of every scenario; of many, of the one with the least and the one with the most alone."""
    words = [f"{in_sentence(data.scenario_label(row['scenario']))} {said(row)}" for _, row in rows.iterrows()]
    if len(words) <= SAID:
        return listed(words)
    values = rows[column].to_numpy(dtype=float)
    return f"from {words[int(values.argmin())]} to {words[int(values.argmax())]}"


def _level(scale: Scale, row: pd.Series) -> str:
    if not row["mean"] and not row["high"] > 0:
        return "none"
    return scale.write(row["mean"]) + ("" if pd.isna(row["low"]) else f" ({scale.between(row['low'], row['high'])})")


def table(data: ReportData, measures: Sequence[Measure], split: str) -> pd.DataFrame:
    """Every measure, all together and by setting or team, with the paired difference where there is one."""
    frames = [_rows(data, measure, split) for measure in measures if not levels(data, measure.metric, None).empty]
    return pd.concat(frames, ignore_index=True)


def _rows(data: ReportData, measure: Measure, split: str) -> pd.DataFrame:
    rows = levels(data, measure.metric, whole=None)
    some = rows.groupby("setting")["mean"].transform(lambda values: values.abs().max()) > 0
    rows = rows[some | (rows["setting"] == "all")]
    names = {name: place for place, name in enumerate(sorted(rows["setting"].unique(), key=lambda name: name != "all"))}
    rows = rows.sort_values("setting", key=lambda settings: settings.map(names), kind="stable")
    scale = scale_of_levels(data, measure.metric, rows)
    columns = {
        "Measure": [measure.heading] * len(rows),
        split: [ALL if name == "all" else data.label(name) for name in rows["setting"]],
        "Scenario": [data.scenario_label(name) for name in rows["scenario"]],
        "Mean": [scale.write(value) for value in rows["mean"]],
        "95% interval": [between(scale, low, high) for low, high in zip(rows["low"], rows["high"], strict=True)],
        "One future, 10% to 90%": [between(scale, *ends) for ends in zip(rows["p10"], rows["p90"], strict=True)],
    }
    return pd.DataFrame(columns | (_differences(data, measure, rows, scale) if len(data.scenarios) > 1 else {}))


def _differences(data: ReportData, measure: Measure, rows: pd.DataFrame, scale: Scale) -> dict[str, list[str]]:
    """The paired differences that belong to rows of levels; in points where the measure is a share."""
    compared = {
        (setting, row["scenario"]): row
        for setting in dict.fromkeys(rows["setting"])
        for _, row in data.compared(measure.metric, setting).iterrows()
    }
    found = [compared.get(key) for key in zip(rows["setting"], rows["scenario"], strict=True)]
    points = is_share(unit_of(data, measure.metric))
    bare, suffix = scale.bare, " points" if points else ""
    return {
        "Difference": ["" if row is None else bare.write(row["difference"], True) + suffix for row in found],
        "95% interval of the difference": [
            "" if row is None else between(bare, row["low"], row["high"], True) for row in found
        ],
    }
