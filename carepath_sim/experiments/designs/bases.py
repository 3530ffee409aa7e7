"""Bases of a design: each scenario made complete, under each choice of policies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from carepath_sim.catalogue.documents import Document, Mark
from carepath_sim.errors import BadInput, Gathering, Problem, UsageError
from carepath_sim.scenario.load import Scenario, load
from carepath_sim.scenario.prune import NOT_IN_USE
from carepath_sim.scenario.resolve import resolve
from carepath_sim.scenario.resolved import Resolved

POLICIES = "policies"
"""The name of the factor whose values are choices of policies."""
NO_POLICIES = "none"
AND = "+"


@dataclass(frozen=True, eq=False)
class Base:
    """A scenario made complete under one choice of policies; `policies` is empty where the file's own stand."""

    name: str
    scenario: str
    policies: str
    resolved: Resolved


@dataclass
class _Left:
    """The policies of all choices that some scenario has to do without, and those that some scenario takes."""

    problems: dict[str, Problem] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)


def make_bases(
    scenarios: Iterable[str | Path | Resolved], choices: Sequence[str] = (), catalogue: Path | None = None
) -> list[Base]:
    """Each scenario, complete, under each choice of policies (`none`, `one`, `one+other`).

    Without choices the file's own policies stand. Under one, a policy keeps the dates and the fidelity that the file
    itself may give it, and a policy that acts on a setting which a scenario does without is left out there. Raises
    UsageError where a complete document would have to change its policies or two bases would have one name, and
    BadInput with all that is wrong in any of the files.
    """
    gathering, left = Gathering(), _Left()
    found: list[Base] = []
    for scenario in scenarios:
        with gathering.step():
            read = scenario if isinstance(scenario, Resolved) else load(scenario)
            for choice in choices or ("",):
                with gathering.step():
                    resolved = _under(read, choice, catalogue, left)
                    name = f"{resolved.name}.{choice}" if choice else resolved.name
                    found.append(Base(name, resolved.name, choice, resolved))
    gathering.problems += [problem for name, problem in left.problems.items() if name not in left.taken]
    gathering.end()
    _check_names(found)
    return found


def _check_names(found: list[Base]) -> None:
    names = [base.name for base in found]
    twice = sorted({base.scenario for base in found if names.count(base.name) > 1})
    if twice:
        raise UsageError(f"two scenarios, or two choices of policies, of {', '.join(twice)} have one name; keep one")


def _under(scenario: Scenario | Resolved, choice: str, catalogue: Path | None, left: _Left) -> Resolved:
    """A scenario under a choice of policies, those left out of it that act on a setting it does without."""
    if not choice:
        return scenario if isinstance(scenario, Resolved) else resolve(scenario, catalogue)
    if isinstance(scenario, Resolved) or scenario.is_resolved:
        raise UsageError(
            f"{scenario.name} is a resolved document: the effects of its policies stand among its own, so that "
            f"{POLICIES} cannot be varied. Name the scenario file it was made from"
        )
    names = [] if choice == NO_POLICIES else [name.strip() for name in choice.split(AND)]
    while True:
        try:
            resolved = resolve(_with_policies(scenario, names, choice), catalogue)
        except BadInput as error:
            absent = {names[index]: problem for problem in error.problems if (index := _left_out(problem)) is not None}
            if len(absent) < len({problem.path for problem in error.problems}):
                raise
            left.problems |= absent
            names = [name for name in names if name not in absent]
        else:
            left.taken |= set(names)
            return resolved


def _left_out(problem: Problem) -> int | None:
    """The index of the policy that, a problem says, acts on a setting which is not in use; None for any other."""
    match = re.fullmatch(rf"{POLICIES}\[(\d+)\]", problem.path)
    return int(match[1]) - 1 if match and problem.what.endswith(NOT_IN_USE) else None


def _with_policies(scenario: Scenario, names: list[str], choice: str) -> Scenario:
    """A scenario file read, with some policies in place of its own; one that it puts to use stands as written there."""
    document = scenario.document
    own = _own_policies(document.data.get(POLICIES))
    data = {**document.data, POLICIES: [own.get(name, name) for name in names]}
    marks = {path: mark for path, mark in document.marks.items() if path[:1] != (POLICIES,)}
    marks[(POLICIES,)] = Mark(f"{POLICIES}={choice}")
    return replace(scenario, document=Document(data, marks))


def _own_policies(written: object) -> dict[str, Any]:
    """What a file says of each policy it puts to use with more than its name."""
    uses = written if isinstance(written, list) else []
    return {use["policy"]: use for use in uses if isinstance(use, dict) and isinstance(use.get("policy"), str)}
