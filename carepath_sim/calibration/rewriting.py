"""Puts new numbers into the catalogue's files, wherever each stands, and leaves every other character alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from carepath_sim.catalogue.documents import KeyPath, Mark
from carepath_sim.catalogue.shelf import HERE, read_catalogue
from carepath_sim.scenario.walk import split


def write(values: Mapping[str, str], catalogue: Path = HERE) -> None:
    """Put values into a catalogue by their paths: `times` of a hazard, else the value of a number.

    A number that one setting takes over from another is written in the file it stands in.
    Raises ValueError for a number that is not there, or one that would have to be two things at once.
    """
    marks = read_catalogue(catalogue).document.marks
    wanted: dict[Mark, str] = {}
    for path, value in values.items():
        mark = marks.get(_keys(path))
        if mark is None:
            raise ValueError(f"the catalogue has no {'.'.join(map(str, _keys(path)))} to rewrite")
        if wanted.setdefault(mark, value) != value:
            raise ValueError(f"{mark.file}:{mark.line} cannot be both {wanted[mark]} and {value}")
    for mark, value in wanted.items():
        put(catalogue / Path(mark.file).relative_to("catalogue"), mark, value)


def _keys(path: str) -> KeyPath:
    keys = split(path)
    return (*keys, "times" if keys[-1] == "hazard" else "value")


def put(file: Path, mark: Mark, value: str) -> None:
    """Put a value where a key of a file has its mark, in place of what the key says."""
    lines = file.read_text(encoding="utf-8").split("\n")
    before, after = lines[mark.line - 1][: mark.column - 1], lines[mark.line - 1][mark.column - 1 :]
    lines[mark.line - 1] = before + re.sub(r"^(\w+: )[^,}]*", lambda match: match[1] + value, after)
    file.write_text("\n".join(lines), encoding="utf-8")
