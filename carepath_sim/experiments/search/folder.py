"""A search in its folder: what its manifest says, and its tables `capacity` and `frontier`; see `sweeps.filing`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.kinds import MANIFEST
from carepath_sim.experiments.laboratory.filing import Filing
from carepath_sim.experiments.outcome_paths import outcome_path
from carepath_sim.experiments.search.levels import Level
from carepath_sim.experiments.search.study import Search

SEARCHES = Filing("search", "a search", "search", ("capacity", "frontier"))
AS_THEY_ARE = (
    *("scenario", "title", "question", "breach", "answer", "is_steady", "combinations", "seed", "replications"),
    "timing",
)
"""What the manifest says as the search does."""
check_folder = SEARCHES.check


def write(folder: Path, search: Search, command: str, documents: Mapping[str, str], report: str | None = None) -> None:
    """Put a search into its folder, as `Filing.write`."""
    tables = {name: getattr(search, name) for name in SEARCHES.tables}
    SEARCHES.write(folder, tables, documents, {**_facts(search), "command": command}, report)


def load_search(folder: Path) -> Search:
    """Read a search back. Raises UsageError if the folder holds none, and BadInput if a file of it is damaged."""
    facts = SEARCHES.facts(folder)
    try:
        factors = tuple(Factor.from_facts(item) for item in facts["factors"])
        texts = ("level", "outcome", *(factor.name for factor in factors if factor.choices))
        tables: dict[str, Any] = {
            name: SEARCHES.table(folder, name, texts, ("met", "sure", "on_frontier")) for name in SEARCHES.tables
        }
        return Search(
            **{name: facts[name] for name in AS_THEY_ARE},
            factors=factors,
            levels=tuple(_level(item) for item in facts["levels"]),
            sentences=tuple(facts["sentences"]),
            failures=tuple(facts["failures"]),
            **tables,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise SEARCHES.damaged(folder / MANIFEST) from error


def _facts(search: Search) -> dict[str, Any]:
    return {
        **{name: getattr(search, name) for name in AS_THEY_ARE},
        "factors": [factor.facts() for factor in search.factors],
        "levels": [{**vars(level), "outcome": level.outcome.name} for level in search.levels],
        "sentences": list(search.sentences),
        "failures": list(search.failures),
    }


def _level(facts: Mapping[str, Any]) -> Level:
    return Level(**{**facts, "outcome": outcome_path(facts["outcome"])})
