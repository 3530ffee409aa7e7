"""Numbers set to one value for a whole design, in every scenario that has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from carepath_sim.errors import BadInput, Gathering, Problem, UsageError
from carepath_sim.experiments.designs.bases import Base
from carepath_sim.experiments.designs.finding import Atlas
from carepath_sim.experiments.designs.numbers import Number
from carepath_sim.experiments.designs.request import Asked
from carepath_sim.experiments.designs.wanted import Refusal
from carepath_sim.scenario.units import Written, WrongUnit
from carepath_sim.scenario.vary import Variation

FOR_THE_DESIGN = "set for the whole design"


def constants(asked: Sequence[Asked], atlas: Atlas) -> dict[str, Written]:
    """The value of each constant by the name of its number, with its unit; raises BadInput."""
    gathering, found = Gathering(), dict[str, Written]()
    for each in asked:
        with gathering.step():
            name, written = _constant(each, atlas)
            found[name] = written
    gathering.end()
    return found


def with_constants(values: Mapping[str, Written], bases: Sequence[Base]) -> list[Base]:
    """The bases with some numbers set, by name, wherever they have them; raises BadInput."""
    if not values:
        return list(bases)
    changed = []
    for base, numbers in zip(bases, Atlas(bases).numbers, strict=True):
        mine = {numbers[name].path: written for name, written in values.items() if name in numbers}
        resolved = Variation(base.resolved).with_values(mine, FOR_THE_DESIGN) if mine else base.resolved
        changed.append(replace(base, resolved=resolved))
    return changed


def _constant(asked: Asked, atlas: Atlas) -> tuple[str, Written]:
    """The name and the value of one constant, tried on every base that has it; raises BadInput."""
    try:
        found = atlas.all_of(asked.path)
        written = _written(asked, found[0][1])
    except Refusal as refusal:
        raise BadInput([asked.place.refused(refusal)]) from None
    problems = [problem for base, number in found for problem in _wrong(asked, base, number, written)]
    if problems:
        raise BadInput(problems)
    return found[0][1].name, written


def _written(asked: Asked, number: Number) -> Written:
    """The value as a scenario says it: a word such as `unlimited`, or a number with its unit; raises Refusal."""
    unit = number.style.unit
    if unit.word and str(asked.value).strip() == unit.word:
        return unit.word
    try:
        unit.parse(asked.value)
        return asked.value
    except WrongUnit as problem:
        try:
            return number.style.written(number.style.read(asked.value))
        except WrongUnit:
            raise Refusal(problem.what, problem.allowed) from None


def _wrong(asked: Asked, base: Base, number: Number, written: Written) -> list[Problem]:
    """What is wrong with a value in a base."""
    try:
        Variation(base.resolved).with_values({number.path: written})
    except BadInput as error:
        cannot = f"{written} cannot be in {base.scenario}"
        return [
            asked.place.problem(f"{cannot}: {each.what}", each.allowed, each.nearest, each.fix)
            for each in error.problems
        ]
    except UsageError as error:
        return [asked.place.problem(str(error).rstrip("."))]
    return []
