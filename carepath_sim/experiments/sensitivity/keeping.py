"""An analysis of sensitivity beside the comparison it is about: its tornado and switching values kept in the result.

A comparison that is run again replaces its folder, and with it what was kept: the analysis has then to be named anew.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from carepath_sim.catalogue.wording import listed
from carepath_sim.errors import BadInput, Problem, ResourceError, UsageError
from carepath_sim.experiments import store
from carepath_sim.experiments.replacing import write_whole
from carepath_sim.experiments.sensitivity.folder import TEXTS, TRUTHS, load_sensitivity
from carepath_sim.experiments.tables import from_csv, to_csv

TABLES = dict(zip(("tornado", "switching"), store.KEPT, strict=True))
"""Each table that is kept, and its file in the folder of a result."""


def keep(result: Path, analysis: Path) -> None:
    """Put the tables of an analysis into the folder of a result, in place of those of an earlier one.

    Raises UsageError unless it is about the very scenarios of the result, with the same baseline, and ResourceError
    if the disk or its permissions say no.
    """
    found = load_sensitivity(analysis)
    comparison = store.load(result)
    _check(result, analysis, list(found.scenarios), [facts.name for facts in comparison.scenarios])
    try:
        for name, file in TABLES.items():
            write_whole(result / file, to_csv(getattr(found, name)).encode())
    except OSError as error:
        raise ResourceError(f"cannot use {result}: {error.strerror or error}") from error


def kept(result: Path) -> dict[str, pd.DataFrame]:
    """The tables of an analysis that a result folder holds; nothing if it holds none. Raises BadInput if damaged."""
    if not all((result / file).exists() for file in TABLES.values()):
        return {}
    return {name: _frame(result / file) for name, file in TABLES.items()}


def _check(result: Path, analysis: Path, analysed: list[str], compared: list[str]) -> None:
    """Raise UsageError unless every scenario that was analysed is one of the comparison, as it was run there."""
    strangers = [name for name in analysed if name not in compared]
    if strangers:
        raise UsageError(f"{analysis} is about {listed(strangers)}, which {result} does not compare")
    if analysed[0] != compared[0]:
        raise UsageError(f"{analysis} takes differences from {analysed[0]}, and {result} from {compared[0]}")
    changed = [name for name in analysed if store.resolved_text(result, name) != store.resolved_text(analysis, name)]
    if changed:
        raise UsageError(
            f"{listed(changed)} in {analysis} is not the scenario that {result} compares: a number of it was changed "
            "in between. Run both again on the same files"
        )


def _frame(path: Path) -> pd.DataFrame:
    try:
        return from_csv(path, TEXTS, TRUTHS)
    except OSError as error:
        raise ResourceError(f"cannot use {path}: {error.strerror or error}") from error
    except (ValueError, KeyError) as error:
        what = "This table of an analysis was changed or cut short since it was kept here"
        raise BadInput([Problem(str(path), 0, 0, "", what, fix="name the analysis again")]) from error
