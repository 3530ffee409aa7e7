"""YAML files as plain data that remembers, for every value, the file, line and column it stands on.

YAML 1.2, with less of it than the standard allows: no anchors, no tags, no duplicate
keys, text keys only. What is refused is reported as `Problem`s, all of a file at once.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from carepath_sim.catalogue import encodings
from carepath_sim.errors import Problem

KeyPath = tuple[str | int, ...]

LARGEST_FILE = 1_000_000
"""Bytes; a resolved scenario takes about a quarter of this, and reading this much 200 MB of memory."""
DEEPEST = 40
EMPTY_FIX = "see scenarios/README.md for what it may say"
MOST_BRACKETS = 10 * DEEPEST
"""Beyond it the parser itself would take minutes; generous, since brackets inside words are counted too."""
PLAIN_TAGS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
TAG_FIX = "write plain words, numbers, lists and mappings"


class Mark(NamedTuple):
    """Where a value stands; lines and columns count from 1, 0 for the whole file."""

    file: str
    line: int = 0
    column: int = 0
    is_catalogue: bool = False


@dataclass(frozen=True)
class Document:
    """Plain data (mappings, lists, text, numbers, booleans, None) and the mark of each key path in it."""

    data: dict[str, Any]
    marks: dict[KeyPath, Mark] = field(default_factory=dict)

    def mark(self, path: KeyPath) -> Mark:
        """The mark of a path, or of the nearest place above it that has one."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.marks:
                return self.marks[path[:length]]
        return Mark("")


def words(path: KeyPath) -> str:
    """A key path as people write it: `settings.hub.enters[2].to`."""
    return "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in path).lstrip(".")


def read(path: Path, shown_as: str) -> tuple[Document, list[Problem]]:
    """The document in a file, and everything wrong with it as YAML; never raises for what a file holds."""
    try:
        if path.is_dir():
            return _failed(shown_as, "This is a folder, not a file", "a YAML file")
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return _failed(shown_as, "There is no such file", fix="check the name and the folder it is read from")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not one a file can have"
        return _failed(shown_as, f"The file cannot be read: {reason}")
    if len(content) > LARGEST_FILE:
        return _failed(shown_as, "The file is too large", f"at most {LARGEST_FILE:,} bytes")
    if kind := encodings.other_than_utf8(content):
        return _failed(shown_as, f"The file is {kind}", "UTF-8 text", "save the file as UTF-8")
    return read_text(encodings.decoded(content), shown_as)


def read_text(text: str, shown_as: str) -> tuple[Document, list[Problem]]:
    """The document in a text, and everything wrong with it as YAML."""
    if not text.strip():
        return _failed(shown_as, "The file is empty", fix=EMPTY_FIX)
    if strange := encodings.strange_marks(text, shown_as):
        return Document({}, {(): Mark(shown_as, strange[0].line, strange[0].column)}), strange
    if place := _too_deep(text):
        return _failed(shown_as, "The file is nested too deeply", f"at most {DEEPEST} levels", place=place)
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    try:
        nodes = list(_compose(yaml, text))
    except RecursionError:
        place = (yaml.reader.line + 1, yaml.reader.column + 1)
        return _failed(shown_as, "The file is nested too deeply", f"at most {DEEPEST} levels", place=place)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        if odd := encodings.odd_space(text, place[0]):
            what, found = odd
            return _failed(shown_as, what, "plain spaces", "put a space there by the space bar", found)
        return _failed(shown_as, _yaml_words(error), place=place, fix=_yaml_fix(text, place))
    except YAMLError as error:
        return _failed(shown_as, _one_line(str(error)), fix="remove characters that are not plain text")
    except (ValueError, IndexError, AttributeError, KeyError, TypeError, AssertionError):
        # The parser lets these escape on some directives and malformed documents.
        return _failed(shown_as, "This is not YAML that can be read", fix="remove directives and special characters")
    if not nodes:
        return _failed(shown_as, "The file is empty", fix=EMPTY_FIX)
    if len(nodes) != 1 or not isinstance(nodes[0], MappingNode):
        what = f"The file holds {len(nodes)} documents" if len(nodes) != 1 else "The file is not a mapping of keys"
        mark = nodes[min(1, len(nodes) - 1)].start_mark
        allowed = "one mapping, such as `question: ...`"
        return _failed(shown_as, what, allowed, place=(mark.line + 1, mark.column + 1))
    reader = _Reader(shown_as)
    data = reader.value(nodes[0], ())
    return Document(data if isinstance(data, dict) else {}, reader.marks), reader.problems


def _too_deep(text: str) -> tuple[int, int] | None:
    """The line and column at which more brackets are open at once than any file needs."""
    depth = 0
    for bracket in re.finditer(r"[\[\]{}]", text):
        depth = depth + 1 if bracket[0] in "[{" else max(0, depth - 1)
        if depth > MOST_BRACKETS:
            return encodings.place_of(text, bracket.start())
    return None


def _compose(yaml: YAML, text: str) -> Iterator[Node]:
    _, parser = yaml.get_constructor_parser(io.StringIO(text))
    while yaml.composer.check_node():
        yield yaml.composer.get_node()
    parser.dispose()


def _failed(
    shown_as: str, what: str, allowed: str = "", fix: str = "", place: tuple[int, int] = (0, 0)
) -> tuple[Document, list[Problem]]:
    problem = Problem(shown_as, place[0], place[1], "", what, allowed, "", fix)
    return Document({}, {(): Mark(shown_as, *place)}), [problem]


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200].rstrip(".")


def _yaml_words(error: MarkedYAMLError) -> str:
    problem = str(error.problem or "")
    if r"'\t'" in problem:
        return "A tab stands here, where only spaces may"
    if match := re.search(r"undefined alias '([^']*)'", problem):
        return f"A word with * before it refers to one marked with &, and nothing is marked &{match[1]}"
    parts = [part for part in (error.context, error.problem) if part]
    return f"This is not YAML: {_one_line(', '.join(parts))}"


def _yaml_fix(text: str, place: tuple[int, int]) -> str:
    lines = encodings.lines_of(text)
    line = lines[place[0] - 1] if 0 < place[0] <= len(lines) else ""
    if "\t" in line:
        return "indent with spaces, not tabs"
    if line[max(0, place[1] - 1) :].startswith("*"):
        return "write the value out, or put quotes round a word that begins with *"
    return "check indentation, quotes and colons here and on the line above"


@dataclass
class _Reader:
    """Turns composed nodes into plain data, noting marks and problems as it goes."""

    shown_as: str
    marks: dict[KeyPath, Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _seen: set[int] = field(default_factory=set)

    def value(self, node: Node, path: KeyPath) -> Any:
        """The plain value of a node."""
        self.marks.setdefault(path, self._mark(node))
        if id(node) in self._seen:
            return self._scalar(node, path) if isinstance(node, ScalarNode) else None
        self._seen.add(id(node))
        if node.anchor:
            self._problem(node, path, "Anchors and aliases are not used here", "write the value out where it is needed")
        if len(path) > DEEPEST:
            self._problem(node, path[:3], "The file is nested too deeply", f"use at most {DEEPEST} levels")
            return None
        if not isinstance(node, ScalarNode) and str(node.tag) not in PLAIN_TAGS:
            self._problem(node, path, "Tags are not used here", TAG_FIX)
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return self._scalar(node, path)

    def _mapping(self, node: MappingNode, path: KeyPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._problem(key_node, path, "A key is a list or a mapping", "use words as keys")
                continue
            key = str(key_node.value)
            below = (*path, key)
            if key in found:
                first = self.marks[below]
                self._problem(key_node, below, f"The key is here twice, first on line {first.line}", "keep one of them")
                continue
            self.marks[below] = self._mark(key_node)
            found[key] = self.value(value_node, below)
        return found

    def _scalar(self, node: ScalarNode, path: KeyPath) -> Any:
        text, tag = node.value, str(node.tag).removeprefix("tag:yaml.org,2002:")
        if tag == "null":
            return None
        if tag == "bool":
            return text.lower() == "true"
        if tag == "int" and len(text) <= 20:
            return _int(text)
        if tag in ("int", "float"):
            return _float(text)
        if tag not in ("str", "timestamp"):
            self._problem(node, path, "Tags are not used here", TAG_FIX)
        return text

    def _mark(self, node: Node) -> Mark:
        return Mark(self.shown_as, node.start_mark.line + 1, node.start_mark.column + 1)

    def _problem(self, node: Node, path: KeyPath, what: str, fix: str) -> None:
        mark = self._mark(node)
        self.problems.append(Problem(mark.file, mark.line, mark.column, words(path), what, fix=fix))


def _int(text: str) -> int | str:
    try:
        return int(text.replace("_", ""), 0) if not re.match(r"[-+]?0\d", text) else int(text.replace("_", ""))
    except ValueError:
        return text


def _float(text: str) -> float | str:
    try:
        return float(re.sub(r"\.(?=inf|nan)", "", text.replace("_", "").lower()))
    except ValueError:
        return text
