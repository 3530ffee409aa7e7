"""Whose rights a figure speaks to, and what no figure here can see: the outcome framework as it was read.

Nothing in it is a number: what is not modelled is said with its reason, and never stands as nought.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carepath_sim.catalogue.documents import Document, KeyPath, read, words
from carepath_sim.catalogue.shelf import HERE
from carepath_sim.catalogue.spelling import listed, nearest
from carepath_sim.errors import BadInput, Problem

FILE = "outcomes.yaml"
SERVICE = "service"
"""Stands for no principle: figures about the service alone."""


@dataclass(frozen=True)
class Principle:
    """A general principle of the UN Convention on the Rights of the Child; `article` is 0 for none."""

    name: str
    label: str
    about: str
    article: int = 0


@dataclass(frozen=True)
class Unseen:
    """An outcome that the model cannot see, and why."""

    principle: str
    outcome: str
    because: str


@dataclass(frozen=True)
class Framework:
    """The principles in order, what is not modelled, and where the framework comes from (a key of sources.yaml)."""

    source: str
    note: str
    principles: tuple[Principle, ...]
    not_modelled: tuple[Unseen, ...]

    def principle(self, name: str) -> Principle:
        """A principle by name; raises KeyError."""
        return {each.name: each for each in self.principles}[name]


def read_outcomes(folder: Path | None = None) -> Framework:
    """The framework in a catalogue folder, the package's own by default; raises BadInput with all that is wrong."""
    document, problems = read((folder or HERE) / FILE, f"catalogue/{FILE}")
    if problems:
        raise BadInput(problems)
    reader = _Reader(document)
    found = Framework(
        source=reader.text(("source",)),
        note=reader.text(("note",)),
        principles=tuple(reader.principle(name) for name in reader.keys(("principles",))),
        not_modelled=tuple(reader.unseen(number) for number in reader.items(("not_modelled",))),
    )
    reader.refuse_others(())
    if reader.problems:
        raise BadInput(reader.problems)
    return found


KNOWN: dict[str, tuple[str, ...]] = {
    "": ("source", "note", "principles", "not_modelled"),
    "principles": ("label", "article", "about"),
    "not_modelled": ("principle", "outcome", "because"),
}
"""The keys there may be: of the file, of a principle, of something not modelled."""


class _Reader:
    """Takes values out of a document, and notes what is wrong with them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def principle(self, name: str) -> Principle:
        path: KeyPath = ("principles", name)
        self.refuse_others(path)
        label, about = self.text((*path, "label")), self.text((*path, "about"))
        article = self._at((*path, "article")) or 0
        if type(article) is not int:
            self._problem((*path, "article"), f"{article!r} is no article", "the number of an article, such as 12")
        return Principle(name, label, about, article if type(article) is int else 0)

    def unseen(self, number: int) -> Unseen:
        path: KeyPath = ("not_modelled", number)
        self.refuse_others(path)
        found = Unseen(*(self.text((*path, key)) for key in KNOWN["not_modelled"]))
        known = self.keys(("principles",))
        if found.principle and found.principle not in known:
            what = f"There is no principle {found.principle!r}"
            self._problem((*path, "principle"), what, listed(known), nearest(found.principle, known))
        return found

    def text(self, path: KeyPath) -> str:
        """The words at a path, on one line."""
        value = self._at(path)
        if not isinstance(value, str) or not value.strip():
            self._problem(path, f"There are no words for {path[-1]!r}", "words")
            return ""
        return " ".join(value.split())

    def keys(self, path: KeyPath) -> list[str]:
        """The keys of a mapping."""
        value = self._at(path)
        if not isinstance(value, dict) or not value:
            self._problem(path, f"{words(path)} names nothing", "a mapping of keys and values")
            return []
        return list(value)

    def items(self, path: KeyPath) -> range:
        """The numbers of the items of a list."""
        value = self._at(path)
        if not isinstance(value, list) or not value:
            self._problem(path, f"{words(path)} names nothing", "a list")
            return range(0)
        return range(len(value))

    def refuse_others(self, path: KeyPath) -> None:
        """Note keys that mean nothing."""
        known = KNOWN[str(path[0]) if path else ""]
        value = self._at(path)
        for key in value if isinstance(value, dict) else ():
            if key not in known:
                self._problem((*path, key), f"There is no key {key!r} here", listed(known), nearest(key, known))

    def _at(self, path: KeyPath) -> Any:
        value: Any = self.document.data
        for key in path:
            if isinstance(value, dict):
                value = value.get(str(key))
            else:
                value = value[key] if isinstance(value, list) and isinstance(key, int) else None
        return value

    def _problem(self, path: KeyPath, what: str, allowed: str, near: str = "") -> None:
        mark = self.document.mark(path)
        problem = Problem(mark.file, mark.line, mark.column, words(path), what, allowed, near, "")
        if problem not in self.problems:
            self.problems.append(problem)
