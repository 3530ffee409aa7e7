"""The commands that hold scenarios against each other and against their form: diff and schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from carepath_sim.catalogue.spelling import listed, nearest
from carepath_sim.catalogue.wording import counted, path_words
from carepath_sim.cli import outputs
from carepath_sim.cli.app import Json, command, say
from carepath_sim.cli.columns import paragraph
from carepath_sim.cli.later import sweep_schema
from carepath_sim.cli.reading import read
from carepath_sim.errors import ResourceError, UsageError
from carepath_sim.experiments.replacing import write_whole
from carepath_sim.scenario import comparing, editors
from carepath_sim.scenario.comparing import Difference
from carepath_sim.scenario.load import SWEEP

Before = Annotated[Path, typer.Argument(metavar="A", help="A scenario file, or a resolved one.", show_default=False)]
After = Annotated[Path, typer.Argument(metavar="B", help="The one to hold against it.", show_default=False)]
Kind = Annotated[
    str,
    typer.Argument(
        help="Of a file: scenario, setting, team, policy, practice-model, sweep. Of what a command prints with --json: "
        "output.COMMAND, such as output.compare. Of how it tells an error: error. `carepath list schemas` has all.",
        autocompletion=lambda: schema_names(),
    ),
]
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
    """Print a JSON Schema: of a scenario or catalogue file, for an editor, or of what a command prints with --json."""
    name = kind.replace("_", "-")
    if name not in schema_names():
        near = nearest(name, schema_names())
        hint = f" Did you mean {near}?" if near else ""
        files = listed(files_with_schema())
        others = f"{outputs.PREFIX}COMMAND (`carepath list schemas` has all)"
        raise UsageError(f"There is no schema of {kind!r}, only of {files}, {others}, {outputs.ERROR}.{hint}")
    if out is not None and out.is_dir():
        raise UsageError(f"{out} is a folder; name a file in it, such as {out / f'{name}.schema.json'}")
    found = _schema_named(name)
    text = json.dumps(found, indent=2, ensure_ascii=False)
    if out is None:
        typer.echo(text)
        return
    try:
        write_whole(out, f"{text}\n".encode())
    except OSError as error:
        raise ResourceError(f"{out} cannot be written: {error.strerror}") from error
    use = [] if name in outputs.SCHEMAS else [f"In a YAML file: # yaml-language-server: $schema={out}"]
    say(as_json, {"schema": str(out), "kind": kind}, [f"Schema of {name}: {out}", *use])


def _schema_named(name: str) -> dict[str, Any]:
    if name in outputs.SCHEMAS:
        return outputs.json_schema(name)
    return sweep_schema.json_schema() if name == SWEEP else editors.json_schema(name.replace("-", "_"))


def files_with_schema() -> list[str]:
    """The kinds of files that have a schema, for editors."""
    return [*(each.replace("_", "-") for each in editors.KINDS), SWEEP]


def schema_names() -> list[str]:
    """Every schema there is."""
    return [*files_with_schema(), *outputs.SCHEMAS]
