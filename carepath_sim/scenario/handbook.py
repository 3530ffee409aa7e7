"""What scenario files may say, made from the schema: a JSON Schema for editors, the tables of scenarios/README.md."""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from carepath_sim.scenario import effects, hazards, schema
from carepath_sim.scenario.parameters import Ages, In, Parameter, Sentence, ShareTable

BEGIN, END = "<!-- keys: begin -->", "<!-- keys: end -->"
RESOLVE_ALONE = "written by resolve alone"

HEADINGS: tuple[tuple[type[BaseModel], str], ...] = (
    (schema.Study, "A scenario file"),
    (schema.PolicyUse, "`policies:` an item (its name alone is enough)"),
    (schema.Setting, "`settings: {name: ...}`"),
    (schema.Occupancy, "`occupancy:` of a setting"),
    (schema.StaffedBy, "`staffed_by:` of a setting"),
    (schema.LeavingAge, "`leaving_age:` of a setting"),
    (schema.LeavingShare, "`shares:` an item, of a leaving age"),
    (schema.Ending, "`endings: {name: ...}` of a setting"),
    (schema.Wait, "`wait:` of an ending"),
    (hazards.Hazard, "`hazard:` of an ending (exactly one form)"),
    (schema.Team, "`teams: {name: ...}`"),
    (schema.StartShares, "`start_shares:` of a team"),
    (schema.PostCost, "`cost:` of a team"),
    (schema.Link, "`link:` of a team"),
    (schema.Demand, "`demand:`"),
    (schema.Stream, "`streams: {name: ...}` of the demand"),
    (schema.EntryList, "`enters:` an item, of a stream"),
    (schema.TimeServed, "`already_placed:` an item, of a stream"),
    (schema.PriceList, "`prices:`"),
    (schema.MoveCost, "`move:` of the prices"),
    (schema.Source, "`sources: {key: ...}`"),
    (Parameter, "Any number, written in full"),
)


WRITTEN_IN_WHOLE = (
    schema.PolicyUse,
    schema.Source,
    schema.EntryList,
    schema.LeavingShare,
    schema.TimeServed,
    Parameter,
)
"""What a scenario writes in whole, never in part over what the catalogue says; verbs of effects likewise."""

ALWAYS = ("question", "kind", "start", "horizon")

AGES_ARE_READ_BY = next(item.func for item in get_args(Ages) if isinstance(item, BeforeValidator))


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file, for completion and checking in editors."""
    found = schema.Study.model_json_schema()
    names = {name: definition["title"] for name, definition in found["$defs"].items()}
    verbs = {model.__name__ for model, _ in _verbs()}
    definitions = {names[name]: _loosened(definition, verbs) for name, definition in found["$defs"].items()}
    whole = _loosened({key: value for key, value in found.items() if key != "$defs"}, verbs)
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole, "title": "carepath_sim scenario"}
    renamed: dict[str, Any] = _renamed({**whole, "$defs": dict(sorted(definitions.items()))}, names)
    return renamed


def _loosened(definition: dict[str, Any], verbs: set[str]) -> dict[str, Any]:
    """A definition as a scenario may use it: whatever the catalogue already says may be left out."""
    loose = {key: value for key, value in definition.items() if key != "required" or definition["title"] in verbs}
    properties = definition.get("properties", {})
    loose["properties"] = {
        key: value for key, value in properties.items() if RESOLVE_ALONE not in value.get("description", "")
    }
    return loose


def _renamed(node: Any, names: dict[str, str]) -> Any:
    """References by short names; a number may also stand as words alone, a list of shares as a bare mapping."""
    if isinstance(node, list):
        return [_renamed(item, names) for item in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return {key: _renamed(value, names) for key, value in node.items()}
    name = names[reference.removeprefix("#/$defs/")]
    target = {**node, "$ref": f"#/$defs/{name}"}
    if name.startswith("Parameter") or name in ("Hazard", "PolicyUse"):
        return {"anyOf": [target, {"type": ["string", "number"]}]}
    return {"anyOf": [target, {"type": "object"}]} if name == "ShareTable" else target


def _verbs() -> Iterator[tuple[type[BaseModel], str]]:
    for name, field in effects.Effect.model_fields.items():
        if name in effects.VERBS:
            model = next(choice for choice in get_args(field.annotation) if choice is not type(None))
            yield model, name


def key_tables() -> str:
    """Every key of a scenario file with what it means and how its value is written, as Markdown."""
    parts = [_table(model, heading) for model, heading in HEADINGS]
    for model, verb in _verbs():
        heading = f"`{verb}:` of an effect"
        purpose = " ".join((model.__doc__ or "").split())
        parts.append(_table(model, heading, purpose))
    return "\n\n".join(parts)


def _table(model: type[BaseModel], heading: str, purpose: str = "") -> str:
    rows = ["| key | written as | what it means |", "|---|---|---|"]
    for name, field in model.model_fields.items():
        description = field.description or ""
        if RESOLVE_ALONE not in description and field.annotation is not type(None):
            is_needed = field.is_required() and (
                model in WRITTEN_IN_WHOLE or name in ALWAYS or issubclass(model, effects.When)
            )
            key = f"`{field.alias or name}`" + (" (needed)" if is_needed else "")
            rows.append(f"| {key} | {_form(field)} | {description} |")
    lead = [f"### {heading}", purpose] if purpose else [f"### {heading}"]
    return "\n\n".join([*lead, "\n".join(rows)])


def _form(field: FieldInfo) -> str:
    return _written_as(field.annotation, field.metadata)


def _written_as(annotation: Any, metadata: list[Any] | None = None) -> str:
    """How a value is written, in words."""
    for item in metadata or ():
        if isinstance(item, In):
            return item.unit.allowed
        if isinstance(item, BeforeValidator) and item.func is AGES_ARE_READ_BY:
            return "completed years, both included: 10 to 17"
    if hasattr(annotation, "__metadata__"):
        return _written_as(annotation.__origin__, list(annotation.__metadata__))
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(_written_as(choice) for choice in arguments if choice is not type(None)))
    if origin is Literal:
        return ", ".join(f"`{choice}`" for choice in arguments)
    if origin is list:
        return "a list of " + LISTED.get(arguments[0], "items, below")
    if origin is dict:
        return "a mapping of names to " + _written_as(arguments[1])
    return _of_class(annotation)


LISTED = {str: "names", Sentence: "sentences, each of up to 300 characters"}


def _of_class(annotation: Any) -> str:
    plain = {str: "words", bool: "true or false", int: "a whole number", date: "a date: 2026-04-01"}
    if annotation in plain:
        return plain[annotation]
    if annotation is hazards.Hazard:
        return "a rate such as 0.157 per year, or another form, below"
    if annotation is ShareTable:
        return "shares that add up to 100%: {14: 40%, 15: 60%}"
    if isinstance(annotation, type) and issubclass(annotation, Parameter):
        quantity = annotation.model_fields["value"]
        return _written_as(quantity.annotation, quantity.metadata)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "keys, below"
    return "a number with its unit"


def with_keys(text: str) -> str:
    """A page with the tables between its two marks brought up to date."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{key_tables()}\n\n{END}{after}"


def write_keys(page: Path) -> None:
    """Bring the tables of a page up to date, in place."""
    page.write_text(with_keys(page.read_text(encoding="utf-8")), encoding="utf-8")
