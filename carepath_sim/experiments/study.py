"""A study: one scenario ready to run, and the conditions under which several may be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from carepath_sim.clock import date_of
from carepath_sim.errors import UsageError
from carepath_sim.model import Ints, Model, Prices

DEFAULT_REPLICATIONS = 40
VALIDATED_REPLICATIONS = 60
"""Of each study in which a council is set beside published figures."""
DEFAULT_SEED = 2026


@dataclass(frozen=True, eq=False)
class Study:
    """A model, its prices, and how the scenario they come from introduces itself."""

    name: str
    model: Model
    prices: Prices
    label: str = ""
    question: str = ""
    kind: str = ""

    @property
    def title(self) -> str:
        """The printed name."""
        return title_of(self.name, self.label)


def title_of(name: str, label: str | None) -> str:
    """The printed name of a scenario: its label, or its name in words."""
    return label or name.replace("_", " ").capitalize()


def check_comparable(studies: Sequence[Study]) -> None:
    """Raise UsageError, naming every reason, unless all studies can meet the same luck as the first.

    Common random numbers need the same people: the same start and end, entry streams and
    ceilings (rules 10 and 11 of the engine contract) and the same starting caseload (rule
    14). Indices may differ, names may not: one scenario may have a setting another lacks.
    """
    if not studies:
        raise UsageError("there is no scenario to run")
    names = [study.name for study in studies]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UsageError(f"two scenarios are called {', '.join(twice)}; give each a name of its own")
    reasons = [
        f"{study.name} differs from {studies[0].name} in {reason}"
        for study in studies[1:]
        for reason in _differences(studies[0].model, study.model)
    ]
    if reasons:
        raise UsageError(
            "these scenarios cannot be compared person by person: "
            + "; ".join(reasons)
            + ". Let them extend the same baseline, and change entries with a rate below the ceiling"
        )


def _differences(one: Model, other: Model) -> Iterator[str]:
    if one.start_day != other.start_day:
        yield f"the start date ({date_of(other.start_day, 0)}, not {date_of(one.start_day, 0)})"
    if one.horizon != other.horizon:
        yield "the horizon"
    if one.needs != other.needs:
        yield "the need groups"
    if one.entry_streams != other.entry_streams:
        changed = sorted(set(one.entry_streams) ^ set(other.entry_streams))
        yield f"the entry streams ({', '.join(changed) or 'their order'}); an unused stream has a rate of 0"
    else:
        for name, ceiling, others in zip(one.entry_streams, one.entry_ceiling, other.entry_ceiling, strict=True):
            if ceiling != others:
                yield f"the ceiling of the entry stream {name}"
        if not _same(one, other, "entry_age_share", "entry_need_share"):
            yield "the ages or needs of those who come"
        if not _same(one, other, "already_placed", "placed_first", "placed_served", "placed_in_care") or not (
            _same_settings(one, other, one.placed_setting, other.placed_setting)
        ):
            yield "the young people who arrive already looked after"
    caseload = ("born", "entered", "in_care", "need", "worker_since")
    if not _same(one, other, *(f"caseload_{column}" for column in caseload)) or not (
        _same_settings(one, other, one.caseload_setting, other.caseload_setting)
    ):
        yield "the starting caseload"


def _same(one: Model, other: Model, *names: str) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def _same_settings(one: Model, other: Model, here: Ints, there: Ints) -> bool:
    """Whether two columns of settings hold the same names in the same order."""
    return [one.settings[index] for index in here] == [other.settings[index] for index in there]
