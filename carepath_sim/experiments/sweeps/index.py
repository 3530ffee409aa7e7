"""The keys of the cells met so far, by scenario and point, so that going on need not build their models again.

cells.jsonl     a line that says what the keys depend on, then a line a cell
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from carepath_sim.errors import ResourceError
from carepath_sim.experiments.laboratory.growing import Name
from carepath_sim.experiments.sweeps.papers import put

CELLS = "cells.jsonl"


class Index:
    """Keys by cell, in a file that is added to; `scenarios` in their order."""

    def __init__(self, folder: Path, digest: str, scenarios: tuple[str, ...]) -> None:
        self.file, self.digest, self.scenarios = folder / CELLS, digest, scenarios
        self.keys: dict[Name, str] = dict(_read(self.file, digest))
        self._put()

    def add(self, name: Name, key: str) -> None:
        """Remember the key of a cell. Raises ResourceError if the disk says no."""
        if self.keys.get(name) == key:
            return
        self.keys[name] = key
        try:
            with self.file.open("ab") as file:
                file.write(_line(name, key).encode())
        except OSError as error:
            raise ResourceError(f"cannot write {self.file}: {error.strerror or error}") from error

    def close(self) -> None:
        """Write it anew in the order of the points, whichever was met first."""
        self._put()

    def _put(self) -> None:
        in_order = sorted(self.keys, key=lambda name: (name[1], self.scenarios.index(name[0])))
        lines = [json.dumps({"of": self.digest}) + "\n", *(_line(name, self.keys[name]) for name in in_order)]
        put(self.file, "".join(lines))


def read_index(folder: Path) -> dict[Name, str]:
    """The keys of the cells of a folder, whatever they depend on."""
    return dict(_read(folder / CELLS, None))


def _line(name: Name, key: str) -> str:
    return json.dumps([*name, key]) + "\n"


def _read(file: Path, digest: str | None) -> Iterator[tuple[Name, str]]:
    """Names and keys; nothing if they depend on something else. A line that was cut short is the last."""
    try:
        first, *lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        if digest is not None and json.loads(first) != {"of": digest}:
            return
    except (OSError, ValueError):
        return
    for line in lines:
        try:
            scenario, point, key = json.loads(line)
        except (ValueError, TypeError):
            return
        yield (str(scenario), int(point)), str(key)
