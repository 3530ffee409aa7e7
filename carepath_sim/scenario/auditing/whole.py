"""The audit of a whole catalogue: every rule on every file, and a count of what is sourced, fitted and assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from carepath_sim.catalogue.documents import Mark
from carepath_sim.catalogue.shelf import HERE, Catalogue, read_catalogue
from carepath_sim.errors import BadInput, Problem
from carepath_sim.scenario.auditing import missing, practices, rules, sources, tables
from carepath_sim.scenario.auditing.figures import Figure, figures_of
from carepath_sim.scenario.auditing.files import File, files_of, shown, tables_of
from carepath_sim.scenario.load import from_text
from carepath_sim.scenario.resolve import resolve

WHOLE_CATALOGUE = "question: Is the catalogue in order?\nkind: strategic\nstart: 2026-04-01\nhorizon: 1 year\n"
NO_STATUS = "no status"


@dataclass(frozen=True)
class Audit:
    """What an audit found, and how many numbers there are of each kind and status."""

    findings: list[Problem]
    numbers: dict[str, Counter[str]] = field(default_factory=dict)  # kind -> status -> how many
    evidence: Counter[str] = field(default_factory=Counter)  # of the sourced, how each was read
    sources: int = 0
    off_the_web: list[str] = field(default_factory=list)  # sources that can only be looked for by title


def audit(folder: Path | None = None) -> Audit:
    """Everything a catalogue folder (the package's own by default) leaves unsaid, and what it holds."""
    files, unreadable = files_of(folder)
    known = next((file.document.data for file in files if file.place == ("sources",)), {})
    figures = _once(figure for file in files for figure in figures_of(file))
    found = [*unreadable, *_of_files(files, known, folder)]
    found += _beside(found, [problem for figure in figures for problem in rules.check(figure, known)])
    found += _new(missing.told_once(_as_studies(folder)), found)
    numbers: dict[str, Counter[str]] = {}
    for figure in figures:
        numbers.setdefault(figure.file.kind, Counter())[str(figure.says("status") or NO_STATUS)] += 1
    labels = Counter(
        str(figure.says("evidence") or "without a label") for figure in figures if figure.says("status") == "sourced"
    )
    off_the_web = [key for key, entry in known.items() if sources.is_off_the_web(entry)]
    return Audit(_each_place_once(found), numbers, labels, len(known), off_the_web)


def _once(figures: Iterable[Figure]) -> list[Figure]:
    """Every number once, though several settings may be like the one it stands in; words that say no end are none."""
    found: dict[Mark, Figure] = {}
    for figure in figures:
        if not figure.is_word or isinstance(figure.data, dict):
            found.setdefault(figure.file.document.mark(figure.path), figure)
    return list(found.values())


def _beside(found: list[Problem], more: list[Problem]) -> list[Problem]:
    """Further problems, without a plain lack of a range where it was said already that the evidence asks for one."""
    claims = {problem.path for problem in found if problem.what.startswith(practices.NO_RANGE)}
    return [problem for problem in more if problem.path not in claims or not problem.what.endswith(rules.NO_RANGE)]


def _each_place_once(found: list[Problem]) -> list[Problem]:
    """What is wrong in file order, told once where several settings take one line over from another."""
    told = {
        (problem.file, problem.line, problem.column, problem.what): problem for problem in sorted(found, reverse=True)
    }
    return sorted(told.values())


def _of_files(files: list[File], known: dict[str, object], folder: Path | None) -> list[Problem]:
    """What is asked of files rather than of their numbers."""
    used = {key for file in files for key in sources.used_keys(file)}
    found: list[Problem] = []
    for file in files:
        found += [*rules.no_placeholders(file), *sources.no_private_places(file), *tables.not_modelled(file)]
        if file.kind == "sources":
            found += sources.check(file, used)
            continue
        found += sources.names_known_sources(file, known)
        if file.kind in ("policies", "practice_models"):
            found += practices.check(file)
        if file.kind == "published":
            found += tables.published(file)
    root = HERE if folder is None else folder
    by_place = {file.place: file for file in files}
    for table in tables_of(folder):
        found += tables.attributed(table, by_place, root, shown(folder, table.relative_to(root)))
    return found


def _as_studies(folder: Path | None) -> list[Problem]:
    """What a scenario would be told that has every setting in use and every policy or practice model in turn."""
    shelf = read_catalogue(folder)
    base = WHOLE_CATALOGUE + "settings:\n" + "".join(f"  {name}: {{in_use: true}}\n" for name in _optional(shelf))
    base = base if _optional(shelf) else WHOLE_CATALOGUE
    found = _told(base, folder)
    if found:
        return found  # the same again for each policy would help nobody
    for kind in ("policies", "practice_models"):
        for name in shelf.names(kind):
            found += _told(f"{base}{kind}: [{name}]\n", folder)
    return found


def _optional(shelf: Catalogue) -> list[str]:
    settings = shelf.document.data["settings"]
    return [name for name in shelf.names("settings") if settings[name].get("in_use") is False]


def _told(text: str, folder: Path | None) -> list[Problem]:
    try:
        resolve(from_text(text, "catalogue"), folder)
    except BadInput as wrong:
        return [_placed(problem, folder) for problem in wrong.problems]
    return []


def _placed(problem: Problem, folder: Path | None) -> Problem:
    """A problem under the name its file has here; a catalogue is read under the name `catalogue` wherever it is."""
    if folder is None or not problem.file.startswith("catalogue/"):
        return problem
    name = shown(folder, Path(problem.file.removeprefix("catalogue/")))
    place = (name, problem.line, problem.column, problem.path)
    return Problem(*place, problem.what, problem.allowed, problem.nearest, problem.fix)


def _new(told: list[Problem], before: list[Problem]) -> list[Problem]:
    """Those that are not about a line something was said of already."""
    lines = {(problem.file, problem.line) for problem in before}
    return [problem for problem in told if (problem.file, problem.line) not in lines]
