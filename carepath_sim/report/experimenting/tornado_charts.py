"""The tornado as a chart of a page: its message, its words and its table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import isfinite

import numpy as np
import pandas as pd

from carepath_sim.catalogue.wording import in_sentence, listed
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.sensitivity.key_worker import ALL_TEAMS
from carepath_sim.report.canvas import Chart, Key, Panel
from carepath_sim.report.data import ReportData
from carepath_sim.report.experimenting.contrasting import brief
from carepath_sim.report.experimenting.numbering import (
    difference_scale,
    number_words,
    paths_of,
    relabelled,
    spoken,
    turn_words,
)
from carepath_sim.report.experimenting.tornado_drawing import drawn
from carepath_sim.report.experimenting.tornadoes import AS_IT_IS, HIGH_END, LOW_END, PALE, TURNS, Tornado, range_of
from carepath_sim.report.words import Scale, is_money, message, unit_words

MOST_TOLD = 3
APART = (
    "From an analysis of sensitivity of the same scenarios. It has replications of its own, so that its difference as "
    "the numbers stand is near that of this comparison, not the same."
)


def tornado_charts(
    bars: pd.DataFrame, switching: pd.DataFrame, title: Callable[[str], str], against: str, most: int = 2
) -> list[Chart]:
    """A chart for each outcome, with a panel for each scenario; none without bars."""
    if bars.empty:
        return []
    charts = []
    named = relabelled(bars)
    for outcome in paths_of(bars["outcome"])[:most]:
        rows = named[named["outcome"] == outcome.name]
        found = [
            Tornado(outcome, str(name), own.reset_index(drop=True), _turns_of(switching, outcome.name, str(name)))
            for name, own in rows.groupby("scenario", sort=False, observed=True)
        ]
        charts.append(_chart(found, outcome, title, against))
    return charts


def tornado(data: ReportData) -> list[Chart]:
    """The tornado of the first outcome of an analysis, in the report of a comparison; none without an analysis."""
    drawn = tornado_charts(data.tornado, data.switching, data.scenario_label, data.scenarios[0].label, most=1)
    return [replace(chart, notes=(*chart.notes, APART)) for chart in drawn]


def _turns_of(switching: pd.DataFrame, outcome: str, scenario: str) -> dict[str, pd.Series]:
    if switching.empty:
        return {}
    rows = switching[(switching["outcome"] == outcome) & (switching["scenario"] == scenario)]
    return {str(row["factor"]): row for _, row in rows.iterrows()}


def _chart(found: list[Tornado], outcome: OutcomePath, title: Callable[[str], str], against: str) -> Chart:
    scale = _scale(found, outcome)
    lone = len(found) == 1
    turned = any(isfinite(each.value(str(name))) for each in found for name in each.drawn["factor"])
    unit = "" if is_money(outcome.unit) else unit_words(outcome.unit)
    return Chart(
        key=f"tornado-{outcome.name}",
        title=_title(found, outcome),
        subtitle=f"Difference from {in_sentence(against)} in {in_sentence(outcome.label)}"
        f"{f' ({unit})' if unit else ''}, with one number at a time at either end of its own range. Lines: 95% "
        "intervals of the paired mean difference.",
        panels=tuple(
            Panel(_heading(each, title, scale, lone), drawn(each, scale), "wide" if lone else "half") for each in found
        ),
        table=_table(found, scale, title),
        summary=" ".join(_sentence(each, scale, title, lone) for each in found),
        legend=(
            Key("At the low end of its range", LOW_END, "bar"),
            Key("At the high end", HIGH_END, "bar"),
            Key("Pale: its swing may be luck", LOW_END, "band", PALE),
            *((Key("Where the answer turns", TURNS, "point"),) if turned else ()),
            Key("As the numbers stand", AS_IT_IS, "line"),
        ),
        notes=("Beside each name: the range. The key-worker link, in bold, is always shown: its evidence is weak.",),
    )


def _scale(found: list[Tornado], outcome: OutcomePath) -> Scale:
    rows = pd.concat([each.drawn for each in found])
    ends = rows[["at_low", "at_high", "at_default"]].to_numpy(dtype=float).ravel()
    widths = (rows["at_high_high"] - rows["at_high_low"]).to_numpy(dtype=float)
    known = widths[np.isfinite(widths) & (widths > 0)]
    return difference_scale(ends.tolist(), outcome, 6 * float(np.median(known)) if len(known) else 0.0)


def _title(found: list[Tornado], outcome: OutcomePath) -> str:
    label = brief(outcome)
    if all(each.answer == 0 for each in found):
        return message(f"{label}: the answer is open as numbers stand", "The answer is open as numbers stand")
    names = {name for each in found for name in each.turning()}
    if not names:
        return message(f"{label}: no number alone turns the answer", "No number by itself turns the answer")
    if len(names) == 1:
        name = in_sentence(next(iter(names)))
        return message(f"{label}: one number alone could turn it", f"Only {name} turns it", "One number alone turns it")
    return message(
        f"{label}: {len(names)} numbers could each turn the answer", f"{len(names)} numbers could turn the answer"
    )


def _heading(each: Tornado, title: Callable[[str], str], scale: Scale, lone: bool) -> str:
    row = each.bars.iloc[0]
    stands = f"{scale.write(row['at_default'], True)} as the numbers stand"
    return stands if lone else f"{title(each.scenario)}: {stands}"


def _table(found: list[Tornado], scale: Scale, title: Callable[[str], str]) -> pd.DataFrame:
    rows = []
    for each in found:
        for _, row in each.bars.iterrows():
            value = each.value(str(row["factor"]))
            unit = str(row["unit"])
            rows.append(
                {
                    **({"Scenario": title(each.scenario)} if len(found) > 1 else {}),
                    "Number": str(row["label"]),
                    "As it stands": number_words(float(row["default"]), unit),
                    "Range": range_of(row),
                    **{
                        f"At the {end} end": f"{scale.write(row[f'at_{end}'], True)} "
                        f"({scale.between(row[f'at_{end}_low'], row[f'at_{end}_high'], True)})"
                        for end in ("low", "high")
                    },
                    "High less low": f"{scale.write(row['swing'], True)} "
                    f"({scale.between(row['swing_low'], row['swing_high'], True)})",
                    "Turns at": turn_words(value, unit) if isfinite(value) else "not within its range",
                    "Status": str(row["status"]),
                }
            )
    return pd.DataFrame(rows)


def _sentence(each: Tornado, scale: Scale, title: Callable[[str], str], lone: bool) -> str:
    rows = each.bars[each.bars["factor"] != ALL_TEAMS]
    clear = rows[(rows["swing_low"] > 0) | (rows["swing_high"] < 0)].head(MOST_TOLD)
    told = [
        f"{spoken(str(row['label']))}, {range_of(row)} ({scale.between(row['at_low'], row['at_high'], True)})"
        for _, row in clear.iterrows()
    ]
    who = "" if lone else f"{title(each.scenario)}: "
    said = (
        f"{who}{'most moved by' if who else 'Most moved by'} {listed(told)}."
        if told
        else f"{who}No swing stands out from luck."
    )
    turning = each.turning()
    if each.answer == 0:
        return f"{said} The difference is not clear as the numbers stand."
    if not turning:
        return f"{said} No number looked at turns the answer within its range."
    named = listed([spoken(name) for name in turning[:MOST_TOLD]])
    more = len(turning) - MOST_TOLD
    beyond = f", and {more} more" if more > 0 else ""
    what = "This number turns" if len(turning) == 1 else "Each of these numbers turns"
    return f"{said} {what} the answer by itself, within its range: {named}{beyond}."
