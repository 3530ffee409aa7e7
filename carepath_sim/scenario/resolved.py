"""`Resolved`: a scenario made complete, so that it runs the same whatever later happens to the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from carepath_sim.catalogue.caseload import Row, parse
from carepath_sim.catalogue.documents import words
from carepath_sim.scenario.finance import Deflators
from carepath_sim.scenario.hazards import FORMS, Hazard
from carepath_sim.scenario.parameters import Money, Parameter, Provenance, ShareTable
from carepath_sim.scenario.schema import Study
from carepath_sim.scenario.units import Quantity
from carepath_sim.scenario.walk import numbers
from carepath_sim.scenario.writing import literal, to_yaml

LAST = "starting_caseload"
"""The last key of a document: hundreds of rows, which nobody wants to scroll past."""


@dataclass(frozen=True)
class ParameterRow:
    """One number of a study, as a report lists it."""

    path: str
    value: str
    status: str
    evidence: str
    source: str  # key of sources.yaml, or nothing
    source_title: str
    low: str
    high: str
    distribution: str
    note: str
    origin: str


@dataclass(frozen=True)
class Resolved:
    """A complete, checked study. Equal studies write equal bytes."""

    study: Study
    folder: Path = field(default=Path("."), compare=False)  # where it was read, for messages alone
    used_at: dict[str, str] = field(default_factory=dict, compare=False)  # file and line of each use, for messages

    @property
    def name(self) -> str:
        """The scenario's name in tables and charts."""
        return self.study.name

    @property
    def question(self) -> str:
        """The question it answers."""
        return self.study.question

    @property
    def kind(self) -> str:
        """strategic, adaptive or transformative."""
        return self.study.kind

    def data(self) -> dict[str, Any]:
        """The document as plain data in its fixed order, with whatever is not said left out."""
        data: dict[str, Any] = _without_empty(self.study.model_dump(by_alias=True, exclude_none=True))
        return data

    def to_yaml(self) -> str:
        """The document as YAML; reading it back and writing it again gives the same bytes."""
        data = self.data()
        caseload = data.pop(LAST)
        return to_yaml(data) + literal(LAST, caseload)

    def caseload(self) -> list[Row]:
        """The rows of the starting caseload."""
        return parse(self.study.starting_caseload, self.name)[0]

    def parameters(self) -> list[ParameterRow]:
        """Every number of the study, in document order."""
        return [_row(words(path), number, self.study) for path, number in numbers(self.study)]


SAID_LAST = ("status", "evidence", "source", "range", "note", "origin")
"""A number comes first, and then what is known about it."""


def _without_empty(value: Any, in_effect: bool = False) -> Any:
    """Plain data without empty mappings and lists, which say nothing but in an effect: there they empty a list."""
    if isinstance(value, dict):
        pairs = ((key, _without_empty(item, in_effect or key == "effects")) for key, item in value.items())
        said = {key: item for key, item in pairs if in_effect or item not in ({}, [])}
        return dict(sorted(said.items(), key=lambda pair: pair[0] in SAID_LAST)) if "status" in said else said
    if isinstance(value, list):
        return [_without_empty(item, in_effect) for item in value]
    return value


def _row(path: str, number: Provenance, study: Study) -> ParameterRow:
    spread = getattr(number, "range", None)
    source = study.sources.get(number.source or "")
    return ParameterRow(
        path=path,
        value=value_words(number),
        status=number.status,
        evidence=number.evidence or "",
        source=number.source or "",
        source_title="" if source is None else f"{source.publisher}, {source.title} ({source.year})",
        low="" if spread is None else str(spread.low),
        high="" if spread is None else str(spread.high),
        distribution="" if spread is None else spread.distribution,
        note=number.note or "",
        origin=number.origin or "",
    )


def value_words(number: Provenance) -> str:
    """A number in words, whatever its form: `12 places`, or `median 9 months, weibull shape 0.58`."""
    if isinstance(number, Money) and number.price_year is not None:
        return f"{number.value} in {number.price_year} prices"
    if isinstance(number, Parameter):
        return str(number.value)
    if isinstance(number, Deflators):
        return ", ".join(f"{year}: {level:g}" for year, level in number.index.items())
    if isinstance(number, ShareTable):
        return ", ".join(f"{key}: {share}" for key, share in number.shares.items())
    assert isinstance(number, Hazard)
    parts = []
    for key in (*FORMS, "weibull_shape", "gamma_shape", "log_normal_sigma", "times"):
        value = getattr(number, key)
        if value is None:
            continue
        if isinstance(value, Quantity):
            parts.append(str(value) if key == "rate" else f"{key.replace('_', ' ')} {value}")
        elif isinstance(value, dict):
            parts.append(f"{key} " + ", ".join(f"{time}: {item}" for time, item in value.items()))
        elif key == "weibull":
            parts.append(f"Weibull shape {value.shape}, scale {value.scale}")
        else:
            parts.append("never")
    return ", ".join(parts)
