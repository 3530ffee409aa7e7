"""Reads a sweep file into what it asks for; `sweep_schema` says what such a file may hold.

::

    sweep: How many places should the hub have, if its workers leave more often?
    scenarios: [baseline.yaml, hub.yaml]
    levers:
      settings.hub.places: 6:18:2
    uncertainties:
      teams.hub.leave_rate: own range
    outcomes: [cost_per_year, moves_rate]
    design: {kind: latin hypercube, samples: 64}
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from carepath_sim.catalogue.documents import Document, KeyPath, Mark, read, words
from carepath_sim.catalogue.spelling import nearest
from carepath_sim.errors import Problem, UsageError
from carepath_sim.experiments.designs.bases import POLICIES
from carepath_sim.experiments.designs.choices import choices
from carepath_sim.experiments.designs.request import EVERYTHING, Asked, Place, Request, Word
from carepath_sim.experiments.designs.sweep_schema import RANGE_KEYS, SweepFile
from carepath_sim.experiments.designs.wanted import ALLOWED, OWN_RANGE, Between, Listed, Refusal, Wanted, wanted
from carepath_sim.scenario.load import SWEEP, is_within_reach
from carepath_sim.scenario.problems import of_validation

if TYPE_CHECKING:
    from carepath_sim.experiments.outcome_paths import OutcomePath
    from carepath_sim.experiments.precision import Goal


def is_sweep_file(path: str | Path) -> bool:
    """Whether a file is one, by its key `sweep:` or, if it cannot be read, by its name."""
    document, _ = read(Path(path), str(path))
    return SWEEP in document.data or (not document.data and str(path).endswith((".sweep.yaml", ".sweep.yml")))


def read_sweep(path: str | Path) -> Request:
    """What a sweep file asks for; all that is wrong with how it is written is among the problems of the request."""
    shown = os.path.normpath(str(path))
    document, problems = read(Path(shown), shown)
    problems = list(problems)
    if not document.data:
        return Request((), problems=tuple(problems))
    meant = _meant(document)
    marks = _marks_of(document, meant)
    said, wrong = _validated(Document(document.data, marks), meant)
    document = Document({meant.get(key, key): value for key, value in document.data.items()}, marks)
    problems += wrong
    if said is None:
        return Request((), problems=tuple(problems))
    everything = [path for path, values in said.uncertainties.items() if path == EVERYTHING and values == OWN_RANGE]
    uncertainties = {path: values for path, values in said.uncertainties.items() if path not in everything}
    asked = [
        *_each(document, "levers", "lever", said.levers, problems),
        *_each(document, "uncertainties", "uncertainty", uncertainties, problems),
        *_constants(document, said.constants, problems),
    ]
    scenarios = _scenarios(document, said.scenarios, problems)
    named = [said.outcomes] if isinstance(said.outcomes, str) else said.outcomes
    whole = isinstance(said.outcomes, str)
    places = [_place(document, ("outcomes",) if whole else ("outcomes", index)) for index in range(len(named))]
    return Request(
        scenarios=scenarios,
        asked=tuple(asked),
        question=said.sweep,
        place=_place(document, (SWEEP,)),
        is_torn=len(scenarios) < len(said.scenarios),
        everything=_place(document, ("uncertainties", EVERYTHING)) if everything else None,
        outcomes=outcomes_of(list(zip(named, places, strict=True)), problems),
        kind=said.design.kind or "",
        kind_at=_place(document, ("design", "kind")),
        samples=said.design.samples,
        samples_at=_place(document, ("design", "samples")),
        sample_seed=said.design.seed,
        replications=said.replications,
        at_most=said.at_most,
        seed=said.seed,
        until_at=_place(document, ("until",)),
        until=goal_of(said.until, _place(document, ("until",)), problems) if said.until else None,
        problems=tuple(problems),
    )


def _meant(document: Document) -> dict[str, str]:
    """What each key that there is not was meant to be, where nothing else says that: faults may stand under it."""
    unsaid = [key for key in SweepFile.model_fields if key not in document.data]
    near = {key: nearest(key, unsaid) for key in document.data if key not in SweepFile.model_fields}
    return {key: known for key, known in near.items() if known and list(near.values()).count(known) == 1}


def _marks_of(document: Document, meant: Mapping[str, str]) -> dict[KeyPath, Mark]:
    """The marks of a document, those of misspelt keys also under what was meant."""
    marks = document.marks
    return {**{(meant[str(path[0])], *path[1:]): marks[path] for path in marks if path and path[0] in meant}, **marks}


def _validated(document: Document, meant: Mapping[str, str]) -> tuple[SweepFile | None, list[Problem]]:
    """What a document says, what is wrong with it taken out, and what that was; misspelt keys as they are meant."""
    data = dict(document.data)
    problems: list[Problem] = []
    for _ in range(3):
        try:
            return SweepFile.model_validate(data), problems
        except ValidationError as error:
            wrong = of_validation(error, document, SweepFile)
            problems += [each for each in wrong if not (each.is_absence and each.path in meant.values())]
            for details in error.errors(include_url=False):
                if details["loc"][0] not in meant:
                    _take_out(data, details["loc"])
            data |= {known: data.pop(key) for key, known in meant.items() if key in data}
    return None, problems


def _take_out(data: dict[str, Any], location: tuple[int | str, ...]) -> None:
    """Take what stands at a place out of a document, and no more than that where it is one of several keys."""
    key, *below = map(str, location)
    section = data.get(key)
    if below and isinstance(section, dict) and below[0] in section:
        data[key] = {name: value for name, value in section.items() if name != below[0]}
        return
    data.pop(key, None)
    if key in STAND_INS:
        data[key] = STAND_INS[key]


STAND_INS: Mapping[str, Any] = {"sweep": "?", "scenarios": ["?"]}
"""Stand for what a sweep file must say, while the rest of it is looked at."""


def _place(document: Document, path: KeyPath) -> Place:
    mark = document.mark(path)
    return Place(mark.file, mark.line, mark.column, words(path))


def _each(
    document: Document, key: str, word: Word, said: Mapping[str, object], problems: list[Problem]
) -> Iterable[Asked]:
    for path, values in said.items():
        mark = document.mark((key, path))
        place = Place(mark.file, mark.line, mark.column, path)
        try:
            if path != POLICIES:
                yield Asked(word, path, place, _wanted(values))
            elif word == "uncertainty":
                raise Refusal("Which policies are put to use is decided, not found out", fix="put it under `levers:`")
            else:
                yield Asked(word, path, place, choices=choices(_choices(values)))
        except Refusal as refusal:
            problems.append(place.refused(refusal))


def _choices(values: object) -> str | Sequence[object]:
    return values if isinstance(values, (str, list)) else ""


def _wanted(values: object) -> Wanted:
    """What is asked of a number; raises Refusal."""
    if isinstance(values, str):
        return wanted(values)
    if isinstance(values, (int, float)) and not isinstance(values, bool):
        return Listed((values,))
    if isinstance(values, list):
        odd = [item for item in values if isinstance(item, bool) or not isinstance(item, (str, int, float))]
        if odd or not values:
            raise Refusal(f"{odd[0]!r} is no value" if odd else "This list is empty", ALLOWED)
        return Listed(tuple(values))
    if isinstance(values, dict):
        return _between(values)
    raise Refusal("Nothing is written here" if values is None else f"{values!r} is no value", ALLOWED)


def _between(said: Mapping[str, Any]) -> Between:
    allowed = "{low: 10%, high: 50%}, and a distribution if it is not even"
    for key in said:
        if key not in RANGE_KEYS:
            raise Refusal(f"There is no key {key!r} here", ", ".join(RANGE_KEYS), nearest(key, RANGE_KEYS))
    for key in ("low", "high"):
        value = said.get(key)
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise Refusal(f"The {key} of this range is missing", allowed, fix=f"add `{key}:`")
    return Between(said["low"], said["high"], str(said.get("distribution", "")))


def _constants(document: Document, said: Mapping[str, Any], problems: list[Problem]) -> Iterable[Asked]:
    for path, value in said.items():
        mark = document.mark(("constants", path))
        place = Place(mark.file, mark.line, mark.column, path)
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            problems.append(place.problem("This is not one value", "a number with its unit, such as 12 places"))
        else:
            yield Asked("constant", path, place, value=value)


def _scenarios(document: Document, named: Sequence[str], problems: list[Problem]) -> tuple[str, ...]:
    """The scenario files, as found from where a command runs."""
    if named == STAND_INS["scenarios"]:
        return ()
    folder = os.path.dirname(document.mark(()).file)
    is_one = isinstance(document.data["scenarios"], str)
    found = []
    for index, name in enumerate(named):
        place = _place(document, ("scenarios",) if is_one else ("scenarios", index))
        shown = os.path.normpath(os.path.join(folder, name))
        if not name.strip() or not name.isprintable() or not is_within_reach(shown, folder):
            what = f"{name!r} leads out of the folder of this file and out of the folder the command runs in"
            problems.append(place.problem(what, "a file within either"))
        elif not os.path.isfile(shown):
            beside = [file for file in sorted(os.listdir(folder or ".")) if file.endswith((".yaml", ".yml"))]
            problems.append(place.problem(f"There is no file {name!r}", "a scenario file", nearest(name, beside)))
        else:
            found.append(shown)
    return tuple(found)


def outcomes_of(named: Sequence[tuple[str, Place]], problems: list[Problem]) -> dict[OutcomePath, Place]:
    """The outcomes that are named, each once, and where; what is none of them goes to `problems`."""
    from carepath_sim.experiments.outcome_paths import outcome_path

    found: dict[OutcomePath, Place] = {}
    for text, place in named:
        try:
            found.setdefault(outcome_path(text), place)
        except UsageError as error:
            problems.append(place.told(str(error), text))
    return found


def goal_of(text: str, place: Place, problems: list[Problem]) -> Goal | None:
    """The precision that is asked for; what is none goes to `problems`."""
    from carepath_sim.experiments.precision import goal

    try:
        return goal(text)
    except UsageError as error:
        problems.append(place.told(str(error), text))
        return None
