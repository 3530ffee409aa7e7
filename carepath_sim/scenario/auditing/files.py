"""The files of a catalogue one by one, as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carepath_sim.catalogue import likeness
from carepath_sim.catalogue.documents import Document, KeyPath, read, words
from carepath_sim.catalogue.shelf import HERE, LIKENESSES
from carepath_sim.errors import Problem


@dataclass(frozen=True)
class File:
    """One YAML file: `place` is its path in the catalogue without the ending, such as (settings, hub)."""

    place: tuple[str, ...]
    document: Document

    @property
    def kind(self) -> str:
        """What sort of thing it describes: the folder it stands in, or its own name."""
        return self.place[0]

    def problem(self, path: KeyPath, what: str, allowed: str = "", near: str = "", fix: str = "") -> Problem:
        """Something wrong at a key path of this file."""
        mark = self.document.mark(path)
        return Problem(mark.file, mark.line, mark.column, words((*self.place, *path)), what, allowed, near, fix)


def files_of(folder: Path | None) -> tuple[list[File], list[Problem]]:
    """Every YAML file of a catalogue folder (the package's own by default), and what is wrong with them as YAML.

    A setting that is like another holds what it takes from there, under the other's marks.
    """
    root = HERE if folder is None else folder
    found: dict[tuple[str, ...], Document] = {}
    problems: list[Problem] = []
    for path in sorted(root.rglob("*.yaml")):
        place = path.relative_to(root)
        found[place.with_suffix("").parts], unreadable = read(path, shown(folder, place))
        problems += unreadable
    alike = {place[1]: document for place, document in found.items() if place[0] == LIKENESSES and len(place) == 2}
    whole, strange = likeness.completed(alike, LIKENESSES)
    found |= {(LIKENESSES, name): document for name, document in whole.items()}
    return [File(place, document) for place, document in found.items()], problems + strange


def tables_of(folder: Path | None) -> list[Path]:
    """Every CSV file of a catalogue folder."""
    return sorted((HERE if folder is None else folder).rglob("*.csv"))


def shown(folder: Path | None, place: Path) -> str:
    """How a file of the catalogue is called in messages."""
    return (Path("catalogue") if folder is None else folder).joinpath(place).as_posix()


def texts(data: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Every piece of text below a node, with its key path."""
    if isinstance(data, str):
        yield path, data
    for key, value in items(data):
        yield from texts(value, (*path, key))


def items(data: Any) -> list[tuple[str | int, Any]]:
    """The keys and values of a mapping or list; nothing of anything else."""
    if isinstance(data, dict):
        return list(data.items())
    return list(enumerate(data)) if isinstance(data, list) else []
