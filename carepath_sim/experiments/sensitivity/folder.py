"""An analysis in its folder, beside the blocks it was made of.

screening.csv, tornado.csv, switching.csv, variance.csv, indices.csv    its tables
manifest.json                                                          what was asked, what was found in words, the time
<scenario>.resolved.yaml                                               the scenarios made complete
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from carepath_sim.errors import BadInput, Problem, ResourceError, UsageError
from carepath_sim.experiments import circumstances
from carepath_sim.experiments.circumstances import PRODUCT, Circumstances
from carepath_sim.experiments.kinds import MANIFEST, kind_of
from carepath_sim.experiments.replacing import write_whole
from carepath_sim.experiments.sensitivity.study import Plan, Sensitivity
from carepath_sim.experiments.sweeps.factors import Factor
from carepath_sim.experiments.sweeps.locking import LOCK
from carepath_sim.experiments.sweeps.outcomes import outcome_path
from carepath_sim.experiments.sweeps.store import BLOCKS, JOURNAL
from carepath_sim.experiments.tables import from_csv, to_csv

KIND = "sensitivity"
FRAMES = ("screening", "tornado", "switching", "variance", "indices")
REPORT = "report.html"
TEXTS = ("factor", "label", "role", "outcome", "method", "status", "source", "sentence")
TRUTHS = ("stands_out", "touches", "within_range")


def check_folder(folder: Path) -> None:
    """Raise UsageError, before anything is run, if the folder holds something else than an analysis or its blocks.

    Blocks are named by what they depend on, so that another analysis may go on where one was.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; choose a folder to put the analysis in")
    found = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if MANIFEST in found:
        kind = kind_of(folder)
        if kind != KIND:
            raise UsageError(f"{folder} holds a {kind}, not an analysis of sensitivity; choose another folder")
    elif found - {BLOCKS, JOURNAL, LOCK, *_ours(found)}:
        raise UsageError(
            f"{folder} is not empty and does not hold an analysis of sensitivity; choose another folder or empty it"
        )


def _ours(found: set[str]) -> set[str]:
    """What an analysis that was stopped while it was written may have left: the manifest comes last."""
    tables = {f"{name}.csv" for name in FRAMES}
    return {name for name in found if name in tables or name == REPORT or name.endswith(".resolved.yaml")}


def write(
    folder: Path,
    sensitivity: Sensitivity,
    command: str,
    documents: Mapping[str, str],
    report: str | None = None,
    around: Circumstances | None = None,
) -> None:
    """Put an analysis into its folder; the manifest last, so that a folder with one is whole.

    `documents` holds the complete document of each scenario, by name. Raises UsageError as `check_folder`, and
    ResourceError if the disk or its permissions say no.
    """
    check_folder(folder)
    texts = {f"{name}.csv": to_csv(getattr(sensitivity, name)) for name in FRAMES}
    texts |= {f"{name}.resolved.yaml": text for name, text in documents.items()}
    if report is not None:
        texts[REPORT] = report
    facts = {**_facts(sensitivity), "command": command, **(around or circumstances.now()).facts()}
    texts[MANIFEST] = json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            write_whole(folder / name, text.encode())
    except OSError as error:
        raise ResourceError(f"cannot use {folder}: {error.strerror or error}") from error


def load_sensitivity(folder: Path) -> Sensitivity:
    """Read an analysis back. Raises UsageError if the folder holds none, and BadInput if a file of it is damaged."""
    if kind_of(folder) != KIND:
        raise UsageError(f"{folder} does not hold an analysis of sensitivity")
    facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    frames: dict[str, Any] = {name: _frame(folder / f"{name}.csv") for name in FRAMES}
    try:
        return Sensitivity(
            **{name: facts[name] for name in ("scenarios", "question", "constants_count", "seed", "timing")},
            outcomes=tuple(outcome_path(name) for name in facts["outcomes"]),
            factors=tuple(Factor.from_facts(item) for item in facts["factors"]),
            notes=tuple(facts["notes"]),
            failures=tuple(facts["failures"]),
            plan=Plan(**facts["plan"]),
            **frames,
        )
    except (KeyError, TypeError) as error:
        raise _damaged(folder / MANIFEST) from error


def _facts(found: Sensitivity) -> dict[str, Any]:
    return {
        "product": PRODUCT,
        "kind": KIND,
        "scenarios": dict(found.scenarios),
        "question": found.question,
        "outcomes": [outcome.name for outcome in found.outcomes],
        "notes": list(found.notes),
        "plan": asdict(found.plan),
        "seed": found.seed,
        "constants_count": found.constants_count,
        "factors": [factor.facts() for factor in found.factors],
        "failures": list(found.failures),
        "timing": dict(found.timing),
    }


def _frame(path: Path) -> pd.DataFrame:
    try:
        return from_csv(path, TEXTS, TRUTHS)
    except FileNotFoundError as error:
        raise _damaged(path, "This file of the analysis is not there") from error
    except (ValueError, KeyError) as error:
        raise _damaged(path) from error


def _damaged(
    path: Path, what: str = "This file of the analysis was changed or cut short since it was written"
) -> BadInput:
    return BadInput([Problem(str(path), 0, 0, "", what, fix="run the analysis again: what was run is not run again")])
