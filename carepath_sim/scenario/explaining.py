"""Every number of a catalogue by its path, and which policies, practice models and scenarios change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from carepath_sim.catalogue.documents import Document, KeyPath, words
from carepath_sim.catalogue.spelling import listed, nearest
from carepath_sim.errors import BadInput, UsageError
from carepath_sim.scenario.acting import acts_on
from carepath_sim.scenario.auditing.figures import Figure, figures_of, in_words, typed
from carepath_sim.scenario.auditing.files import File, files_of
from carepath_sim.scenario.effects import Effect
from carepath_sim.scenario.load import Scenario, read_scenario
from carepath_sim.scenario.resolved import value_words
from carepath_sim.scenario.saying import effect_words

KINDS = ("settings", "teams", "demand", "prices", "finance", "policies", "practice_models", "sources", "published")
USED = (("policies", "policy"), ("practice_models", "practice_model"))
NAMED_UNDER = ("settings", "teams", "demand.streams", "policies", "practice_models", "sources", "published")
"""Where the things stand that have names of their own."""
MOST_NAMES = 20


@dataclass(frozen=True)
class Change:
    """Something that changes a number: which kind of thing, its name, where it stands, and what it does in words."""

    kind: str  # scenario, policy or practice model
    name: str
    where: str  # file and line
    words: str
    used_by: tuple[str, ...] = ()  # scenarios that put it to use


@dataclass(frozen=True)
class Index:
    """A whole catalogue as one mapping, and its numbers by path."""

    data: dict[str, Any]
    files: list[File]
    figures: dict[str, Figure]

    @property
    def labels(self) -> dict[str, str]:
        """Printed names of settings, teams, streams, policies and practice models."""
        return _labels(self.data)

    def at(self, path: str) -> Any:
        """What stands at a path; raises UsageError with the nearest name for one that leads nowhere."""
        return follow(self.data, path, listed((*KINDS, "metrics"), MOST_NAMES))

    def holds(self, path: str) -> bool:
        """Whether a path leads somewhere."""
        try:
            self.at(path)
        except UsageError:
            return False
        return True

    def named(self, name: str) -> list[str]:
        """The paths of everything that has a name: `hub` is that of a setting and of a team."""
        return [f"{root}.{name}" for root in NAMED_UNDER if "." not in name and self.holds(f"{root}.{name}")]

    def below(self, path: str) -> dict[str, Figure]:
        """The numbers at and below a path."""
        starts = (f"{path}.", f"{path}[")
        return {name: found for name, found in self.figures.items() if name == path or name.startswith(starts)}

    def citing(self, source: str) -> list[str]:
        """The paths of the numbers and other things that name a source."""
        cited = [name for name, figure in self.figures.items() if figure.says("source") == source]
        whole = [
            words((*file.place,))
            for file in self.files
            if file.document.data.get("source") == source or source in (file.document.data.get("sources") or ())
        ]
        return [*cited, *whole]


def _labels(data: dict[str, Any]) -> dict[str, str]:
    groups = [data.get("demand", {}).get("streams", {})]
    groups += [data.get(kind, {}) for kind in ("policies", "practice_models", "teams", "settings")]
    return {name: str(entry["label"]) for group in groups for name, entry in group.items() if "label" in entry}


def index(folder: Path | None = None) -> Index:
    """The catalogue in a folder, or the package's own; raises BadInput where a file is no YAML."""
    files, problems = files_of(folder)
    if problems:
        raise BadInput(problems)
    data: dict[str, Any] = {kind: {} for kind in KINDS}
    for file in files:
        node = data
        for key in file.place[:-1]:
            node = node.setdefault(key, {})
        node[file.place[-1]] = file.document.data
    figures = {words((*figure.file.place, *figure.path)): figure for file in files for figure in figures_of(file)}
    return Index(data, files, figures)


def follow(data: Any, path: str, kinds: str) -> Any:
    """What stands at a path of plain data; raises UsageError with the nearest name, or the `kinds` there are."""
    node = data
    done: list[str] = []
    for key in path.split("."):
        name, *places = key.replace("]", "").split("[")
        if not isinstance(node, dict) or name not in node:
            known = [str(item) for item in node] if isinstance(node, dict) else []
            raise UsageError(_nowhere(path, ".".join(done), name, known, kinds))
        node = node[name]
        for place in places:
            if not isinstance(node, list) or not place.isdecimal() or not 0 < int(place) <= len(node):
                raise UsageError(f"{path}: there is no item {place} in {'.'.join([*done, name])}.")
            node = node[int(place) - 1]
        done.append(key)
    return node


def _nowhere(path: str, parent: str, name: str, known: list[str], kinds: str) -> str:
    """What to say of a path that leads nowhere: the nearest name, or those there are."""
    near = nearest(name, known)
    if not parent:
        return f"{path}: a path begins with {kinds}.{f' Did you mean {near}?' if near else ''}"
    if near:
        return f"{path}: there is no {name!r} in {parent}. Did you mean {parent}.{near}?"
    if not known:
        return f"{path}: {parent} holds nothing further."
    return f"{path}: there is no {name!r} in {parent}. There are: {listed(known, MOST_NAMES)}."


def value_of(figure: Figure) -> str:
    """A number in words, with its unit."""
    try:
        number = typed(figure)
    except ValidationError:
        number = None
    if number is not None:
        return value_words(number)
    unit = figure.says("unit")
    return f"{in_words(figure.value)} {unit}" if unit and unit != "share" else in_words(figure.value)


def range_of(figure: Figure) -> str:
    """How far a number may lie from its value, in words; nothing without a range."""
    councils = figure.says("councils")
    if isinstance(councils, dict):
        return f"{councils.get('low')} to {councils.get('high')}, 10th to 90th percentile of councils"
    spread = figure.says("range")
    spread = spread if isinstance(spread, dict) else figure.data if isinstance(figure.data, dict) else {}
    if "low" not in spread or "high" not in spread:
        return ""
    return f"{spread['low']} to {spread['high']}, {spread.get('distribution', 'uniform')}"


@dataclass(frozen=True)
class Shelf:
    """The scenarios of a folder, as far as they can be read."""

    scenarios: dict[str, Scenario]
    unreadable: tuple[str, ...] = ()

    def using(self, kind: str, name: str) -> tuple[str, ...]:
        """Scenarios that put a policy or practice model to use, themselves or by what they extend."""
        return tuple(shown for shown, each in self.scenarios.items() if name in _used(each.document, kind))


def scenarios_in(folder: Path | None) -> Shelf:
    """The scenarios of a folder; none of a folder that is not there."""
    found: dict[str, Scenario] = {}
    unreadable = []
    for path in sorted(folder.glob("*.yaml")) if folder else []:
        scenario, problems = read_scenario(path)
        if problems:
            unreadable.append(str(path))
        else:
            found[str(path)] = scenario
    return Shelf(found, tuple(unreadable))


def _used(document: Document, kind: str) -> list[str]:
    """Names of the policies or practice models that a document puts to use."""
    word = dict(USED)[kind]
    uses = document.data.get(kind)
    return [str(use.get(word) if isinstance(use, dict) else use) for use in (uses if isinstance(uses, list) else [])]


def changes(path: str, catalogue: Index, shelf: Shelf) -> list[Change]:
    """Everything that changes the number at a path: policies, practice models, and scenarios by themselves."""
    figure = catalogue.figures[path]
    key = (*figure.file.place, *figure.path)
    found = [change for kind, _ in USED for change in _of_cards(kind, key, catalogue, shelf)]
    for shown, scenario in shelf.scenarios.items():
        found += _of_scenario(shown, scenario, key, catalogue)
    return found


def _of_cards(kind: str, path: KeyPath, catalogue: Index, shelf: Shelf) -> Iterator[Change]:
    """What the policies or practice models of the catalogue do to a number."""
    for name, card in catalogue.data[kind].items():
        document = next(file.document for file in catalogue.files if file.place == (kind, name))
        for place, effect in effects_in(card):
            if acts_on(effect, path, catalogue.data):
                mark = document.mark(place)
                word = "policy" if kind == "policies" else "practice model"
                told = (f"{mark.file}:{mark.line}", effect_words(effect, catalogue.labels))
                yield Change(word, name, *told, shelf.using(kind, name))


def effects_in(card: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Effect]]:
    """Every effect in a policy or practice model that can be read, with its key path."""
    pairs = card.items() if isinstance(card, dict) else enumerate(card) if isinstance(card, list) else ()
    for key, value in pairs:
        if key in ("effects", "costs") and isinstance(value, list):
            for place, written in enumerate(value):
                try:
                    yield (*path, key, place), Effect.model_validate(written)
                except ValidationError:
                    continue  # told by the audit, and by whoever puts it to use
        else:
            yield from effects_in(value, (*path, key))


def _of_scenario(shown: str, scenario: Scenario, path: KeyPath, catalogue: Index) -> Iterator[Change]:
    """What a scenario file itself says about a number, or does to it; not what it extends."""
    document = scenario.document
    mark = document.marks.get(path)
    if mark is not None and mark.file == shown:
        yield Change("scenario", scenario.name, f"{shown}:{mark.line}", in_words(_written(document.data, path)))
    for place, value in _uses_saying(document.data, path):
        mark = document.mark(place)
        if mark.file == shown:
            yield Change("scenario", scenario.name, f"{shown}:{mark.line}", in_words(_written(value, ())))
    for place, effect in effects_in({"effects": document.data.get("effects")}):
        mark = document.mark(place)
        if mark.file == shown and acts_on(effect, path, catalogue.data):
            said = effect_words(effect, catalogue.labels)
            yield Change("scenario", scenario.name, f"{shown}:{mark.line}", said)


def _written(data: Any, path: KeyPath) -> Any:
    """What a scenario writes for a number: the value where it says more."""
    for key in path:
        data = data[key]
    return data["value"] if isinstance(data, dict) and "value" in data else data


def _uses_saying(data: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    """Where a scenario says how far a practice model is taken up or carried out, and what, for the number at a path."""
    if path[0] != "practice_models" or path[-1] not in ("uptake", "fidelity"):
        return
    uses = data.get("practice_models")
    for index, use in enumerate(uses if isinstance(uses, list) else []):
        if isinstance(use, dict) and use.get("practice_model") == path[1]:
            levers = use.get("levers")
            lever = path[3] if path[2] == "levers" else None
            if isinstance(levers, dict) and lever in levers:
                yield ("practice_models", index, "levers", str(lever)), levers[lever]
            elif path[-1] in use:
                yield ("practice_models", index, path[-1]), use[path[-1]]
