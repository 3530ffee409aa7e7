"""The explorer of an analysis of sensitivity: the tornado of any outcome and scenario, with where the answer turns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from carepath_sim.catalogue.wording import counted
from carepath_sim.errors import ResourceError
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.sensitivity.key_worker import ALL_TEAMS
from carepath_sim.experiments.sensitivity.study import Sensitivity
from carepath_sim.experiments.sensitivity.tornado import TORNADO_COLUMNS
from carepath_sim.explorer import page
from carepath_sim.explorer.sweep_packing import drawing
from carepath_sim.explorer.sweep_page import SHARED
from carepath_sim.report import sheet
from carepath_sim.report.canvas import Key
from carepath_sim.report.experimenting import tornadoes, turning
from carepath_sim.report.experimenting.numbering import is_link, number_words, paths_of, relabelled, spoken, turn_words
from carepath_sim.report.experimenting.tornadoes import Tornado, range_of
from carepath_sim.report.words import plain

TEMPLATE = "tornado.html.j2"
SCRIPTS = (*SHARED, "swaying.js", "tornado.js", "swinging.js")
SHOWN = {
    "all": "All of them",
    "clear": "Those whose swing is clear of luck",
    "turning": "Those that can turn the answer",
}
ORDERS = {"swing": "Longest bar first", "name": "By name", "turning": "What turns the answer first"}


@dataclass(frozen=True, eq=False)
class Swaying:
    """An analysis as a page carries it: how it is introduced, and the tornado of each outcome and scenario."""

    title: str
    subtitle: str
    baseline: str
    titles: dict[str, str]
    tornadoes: tuple[Tornado, ...]

    @property
    def outcomes(self) -> list[OutcomePath]:
        """What a reader may choose."""
        return paths_of(each.outcome.name for each in self.tornadoes)

    @property
    def scenarios(self) -> list[str]:
        """Those that are held against the first."""
        return list(dict.fromkeys(each.scenario for each in self.tornadoes))

    @property
    def factors(self) -> dict[str, str]:
        """The label of every number by its name, in the order of the bars."""
        return {str(row["factor"]): plain(row["label"]) for each in self.tornadoes for _, row in each.bars.iterrows()}


def collect(found: Sensitivity) -> Swaying:
    """An analysis, as its explorer needs it."""
    titles = {name: plain(title) for name, title in found.scenarios.items()}
    many = counted(int(found.tornado["factor"].nunique()), "number")
    return Swaying(
        plain(found.question) or "What moves the decision",
        f"{many} at either end of their range · {counted(found.replications, 'replication')} of each",
        titles[found.baseline],
        titles,
        tuple(_tornadoes(found)),
    )


def _tornadoes(found: Sensitivity) -> list[Tornado]:
    turns = {
        (str(row["outcome"]), str(row["scenario"]), str(row["factor"])): row for _, row in found.switching.iterrows()
    }
    bars = relabelled(found.tornado)
    return [
        Tornado(
            outcome,
            scenario,
            rows.reset_index(drop=True),
            {name: turns[key] for name in rows["factor"] if (key := (outcome.name, scenario, str(name))) in turns},
        )
        for outcome in paths_of(bars["outcome"])
        for scenario in dict.fromkeys(map(str, bars["scenario"]))
        if len(rows := bars[(bars["outcome"] == outcome.name) & (bars["scenario"] == scenario)])
    ]


def facts(found: Swaying) -> str:
    """The whole of a page as JSON; a number that is not defined is null."""
    told = {
        "baseline": found.baseline,
        "scenarios": [{"name": name, "label": found.titles[name]} for name in found.scenarios],
        "outcomes": [
            {"name": each.name, "label": each.label, "unit": each.unit, "better": each.better}
            for each in found.outcomes
        ],
        "factors": [{"name": name, "label": label} for name, label in found.factors.items()],
        "orders": list(ORDERS),
        "kept": list(SHOWN),
        "tornadoes": [_tornado(each) for each in found.tornadoes],
        "low": vars(tornadoes.LOW_END),
        "high": vars(tornadoes.HIGH_END),
        "pale": tornadoes.PALE,
        **drawing(),
    }
    return json.dumps(told, ensure_ascii=False, allow_nan=False)


def _tornado(each: Tornado) -> dict[str, Any]:
    turners = set(each.turning())
    return {
        "outcome": each.outcome.name,
        "scenario": each.scenario,
        "answer": each.answer,
        "rows": [_row(each, row, str(row["label"]) in turners) for _, row in each.bars.iterrows()],
    }


def _row(each: Tornado, row: pd.Series, turns: bool) -> dict[str, Any]:
    name, unit = str(row["factor"]), str(row["unit"])
    value, turned = each.value(name), each.turns.get(name)
    return {
        **{column: _plain(row[column]) for column in TORNADO_COLUMNS},
        "label": plain(row["label"]),
        "spoken": spoken(plain(row["label"])),
        "words": {column: number_words(float(row[column]), unit) for column in ("low_value", "high_value", "default")},
        "range": range_of(row),
        "isLink": is_link(name),
        "isJoint": name == ALL_TEAMS,
        "turns": turns,
        "turns_at": value if isfinite(value) else None,
        "turnsWords": turn_words(value, unit),
        "sentence": "" if turned is None else turning.one_line(turned["sentence"]),
    }


def _plain(value: Any) -> str | float | None:
    if isinstance(value, str):
        return value
    return float(value) if isfinite(value) else None


def render(found: Swaying) -> str:
    """The explorer of an analysis as the text of one HTML file; the same analysis gives the same text.

    Raises ResourceError if there is no bar to show, or the page would be larger than `page.MAX_BYTES`.
    """
    if not found.tornadoes:
        raise ResourceError("The analysis has no bars to explore: no number could be moved along its range.")
    script = page.scripts(SCRIPTS)
    text = (
        page.environment()
        .get_template(TEMPLATE)
        .render(
            found=found,
            shown=SHOWN,
            orders=ORDERS,
            keys=_keys(),
            style=sheet.style() + Markup(page.own("explorer.css") + page.own("sweep.css")),
            script=Markup(script),
            library=sheet.library(),
            facts=sheet.pack(facts(found)),
            policy=sheet.policy(script),
        )
    )
    if len(text.encode()) > page.MAX_BYTES:
        raise ResourceError(
            f"The page would be larger than {page.MAX_BYTES:,} bytes; analyse fewer outcomes to have one."
        )
    return text


def _keys() -> tuple[Key, ...]:
    return (
        Key("At the low end of its range", tornadoes.LOW_END, "bar"),
        Key("At the high end", tornadoes.HIGH_END, "bar"),
        Key("Pale: its swing may be luck", tornadoes.LOW_END, "band", tornadoes.PALE),
        Key("Where the answer turns", tornadoes.TURNS, "point"),
        Key("As the numbers stand", tornadoes.AS_IT_IS, "line"),
    )


def write(found: Swaying, path: Path) -> int:
    """Write the page and return its size in bytes. Raises ResourceError if it cannot be written."""
    return page.put(render(found), path)
