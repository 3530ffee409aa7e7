"""Visits every number of a study, wherever it stands."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from carepath_sim.catalogue.documents import KeyPath
from carepath_sim.scenario.parameters import Provenance


def numbers(node: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Provenance]]:
    """Each parameter, hazard and table of shares below a node, with its key path."""
    found: list[tuple[KeyPath, Provenance]] = []
    _gather(node, path, found)
    return iter(found)


def _gather(node: Any, path: KeyPath, found: list[tuple[KeyPath, Provenance]]) -> None:
    if isinstance(node, Provenance):
        found.append((path, node))
        return
    for key, value in _children(node):
        if isinstance(value, (BaseModel, dict, list)):
            _gather(value, (*path, key), found)


def find(node: Any, path: KeyPath) -> Any:
    """What stands at a key path; raises KeyError naming the first key that is not there."""
    for key in path:
        children = dict(_children(node))
        if key not in children:
            raise KeyError(key)
        node = children[key]
    return node


def replaced(node: Any, path: KeyPath, new: Any) -> Any:
    """A copy of a node with something new at a key path; whatever is not above it is shared with the node."""
    if not path:
        return new
    key, rest = path[0], path[1:]
    below = replaced(dict(_children(node))[key], rest, new) if rest else new
    if isinstance(node, BaseModel):
        return node.model_copy(update={dict(_fields(type(node)))[str(key)]: below})
    return {**node, key: below} if isinstance(node, dict) else [*node[:key], below, *node[int(key) + 1 :]]


def children(node: Any) -> list[str]:
    """The keys that lead on from a node."""
    return [str(key) for key, value in _children(node) if value is not None]


def split(path: str) -> KeyPath:
    """The key path written `effects[1].set_places.places`, counting from 1 in brackets."""
    parts = re.findall(r"\[(\d+)\]|([^.\[\]]+)", path)
    return tuple(int(index) - 1 if index else name for index, name in parts)


def sort_mappings(node: Any) -> None:
    """Put the keys of every mapping below a node in order, numbers by size, so that file order cannot matter."""
    for _, value in _children(node):
        if isinstance(value, dict):
            ordered = sorted(value.items(), key=lambda item: natural(str(item[0])))
            value.clear()
            value.update(ordered)
        sort_mappings(value)


def natural(text: str) -> list[tuple[int, int, str]]:
    """A key for sorting in which `9 months` comes before `10 months`."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", text) if part]


def _children(node: Any) -> list[tuple[str | int, Any]]:
    if isinstance(node, BaseModel):
        return [(key, getattr(node, name)) for key, name in _fields(type(node))]
    if isinstance(node, dict):
        return list(node.items())
    if isinstance(node, list):
        return list(enumerate(node))
    return []


@functools.cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """The keys of a mapping as they are written, and the names of the fields behind them."""
    return tuple((field.alias or name, name) for name, field in model.model_fields.items())
