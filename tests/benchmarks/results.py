"""Results as lines of a table: what was measured, against which target, and whether it was met."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from tests.benchmarks.timing import Spread


@dataclass(frozen=True)
class Target:
    """What the value is to be: at least `least`, or at most `most`."""

    least: float | None = None
    most: float | None = None

    def met_by(self, value: float) -> bool:
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        return f">= {_short(self.least)}" if self.least is not None else f"<= {_short(self.most or 0.0)}"


@dataclass(frozen=True)
class Line:
    """One figure; `unit` "×" is a ratio. A line without a value says why in `note`."""

    what: str
    value: float | None = None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    target: Target | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        return None if self.target is None or self.value is None else self.target.met_by(self.value)


@dataclass(frozen=True)
class Part:
    """One part of the benchmark: its lines, and whatever shows that the work was the same."""

    name: str
    title: str
    lines: Sequence[Line]
    remarks: Sequence[str] = ()


def spread_line(what: str, spread: Spread, unit: str, target: Target | None = None, scale: float = 1.0) -> Line:
    """A line of a median over rounds."""
    return Line(what, spread.middle * scale, unit, spread.low * scale, spread.high * scale, target)


def skipped(what: str, why: str) -> Line:
    """A line for what could not be measured here."""
    return Line(what, note=f"skipped: {why}")


def table(part: Part) -> str:
    """A part as a Markdown table within 100 columns."""
    rows = [("", "median", "lowest to highest", "target"), *(_cells(line) for line in part.lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    ruled = [_row(rows[0], widths), "|" + "|".join("-" * (width + 2) for width in widths) + "|"]
    ruled += [_row(row, widths) for row in rows[1:]]
    return "\n".join([f"## {part.title}", "", *ruled, *([""] if part.remarks else []), *part.remarks, ""])


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def _cells(line: Line) -> tuple[str, str, str, str]:
    if line.value is None:
        return line.what, line.note, "", ""
    has_range = line.low is not None and line.high is not None
    spread = f"{_short(line.low)} to {_short(line.high)}" if has_range else ""  # type: ignore[arg-type]
    verdict = "" if line.target is None else f"{line.target} {'met' if line.met else 'MISSED'}"
    return line.what, f"{_short(line.value)} {line.unit}".strip(), spread, verdict


def _short(value: float) -> str:
    """Three significant figures, without an exponent."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.2g}"


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    versions = {name: _version(name) for name in ("numba", "numpy", "simpy", "ciw", "salabim")}
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {"python": platform.python_version(), "system": platform.platform(), "cores": cores, **versions}


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "absent"


def write(parts: Sequence[Part], path: Path) -> None:
    """Everything as one JSON document."""
    found = [{**asdict(replace(part, lines=())), "lines": [_plain(line) for line in part.lines]} for part in parts]
    path.write_text(json.dumps({"machine": machine(), "parts": found}, indent=2, ensure_ascii=False) + "\n")


def _plain(line: Line) -> dict[str, Any]:
    return {**asdict(line), "target": None if line.target is None else str(line.target), "met": line.met}
