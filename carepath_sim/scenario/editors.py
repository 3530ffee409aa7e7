"""JSON Schemas of scenario files and of files of the catalogue, with which an editor completes and checks them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel

from carepath_sim.scenario import effects, schema
from carepath_sim.scenario.practice_models import PracticeModel

RESOLVE_ALONE = "written by resolve alone"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

KINDS: Mapping[str, type[BaseModel]] = {
    "scenario": schema.Study,
    "setting": schema.Setting,
    "team": schema.Team,
    "policy": schema.Policy,
    "practice_model": PracticeModel,
}
IN_PART = ("scenario", "setting")
"""What may be written in part: over the catalogue, or over the setting another is like."""

NAME_ALONE = ("Hazard", "PolicyUse", "PracticeUse")
"""What may stand as words alone, as numbers may."""

ENDLESS = {"enum": ["unlimited", "never", "for ever"]}
LIKE = {"type": "string", "description": "another setting, which this one is but for what is said here"}


def json_schema(kind: str = "scenario") -> dict[str, Any]:
    """The JSON Schema of a kind of file."""
    found = KINDS[kind].model_json_schema()
    names = {name: definition["title"] for name, definition in found["$defs"].items()}
    in_part = kind in IN_PART
    definitions = {names[name]: _opened(definition, in_part) for name, definition in found["$defs"].items()}
    definitions["Ending"] = _with_one_destination(definitions["Ending"]) if "Ending" in definitions else {}
    whole = _opened({key: value for key, value in found.items() if key != "$defs"}, in_part)
    if kind == "setting":
        definitions = {name: _that_may_take_out(definition) for name, definition in definitions.items()}
        whole = _that_may_be_like_another(_that_may_take_out(whole), found["required"])
    title = f"carepath_sim {kind.replace('_', ' ')}"
    kept = {name: definition for name, definition in sorted(definitions.items()) if definition}
    renamed: dict[str, Any] = _renamed({**whole, "title": title, "$defs": kept}, names, kind == "scenario")
    return {"$schema": DIALECT, **renamed}


def verbs() -> Iterator[tuple[type[BaseModel], str]]:
    """What each verb of an effect says, and its name."""
    for name, field in effects.Effect.model_fields.items():
        if name in effects.VERBS:
            model = next(choice for choice in get_args(field.annotation) if choice is not type(None))
            yield model, name


def _opened(definition: dict[str, Any], in_part: bool) -> dict[str, Any]:
    """A definition without what nobody writes by hand; in part, without what else has to be there."""
    of_verb = definition["title"] in {model.__name__ for model, _ in verbs()}
    opened = {key: value for key, value in definition.items() if key != "required" or not in_part or of_verb}
    properties = definition.get("properties", {})
    opened["properties"] = {
        key: value for key, value in properties.items() if RESOLVE_ALONE not in value.get("description", "")
    }
    if not in_part and "status" in properties and "evidence" in properties:
        opened["required"] = [*definition.get("required", []), "status"]
    return opened


def _with_one_destination(ending: dict[str, Any]) -> dict[str, Any]:
    """An ending that leads to one setting names it without a list."""
    to = ending["properties"]["to"]
    description = {"description": to["description"]}
    lists = {key: value for key, value in to.items() if key != "description"}
    return {
        **ending,
        "properties": {**ending["properties"], "to": {"anyOf": [lists, {"type": "string"}], **description}},
    }


def _that_may_be_like_another(setting: dict[str, Any], required: list[str]) -> dict[str, Any]:
    """A setting written in whole, or like another."""
    ways = [{"required": required}, {"required": ["like"]}]
    return {**setting, "properties": {"like": LIKE, **setting["properties"]}, "anyOf": ways}


def _that_may_take_out(node: Any) -> Any:
    """A definition of which any key may stand with nothing, and a list as a mapping from places in it."""
    if isinstance(node, list):
        return [_that_may_take_out(item) for item in node]
    if not isinstance(node, dict):
        return node
    opened = {key: _that_may_take_out(value) for key, value in node.items()}
    if isinstance(node.get("properties"), dict):
        nothing = {"type": "null"}
        opened["properties"] = {key: {"anyOf": [value, nothing]} for key, value in opened["properties"].items()}
    if isinstance(node.get("additionalProperties"), dict):
        opened["additionalProperties"] = {"anyOf": [opened["additionalProperties"], {"type": "null"}]}
    if node.get("type") == "array":
        return {"anyOf": [opened, {"type": "object", "patternProperties": {"^[0-9]+$": opened["items"]}}]}
    return opened


def _renamed(node: Any, names: dict[str, str], bare: bool) -> Any:
    """References by short names; a number may also stand as words alone (`bare`), shares as a plain mapping."""
    if isinstance(node, list):
        return [_renamed(item, names, bare) for item in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return {key: _renamed(value, names, bare) for key, value in node.items()}
    name = names[reference.removeprefix("#/$defs/")]
    target = {**node, "$ref": f"#/$defs/{name}"}
    if name.startswith("Parameter") or name in NAME_ALONE:
        return {"anyOf": [target, {"type": ["string", "number"]} if bare else ENDLESS]}
    return {"anyOf": [target, {"type": "object"}]} if name == "ShareTable" and bare else target
