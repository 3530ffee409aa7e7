"""The commands that look at scenarios without simulating: check and preview."""

from __future__ import annotations

import typer

from carepath_sim.cli.app import File, Files, Json, Page, command, print_json, say
from carepath_sim.cli.later import preview_page, preview_table
from carepath_sim.cli.reading import build_all, read
from carepath_sim.errors import plain


@command
def check(files: Files, as_json: Json = False) -> None:
    """Read scenario files and name everything that is wrong with them, without running anything."""
    found = read(files)
    build_all(found)
    if as_json:
        checked = [{"scenario": each.name, "question": each.question, "kind": each.kind} for each in found]
        print_json({"problems": [], "scenarios": checked})
        return
    for each in found:
        numbers = len(each.parameters())
        typer.echo(plain(f"{each.name}: in order ({numbers} numbers). {' '.join(each.question.split())}"))


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
