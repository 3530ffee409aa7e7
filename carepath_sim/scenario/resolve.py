"""Makes a scenario complete: the catalogue with the scenario laid over it, checked, and every number's origin noted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from carepath_sim.catalogue import caseload
from carepath_sim.catalogue.documents import Document, KeyPath, Mark, read_text, words
from carepath_sim.catalogue.merge import merge
from carepath_sim.catalogue.shelf import Catalogue, read_catalogue
from carepath_sim.errors import BadInput, Problem
from carepath_sim.scenario import checks, names, uses
from carepath_sim.scenario.load import Scenario, is_within_reach, read_scenario
from carepath_sim.scenario.problems import at, unknown
from carepath_sim.scenario.prune import prune
from carepath_sim.scenario.resolved import Resolved
from carepath_sim.scenario.schema import Study
from carepath_sim.scenario.units import as_rate
from carepath_sim.scenario.validate import validate
from carepath_sim.scenario.walk import numbers, sort_mappings

LARGEST_TABLE = 8_000_000
"""Bytes; more than the most rows of a starting caseload take."""
CATALOGUE_KEYS = ("settings", "teams", "demand", "prices", "finance", "sources")


def resolve(scenario: Scenario, catalogue: Path | None = None) -> Resolved:
    """The complete study of a scenario; raises BadInput with everything that is wrong with it."""
    resolved, problems = _resolve(scenario, catalogue)
    if problems or resolved is None:
        raise BadInput(problems)
    return resolved


def resolve_all(paths: Iterable[str | Path], catalogue: Path | None = None) -> list[Resolved]:
    """The complete studies in some files; raises one BadInput with the problems of all of them."""
    found: list[Resolved] = []
    problems: list[Problem] = []
    for path in paths:
        scenario, unreadable = read_scenario(path)
        problems += unreadable
        if unreadable and not scenario.document.data:
            continue
        resolved, wrong = _resolve(scenario, catalogue)
        problems += wrong
        found += [resolved] if resolved else []
    if problems:
        raise BadInput(list(dict.fromkeys(problems)))
    return found


def resolve_data(data: dict[str, Any], name: str) -> Resolved:
    """A complete study from the plain data of one; raises BadInput."""
    return resolve(Scenario(name, Path("."), Document(data, {(): Mark(name)}), {name: name}))


def from_yaml(text: str, name: str) -> Resolved:
    """The complete study that `Resolved.to_yaml` wrote; raises BadInput."""
    document, problems = read_text(text, name)
    if problems:
        raise BadInput(problems)
    return resolve(Scenario(name, Path("."), document, {name: name}))


def _resolve(scenario: Scenario, folder: Path | None) -> tuple[Resolved | None, list[Problem]]:
    """The complete study, if there is nothing wrong with it, and otherwise everything that is."""
    shelf = None if scenario.is_resolved else read_catalogue(folder)
    if shelf is None:
        base, document = Document({}), scenario.document
        problems: list[Problem] = []
        unread: frozenset[str] = frozenset()
    else:
        base = Document({key: shelf.document.data[key] for key in CATALOGUE_KEYS}, shelf.document.marks)
        document, problems = _over_catalogue(scenario, base, shelf)
        unread = shelf.unread
    study, invalid, wrong_at = validate(document, base)
    has_gap = scenario.is_torn or bool(unread)
    if has_gap:
        problems, invalid = _despite_a_gap(problems, unread), _despite_a_gap(invalid, unread)
    problems += shelf.problems if shelf else ()
    if study is None:
        return None, problems + invalid
    later = _finish(study, document, scenario)
    later = _despite_a_gap(later, unread) if has_gap else later
    problems += invalid + [problem for problem in later if not any(_near(problem, path) for path in wrong_at)]
    used_at = {name: _origin(document, path, scenario.files) for path, name, _ in uses.each_use(study)}
    return (None if problems else Resolved(study, scenario.folder, used_at)), problems


def _despite_a_gap(problems: list[Problem], unread: frozenset[str]) -> list[Problem]:
    """What is wrong whatever the files say that could not be read: they may hold a key or a name that is missing."""
    return [problem for problem in problems if problem.file not in unread and not problem.is_absence]


def _near(problem: Problem, path: KeyPath) -> bool:
    """Whether a problem may only follow from one already told: it stands in the same setting, team or effect."""
    return problem.path.startswith(words(path[: max(2, len(path) - 1)]))


def _finish(study: Study, document: Document, scenario: Scenario) -> list[Problem]:
    """Complete a valid study, in place, and check it as a whole."""
    if not scenario.is_resolved:
        _complete(study, document, scenario)
    study.name = study.name or scenario.name
    for stream in study.demand.streams.values():
        stream.ceiling.value = as_rate(stream.ceiling.value, stream.rate.value)
        stream.ceiling.range = None
    problems = names.check(study, document)
    if not problems and not scenario.is_resolved:
        problems += prune(study, document)
        _drop_unused(study)
    rules = checks.OF_NUMBERS if problems else checks.ALL
    problems += checks.check(study, document, rules)
    sort_mappings(study)
    return problems


def _over_catalogue(scenario: Scenario, base: Document, shelf: Catalogue) -> tuple[Document, list[Problem]]:
    """The document of a scenario laid over the catalogue, and what cannot be laid there."""
    above, problems = _without_strangers(scenario.document, shelf)
    document = merge(base, above)
    problems += _reserved_keys(scenario.document)
    document, not_known = uses.with_cards(document, shelf)
    problems += not_known
    data = {**document.data, "starting_caseload": _caseload(document, shelf, problems)}
    return Document(data, document.marks), problems


def _without_strangers(document: Document, shelf: Catalogue) -> tuple[Document, list[Problem]]:
    """The document without what neither the catalogue knows by its name nor the scenario defines in whole."""
    problems: list[Problem] = []
    data = document.data
    for path, word, sign in _places_of_names(document.data):
        entries, known = _at(data, path), _at(shelf.document.data, path)
        if not isinstance(entries, dict) or not isinstance(known, dict):
            continue
        strangers = [name for name, entry in entries.items() if name not in known and not _is_whole(entry, sign)]
        fix = f"to define a new {word} here, write it in whole, with its `{sign}:`"
        problems += [unknown(document, (*path, name), word, name, known, fix) for name in strangers]
        if strangers:
            data = _with(data, path, {name: entry for name, entry in entries.items() if name not in strangers})
    return Document(data, document.marks), problems


def _places_of_names(data: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Where a scenario changes things of the catalogue by name: the path, what they are, a key all of them have."""
    yield ("settings",), "setting", "label"
    yield ("teams",), "team", "label"
    yield ("demand", "streams"), "stream of entry", "label"
    settings = data.get("settings")
    for name in settings if isinstance(settings, dict) else ():
        yield ("settings", name, "endings"), "ending", "to"


def _at(data: Any, path: Iterable[str]) -> Any:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _with(data: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """Data with a value at a path; what it is part of is copied, not changed."""
    first, *rest = path
    return {**data, first: _with(data[first], tuple(rest), value) if rest else value}


def _is_whole(entry: object, sign: str) -> bool:
    return isinstance(entry, dict) and sign in entry


def _reserved_keys(document: Document) -> list[Problem]:
    """Keys that resolve alone writes, in a document that is not resolved."""
    fix = "leave it out; only a resolved document, marked `resolved: 1`, holds it"
    return [
        at(document, path, f"The key {str(path[-1])!r} is written by resolve alone", fix=fix)
        for path in document.marks
        if path and (path in RESERVED or path[-1] == "origin" or _is_noted_on_effect(path))
    ]


RESERVED = (("policy_cards",), ("practice_cards",), ("resolved",))


def _is_noted_on_effect(path: KeyPath) -> bool:
    return len(path) == 3 and path[0] == "effects" and path[2] in ("policy", "lever")


def _caseload(document: Document, shelf: Catalogue, problems: list[Problem]) -> object:
    """The text of the starting caseload that a document asks for."""
    asked = document.data.get("starting_caseload", "catalogue")
    path: KeyPath = ("starting_caseload",)
    if asked == "catalogue":
        text, shown = shelf.caseload, shelf.caseload_file
    elif asked == "none":
        text, shown = "", ""
    elif isinstance(asked, str) and asked.endswith(".csv"):
        home = Path(document.mark(path).file).parent
        shown = str(home / asked)
        try:
            text = _table(home / asked, home)
        except (OSError, ValueError):
            problems.append(
                at(document, path, f"There is no readable file {asked!r}", "a CSV file beside the scenario")
            )
            return caseload.text_of([])
    else:
        problems.append(
            at(document, path, "This is not a starting caseload", "catalogue, none, or the name of a CSV file")
        )
        return caseload.text_of([])
    if asked == "none" or (asked == "catalogue" and not text):
        return caseload.text_of([])
    rows, wrong = caseload.parse_lines(text, shown) if text.strip() else ([], [])
    problems += wrong
    if asked != "catalogue":
        # Rows of the catalogue are told where the scenario changed what they no longer fit.
        document.marks.update({(*path, index): Mark(shown, line, 1) for index, (line, _) in enumerate(rows)})
        if not rows and not wrong:
            fix = "write `starting_caseload: none` if nobody is known on the first day"
            problems.append(Problem(shown, 1, 1, "", "There is nobody in this table", "a row or more", fix=fix))
    return caseload.text_of([row for _, row in rows])


def _table(path: Path, home: Path) -> str:
    """The text of a table; raises OSError or ValueError if it cannot be had, or is not in reach of its scenario."""
    if not path.is_file() or path.stat().st_size > LARGEST_TABLE or not is_within_reach(str(path), str(home)):
        raise ValueError(path)
    return path.read_text(encoding="utf-8-sig")


def _complete(study: Study, document: Document, scenario: Scenario) -> None:
    """Fill in what a complete document says and a scenario leaves out; in place."""
    study.resolved = 1
    study.extends = None
    uses.put_to_use(study, document)
    _note_origins(study, document, scenario.files)


def _drop_unused(study: Study) -> None:
    """Keep only the sources that something in the study names."""
    used = {number.source for _, number in numbers(study)} | {key for _, key in names.sources_of_cards(study)}
    study.sources = {key: source for key, source in study.sources.items() if key in used}


def _note_origins(study: Study, document: Document, files: dict[str, str]) -> None:
    for path, number in numbers(study):
        number.origin = _origin(document, path, files)
    for index, effect in enumerate(study.effects):
        effect.origin = _origin(document, ("effects", index), files)


def _origin(document: Document, path: KeyPath, files: dict[str, str]) -> str:
    mark: Mark = document.mark((*path, "value"))
    return f"{files.get(mark.file, mark.file)}:{mark.line}"
