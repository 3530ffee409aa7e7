"""What is known of a design before anything runs: what cannot be compared, and what must be known to read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from carepath_sim.experiments.designs.bases import Base
from carepath_sim.experiments.designs.comparable import Lacks, lacks
from carepath_sim.experiments.designs.design import Design
from carepath_sim.experiments.designs.measurable import too_short
from carepath_sim.experiments.designs.remarks import remarks
from carepath_sim.experiments.study import Study


@dataclass(frozen=True)
class Beforehand:
    """`lacking` says which outcomes have no difference, `remarks` what must be known to read what is found."""

    lacking: Lacks = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @classmethod
    def of(cls, design: Design, bases: Sequence[Base], studies: Sequence[Study]) -> Beforehand:
        """That of a design over some bases, of each of which there is a study."""
        by_scenario: dict[str, list[Study]] = {}
        for base, study in zip(bases, studies, strict=True):
            by_scenario.setdefault(base.scenario, []).append(study)
        short = [sentence for outcome in design.outcomes if (sentence := too_short(outcome, studies[0]))]
        told = [f"{sentence}. Here it has no value." for sentence in dict.fromkeys(short)]
        return cls(lacks(design.outcomes, by_scenario), (*remarks(design.factors, bases), *told))

    def facts(self) -> dict[str, Any]:
        """It as plain data."""
        return {"lacks": {name: list(own) for name, own in self.lacking.items()}, "remarks": list(self.remarks)}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Beforehand:
        """It from a manifest; one of an earlier version says nothing of it."""
        lacking = {name: tuple(own) for name, own in facts.get("lacks", {}).items()}
        return cls(lacking, tuple(facts.get("remarks", ())))


NOTHING_KNOWN = Beforehand()
