"""Which outcomes cannot be compared, because a scenario has no such part: days full of a hub where there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from carepath_sim.experiments.outcome_paths import OutcomePath, without
from carepath_sim.experiments.study import Study

Lacks = Mapping[str, Sequence[str]]
"""By scenario, the names of the outcomes of whose part it has nothing under any choice of policies."""
NOTHING: Lacks = MappingProxyType({})


def lacks(outcomes: Sequence[OutcomePath], studies: Mapping[str, Sequence[Study]]) -> dict[str, tuple[str, ...]]:
    """What each scenario lacks, of its studies; scenarios that lack nothing are left out."""
    found = {name: tuple(path.name for path in without(outcomes, own)) for name, own in studies.items()}
    return {name: names for name, names in found.items() if names}


def is_comparable(lacking: Lacks, outcome: str, *scenarios: str) -> bool:
    """Whether all of some scenarios have the part of an outcome."""
    return not any(outcome in lacking.get(name, ()) for name in scenarios)
