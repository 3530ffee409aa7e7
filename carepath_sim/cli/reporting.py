"""The command that draws the page of a folder of results anew, whatever the folder holds: report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from carepath_sim import report
from carepath_sim.cli.app import Folder, Json, Open, command, say
from carepath_sim.cli.designing import Levels, levels_of
from carepath_sim.cli.later import (
    analyses,
    circumstances,
    search_folder,
    search_page,
    sensitivity_folder,
    sensitivity_page,
    store,
    sweep_page,
    sweeps,
)
from carepath_sim.cli.opening import opened
from carepath_sim.errors import UsageError
from carepath_sim.experiments.kinds import Kind, kind_of
from carepath_sim.scenario import from_yaml
from carepath_sim.scenario.resolved import Resolved

Analysis = Annotated[
    Path | None,
    typer.Option(
        "--sensitivity",
        help="Folder of an analysis of the same scenarios, whose tornado and switching values the report then shows.",
        show_default=False,
    ),
]


@command
def report_(
    folder: Folder, analysis: Analysis = None, require: Levels = None, open_page: Open = False, as_json: Json = False
) -> None:
    """Write report.html of a folder of results anew, from its tables, without running anything."""
    kind = kind_of(folder)
    _check(folder, kind, analysis, bool(require))
    page = folder / "report.html"
    size = {"comparison": _comparison, "sweep": _sweep, "sensitivity": _sensitivity, "search": _search}[kind](
        folder, page, analysis, require or []
    )
    say(as_json, {"report": str(page), "bytes": size, **opened(page, open_page)}, [f"Report: {page}"])


def _check(folder: Path, kind: Kind, analysis: Path | None, requires: bool) -> None:
    if analysis is not None and kind != "comparison":
        raise UsageError(f"--sensitivity is for the report of a comparison, and {folder} holds a {kind}")
    if requires and kind != "sweep":
        raise UsageError(f"--require is for the report of a sweep, and {folder} holds a {kind}")


def _comparison(folder: Path, page: Path, analysis: Path | None, _require: list[str]) -> int:
    if analysis is not None:
        analyses.keep(folder, analysis)
    comparison = store.load(folder)
    manifest = store.manifest(folder)
    resolved = _resolved(folder, [facts.name for facts in comparison.scenarios])
    around = circumstances.recorded(manifest)
    data = report.collect(comparison, resolved, manifest["version"], manifest["inputs"], around, analyses.kept(folder))
    return report.write(data, page)


def _sweep(folder: Path, page: Path, _analysis: Path | None, require: list[str]) -> int:
    found = sweeps.load_sweep(folder)
    return sweep_page.write(found, page, found.resolved(), levels_of(require))


def _sensitivity(folder: Path, page: Path, _analysis: Path | None, _require: list[str]) -> int:
    found = sensitivity_folder.load_sensitivity(folder)
    return sensitivity_page.write(found, page, sensitivity_folder.ANALYSES.resolved(folder))


def _search(folder: Path, page: Path, _analysis: Path | None, _require: list[str]) -> int:
    found = search_folder.load_search(folder)
    return search_page.write(found, page, search_folder.SEARCHES.resolved(folder))


def _resolved(folder: Path, names: list[str]) -> list[Resolved]:
    return [from_yaml(store.resolved_text(folder, name), name) for name in names]
