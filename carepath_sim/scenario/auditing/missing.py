"""A setting or team that is not there, told once with everybody who asks for it, and not once for each of them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from carepath_sim.catalogue.spelling import listed
from carepath_sim.errors import Problem

MISSING = re.compile(r"There is no (setting|team|stream) '.*'")
MOST_PLACES = 12


def told_once(problems: list[Problem]) -> list[Problem]:
    """The problems, those about one missing thing made one, which stands where it is asked for first."""
    asked: dict[str, list[Problem]] = {}
    for problem in sorted(problems):
        if MISSING.fullmatch(problem.what):
            asked.setdefault(problem.what, []).append(problem)
    others = [problem for problem in problems if problem.what not in asked]
    return [*others, *(_together(each) for each in asked.values())]


def _together(problems: list[Problem]) -> Problem:
    first, *rest = problems
    places = dict.fromkeys(f"{PurePath(problem.file).name}:{problem.line}" for problem in rest)
    here = f"{PurePath(first.file).name}:{first.line}"
    also = [place for place in places if place != here]
    if not also:
        return first
    return replace(first, what=f"{first.what}; it is also asked for in {listed(also, MOST_PLACES)}")
