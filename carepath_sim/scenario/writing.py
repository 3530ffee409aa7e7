"""Plain data as YAML text, byte for byte what ruamel makes of the whole document, in a fraction of its time.

A study has thousands of scalars of which few differ: ruamel decides once for each how it
is written, and the lines are put together here.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

WIDEST = 1_000_000
"""Columns before a line is broken."""
ITEM = "- "


def to_yaml(data: dict[str, Any]) -> str:
    """Mappings, lists and scalars as YAML in block style, keys in the order they have."""
    words = _Words()
    words.collect(data)
    # What takes more than one line is written in a way that depends on its place in the document.
    if not words.learn():
        return _by_ruamel(data)
    return "".join(f"{line}\n" for line in _lines(data, "", words))


def literal(key: str, text: str) -> str:
    """One key of a document and the text under it, line by line."""
    return _by_ruamel({key: LiteralScalarString(text)})


def _by_ruamel(data: Any) -> str:
    yaml = YAML()
    yaml.version = None
    yaml.width = WIDEST
    yaml.allow_unicode = True
    stream = io.StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()


@dataclass
class _Words:
    """The keys and scalars of a document, each once, and then how each is written."""

    keys: dict[str, Any] = field(default_factory=dict)
    scalars: dict[str, Any] = field(default_factory=dict)

    def collect(self, node: Any) -> None:
        """Note every key and scalar in a mapping, list or scalar."""
        if _is_scalar(node):
            self.scalars[_name(node)] = node
        elif isinstance(node, dict):
            for key, value in node.items():
                self.keys[key] = {key: 0}
                self.collect(value)
        else:
            for value in node:
                self.collect(value)

    def learn(self) -> bool:
        """Have everything written; False if something takes more than one line."""
        for known in (self.keys, self.scalars):
            lines = _by_ruamel(list(known.values())).splitlines()
            if len(lines) != len(known):
                return False
            known.update(zip(list(known), (line.removeprefix(ITEM) for line in lines), strict=True))
        return True

    def key(self, key: str) -> str:
        """A key and its colon."""
        return str(self.keys[key]).removesuffix(" 0")

    def scalar(self, value: Any) -> str:
        """A scalar, or a mapping or list that is empty."""
        return str(self.scalars[_name(value)])


def _is_scalar(node: Any) -> bool:
    return not (node and isinstance(node, (dict, list)))


def _name(scalar: Any) -> str:
    """A text for each scalar, since 1, 1.0 and true are equal and not written alike."""
    return f"words {scalar}" if isinstance(scalar, str) else repr(scalar)


def _lines(node: dict[str, Any] | list[Any], indent: str, words: _Words) -> Iterator[str]:
    """The lines of a mapping or list; an item's own lines are two columns further in, its first behind the dash."""
    if isinstance(node, dict):
        for key, value in node.items():
            head = indent + words.key(key)
            if _is_scalar(value):
                yield f"{head} {words.scalar(value)}"
            else:
                yield head
                yield from _lines(value, indent + "  " if isinstance(value, dict) else indent, words)
        return
    for value in node:
        if _is_scalar(value):
            yield indent + ITEM + words.scalar(value)
        else:
            first, *rest = _lines(value, indent + "  ", words)
            yield indent + ITEM + first.lstrip(" ")
            yield from rest
