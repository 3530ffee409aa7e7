"""The version of the code that a result depends on: a hash of its sources, so that a mended metric is measured anew."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
OF_VALUES = (
    "clock.py",
    "draws.py",
    "model.py",
    "eventlog.py",
    "engines",
    "metrics",
    "experiments/outcome_paths.py",
)
"""What turns a model and its prices into the values of its outcomes."""
OF_MODELS = (*OF_VALUES, "errors.py", "catalogue", "scenario", "build", "experiments/designs")
"""What turns a design and its scenarios into models, besides."""
SOURCES = (".py", ".yaml", ".csv")


def code_version(parts: Sequence[str] = OF_VALUES) -> str:
    """A hash of the sources of some parts of the package, by their names within it; looked at once in a process."""
    return _version(tuple(parts))


@cache
def _version(parts: tuple[str, ...]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        for file in _files(PACKAGE / part):
            digest.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0")
            digest.update(hashlib.blake2b(file.read_bytes(), digest_size=16).digest())
    return digest.hexdigest()


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return sorted(file for file in place.rglob("*") if file.suffix in SOURCES and file.is_file())
