"""The catalogue's own files as they were read once, so that no command has to read them as YAML again.

`prepared.json` holds the document of each file under the SHA-256 of its text. A file that has been
changed, or added, is not in it and is read from its YAML: what a person writes always counts.
Made anew, after a change to the catalogue, by `python -m carepath_sim.catalogue.prepared`.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from carepath_sim.catalogue.documents import Document, KeyPath, Mark, read

HERE = Path(__file__).parent
FILE = "prepared.json"


def document_in(path: Path, shown_as: str) -> Document | None:
    """The document of a file that was read when the catalogue was prepared; None for any other."""
    try:
        kept = _kept().get(_key(path.read_bytes()))
    except OSError:
        return None
    if kept is None:
        return None
    line, column, said = kept
    document = Document({}, {(): Mark(shown_as, line, column)})
    document.data.update(_opened(said, (), document.marks, shown_as))
    return document


def text_of(folder: Path = HERE) -> str:
    """All files of a catalogue that have nothing wrong with them, as JSON."""
    found = {}
    for path in _files(folder):
        document, problems = read(path, path.name)
        if not problems:
            root = document.mark(())
            found[_key(path.read_bytes())] = [root.line, root.column, _closed(document.data, (), document)]
    lines = (f"{json.dumps(key)}: {_json(found[key])}" for key in sorted(found))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _files(folder: Path) -> Iterable[Path]:
    return sorted(folder.rglob("*.yaml"))


@functools.cache
def _kept() -> dict[str, Any]:
    try:
        found = json.loads((HERE / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _key(content: bytes) -> str:
    """What a text is known by, however its lines end."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _closed(value: Any, path: KeyPath, document: Document) -> Any:
    """A value whose every part is kept as its line, its column and what is said there."""
    if isinstance(value, dict):
        return {key: _part(item, (*path, key), document) for key, item in value.items()}
    if isinstance(value, list):
        return [_part(item, (*path, index), document) for index, item in enumerate(value)]
    return value


def _part(value: Any, path: KeyPath, document: Document) -> list[Any]:
    mark = document.mark(path)
    return [mark.line, mark.column, _closed(value, path, document)]


def _opened(said: Any, path: KeyPath, marks: dict[KeyPath, Mark], file: str) -> Any:
    """The value that was kept, its marks noted."""
    if isinstance(said, dict):
        return {key: _noted(part, (*path, key), marks, file) for key, part in said.items()}
    if isinstance(said, list):
        return [_noted(part, (*path, index), marks, file) for index, part in enumerate(said)]
    return said


def _noted(part: list[Any], path: KeyPath, marks: dict[KeyPath, Mark], file: str) -> Any:
    line, column, said = part
    marks[path] = Mark(file, line, column)
    return _opened(said, path, marks, file)


if __name__ == "__main__":
    (HERE / FILE).write_text(text_of(), encoding="utf-8", newline="\n")
