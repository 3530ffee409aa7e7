"""What a sweep file may say: strict models, whose descriptions become its JSON Schema."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from carepath_sim.experiments.study import DEFAULT_SEED
from carepath_sim.scenario.editors import DIALECT
from carepath_sim.scenario.parameters import OneOrMore, Sentence, Strict

RANGE_KEYS = ("low", "high", "distribution")
VALUE = {"anyOf": [{"type": "string"}, {"type": "number"}]}
VALUES = {
    "anyOf": [
        *VALUE["anyOf"],
        {"type": "array", "items": VALUE, "minItems": 2},
        {
            "type": "object",
            "properties": {"low": VALUE, "high": VALUE, "distribution": {"type": "string"}},
            "required": ["low", "high"],
            "additionalProperties": False,
        },
    ]
}
"""The JSON Schema of what may be asked of a number."""

Values = Annotated[Any, Field(json_schema_extra=VALUES)]
Constant = Annotated[Any, Field(json_schema_extra=VALUE)]


SOME = Annotated[list[str], Field(min_length=1)]


def _files(written: object) -> object:
    return [written] if isinstance(written, str) else written


class Sampling(Strict):
    """How the points of a design are chosen."""

    kind: Literal["grid", "latin hypercube", "sobol"] | None = Field(
        default=None,
        description="grid: every combination of values; latin hypercube or sobol: a sample of all that is drawn, "
        "which meets every combination of the rest. Left out: a grid, or a Latin hypercube if anything is drawn",
    )
    samples: int | None = Field(default=None, ge=2, description="points of the sample; a power of two for sobol")
    seed: int | None = Field(default=None, ge=0, description="of the sample; the sweep's own if left out")


class SweepFile(Strict):
    """A sweep: some scenarios at many values of their numbers."""

    sweep: Sentence = Field(description="the question this sweep answers, in one line")
    scenarios: Annotated[list[str], BeforeValidator(_files, json_schema_input_type=str | SOME)] = Field(
        min_length=1, description="scenario files, relative to this one; the first is the baseline"
    )
    levers: dict[str, Values] = Field(
        default_factory=dict,
        description="what a council decides, by path: 6:18:2 (first, last, step; whole numbers go without), a list "
        "of values, or {low:, high:} "
        "to draw from; `policies` takes a list of choices such as [none, no_heads_on_beds]",
    )
    uncertainties: dict[str, Values] = Field(
        default_factory=dict,
        description="numbers nobody knows, by path: `own range`, {low:, high:, distribution:}, or values; "
        "`all: own range` stands for every number that has a range",
    )
    constants: dict[str, Constant] = Field(
        default_factory=dict, description="numbers set to one value at every point of the design, by path"
    )
    outcomes: OneOrMore = Field(
        default_factory=list,
        description="what is measured: METRIC, METRIC.PART or METRIC@year 2; headlines if left out",
    )
    design: Sampling = Field(default_factory=Sampling, description="how the points are chosen")
    replications: int | None = Field(
        default=None, ge=1, description="of each point: 40 if left out; with `until` the least number"
    )
    at_most: int | None = Field(
        default=None, ge=1, description="with `until`, how many replications a point gets at most: 1,000 if left out"
    )
    seed: int = Field(default=DEFAULT_SEED, ge=0, description="of the random numbers, the same at every point")
    until: str | None = Field(
        default=None, description="stop once precise enough: cost_per_year ± £100,000, or moves_rate ± 5%"
    )


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a sweep file, with which an editor completes and checks one."""
    return {"$schema": DIALECT, **SweepFile.model_json_schema(), "title": "carepath_sim sweep"}
