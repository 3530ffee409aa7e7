"""What a sweep's folder is for: the design, and what each scenario of it says, so that only the same goes on there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from carepath_sim.errors import UsageError
from carepath_sim.experiments.circumstances import PRODUCT
from carepath_sim.experiments.study import title_of
from carepath_sim.experiments.sweeps.cells import Base
from carepath_sim.experiments.sweeps.code_version import OF_MODELS, code_version
from carepath_sim.experiments.sweeps.design import Design
from carepath_sim.experiments.sweeps.parts import Part

KIND = "sweep"
MAY_DIFFER = ("replications", "until", "least", "title")
"""Of a design, where a sweep is gone on with."""


@dataclass(frozen=True)
class Scenario:
    """How a scenario of a sweep introduces itself; `resolved` is a hash of its complete document, by base."""

    name: str
    title: str
    question: str
    kind: str
    resolved: dict[str, str]


@dataclass(frozen=True, eq=False)
class Dossier:
    """What a folder is for; `part` is None if it is for all points."""

    design: Design
    scenarios: tuple[Scenario, ...]
    part: Part | None = None

    @classmethod
    def of(
        cls, design: Design, bases: Sequence[Base], documents: Mapping[str, str], part: Part | None = None
    ) -> Dossier:
        """That of a sweep about to be run; `documents` holds the complete document of each base."""
        return cls(design, tuple(_scenario(name, bases, documents) for name in design.scenarios), part)

    def facts(self) -> dict[str, Any]:
        """It as plain data, without the points."""
        design = self.design.facts()
        del design["points"]
        return {
            "product": PRODUCT,
            "kind": KIND,
            "design": design,
            "points": len(self.design.points),
            "part": None if self.part is None else str(self.part),
            "scenarios": [vars(scenario) for scenario in self.scenarios],
            "code": code_version(),
        }

    def digest(self) -> str:
        """A name for all that the keys of its cells depend on."""
        facts = self.design.facts()
        kept = {name: value for name, value in facts.items() if name not in MAY_DIFFER}
        resolved = [scenario.resolved for scenario in self.scenarios]
        text = json.dumps([kept, resolved, code_version(OF_MODELS)], sort_keys=True, default=str)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    def points_frame(self) -> pd.DataFrame:
        """A row a point: its number, and a column a factor."""
        names = [factor.name for factor in self.design.factors]
        rows = [(point.number, *point.values) for point in self.design.points]
        return pd.DataFrame(rows, columns=["point", *names])


def _scenario(name: str, bases: Sequence[Base], documents: Mapping[str, str]) -> Scenario:
    mine = [base for base in bases if base.scenario == name]
    if not mine:
        raise UsageError(f"the design names a scenario {name}, of which there is no base")
    study = mine[0].resolved.study
    hashes = {base.name: _hash(documents[base.name]) for base in mine}
    return Scenario(name, title_of(name, study.label), mine[0].resolved.question, mine[0].resolved.kind, hashes)


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def differences(one: Dossier, other: Dossier) -> list[str]:
    """In what two sweeps differ that should be one; the number of replications may."""
    here, there = one.design, other.design
    found = []
    if here.scenarios != there.scenarios:
        found.append(f"the scenarios (there {', '.join(here.scenarios)}, here {', '.join(there.scenarios)})")
    else:
        for mine, its in zip(one.scenarios, other.scenarios, strict=True):
            if mine.resolved != its.resolved:
                found.append(f"what the scenario {mine.name} says")
    before, now = ({factor.name: factor.facts() for factor in design.factors} for design in (here, there))
    if list(before) != list(now):
        found.append(f"the factors (there {', '.join(before)}, here {', '.join(now)})")
    else:
        found += [f"the factor {name}" for name in before if before[name] != now[name]]
    if here.points != there.points and not found:
        found.append(f"the points (there {len(here.points):,}, here {len(there.points):,})")
    if dict(here.constants) != dict(there.constants):
        found.append("the numbers set for the whole design")
    if here.outcomes != there.outcomes:
        mine_, its_ = (", ".join(outcome.name for outcome in design.outcomes) for design in (here, there))
        found.append(f"the outcomes (there {mine_}, here {its_})")
    if here.seed != there.seed:
        found.append(f"the seed (there {here.seed}, here {there.seed})")
    return found
