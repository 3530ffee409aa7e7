"""Tries the extreme values of a design on every scenario, so that what cannot be is told before anything runs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from carepath_sim.build import build_model
from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.errors import BadInput, Problem, UsageError
from carepath_sim.experiments.designs.bases import Base
from carepath_sim.experiments.designs.factors import Factor, paths_in
from carepath_sim.experiments.designs.request import Place
from carepath_sim.scenario.units import Written
from carepath_sim.scenario.vary import Variation

MOST_CORNERED = 4
"""Factors of which every combination of extremes is tried; of more, all at their least and all at their most."""

Values = tuple[tuple[Factor, float], ...]


def problems(factors: Sequence[Factor], places: Mapping[str, Place], bases: Sequence[Base]) -> list[Problem]:
    """What is wrong with the extreme values of some factors, at the places where these were asked for.

    Values that fail together alone are told if they are listed, as a point of the grid then has them all, or if few
    numbers are drawn; that many should all be at their least at once would be chance.
    """
    found: dict[tuple[str, str], Problem] = {}
    tried = [factor for factor in factors if factor.paths]
    for base in bases:
        trial = _Trial(base, len(tried) <= MOST_CORNERED)
        for corner in corners(tried):
            for values, wrong in trial.culprits(corner):
                for each in wrong:
                    told = _told(each, values, places, base)
                    found.setdefault((told.file, told.path + each.what), told)
    return list(found.values())


def corners(factors: Sequence[Factor]) -> list[Values]:
    """The combinations of extreme values to try."""
    if len(factors) <= MOST_CORNERED:
        return list(itertools.product(*(_extremes(factor) for factor in factors)))
    listed = [_extremes(factor) for factor in factors if factor.values]
    drawn = [_extremes(factor) for factor in factors if not factor.values]
    if 0 < len(listed) <= MOST_CORNERED:
        combinations = list(itertools.product(*listed))
    else:
        combinations = [tuple(each[0] for each in listed), tuple(each[-1] for each in listed)]
    return [(*each, *(ends[-(index % 2)] for ends in drawn)) for index, each in enumerate(combinations)]


def _extremes(factor: Factor) -> list[tuple[Factor, float]]:
    ends = (min(factor.values), max(factor.values)) if factor.values else (factor.low, factor.high)
    return [(factor, end) for end in ends if end is not None]


class _Trial:
    """One base, on which values are tried, each once."""

    def __init__(self, base: Base, has_few: bool) -> None:
        self.base, self._has_few = base, has_few
        self._variation = Variation(base.resolved)
        self._known: dict[tuple[tuple[str, Written], ...], list[Problem]] = {}

    def culprits(self, values: Values) -> Iterator[tuple[Values, list[Problem]]]:
        """The single values that cannot be, or those listed that cannot be together; what is wrong with them."""
        wrong = self._wrong(values)
        if not wrong:
            return
        alone = list(self._alone(values, wrong))
        yield from alone
        together = tuple((factor, value) for factor, value in values if factor.values or self._has_few)
        if not alone and len(together) > 1 and (wrong := self._wrong(together)):
            yield self._fewest(together), wrong

    def _alone(self, values: Values, wrong: list[Problem]) -> Iterator[tuple[Values, list[Problem]]]:
        """The values that cannot be whatever the others are, found by halving."""
        if len(values) == 1:
            yield values, wrong
            return
        middle = len(values) // 2
        for half in (values[:middle], values[middle:]):
            if wrong := self._wrong(half):
                yield from self._alone(half, wrong)

    def _fewest(self, values: Values) -> Values:
        """Those of some values without which the rest would do."""
        needed = values
        for each in values:
            without = tuple(other for other in needed if other is not each)
            if self._wrong(without):
                needed = without
        return needed

    def _wrong(self, values: Values) -> list[Problem]:
        changes = {
            path: factor.written(value) for factor, value in values for path in paths_in(factor, self.base.resolved)
        }
        key = tuple(changes.items())
        if key not in self._known:
            self._known[key] = self._try(changes)
        return self._known[key]

    def _try(self, changes: Mapping[str, Written]) -> list[Problem]:
        if not changes:
            return []
        try:
            build_model(self._variation.with_values(changes))
        except BadInput as error:
            return error.problems
        except UsageError as error:
            return [Problem(self.base.name, 0, 0, "", str(error).rstrip("."))]
        return []


def _told(wrong: Problem, values: Values, places: Mapping[str, Place], base: Base) -> Problem:
    factor, _ = values[0]
    said = " and ".join(f"{each.label} at {each.written(value)}" for each, value in values)
    reason = f"{in_sentence(wrong.what)}" + (f" ({wrong.path})" if wrong.path not in ("", *factor.paths) else "")
    what = f"{said} cannot be in {base.scenario}: {reason}"
    return places[factor.name].problem(what, wrong.allowed, wrong.nearest, wrong.fix)
