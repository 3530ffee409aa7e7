"""The one form in which every number of the catalogue and of a scenario stands, with its unit, source and status."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError, core_schema

from carepath_sim.scenario import units
from carepath_sim.scenario.mending import meant
from carepath_sim.scenario.units import Quantity, Unit, WrongUnit

Q = TypeVar("Q")


class Strict(BaseModel):
    """A mapping that refuses unknown keys and converts nothing silently."""

    # Built when first used: a whole study builds what it is made of once, instead of every part by itself as well.
    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True, defer_build=True)


def _refuse(problem: WrongUnit, near: str = "") -> PydanticCustomError:
    words = {"what": problem.what, "allowed": problem.allowed, "near": near}
    return PydanticCustomError("carepath", "{what}", words)


@dataclass(frozen=True)
class In:
    """Marks a field as a quantity of one unit: read from words, and written back as the same words."""

    name: str
    unit: Unit

    def __str__(self) -> str:
        return self.name

    def read(self, written: object) -> Quantity:
        """A quantity, or pydantic's own kind of error."""
        try:
            return self.unit.parse(written)
        except WrongUnit as problem:
            raise _refuse(problem, meant(self.unit, written)) from None

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda quantity: quantity.written),
            json_schema_input_schema=core_schema.union_schema([core_schema.str_schema(), core_schema.float_schema()]),
            metadata={"pydantic_js_updates": {"description": self.unit.allowed}},
        )


Places = Annotated[Quantity, In("Places", units.PLACES)]
PlacesOrUnlimited = Annotated[Quantity, In("PlacesOrUnlimited", units.PLACES_OR_UNLIMITED)]
PlacesChange = Annotated[Quantity, In("PlacesChange", units.PLACES_CHANGE)]
Posts = Annotated[Quantity, In("Posts", units.POSTS)]
PostsChange = Annotated[Quantity, In("PostsChange", units.POSTS_CHANGE)]
People = Annotated[Quantity, In("People", units.PEOPLE)]
Duration = Annotated[Quantity, In("Duration", units.DURATION)]
DurationOrNever = Annotated[Quantity, In("DurationOrNever", units.DURATION_OR_NEVER)]
DurationOrEver = Annotated[Quantity, In("DurationOrEver", units.DURATION_OR_EVER)]
Rate = Annotated[Quantity, In("Rate", units.RATE)]
HazardRate = Annotated[Quantity, In("HazardRate", units.HAZARD)]
Share = Annotated[Quantity, In("Share", units.SHARE)]
Fill = Annotated[Quantity, In("Fill", units.FILL)]
Multiplier = Annotated[Quantity, In("Multiplier", units.MULTIPLIER)]
Ceiling = Annotated[Quantity, In("Ceiling", units.CEILING)]
Plain = Annotated[Quantity, In("Plain", units.PLAIN)]
Price = Annotated[Quantity, In("Price", units.PRICE)]
Cost = Annotated[Quantity, In("Cost", units.COST)]
PriceEach = Annotated[Quantity, In("PriceEach", units.PRICE_EACH)]
Growth = Annotated[Quantity, In("Growth", units.GROWTH)]


def _date(written: object) -> date:
    try:
        return units.parse_date(written)
    except WrongUnit as problem:
        raise _refuse(problem) from None


def _ages(written: object) -> str:
    try:
        first, last = units.parse_ages(written)
    except WrongUnit as problem:
        raise _refuse(problem) from None
    return str(first) if first == last else f"{first} to {last}"


def _price_year(written: object) -> str:
    text = str(written)
    match = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        raise _refuse(WrongUnit(f"{text[:60]!r} is not a financial year", "two years that follow, such as 2024-25"))
    return text


PriceYear = Annotated[
    str,
    BeforeValidator(_price_year, json_schema_input_type=str),
    Field(description="a financial year, from 1 April to 31 March: 2024-25"),
]
Date = Annotated[date, BeforeValidator(_date, json_schema_input_type=str), Field(description="a date: 2026-04-01")]
Ages = Annotated[
    str,
    BeforeValidator(_ages, json_schema_input_type=str | int),
    Field(description="completed years, first and last both included: 10 to 17, or 16"),
]

LONGEST_SENTENCE = 300


def _sentence(written: str) -> str:
    return one_line(written, LONGEST_SENTENCE, "a sentence", "a sentence in plain words on one line")


def one_line(written: str, longest: int, kind: str, allowed: str) -> str:
    """Words on one line, whatever breaks they were written with; raises pydantic's own kind of error."""
    line = " ".join(written.split())
    if not line or len(line) > longest or not line.isprintable():
        shown = repr(line if len(line) <= 60 else line[:57] + "...")
        raise _refuse(WrongUnit(f"{shown} is not {kind}", f"{allowed}, of up to {longest:,} characters"))
    return line


def some(names: Any) -> Any:
    """What is named, one or several; raises pydantic's own kind of error for nothing."""
    if len(names) == 0:
        raise _refuse(WrongUnit("Nothing is named here", "one name or several"))
    return names


@dataclass(frozen=True)
class OneOf:
    """Reads one of some words, of which YAML may take one for a number; raises pydantic's own kind of error."""

    words: tuple[str, ...]

    def __call__(self, written: object) -> str:
        """The word that was written."""
        if isinstance(written, bool) or str(written) not in self.words:
            shown = repr(written) if isinstance(written, str) else str(written)
            raise _refuse(WrongUnit(f"{shown[:60]} is not one of the words allowed here", ", ".join(self.words)))
        return str(written)


OneOrMore = Annotated[str | list[str], AfterValidator(some)]
"""A selector: what selects nothing is a slip, and would read as everything once left out."""

Sentence = Annotated[str, AfterValidator(_sentence)]
SentenceOrNothing = Annotated[str, AfterValidator(lambda written: _sentence(written) if written else written)]

Status = Literal["sourced", "calibrated", "assumed", "local"]
Evidence = Literal["READ", "READ-DATA", "SEED", "SECONDARY", "DERIVED", "SUGGESTED"]


def _name_of(origin: str, parameters: tuple[Any, ...]) -> str:
    return origin + str(getattr(parameters[0], "__metadata__", (parameters[0],))[0])


class Range(Strict, Generic[Q]):
    """How far a number may lie from its value: the whole of the sensitivity problem."""

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """A short name for the JSON Schema."""
        return _name_of("Range", params)

    low: Q = Field(description="the least it may reasonably be")
    high: Q = Field(description="the most it may reasonably be")
    distribution: Literal["uniform", "triangular", "lognormal", "normal"] = Field(
        default="uniform", description="how belief is spread between the two"
    )


class Provenance(Strict):
    """Where a number comes from and how far it may be trusted."""

    status: Status = Field(
        default="local",
        description="`sourced` (a key of sources.yaml follows), `calibrated`, `assumed` (a note says how), "
        "or `local`: written in a scenario, the default there and refused in the catalogue",
    )
    evidence: Evidence | None = Field(default=None, description="how a sourced number was read")
    source: str | None = Field(default=None, description="key of sources.yaml; required if `sourced`")
    note: str | None = Field(default=None, description="what is counted, or how it was derived")
    origin: str | None = Field(default=None, description="file and line that decided it; written by resolve alone")


class Parameter(Provenance, Generic[Q]):
    """A number in words. `12 places` alone may stand for `{value: 12 places}` in a scenario."""

    value: Q = Field(description="the number, with its unit")
    range: Range[Q] | None = Field(default=None, description="{low: ..., high: ..., distribution: ...}")

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """A short name for the JSON Schema."""
        return _name_of("Parameter", params)

    @model_validator(mode="before")
    @classmethod
    def _from_shorthand(cls, written: object) -> object:
        return written if isinstance(written, (dict, BaseModel)) else {"value": written}

    @property
    def amount(self) -> float:
        """The value in the base of its unit."""
        assert isinstance(self.value, Quantity)
        return self.value.amount


class Money(Parameter[Q], Generic[Q]):
    """A price, which may say in whose year's pounds it is."""

    price_year: PriceYear | None = Field(
        default=None,
        description="the financial year whose pounds it is in, such as 2019-20; it is brought to that of all prices "
        "by the deflators. Left out: already in the pounds of all prices",
    )

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """A short name for the JSON Schema."""
        return _name_of("ParameterInPounds", params)


class ShareTable(Provenance):
    """Shares by age or by need that sum to 100%. The bare mapping may stand for `{shares: {...}}` in a scenario."""

    shares: dict[str, Share] = Field(description="a share for each")
    range: None = None

    @model_validator(mode="before")
    @classmethod
    def _from_shorthand(cls, written: object) -> object:
        if isinstance(written, dict) and "shares" not in written and "status" not in written:
            return {"shares": written}
        return written
