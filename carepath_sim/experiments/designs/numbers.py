"""Every number of a scenario that may be varied, under the path by which all scenarios of a sweep know it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from carepath_sim.catalogue.documents import KeyPath, words
from carepath_sim.experiments.designs.labels import label
from carepath_sim.experiments.designs.styles import Style, style_of
from carepath_sim.scenario import units
from carepath_sim.scenario.addresses import ACTED_THROUGH
from carepath_sim.scenario.hazards import Hazard
from carepath_sim.scenario.parameters import In, Parameter, Provenance, ShareTable
from carepath_sim.scenario.resolved import Resolved
from carepath_sim.scenario.schema import Study
from carepath_sim.scenario.units import Quantity, Unit
from carepath_sim.scenario.walk import numbers, split

USES = "practice_models"
SELECTORS = ("setting", "team", "stream", "ending", "need", "ages", "heading", "start", "until")


@dataclass(frozen=True)
class Number:
    """A number of one scenario. `name` is `practice_models.no_wrong_door.fidelity` wherever in its list that stands.

    `low`, `high` and `default` are in the style; a range without end goes to the end of the study. Numbers with the
    same `identity` are one: they were written once, as those of a setting that is like another.
    """

    name: str
    path: str
    label: str
    style: Style
    default: float | None
    status: str
    source: str
    identity: tuple[str, ...]
    low: float | None = None
    high: float | None = None
    distribution: str | None = None
    is_endless: bool = False
    origin: str = ""

    @property
    def has_width(self) -> bool:
        """Whether it has a range, in which there is more than one value."""
        return self.low is not None and self.high is not None and self.low < self.high


def numbers_of(resolved: Resolved) -> dict[str, Number]:
    """The numbers of a study that can be varied, by name, in document order."""
    study = resolved.study
    found = {}
    for keys, number in numbers(study):
        if keys[0] in ACTED_THROUGH:
            continue
        if isinstance(number, Parameter) or (isinstance(number, Hazard) and number.form != "never"):
            each = _number(study, keys, number)
            found[each.name] = each
        if isinstance(number, ShareTable):
            found |= {each.name: each for each in _shares(study, keys, number)}
    for index, lever in _unsaid_levers(study):
        each = _unsaid(study, index, lever)
        found[each.name] = each
    return found


def named(study: Study, path: str) -> str:
    """The name of what stands at a path of a study: practice models by name rather than by place in their list."""
    return _name(study, split(path))


def keys_of(study: Study, name: str) -> KeyPath:
    """The keys that lead to what has a name in a study; the name of a practice model it lacks is left as it is."""
    keys = split(name)
    if len(keys) > 1 and keys[0] == USES and isinstance(keys[1], str):
        places = {use.practice_model: index for index, use in enumerate(study.practice_models)}
        return (USES, places.get(keys[1], keys[1]), *keys[2:])
    return keys


def _name(study: Study, keys: KeyPath) -> str:
    if len(keys) > 1 and keys[0] == USES and isinstance(keys[1], int) and 0 <= keys[1] < len(study.practice_models):
        keys = (USES, study.practice_models[keys[1]].practice_model, *keys[2:])
    return words(keys)


def _number(study: Study, keys: KeyPath, number: Parameter[Any] | Hazard) -> Number:
    unit, value = _unit_and_value(number)
    low, high = _ends(number, unit)
    style = style_of(unit, *(quantity.written for quantity in (value, low, high) if quantity is not None))
    numbers_in_style = [None if quantity is None else style.number(quantity) for quantity in (value, low, high)]
    default, least, most = numbers_in_style
    endless = most is not None and math.isinf(most)
    if most is not None and endless:
        most = max(float(f"{style.number(study.horizon):.3g}"), least or 0.0)
    if isinstance(number, Hazard) and value is None:
        default = 1.0
    spread = number.range
    return Number(
        name=_name(study, keys),
        path=words(keys),
        label=label(study, keys),
        style=style,
        default=None if default is None or math.isinf(default) else default,
        low=least,
        high=most,
        distribution=None if spread is None else _distribution(spread.distribution, least),
        is_endless=endless,
        status=number.status,
        source=number.source or "",
        origin=number.origin or "",
        identity=_identity(study, keys, number, value),
    )


def _shares(study: Study, keys: KeyPath, table: ShareTable) -> Iterator[Number]:
    """The shares of a table, which has no range."""
    for key, share in table.shares.items():
        style = style_of(units.SHARE, share.written)
        yield Number(
            name=words((*keys, "shares", key)),
            path=words((*keys, "shares", key)),
            label=label(study, (*keys, "shares", key)),
            style=style,
            default=style.number(share),
            status=table.status,
            source=table.source or "",
            identity=(words((*keys, "shares", key)),),
        )


def _distribution(said: str, low: float | None) -> str:
    """A belief whose logarithm is normal cannot begin at nothing: it is then taken as even."""
    return "uniform" if said == "lognormal" and low is not None and low <= 0 else said


def _unit_and_value(number: Parameter[Any] | Hazard) -> tuple[Unit, Quantity | None]:
    """The unit in which a number is varied, and its value; a hazard given as a table is varied by a multiplier."""
    if isinstance(number, Hazard):
        main = getattr(number, number.form) if number.form in ("rate", "mean", "median") else None
        return number.range_unit(number.form), main
    return next(item.unit for item in type(number).model_fields["value"].metadata if isinstance(item, In)), number.value


def _ends(number: Parameter[Any] | Hazard, unit: Unit) -> tuple[Quantity | None, Quantity | None]:
    spread = number.range
    return (None, None) if spread is None else (unit.parse(spread.low), unit.parse(spread.high))


def _identity(study: Study, keys: KeyPath, number: Provenance, value: Quantity | None) -> tuple[str, ...]:
    """What two numbers share that were written once: the line, the keys below whose they are, and the value."""
    origin = number.origin or ""
    if not origin.rpartition(":")[2].isdecimal():
        return (words(keys),)
    whose = 2 if keys[0] in ("settings", "teams", "effects", USES) else 0
    acts_on: tuple[str, ...] = ()
    if keys[0] == "effects" and isinstance(keys[1], int):
        action = study.effects[keys[1]].action
        acts_on = tuple(str(getattr(action, key, None)) for key in SELECTORS)
    return (origin, words(keys[whose:]), "" if value is None else str(value.written), *acts_on)


def _unsaid_levers(study: Study) -> Iterator[tuple[int, str]]:
    """Levers of practice models put to use of which the use says nothing."""
    for index, use in enumerate(study.practice_models):
        levers = study.practice_cards[use.practice_model].levers
        yield from ((index, lever) for lever in levers if lever not in use.levers)


def _unsaid(study: Study, index: int, lever: str) -> Number:
    """A lever that is carried out as faithfully as its practice model is."""
    use = study.practice_models[index]
    keys: KeyPath = (USES, index, "levers", lever)
    style = style_of(units.SHARE, "100%")
    default = 100.0 if use.fidelity is None else style.number(use.fidelity.value)
    return Number(
        name=_name(study, keys),
        path=words(keys),
        label=label(study, keys),
        style=style,
        default=default,
        status="assumed",
        source="",
        identity=(words(keys),),
    )
