"""What scenario files may say, made from the schema: the tables of scenarios/README.md."""

from __future__ import annotations

import types
from datetime import date
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from carepath_sim.scenario import effects, finance, hazards, practice_models, reporting, schema
from carepath_sim.scenario.editors import RESOLVE_ALONE, verbs
from carepath_sim.scenario.parameters import Ages, In, Money, OneOf, Parameter, Sentence, ShareTable

BEGIN, END = "<!-- keys: begin -->", "<!-- keys: end -->"

HEADINGS: tuple[tuple[type[BaseModel], str], ...] = (
    (schema.Study, "A scenario file"),
    (reporting.Reporting, "`reporting:`"),
    (schema.PolicyUse, "`policies:` an item (its name alone is enough)"),
    (practice_models.PracticeUse, "`practice_models:` an item (its name alone is enough)"),
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
    (finance.Grant, "`grants: {need: ...}` of the prices"),
    (finance.Finance, "`finance:`"),
    (finance.Deflators, "`deflators:` of the finance"),
    (schema.Source, "`sources: {key: ...}`"),
    (Parameter, "Any number, written in full"),
    (Money, "Any price, written in full"),
    (practice_models.PracticeModel, "A practice model, a file of the catalogue"),
    (practice_models.Lever, "`levers: {name: ...}` of a practice model"),
)


WRITTEN_IN_WHOLE = (
    schema.PolicyUse,
    practice_models.PracticeUse,
    practice_models.PracticeModel,
    practice_models.Lever,
    schema.Source,
    schema.EntryList,
    schema.LeavingShare,
    schema.TimeServed,
    Parameter,
    Money,
)
"""What a scenario writes in whole, never in part over what the catalogue says; verbs of effects likewise."""

ALWAYS = ("question", "kind", "start", "horizon")

PARAGRAPH = get_args(reporting.Remark)[1:]
AGES_ARE_READ_BY = next(item.func for item in get_args(Ages) if isinstance(item, BeforeValidator))


def key_tables() -> str:
    """Every key of a scenario file with what it means and how its value is written, as Markdown."""
    parts = [_table(model, heading) for model, heading in HEADINGS]
    for model, verb in verbs():
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
        if item in PARAGRAPH:
            return f"words, up to {reporting.LONGEST_REMARK:,} characters"
        if isinstance(item, In):
            return item.unit.allowed
        if isinstance(item, BeforeValidator) and item.func is AGES_ARE_READ_BY:
            return "completed years, both included: 10 to 17"
        if isinstance(item, BeforeValidator) and isinstance(item.func, OneOf):
            return ", ".join(f"`{word}`" for word in item.func.words)
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
    plain = {
        str: "words",
        bool: "true or false",
        int: "a whole number",
        float: "a plain number",
        date: "a date: 2026-04-01",
    }
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
