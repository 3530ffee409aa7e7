"""Validates a document, and goes on past what is wrong so that every problem is found in one pass."""

from __future__ import annotations

import copy
from typing import Any

from pydantic import ValidationError

from carepath_sim.catalogue.documents import Document, KeyPath
from carepath_sim.errors import Problem
from carepath_sim.scenario.problems import of_validation
from carepath_sim.scenario.schema import Study

STAND_INS = {"question": "?", "kind": "strategic", "start": "2026-04-01", "horizon": "1 year"}
"""Stand for required keys that are missing or wrong, while the rest of a file is looked at."""

NO_EFFECT = {"multiply_entries": {"by": {"value": 1, "status": "assumed", "note": "Changes nothing."}}}
"""Stands for an effect that cannot be read, so that the others keep their places in the list."""

MOST_ROUNDS = 6


def validate(document: Document, base: Document) -> tuple[Study | None, list[Problem], list[KeyPath]]:
    """The study in a document, the problems found, and their key paths.

    If there are problems the study is what is left when each wrong value is replaced by
    that of the base document, or taken out; None if nothing is.
    """
    problems: list[Problem] = []
    wrong: list[KeyPath] = []
    data: Any = document.data
    for _ in range(MOST_ROUNDS):
        try:
            return Study.model_validate(data), list(dict.fromkeys(problems)), wrong
        except ValidationError as error:
            found = list(zip(error.errors(include_url=False), of_validation(error, document, Study), strict=True))
            data = copy.deepcopy(data) if not wrong else data
            told = list(wrong)
            misspelt = {(*details["loc"][:-1], problem.nearest) for details, problem in found if problem.nearest}
            for details, problem in found:
                path = tuple(part for part in details["loc"] if part != "[key]")
                is_told = any(_is_within(path, other) or _is_within(other, path) for other in told)
                # Whoever writes `horizn` has forgotten no key.
                if not is_told and not (details["type"] == "missing" and path in misspelt):
                    problems.append(problem)
                wrong.append(path)
                _mend(data, path, details["type"] == "missing", base.data)
    return None, list(dict.fromkeys(problems)), wrong


def _is_within(path: KeyPath, other: KeyPath) -> bool:
    return path[: len(other)] == other


def _is_effect(path: KeyPath) -> bool:
    return path[0] == "effects" and isinstance(path[1], int)


def _effects_at(data: Any, path: KeyPath) -> Any:
    for key in path:
        data = data[key]
    return data


def _mend(data: Any, path: KeyPath, is_missing: bool, base: Any) -> None:
    """Put the base's value at a path, or take away what is there; a mapping that lacks a key goes as a whole."""
    if len(path) == 1 and path[0] in STAND_INS:
        data[path[0]] = STAND_INS[path[0]]
        return
    if effect := next((path[: depth + 2] for depth in range(len(path) - 1) if _is_effect(path[depth:])), None):
        _effects_at(data, effect[:-1])[effect[-1]] = copy.deepcopy(NO_EFFECT)
        return
    place = path[:-1] if is_missing and len(path) > 1 else path
    in_list = [depth for depth, key in enumerate(place) if isinstance(key, int)]
    place = place[: in_list[0]] if in_list else place
    node, original = data, base
    for depth, key in enumerate(place):
        original = original.get(key) if isinstance(original, dict) else None
        below = node.get(key)
        if depth == len(place) - 1 or not isinstance(below, dict):
            if original is None:
                node.pop(key, None)
            else:
                node[key] = copy.deepcopy(original)
            return
        node = below
