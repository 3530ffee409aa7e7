"""The starting caseload: who is known to the council on the first day, as a table of days before it.

A row holds ages and times in whole days before the start of the study, so the same table
serves a study that starts on another date.
"""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from carepath_sim.catalogue.wording import counted
from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.errors import Problem

MOST_ROWS = 100_000
MOST_TOLD = 10
"""Rows of a table whose problems are told; the same slip mostly goes through all of them."""


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


DAYS = "whole days before the start, such as 400"
MAY_BE_EMPTY = ("in_care_days", "worker_days")


def parse(text: str, shown_as: str) -> tuple[list[Row], list[Problem]]:
    """The rows of a CSV text, and everything wrong with it; the last two columns may be empty."""
    rows, problems = _parsed(text, shown_as)
    return list(rows), list(problems)


@functools.lru_cache(maxsize=16)
def _parsed(text: str, shown_as: str) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """The same, once for the many studies that begin with the same young people."""
    rows, problems = parse_lines(text, shown_as)
    return tuple(row for _, row in rows), tuple(problems)


def parse_lines(text: str, shown_as: str) -> tuple[list[tuple[int, Row]], list[Problem]]:
    """The rows of a CSV text, each with the line it stands on, and everything wrong with it."""
    try:
        lines = list(_lines(text))
    except csv.Error as error:
        return [], [Problem(shown_as, 1, 1, "", f"This is not a table: {error}", ALLOWED)]
    first, header = lines[0] if lines else (1, [])
    if tuple(header) != HEADER:
        other = next((mark for mark in SEPARATORS if tuple(_cells(mark.join(header), mark)) == HEADER), "")
        fix = f"the columns are separated by {SEPARATORS[other]}; save the table with commas" if other else ""
        return [], [Problem(shown_as, first, 1, "", "This is not a starting caseload", ALLOWED, fix=fix)]
    if len(lines) > MOST_ROWS:
        return [], [Problem(shown_as, first, 1, "", "The table is too long", f"at most {MOST_ROWS:,} rows")]
    rows: list[tuple[int, Row]] = []
    problems: list[Problem] = []
    n_wrong = 0
    for line, cells in lines[1:]:
        wrong = [Problem(shown_as, line, 1, *said) for said in _wrong(cells)]
        n_wrong += bool(wrong)
        problems += wrong if n_wrong <= MOST_TOLD else []
        rows += [] if wrong else [(line, _row(cells))]
    return rows, and_others(problems, n_wrong)


def and_others(problems: list[Problem], n_wrong: int) -> list[Problem]:
    """Problems of the first rows, of which the last says how many rows more have one."""
    others = n_wrong - MOST_TOLD
    if others <= 0:
        return problems
    last = problems[-1]
    more = f"{last.what}; {counted(others, 'more row')} cannot be used either"
    return [*problems[:-1], replace(last, what=more)]


SEPARATORS = {";": "semicolons", "\t": "tabs"}


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the line it begins on; raises csv.Error."""
    reader, begins = csv.reader(io.StringIO(text)), 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begins, [cell.strip() for cell in cells]
        begins = reader.line_num + 1


def _cells(text: str, separator: str) -> list[str]:
    return [cell.strip() for cell in text.split(separator)]


def _wrong(cells: list[str]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a row: the column, what, and what is allowed."""
    if len(cells) != len(HEADER):
        yield "", f"The row has {len(cells)} column{'s'[: len(cells) != 1]} and not {len(HEADER)}", ",".join(HEADER)
        return
    for column, cell in zip(HEADER[2:], cells[2:], strict=True):
        may_be_empty = column in MAY_BE_EMPTY
        if not (cell.isdecimal() and len(cell) < 7) and not (may_be_empty and not cell):
            what = f"{cell[:60]!r} is not a number of days" if cell else "Nothing is written here"
            yield column, what, DAYS + (", or nothing" if may_be_empty else "")


def _row(cells: list[str]) -> Row:
    in_care, worker = (int(cell) if cell else None for cell in cells[4:])
    return Row(cells[0], cells[1], int(cells[2]), int(cells[3]), in_care, worker)


def text_of(rows: list[Row]) -> str:
    """The table as CSV text, the inverse of `parse`; rows keep their order, which numbers the people."""
    lines = [",".join(HEADER)]
    for row in rows:
        cells = (getattr(row, name) for name in HEADER)
        lines.append(",".join("" if cell is None else str(cell) for cell in cells))
    return "\n".join(lines) + "\n"


def at_even_steps(rows: Sequence[Row], wanted: int, start: float = 0.5) -> list[Row]:
    """So many of some rows, spread over them in an order in which neighbours are alike; rows come again if need be.

    `start` is where in the first step the first of them is taken, as a share of the step below 1.
    """
    alike = sorted(rows, key=_likeness)
    return [alike[int((step + start) * len(alike) / wanted)] for step in range(wanted)]


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows in the order of a table: by setting, the eldest first."""
    return sorted(rows, key=lambda row: (row.setting, -row.born_days, -row.placed_days, row.need))


def _likeness(row: Row) -> tuple[str, int, int, int]:
    """Need, years of age, time in the placement, time in care."""
    return row.need, int(row.born_days / DAYS_PER_YEAR), row.placed_days, row.in_care_days or 0
