"""What a policy may do: a closed list of verbs, each with what it acts on and when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from carepath_sim.scenario.finance import Payer
from carepath_sim.scenario.hazards import Hazard
from carepath_sim.scenario.parameters import (
    Ages,
    Cost,
    Date,
    Duration,
    DurationOrEver,
    DurationOrNever,
    Fill,
    Money,
    Multiplier,
    OneOrMore,
    Parameter,
    People,
    Places,
    PlacesChange,
    Posts,
    PostsChange,
    Price,
    Rate,
    Share,
    Strict,
    some,
)

FIRST_YEAR_AFTER_CARE = 19
LAST_YEAR = 25


class When(Strict):
    """The dates of an effect, and how faithfully it is carried out. Without dates it acts all along."""

    start: Date | None = Field(default=None, alias="from", description="first day on which it acts")
    until: Date | None = Field(default=None, description="first day on which it no longer acts")
    ramp: Duration | None = Field(
        default=None, description="time over which it comes to act in full, in equal quarterly steps from the first day"
    )
    fidelity: Parameter[Share] | None = Field(
        default=None, description="f: a multiplier m acts as m to the power f, a set or added number goes the share f"
    )


class OnEndings(When):
    """Selects possible moves. What is left out selects everything."""

    setting: OneOrMore | None = Field(default=None, description="setting or settings they lead out of")
    ending: OneOrMore | None = Field(default=None, description="`planned`, `unplanned`, or names of endings")
    ages: Ages | None = Field(default=None, description="completed years of age it is limited to")
    need: OneOrMore | None = Field(default=None, description="need groups it is limited to")


class MultiplyHazard(OnEndings):
    """Makes moves more or less frequent."""

    by: Parameter[Multiplier] = Field(description="how many times as often")


class SetHazard(OnEndings):
    """Replaces how fast a move happens (at all ages and needs selected)."""

    hazard: Hazard = Field(description="the new hazard, in any form")


class SetWaitLimit(When):
    """How long a planned move may wait before it tries its or_else list."""

    setting: OneOrMore | None = Field(default=None, description="setting or settings waited in; all if left out")
    ending: OneOrMore | None = Field(default=None, description="names of planned endings; all if left out")
    limit: Parameter[DurationOrNever] = Field(description="the new limit, at least 1 day")


class SetOrElse(When):
    """What a planned move that has waited too long may turn to."""

    setting: str = Field(description="setting waited in")
    ending: str = Field(description="name of the planned ending")
    to: list[str] = Field(description="settings tried at the limit, in order")


class MultiplyEntries(When):
    """More or fewer young people arrive by some streams of entry."""

    stream: OneOrMore | None = Field(default=None, description="streams of entry; all if left out")
    by: Parameter[Multiplier] = Field(description="how many times as many")


class OnPlaces(When):
    """Acts on the places of a setting and of those that share them."""

    setting: str = Field(description="setting that owns the places")
    by: Literal["staying", "moving"] = Field(
        default="staying",
        description="where places go: nobody moves (staying), or the home closes and they do (moving)",
    )


class SetPlaces(OnPlaces):
    """Sets the number of places."""

    places: Parameter[Places] = Field(description="the new number")


class AddPlaces(OnPlaces):
    """Opens places, or closes them if negative."""

    places: Parameter[PlacesChange] = Field(description="how many more, or fewer: -4 places")


class SetOccupancy(When):
    """The occupancy culture of a setting: only the numbers written here change."""

    setting: OneOrMore = Field(description="setting or settings")
    keep_free: Parameter[Places] | None = Field(default=None, description="places planned admissions may not take")
    fill_to: Parameter[Fill] | None = Field(default=None, description="occupancy a weekly panel fills up to")
    hold: Parameter[Duration] | None = Field(default=None, description="how long a planned move-on may be held back")
    panel_min_stay: Parameter[Duration] | None = Field(default=None, description="stay before the panel may pull")
    fill_from: list[str] | None = Field(default=None, description="settings the panel pulls from")
    fill_into: str | None = Field(
        default=None, description="setting the panel puts them in, of those with these places"
    )


class SetPrice(When):
    """Sets what a setting costs."""

    setting: str = Field(description="the setting")
    price: Money[Price] | None = Field(default=None, description="per young person")
    service: Money[Price] | None = Field(default=None, description="for the whole staffed service")
    empty_place: Money[Price] | None = Field(default=None, description="for a block-bought place nobody occupies")


class MultiplyPrice(When):
    """Makes settings dearer or cheaper."""

    setting: OneOrMore | None = Field(default=None, description="all if left out")
    by: Parameter[Multiplier] = Field(description="how many times as dear")


class SetStaffing(When):
    """Sets numbers of a team; only those written here change."""

    team: OneOrMore = Field(description="team or teams")
    posts: Parameter[Posts] | None = Field(default=None, description="the new number of posts")
    add_posts: Parameter[PostsChange] | None = Field(default=None, description="posts opened, or closed if negative")
    caseload_limit: Parameter[People] | None = Field(default=None, description="no worker takes on more than this")
    leave_rate: Hazard | None = Field(default=None, description="permanent workers who leave")
    time_to_recruit: Parameter[DurationOrNever] | None = Field(
        default=None, description="mean time to a permanent worker"
    )
    time_to_cover: Parameter[DurationOrNever] | None = Field(default=None, description="mean time to agency cover")
    agency_stay: Parameter[DurationOrNever] | None = Field(default=None, description="mean time an agency worker stays")
    handover_rate: Parameter[Rate] | None = Field(
        default=None, description="handovers to a colleague, per relationship"
    )


class MultiplyTurnover(When):
    """Makes permanent workers leave more or less often."""

    team: OneOrMore | None = Field(default=None, description="all if left out")
    by: Parameter[Multiplier] = Field(description="how many times as often")


class SetKeyWorker(When):
    """Whether a key worker stays with a young person who moves, and what the relationship does."""

    team: OneOrMore = Field(description="team or teams")
    keeps: Annotated[dict[str, Parameter[DurationOrEver]], AfterValidator(some)] | None = Field(
        default=None,
        description="how long the worker stays after a move to each setting: {home: 8 weeks, hub: for ever}; "
        "`looked_after` stands for every setting of those looked after that is not named",
    )
    follows: Parameter[DurationOrEver] | None = Field(
        default=None, description="the same for many settings: how long the worker stays after a move to any of them"
    )
    to: OneOrMore | None = Field(
        default=None, description="settings that follows is about, or `looked_after`; all if left out"
    )
    handover_rate: Parameter[Rate] | None = Field(
        default=None, description="handovers to a colleague, per relationship"
    )
    none: Parameter[Multiplier] | None = Field(default=None, description="unplanned endings without a key worker")
    new: Parameter[Multiplier] | None = Field(default=None, description="unplanned endings with a new key worker")
    bonding_period: Parameter[Duration] | None = Field(default=None, description="time until a relationship is settled")
    agency_bonds: bool | None = Field(default=None, description="whether those with agency workers ever settle")

    @property
    def lasting(self) -> list[str]:
        """What is said here that holds for the whole study, whatever its dates."""
        keys = ("keeps", "follows", "none", "new", "bonding_period", "agency_bonds")
        return [key for key in keys if getattr(self, key) is not None]


class CapStay(When):
    """Beyond a limit a planned ending comes due at 24 a day; the rules of waiting for a place apply as to any."""

    setting: OneOrMore = Field(description="setting or settings whose stays are capped")
    ending: str = Field(description="name of the planned ending by which they then end")
    limit: Parameter[Duration] = Field(description="time in the stay after which it comes due, at least 1 day")
    ages: Ages | None = Field(default=None, description="completed years of age it is limited to")
    need: OneOrMore | None = Field(default=None, description="need groups it is limited to")


class ExtendSupport(When):
    """Support after care lasts to a later birthday, for those who have it; nobody begins it at the added ages."""

    setting: OneOrMore = Field(
        description="settings with a leaving age, which moves, or with an ending `support_ends`, which waits for it"
    )
    until_age: int = Field(
        ge=FIRST_YEAR_AFTER_CARE, le=LAST_YEAR, description="birthday to which support now lasts, such as 25"
    )


class AddCost(When):
    """A cost under a heading of its own."""

    heading: str = Field(description="what the report calls it")
    cost: Money[Cost] = Field(description="a cost over time, or of each stay that begins; a saving if negative")
    setting: OneOrMore | None = Field(
        default=None,
        description="with a cost `each`: it is paid whenever a stay begins here, by coming or by moving in",
    )
    payer: Payer = Field(default="council", description="who pays for it; the same for everything under one heading")


class Effect(Strict):
    """One thing a policy does: exactly one verb."""

    multiply_hazard: MultiplyHazard | None = None
    set_hazard: SetHazard | None = None
    multiply_entries: MultiplyEntries | None = None
    set_places: SetPlaces | None = None
    add_places: AddPlaces | None = None
    set_price: SetPrice | None = None
    multiply_price: MultiplyPrice | None = None
    set_wait_limit: SetWaitLimit | None = None
    set_or_else: SetOrElse | None = None
    set_occupancy: SetOccupancy | None = None
    set_staffing: SetStaffing | None = None
    multiply_turnover: MultiplyTurnover | None = None
    set_key_worker: SetKeyWorker | None = None
    cap_stay: CapStay | None = None
    extend_support: ExtendSupport | None = None
    add_cost: AddCost | None = None
    policy: str | None = Field(
        default=None, description="the policy or practice model it belongs to; written by resolve alone"
    )
    lever: str | None = Field(default=None, description="the lever of the practice model; written by resolve alone")
    origin: str | None = Field(default=None, description="file and line it stands on; written by resolve alone")

    @model_validator(mode="after")
    def _one_verb(self) -> Effect:
        verbs = [name for name in VERBS if getattr(self, name) is not None]
        if len(verbs) != 1:
            words = {"what": f"An effect has one verb, not {len(verbs)}", "allowed": ", ".join(VERBS)}
            raise PydanticCustomError("carepath", "{what}", words)
        return self

    @property
    def verb(self) -> str:
        """Which verb it is."""
        return next(name for name in VERBS if getattr(self, name) is not None)

    @property
    def action(self) -> When:
        """The verb's own mapping."""
        action = getattr(self, self.verb)
        assert isinstance(action, When)
        return action


VERBS = tuple(name for name in Effect.model_fields if name not in ("policy", "lever", "origin"))
