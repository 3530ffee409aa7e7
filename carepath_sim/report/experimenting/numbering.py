"""Numbers of factors and outcomes in words, where only their unit is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import isfinite

import pandas as pd

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.experiments.outcome_paths import OutcomePath, outcome_path
from carepath_sim.experiments.sensitivity.figures import FIGURES, figure
from carepath_sim.experiments.sensitivity.key_worker import ALL_TEAMS, LINK
from carepath_sim.report.words import MINUS, Scale, fit, is_share

HAZARD, TIMES = "Hazard of ", ("days", "weeks", "months", "years")
SEPARATE = re.compile(r"^%|^°")


def number_words(value: float, unit: str) -> str:
    """A number of a factor with its unit, to `FIGURES` or whole: `£5,234 per week`, `12 places`, `1.2 times`."""
    if not isfinite(value):
        return ""
    size = abs(value)
    rounded = float(f"{size:.{FIGURES}g}") if size < 10**FIGURES else round(size)
    written = f"{MINUS if value < 0 else ''}{'£' if unit.startswith('£') else ''}{rounded:,.10g}"
    after = unit.removeprefix("£").strip()
    return f"{written}{'' if SEPARATE.match(after) else ' '}{after}".strip()


def turn_words(value: float, unit: str) -> str:
    """A switching value, in the figures of the sentence that tells it; nothing if there is none."""
    return figure(value, unit).replace("-", MINUS, 1) if isfinite(value) else ""


def range_words(low: float, high: float, unit: str) -> str:
    """A range, its unit said once if it stands behind the number."""
    first, tail = number_words(low, unit), unit.removeprefix("£").strip()
    said_once = first.removesuffix(tail).strip() if tail and not tail.startswith("%") else first
    return f"{said_once} to {number_words(high, unit)}"


def spoken(label: str) -> str:
    """The name of a factor within a sentence: `places (No Wrong Door hub)`, so that lists keep their commas."""
    name, _, whose = label.partition(", ")
    first = in_sentence(name)
    return f"{first} ({whose})" if whose else first


def titled(label: str, unit: str) -> str:
    """The name of a factor by its unit: a hazard that is written as a length of time is that time."""
    if unit in TIMES and label.startswith(HAZARD):
        return f"Time until {label.removeprefix(HAZARD)}"
    return label


def relabelled(frame: pd.DataFrame, units: Mapping[str, str] | None = None) -> pd.DataFrame:
    """A table of factors with its labels as `titled`; `units` by the name of a factor where the table has none."""
    if frame.empty:
        return frame
    known = frame["unit"] if units is None else frame["factor"].map(lambda name: units.get(str(name), ""))
    return frame.assign(
        label=[titled(str(label), str(unit)) for label, unit in zip(frame["label"], known, strict=True)]
    )


def is_link(factor: str) -> bool:
    """Whether a factor of a table is the key-worker link, of one team or of all."""
    return factor == ALL_TEAMS or LINK.fullmatch(factor) is not None


def paths_of(names: Iterable[str]) -> list[OutcomePath]:
    """The outcomes of a table, each once, in the order in which they first stand."""
    return [outcome_path(name) for name in dict.fromkeys(names)]


def difference_scale(values: Iterable[float], outcome: OutcomePath, width: float = 0.0) -> Scale:
    """The scale for differences of an outcome; shares are written in points."""
    scale = fit(values, outcome.unit, width)
    return scale.bare if is_share(outcome.unit) else scale
