"""The chart of moves and breakdowns by age and by setting."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import isnan

import pandas as pd
import plotly.graph_objects as go

from carepath_sim.catalogue.wording import counted, in_sentence
from carepath_sim.experiments.verdicts import COUNTS
from carepath_sim.report.canvas import Chart, Key, Panel, mark
from carepath_sim.report.contrasts import alike, is_clear, largest, those
from carepath_sim.report.data import ReportData
from carepath_sim.report.dots import between, dots, drawable, levels, row_text, scale_for, sure
from carepath_sim.report.measuring import by_scenario
from carepath_sim.report.words import Scale, fit, message, short

MEASURES = {
    "moves_by_age": "Moves, by age",
    "breakdowns_by_age": "Breakdowns (narrow), by age",
    "moves_rate": "Moves, by the setting left",
    "breakdown_rate": "Breakdowns (narrow), by setting",
    "breakdown_rate_broad": "Breakdowns (broad), by setting",
}
TABLE_ONLY = "breakdown_rate_broad"
AGES = {"moves_by_age": "moves", "breakdowns_by_age": "breakdowns"}
"""How a title calls a rate that differs clearly: one by age, the number behind which does so too."""
SIDE_BY_SIDE = 4
"""At most so many scenarios stand side by side in the table."""
COARSE = 3.0
"""A title has room for about two figures of a rate."""
PEOPLE = ("people", "looked_after")
"""Mean numbers by setting and by age, which tell how many person-years there were."""
FEWEST, FEW = 10.0, 50.0
"""Person-years in one future: below the first a row is not drawn, below the second a dot is hollow."""


def moves_and_breakdowns(data: ReportData) -> list[Chart]:
    """Moves and breakdowns for each year looked after, by age and by setting."""
    found = _found(data)
    shown = {name: rows for name in found if name != TABLE_ONLY and not (rows := _shown(data, found[name])).empty}
    if not shown:
        return []
    drawn = pd.concat(shown.values())
    positions = [(place, card) for place, card in enumerate(data.scenarios) if (drawn["scenario"] == card.name).any()]
    hollow = f" Hollow: fewer than {FEW:.0f} person-years in one future." if (drawn["years"] < FEW).any() else ""
    return [
        Chart(
            key="settling",
            title=_title(data, shown),
            subtitle="For each year a young person is looked after, whole study. "
            f"{sure(data, 'Mean of the replications and its 95% interval.')} Scales may not start at zero.{hollow}",
            panels=tuple(Panel(MEASURES[name], _figure(data, rows), "half") for name, rows in shown.items()),
            table=_table(data, found),
            summary=_summary(data, shown),
            legend=tuple(Key(card.label, mark(place), "point") for place, card in positions),
            notes=(_note(found, shown),),
        )
    ]


def _found(data: ReportData) -> dict[str, pd.DataFrame]:
    """Levels of every measure that is known, with the person-years of one future behind each."""
    lived = [levels(data, name, whole=False).set_index(["setting", "scenario"])["mean"] for name in PEOPLE]
    years = {key: mean * data.years for means in lived for key, mean in means.items()}
    found = {}
    for name in MEASURES:
        rows = levels(data, name, whole=False)
        keys = zip(rows["setting"], rows["scenario"], strict=True)
        rows = rows.assign(years=[float(years.get(key, float("nan"))) for key in keys])
        if not rows.empty:
            found[name] = rows
    return found


def _shown(data: ReportData, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that are drawn: those of ages as they come, those of settings by how many live there."""
    most = rows.groupby("setting", sort=False)["years"].max()
    names = most[most.isna() | (most >= FEWEST)]
    if not set(names.index) <= set(data.measured("looked_after")["setting"]):
        names = names.sort_values(ascending=False, kind="stable")
    kept = list(names.index[: drawable(rows)])
    return rows.set_index("setting", drop=False).loc[kept].reset_index(drop=True)


def _figure(data: ReportData, rows: pd.DataFrame) -> go.Figure:
    years = rows.groupby("setting", sort=False)["years"].agg(["min", "max"])
    names = [str(name) for name in years.index]
    texts = [
        row_text(data.label(name), _years_words(low, high))
        for name, low, high in zip(names, years["min"], years["max"], strict=True)
    ]
    return dots(data, rows, names, texts, scale_for(rows, ""), rows["years"] < FEW)


def _years_words(low: float, high: float) -> str:
    """Person-years of one future, from the scenario with fewest to that with most."""
    if isnan(high):
        return ""
    span = f"{high:,.0f}" if round(low) == round(high) else f"{low:,.0f} to {high:,.0f}"
    return f"{span} person-years"


def _title(data: ReportData, shown: Mapping[str, pd.DataFrame]) -> str:
    """A clear difference at some age, or else how far the larger settings lie apart in the baseline."""
    for name, what in AGES.items():
        rows = _apart(data, name, COUNTS[name])
        if name in shown and not rows.empty:
            return _title_of_ages(data, rows, what, data.measured(name)["setting"].nunique())
    name = next((each for each in ("breakdown_rate", "moves_rate") if each in shown), "")
    rows = _larger(data, shown[name]) if name else pd.DataFrame()
    if len(rows) < 2:
        return "Moves and breakdowns by age and setting"
    scale = fit([rows["mean"].max()], "", COARSE * rows["mean"].max())
    what = MEASURES[name].split(",")[0].split(" (")[0]
    least, most = scale.write(rows["mean"].min()), scale.write(rows["mean"].max())
    return f"{what}: from {least} to {most} a year between larger settings"


def _title_of_ages(data: ReportData, rows: pd.DataFrame, what: str, ages: int) -> str:
    row = largest(rows)
    same = rows[(rows["low"] > 0) == (row["low"] > 0)]
    said = f"{'fewer' if row['difference'] < 0 else 'more'} {what} at"
    others = len(data.scenarios) - 1
    if ages > 1 and len(same) == others * ages:
        who = alike(same[same["setting"] == row["setting"]], others) or data.scenario_label(row["scenario"])
        return message(f"{who}: {said} every age", f"One scenario: {said} every age")
    age = data.label(row["setting"])
    here = rows[rows["setting"] == row["setting"]]
    who, several = alike(here, others) or data.scenario_label(row["scenario"]), those(here, row, others)
    return message(f"{who}: {said} {age}", f"{several}: {said} {age}", f"{several}: {said} one age")


def _apart(data: ReportData, name: str, counts: str) -> pd.DataFrame:
    """Every difference at one age that is clear, and clear in number the same way."""
    clear = []
    for age in dict.fromkeys(data.measured(name)["setting"]):
        numbers = data.compared(counts, age).set_index("scenario")
        for _, row in data.compared(name, age).iterrows():
            number = numbers.loc[row["scenario"]] if row["scenario"] in numbers.index else row
            if is_clear(row) and is_clear(number) and (number["low"] > 0) == (row["low"] > 0):
                clear.append(row)
    return pd.DataFrame(clear)


def _larger(data: ReportData, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the baseline that enough young people stand behind, the lowest first."""
    base = rows[(rows["scenario"] == data.scenarios[0].name) & ~(rows["years"] < FEW)]
    return base.sort_values("mean", kind="stable")


def _note(found: Mapping[str, pd.DataFrame], shown: Mapping[str, pd.DataFrame]) -> str:
    left = {name for key in shown for name in found[key]["setting"]} - {
        name for rows in shown.values() for name in rows["setting"]
    }
    few = f" Left to the table: {counted(len(left), 'setting')} with fewer." if left else ""
    broad = " The table has breakdowns by the broad definition as well." if TABLE_ONLY in found else ""
    return f"Person-years: how long young people lived there in one future, summed.{few}{broad}"


def _table(data: ReportData, found: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """A row a measure and setting with few scenarios side by side; of many, or of namesakes, a row for each of them."""
    long = pd.concat([_rows(data, name, rows) for name, rows in found.items()], ignore_index=True)
    labels = [card.label for card in data.scenarios if card.label in set(long["Scenario"])]
    keys = ["Measure", "Age or setting"]
    if not 1 < len(labels) <= SIDE_BY_SIDE or long.duplicated([*keys, "Scenario"]).any():
        return long
    wide = long.pivot_table(index=keys, columns="Scenario", values=list(long.columns[3:]), aggfunc="first", sort=False)
    years = {f"{label}, person-years": wide["Person-years"][label] for label in labels}
    levels_of = {f"{label}, a year": wide["A year (95% interval)"][label] for label in labels}
    return pd.DataFrame(levels_of | years, index=wide.index).fillna("none").reset_index()


def _rows(data: ReportData, name: str, rows: pd.DataFrame) -> pd.DataFrame:
    lived = rows["years"] >= FEWEST
    scale = scale_for(rows[lived] if lived.any() else rows, "")
    return pd.DataFrame(
        {
            "Measure": MEASURES[name],
            "Age or setting": [data.label(each) for each in rows["setting"]],
            "Scenario": [data.scenario_label(each) for each in rows["scenario"]],
            "A year (95% interval)": [
                f"{scale.write(row['mean'])} ({between(scale, row['low'], row['high'])})" for _, row in rows.iterrows()
            ],
            "Person-years": [short(each) if pd.notna(each) else "not known" for each in rows["years"]],
        }
    )


def _summary(data: ReportData, shown: Mapping[str, pd.DataFrame]) -> str:
    """Every scenario at each age, and the settings with the highest and lowest rate in the baseline."""
    sentences = []
    for name, rows in shown.items():
        scale = scale_for(rows, "")
        if name in AGES:
            for age, own in rows.groupby("setting", sort=False):
                said = by_scenario(data, own, partial(_mean, scale))
                sentences.append(f"{AGES[name].capitalize()} at {data.label(str(age))}: {said}")
            continue
        base = _larger(data, rows)
        if len(base) < 2:
            continue
        low, high = base.iloc[0], base.iloc[-1]
        sentences.append(
            f"{MEASURES[name].split(',')[0]} in {in_sentence(data.scenarios[0].label)}, of settings with {FEW:.0f} "
            "person-years or more: most in "
            f"{in_sentence(data.label(high['setting']))} ({scale.write(high['mean'])}, "
            f"{between(scale, high['low'], high['high'])}), fewest in {in_sentence(data.label(low['setting']))} "
            f"({scale.write(low['mean'])}, {between(scale, low['low'], low['high'])})"
        )
    return f"{'. '.join(sentences)}." if sentences else "Too few person-years in every setting to name one."


def _mean(scale: Scale, row: pd.Series) -> str:
    return scale.write(row["mean"])
