"""What the present catalogue gave when it was last set beside published figures: validated.csv and its account."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from carepath_sim.catalogue.documents import read
from carepath_sim.catalogue.shelf import HERE
from carepath_sim.errors import BadInput, Problem

TABLE, ACCOUNT = "validated.csv", "validated.yaml"
REMAKE = "run `carepath validate --keep`"


@dataclass(frozen=True)
class Validated:
    """One figure of published.yaml, as published and as simulated; None where there is no number."""

    figure: str  # key of published.yaml
    published: float
    allowed_low: float | None  # between these a comparable figure is met
    allowed_high: float | None
    simulated: float | None
    low: float | None  # 95% interval; of a published service, 10th and 90th percentile of single days
    high: float | None
    verdict: str  # met, missed or nothing


HEADER = tuple(item.name for item in fields(Validated))
NUMBERS = HEADER[1:-1]


def read_validated(folder: Path = HERE) -> tuple[Validated, ...]:
    """The rows of validated.csv, in the order of published.yaml. Raises BadInput if it is no such table."""
    shown = f"catalogue/{TABLE}"
    try:
        text = (folder / TABLE).read_text(encoding="utf-8")
    except OSError:
        raise BadInput([Problem(shown, 0, 0, "", "There is no such file", fix=REMAKE)]) from None
    lines = list(csv.reader(io.StringIO(text)))
    if not lines or tuple(lines[0]) != HEADER:
        raise BadInput([Problem(shown, 1, 1, "", "This is not a table of figures", ",".join(HEADER), fix=REMAKE)])
    problems: list[Problem] = []
    rows: list[Validated] = []
    for number, cells in enumerate(lines[1:], 2):
        try:
            rows.append(_row(cells))
        except ValueError:
            problems.append(Problem(shown, number, 1, "", f"{','.join(cells)!r} is not a row", ",".join(HEADER)))
    if problems:
        raise BadInput(problems)
    return tuple(rows)


def _row(cells: list[str]) -> Validated:
    if len(cells) != len(HEADER) or not cells[1]:
        raise ValueError(cells)
    numbers = {name: float(cell) if cell else None for name, cell in zip(NUMBERS, cells[1:-1], strict=True)}
    return Validated(figure=cells[0], verdict=cells[-1], **numbers)  # type: ignore[arg-type]


def text_of(rows: tuple[Validated, ...]) -> str:
    """The table as CSV text, the inverse of reading; numbers to six digits."""
    lines = [",".join(HEADER)]
    for row in rows:
        cells = (getattr(row, name) for name in HEADER)
        lines.append(",".join(_cell(cell) for cell in cells))
    return "\n".join(lines) + "\n"


def _cell(value: float | str | None) -> str:
    return "" if value is None else value if isinstance(value, str) else f"{value:.6g}"


def read_account(folder: Path = HERE) -> dict[str, Any]:
    """How validated.csv was made: seed, replications, and the fingerprint of each model. Raises BadInput."""
    document, problems = read(folder / ACCOUNT, f"catalogue/{ACCOUNT}")
    if problems:
        raise BadInput(problems)
    return document.data
