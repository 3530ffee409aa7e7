"""The tables of the page as plain rows of text; the template only lays them out."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np
import pandas as pd
from markupsafe import Markup

from carepath_sim.catalogue.wording import counted
from carepath_sim.experiments.answers import COST, STEADIER, Answer
from carepath_sim.experiments.leads import how_many
from carepath_sim.experiments.verdicts import COUNTS
from carepath_sim.report.canvas import mark
from carepath_sim.report.data import Definition, ReportData
from carepath_sim.report.glyphs import interval
from carepath_sim.report.words import Scale, fit, is_share, number_words, unit_words

SAME = "no difference"


@dataclass(frozen=True)
class ComparedRow:
    """One scenario's line under one metric, in words; `reading` says what the interval allows one to say."""

    scenario: str
    value: str
    difference: str
    interval: str
    glyph: Markup
    future: str
    better: str
    reading: str
    tone: str


@dataclass(frozen=True)
class ComparedMetric:
    """One metric of the comparison: what it counts, the baseline's mean and a row for every other scenario."""

    name: str
    unit: str
    better: str
    definition: str
    baseline: str
    rows: tuple[ComparedRow, ...]


GLANCE = (
    "cost_per_year",
    "breakdown_rate",
    "moves_rate",
    "three_placements",
    "overflow_nights",
    "supply_induced_admissions",
)
GLANCED = 4


@dataclass(frozen=True)
class Glance:
    """One scenario at a glance: for each chosen measure its difference, interval and tone."""

    scenario: str
    cells: tuple[ComparedRow | None, ...]


def glance(data: ReportData) -> tuple[list[str], list[Glance]]:
    """The measures to look at first, and a row for each scenario other than the baseline."""
    moved = [name for name in GLANCE if data.compared(name)["difference"].fillna(0.0).any()]
    known = [definition for name in [*moved, *GLANCE] if (definition := data.definition(name))]
    chosen = [each for each in dict.fromkeys(known) if not data.compared(each.name).empty][:GLANCED]
    found = [{row.scenario: row for row in compared(data, each, data.compared(each.name)).rows} for each in chosen]
    rows = [Glance(card.label, tuple(by.get(card.label) for by in found)) for card in data.scenarios[1:]]
    return [definition.label for definition in chosen], rows if chosen else []


def findings(data: ReportData) -> tuple[list[str], list[str]]:
    """The findings to print large, see `leads.how_many`, and the rest; of one scenario all large."""
    leading = how_many(len(data.scenarios)) or len(data.findings)
    return list(data.findings[:leading]), list(data.findings[leading:])


LED = (COST, STEADIER)
"""Questions whose first sentence says what the leading finding has said."""
ROOM = 260
"""How many letters a cell of the first screen has room for."""


@dataclass(frozen=True)
class Answered:
    """One scenario's answers, and `short` what a narrow cell has room for; `position` is its place among all."""

    label: str
    letter: str
    position: int
    answers: tuple[Answer, ...]
    short: tuple[Answer, ...]


def answered(data: ReportData) -> list[Answered]:
    """A row for each scenario that has answers, in the order of the scenarios."""
    return [
        Answered(card.label, mark(position).letter, position, found, tuple(map(_short, found)))
        for position, card in enumerate(data.scenarios)
        if (found := data.answers.get(card.name, ()))
    ]


def _short(answer: Answer) -> Answer:
    """As many sentences as there is room for, at least one, beginning with what has not been said."""
    kept = answer.sentences[1 if answer.question in LED and len(answer.sentences) > 1 else 0 :]
    lengths = accumulate(len(sentence) for sentence in kept)
    return replace(answer, sentences=kept[: max(1, sum(length <= ROOM for length in lengths))])


def comparison(data: ReportData, headline: bool) -> list[ComparedMetric]:
    """The headline metrics, or all the others, over the whole study and all settings."""
    tables = []
    for definition in data.definitions:
        rows = data.compared(definition.name)
        if definition.headline == headline and not rows.empty:
            tables.append(compared(data, definition, rows))
    return tables


def compared(data: ReportData, definition: Definition, rows: pd.DataFrame) -> ComparedMetric:
    """One measure of every scenario against the baseline, from its rows of the comparison."""
    widths = rows["high"] - rows["low"]
    narrowest = float(widths[widths > 0].min()) if (widths > 0).any() else 0.0
    levels = fit([*rows["baseline"], *rows["value"]], definition.unit, narrowest)
    change = fit(rows[["difference", "low", "high", "p10", "p90"]].to_numpy().ravel(), definition.unit, narrowest)
    change = change.bare if is_share(definition.unit) else change
    lowest = min(0.0, float(rows[["low", "p10"]].min().min()))
    highest = max(0.0, float(rows[["high", "p90"]].max().max()))
    positions = {card.name: position for position, card in enumerate(data.scenarios)}
    return ComparedMetric(
        name=definition.label,
        unit=_unsaid(definition),
        better={"lower": "lower is better", "higher": "higher is better"}.get(definition.better, ""),
        definition=definition.text,
        baseline=levels.write(float(rows["baseline"].iloc[0])),
        rows=tuple(
            _compared_row(data, row, levels, change, interval(row, lowest, highest, mark(positions[row["scenario"]])))
            for _, row in rows.iterrows()
        ),
    )


def _unsaid(definition: Definition) -> str:
    """The unit, unless the label has said it."""
    words = unit_words(definition.unit)
    return "" if words.lower() in definition.label.lower() else words


def _compared_row(data: ReportData, row: pd.Series, levels: Scale, change: Scale, glyph: Markup) -> ComparedRow:
    reading, tone = verdict(row, _count_behind(data, row))
    if reading == SAME:
        change = Scale(prefix=change.prefix)
    points = " points" if is_share(str(row["unit"])) else ""
    chance = row["probability_better"]
    return ComparedRow(
        scenario=data.scenario_label(row["scenario"]),
        value=levels.write(row["value"]),
        difference=change.write(row["difference"], signed=True) + points,
        interval=change.between(row["low"], row["high"], signed=True),
        glyph=glyph,
        future=change.between(row["p10"], row["p90"], signed=True),
        better="" if row["better"] == "neither" or pd.isna(chance) else f"{chance:.0%}",
        reading=reading,
        tone=tone,
    )


def _count_behind(data: ReportData, row: pd.Series) -> pd.Series | None:
    """The difference in the number that a rate comes from, where it is one of those told with their number."""
    count = COUNTS.get(str(row["metric"]))
    rows = data.compared(count, row["setting"], row["period"]) if count else pd.DataFrame(columns=["scenario"])
    rows = rows[rows["scenario"] == row["scenario"]]
    return None if rows.empty else rows.iloc[0]


def verdict(row: pd.Series, count: pd.Series | None = None) -> tuple[str, str]:
    """What may be said of a difference, and its tone: better, worse or open.

    A rate also changes when more young people are looked after, so it is called better or
    worse only if the number behind it (`count`) clearly goes the same way.
    """
    if pd.isna(row["difference"]):
        return "not defined here", "open"
    if row["difference"] == 0 and not row["high"] > 0:  # NaN with one replication
        return SAME, "open"
    if pd.isna(row["low"]):
        return "one replication: no interval", "open"
    if row["low"] <= 0 <= row["high"]:
        return ("no clear difference", "open") if row["precise"] else ("not yet precise", "open")
    direction = "higher" if row["low"] > 0 else "lower"
    if count is not None and not (count["low"] > 0 if row["low"] > 0 else count["high"] < 0):
        return f"{direction} as a rate, not clearly in number", "open"
    tail = "" if row["precise"] else "; how much is not yet precise"
    if row["better"] == "neither":
        return f"{direction} in this model{tail}", "open"
    tone = "better" if row["better"] == direction else "worse"
    return f"{direction} in this model ({tone}){tail}", tone


CHANCE = 0.05
"""How often a 95% interval leaves out zero where nothing differs."""


def caution(count: int) -> str:
    """What intervals do not show, and how many of `count` would leave out zero by chance."""
    said = "Intervals show simulation error only, not doubt about the assumptions"
    expected = count * CHANCE
    least, most = math.floor(expected), math.ceil(expected)
    if most < 1:
        return f"{said}."
    if least == 0:
        number = "one might"
    elif least == most:
        number = f"about {number_words(least)} would"
    else:
        number = f"{number_words(least)} or {number_words(most)} would"
    return f"{said}; with {counted(count, 'interval')} {number} exclude zero by chance."


def levels(data: ReportData) -> pd.DataFrame:
    """Every headline metric of every scenario: mean and 10th to 90th percentile over the replications."""
    return level_rows(data, [(each, each.name, "all") for each in data.definitions if each.headline])


def level_rows(data: ReportData, asked: list[tuple[Definition, str, str]]) -> pd.DataFrame:
    """The same for some measures, each with its definition, the metric and the setting its rows are of."""
    rows = []
    for definition, metric, setting in asked:
        measured = data.measured(metric)
        kept = measured[measured["setting"] == setting]
        for card in data.scenarios:
            values = kept.loc[kept["scenario"] == card.name, "value"].to_numpy(dtype=float)
            if len(values):
                low, high = (float(value) for value in np.quantile(values, [0.1, 0.9]))
                middle = float(values.mean())
                scale = fit([low, middle, high], definition.unit)
                rows.append(
                    {
                        "Measure": definition.label,
                        "Scenario": card.label,
                        "Mean": f"{scale.write(middle)} {unit_words(definition.unit)}".strip(),
                        "One future, 10% to 90%": scale.between(low, high),
                    }
                )
    table = pd.DataFrame(rows, columns=["Measure", "Scenario", "Mean", "One future, 10% to 90%"])
    return table.drop(columns="Scenario") if len(data.scenarios) == 1 else table


def precision(data: ReportData) -> tuple[int, int, list[str]]:
    """How many headline differences there are, how many are precise, and the measures that are not yet."""
    headline = {definition.name: definition.label for definition in data.definitions if definition.headline}
    frame = data.comparison
    rows = frame[frame["metric"].isin(headline) & (frame["period"] == "all") & (frame["setting"] == "all")]
    open_names = [headline[name] for name in headline if not rows.loc[rows["metric"] == name, "precise"].all()]
    return len(rows), int(rows["precise"].sum()), open_names


def differences(data: ReportData) -> dict[str, list[str]]:
    """For each scenario, how it differs from the baseline, in words."""
    return {
        card.label: [str(words) for words in data.differences.loc[data.differences["scenario"] == card.name, "words"]]
        for card in data.scenarios[1:]
    }
