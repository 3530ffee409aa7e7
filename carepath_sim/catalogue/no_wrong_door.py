"""Reads the table that says which lever carries each published feature of No Wrong Door, or why none does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carepath_sim.catalogue.documents import Document, KeyPath, read, words
from carepath_sim.catalogue.shelf import HERE, read_catalogue
from carepath_sim.catalogue.spelling import listed, nearest
from carepath_sim.errors import BadInput, Problem

TABLE = HERE / "no_wrong_door.yaml"
PRACTICE_MODEL = "no_wrong_door"
KINDS = ("distinguisher", "non_negotiable", "provocation")
KEYS = ("kind", "name", "elements", "lever", "also", "settings", "note", "not_modelled")


@dataclass(frozen=True)
class Feature:
    """One published feature: either the lever that carries it, or `not_modelled` with the reason, is given."""

    kind: str
    name: str
    elements: tuple[str, ...] = ()
    lever: str = ""
    also: tuple[str, ...] = ()
    """Further levers that carry parts of it."""
    settings: tuple[str, ...] = ()
    """Settings it needs or acts through."""
    note: str = ""
    not_modelled: str = ""


def read_features(table: Path | None = None) -> tuple[Feature, ...]:
    """The features in the order of the table (the package's own by default); raises BadInput with all that is wrong."""
    path = TABLE if table is None else table
    document, problems = read(path, f"catalogue/{path.name}")
    rows = document.data.get("features")
    if not problems and not isinstance(rows, list):
        problems = [_problem(document, ("features",), "There is no list of features", "features: a list")]
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        problems += _wrong(document, ("features", index), row)
    if problems:
        raise BadInput(problems)
    assert isinstance(rows, list)
    return tuple(_feature(row) for row in rows)


def _feature(row: dict[str, Any]) -> Feature:
    said = ((key, row[key]) for key in KEYS if row.get(key))
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else str(value) for key, value in said}
    return Feature(**fields)


def _wrong(document: Document, path: KeyPath, row: object) -> Iterator[Problem]:
    if not isinstance(row, dict):
        yield _problem(document, path, "A feature is not a mapping of keys", "kind, name, and lever or not_modelled")
        return
    for key in row:
        if key not in KEYS:
            yield _unknown(document, (*path, key), "key", key, KEYS)
    if row.get("kind") not in KINDS:
        yield _unknown(document, (*path, "kind"), "kind", str(row.get("kind", "")), KINDS)
    if not row.get("name"):
        yield _problem(document, path, "A feature has no name", "name: its published title")
    if bool(row.get("lever")) == bool(row.get("not_modelled")):
        has = "both a lever and a reason" if row.get("lever") else "neither a lever nor a reason"
        fix = "name a lever of the practice model, or write `not_modelled: because ...`"
        yield _problem(document, path, f"The feature has {has}", "exactly one of lever and not_modelled", fix)
    yield from _strangers(document, path, row)


def _strangers(document: Document, path: KeyPath, row: dict[str, Any]) -> Iterator[Problem]:
    """Levers and settings that are not in the catalogue."""
    catalogue = read_catalogue().document.data
    levers = tuple(catalogue["practice_models"][PRACTICE_MODEL]["levers"])
    if row.get("lever") and row["lever"] not in levers:
        yield _unknown(document, (*path, "lever"), "lever", str(row["lever"]), levers)
    for key, known in (("also", levers), ("settings", tuple(catalogue["settings"])), ("elements", None)):
        found = row.get(key, [])
        if not isinstance(found, list):
            yield _problem(document, (*path, key), f"`{key}` is not a list", "a list of words")
            continue
        for index, name in enumerate(found if known else []):
            if known and name not in known:
                yield _unknown(document, (*path, key, index), key.rstrip("s"), str(name), known)


def _unknown(document: Document, path: KeyPath, kind: str, name: str, known: tuple[str, ...]) -> Problem:
    mark = document.mark(path)
    what = f"There is no {kind} {name!r} here" if name else f"The feature has no {kind}"
    names = list(known)
    return Problem(mark.file, mark.line, mark.column, words(path), what, listed(names, 20), nearest(name, names))


def _problem(document: Document, path: KeyPath, what: str, allowed: str, fix: str = "") -> Problem:
    mark = document.mark(path)
    return Problem(mark.file, mark.line, mark.column, words(path), what, allowed, "", fix)
