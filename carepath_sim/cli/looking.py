"""The commands that look at scenarios without simulating: check and preview."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from carepath_sim.cli.app import File, Files, Json, Page, command, print_json, say
from carepath_sim.cli.designing import tell
from carepath_sim.cli.later import forecasts, planning, preview_page, preview_table, sweep_file
from carepath_sim.cli.reading import build_all, is_sweep, read
from carepath_sim.errors import Gathering, plain

if TYPE_CHECKING:
    from carepath_sim.experiments.designs.design import Design
    from carepath_sim.scenario.resolved import Resolved


@command
def check(files: Files, as_json: Json = False) -> None:
    """Read scenario or sweep files and name everything that is wrong with them, without running anything."""
    designs = [file for file in files if is_sweep(file)]
    gathering = Gathering()
    found: list[Resolved] = []
    swept: dict[str, Design] = {}
    with gathering.step():
        found += read([file for file in files if file not in designs])
        build_all(found)
    for file in designs:
        with gathering.step():
            swept[_stem(file)], _ = planning.prepared(sweep_file.read_sweep(file), tell=tell)
    gathering.end()
    if as_json:
        checked = [{"scenario": each.name, "question": each.question, "kind": each.kind} for each in found]
        sweeps = [{"sweep": name, "question": each.title, **_size(each)} for name, each in swept.items()]
        print_json({"problems": [], "scenarios": checked, "sweeps": sweeps})
        return
    for each in found:
        numbers = len(each.parameters())
        typer.echo(plain(f"{each.name}: in order ({numbers} numbers). {' '.join(each.question.split())}"))
    for name, design in swept.items():
        size = forecasts.size_words(**_size(design))
        typer.echo(plain(f"{name}: in order (a sweep: {size}). {' '.join(design.title.split())}"))


def _stem(file: Path) -> str:
    return file.name.removesuffix(".yaml").removesuffix(".yml").removesuffix(".sweep")


def _size(design: Design) -> dict[str, Any]:
    return {
        "points": len(design.points),
        "scenarios": len(design.scenarios),
        "replications": design.replications,
        "at_most": design.until is not None,
    }


@command
def preview(file: File, out: Page = None, as_json: Json = False) -> None:
    """Show what to expect of a scenario without chance, in seconds: young people, places and flows."""
    # Here and not in `later`: a package with functions named as its modules cannot be loaded late from outside.
    from carepath_sim.stockflow import expected

    (resolved,) = read([file])
    (study,) = build_all([resolved])
    labels = {name: setting.label for name, setting in resolved.study.settings.items()}
    found = preview_table.preview(study.title, study.question, expected(study.model), labels)
    written = {}
    if out is not None:
        written = {"page": str(out), "bytes": preview_page.write(found, out)}
    say(
        as_json,
        {**preview_table.facts(found), **written},
        [*preview_table.lines(found), *(["", f"Page: {out}"] if out else [])],
    )
