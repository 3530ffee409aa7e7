"""The result folder: written whole or not at all, and read back for another look.

The tables and resolved scenarios depend on what was run and nothing else, so running a
resolved scenario again gives the same bytes; times, versions and the command stand in
`manifest.json` alone.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from carepath_sim.catalogue.wording import listed
from carepath_sim.errors import BadInput, Problem, ResourceError, UsageError
from carepath_sim.eventlog import EventLog
from carepath_sim.experiments import circumstances
from carepath_sim.experiments.circumstances import PRODUCT, Circumstances
from carepath_sim.experiments.compare import Comparison, Facts
from carepath_sim.experiments.events import write_events
from carepath_sim.experiments.replacing import umask, undisturbed
from carepath_sim.experiments.stopping import Stopping
from carepath_sim.experiments.tables import from_csv, to_csv
from carepath_sim.experiments.workers import log_file

MANIFEST = "manifest.json"
KEPT = ("sensitivity_tornado.csv", "sensitivity_switching.csv")
"""Tables of an analysis of the same scenarios, put there by `sensitivity.keeping`; most results have none."""
OTHERS = ("metrics.parquet", "events.parquet", "report.html", "explorer.html", *KEPT)
FRAMES = (
    "metrics",
    "comparison",
    "contrasts",
    "pathways",
    "series",
    "survival",
    "flows",
    "needed",
    "journeys",
    "cumulative",
    "payback",
    "checks",
)


@dataclass(frozen=True)
class Papers:
    """What goes into a result folder beside the tables, all of it made elsewhere.

    `resolved` holds the text of each scenario's complete document by name, `inputs` a
    hash for each file read, and `kept_logs` the folder that the runs left their logs in.
    `report` is None where no page could be made of the result. `circumstances` are those
    the page was told; those of the moment of writing if left out.
    """

    resolved: Mapping[str, str]
    report: str | None
    command: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    kept_logs: Path | None = None
    circumstances: Circumstances | None = None


def check_folder(folder: Path) -> None:
    """Raise UsageError, before anything is run, if a result cannot be put there without touching what is not ours.

    An earlier result is replaced whole, so it may hold nothing but the files this package writes.
    """
    if folder.is_dir():
        found = {path.name for path in folder.iterdir()}
        if found and not is_result(folder):
            raise UsageError(
                f"{folder} is not empty and does not hold a result of {PRODUCT}; choose another folder or empty it"
            )
        strangers = sorted(found - _written_names(folder))
        if strangers:
            raise UsageError(
                f"{folder} holds a result, which would be replaced, and other files ({', '.join(strangers[:5])}); "
                "move them or choose another folder"
            )
        if found and folder.resolve() == Path.cwd():
            raise UsageError(f"{folder} is the folder you are in, and would be replaced; choose another")
    elif folder.exists():
        raise UsageError(f"{folder} is a file; choose a folder to put the result in")
    _check_permission(folder)


def _check_permission(folder: Path) -> None:
    """Raise ResourceError, before anything is run, where no folder may be made."""
    nearest = next(parent for parent in folder.resolve().parents if parent.exists())
    with _resources(folder):
        Path(tempfile.mkdtemp(prefix=".carepath-", dir=nearest)).rmdir()


def _written_names(folder: Path) -> set[str]:
    """The names of the files that a result in this folder may consist of."""
    if not is_result(folder):
        return set()
    scenarios = [str(facts.get("name")) for facts in manifest(folder).get("scenarios", [])]
    tables = {f"{name}.csv" for name in FRAMES}
    return tables | {f"{name}.resolved.yaml" for name in scenarios} | {*OTHERS, MANIFEST}


def is_result(folder: Path) -> bool:
    """Whether a folder holds a result that this package wrote."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("product") == PRODUCT


def write(folder: Path, comparison: Comparison, papers: Papers) -> None:
    """Write a result folder in one step: a previous result is replaced, anything else refused.

    Raises UsageError as `check_folder`, and ResourceError if the disk or its permissions say no.
    """
    check_folder(folder)
    with _telling_what_stays(folder), _replacing(folder.resolve()) as new:
        for name in FRAMES:
            (new / f"{name}.csv").write_text(to_csv(getattr(comparison, name)), encoding="utf-8", newline="")
        comparison.metrics.to_parquet(new / "metrics.parquet", index=False)
        for name, text in papers.resolved.items():
            (new / f"{name}.resolved.yaml").write_text(text, encoding="utf-8", newline="")
        if papers.report is not None:
            (new / "report.html").write_text(papers.report, encoding="utf-8", newline="")
        if papers.kept_logs is not None:
            write_events(new / "events.parquet", _kept(papers.kept_logs, comparison))
        facts = json.dumps(_manifest(comparison, papers), indent=2, ensure_ascii=False) + "\n"
        (new / MANIFEST).write_text(facts, encoding="utf-8", newline="")


def load(folder: Path) -> Comparison:
    """Read a result folder back. Raises UsageError if it is none, and BadInput if a table is missing or damaged."""
    found = manifest(folder)
    missing = [f"{name}.csv" for name in FRAMES if not (folder / f"{name}.csv").exists()]
    if missing:
        raise _lacking(folder, missing, str(found.get("command", "")))
    frames = {name: _frame(folder / f"{name}.csv") for name in FRAMES}
    try:
        return Comparison(
            scenarios=tuple(Facts(**facts) for facts in found["scenarios"]),
            replications=found["replications"],
            seed=found["seed"],
            engine=found["engine"],
            findings=tuple(found["findings"]),
            wall_seconds=found["wall_seconds"],
            stopping=Stopping.from_facts(found["stopping"]) if "stopping" in found else None,
            **frames,
        )
    except (KeyError, TypeError) as error:
        raise _damaged(folder / MANIFEST) from error


def manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a result folder. Raises UsageError if it is none."""
    if not is_result(folder):
        raise UsageError(f"{folder} does not hold a result of {PRODUCT}")
    with _resources(folder):
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return found


def resolved_text(folder: Path, scenario: str) -> str:
    """The complete document of a scenario as it was run."""
    with _resources(folder):
        return (folder / f"{scenario}.resolved.yaml").read_text(encoding="utf-8")


def _frame(path: Path) -> pd.DataFrame:
    with _resources(path):
        try:
            return from_csv(path, DATES.get(path.stem, ()))
        except (ValueError, KeyError) as error:
            raise _damaged(path) from error


def _lacking(folder: Path, missing: Sequence[str], command: str) -> BadInput:
    what = f"The result lacks {listed(missing)}: an earlier version wrote it, or something was taken away"
    return BadInput([Problem(str(folder), 0, 0, "", what, fix=f"run the scenarios again: {command}".rstrip(": "))])


def _damaged(path: Path) -> BadInput:
    what = "This file of the result was changed or cut short since it was written"
    return BadInput([Problem(str(path), 0, 0, "", what, fix="run the scenarios again")])


DATES = {"payback": ("low", "high")}
"""Columns that hold dates in one table, and numbers in all others."""


def _manifest(comparison: Comparison, papers: Papers) -> dict[str, Any]:
    around = papers.circumstances or circumstances.now()
    return {
        "product": PRODUCT,
        "version": around.version,
        "command": papers.command,
        "seed": comparison.seed,
        "replications": comparison.replications,
        **({"stopping": comparison.stopping.facts()} if comparison.stopping else {}),
        "engine": comparison.engine,
        "scenarios": [asdict(facts) for facts in comparison.scenarios],
        "inputs": dict(papers.inputs),
        "findings": list(comparison.findings),
        "events": sum(facts.events for facts in comparison.scenarios),
        "events_per_second": round(comparison.events_per_second, 1),
        "wall_seconds": round(comparison.wall_seconds, 3),
        **around.facts(),
    }


def installed_version() -> str:
    """The version of this package, or `unknown` where it runs without having been installed."""
    return circumstances.installed(PRODUCT) or "unknown"


def _kept(folder: Path, comparison: Comparison) -> Iterator[tuple[str, int, EventLog]]:
    for study, facts in enumerate(comparison.scenarios):
        for replication in range(comparison.replications):
            yield facts.name, replication, EventLog.load(log_file(folder, study, replication))


@contextmanager
def _resources(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ResourceError(f"cannot use {folder}: {error.strerror or error}") from error


@contextmanager
def _telling_what_stays(folder: Path) -> Iterator[None]:
    was_there = is_result(folder)
    try:
        yield
    except OSError as error:
        stays = "the earlier result in it is as it was" if was_there else "nothing was written there"
        raise ResourceError(f"cannot use {folder}: {error.strerror or error}; {stays}") from error


@contextmanager
def _replacing(folder: Path) -> Iterator[Path]:
    """A new folder beside the one named, which takes its place at the end, or is removed if anything goes wrong."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))
    try:
        new.chmod(0o777 & ~umask())
        yield new
        with undisturbed():
            _swap(new, folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _swap(new: Path, folder: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    old = new.with_suffix(".old")
    folder.rename(old)
    try:
        new.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
