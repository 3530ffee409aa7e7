"""What a sweep's folder is for: the design, and what each scenario of it says, so that only the same goes on there."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from carepath_sim.errors import UsageError
from carepath_sim.experiments.circumstances import PRODUCT
from carepath_sim.experiments.designs.cells import Base
from carepath_sim.experiments.designs.design import Design
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.designs.scope import varied
from carepath_sim.experiments.laboratory.code_version import OF_MODELS, code_version
from carepath_sim.experiments.study import title_of
from carepath_sim.experiments.sweeps.parts import Part

KIND = "sweep"
MAY_DIFFER = ("replications", "until", "least", "title")
"""Of a design, where a sweep is gone on with."""
NOT_RUN = re.compile(r"^(?:(?:question|label):.*\n(?:[ ].*\n)*| *origin:.*\n)", re.MULTILINE)
"""Of a complete document what changes no result: what it asks, what it is called, and on which lines it was written."""
BESIDE = ("note", "origin", "label", "status", "source")
"""Of a factor what changes no value of it."""
MOST_NAMED = 4


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
    hashes = {base.name: _hash(NOT_RUN.sub("", documents[base.name])) for base in mine}
    return Scenario(name, title_of(name, study.label), mine[0].resolved.question, mine[0].resolved.kind, hashes)


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def differences(one: Dossier, other: Dossier, how: Callable[[Scenario], str] | None = None) -> list[str]:
    """In what two sweeps differ that should be one; the number of replications may.

    `how` says of a scenario that is not the same what is other in it.
    """
    here, there = one.design, other.design
    found = []
    if here.scenarios != there.scenarios:
        found.append(f"the scenarios (there {', '.join(here.scenarios)}, here {', '.join(there.scenarios)})")
    else:
        for mine, its in zip(one.scenarios, other.scenarios, strict=True):
            # Numbers set for the whole design are told below, and stand in the documents too.
            if mine.resolved != its.resolved and dict(here.constants) == dict(there.constants):
                found.append(f"what the scenario {mine.name} says" + ("" if how is None else how(mine)))
    before, now = ([factor.name for factor in design.factors] for design in (here, there))
    if before != now:
        found.append(f"the factors (there {', '.join(before)}, here {', '.join(now)})")
    else:
        pairs = zip(here.factors, there.factors, strict=True)
        found += [difference for one_, other_ in pairs if (difference := _of_factor(one_, other_))]
    if here.points != there.points and not found:
        found.append(f"the points ({_points(here, there)})")
    if dict(here.constants) != dict(there.constants):
        found.append(f"the numbers set for the whole design ({_constants(here, there)})")
    if here.outcomes != there.outcomes:
        mine_, its_ = (", ".join(outcome.name for outcome in design.outcomes) for design in (here, there))
        found.append(f"the outcomes (there {mine_}, here {its_})")
    if here.seed != there.seed:
        found.append(f"the seed (there {here.seed}, here {there.seed})")
    return found


def _of_factor(here: Factor, there: Factor) -> str:
    """How one factor differs in two designs, or nothing."""
    before, now = (
        {name: value for name, value in each.facts().items() if name not in BESIDE} for each in (here, there)
    )
    changed = [name for name in before if before[name] != now[name]]
    if not changed:
        return ""
    one, other = varied(here), varied(there)
    told = f"there {one}, here {other}" if one != other else f"in its {', '.join(changed)}"
    return f"the factor {here.name} ({told})"


def _points(here: Design, there: Design) -> str:
    """How the points of two designs of the same factors differ."""
    if len(here.points) != len(there.points):
        return f"there {len(here.points):,}, here {len(there.points):,}"
    if here.kind != there.kind:
        return f"there a {here.kind}, here a {there.kind}"
    return "as many, drawn with another seed"


def _constants(here: Design, there: Design) -> str:
    """The numbers that are set to other values in two designs, or in one of them alone."""
    before, now = dict(here.constants), dict(there.constants)
    changed = [name for name in dict.fromkeys([*before, *now]) if before.get(name) != now.get(name)]
    told = [f"{name}: there {before.get(name, 'not')}, here {now.get(name, 'not')}" for name in changed[:MOST_NAMED]]
    return "; ".join(told) + (f"; and {len(changed) - MOST_NAMED} more" if len(changed) > MOST_NAMED else "")
