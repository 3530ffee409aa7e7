"""What a catalogue and a scenario may say: strict models whose descriptions become the README and the JSON Schema."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from carepath_sim.scenario.effects import Effect
from carepath_sim.scenario.finance import Finance, Grant
from carepath_sim.scenario.hazards import Hazard
from carepath_sim.scenario.parameters import (
    Ages,
    Ceiling,
    Date,
    Duration,
    DurationOrEver,
    DurationOrNever,
    Fill,
    Money,
    Multiplier,
    Parameter,
    People,
    Places,
    PlacesOrUnlimited,
    Posts,
    Price,
    PriceEach,
    PriceYear,
    Rate,
    Sentence,
    SentenceOrNothing,
    Share,
    ShareTable,
    Strict,
    some,
)
from carepath_sim.scenario.practice_models import PracticeModel, PracticeUse
from carepath_sim.scenario.reporting import Reporting

LAST_AGE = 25
"""The birthday that leaves the model: support for care leavers ends (Children and Social Work Act 2017, section 3)."""
FIRST_AGE = 10

Family = Literal[
    "edge_of_care",
    "closed",
    "hub",
    "foster",
    "childrens_home",
    "supported_lodgings",
    "supported_accommodation",
    "independence",
    "home",
    "overflow",
]


class Wait(Strict):
    """What happens to a planned move whose destination is full."""

    limit: Parameter[DurationOrNever] = Field(description="how long it waits before it tries or_else; at least 1 day")
    or_else: list[str] = Field(default_factory=list, description="settings tried at the limit, in order")


class Ending(Strict):
    """One way in which a stay may end."""

    planned: bool = Field(description="planned moves may wait for a place; unplanned endings cannot")
    to: list[str] = Field(
        description="setting (or `out`: leaves for good); several, tried in order, only if unplanned", min_length=1
    )
    same_place: bool = Field(default=False, description="the carer and the place stay the same: no move")
    breakdown: Literal["none", "broad", "narrow"] = Field(
        default="none",
        description="whether it counts as a breakdown: in no definition, the broad one, or both (narrow)",
    )
    wait: Wait | None = Field(default=None, description="planned endings only; without it a wait has no limit")
    hazard: Hazard = Field(description="how often it happens, by time in the stay, age and need")

    @model_validator(mode="before")
    @classmethod
    def _one_destination(cls, written: object) -> object:
        if isinstance(written, dict) and isinstance(written.get("to"), str):
            return {**written, "to": [written["to"]]}
        return written


class Occupancy(Strict):
    """How full the places are kept, and by whom."""

    keep_free: Parameter[Places] | None = Field(default=None, description="places planned admissions may not take")
    fill_to: Parameter[Fill] | None = Field(
        default=None, description="occupancy a weekly panel fills up to; 0 for none"
    )
    hold: Parameter[Duration] | None = Field(
        default=None, description="how long a planned move-on may be held back while occupancy would fall below fill_to"
    )
    fill_from: list[str] = Field(default_factory=list, description="settings the panel pulls young people from")
    fill_into: str | None = Field(
        default=None, description="setting the panel puts them in, of those with these places; this one if left out"
    )
    panel_min_stay: Parameter[Duration] | None = Field(
        default=None, description="stay before the panel may pull someone; 28 days if left out"
    )


class StaffedBy(Strict):
    """Vacant posts close places to admissions, in proportion."""

    team: str = Field(description="the team whose filled posts keep places open")
    posts_needed: Parameter[Posts] = Field(description="filled posts that keep all the places open")


class LeavingShare(Strict):
    """Where some of those who reach the leaving age go."""

    to: str = Field(description="a setting, or `out`: leaves for good")
    same_place: bool = Field(default=False, description="the carer and the place stay the same")
    share: Parameter[Share] = Field(description="of those who reach this birthday here")


class LeavingAge(Strict):
    """The birthday on which a stay here ends."""

    age: int = Field(ge=FIRST_AGE + 1, le=LAST_AGE - 1, description="birthday on which everyone here moves on")
    shares: list[LeavingShare] = Field(min_length=1, description="where to; the last is tried if all else is full")


class Setting(Strict):
    """Where a young person lives, or how they are supported."""

    label: str = Field(description="name in reports")
    family: Family = Field(description="group of settings in reports")
    description: str = Field(default="", description="one sentence")
    looked_after: bool = Field(description="whether those living here are looked after by the council")
    ages: Ages = Field(description="completed years of age of those who may live here, first and last included")
    needs: Annotated[Literal["all"] | list[str], AfterValidator(some)] = Field(
        default="all", description="need groups that may live here"
    )
    in_use: bool = Field(default=True, description="false leaves the setting out, and every mention of it")
    places: Parameter[PlacesOrUnlimited] | None = Field(default=None, description="usable places, or unlimited")
    shares_places_with: str | None = Field(default=None, description="setting whose places these are, instead")
    price: Money[Price] | None = Field(default=None, description="per young person")
    service: Money[Price] | None = Field(default=None, description="for the whole staffed service, instead of price")
    empty_place: Money[Price] | None = Field(default=None, description="for a block-bought place nobody occupies")
    occupancy: Occupancy = Field(default_factory=Occupancy, description="how full its places are kept")
    staffed_by: StaffedBy | None = Field(default=None, description="whether vacant posts close places to admissions")
    leaving_age: LeavingAge | None = Field(default=None, description="the birthday on which a stay here ends")
    when_closed: list[str] = Field(default_factory=list, description="where people go if the home closes, in order")
    endings: dict[str, Ending] = Field(default_factory=dict, description="the ways in which a stay may end, by name")


class StartShares(Strict):
    """What state posts are in when they open."""

    vacant: Parameter[Share] = Field(description="nobody in post")
    permanent: Parameter[Share] = Field(description="a permanent worker in post")
    agency: Parameter[Share] = Field(description="an agency worker in post")


class PostCost(Strict):
    """What one post costs in each state."""

    permanent: Money[Price] = Field(description="a permanent worker, on-costs included")
    agency: Money[Price] = Field(description="an agency worker, fees included")
    vacant: Money[Price] | None = Field(default=None, description="nothing if left out")
    recruitment: Money[PriceEach] | None = Field(default=None, description="each permanent worker recruited")


class Link(Strict):
    """How many times more often unplanned endings happen than with a settled key worker."""

    none: Parameter[Multiplier] = Field(description="without a key worker")
    new: Parameter[Multiplier] = Field(description="with a new one")


class Team(Strict):
    """Key workers who serve some settings."""

    label: str = Field(description="name in reports")
    description: str = Field(default="", description="one sentence")
    serves: list[str] = Field(description="settings whose young people it gives a key worker", min_length=1)
    posts: Parameter[Posts] = Field(description="posts that are open, filled or not")
    caseload_limit: Parameter[People] = Field(description="no worker takes on more than this")
    bonding_period: Parameter[Duration] = Field(description="time until a new relationship is settled")
    agency_bonds: bool = Field(default=True, description="whether a relationship with an agency worker ever settles")
    leave_rate: Hazard = Field(description="permanent workers who leave: a rate such as 29% per year, or a mean stay")
    time_to_recruit: Parameter[DurationOrNever] = Field(description="mean time until a vacancy has a permanent worker")
    time_to_cover: Parameter[DurationOrNever] = Field(description="mean time until agency cover comes")
    agency_stay: Parameter[DurationOrNever] = Field(description="mean time an agency worker stays")
    start_shares: StartShares = Field(description="states of posts on the first day, and when a post opens")
    handover_rate: Parameter[Rate] = Field(description="handovers to a colleague, per relationship")
    keeps: dict[str, Parameter[DurationOrEver]] = Field(
        default_factory=dict,
        description="how long a worker stays after a move to a setting: {home: 8 weeks}; "
        "`looked_after` stands for every setting of those looked after that is not named",
    )
    cost: PostCost | None = Field(
        default=None, description="nothing where a service's price already contains its staff"
    )
    link: Link = Field(description="what being without a settled key worker does to unplanned endings")


class EntryList(Strict):
    """Where some of those who enter go."""

    to: list[str] = Field(min_length=1, description="settings tried in order; the last has unlimited places")
    share: Parameter[Share] = Field(description="of those who enter by this stream")


class TimeServed(Strict):
    """Someone who enters with time already served."""

    setting: str = Field(description="where they live when they enter")
    placed: Duration = Field(description="time already spent in the placement")
    in_care: Duration = Field(description="time already looked after")


USUAL_CEILING = {"value": 3, "status": "assumed", "note": "Room for effects that raise entries; changes no result."}


class Stream(Strict):
    """One way in which young people arrive."""

    label: str = Field(description="name in reports")
    description: str = Field(default="", description="one sentence")
    rate: Parameter[Rate] = Field(description="young people, such as 45 per year")
    ceiling: Parameter[Ceiling] = Field(
        default_factory=lambda: Parameter[Ceiling].model_validate(USUAL_CEILING),
        description="what neither the rate nor any effect on it may exceed, itself a rate or so many times the rate; "
        "3 times if left out. Studies are comparable only under one ceiling",
    )
    ages: ShareTable = Field(description="shares by completed years of age on arrival")
    needs: ShareTable = Field(description="shares by need group")
    enters: list[EntryList] = Field(default_factory=list, description="where they go, by shares")
    already_placed: list[TimeServed] = Field(
        default_factory=list, description="if given, they enter with time served, each drawn from this list alike"
    )


class Demand(Strict):
    """Who comes, and how many."""

    needs: list[str] = Field(min_length=1, description="the need groups there are")
    streams: dict[str, Stream] = Field(min_length=1, description="streams of entry, by name")


class MoveCost(Strict):
    """The process cost of a move."""

    planned: Money[PriceEach] = Field(description="a planned move")
    unplanned: Money[PriceEach] = Field(description="an unplanned move")


class PriceList(Strict):
    """Prices that belong to no setting."""

    price_year: PriceYear = Field(
        description="the financial year whose pounds all results are in, and every price that says no year of its own"
    )
    currency: str = Field(default="GBP", description="its three-letter code")
    move: MoveCost = Field(description="what arranging a move costs")
    entry: Money[PriceEach] = Field(description="process cost of becoming looked after")
    grants: dict[str, Grant] = Field(
        default_factory=dict, description="what others than the council pay by the night, by need group"
    )


class Source(Strict):
    """Where something was read."""

    title: str = Field(description="as published")
    publisher: str = Field(description="who published it")
    year: str | int = Field(description="of publication, or the year it is about")
    address: str = Field(default="", description="where it can be found")
    licence: str = Field(default="", description="terms under which it may be used")
    read: str = Field(description="what was in fact read: the report, its summary, a data file")
    as_of: str = Field(default="", description="date or commit to which it belongs")


class Policy(Strict):
    """A named bundle of effects."""

    label: str = Field(description="name in reports")
    description: str = Field(default="", description="one or two sentences")
    tier: str | None = Field(default=None, description="evidence tier, A (trial) to F (concept only)")
    evidence: str | None = Field(default=None, description="what is known about its effect")
    status: Literal["sourced", "calibrated", "assumed", "local"] = "local"
    source: str | None = Field(default=None, description="key of sources.yaml")
    note: str | None = None
    effects: list[Effect] = Field(default_factory=list)


class PolicyUse(Strict):
    """A policy a scenario puts to use; the name alone is enough."""

    policy: str = Field(description="name of a policy of the catalogue")
    start: Date | None = Field(default=None, alias="from", description="first day; its effects' own dates if left out")
    until: Date | None = Field(default=None, description="first day on which it no longer acts")
    fidelity: Parameter[Share] | None = Field(default=None, description="how faithfully it is carried out")

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, written: object) -> object:
        return {"policy": written} if isinstance(written, str) else written


class Study(Strict):
    """A complete scenario: the catalogue with what the scenario changes."""

    resolved: int = Field(default=0, ge=0, le=1, description="1 marks a complete document; written by resolve alone")
    name: str = Field(
        default="",
        description="one word, the name of the scenario in tables, charts and files; the file's name if left out",
    )
    label: SentenceOrNothing = Field(
        default="", description="the name of the scenario as reports print it; its name in words if left out"
    )
    question: str = Field(min_length=1, description="the question this scenario answers, in one line")
    kind: Literal["strategic", "adaptive", "transformative"] = Field(description="what sort of change it is")
    extends: str | None = Field(default=None, description="one other scenario this one changes, as a relative path")
    council: str = Field(default="", description="which council this is about, in words")
    assumes: list[Sentence] = Field(
        default_factory=list, description="what this scenario itself assumes, shown first in its report"
    )
    reporting: Reporting = Field(
        default_factory=Reporting,
        description="what only a person can say about the study; the report lists what is left out",
    )
    start: Date = Field(description="first day of the study")
    horizon: Duration = Field(description="how long the study runs, such as 5 years; whole years end on the same date")
    policies: list[PolicyUse] = Field(default_factory=list, description="policies put to use, in any order")
    practice_models: list[PracticeUse] = Field(
        default_factory=list, description="practice models put to use, in any order"
    )
    effects: list[Effect] = Field(default_factory=list, description="effects of this scenario's own, in any order")
    settings: dict[str, Setting] = Field(description="changes to settings, by name")
    teams: dict[str, Team] = Field(default_factory=dict, description="changes to teams, by name")
    demand: Demand = Field(description="changes to who comes")
    prices: PriceList = Field(description="changes to prices")
    finance: Finance = Field(default_factory=Finance, description="deflators, discount rates and inflation")
    policy_cards: dict[str, Policy] = Field(default_factory=dict, description="written by resolve alone")
    practice_cards: dict[str, PracticeModel] = Field(default_factory=dict, description="written by resolve alone")
    sources: dict[str, Source] = Field(default_factory=dict, description="sources of this scenario's own numbers")
    starting_caseload: str = Field(
        default="",
        description="`catalogue` (the default), `none`, a CSV file, or the table itself in a resolved document",
    )

    @field_validator("assumes")
    @classmethod
    def _each_once(cls, assumes: list[str]) -> list[str]:
        return list(dict.fromkeys(assumes))
