"""Lays one document over another: a scenario over its parent, and both over the catalogue."""

from __future__ import annotations

from typing import Any

from carepath_sim.catalogue.documents import Document, KeyPath

APPENDED = ("assumes", "policies", "effects")
"""Lists to which a child adds; every other list it replaces."""

WHOLE = {"value", "shares", "rate", "mean", "median", "weibull", "survival", "bands", "never"}
"""A number comes with its source: whoever writes one of these replaces everything said about the number."""


def merge(below: Document, above: Document) -> Document:
    """The document below with what is written above laid over it, each value keeping its own mark."""
    marks = dict(below.marks)
    data = _mapping(below.data, above.data, (), above, marks)
    marks[()] = above.mark(())
    return Document(data, marks)


def _mapping(
    below: dict[str, Any], above: dict[str, Any], path: KeyPath, over: Document, marks: dict[KeyPath, Any]
) -> dict[str, Any]:
    result = dict(below)
    for key, value in above.items():
        here = (*path, key)
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict) and not _replaces_number(key, old, value):
            result[key] = _mapping(old, value, here, over, marks)
            continue
        if not path and key in APPENDED and isinstance(old, list) and isinstance(value, list):
            _move_marks(over, here, marks, len(old))
            result[key] = old + value
            continue
        for known in [known for known in marks if known[: len(here)] == here]:
            del marks[known]
        marks.update({known: mark for known, mark in over.marks.items() if known[: len(here)] == here})
        result[key] = value
    return result


def _replaces_number(key: str, old: dict[str, Any], new: dict[str, Any]) -> bool:
    is_number = "status" in old or "value" in old or key == "hazard"
    is_bare_table = key in ("ages", "needs") and not ({"range", "note"} & set(new))
    return is_number and (bool(WHOLE & set(new)) or is_bare_table)


def _move_marks(over: Document, path: KeyPath, marks: dict[KeyPath, Any], by: int) -> None:
    size = len(path)
    for known, mark in over.marks.items():
        if known[:size] == path and len(known) > size:
            index = known[size]
            assert isinstance(index, int)
            marks[(*path, index + by, *known[size + 1 :])] = mark
