"""A search in its folder, beside the blocks it was made of.

capacity.csv                a row for each choice looked at and each level
frontier.csv                cost against stability of the same choices
manifest.json               what was asked, the answer in words, and what it took
<scenario>.resolved.yaml    the scenario made complete
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from carepath_sim.errors import BadInput, Problem, ResourceError, UsageError
from carepath_sim.experiments import circumstances
from carepath_sim.experiments.circumstances import PRODUCT, Circumstances
from carepath_sim.experiments.kinds import MANIFEST, kind_of
from carepath_sim.experiments.replacing import write_whole
from carepath_sim.experiments.search.levels import Level
from carepath_sim.experiments.search.study import Search
from carepath_sim.experiments.sweeps.factors import Factor
from carepath_sim.experiments.sweeps.locking import LOCK
from carepath_sim.experiments.sweeps.outcomes import outcome_path
from carepath_sim.experiments.sweeps.store import BLOCKS, JOURNAL
from carepath_sim.experiments.tables import from_csv, to_csv

KIND = "search"
FRAMES = ("capacity", "frontier")
REPORT = "report.html"


def check_folder(folder: Path) -> None:
    """Raise UsageError, before anything is run, if the folder holds something else than a search or its blocks.

    Blocks are named by what they depend on, so that another search may go on where one was.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; choose a folder to put the search in")
    found = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if MANIFEST in found:
        kind = kind_of(folder)
        if kind != KIND:
            raise UsageError(f"{folder} holds a {kind}, not a search; choose another folder")
    elif found - {BLOCKS, JOURNAL, LOCK}:
        raise UsageError(f"{folder} is not empty and does not hold a search; choose another folder or empty it")


def write(
    folder: Path,
    search: Search,
    command: str,
    documents: Mapping[str, str],
    report: str | None = None,
    around: Circumstances | None = None,
) -> None:
    """Put a search into its folder; the manifest last, so that a folder with one is whole.

    `documents` holds the complete document of the scenario, by name. Raises UsageError as `check_folder`, and
    ResourceError if the disk or its permissions say no.
    """
    check_folder(folder)
    texts = {f"{name}.csv": to_csv(getattr(search, name)) for name in FRAMES}
    texts |= {f"{name}.resolved.yaml": text for name, text in documents.items()}
    if report is not None:
        texts[REPORT] = report
    facts = {**_facts(search), "command": command, **(around or circumstances.now()).facts()}
    texts[MANIFEST] = json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            write_whole(folder / name, text.encode())
    except OSError as error:
        raise ResourceError(f"cannot use {folder}: {error.strerror or error}") from error


def load_search(folder: Path) -> Search:
    """Read a search back. Raises UsageError if the folder holds none, and BadInput if a file of it is damaged."""
    if kind_of(folder) != KIND:
        raise UsageError(f"{folder} does not hold a search")
    facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    try:
        factors = tuple(Factor.from_facts(item) for item in facts["factors"])
        return Search(
            **{name: facts[name] for name in ("scenario", "title", "question", "breach", "answer", "is_steady")},
            **{name: facts[name] for name in ("combinations", "seed", "replications", "timing")},
            factors=factors,
            levels=tuple(_level(item) for item in facts["levels"]),
            sentences=tuple(facts["sentences"]),
            failures=tuple(facts["failures"]),
            capacity=_frame(folder / "capacity.csv", factors),
            frontier=_frame(folder / "frontier.csv", factors),
        )
    except (KeyError, TypeError) as error:
        raise _damaged(folder / MANIFEST) from error


def _facts(search: Search) -> dict[str, Any]:
    return {
        "product": PRODUCT,
        "kind": KIND,
        "scenario": search.scenario,
        "title": search.title,
        "question": search.question,
        "factors": [factor.facts() for factor in search.factors],
        "levels": [{**vars(level), "outcome": level.outcome.name} for level in search.levels],
        "breach": search.breach,
        "answer": search.answer,
        "is_steady": search.is_steady,
        "combinations": search.combinations,
        "sentences": list(search.sentences),
        "seed": search.seed,
        "replications": search.replications,
        "failures": list(search.failures),
        "timing": dict(search.timing),
    }


def _level(facts: Mapping[str, Any]) -> Level:
    return Level(**{**facts, "outcome": outcome_path(facts["outcome"])})


def _frame(path: Path, factors: tuple[Factor, ...]) -> pd.DataFrame:
    texts = ("level", "outcome", *(factor.name for factor in factors if factor.choices))
    try:
        return from_csv(path, texts, ("met", "sure", "on_frontier"))
    except FileNotFoundError as error:
        raise _damaged(path, "This file of the search is not there") from error
    except (ValueError, KeyError) as error:
        raise _damaged(path) from error


def _damaged(
    path: Path, what: str = "This file of the search was changed or cut short since it was written"
) -> BadInput:
    return BadInput([Problem(str(path), 0, 0, "", what, fix="run the search again: what was run is not run again")])
