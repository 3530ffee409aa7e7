"""What is asked of the rest of a catalogue: published figures, outcomes, features of a service, and tables of data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from carepath_sim.errors import Problem
from carepath_sim.scenario.auditing.files import File, items

ASKED_OF_PUBLISHED = {
    "label": "what it is called",
    "population": "whom it counts",
    "year": "the year it is about",
    "caveat": "what to keep in mind when comparing",
}
SIMULATED = (("validated",),)
"""Tables of what the model itself made of the catalogue: they come from nowhere else."""


def published(file: File) -> Iterator[Problem]:
    """A published figure says whom it counts, when, and what it can be compared with."""
    for key, entry in items(file.document.data):
        if not isinstance(entry, dict) or "value" not in entry:
            continue
        for need, about in ASKED_OF_PUBLISHED.items():
            if not str(entry.get(need) or "").strip():
                yield file.problem((key,), f"The published figure has no {need}", about, fix=f"add `{need}:`")
        if entry.get("comparable") is True and not entry.get("measure"):
            what = "The figure is said to be comparable, and nothing is compared with it"
            yield file.problem((key,), what, fix="add `measure:`, or write `comparable: false`")


def not_modelled(file: File) -> Iterator[Problem]:
    """What the model cannot see says why, wherever a file lists it."""
    yield from _reasons(file, file.document.data, ())


def _reasons(file: File, data: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    for key, value in items(data):
        below = (*path, key)
        if key == "not_modelled" and not _says_why(value):
            yield file.problem(below, "It is not modelled, and nobody says why", fix="add `because:` or the reason")
        yield from _reasons(file, value, below)


def _says_why(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, dict) and _says_why(item.get("because")) for item in value)
    return isinstance(value, str) and bool(value.strip())


def attributed(table: Path, files: Mapping[tuple[str, ...], File], root: Path, shown_as: str) -> Iterator[Problem]:
    """A table of data has a file of the same name that says where it comes from."""
    place = table.relative_to(root).with_suffix("").parts
    if place in SIMULATED:
        return
    beside = files.get(place)
    data = beside.document.data if beside else {}
    if not (data.get("source") or data.get("sources") or (data.get("status") and data.get("note"))):
        what = "The table does not say where it comes from"
        allowed = f"{place[-1]}.yaml beside it, with `source:`, or with `status:` and `note:`"
        yield Problem(shown_as, 0, 0, ".".join(place), what, allowed)
