"""What is asked of every number of the catalogue, one function a rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from pydantic import ValidationError

from carepath_sim.catalogue.documents import Document, KeyPath
from carepath_sim.catalogue.spelling import listed, nearest
from carepath_sim.errors import Problem
from carepath_sim.scenario.auditing.figures import Figure, in_words, typed
from carepath_sim.scenario.auditing.files import File, texts
from carepath_sim.scenario.checks_numbers import ends
from carepath_sim.scenario.problems import of_validation

STATUSES = ("sourced", "calibrated", "assumed")
LABELS = ("READ", "READ-DATA", "SEED", "SECONDARY", "DERIVED")
NOT_READ = ("UNVERIFIED", "NOT FOUND", "SUGGESTED")
"""Labels of figures that nobody read, or that were chosen: never shown as sourced."""

PLACEHOLDER = re.compile(r"\b(TODO|TBC|TBD|FIXME|X{3,}|lorem|ipsum|placeholder)\b|\?\?\?", re.IGNORECASE)
NOTHING_YET = re.compile(r"-?£? *0\.0+\b(?!\d)( .*)?")
QUOTED = re.compile(
    r"\b(quot\w+|(as )?reported (by|in)|report(s|ing)|cit(es|ed|ing)|as given (by|in)|via)\b", re.IGNORECASE
)
DEFINED = ("A definition", "In line with")
"""How the note of a number begins that nobody could have found otherwise, or that only follows others."""
NO_RANGE = "does not say how far off it may be"
PLAIN_NUMBER = re.compile(r"\s*-?[\d.,]+\s*")


def check(figure: Figure, sources: dict[str, object]) -> list[Problem]:
    """Everything wrong with one number."""
    if figure.is_word and not isinstance(figure.data, dict):
        return []
    found = [problem for rule in RULES for problem in rule(figure, sources)]
    return found + _reading(figure, {problem.path for problem in found})


def says_its_status(figure: Figure, _sources: dict[str, object]) -> Iterator[Problem]:
    """Whoever reads a number knows whether it was read, fitted or assumed."""
    status = figure.says("status")
    if status is None and not figure.is_word:
        what = f"A number of the catalogue has no status: {in_words(figure.value)[:60]}"
        fix = "write `{value: ..., status: ..., source: ..., note: ...}`"
        yield figure.file.problem(figure.path, what, listed(STATUSES), fix=fix)
    elif status is not None and status not in STATUSES:
        near = nearest(status, STATUSES)
        path = (*figure.path, "status")
        yield figure.file.problem(path, f"{str(status)!r} is no status of the catalogue", listed(STATUSES), near)


def says_its_unit(figure: Figure, _sources: dict[str, object]) -> Iterator[Problem]:
    """Where no schema knows the unit, the number says it, in its words or under `unit`."""
    if figure.model is None and PLAIN_NUMBER.fullmatch(str(figure.value)) and not figure.says("unit"):
        what = f"A number of the catalogue has no unit: {figure.value}"
        yield figure.file.problem(figure.path, what, fix="write the unit in words, or add `unit:`")


def sourced_numbers_name_their_source(figure: Figure, sources: dict[str, object]) -> Iterator[Problem]:
    """A number that was read says where, and how."""
    problem, path = figure.file.problem, figure.path
    source, label = figure.says("source"), figure.says("evidence")
    if figure.says("status") == "sourced":
        if not source:
            yield problem(path, "A sourced number names no source", "a key of sources.yaml", fix="add `source:`")
        if label in NOT_READ:
            what = f"A figure that is {label} is shown as sourced"
            yield problem((*path, "evidence"), what, listed(LABELS), fix="make it `assumed`, with a note that says so")
        elif label not in LABELS:
            what = "A sourced number does not say how it was read" if label is None else f"{label!r} is no label"
            yield problem(path, what, listed(LABELS), nearest(str(label).upper(), LABELS), "add `evidence:`")
    elif label in LABELS:
        what = f"A number that is {figure.says('status')} claims to be {label}"
        yield problem((*path, "evidence"), what, fix="leave `evidence:` out, or make it `sourced`")
    if isinstance(source, str) and source not in sources:
        what = f"There is no source {source!r}"
        yield problem((*path, "source"), what, listed(sources), nearest(source, sources), "add it to sources.yaml")


def second_hand_says_so(figure: Figure, sources: dict[str, object]) -> Iterator[Problem]:
    """A figure read on a page that quotes somebody names who quotes whom."""
    if figure.says("evidence") != "SECONDARY":
        return
    entry = sources.get(str(figure.says("source")))
    about = [entry.get(key) for key in ("title", "publisher", "read")] if isinstance(entry, dict) else []
    said = " ".join(map(str, about)) + f" {figure.says('note') or ''} {figure.says('how') or ''}"
    if not QUOTED.search(said):
        what = "A SECONDARY figure does not say who quotes it"
        yield figure.file.problem(figure.path, what, fix="say `quoted by ...` in its note, or in the source")


def what_was_not_read_is_explained(figure: Figure, _sources: dict[str, object]) -> Iterator[Problem]:
    """An assumed or calibrated number says how it was chosen."""
    status = figure.says("status")
    explained = figure.says("note") or (figure.model is None and (figure.says("how") or figure.says("caveat")))
    if status in ("assumed", "calibrated") and not explained:
        what = f"A number that is {status} does not say how it was derived"
        yield figure.file.problem(figure.path, what, fix="add `note:`")


def what_was_not_read_has_a_range(figure: Figure, _sources: dict[str, object]) -> Iterator[Problem]:
    """An assumed or calibrated number says how far off it may be, or why it cannot be."""
    status = figure.says("status")
    if status in ("assumed", "calibrated") and not figure.has_range and not _needs_no_range(figure):
        fix = f"add `range:`, or begin its note with `{DEFINED[0]}` or `{DEFINED[1]}` if that is what it is"
        yield figure.file.problem(figure.path, f"A number that is {status} {NO_RANGE}", "low and high", fix=fix)


def _needs_no_range(figure: Figure) -> bool:
    """Whether a number has no other value to be: no end, shares of one whole, all of a whole, or a definition."""
    is_all = figure.path[-1:] == ("share",) and figure.value == "100%"
    note = str(figure.says("note") or figure.says("how") or "").strip()
    return figure.is_word or not figure.may_have_range or is_all or note.startswith(DEFINED)


def is_no_placeholder(figure: Figure, _sources: dict[str, object]) -> Iterator[Problem]:
    """`0.00` stands where nobody has looked yet; somebody who means nothing writes 0."""
    spread = figure.says("range")
    parts: list[tuple[KeyPath, object]] = [((), figure.value)]
    parts += (
        [(("range", end), spread[end]) for end in ("low", "high") if end in spread] if isinstance(spread, dict) else []
    )
    for below, written in parts:
        is_bare = isinstance(written, float) and written == 0
        if is_bare or (isinstance(written, str) and NOTHING_YET.fullmatch(written)):
            what = f"{written} reads like a placeholder"
            yield figure.file.problem((*figure.path, *below), what, fix="write 0 with its unit if nothing is meant")


def _reading(figure: Figure, told: Collection[str]) -> list[Problem]:
    """What is wrong with a number in its unit, and with its range; nothing that was told already."""
    try:
        number = typed(figure)
    except ValidationError as error:
        size = len(figure.path)
        marks = {path[size:]: mark for path, mark in figure.file.document.marks.items() if path[:size] == figure.path}
        assert figure.model is not None
        here = Document(figure.data if isinstance(figure.data, dict) else {}, marks)
        wrong = of_validation(error, here, figure.model)
        start = figure.file.problem(figure.path, "").path
        placed = [_below(start, problem) for problem in wrong if problem.path not in ("status", "evidence")]
        return [problem for problem in placed if problem.path not in told]
    between = ends(number) if number is not None else _plain_ends(figure)
    if between is None or between[0] <= between[1] <= between[2]:
        return []
    what = f"The range does not hold the value: {in_words(figure.says('range')) or in_words(figure.data)[:80]}"
    return [figure.file.problem((*figure.path, "range"), what, "low <= value <= high")]


def _below(start: str, problem: Problem) -> Problem:
    path = f"{start}.{problem.path}" if problem.path else start
    return Problem(
        problem.file, problem.line, problem.column, path, problem.what, problem.allowed, problem.nearest, problem.fix
    )


def _plain_ends(figure: Figure) -> tuple[float, float, float] | None:
    """The range of a number without a schema, if all of it is in one unit."""
    spread = figure.says("range") if isinstance(figure.says("range"), dict) else figure.data
    written = [spread.get("low"), figure.value, spread.get("high")]
    parts = [re.fullmatch(r"\s*(£?)\s*(-?[\d,]+(?:\.\d+)?)\s*(.*)", str(part)) for part in written]
    if any(part is None for part in parts) or len({(part[1], part[3]) for part in parts if part}) != 1:
        return None
    low, value, high = (float(part[2].replace(",", "")) for part in parts if part)
    return low, value, high


def no_placeholders(file: File) -> list[Problem]:
    """No text of a file stands for one that has still to be written."""
    return [
        file.problem(path, f"This is a placeholder: {match[0]!r}", fix="write what belongs here, or leave it out")
        for path, text in texts(file.document.data)
        if (match := PLACEHOLDER.search(text))
    ]


RULES: tuple[Callable[[Figure, dict[str, object]], Iterator[Problem]], ...] = (
    says_its_status,
    says_its_unit,
    sourced_numbers_name_their_source,
    second_hand_says_so,
    what_was_not_read_is_explained,
    what_was_not_read_has_a_range,
    is_no_placeholder,
)
