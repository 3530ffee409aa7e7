"""What the rows of the checklist are filled from, and how a number that differs between scenarios is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from carepath_sim.catalogue.wording import in_sentence, listed
from carepath_sim.experiments.circumstances import Circumstances
from carepath_sim.experiments.compare import Comparison
from carepath_sim.model import Model
from carepath_sim.report.data import ReportData
from carepath_sim.scenario.resolved import Resolved

NAMED = 3
"""Up to so many scenarios are named, where not all of them have something."""


@dataclass(frozen=True)
class Filled:
    """What a row says: paragraphs, a list below them, and the sections of the page that say more."""

    says: tuple[str, ...]
    listed: tuple[str, ...] = ()
    see: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class Told:
    """One run: its page so far, its results, its complete scenarios and their models, and how it was made."""

    data: ReportData
    comparison: Comparison
    resolved: tuple[Resolved, ...]
    models: tuple[Model, ...]
    around: Circumstances | None

    @property
    def baseline(self) -> Resolved:
        """The first scenario."""
        return self.resolved[0]

    @property
    def several(self) -> bool:
        """Whether scenarios were compared."""
        return len(self.resolved) > 1

    def title(self, place: int) -> str:
        """The printed name of a scenario, within a sentence."""
        return in_sentence(self.data.scenarios[place].label)

    def holders(self, places: Sequence[int]) -> str:
        """Which scenarios have something, in words; nothing where all of them do."""
        if len(places) == len(self.resolved):
            return ""
        if len(places) <= NAMED:
            return f"only in {listed([self.title(place) for place in places])}"
        return f"in {len(places)} of {len(self.resolved)} scenarios"

    def where(self, holds: Sequence[bool]) -> str:
        """The words of `holders` in brackets, of the scenarios for which something holds."""
        words = self.holders([place for place, held in enumerate(holds) if held])
        return f" ({words})" if words else ""

    def across(self, names: Sequence[Sequence[str]]) -> list[str]:
        """The names that any scenario has, each with which of them do unless all."""
        every = dict.fromkeys(name for each in names for name in each)
        return [f"{name}{self.where([name in each for each in names])}" for name in every]

    def labels(self, names: Iterable[str]) -> list[str]:
        """The printed names of settings, pools or needs."""
        return [self.data.label(name) for name in names]

    def amounts(self, values: Sequence[Mapping[str, str]]) -> list[str]:
        """Name and value of all that any scenario has, with which of them have it where values differ."""
        return [self._amount(name, values) for name in dict.fromkeys(name for each in values for name in each)]

    def _amount(self, name: str, values: Sequence[Mapping[str, str]]) -> str:
        held: dict[str, list[int]] = {}
        for place, each in enumerate(values):
            if name in each:
                held.setdefault(each[name], []).append(place)
        told = []
        for value, places in held.items():
            words = self.holders(places)
            told.append(f"{value} ({words})" if words else value)
        return f"{name}: {'; '.join(told)}"
