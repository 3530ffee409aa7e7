"""The same study with some numbers replaced: the unit step of every sweep and sensitivity analysis."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from carepath_sim.catalogue.documents import Document, KeyPath, Mark
from carepath_sim.errors import UsageError
from carepath_sim.scenario import checks
from carepath_sim.scenario.addresses import Address, address_of
from carepath_sim.scenario.checks_numbers import ends, hazard_can_be_read
from carepath_sim.scenario.hazards import Hazard
from carepath_sim.scenario.parameters import Parameter, Provenance, Share, ShareTable
from carepath_sim.scenario.resolve import resolve_data
from carepath_sim.scenario.resolved import Resolved
from carepath_sim.scenario.schema import Study
from carepath_sim.scenario.shares import Whole, balanced, wholes
from carepath_sim.scenario.units import MULTIPLIER, Written, WrongUnit, as_rate, is_each
from carepath_sim.scenario.walk import find, natural, replaced

FOR_THIS_RUN = "changed for this run"


def with_values(resolved: Resolved, changes: Mapping[str, Written], origin: str = FOR_THIS_RUN) -> Resolved:
    """The study with new values at some paths, such as `settings.hub.places`; see `Variation.with_values`."""
    return Variation(resolved).with_values(changes, origin)


@dataclass(frozen=True)
class Variation:
    """One study of which many variants are made; what they have in common is worked out once."""

    resolved: Resolved
    _addresses: dict[str, Address] = field(default_factory=dict, init=False, repr=False, compare=False)

    def with_values(self, changes: Mapping[str, Written], origin: str = FOR_THIS_RUN) -> Resolved:
        """The study with new values at some paths, equal to what resolving its changed document gives.

        A hazard takes a new main number (rate, mean or median); one given as a table takes a
        multiplier of what it is now. Of shares that sum to 100% the others give way in proportion, and a range that
        does not hold the new value is left out. Raises UsageError for a wrong path, and BadInput for a value in a
        wrong unit or range, or one that does not go with the rest of the study.
        """
        wanted = {self._address(path).path: written for path, written in changes.items()}
        news = self._news(self._with_shares(wanted), origin)
        study = self._quickly(news)
        return self._in_full(news) if study is None else replace(self.resolved, study=study)

    def check(self, path: str) -> None:
        """Raise UsageError, saying what there is, unless there is a number to change at a path."""
        self._address(path)

    def _address(self, path: str) -> Address:
        if path not in self._addresses:
            self._addresses[path] = address_of(self.resolved.study, path)
        return self._addresses[path]

    @cached_property
    def _wholes(self) -> list[Whole]:
        return [whole for _, whole in wholes(self.resolved.study)]

    @cached_property
    def _data(self) -> dict[str, Any]:
        return self.resolved.data()

    def _with_shares(self, wanted: dict[KeyPath, Written]) -> dict[KeyPath, Written]:
        """What is wanted, and the shares that give way to it."""
        found = wanted
        for whole in self._wholes:
            if not whole.keys().isdisjoint(found):
                found = balanced(whole, found)
        return found

    def _news(self, wanted: Mapping[KeyPath, Written], origin: str) -> list[_New]:
        """What is new, each number once."""
        found: dict[KeyPath, _New] = {}
        for path, written in wanted.items():
            address = Address.at(self.resolved.study, path)
            new = found.setdefault(address.owner, _New(address.owner, address.number, {}, origin))
            if isinstance(address.number, ShareTable):
                new.said.setdefault("shares", dict(address.number.shares))[address.path[-1]] = written
            else:
                new.said.update(_said(address.number, written))
        return list(found.values())

    def _quickly(self, news: list[_New]) -> Study | None:
        """The study with its numbers replaced and the rest shared; None if that breaks any rule that a value can."""
        study, document = self.resolved.study, Document({}, {(): Mark(self.resolved.name)})
        try:
            for new in news:
                number = new.number()
                if isinstance(number, Hazard) and any(hazard_can_be_read(number, new.path, document)):
                    return None
                study = _put(study, new, number)
        except ValidationError:
            return None
        study = _with_ceilings(study, news)
        return None if checks.check(study, document, checks.OF_VALUES) else study

    def _in_full(self, news: list[_New]) -> Resolved:
        """The same by resolving the changed document, which tells all that is wrong with it; raises BadInput."""
        data = copy.deepcopy(self._data)
        for new in news:
            target: Any = data
            for key in new.path:
                target = target.setdefault(key, {}) if isinstance(target, dict) else target[key]
            target.update(new.plain(), origin=new.origin)
            if not new.keeps_range():
                target.pop("range", None)
        return resolve_data(data, self.resolved.name)


@dataclass(frozen=True)
class _New:
    """What is newly said of one number: of a lever of which nothing was said, if there was none."""

    path: KeyPath
    old: Provenance | None
    said: dict[str, Any]
    origin: str

    def number(self) -> Provenance:
        """The number itself, without a range that does not hold it; raises pydantic's ValidationError."""
        found = self._validated()
        return found if _holds(found) else found.model_copy(update={"range": None})

    def plain(self) -> dict[str, Any]:
        """What is said, as it stands in a document."""
        return {key: _unread(value) for key, value in self.said.items()}

    def keeps_range(self) -> bool:
        """Whether the range of the number holds what it has become, as far as that can be read."""
        try:
            return _holds(self._validated())
        except ValidationError:
            return True

    def _validated(self) -> Provenance:
        if self.old is None:
            return Parameter[Share].model_validate({**self.said, "origin": self.origin})
        before = self.old.model_dump(by_alias=True, exclude_none=True)
        return type(self.old).model_validate({**before, **self.plain(), "origin": self.origin})


def _unread(value: Any) -> Any:
    """A value as it was written."""
    if isinstance(value, dict):
        return {key: _unread(item) for key, item in value.items()}
    return getattr(value, "written", value)


def _said(number: Provenance | None, written: Written) -> dict[str, Written]:
    """The keys of a number to change so that it says something new."""
    if not isinstance(number, Hazard):
        return {"value": written}
    if number.form in ("rate", "mean", "median"):
        return {number.form: written}
    try:
        by = MULTIPLIER.parse(written).amount
    except WrongUnit as problem:
        raise UsageError(f"{problem.what}. Allowed: {problem.allowed}.") from None
    return {"times": by * (number.times.amount if number.times else 1.0)}


def _holds(number: Provenance) -> bool:
    """Whether a number lies within its own range; any does that has none."""
    found = ends(number)
    if found is None:
        return True
    if isinstance(number, Parameter) and number.range and is_each(number.value) != is_each(number.range.low):
        return False
    return found[0] <= found[1] <= found[2]


def _put(study: Study, new: _New, number: Provenance) -> Study:
    """The study with another number at a path, or with a lever of which it did not speak among those it does."""
    changed: Study = replaced(study, new.path, number)
    if new.old is None:
        levers = find(changed, new.path[:-1])
        ordered = dict(sorted(levers.items(), key=lambda pair: natural(pair[0])))
        changed = replaced(changed, new.path[:-1], ordered)
    return changed


def _with_ceilings(study: Study, news: list[_New]) -> Study:
    """The study with every ceiling that was set as so many times the rate made a rate of its own."""
    for new in news:
        if new.path[:2] == ("demand", "streams") and new.path[3:] == ("ceiling",):
            stream = study.demand.streams[str(new.path[2])]
            value = as_rate(stream.ceiling.value, stream.rate.value)
            study = replaced(study, new.path, stream.ceiling.model_copy(update={"value": value, "range": None}))
    return study
