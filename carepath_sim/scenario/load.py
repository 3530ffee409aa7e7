"""Reads scenario files: YAML with line numbers, and at most one parent each."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from carepath_sim.catalogue.documents import Document, read, read_text
from carepath_sim.catalogue.merge import merge
from carepath_sim.catalogue.spelling import nearest
from carepath_sim.errors import BadInput, Problem
from carepath_sim.scenario.problems import at

MOST_PARENTS = 20
OWN = ("name", "label")
"""What a scenario does not take over from its parent."""
SWEEP = "sweep"
"""The key of a file that is no scenario but names some, and what varies in them."""


@dataclass(frozen=True)
class Scenario:
    """What a scenario file and its parents say, not yet checked against the catalogue."""

    name: str
    folder: Path
    document: Document
    files: dict[str, str]  # each file as shown in messages -> as recorded in a resolved document
    is_torn: bool = False  # a file it extends could not be read, so that what that says is not known

    @property
    def is_resolved(self) -> bool:
        """Whether it is a complete document, which needs no catalogue."""
        return self.document.data.get("resolved") == 1


def load(path: str | Path) -> Scenario:
    """The scenario in a file; raises BadInput with all that is wrong with it as YAML."""
    scenario, problems = read_scenario(path)
    if problems:
        raise BadInput(problems)
    return scenario


def read_scenario(path: str | Path) -> tuple[Scenario, list[Problem]]:
    """The scenario in a file as far as it can be read, and what is wrong with it and its parents as YAML."""
    shown = os.path.normpath(str(path))
    folder = os.path.dirname(shown)
    chain, problems, is_torn = _chain(shown)
    sweeps = [document for document in chain if SWEEP in document.data]
    if sweeps:
        return Scenario("", Path(folder or "."), Document({}), {}, True), [_is_sweep(sweeps[0], shown)]
    merged = chain[-1]
    for document in reversed(chain[:-1]):
        merged = merge(merged, document)
    data = {key: value for key, value in merged.data.items() if key != "extends"}
    for own in OWN if len(chain) > 1 else ():
        if own not in chain[0].data:
            data.pop(own, None)
    files = {item.mark(()).file: os.path.relpath(item.mark(()).file, folder or ".") for item in chain}
    stem = Path(shown).name.removesuffix(".yaml").removesuffix(".yml").removesuffix(".resolved")
    return Scenario(stem, Path(folder or "."), replace(merged, data=data), files, is_torn), problems


def from_text(text: str, name: str, folder: Path = Path(".")) -> Scenario:
    """The scenario in a text that extends nothing; raises BadInput."""
    document, problems = read_text(text, name)
    if problems:
        raise BadInput(problems)
    return Scenario(name, folder, document, {name: name})


def _chain(shown: str) -> tuple[list[Document], list[Problem], bool]:
    """The documents of a file, its parent, and so on upwards; whether one of the parents could not be read."""
    documents: list[Document] = []
    problems: list[Problem] = []
    seen: list[str] = []
    current: str | None = shown
    is_torn = False
    while current is not None:
        document, found = read(Path(current), current)
        problems += found
        is_torn |= bool(found) and not document.data and bool(documents)
        if documents and document.data.get("resolved") == 1:
            problems.append(_is_settled(documents[-1], current))
        documents.append(document)
        seen.append(current)
        current, problem = _parent(document, seen)
        problems += [problem] if problem else []
        is_torn |= problem is not None
    return documents, problems, is_torn


def is_within_reach(shown: str, folder: str) -> bool:
    """Whether a file that another names is in the folder of the scenario or in the present one, links followed.

    A scenario that somebody else wrote must not read what it likes, and show it in its messages.
    """
    real = os.path.realpath(shown)
    homes = (os.path.realpath(home or ".") for home in (folder, "."))
    return any(os.path.commonpath([real, home]) == home for home in homes if _same_drive(real, home))


def _is_absolute(path: str) -> bool:
    """Whether a path is absolute on any system, so that a file means the same on all of them."""
    return PurePosixPath(path).is_absolute() or bool(PureWindowsPath(path).anchor)


def _same_drive(one: str, other: str) -> bool:
    return os.path.splitdrive(one)[0].lower() == os.path.splitdrive(other)[0].lower()


def _is_settled(child: Document, parent: str) -> Problem:
    """The problem of a parent whose policies are taken out of their cards and whose unused settings are gone."""
    what = f"{os.path.basename(parent)} is resolved: what a child puts to use or leaves out would change nothing in it"
    fix = "extend the scenario it was made from, or change numbers in a copy of it"
    return at(child, ("extends",), what, "a scenario that is not resolved", fix=fix)


def _is_sweep(document: Document, shown: str) -> Problem:
    what = "This is a sweep file: it names scenarios and what varies in them, and is no scenario itself"
    return at(document, (SWEEP,), what, fix=f"run it, or look how large it is: carepath sweep {shown} --dry-run")


def _parent(document: Document, seen: list[str]) -> tuple[str | None, Problem | None]:
    parent = document.data.get("extends")
    if parent is None:
        return None, None
    if not isinstance(parent, str) or not parent.strip() or not parent.isprintable() or _is_absolute(parent):
        what = "A scenario extends one other, named by a path relative to its own file"
        return None, at(document, ("extends",), what, "a relative path, such as baseline.yaml")
    shown = os.path.normpath(os.path.join(os.path.dirname(seen[-1]), parent))
    if not is_within_reach(shown, os.path.dirname(seen[0])):
        what = f"{parent!r} leads out of the folder of the scenario and out of the folder the command runs in"
        fix = "copy the file beside this one, or run the command in a folder that holds both"
        return None, at(document, ("extends",), what, "a file within either", fix=fix)
    if shown in seen or len(seen) >= MOST_PARENTS:
        circle = " -> ".join(os.path.basename(name) for name in [*seen, shown])
        return None, at(document, ("extends",), f"The scenarios go round in a circle: {circle}", fix="take one out")
    if os.path.isdir(shown):
        return None, at(document, ("extends",), f"{parent!r} is a folder", "a file, such as baseline.yaml")
    if not os.path.exists(shown):
        folder = os.path.dirname(shown) or "."
        others = (
            [name for name in sorted(os.listdir(folder)) if name.endswith(".yaml")] if os.path.isdir(folder) else []
        )
        near = nearest(os.path.basename(shown), others)
        return None, at(document, ("extends",), f"There is no file {parent!r}", "a relative path", near)
    return shown, None
