"""What a result folder holds, so that one command can open any of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from carepath_sim.errors import UsageError
from carepath_sim.experiments.circumstances import PRODUCT

Kind = Literal["comparison", "sweep", "sensitivity", "search"]
OF_EXPERIMENTS: dict[str, Kind] = {"sweep": "sweep", "sensitivity": "sensitivity", "search": "search"}
"""What a manifest says of itself; that of a run or a comparison says nothing."""
MANIFEST = "manifest.json"


def kind_of(folder: Path) -> Kind:
    """What a folder holds. Raises UsageError, saying what is wrong, if it is no result of this package."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(f"{folder} {_what_it_is(folder)}, not a result of {PRODUCT}") from None
    except (OSError, ValueError):
        raise UsageError(
            f"{folder / MANIFEST} cannot be read: it was changed or cut short, so that {folder} holds no whole result "
            f"of {PRODUCT}. Give the command that made it again: of a sweep, an analysis or a search nothing is run "
            "again that is there; a run or a comparison goes into another folder"
        ) from None
    if not isinstance(found, dict) or found.get("product") != PRODUCT:
        raise UsageError(f"{folder / MANIFEST} was not written by {PRODUCT}")
    if "kind" not in found:
        return "comparison"
    kind = OF_EXPERIMENTS.get(str(found["kind"]))
    if kind is None:
        known = ", ".join(OF_EXPERIMENTS)
        raise UsageError(
            f"{folder} holds a {found['kind']!r}, which this version of {PRODUCT} does not know; it knows {known}"
        )
    return kind


def _what_it_is(folder: Path) -> str:
    if folder.is_dir():
        return "is a folder without a manifest.json"
    return "is a file" if folder.exists() else "does not exist: it is no folder"
