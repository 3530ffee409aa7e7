"""How fast a possible move happens, in whichever of seven forms a person knows it."""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from carepath_sim.scenario.parameters import Ages, Duration, HazardRate, Multiplier, Plain, Provenance, Share, Strict
from carepath_sim.scenario.units import DURATION, Quantity, Unit, WrongUnit

FORMS = ("rate", "mean", "median", "weibull", "survival", "bands", "never")
ALLOWED = (
    "one of rate, mean (alone, or with weibull_shape or gamma_shape), median (alone, or with weibull_shape or "
    "log_normal_sigma), weibull: {shape, scale}, survival: {3 months: 88%}, bands: {0 days: 0.5 per year}, never: true"
)
PARTNERS = {"weibull_shape": ("mean", "median"), "gamma_shape": ("mean",), "log_normal_sigma": ("median",)}


class Weibull(Strict):
    """A Weibull length of stay: survival is exp(-(t / scale) ** shape)."""

    shape: Plain = Field(description="below 1 the hazard falls with time")
    scale: Duration = Field(description="by when 63% have ended, were nothing else to end the stay")


class HazardRange(Strict):
    """How far the main number of a hazard may lie from its value."""

    low: Any = Field(
        description="in the unit of the rate, mean or median; a multiplier of the whole, as written, for other forms"
    )
    high: Any
    distribution: str = Field(default="uniform", pattern="^(uniform|triangular|lognormal|normal)$")


class Hazard(Provenance):
    """A rate alone may stand for `{rate: ...}` in a scenario. Exactly one form is given."""

    rate: HazardRate | None = Field(default=None, description="constant in time")
    mean: Duration | None = Field(default=None, description="mean time until it happens, were nothing else to")
    median: Duration | None = Field(default=None, description="time by which it has happened to half, likewise")
    weibull_shape: Plain | None = Field(default=None, description="with mean or median")
    gamma_shape: Plain | None = Field(default=None, description="with mean")
    log_normal_sigma: Plain | None = Field(default=None, description="with median")
    weibull: Weibull | None = Field(default=None, description="{shape: 0.58, scale: 262 days}")
    survival: dict[str, Share] | None = Field(
        default=None, description="share to whom it has not happened by a time: {3 months: 88%, 1 year: 80%}"
    )
    bands: dict[str, HazardRate] | None = Field(
        default=None,
        description="rate from a time in the stay onwards: {0 days: 0.51 per year, 3 months: 0.13 per year}",
    )
    never: bool | None = Field(default=None, description="true: it never happens, unless an effect sets it")
    times: Multiplier | None = Field(default=None, description="multiplies the whole: a calibrated or local correction")
    by_age: dict[Ages, Multiplier] | None = Field(default=None, description="multipliers by completed years of age")
    by_need: dict[str, Multiplier] | None = Field(default=None, description="multipliers by need group")
    range: HazardRange | None = Field(
        default=None, description="in the unit of rate, mean or median; for the other forms multipliers of the whole"
    )

    @model_validator(mode="before")
    @classmethod
    def _from_shorthand(cls, written: object) -> object:
        return written if isinstance(written, (dict, Hazard)) else {"rate": written}

    @model_validator(mode="after")
    def _one_form(self) -> Hazard:
        given = [name for name in FORMS if getattr(self, name) is not None]
        if len(given) != 1 or self.never is False:
            what = f"A hazard has one form, not {len(given)}" if len(given) != 1 else "`never` can only be true"
            raise PydanticCustomError("carepath", "{what}", {"what": what, "allowed": ALLOWED})
        shapes = [name for name in PARTNERS if getattr(self, name) is not None]
        if len(shapes) > 1 or any(given[0] not in PARTNERS[name] for name in shapes):
            what = f"{' and '.join(shapes)} cannot go with {given[0]}"
            raise PydanticCustomError("carepath", "{what}", {"what": what, "allowed": ALLOWED})
        for name in ("survival", "bands"):
            for time in getattr(self, name) or ():
                _time(time)
        self._check_range(given[0])
        return self

    def _check_range(self, form: str) -> None:
        if self.range is not None:
            for end in (self.range.low, self.range.high):
                _read(self.range_unit(form), end)

    @property
    def form(self) -> str:
        """Which of FORMS was given."""
        return next(name for name in FORMS if getattr(self, name) is not None)

    @staticmethod
    def range_unit(form: str) -> Unit:
        """The unit in which the range of a hazard of this form is written."""
        from carepath_sim.scenario.units import HAZARD, MULTIPLIER

        return {"rate": HAZARD, "mean": DURATION, "median": DURATION}.get(form, MULTIPLIER)


def _read(unit: Unit, written: object) -> Quantity:
    try:
        return unit.parse(written)
    except WrongUnit as problem:
        raise PydanticCustomError("carepath", "{what}", {"what": problem.what, "allowed": problem.allowed}) from None


def _time(written: str) -> float:
    return _read(DURATION, written).amount


def times(table: dict[str, Quantity]) -> list[tuple[float, float]]:
    """(days, amount) pairs of a `survival` or `bands` table, in order of time."""
    return sorted((DURATION.parse(time).amount, quantity.amount) for time, quantity in table.items())
