"""Lays one document over another: a scenario over its parent, both over the catalogue, one setting over another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from carepath_sim.catalogue.documents import Document, KeyPath, Mark

APPENDED = ("assumes", "policies", "practice_models", "effects")
"""Lists to which a child adds; every other list it replaces."""

WHOLE = {"value", "shares", "rate", "mean", "median", "weibull", "survival", "bands", "never"}
"""A number comes with its source: whoever writes one of these replaces everything said about the number."""


def merge(below: Document, above: Document, by_item: bool = False) -> Document:
    """The document below with what is written above laid over it, each value keeping its own mark.

    A number of which a part alone is written above stands where that part does. With `by_item`,
    a mapping from numbers of items laid over a list changes those items alone: `{1: {to: home}}`.
    """
    marks = dict(below.marks)
    data = _Laying(above, marks, by_item).mapping(below.data, above.data, ())
    marks[()] = above.mark(())
    return Document(data, marks)


@dataclass
class _Laying:
    """One document being laid over another, with the marks of the result."""

    above: Document
    marks: dict[KeyPath, Mark]
    by_item: bool

    def mapping(self, below: dict[str, Any], above: dict[str, Any], path: KeyPath) -> dict[str, Any]:
        result = dict(below)
        for key, value in above.items():
            here, old = (*path, key), result.get(key)
            if isinstance(old, dict) and isinstance(value, dict) and not _replaces_number(key, old, value):
                result[key] = self.mapping(old, value, here)
                if _is_number(key, old):
                    self.marks[here] = self.above.mark(here)
            elif not path and key in APPENDED and isinstance(old, list) and isinstance(value, list):
                for index, item in enumerate(value):
                    self._put(item, (*here, index), (*here, index + len(old)))
                result[key] = old + value
            elif self.by_item and isinstance(old, list) and _numbers_items(value, old):
                result[key] = self._items(old, value, here)
            else:
                for below_here in _paths(old, here):
                    self.marks.pop(below_here, None)
                self._put(value, here, here)
                result[key] = value
        return result

    def _items(self, below: list[Any], above: dict[str, Any], path: KeyPath) -> list[Any]:
        result = list(below)
        for key, value in above.items():
            there, here = (*path, key), (*path, int(key) - 1)
            marks = {(*here, *known[len(there) :]): m for known, m in self.above.marks.items() if _is_in(known, there)}
            laying = _Laying(Document({}, marks), self.marks, self.by_item)
            result[int(key) - 1] = laying.mapping(result[int(key) - 1], value, here)
        return result

    def _put(self, value: Any, there: KeyPath, here: KeyPath) -> None:
        """Mark what was written at one path as standing at another."""
        for path in _paths(value, there):
            if path in self.above.marks:
                self.marks[(*here, *path[len(there) :])] = self.above.marks[path]


def _paths(value: Any, path: KeyPath) -> Iterator[KeyPath]:
    """The key path of a value, and those of all that stands in it."""
    yield path
    if isinstance(value, (dict, list)):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _paths(below, (*path, key))


def _is_in(path: KeyPath, place: KeyPath) -> bool:
    return path[: len(place)] == place


def _numbers_items(value: object, items: list[Any]) -> bool:
    """Whether a value is a mapping from numbers of items, themselves mappings, to what is said of them."""
    return isinstance(value, dict) and all(
        key.isdecimal()
        and 0 < int(key) <= len(items)
        and isinstance(items[int(key) - 1], dict)
        and isinstance(said, dict)
        for key, said in value.items()
    )


def _is_number(key: str, said: dict[str, Any]) -> bool:
    return "status" in said or "value" in said or key == "hazard"


def _replaces_number(key: str, old: dict[str, Any], new: dict[str, Any]) -> bool:
    is_bare_table = key in ("ages", "needs") and not ({"range", "note"} & set(new))
    return _is_number(key, old) and (bool(WHOLE & set(new)) or is_bare_table)
