"""An analysis in its folder: what its manifest says, and its tables; see `sweeps.filing`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.kinds import MANIFEST
from carepath_sim.experiments.laboratory.filing import Filing
from carepath_sim.experiments.outcome_paths import outcome_path
from carepath_sim.experiments.sensitivity.study import Plan, Sensitivity

FRAMES = ("screening", "tornado", "switching", "variance", "indices")
ANALYSES = Filing("sensitivity", "an analysis of sensitivity", "analysis", FRAMES)
TEXTS = ("factor", "label", "role", "outcome", "method", "status", "source", "sentence")
TRUTHS = ("stands_out", "touches", "within_range")
AS_THEY_ARE = ("scenarios", "question", "constants_count", "seed", "timing")
"""What the manifest says as the analysis does."""
check_folder = ANALYSES.check


def write(
    folder: Path, sensitivity: Sensitivity, command: str, documents: Mapping[str, str], report: str | None = None
) -> None:
    """Put an analysis into its folder, as `Filing.write`."""
    tables = {name: getattr(sensitivity, name) for name in FRAMES}
    ANALYSES.write(folder, tables, documents, {**_facts(sensitivity), "command": command}, report)


def load_sensitivity(folder: Path) -> Sensitivity:
    """Read an analysis back. Raises UsageError if the folder holds none, and BadInput if a file of it is damaged."""
    facts = ANALYSES.facts(folder)
    frames: dict[str, Any] = {name: ANALYSES.table(folder, name, TEXTS, TRUTHS) for name in FRAMES}
    try:
        return Sensitivity(
            **{name: facts[name] for name in AS_THEY_ARE},
            outcomes=tuple(outcome_path(name) for name in facts["outcomes"]),
            factors=tuple(Factor.from_facts(item) for item in facts["factors"]),
            notes=tuple(facts["notes"]),
            failures=tuple(facts["failures"]),
            plan=Plan(**facts["plan"]),
            **frames,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ANALYSES.damaged(folder / MANIFEST) from error


def _facts(found: Sensitivity) -> dict[str, Any]:
    return {
        **{name: getattr(found, name) for name in AS_THEY_ARE},
        "outcomes": [outcome.name for outcome in found.outcomes],
        "notes": list(found.notes),
        "plan": asdict(found.plan),
        "factors": [factor.facts() for factor in found.factors],
        "failures": list(found.failures),
    }
