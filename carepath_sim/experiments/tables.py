"""Tables as CSV text: shortest exact numbers, no locale, and no cell that a spreadsheet would run as a formula.

They are read back as they were: what a column holds depends on its name alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import isnan
from pathlib import Path

import numpy as np
import pandas as pd

from carepath_sim.model import Ints

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that make a spreadsheet read a cell as a formula (OWASP, *CSV Injection*)."""
QUOTED = (",", '"', "\n", "\r")
"""Characters for which a cell stands between quotes (RFC 4180)."""
TEXT = {
    *("scenario", "period", "setting", "metric", "unit", "better", "against", "measure", "date", "kind", "name"),
    *("origin", "destination", "pool", "need", "start", "end", "ended_by", "check", "found"),
}
TRUTHS = {"precise", "looked_after", "passed"}
WHOLE = {"replication", "replications", "point", "days", "journey", "age", "places", "key_workers"}
"""What columns hold; all others hold numbers that may have a fraction or be missing."""
APOSTROPHE = re.compile(r"^'(?=[=+\-@\t\r\n])")


def to_csv(frame: pd.DataFrame) -> str:
    """A frame as CSV: numbers as `repr` writes them, so reading gives the same ones back; not-a-number is empty."""
    header = [_quoted(text_cell(str(name))) for name in frame.columns]
    columns = [_cells(frame[name]) for name in frame.columns]
    return "\n".join([",".join(header), *map(",".join, zip(*columns, strict=True)), ""])


def text_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes before what looks like the start of one."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _cells(column: pd.Series) -> list[str]:
    match column.dtype.kind:
        case "b":
            return [_truth(value) for value in column.tolist()]
        case "i" | "u":
            codes, numbers = pd.factorize(column.to_numpy())
            return _spread([str(value) for value in numbers.tolist()], codes)
        case "f":
            # Told apart by their bits, since minus zero equals zero and is not written like it.
            codes, bits = pd.factorize(column.to_numpy(np.float64).view(np.int64))
            return _spread([_number(value) for value in bits.view(np.float64).tolist()], codes)
    if pd.api.types.infer_dtype(column, skipna=False) != "string":
        return [_anything(value) for value in column.tolist()]
    codes, texts = pd.factorize(column.to_numpy(object))
    return _spread([_quoted(text_cell(text)) for text in texts], codes)


def _spread(written: list[str], codes: Ints) -> list[str]:
    """The cells of a column, each distinct value of which was written once."""
    spread: list[str] = np.array(written, dtype=object)[codes].tolist()
    return spread


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _number(value: float) -> str:
    return "" if isnan(value) else repr(value)


def _anything(value: object) -> str:
    return _number(value) if isinstance(value, float) else _quoted(text_cell(str(value)))


def _quoted(cell: str) -> str:
    if any(mark in cell for mark in QUOTED):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def from_csv(path: Path, also_text: Iterable[str] = (), also_truths: Iterable[str] = ()) -> pd.DataFrame:
    """The frame that `to_csv` wrote to a file. Raises ValueError if it holds anything else.

    `also_text` and `also_truths` name columns that hold text, or true and false, in this table. A table without rows
    has columns of no type.
    """
    text, truths = TEXT | set(also_text), TRUTHS | set(also_truths)
    names = pd.read_csv(path, nrows=0, dtype=str, keep_default_na=False).columns
    types = {name: "category" if name in text | truths else np.int64 if name in WHOLE else np.float64 for name in names}
    # Only an empty cell is missing, and only a number can be: "none" or "nan" may be somebody's name for a setting.
    missing = {name: [""] for name, kind in types.items() if kind is np.float64}
    frame = pd.read_csv(path, dtype=types, keep_default_na=False, na_values=missing, float_precision="round_trip")
    if not len(frame):
        return frame.astype(object)
    columns = {name: _read(frame[name], name in truths) for name in names}
    return pd.DataFrame(columns, columns=names)


def _read(column: pd.Series, is_truth: bool) -> np.ndarray:
    """A column as it was; of text each distinct value is looked at once."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return column.to_numpy()
    texts = [str(text) for text in column.cat.categories]
    known = [text == "true" for text in texts] if is_truth else [APOSTROPHE.sub("", text) for text in texts]
    return np.array(known, dtype=np.bool_ if is_truth else object)[column.cat.codes]
