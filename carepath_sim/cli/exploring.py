"""The command that lets a reader choose what to see of a folder of results: explore."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from carepath_sim import explorer
from carepath_sim.cli.app import Folder, Json, Open, Page, command, say
from carepath_sim.cli.later import sensitivity_folder, store, sweeps
from carepath_sim.cli.opening import opened
from carepath_sim.errors import UsageError
from carepath_sim.experiments.kinds import MANIFEST, kind_of
from carepath_sim.explorer import sweep_page as sweep_explorer
from carepath_sim.explorer import tornado_page as tornado_explorer
from carepath_sim.scenario import from_yaml


@command
def explore(folder: Folder, out: Page = None, open_page: Open = False, as_json: Json = False) -> None:
    """Write explorer.html of a folder of results: a page on which to choose what to see of it.

    A comparison, a sweep and an analysis of sensitivity each have a page of their own.
    """
    kind = kind_of(folder) if (folder / MANIFEST).is_file() else "comparison"
    if kind not in PAGES:
        raise UsageError(
            f"{folder} holds a {kind}, which has no page to explore; its report has all of it: carepath report {folder}"
        )
    page = out or folder / "explorer.html"
    facts = {"explorer": str(page), **PAGES[kind](folder, page), **opened(page, open_page)}
    say(as_json, facts, [f"Explorer: {page}"])


def _comparison(folder: Path, page: Path) -> dict[str, Any]:
    comparison = store.load(folder)
    data = explorer.collect(comparison, lambda name: from_yaml(store.resolved_text(folder, name), name))
    size = explorer.write(data, page)
    return {"bytes": size, "scenarios": [each.name for each in data.scenarios], "measures": len(data.measures)}


def _sweep(folder: Path, page: Path) -> dict[str, Any]:
    data = sweep_explorer.collect(sweeps.load_sweep(folder))
    size = sweep_explorer.write(data, page)
    return {"bytes": size, "scenarios": list(data.swept.design.scenarios), "measures": len(data.outcomes)}


def _sensitivity(folder: Path, page: Path) -> dict[str, Any]:
    data = tornado_explorer.collect(sensitivity_folder.load_sensitivity(folder))
    size = tornado_explorer.write(data, page)
    return {"bytes": size, "scenarios": list(data.titles), "measures": len(data.outcomes)}


PAGES: dict[str, Callable[[Path, Path], dict[str, Any]]] = {
    "comparison": _comparison,
    "sweep": _sweep,
    "sensitivity": _sensitivity,
}
"""How the page of each kind of folder is written, and what is told of it."""
