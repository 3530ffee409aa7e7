"""Reads a catalogue folder: one document a file, under the name the file has."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from carepath_sim.catalogue import likeness, prepared
from carepath_sim.catalogue.documents import Document, KeyPath, Mark, read
from carepath_sim.errors import Problem

HERE = Path(__file__).parent
SINGLES = ("demand", "finance", "prices", "sources")
FOLDERS = ("settings", "teams", "policies", "practice_models")
LIKENESSES = "settings"
"""The folder whose files may say `like:` another of them."""


@dataclass(frozen=True)
class Catalogue:
    """All the documents of a catalogue as one (`settings.hub...`), its starting caseload, and what is wrong."""

    document: Document
    caseload: str
    caseload_file: str
    problems: tuple[Problem, ...]
    unread: frozenset[str] = frozenset()
    """Files that could not be read at all, as messages name them."""

    def names(self, kind: str) -> list[str]:
        """Names of the settings, teams, policies or practice models, sorted."""
        found = self.document.data.get(kind)
        return sorted(found) if isinstance(found, dict) else []


def read_catalogue(folder: Path | None = None) -> Catalogue:
    """The catalogue in a folder (the package's own by default); unchanged files are read once a process."""
    folder = HERE if folder is None else folder
    files = sorted(folder.glob("*.yaml")) + sorted(folder.glob("*.csv"))
    for kind in FOLDERS:
        files += sorted((folder / kind).glob("*.yaml"))
    return _read(folder, tuple((path, path.stat().st_mtime_ns) for path in files))


@functools.lru_cache(maxsize=8)
def _read(folder: Path, files: tuple[tuple[Path, int], ...]) -> Catalogue:
    found: dict[str, dict[str, Document]] = {kind: {} for kind in (*FOLDERS, *SINGLES)}
    problems: list[Problem] = []
    unread: list[str] = []
    for path, _ in files:
        place = path.relative_to(folder).with_suffix("").parts
        if path.suffix != ".yaml" or (len(place) == 1 and place[0] not in SINGLES):
            continue
        shown = "catalogue/" + path.relative_to(folder).as_posix()
        ready = prepared.document_in(path, shown)
        document, unreadable = read(path, shown) if ready is None else (ready, [])
        problems += unreadable
        unread += [shown] if unreadable and not document.data else []
        found[place[0]]["".join(place[1:])] = document
    found[LIKENESSES], strange = likeness.completed(found[LIKENESSES], LIKENESSES)
    whole = _as_one(found)
    table = folder / "starting_caseload.csv"
    caseload = table.read_bytes().decode("utf-8-sig", errors="replace") if table.exists() else ""
    return Catalogue(whole, caseload, "catalogue/starting_caseload.csv", (*problems, *strange), frozenset(unread))


def _as_one(found: dict[str, dict[str, Document]]) -> Document:
    """Documents by folder and name as one, whose marks all say that they are the catalogue's."""
    data: dict[str, object] = {}
    marks: dict[KeyPath, Mark] = {(): Mark("catalogue")}
    for kind, documents in found.items():
        if kind in FOLDERS:
            data[kind] = {name: document.data for name, document in documents.items()}
        else:
            data[kind] = documents[""].data if documents else {}
        for name, document in documents.items():
            place = (kind, name) if kind in FOLDERS else (kind,)
            marks.update(
                {(*place, *below): Mark(m.file, m.line, m.column, True) for below, m in document.marks.items()}
            )
    return Document(data, marks)
