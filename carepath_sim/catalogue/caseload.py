"""The starting caseload: who is known to the council on the first day, as a table of days before it.

A row holds ages and times in whole days before the start of the study, so the same table
serves a study that starts on another date.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields

from carepath_sim.errors import Problem

MOST_ROWS = 100_000


@dataclass(frozen=True, order=True)
class Row:
    """One young person on the first day."""

    setting: str
    need: str
    born_days: int  # days since birth
    placed_days: int  # days already spent in the placement
    in_care_days: int | None  # days already looked after, or None
    worker_days: int | None  # days with the present key worker, or None


HEADER = tuple(item.name for item in fields(Row))
ALLOWED = "a header " + ",".join(HEADER) + " and a row for each young person, in whole days before the start"


def parse(text: str, shown_as: str, first_line: int = 1) -> tuple[list[Row], list[Problem]]:
    """The rows of a CSV text, and everything wrong with it; the last two columns may be empty."""
    lines = list(csv.reader(io.StringIO(text.strip())))
    if not lines or tuple(cell.strip() for cell in lines[0]) != HEADER:
        return [], [Problem(shown_as, first_line, 1, "", "This is not a starting caseload", ALLOWED)]
    if len(lines) > MOST_ROWS:
        return [], [Problem(shown_as, first_line, 1, "", "The table is too long", f"at most {MOST_ROWS:,} rows")]
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, cells in enumerate(lines[1:], first_line + 1):
        row = _row([cell.strip() for cell in cells])
        if row is None:
            problems.append(Problem(shown_as, number, 1, "", f"{','.join(cells)[:60]!r} is not a row", ALLOWED))
        else:
            rows.append(row)
    return rows, problems


def _row(cells: list[str]) -> Row | None:
    if len(cells) != len(HEADER) or not all(cell.isdecimal() and len(cell) < 7 for cell in cells[2:4]):
        return None
    if not all(cell == "" or (cell.isdecimal() and len(cell) < 7) for cell in cells[4:]):
        return None
    in_care, worker = (int(cell) if cell else None for cell in cells[4:])
    return Row(cells[0], cells[1], int(cells[2]), int(cells[3]), in_care, worker)


def text_of(rows: list[Row]) -> str:
    """The table as CSV text, the inverse of `parse`; rows keep their order, which numbers the people."""
    lines = [",".join(HEADER)]
    for row in rows:
        cells = (getattr(row, name) for name in HEADER)
        lines.append(",".join("" if cell is None else str(cell) for cell in cells))
    return "\n".join(lines) + "\n"
