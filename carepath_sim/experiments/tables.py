"""Tables as CSV text: shortest exact numbers, no locale, and no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from math import isnan

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that make a spreadsheet read a cell as a formula (OWASP, *CSV Injection*)."""


def to_csv(frame: pd.DataFrame) -> str:
    """A frame as CSV: numbers as `repr` writes them, so reading gives the same ones back; not-a-number is empty."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([text_cell(str(name)) for name in frame.columns])
    columns = [_cells(frame[name]) for name in frame.columns]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue()


def text_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes before what looks like the start of one."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _cells(column: pd.Series) -> list[str]:
    writer: Callable[..., str]
    match column.dtype.kind:
        case "b":
            writer = _truth
        case "i" | "u":
            writer = str
        case "f":
            writer = _number
        case _:
            writer = _anything
    return [writer(value) for value in column.tolist()]


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _number(value: float) -> str:
    return "" if isnan(value) else repr(value)


def _anything(value: object) -> str:
    return _number(value) if isinstance(value, float) else text_cell(str(value))
