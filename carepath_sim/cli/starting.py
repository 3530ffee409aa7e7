"""The command that writes a scenario to begin with: the typical council's, or one council's from published figures."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from carepath_sim.catalogue import councils
from carepath_sim.catalogue.caseload import text_of
from carepath_sim.cli.app import Json, command, say
from carepath_sim.cli.columns import paragraph, table
from carepath_sim.errors import ResourceError, UsageError
from carepath_sim.scenario import council as sizing
from carepath_sim.scenario import council_file, editors

Council = Annotated[str | None, typer.Option(help="A council, such as Norfolk; the typical one if left out.")]
To = Annotated[Path | None, typer.Option("--out", help="File to write; <council>.yaml, or baseline.yaml, if left out.")]
Force = Annotated[bool, typer.Option("--force", help="Replace files that are there.")]
ListCouncils = Annotated[bool, typer.Option("--list-councils", help="List the councils there are, and end.")]

TYPICAL = Path("baseline.yaml")
THOSE_HELD = "The model holds those of 10 and over."


@command
def init(
    council: Council = None,
    out: To = None,
    force: Force = False,
    list_councils: ListCouncils = False,
    as_json: Json = False,
) -> None:
    """Write a scenario to begin with: of the typical council, or sized from one council's published figures."""
    if list_councils:
        _list(as_json)
    elif council is None:
        _typical(out or TYPICAL, force, as_json)
    else:
        _one_council(councils.find(council), out, force, as_json)


def _list(as_json: bool) -> None:
    """Every council of the table with its size."""
    known = councils.table().councils.values()
    facts = [
        {
            "council": each.name,
            "region": each.region,
            "looked_after": round(each.looked_after),
            "year": each.figures["spend"].year,
        }
        for each in known
    ]
    rows = [[str(each["council"]), f"{each['looked_after']:,}", str(each["region"])] for each in facts]
    lines = [*table(("Council", "Looked after", "Region"), rows, right=(1,)), "", *paragraph(_attribution())]
    say(as_json, {"councils": facts, "attribution": _attribution()}, lines)


def _attribution() -> str:
    return councils.about()["attribution"]


def _typical(file: Path, force: bool, as_json: bool) -> None:
    _check(file)
    form = file.with_name(council_file.SCHEMA_FILE)
    _put({file: council_file.typical_text(sizing.typical())}, form, force)
    facts = {
        "scenario": str(file),
        "council": None,
        "looked_after": councils.typical_size(),
        "schema": str(form),
    }
    told = (
        f"{file}: the typical English council, which looks after {councils.typical_size():.0f} children. {THOSE_HELD}"
    )
    say(as_json, facts, _in_lines([told, _next(file)]))


def _one_council(council: councils.Council, out: Path | None, force: bool, as_json: bool) -> None:
    file = out or Path(f"{council_file.stem(council.name)}.yaml")
    _check(file)
    beside = file.with_name(f"{file.stem}_caseload.csv")
    base = sizing.typical()
    found = sizing.local(council, base)
    form = file.with_name(council_file.SCHEMA_FILE)
    texts = {beside: text_of(found.caseload), file: council_file.council_text(found, base, file.name, beside.name)}
    _put(texts, form, force)
    facts: dict[str, Any] = {
        "scenario": str(file),
        "starting_caseload": str(beside),
        "council": council.name,
        "looked_after": round(council.looked_after),
        "year": council.figures["spend"].year,
        "times_the_typical_council": round(found.scale, 4),
        "young_people_on_the_first_day": len(found.caseload),
        "as_in_the_typical_council": found.kept,
        "attribution": _attribution(),
        "schema": str(form),
    }
    size = f"{facts['looked_after']:,} children looked after ({facts['year']}), {found.scale:.3g} times as many as"
    lines = [f"{file}: {council.name}, {size} the typical council. {THOSE_HELD}"]
    lines += [f"{beside}: {len(found.caseload):,} young people on the first day, not all of them looked after."]
    if found.kept:
        lines += [f"Not published or nought, so as in the typical council: {', '.join(found.kept)}."]
    say(as_json, facts, _in_lines([*lines, _next(file)]))


def _in_lines(sentences: Iterable[str]) -> list[str]:
    return [line for sentence in sentences for line in paragraph(sentence, "  ", "")]


def _next(file: Path) -> str:
    return f"Next: carepath preview {file}, then carepath run {file}"


def _check(file: Path) -> None:
    """Raise UsageError where a scenario cannot stand."""
    if file.is_dir():
        raise UsageError(f"{file} is a folder; name a file in it, such as {file / TYPICAL}")
    if file.suffix not in (".yaml", ".yml"):
        raise UsageError(f"{file} is not the name of a scenario file; let it end in .yaml")
    if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,79}", file.stem):
        raise UsageError(
            f"{file.stem!r} cannot be the name of a scenario; use one word of up to 80 letters, digits and _ - ."
        )
    if not file.parent.is_dir():
        raise UsageError(f"There is no folder {file.parent}; make it first")


def _put(texts: Mapping[Path, str], form: Path, force: bool) -> None:
    """Write files whole, all of them or none, and the form that editors check a scenario by.

    Raises UsageError for files that are there, unless forced; a form that an earlier call wrote is made anew.
    """
    there = [str(file) for file in texts if file.exists()]
    found = editors.json_schema()
    if form.exists() and not _is_form(form, found["title"]):
        there.append(str(form))
    texts = {form: json.dumps(found, indent=1, ensure_ascii=False) + "\n", **texts}
    if there and not force:
        raise UsageError(f"{' and '.join(there)} would be replaced; add --force, or choose another file with --out")
    new: dict[Path, Path] = {}
    try:
        for file, text in texts.items():
            handle, name = tempfile.mkstemp(prefix=".carepath-", dir=file.parent)
            new[file] = Path(name)
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as lines:
                lines.write(text)
            new[file].chmod(0o644)
        for file, whole in new.items():
            whole.replace(file)
    except OSError as error:
        raise ResourceError(f"The scenario could not be written: {error.strerror or error}") from error
    finally:
        for whole in new.values():
            whole.unlink(missing_ok=True)


def _is_form(file: Path, title: str) -> bool:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("title") == title
