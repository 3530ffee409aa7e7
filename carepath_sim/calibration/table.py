"""A council beside published figures as text of eighty columns, and as plain data."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from math import isfinite
from typing import Any

from carepath_sim.calibration import validate
from carepath_sim.calibration.validate import MISSED, UNSEEN, Row, Validation

WIDTH = 80
LABEL = 35
COLUMNS = (9, 12, 10, 14)
SERVICE = "norfolk"
FITTED = "°"
HEADS = {
    "comparable": ("published", "met between", "simulated", "95% interval"),
    "context": ("published", "councils", "simulated", "95% interval"),
    "service": ("published", "", "simulated", "8 in 10 days"),
}
TITLES = {
    "comparable": "COMPARABLE: a council that looks like England meets these",
    "context": "CONTEXT: shown, and not judged",
    "service": "A PUBLISHED SERVICE beside the model",
}


def lines(found: Validation) -> list[str]:
    """The whole of it, for people."""
    text = [f"{found.scenario}: published figures and simulated ones", *_about(found)]
    for part, title in TITLES.items():
        rows = [row for row in found.rows if part_of(row) == part]
        if rows:
            text += ["", title, *_part(rows, part)]
    return [*text, *_legend(found), "", *_verdict(found)]


def part_of(row: Row) -> str:
    """Which part of the table a figure stands in."""
    if row.figure.study == SERVICE:
        return "service"
    return "comparable" if row.figure.comparable else "context"


def _about(found: Validation) -> list[str]:
    starts = sum(row.published for row in found.rows if row.figure.scales)
    about = (
        f"{found.replications} runs, seed {found.seed}. Numbers of young people for England are scaled to a council "
        f"with {starts:.0f} starts a year at 10 to 17. A comparable figure is met within {validate.TOLERANCE:.0%} of "
        "what was published and, where it is known, between the 10th and the 90th percentile of councils. Figures "
        f"marked {FITTED} were in view when numbers of the catalogue were set: that they are met is no proof."
    )
    return textwrap.wrap(about, WIDTH)


def _part(rows: Sequence[Row], part: str) -> Iterator[str]:
    notes: dict[str, int] = {}
    yield " " * LABEL + "".join(f"{head:>{width}}" for head, width in zip(HEADS[part], COLUMNS, strict=True))
    for group, of_group in groupby(rows, key=lambda row: row.figure.group):
        yield from ("", group)
        for population, same in groupby(of_group, key=lambda row: f"{row.figure.population}, {row.figure.year}"):
            yield from textwrap.wrap(population, WIDTH, initial_indent=" ", subsequent_indent=" ")
            for row in same:
                number = notes.setdefault(_note(row), len(notes) + 1)
                yield from _row(row, part, number)
    yield ""
    for note, number in notes.items():
        yield from textwrap.wrap(f"[{number}] {note}", WIDTH, subsequent_indent=" " * 4)


def _note(row: Row) -> str:
    """What a reader has to know of a figure; and of one that is missed, why it is, where that is known."""
    why = f" Missed: {row.figure.if_missed}" if row.verdict == MISSED and row.figure.if_missed else ""
    return row.figure.caveat + why


def _row(row: Row, part: str, note: int) -> Iterator[str]:
    figure = row.figure
    label = textwrap.wrap(f"{figure.label} [{note}]", LABEL - 2)
    spread = _between(figure.low, figure.high, figure.unit) if part == "context" else ""
    cells = (
        amount(row.published, figure.unit),
        _between(row.allowed_low, row.allowed_high, figure.unit) or spread,
        amount(row.simulated, figure.unit),
        _between(row.low, row.high, figure.unit),
    )
    numbers = "".join(f"{cell:>{width}}" for cell, width in zip(cells, COLUMNS, strict=True))
    mark = ("*" if row.verdict == MISSED else " ") + (FITTED if figure.fitted else " ")
    yield from (f"  {line}" for line in label[:-1])
    yield f"{mark}{label[-1]:<{LABEL - 2}}{numbers}".rstrip()


def amount(value: float, unit: str) -> str:
    """A number as it is read: `68.0%`, `0.157`, `158` or `£2,100`."""
    if not isfinite(value):
        return "-"
    if unit.startswith("£"):
        return f"£{value:,.0f}"
    if unit == "share":
        return f"{value:.1%}"
    if unit == "young people" or value >= 10:
        return f"{value:,.1f}"
    return f"{value:.3f}"


def _between(low: float | None, high: float | None, unit: str) -> str:
    if low is None or high is None or not (isfinite(low) and isfinite(high)):
        return ""
    ends = amount(low, unit), amount(high, unit)
    return f"{ends[0].rstrip('%') if unit == 'share' else ends[0]}-{ends[1]}"


def _verdict(found: Validation) -> list[str]:
    unseen = sum(row.verdict == UNSEEN for row in found.rows)
    if found.missed:
        text = f"* {len(found.missed)} of {found.judged} comparable figures are missed: {_names(found.missed)}."
    elif found.judged:
        text = f"All {found.judged} comparable figures are met."
    else:
        text = "No comparable figure could be judged."
    if unseen:
        text += f" {unseen} could not be seen in this study, which is too short for them or has nobody to count."
    return textwrap.wrap(text, WIDTH)


def _legend(found: Validation) -> list[str]:
    """What the mark of a missed figure means, where one is missed."""
    if not found.missed:
        return []
    told = "* missed: what was simulated is not between the two figures of `met between`, where a comparable one is met"
    return ["", *textwrap.wrap(told, WIDTH, subsequent_indent="  ")]


def _names(rows: Sequence[Row]) -> str:
    return "; ".join(f"{row.figure.group}: {row.figure.label}" for row in rows)


def facts(found: Validation) -> dict[str, Any]:
    """The whole of it as plain data; None where there is no number."""
    return {
        "scenario": found.scenario,
        "replications": found.replications,
        "seed": found.seed,
        "share_of_england": found.share,
        "models": dict(found.fingerprints),
        "missed": [row.figure.key for row in found.missed],
        "figures": [_facts_of(row) for row in found.rows],
    }


def _facts_of(row: Row) -> dict[str, Any]:
    figure = asdict(row.figure)
    found = {name: value for name, value in vars(row).items() if name != "figure"}
    numbers = {
        name: None if isinstance(value, float) and not isfinite(value) else value for name, value in found.items()
    }
    return {"part": part_of(row), **_renamed(figure), **numbers}


def _renamed(figure: dict[str, Any]) -> dict[str, Any]:
    """A figure without what is worked out from it: its own value, scaled or not, is `published`."""
    councils = {"low": figure.pop("low"), "high": figure.pop("high")}
    figure.pop("value")
    return figure | {"councils": councils if councils["low"] is not None else None}
