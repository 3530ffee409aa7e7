"""The command that lists what there is: settings, teams, practice models, metrics, sources, scenarios, ..."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from carepath_sim.catalogue import councils
from carepath_sim.catalogue.spelling import listed, nearest
from carepath_sim.cli import outputs
from carepath_sim.cli.app import Json, command, say
from carepath_sim.cli.columns import facts, paragraph, table
from carepath_sim.cli.explaining import In, scenario_folder
from carepath_sim.errors import UsageError
from carepath_sim.scenario import editors, explaining
from carepath_sim.scenario.explaining import Index
from carepath_sim.scenario.load import SWEEP
from carepath_sim.scenario.practice_models import TIERS

What = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[KIND]",
        show_default=False,
        help="Which kind; all of them counted if left out.",
        autocompletion=lambda: list(KINDS),
    ),
]
ALSO_CALLED = {"published-figures": "published", "figures": "published"}


@dataclass(frozen=True)
class Cell:
    """What one column says: in words, as a value to compute with, and in which unit that is."""

    words: str
    value: str | int | float | bool | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Listing:
    """A kind of thing: its columns, a row for each, which columns are figures, and what its marks mean."""

    head: tuple[str, ...]
    rows: list[list[str | Cell]]
    right: Collection[int] = ()
    legend: Mapping[str, str] = field(default_factory=dict)

    def facts(self) -> list[dict[str, Any]]:
        """Each row by column; a number in a unit stands three times: in words, as a number, and its unit."""
        return [
            {key: value for pair in zip(self.head, row, strict=True) for key, value in _facts(*pair)}
            for row in self.rows
        ]

    def lines(self) -> Iterator[str]:
        """The table, and below it what its marks mean."""
        words = [[cell.words if isinstance(cell, Cell) else cell for cell in row] for row in self.rows]
        yield from table(self.head, words, self.right)
        if self.legend:
            yield ""
            yield from facts(list(self.legend.items()))


def _facts(column: str, cell: str | Cell) -> Iterator[tuple[str, Any]]:
    key = _snake(column)
    if not isinstance(cell, Cell):
        yield key, cell
    elif cell.unit is None:
        yield key, cell.value
    else:
        yield from ((key, cell.words), (f"{key}_number", cell.value), (f"{key}_unit", cell.unit))


def _snake(words: str) -> str:
    return re.sub(r"\W+", "_", words)


@command
def list_(kind: What = None, in_: In = None, as_json: Json = False) -> None:
    """List settings, teams, streams, policies, practice models, metrics, sources, scenarios, councils, figures."""
    catalogue = explaining.index()
    folder = scenario_folder(in_)
    if not kind:
        counts = {name: len(make(catalogue, folder).rows) for name, make in KINDS.items()}
        rows = [[name, str(count), f"carepath list {name}"] for name, count in counts.items()]
        lines = table(["kind", "how many", "to see them"], rows, right=(1,))
        say(as_json, {_snake(name): count for name, count in counts.items()}, list(lines))
        return
    name = _kind(kind)
    found = KINDS[name](catalogue, folder)
    told: dict[str, Any] = {_snake(name): found.facts()}
    told |= {"legend": dict(found.legend)} if found.legend else {}
    say(as_json, told, list(found.lines()) if found.rows else _none_of(name, folder))


def _none_of(name: str, folder: Path | None) -> list[str]:
    """That there are none of a kind; of scenarios, where they were looked for and what to do."""
    if name != "scenarios":
        return [f"There are no {name.replace('-', ' ')}."]
    where = f"no .yaml file in {folder}" if folder else f"no folder `scenarios` in {Path.cwd()}"
    what = "Name the folder that holds yours with --in (`--in .` for this one), or write a first one: carepath init."
    return list(paragraph(f"There are no scenarios: there is {where}. {what}"))


def _kind(words: list[str]) -> str:
    """The kind that is meant, its words joined by a hyphen, an underscore or nothing."""
    written = re.sub(r"[\s_]+", "-", " ".join(words).lower())
    name = ALSO_CALLED.get(written, written)
    if name not in KINDS:
        near = nearest(name.replace("-", "_"), [known.replace("-", "_") for known in KINDS]).replace("_", "-")
        hint = f" Did you mean {near}?" if near else ""
        raise UsageError(f"There is no list of {' '.join(words)!r}. There are: {listed(KINDS)}.{hint}")
    return name


def _number(catalogue: Index, path: str) -> Cell:
    """A number by its path, as written; nothing where there is none."""
    figure = catalogue.figures.get(path)
    return Cell("", None, "") if figure is None else measured(explaining.value_of(figure))


def measured(words: str) -> Cell:
    """A number in words with the number itself and its unit; `4 of 8` is a share, and words alone have no number."""
    part = re.fullmatch(r"([\d.]+) of ([\d.]+)(?: (.*))?", words)
    if part:
        return Cell(words, float(part[1]) / float(part[2]), part[3] or "share")
    found = re.fullmatch(r"(£?)(-?\d[\d,]*(?:\.\d+)?)\s*(.*)", words)
    if not found:
        return Cell(words, None, "")
    number = found[2].replace(",", "")
    unit = " ".join(part for part in (found[1], found[3]) if part)
    return Cell(words, float(number) if "." in number else int(number), unit)


def _whole(words: object) -> Cell:
    """A year or a rating: a number where it is one, else what it says."""
    said = str(words if words is not None else "")
    return Cell(said, int(said) if said.isdecimal() else said or None)


def _settings(catalogue: Index, _folder: Path | None) -> Listing:
    rows: list[list[str | Cell]] = []
    for name, entry in catalogue.data["settings"].items():
        path = f"settings.{name}"
        shared = entry.get("shares_places_with")
        places = Cell(f"those of {shared}", None, "") if shared else _number(catalogue, f"{path}.places")
        priced = "price" if f"{path}.price" in catalogue.figures else "service"
        in_use = entry.get("in_use") is not False
        price = _number(catalogue, f"{path}.{priced}")
        rows.append([name, places, price, Cell("yes" if in_use else "no", in_use)])
    return Listing(("setting", "places", "price", "in use"), rows)


def _teams(catalogue: Index, _folder: Path | None) -> Listing:
    rows: list[list[str | Cell]] = [
        [name, *(_number(catalogue, f"teams.{name}.{key}") for key in ("posts", "caseload_limit", "leave_rate"))]
        for name in catalogue.data["teams"]
    ]
    return Listing(("team", "posts", "caseload limit", "leave rate"), rows)


def _streams(catalogue: Index, _folder: Path | None) -> Listing:
    streams = catalogue.data["demand"].get("streams", {})
    rows: list[list[str | Cell]] = [
        [name, _number(catalogue, f"demand.streams.{name}.rate"), _label(entry)] for name, entry in streams.items()
    ]
    return Listing(("stream", "rate", "is"), rows)


def _policies(catalogue: Index, _folder: Path | None) -> Listing:
    rows: list[list[str | Cell]] = [
        [name, str(entry.get("tier", "")), _label(entry)] for name, entry in catalogue.data["policies"].items()
    ]
    return Listing(("policy", "tier", "is"), rows, legend={"tier": TIERS_IN_WORDS})


TIERS_IN_WORDS = "of its evidence: " + ", ".join(f"{tier} {words}" for tier, words in TIERS.items())
RATINGS = {
    "tier": TIERS_IN_WORDS,
    "evidence": "2 to 4+ on the scale of the Foundations Guidebook, with * where findings are mixed; `not rated` "
    "where no rating was read",
    "cost": "1 to 5 on the scale of the Foundations Guidebook",
    "levers": "how many things it does that can be switched on or off by themselves",
}
"""What the columns of practice models mean."""


def _practice_models(catalogue: Index, _folder: Path | None) -> Listing:
    rows: list[list[str | Cell]] = []
    for name, entry in catalogue.data["practice_models"].items():
        levers = len(entry.get("levers") or ())
        sure = [str(entry.get("tier", "")), str(entry.get("evidence_rating", ""))]
        rows.append([name, *sure, _whole(entry.get("cost_rating")), Cell(str(levers), levers), _label(entry)])
    return Listing(("practice model", "tier", "evidence", "cost", "levers", "is"), rows, legend=RATINGS)


def _metrics(_catalogue: Index, _folder: Path | None) -> Listing:
    from carepath_sim.metrics import METRICS  # loaded for whoever asks for them

    rows: list[list[str | Cell]] = [[name, item.unit, item.better, item.label] for name, item in METRICS.items()]
    return Listing(("metric", "unit", "better", "is"), rows)


def _sources(catalogue: Index, _folder: Path | None) -> Listing:
    rows: list[list[str | Cell]] = [
        [key, _whole(entry.get("year")), f"{entry.get('publisher', '')}: {entry.get('title', '')}"]
        for key, entry in catalogue.data["sources"].items()
    ]
    return Listing(("source", "year", "is"), rows)


def _scenarios(_catalogue: Index, folder: Path | None) -> Listing:
    shelf = explaining.scenarios_in(folder)
    rows: list[list[str | Cell]] = [
        [Path(shown).name, str(each.document.data.get("kind", "")), str(each.document.data.get("question", ""))]
        for shown, each in shelf.scenarios.items()
    ]
    rows += [[Path(shown).name, "", "cannot be read: see carepath check"] for shown in shelf.unreadable]
    return Listing(("file", "kind", "question"), rows)


def _councils(_catalogue: Index, _folder: Path | None) -> Listing:
    rows: list[list[str | Cell]] = [
        [each.name, each.region, Cell(f"{each.looked_after:,.0f}", round(each.looked_after))]
        for each in councils.table().councils.values()
    ]
    return Listing(("council", "region", "looked after, about"), rows, right=(2,))


def _published(catalogue: Index, _folder: Path | None) -> Listing:
    rows: list[list[str | Cell]] = [
        [
            path.removeprefix("published."),
            measured(explaining.value_of(figure)),
            _whole(figure.says("year")),
            _compared(figure.data),
        ]
        for path, figure in catalogue.below("published").items()
    ]
    return Listing(("published figure", "value", "year", "compared"), rows)


def _schemas(_catalogue: Index, _folder: Path | None) -> Listing:
    files = {kind.replace("_", "-"): f"a file of a {kind.replace('_', ' ')}" for kind in (*editors.KINDS, SWEEP)}
    rows: list[list[str | Cell]] = [[name, what] for name, what in {**files, **outputs.SCHEMAS}.items()]
    return Listing(("schema", "of"), rows)


def _compared(entry: dict[str, Any]) -> Cell:
    compared = entry.get("comparable") is True
    return Cell("yes" if compared else "context only", compared)


def _label(entry: dict[str, Any]) -> str:
    return str(entry.get("label") or "")


KINDS: dict[str, Callable[[Index, Path | None], Listing]] = {
    "settings": _settings,
    "teams": _teams,
    "streams": _streams,
    "policies": _policies,
    "practice-models": _practice_models,
    "metrics": _metrics,
    "sources": _sources,
    "scenarios": _scenarios,
    "councils": _councils,
    "published": _published,
    "schemas": _schemas,
}
