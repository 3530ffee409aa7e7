"""The numbers of a file: wherever the schema has one, and wherever else a mapping looks like one."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from carepath_sim.catalogue.documents import KeyPath
from carepath_sim.scenario import schema
from carepath_sim.scenario.auditing.files import File, items
from carepath_sim.scenario.finance import Finance
from carepath_sim.scenario.hazards import FORMS
from carepath_sim.scenario.parameters import Provenance
from carepath_sim.scenario.practice_models import PracticeModel
from carepath_sim.scenario.problems import annotation_at

MODELS: dict[str, type[BaseModel]] = {
    "settings": schema.Setting,
    "teams": schema.Team,
    "policies": schema.Policy,
    "practice_models": PracticeModel,
    "demand": schema.Demand,
    "prices": schema.PriceList,
    "finance": Finance,
}
WORDS = ("unlimited", "never", "for ever")
"""What may stand for a number and needs no source."""


@dataclass(frozen=True)
class Figure:
    """One number as it stands in a file: a mapping with its value, or the bare value; `model` if the schema has it."""

    file: File
    path: KeyPath
    data: Any
    model: type[Provenance] | None

    def says(self, key: str) -> Any:
        """What it says under a key; None for a bare value."""
        return self.data.get(key) if isinstance(self.data, dict) else None

    @property
    def value(self) -> Any:
        """Its main number as written."""
        if not isinstance(self.data, dict):
            return self.data
        return next((self.data[key] for key in ("value", "shares", "index", *FORMS) if key in self.data), None)

    @property
    def is_word(self) -> bool:
        """Whether it says that there is no end: that is no number."""
        return self.value in WORDS

    @property
    def has_range(self) -> bool:
        """Whether it says between which ends it lies, under `range` or, without a schema, beside its value."""
        spread = self.says("range")
        spread = spread if self.model is not None or isinstance(spread, dict) else self.data
        return isinstance(spread, dict) and {"low", "high"} <= set(spread)

    @property
    def may_have_range(self) -> bool:
        """Whether its form has a range: a table of shares has none, as no share could move alone."""
        spread = self.model.model_fields.get("range") if self.model is not None else None
        return self.model is None or (spread is not None and spread.annotation is not type(None))


def figures_of(file: File) -> Iterator[Figure]:
    """Every number of a file."""
    if file.kind != "sources":
        yield from _walk(file, (), file.document.data, MODELS.get(file.kind))


def _walk(file: File, path: KeyPath, data: Any, annotation: Any) -> Iterator[Figure]:
    model = _number_model(annotation)
    if model is not None and data is not None:
        yield Figure(file, path, data, model)
    elif annotation is None and isinstance(data, dict) and looks_like_a_number(data):
        yield Figure(file, path, data, None)
    else:
        for key, value in items(data):
            below = None if annotation is None else annotation_at(annotation, (key,))
            yield from _walk(file, (*path, key), value, below)


def _number_model(annotation: Any) -> type[Provenance] | None:
    """The form a number takes where the schema has one: a parameter, a hazard or a table of shares."""
    if hasattr(annotation, "__metadata__"):
        annotation = annotation.__origin__
    if get_origin(annotation) in (Union, types.UnionType):
        return next((found for choice in get_args(annotation) if (found := _number_model(choice))), None)
    return annotation if isinstance(annotation, type) and issubclass(annotation, Provenance) else None


def looks_like_a_number(data: dict[str, Any]) -> bool:
    """Whether a mapping of a file without a schema says a number."""
    return "value" in data and not isinstance(data["value"], (dict, list))


def typed(figure: Figure) -> Provenance | None:
    """The number read in its unit; raises pydantic's ValidationError, None where no schema says how to read it."""
    if figure.model is None:
        return None
    return figure.model.model_validate(figure.data)


def in_words(data: Any) -> str:
    """A value of a file without a schema, on one line."""
    return ", ".join(f"{key}: {value}" for key, value in data.items()) if isinstance(data, dict) else str(data)
