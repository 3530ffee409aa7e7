"""Published figures that a simulated council is set beside: read from published.yaml, one entry a figure."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from carepath_sim.catalogue.documents import Document, read, words
from carepath_sim.catalogue.shelf import HERE
from carepath_sim.catalogue.spelling import nearest
from carepath_sim.errors import BadInput, Problem

FILE = "published.yaml"
STUDIES = ("long_run", "five_years", "norfolk")
"""What is simulated to see a figure: decades, five years from the starting caseload, or a published service."""
EVIDENCE = ("READ", "READ-DATA", "SEED", "SECONDARY", "DERIVED")
TEXTS = ("label", "group", "unit", "population", "year", "source", "how", "caveat", "measure")
FLAGS = ("comparable", "fitted", "scaled", "scales")
OPTIONAL = ("councils", "scaled", "scales", "with", "if_missed")
KEYS = (*TEXTS, *FLAGS, "value", "councils", "status", "evidence", "study", "with", "if_missed")


@dataclass(frozen=True)
class Figure:
    """One published figure, what it is of, and the measure that finds the same in a simulated council."""

    key: str
    label: str
    group: str
    unit: str
    population: str
    year: str
    value: float
    status: str
    evidence: str
    source: str  # key of sources.yaml
    how: str
    caveat: str
    comparable: bool  # whether a council that looks like England has to meet it
    fitted: bool  # whether numbers of the catalogue were set with it in view
    study: str
    measure: str
    arguments: Mapping[str, Any] = field(default_factory=dict)  # of the measure
    low: float | None = None  # 10th percentile of councils, where it is published
    high: float | None = None  # 90th
    scaled: bool = False  # a number for England, which a council has its share of
    scales: bool = False  # whether that share is found by it: simulated over published
    if_missed: str = ""  # why the catalogue's council misses it, where that is known


def read_published(folder: Path = HERE) -> tuple[Figure, ...]:
    """Every published figure, in the order of the file. Raises BadInput with all that is wrong with it."""
    path = folder / FILE
    return _read(path, path.stat().st_mtime_ns if path.exists() else 0)


def by_key(folder: Path = HERE) -> dict[str, Figure]:
    """Every published figure by its key; raises as `read_published`."""
    return {figure.key: figure for figure in read_published(folder)}


@functools.lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> tuple[Figure, ...]:
    document, problems = read(path, f"catalogue/{FILE}")
    for key, entry in document.data.items():
        problems += _problems(document, key, entry)
    if problems:
        raise BadInput(problems)
    return tuple(_figure(key, entry) for key, entry in document.data.items())


def _figure(key: str, entry: dict[str, Any]) -> Figure:
    councils = entry.get("councils") or {}
    return Figure(
        key=key,
        **{name: entry[name].strip() for name in TEXTS},
        value=amount(entry["value"]),
        status=entry["status"],
        evidence=entry["evidence"],
        study=entry["study"],
        comparable=entry["comparable"],
        fitted=entry["fitted"],
        arguments=dict(entry.get("with") or {}),
        low=amount(councils["low"]) if councils else None,
        high=amount(councils["high"]) if councils else None,
        scaled=entry.get("scaled", False),
        scales=entry.get("scales", False),
        if_missed=entry.get("if_missed", "").strip(),
    )


def amount(written: object) -> float:
    """A number as it is written: `0.53`, `68%` or `4860 of 30930`; NaN if it is none of these."""
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        return float(written)
    match = re.fullmatch(r"([\d.]+)(%| of ([\d.]+))?", written.strip()) if isinstance(written, str) else None
    try:
        first = float(match[1]) if match else math.nan
        if match and match[3]:
            return first / float(match[3])
    except (ValueError, ZeroDivisionError):
        return math.nan
    return first / 100 if match and match[2] else first


# What can be wrong.

_CHOICES = {"study": STUDIES, "evidence": EVIDENCE, "status": ("sourced",)}


def _problems(document: Document, key: str, entry: object) -> Iterator[Problem]:
    def at(name: str, what: str, allowed: str = "", near: str = "", fix: str = "") -> Problem:
        path = (key, name) if name else (key,)
        mark = document.mark(path)
        return Problem(mark.file, mark.line, mark.column, words(path), what, allowed, near, fix)

    if not isinstance(entry, dict):
        yield at("", "A published figure is a mapping of keys", ", ".join(KEYS))
        return
    for name in entry:
        if name not in KEYS:
            yield at(name, f"There is no key {name!r} here", ", ".join(KEYS), nearest(name, KEYS))
    for name in KEYS:
        if name not in entry and name not in OPTIONAL:
            yield at("", f"The figure has no {name!r}", fix=f"add `{name}:`")
    yield from _wrong_values(entry, at)


def _wrong_values(entry: dict[str, Any], at: Callable[..., Problem]) -> Iterator[Problem]:
    for name in (*TEXTS, "if_missed"):
        if name in entry and not (isinstance(entry[name], str) and entry[name].strip()):
            yield at(name, f"{entry[name]!r} is not text", "words; in quotes if they look like a number")
    for name in FLAGS:
        if name in entry and not isinstance(entry[name], bool):
            yield at(name, f"{entry[name]!r} is neither true nor false", "true or false")
    for name, choices in _CHOICES.items():
        if name in entry and entry[name] not in choices:
            yield at(name, f"{entry[name]!r} is not known", ", ".join(choices), nearest(str(entry[name]), choices))
    if "value" in entry and not math.isfinite(amount(entry["value"])):
        yield at("value", f"{entry['value']!r} is not a number", "a number, 68%, or 4860 of 30930")
    councils = entry.get("councils")
    if councils is not None:
        ends = [amount(councils.get(end)) for end in ("low", "high")] if isinstance(councils, dict) else []
        if len(ends) != 2 or not ends[0] < ends[1]:
            allowed = "{low: 59%, high: 76%}, the 10th and 90th percentile of councils"
            yield at("councils", "This is not a range of councils", allowed)
        if entry.get("scaled") is True:
            what = "A number for England that a council has its share of cannot have a range of councils as well"
            yield at("councils", what, "`scaled: true` or `councils:`", fix="leave one of them out")
    if entry.get("scales") is True and entry.get("scaled") is not True:
        yield at("scales", "Others are scaled by a number that is not scaled itself", fix="add `scaled: true`")
    if not isinstance(entry.get("with", {}), dict):
        yield at("with", "These are not arguments of a measure", "a mapping such as {ages: 10 to 15}")
