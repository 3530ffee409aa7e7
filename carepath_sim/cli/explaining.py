"""The command that explains a number, or what a catalogue says under a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from carepath_sim.catalogue import shelf as catalogue_files
from carepath_sim.catalogue.outcomes import read_outcomes
from carepath_sim.catalogue.wording import STATUS_WORDS, counted, listed, path_words
from carepath_sim.cli.app import Json, command, say
from carepath_sim.cli.columns import WIDTH, facts, paragraph, table
from carepath_sim.cli.reading import read
from carepath_sim.errors import UsageError
from carepath_sim.scenario import explaining, explaining_in
from carepath_sim.scenario.auditing.figures import Figure
from carepath_sim.scenario.explaining import Change, Index, Shelf
from carepath_sim.scenario.resolved import Resolved
from carepath_sim.scenario.saying import effect_words

PathArgument = Annotated[
    str,
    typer.Argument(
        metavar="PATH",
        show_default=False,
        autocompletion=lambda incomplete: completed(incomplete),
        help="What to explain: settings.foster_in_house.price, teams.hub.leave_rate, policies.NAME, "
        "practice_models.NAME, sources.KEY, published.KEY, metrics.NAME; a part of one lists what is below.",
    ),
]
ScenarioFile = Annotated[Path | None, typer.Option("--scenario", help="Also say what the number is in this scenario.")]
In = Annotated[Path | None, typer.Option("--in", help="Folder of scenarios to look in; ./scenarios if left out.")]

METRICS = "metrics"
VALUE = ".value"
LONGEST_LIST = 60
HOW_READ = {
    "READ-DATA": "read in published data",
    "DERIVED": "derived from published figures",
    "SECONDARY": "read where a published source is quoted",
}
"""What `sourced` means for a number that was not simply read in its source."""


@command
def explain(path: PathArgument, scenario: ScenarioFile = None, in_: In = None, as_json: Json = False) -> None:
    """Say what a number is: value, unit, status, range, source, note, and what changes it."""
    catalogue = explaining.index()
    path = _meant(path, catalogue)
    if path.split(".")[0] == METRICS:
        _explain_metric(path, as_json)
        return
    node = catalogue.at(path)
    shelf = explaining.scenarios_in(scenario_folder(in_))
    resolved = read([scenario])[0] if scenario is not None else None
    if path in catalogue.figures:
        found = _number(path, catalogue, shelf, resolved)
        say(as_json, found, list(_number_lines(path, found, shelf)))
    else:
        found = _thing(path, node, catalogue, shelf)
        say(as_json, found, list(_thing_lines(path, found)))


def completed(begun: str) -> list[str]:
    """How a path that somebody began may go on, as far as names of files tell: a shell waits for it at each key."""
    kind, dot, _ = begun.partition(".")
    if not dot:
        return [f"{each}." for each in (*explaining.KINDS, METRICS)]
    return [f"{kind}.{file.stem}" for file in sorted((catalogue_files.HERE / kind).glob("*.yaml"))]


def _meant(written: str, catalogue: Index) -> str:
    """The path that is meant by one, by a name alone such as no_wrong_door, or by one that ends with `.value`."""
    first, dot, rest = written.removesuffix(VALUE).partition(".")
    first = first.replace("-", "_")
    path = first + dot + rest
    if first not in (*explaining.KINDS, METRICS):
        named = [*catalogue.named(first), *_metric_named(first)]
        fitting = [f"{each}{dot}{rest}" for each in named if not rest or catalogue.holds(f"{each}.{rest}")]
        if len(fitting) > 1 or (not fitting and len(named) > 1):
            known = listed(fitting or named)
            raise UsageError(f"{written}: several things are called {first}: {known}. Write one of these.")
        if fitting or (named and not catalogue.holds(path)):
            path = fitting[0] if fitting else f"{named[0]}.{rest}"
    return path if path in catalogue.figures or not written.endswith(VALUE) else path + VALUE


def _metric_named(name: str) -> list[str]:
    from carepath_sim import metrics  # loaded for whoever asks for one

    return [f"{METRICS}.{name}"] if name in metrics.METRICS else []


def scenario_folder(given: Path | None) -> Path | None:
    """Where to look for scenarios: the folder given, or ./scenarios if there is one."""
    if given is not None and not given.is_dir():
        raise UsageError(f"{given} is not a folder of scenarios")
    usual = Path("scenarios")
    return given or (usual if usual.is_dir() else None)


def _number(path: str, catalogue: Index, shelf: Shelf, resolved: Resolved | None) -> dict[str, Any]:
    """Everything known about one number."""
    figure = catalogue.figures[path]
    mark = figure.file.document.mark(figure.path)
    key = figure.says("source")
    return {
        "path": path,
        "words": path_words(catalogue.labels, path),
        "value": explaining.value_of(figure),
        "status": figure.says("status") or "",
        "evidence": figure.says("evidence") or "",
        "range": explaining.range_of(figure),
        "source": {"key": key, **catalogue.data["sources"].get(key, {})} if key else None,
        "note": figure.says("note") or figure.says("how") or "",
        **_published_facts(figure),
        "stands_in": f"{mark.file}:{mark.line}",
        "changed_by": [asdict(change) for change in explaining.changes(path, catalogue, shelf)],
        "in_scenario": None if resolved is None or _is_published(path) else _in_scenario(figure, resolved, catalogue),
    }


def _published_facts(figure: Figure) -> dict[str, Any]:
    """What a published figure says beside: whom it counts, when, what to keep in mind."""
    keys = ("population", "year", "caveat", "comparable", "fitted", "measure")
    return {key: figure.says(key) for key in keys if figure.says(key) is not None}


def _is_published(path: str) -> bool:
    """Whether a number stands beside the model and not in it."""
    return path.startswith("published.")


def _in_scenario(figure: Figure, resolved: Resolved, catalogue: Index) -> dict[str, Any]:
    """What is written for a number in a scenario, and what changes it there."""
    row = explaining_in.written(figure, resolved)
    told = {"scenario": resolved.name, "value": "", "status": "", "stands_in": ""}
    if row is not None:
        told |= {"value": row.value, "status": row.status, "stands_in": row.origin}
    changes = explaining_in.changes_in(figure, resolved, catalogue.labels) if row is not None else ()
    keys = ("kind", "name", "where", "words")
    return {**told, "changed_by": [{key: getattr(change, key) for key in keys} for change in changes]}


def _number_lines(path: str, found: dict[str, Any], shelf: Shelf) -> Iterator[str]:
    yield path
    yield from paragraph(found["words"])
    yield ""
    status = found["status"]
    meaning = HOW_READ.get(found["evidence"], STATUS_WORDS.get(status, ""))
    explained = f"{status}: {meaning}" if meaning else status
    source = found["source"]
    pairs = [
        ("value", found["value"]),
        ("status", explained),
        ("evidence", found["evidence"]),
        ("range", found["range"]),
        *_source_pairs(source),
        ("population", str(found.get("population", ""))),
        ("year", str(found.get("year", "")) if "population" in found else ""),
        ("note", found["note"]),
        ("caveat", str(found.get("caveat", ""))),
        ("stands in", found["stands_in"]),
    ]
    yield from _scenario_lines(found["in_scenario"])
    yield from facts(pairs)
    yield ""
    if _is_published(path):
        yield from paragraph("A published figure: it stands beside the model, and carepath validate compares them.")
    else:
        yield from change_lines([Change(**each) for each in found["changed_by"]], shelf)


def _scenario_lines(here: dict[str, Any] | None) -> Iterator[str]:
    """What a number is in a scenario: what is written there, and below it whatever changes that."""
    if here is None:
        return
    if not here["value"]:
        yield f"In {here['scenario']}: not in use"
    else:
        changes = here["changed_by"]
        end = "changed by" if changes else "nothing changes it there"
        told = f"{here['value']} ({here['status']}, {here['stands_in']}); {end}"
        yield from paragraph(f"Written in {here['scenario']}: {told}", "    ", "")
        for change in changes:
            whose = "" if change["kind"] == "scenario" else f"{change['kind']} {change['name']}, "
            yield from paragraph(f"{whose}{change['where']}: {change['words']}", "    ", "  ")
    yield ""


def _source_pairs(source: dict[str, Any] | None) -> list[tuple[str, str]]:
    if source is None:
        return []
    title = f"{source['key']}: {source.get('publisher', '')}, {source.get('title', '')} ({source.get('year', '')})"
    return [("source", title), ("", str(source.get("address", ""))), ("read", str(source.get("read", "")))]


def change_lines(found: Sequence[Change], shelf: Shelf) -> Iterator[str]:
    """What changes a number, one paragraph each."""
    where = f" and none of {counted(len(shelf.scenarios), 'scenario')}" if shelf.scenarios else ""
    if not found:
        yield f"No policy or practice model{where} changes it."
        return
    yield "Changed by"
    for change in found:
        used = f" In {', '.join(change.used_by)}." if change.used_by else ""
        name = "" if change.kind == "scenario" else f"{change.kind} {change.name}, "
        yield from paragraph(f"{name}{change.where}: {change.words}{used}", "    ", "  ")
    for name in shelf.unreadable:
        yield f"  {name} cannot be read: see carepath check."


def _thing(path: str, node: Any, catalogue: Index, shelf: Shelf) -> dict[str, Any]:
    """What stands under a name that is no single number: what it says in words, and the numbers below."""
    kind, _, name = path.partition(".")
    data = node if isinstance(node, dict) else {"items": node}
    plain = {key: value for key, value in data.items() if not isinstance(value, (dict, list))}
    lists = {key: value for key, value in data.items() if isinstance(value, list) and _is_words(value)}
    numbers = [_row(each, figure) for each, figure in catalogue.below(path).items()]
    found: dict[str, Any] = {"path": path, "says": {**plain, **lists}, "numbers": numbers}
    if kind == "sources" and name:
        found["cited_by"] = catalogue.citing(name)
    if kind in ("policies", "practice_models") and name:
        found["effects"] = [effect_words(effect, catalogue.labels) for _, effect in explaining.effects_in(data)]
        found["used_by"] = list(shelf.using(kind, name.split(".")[0]))
    if isinstance(node, list) and node and all(isinstance(item, dict) for item in node):
        found["items"] = [{key: _plainly(value) for key, value in item.items()} for item in node]
    if not name or (isinstance(node, dict) and all(isinstance(value, dict) for value in node.values())):
        found["below"] = {f"{path}.{key}": _title(value) for key, value in data.items() if isinstance(value, dict)}
    return found


def _is_words(value: list[Any]) -> bool:
    return bool(value) and all(isinstance(item, (str, int, float)) for item in value)


def _plainly(value: Any) -> Any:
    """A value of an item: as it is, a list of such, or what else it holds in words."""
    if isinstance(value, list):
        return [each if isinstance(each, (str, int, float)) else _plainly(each) for each in value]
    return ", ".join(f"{key}: {_said(each)}" for key, each in value.items()) if isinstance(value, dict) else value


def _title(value: dict[str, Any]) -> str:
    return str(value.get("label") or value.get("title") or "")


def _row(path: str, figure: Figure) -> dict[str, str]:
    return {"path": path, "value": explaining.value_of(figure), "status": str(figure.says("status") or "")}


def _thing_lines(path: str, found: dict[str, Any]) -> Iterator[str]:
    yield path
    said = [(key.replace("_", " "), _said(value)) for key, value in found["says"].items()]
    if said:
        yield ""
        yield from facts(said)
    for key, heading in (("effects", "What it does"), ("used_by", "Put to use in"), ("cited_by", "Cited by")):
        if found.get(key):
            yield ""
            yield heading
            for each in found[key]:
                yield from paragraph(each, "    ", "  ")
    below = found.get("below", {})
    numbers = found["numbers"]
    if below and (len(numbers) > LONGEST_LIST or not numbers):
        yield ""
        yield from table(["path", "is"], list(below.items()))
    elif numbers:
        yield ""
        size = len(path) + 1
        rows = [[row["path"][size:] or row["path"], row["value"], row["status"]] for row in numbers]
        yield from _beside_or_below([f"{path}. ...", "value", "status"], rows)
    yield from _item_lines(found.get("items", []))
    if not said and not numbers and not below and not found.get("items"):
        yield ""
        yield "Nothing stands here: this is left empty."


def _beside_or_below(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table, or where its first column leaves no room for the others, each row in two lines."""
    lines = list(table(head, rows))
    if max(map(len, lines)) <= WIDTH:
        yield from lines
        return
    yield from (head[0], "-" * min(WIDTH, len(head[0])))
    for first, *others in rows:
        yield first
        yield from paragraph(", ".join(filter(None, others)), "    ")


def _item_lines(items: Sequence[dict[str, Any]]) -> Iterator[str]:
    """What each item of a list says."""
    for number, item in enumerate(items, 1):
        yield ""
        yield f"[{number}]"
        yield from facts([(key.replace("_", " "), _said(value)) for key, value in item.items()])


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value if value is not None else "")


def _explain_metric(path: str, as_json: bool) -> None:
    """What a metric counts, in which unit, and which way is better."""
    from carepath_sim import metrics  # loaded for whoever asks for one

    known = metrics.METRICS
    _, _, name = path.partition(".")
    if not name:
        found = {key: {"label": item.label, "unit": item.unit} for key, item in known.items()}
        rows = [[f"{METRICS}.{key}", item.label] for key, item in known.items()]
        say(as_json, {"metrics": found}, list(table(["path", "is"], rows)))
        return
    explaining.follow({METRICS: known}, path, METRICS)
    item = known[name]
    better = {"lower": "lower is better", "higher": "higher is better"}.get(item.better, "neither way is better")
    principle = _principle(item.principle)
    facts_of = {
        "path": path,
        "label": item.label,
        "unit": item.unit,
        "better": item.better,
        "principle": item.principle,
        "principle_in_words": principle,
    }
    pairs = [("unit", item.unit), ("direction", better), ("principle", principle), ("definition", item.definition)]
    say(as_json, {**facts_of, "definition": item.definition}, [path, item.label, "", *facts(pairs)])


def _principle(key: str) -> str:
    """The principle a metric speaks to, as the table of outcomes calls it."""
    found = read_outcomes().principle(key)
    return f"{found.label} (article {found.article})" if found.article else found.label
