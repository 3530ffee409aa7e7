"""Turns what is wrong with a document into `Problem`s a person can act on."""

from __future__ import annotations

import types
from collections.abc import Iterable
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from carepath_sim.catalogue.documents import Document, KeyPath, words
from carepath_sim.catalogue.spelling import listed, nearest
from carepath_sim.errors import Problem


def at(
    document: Document,
    path: KeyPath,
    what: str,
    allowed: str = "",
    near: str = "",
    fix: str = "",
    is_absence: bool = False,
) -> Problem:
    """A problem at a key path of a document."""
    mark = document.mark(path)
    if mark.is_catalogue:
        # What a scenario changed below this place is where the person can mend it.
        own = [item for known, item in document.marks.items() if known[: len(path)] == path and not item.is_catalogue]
        mark = min(own, default=mark)
    return Problem(mark.file, mark.line, mark.column, words(path), what, allowed, near, fix, is_absence)


def unknown(document: Document, path: KeyPath, kind: str, name: str, known: Iterable[str], fix: str = "") -> Problem:
    """A name that does not exist."""
    names = list(known)
    near = nearest(name, names)
    return at(document, path, f"There is no {kind} {name!r}", listed(names), near, fix, is_absence=not near)


def of_validation(error: ValidationError, document: Document, model: type[BaseModel]) -> list[Problem]:
    """Every error pydantic found, in words."""
    return [_of_error(details, document, model) for details in error.errors(include_url=False)]


def _of_error(details: ErrorDetails, document: Document, model: type[BaseModel]) -> Problem:
    path = _real_path(details["loc"], document)
    kind, context = details["type"], details.get("ctx", {})
    if kind == "carepath":
        return at(document, path, context["what"], context["allowed"], context.get("near", ""))
    if kind == "extra_forbidden":
        keys = keys_at(model, details["loc"][:-1])
        fix = "put quotes round a number that has commas" if str(path[-1])[:1].isdecimal() else ""
        near = "" if fix else nearest(path[-1], keys)
        what = f"There is no key {str(path[-1])!r} here"
        return at(document, path, what, listed(keys, 20), near, fix, is_absence=not near)
    if kind == "missing":
        key = str(details["loc"][-1])
        about = description_at(model, details["loc"])
        return at(document, path, f"The key {key!r} is missing", about, fix=f"add `{key}:`", is_absence=True)
    if kind == "literal_error":
        expected = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        near = nearest(details["input"], expected.split(", "))
        return at(document, path, f"{_shown(details['input'])} is not one of the words allowed here", expected, near)
    allowed = _bound(kind, context) or _expected(kind, details["msg"])
    if details["input"] is not None:
        return at(document, path, f"{_shown(details['input'])} cannot stand here", allowed)
    if isinstance(path[-1], int):
        fix = "write something there, or take the item out"
        return at(document, path, "An item of this list is empty", allowed, fix=fix)
    return at(document, path, "Nothing is written here", allowed)


def _bound(kind: str, context: dict[str, Any]) -> str:
    """The words for a number that is too small or too large."""
    words = {
        "greater_than": "more than {gt}",
        "greater_than_equal": "{ge} or more",
        "less_than": "less than {lt}",
        "less_than_equal": "{le} or less",
    }
    return words.get(kind, "").format(**context)


def _expected(kind: str, message: str) -> str:
    plain = {
        "string_type": "words (put quotes round anything that looks like a number)",
        "string_too_short": "at least one word",
        "bool_type": "true or false",
        "int_type": "a whole number",
        "int_from_float": "a whole number",
        "float_type": "a number",
        "list_type": "a list, such as [one, two]",
        "dict_type": "a mapping of keys and values",
        "model_type": "a mapping of keys and values",
        "model_attributes_type": "a mapping of keys and values",
        "too_short": "a list that is not empty",
        "none_required": "nothing",
    }
    return plain.get(kind, message[:1].lower() + message[1:])


def _shown(value: object) -> str:
    if value is None:
        return "Nothing"
    if isinstance(value, dict):
        return "A mapping"
    if isinstance(value, list):
        return "A list"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _real_path(location: tuple[int | str, ...], document: Document) -> KeyPath:
    """The location without the parts that pydantic adds: keys of mappings, and `value` of a number given alone."""
    path = tuple(part for part in location if part != "[key]")
    if path and path[-1] in ("value", "shares", "rate") and path not in document.marks and path[:-1] in document.marks:
        return path[:-1]
    return path


def _member(annotation: Any, key: int | str) -> Any:
    """The annotation of what stands under a key of something so annotated."""
    if hasattr(annotation, "__metadata__"):
        annotation = annotation.__origin__
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        for choice in get_args(annotation):
            found = _member(choice, key)
            if found is not None:
                return found
        return None
    if origin is list:
        return get_args(annotation)[0]
    if origin is dict:
        return get_args(annotation)[1]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if key in (name, field.alias):
                return field.annotation
    return None


def _models(annotation: Any) -> list[type[BaseModel]]:
    if get_origin(annotation) in (Union, types.UnionType):
        return [model for choice in get_args(annotation) for model in _models(choice)]
    return [annotation] if isinstance(annotation, type) and issubclass(annotation, BaseModel) else []


def annotation_at(annotation: Any, location: tuple[int | str, ...]) -> Any:
    """The annotation of what stands at a location below something so annotated; None where there is no such key."""
    for key in location:
        annotation = _member(annotation, key)
    return annotation


def keys_at(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The keys a mapping at a location may have, those that resolve alone writes left out."""
    return [
        field.alias or name
        for found in _models(annotation_at(model, location))
        for name, field in found.model_fields.items()
        if "written by resolve alone" not in (field.description or "") and str(field.annotation) != "<class 'NoneType'>"
    ]


def description_at(model: type[BaseModel], location: tuple[int | str, ...]) -> str:
    """What the schema says about a key."""
    for found in _models(annotation_at(model, location[:-1])):
        for name, field in found.model_fields.items():
            if location[-1] in (name, field.alias):
                return (field.description or "").replace("`", "")
    return ""
