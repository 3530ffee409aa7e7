"""Practice models: ways of working with levers that act, costs that are paid, and how far both are known."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from carepath_sim.scenario.effects import Effect
from carepath_sim.scenario.parameters import Date, OneOf, Parameter, Share, Strict

NOT_RATED = "not rated"
EVIDENCE_RATINGS = tuple(grade + star for grade in ("2", "2+", "3", "3+", "4", "4+") for star in ("", "*"))
COST_RATINGS = ("1", "2", "3", "4", "5")
TIERS = {
    "A": "a randomised trial",
    "B": "a matched comparison",
    "C": "an independent evaluation before and after",
    "D": "what a council or provider says of itself",
    "E": "a comparison of published totals",
    "F": "a concept only",
}
"""Tiers of evidence, the strongest first."""

EvidenceRating = Annotated[str, BeforeValidator(OneOf((*EVIDENCE_RATINGS, NOT_RATED)), json_schema_input_type=str)]
CostRating = Annotated[str, BeforeValidator(OneOf((*COST_RATINGS, NOT_RATED)), json_schema_input_type=str | int)]


class Lever(Strict):
    """One thing that a practice model does, to be switched on or off and carried out more or less faithfully."""

    label: str = Field(description="what it does, in a few words")
    description: str = Field(default="", description="one or two sentences")
    fidelity: Parameter[Share] | None = Field(
        default=None, description="how faithfully it is carried out; the practice model's own if left out"
    )
    measured: bool = Field(
        default=True, description="false: no effect of it was measured, and its effects are none until a range is tried"
    )
    note: str | None = Field(default=None, description="what is known about it")
    effects: list[Effect] = Field(
        default_factory=list, description="what it does, in the verbs below; its fidelity is the lever's"
    )


class PracticeModel(Strict):
    """A named way of working with young people and families."""

    label: str = Field(description="name in reports")
    description: str = Field(description="one or two sentences")
    offered_to: list[str] | None = Field(
        default=None, min_length=1, description="need groups it is offered to; all if left out"
    )
    offered_in_words: str = Field(default="", description="who it is offered to")
    uptake: Parameter[Share] | None = Field(
        default=None, description="share of those it is offered to who take it up, each for good; 100% if left out"
    )
    fidelity: Parameter[Share] | None = Field(
        default=None, description="how faithfully levers that do not say otherwise are carried out; 100% if left out"
    )
    tier: Literal["A", "B", "C", "D", "E", "F"] = Field(
        description="of its evidence: " + ", ".join(f"{tier} {words}" for tier, words in TIERS.items())
    )
    evidence: str = Field(description="what is known about its effect")
    evidence_rating: EvidenceRating = Field(
        description="2 to 4+ on the scale of the Foundations Guidebook, with * where findings are mixed"
    )
    evidence_rating_note: str = Field(default="", description="where the rating was read, or that none was")
    cost_rating: CostRating = Field(description="1 to 5 on the scale of the Foundations Guidebook")
    cost_rating_note: str = Field(default="", description="where the rating was read, or how it was judged")
    no_effect_in_range: bool = Field(description="true: the evidence, and so every effect's range, includes no effect")
    status: Literal["sourced", "calibrated", "assumed", "local"] = Field(description="of the whole, in one word")
    source: str | None = Field(default=None, description="key of sources.yaml")
    sources: list[str] = Field(default_factory=list, description="further keys of sources.yaml")
    note: str | None = Field(default=None, description="how it was put together")
    levers: dict[str, Lever] = Field(default_factory=dict, description="what it does, by name")
    costs: list[Effect] = Field(
        default_factory=list, description="effects paid in full whatever the levers do: add_cost, or posts added"
    )


class PracticeUse(Strict):
    """A practice model a scenario puts to use; the name alone is enough."""

    practice_model: str = Field(description="name of a practice model of the catalogue")
    start: Date | None = Field(default=None, alias="from", description="first day; its effects' own dates if left out")
    until: Date | None = Field(default=None, description="first day on which it no longer acts")
    uptake: Parameter[Share] | None = Field(
        default=None, description="share of those it is offered to who take it up; the practice model's if left out"
    )
    fidelity: Parameter[Share] | None = Field(
        default=None,
        description="how faithfully every lever not named below is carried out; their own if left out",
    )
    levers: dict[str, Parameter[Share]] = Field(
        default_factory=dict, description="how faithfully single levers are carried out: {name: 40%}; 0% switches off"
    )

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, written: object) -> object:
        return {"practice_model": written} if isinstance(written, str) else written
