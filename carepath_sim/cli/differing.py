"""The commands that hold scenarios against each other and against their form: diff and schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from carepath_sim.catalogue.spelling import listed, nearest
from carepath_sim.catalogue.wording import counted, path_words
from carepath_sim.cli.app import Json, command, say
from carepath_sim.cli.columns import paragraph
from carepath_sim.cli.reading import read
from carepath_sim.errors import ResourceError, UsageError
from carepath_sim.scenario import comparing, editors
from carepath_sim.scenario.comparing import Difference

Before = Annotated[Path, typer.Argument(metavar="A", help="A scenario file, or a resolved one.", show_default=False)]
After = Annotated[Path, typer.Argument(metavar="B", help="The one to hold against it.", show_default=False)]
Kind = Annotated[str, typer.Argument(help="scenario, setting, team, policy or practice-model.")]
SchemaFile = Annotated[Path | None, typer.Option("--out", help="Write it to a file, for an editor to use.")]


@command
def diff(a: Before, b: After, as_json: Json = False) -> None:
    """Say how scenario B differs from scenario A: numbers, settings in use and effects, in words and units."""
    base, other = read([a, b])
    labels = {**comparing.labels_of(base.study), **comparing.labels_of(other.study)}
    found = comparing.differences(base, other, lambda path: path_words(labels, path))
    facts = {"a": str(a), "b": str(b), "differences": [asdict(each) for each in found]}
    say(as_json, facts, list(_lines(a, b, found)))


def _lines(a: Path, b: Path, found: Sequence[Difference]) -> Iterator[str]:
    if not found:
        yield f"No difference between {a} and {b}."
        return
    yield from paragraph(f"{b} against {a}: {counted(len(found), 'difference')}.")
    yield ""
    for each in found:
        yield from paragraph(each.words, "  ", "")
        if each.old_status or each.new_status:
            old = f"{each.old} ({each.old_status})" if each.old_status else each.old
            where = f", {each.origin}" if each.origin else ""
            new = f"{each.new} ({each.new_status}{where})" if each.new_status else each.new
            yield from paragraph(f"{each.path}: {old} -> {new}", "    ", "  ")
        else:
            yield from paragraph(f"{each.path}{f', {each.origin}' if each.origin else ''}", "    ", "  ")


@command
def schema(kind: Kind = "scenario", out: SchemaFile = None, as_json: Json = False) -> None:
    """Print the JSON Schema of a scenario file, or of a file of the catalogue, for completion in an editor."""
    name = kind.replace("-", "_")
    if name not in editors.KINDS:
        near = nearest(name, editors.KINDS)
        hint = f" Did you mean {near.replace('_', '-')}?" if near else ""
        raise UsageError(f"There is no schema of {kind!r}, only of {listed(editors.KINDS).replace('_', '-')}.{hint}")
    if out is not None and out.is_dir():
        raise UsageError(f"{out} is a folder; name a file in it, such as {out / f'{name}.schema.json'}")
    found = editors.json_schema(name)
    text = json.dumps(found, indent=2, ensure_ascii=False)
    if out is None:
        typer.echo(text)
        return
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise ResourceError(f"{out} cannot be written: {error.strerror}") from error
    use = f"# yaml-language-server: $schema={out}"
    say(as_json, {"schema": str(out), "kind": kind}, [f"Schema of a {kind}: {out}", f"In a YAML file: {use}"])
