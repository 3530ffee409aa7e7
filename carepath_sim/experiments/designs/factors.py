"""One thing that a sweep varies: what it is called, how its numbers are written, and how far they may lie."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from carepath_sim.catalogue.documents import KeyPath, words
from carepath_sim.experiments.designs import spreads
from carepath_sim.experiments.designs.bases import Base
from carepath_sim.experiments.designs.numbers import Number, keys_of, numbers_of
from carepath_sim.experiments.designs.roles import kind_of
from carepath_sim.experiments.designs.styles import worded
from carepath_sim.scenario.hazards import Hazard
from carepath_sim.scenario.parameters import Parameter, ShareTable
from carepath_sim.scenario.resolved import Resolved
from carepath_sim.scenario.schema import Study
from carepath_sim.scenario.units import Quantity, Written
from carepath_sim.scenario.walk import find

SIGNIFICANT = 6
"""Digits kept of a number that nobody wrote down."""

Role = Literal["lever", "uncertainty"]


@dataclass(frozen=True)
class Factor:
    """A lever or an uncertainty. A number x of it is written `before` + x + `after`.

    `low` and `high` are its own range or the one given, `values` the levels of a grid
    (empty if it is drawn) and `default` its value in the first scenario that has it, all in
    this same number: 1 for a hazard given as a table, which takes a multiplier; None for
    what has no end, as `never`, and for policies. With an `origin`, only numbers that
    were written there are meant; see `paths_in`.
    """

    name: str
    paths: tuple[str, ...]
    role: Role
    label: str
    unit: str
    before: str
    after: str
    whole: bool
    default: float | None
    low: float | None
    high: float | None
    distribution: str | None
    values: tuple[float, ...]
    choices: tuple[str, ...]
    status: str
    source: str
    origin: str = ""
    note: str = ""

    @property
    def is_drawn(self) -> bool:
        """Whether its values come from a sample over its range rather than from a list."""
        return not self.values and not self.choices

    @property
    def levels(self) -> tuple[float | str, ...]:
        """The values of a grid, or the choices of policies; nothing if it is drawn."""
        return self.values or self.choices

    def tidied(self, number: float) -> float:
        """The number as `written` writes it; what stands in a file or an option is kept to the last digit."""
        if number in (self.default, self.low, self.high) or number in self.values:
            return number
        return float(round(number)) if self.whole else float(f"{number:.{SIGNIFICANT}g}")

    def written(self, number: float) -> Written:
        """The number in words, as a scenario says it: `12 places`, `£4,210.5 per week`, or a bare 1.2."""
        return worded(self.tidied(number), self.before, self.after)

    def at(self, quantile: float) -> float:
        """The value below which this share of belief lies; whole numbers each have the belief around them."""
        if self.low is None or self.high is None or self.distribution is None:
            raise ValueError(f"{self.name} has no range")
        reach = 0.5 if self.whole and self.distribution in ("uniform", "triangular") else 0.0
        found = spreads.value_at(self.distribution, quantile, self.low - reach, self.default, self.high + reach)
        tidy = float(math.floor(found + 0.5)) if self.whole else float(f"{found:.{SIGNIFICANT}g}")
        return min(max(tidy, self.low), self.high)

    def facts(self) -> dict[str, Any]:
        """It as plain data."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Factor:
        """The factor whose facts these are."""
        said: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()
        }
        return cls(**said)


def factor_of(
    number: Number,
    role: Role,
    values: tuple[float, ...] = (),
    span: tuple[float, float, str] | None = None,
    alike: Sequence[Number] = (),
) -> Factor:
    """The factor of a number: at some values, or drawn from a span (low, high, distribution) or its own range.

    `alike` are other numbers set with it, because they were written once.
    """
    style, names = number.style, tuple(dict.fromkeys([number.name, *(other.name for other in alike)]))
    low, high, distribution = span or (number.low, number.high, number.distribution)
    endless = number.is_endless and span is None
    note = (
        f"Drawn up to {style.written(high)}, the length of the study; its range has no end"
        if high is not None and endless
        else ""
    )
    return Factor(
        name=number.name,
        paths=names,
        role=role,
        label=number.label if len(names) == 1 else f"{number.label} and {len(names) - 1} more",
        unit=style.words,
        before=style.before,
        after=style.after,
        whole=style.is_whole,
        default=number.default,
        low=low,
        high=high,
        distribution=distribution,
        values=values,
        choices=(),
        status=number.status,
        source=number.source,
        origin=_line(number) if alike or number.name.startswith("effects[") else "",
        note=note,
    )


def problem(bases: Iterable[Base], left_out: Collection[str] = ()) -> tuple[Factor, ...]:
    """Every number that has a range in any base, drawn from it: the whole of the sensitivity problem.

    Numbers that were written once are one factor, and one number of a base that is also in another is one; a range
    without width is none. What may be a lever or an uncertainty is an uncertainty. Names may be left out.
    """
    found: dict[str, Factor] = {}
    for (scenario, *_), group in groups(bases).items():
        numbers = [number for number in group if number.name not in left_out]
        if numbers and numbers[0].has_width:
            first, *others = numbers
            role: Role = "lever" if kind_of(first.name) == "lever" else "uncertainty"
            name = first.name if first.name not in found else f"{first.name} of {scenario}"
            factor = replace(factor_of(first, role, alike=others), name=name, origin=_line(first))
            found[name] = factor
    return tuple(found.values())


def groups(bases: Iterable[Base]) -> dict[tuple[str, ...], list[Number]]:
    """The numbers of all bases that are one, each name once, in document order of the first base that has them.

    The key of each group begins with the scenario of that base.
    """
    firsts: dict[tuple[str, ...], str] = {}
    found: dict[tuple[str, ...], dict[str, Number]] = {}
    for base in bases:
        for number in numbers_of(base.resolved).values():
            scenario = firsts.setdefault(number.identity, base.scenario)
            found.setdefault((scenario, *number.identity), {}).setdefault(number.name, number)
    return {identity: list(numbers.values()) for identity, numbers in found.items()}


def _line(number: Number) -> str:
    """Where a number was written, if that tells it from others."""
    return number.origin if number.identity[0] == number.origin else ""


def paths_in(factor: Factor, resolved: Resolved) -> tuple[str, ...]:
    """Where the numbers of a factor stand in one scenario, as `with_values` takes them; nothing if it has none.

    A practice model is found by its name, wherever in its list it stands. With an origin only what was written there
    is meant: the same place in another scenario may hold another effect, or a number of that scenario's own.
    """
    found = []
    for name in factor.paths:
        keys = keys_of(resolved.study, name)
        origin = _origin_at(resolved.study, keys)
        if origin is not None and factor.origin in ("", origin):
            found.append(words(keys))
    return tuple(found)


def _origin_at(study: Study, keys: KeyPath) -> str | None:
    """Where the number at some keys was written; None if there is none to vary, "" if it was written nowhere."""
    try:
        number = find(study, keys)
    except KeyError:
        return "" if _is_unsaid_lever(study, keys) else None
    if isinstance(number, Quantity) and len(keys) > 2:
        number = find(study, keys[:-2])
        return (number.origin or "") if isinstance(number, ShareTable) else None
    if isinstance(number, Hazard) and number.form == "never":
        return None
    return (number.origin or "") if isinstance(number, (Parameter, Hazard)) else None


def _is_unsaid_lever(study: Study, keys: KeyPath) -> bool:
    match keys:
        case ("practice_models", int(index), "levers", str(lever)):
            return lever in study.practice_cards[study.practice_models[index].practice_model].levers
    return False
