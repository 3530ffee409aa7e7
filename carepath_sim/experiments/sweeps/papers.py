"""The papers of a sweep's folder, beside its blocks.

manifest.json               the design but for its points, the failures, and what it took
points.csv                  a row a point, a column a factor
<base>.resolved.yaml        every scenario made complete
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from carepath_sim.catalogue.wording import listed
from carepath_sim.errors import BadInput, Problem, ResourceError, UsageError
from carepath_sim.experiments.designs.design import Design
from carepath_sim.experiments.kinds import MANIFEST, kind_of
from carepath_sim.experiments.laboratory.locking import LOCK
from carepath_sim.experiments.laboratory.store import BLOCKS
from carepath_sim.experiments.replacing import write_whole
from carepath_sim.experiments.sweeps.dossier import KIND, MOST_NAMED, Dossier, Scenario, differences
from carepath_sim.experiments.sweeps.parts import part
from carepath_sim.experiments.tables import from_csv, to_csv
from carepath_sim.scenario import comparing
from carepath_sim.scenario.resolve import from_yaml

POINTS = "points.csv"
NOTHING: Mapping[str, str] = {}


def check_folder(folder: Path, dossier: Dossier, documents: Mapping[str, str] = NOTHING) -> None:
    """Raise UsageError, before anything is run, if the folder holds something else than this very sweep, begun.

    Of `documents`, the complete document of each base, it is told what in them differs from those there.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; choose a folder to put the sweep in")
    if not folder.is_dir() or _is_barely_begun(folder, dossier):
        return
    if _is_torn(folder, dossier):
        return
    if not (folder / MANIFEST).exists() or kind_of(folder) != KIND:
        raise UsageError(f"{folder} is not empty and does not hold a sweep; choose another folder or empty it")
    there = read_dossier(folder)
    reasons = differences(there, dossier, lambda scenario: _otherwise(folder, scenario, documents))
    if there.part is not None and there.part != dossier.part and dossier.part is not None:
        reasons.append(f"the part (there {there.part}, here {dossier.part})")
    if reasons and has_run(folder):
        raise UsageError(
            f"{folder} holds another sweep: they differ in {listed(reasons)}. Choose another folder, or empty it"
        )


def _is_barely_begun(folder: Path, dossier: Dossier) -> bool:
    """Whether there is nothing, or what a process leaves that is killed before it has written the manifest."""
    documents = {f"{name}.resolved.yaml" for scenario in dossier.scenarios for name in scenario.resolved}
    ours = {LOCK, POINTS, *documents}
    found = {path.name for path in folder.iterdir()}
    halves = {name for name in found if name.endswith(".partial") and name.startswith(".")}
    # Papers are written in this order, so that documents alone are somebody else's.
    return found <= ours | halves and (POINTS in found or not found & documents)


def _otherwise(folder: Path, scenario: Scenario, documents: Mapping[str, str]) -> str:
    """Which numbers of a scenario differ from those in the folder, in brackets, as far as that can be told."""
    name = next(iter(scenario.resolved))
    file = folder / f"{name}.resolved.yaml"
    if name not in documents or not file.is_file():
        return ""
    try:
        before, now = (from_yaml(text, name) for text in (file.read_text(encoding="utf-8"), documents[name]))
    except (BadInput, ValueError):
        return ""
    changed = comparing.differences(before, now, str)
    told = [f"{each.path}: there {each.old}, here {each.new}" for each in changed[:MOST_NAMED]]
    more = f"; and {len(changed) - MOST_NAMED} more" if len(changed) > MOST_NAMED else ""
    return f" ({'; '.join(told)}{more})" if told else ""


def _is_torn(folder: Path, dossier: Dossier) -> bool:
    """Whether it is a folder of these very points whose manifest cannot be read: blocks say themselves what of."""
    try:
        json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except ValueError:
        points = folder / POINTS
        return points.is_file() and points.read_bytes() == to_csv(dossier.points_frame()).encode()
    except OSError:
        pass
    return False


def has_run(folder: Path) -> bool:
    """Whether there is anything in the folder of a sweep beside its papers, which say what was to be run."""
    return bool(read_manifest(folder).get("finished")) or any((folder / BLOCKS).glob("*/*"))


def _clear(folder: Path, documents: Mapping[str, str]) -> None:
    """Remove the documents of another sweep of which nothing was ever run there."""
    try:
        scenarios = read_manifest(folder)["scenarios"]
        earlier = {str(name) for scenario in scenarios for name in scenario["resolved"]}
    except (UsageError, KeyError, TypeError):
        return
    for name in earlier - documents.keys():
        (folder / f"{name}.resolved.yaml").unlink(missing_ok=True)


def open_folder(folder: Path, dossier: Dossier, documents: Mapping[str, str], command: str) -> None:
    """Write the papers of a sweep that is about to be run or gone on with; what is there and right stays untouched.

    `documents` holds the complete document of each base. Raises ResourceError if the disk or its permissions say no.
    """
    facts = {**dossier.facts(), "finished": False, "command": command}
    _clear(folder, documents)
    put(folder / POINTS, to_csv(dossier.points_frame()))
    for name, text in documents.items():
        put(folder / f"{name}.resolved.yaml", text)
    if not _is_said(folder, facts):
        write_manifest(folder, facts)


def _is_said(folder: Path, facts: dict[str, Any]) -> bool:
    """Whether the manifest there already says this."""
    try:
        there = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(there, dict) and all(
        there.get(name) == value for name, value in json.loads(json.dumps(facts)).items()
    )


def put(file: Path, text: str) -> None:
    """Put a text into a file in one step, unless it is there. Raises ResourceError if the disk says no."""
    content = text.encode()
    try:
        if not file.exists() or file.read_bytes() != content:
            write_whole(file, content)
    except OSError as error:
        raise ResourceError(f"cannot write {file}: {error.strerror or error}") from error


def write_manifest(folder: Path, facts: Mapping[str, Any]) -> None:
    """Replace the manifest. Raises ResourceError if the disk or its permissions say no."""
    put(folder / MANIFEST, json.dumps(facts, indent=2, ensure_ascii=False) + "\n")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a sweep. Raises UsageError if the folder holds none."""
    kind = kind_of(folder)
    if kind != KIND:
        raise UsageError(f"{folder} holds a {kind}, not a sweep")
    found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return found


def read_dossier(folder: Path) -> Dossier:
    """What a folder is for. Raises UsageError if it holds no sweep, and BadInput if its papers are damaged."""
    facts = read_manifest(folder)
    try:
        names = [factor["name"] for factor in facts["design"]["factors"] if factor["choices"]]
        points = from_csv(folder / POINTS, names)
        values = points.drop(columns="point").to_numpy(object).tolist() if len(points) else []
        design = Design.from_facts({**facts["design"], "points": values})
        numbers = [int(number) for number in points["point"]] if len(points) else []
        design = replace(
            design,
            points=tuple(replace(point, number=number) for point, number in zip(design.points, numbers, strict=True)),
        )
        scenarios = tuple(Scenario(**scenario) for scenario in facts["scenarios"])
        return Dossier(design, scenarios, None if facts["part"] is None else part(facts["part"]))
    except KeyError as error:
        what = f"This file of the sweep says no {error}: another version wrote it, or it was changed since"
        raise damaged(folder / MANIFEST, what) from error
    except OSError as error:
        raise damaged(folder / POINTS) from error
    except (TypeError, ValueError) as error:
        what = f"This file of the sweep, or {POINTS} beside it, was changed since it was written, or by another version"
        raise damaged(folder / MANIFEST, what) from error


def damaged(file: Path, what: str = "") -> BadInput:
    """The error for a paper that is not as it was written."""
    what = what or "This file of the sweep is missing, or was changed or cut short since it was written"
    return BadInput([Problem(str(file), 0, 0, "", what, fix="run the sweep again, in another folder")])
