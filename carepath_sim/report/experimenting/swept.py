"""The results of a sweep by the levels of its levers: what every chart of its page is drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from carepath_sim.catalogue.wording import in_sentence, listed
from carepath_sim.experiments.designs.comparable import Lacks, is_comparable
from carepath_sim.experiments.designs.design import Design
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.verdicts import COUNTS
from carepath_sim.model import Floats, Ints
from carepath_sim.report.experimenting.widening import UNKNOWN, Estimate, estimate
from carepath_sim.report.words import plain

Level = float | str
Levels = tuple[Level, ...]


@dataclass(frozen=True)
class Compared:
    """A difference at one combination of levels."""

    scenario: str
    levels: Levels
    own: Estimate


@dataclass(frozen=True, eq=False)
class Swept:
    """A sweep as its page needs it.

    `values` holds the outcomes of each scenario [points, replications, outcomes], NaN where a block failed;
    `titles` the printed names of scenarios. A *combination* is one level of each lever of the grid: the points that
    share it differ in what was drawn, and are called worlds. `lacking` says which outcomes a scenario has not.
    """

    design: Design
    titles: Mapping[str, str]
    values: Mapping[str, Floats]
    lacking: Lacks = field(default_factory=dict)

    @cached_property
    def levers(self) -> tuple[Factor, ...]:
        """The factors with levels of their own, which make up the grid."""
        return tuple(each for each in self.design.factors if _has_levels(each))

    @cached_property
    def drawn(self) -> tuple[Factor, ...]:
        """The factors whose values were drawn from a range."""
        return tuple(each for each in self.design.factors if not _has_levels(each))

    @cached_property
    def combinations(self) -> tuple[Levels, ...]:
        """Every combination of levels, in the order of the design."""
        return tuple(self._members)

    @cached_property
    def _members(self) -> Mapping[Levels, Ints]:
        places = [self.design.factors.index(each) for each in self.levers]
        found: dict[Levels, list[int]] = {}
        for row, point in enumerate(self.design.points):
            found.setdefault(tuple(point.values[place] for place in places), []).append(row)
        return {levels: np.array(rows) for levels, rows in found.items()}

    def members(self, levels: Levels) -> Ints:
        """The rows of the points that have these levels."""
        return self._members[levels]

    @cached_property
    def worlds(self) -> int:
        """How many points share a combination: 1 unless something was drawn."""
        return max(map(len, self._members.values()))

    @cached_property
    def default(self) -> Levels | None:
        """The combination in which every lever has its own value, if it is in the design."""
        return (
            next((each for each in self.combinations if _is_default(self.levers, each)), None) if self.levers else None
        )

    @property
    def is_alone(self) -> bool:
        """Whether there is one scenario, compared with itself at its own values."""
        return len(self.design.scenarios) == 1

    @cached_property
    def compared(self) -> tuple[str, ...]:
        """The scenarios that are compared with something."""
        if self.is_alone:
            return self.design.scenarios if self.default is not None else ()
        return self.design.scenarios[1:]

    @cached_property
    def against(self) -> str:
        """What differences are taken from, within a sentence."""
        if not self.is_alone:
            return in_sentence(self.title(self.design.scenarios[0]))
        return "its own values" if self.default is not None else ""

    @cached_property
    def looked_at(self) -> int:
        """How many differences of one outcome there are."""
        own = 1 if self.is_alone and len(self.combinations) > 1 else 0
        return max(1, (len(self.combinations) - own) * max(1, len(self.compared)))

    def title(self, scenario: str) -> str:
        """The printed name of a scenario."""
        return plain(self.titles.get(scenario, scenario))

    def place(self, outcome: OutcomePath) -> int:
        """Where an outcome stands."""
        return self.design.outcomes.index(outcome)

    def levels(self, outcome: OutcomePath, scenario: str, levels: Levels) -> Floats:
        """Values of an outcome at a combination [worlds, replications]."""
        return self.values[scenario][self.members(levels), :, self.place(outcome)]

    def differences(self, outcome: OutcomePath, scenario: str, levels: Levels) -> Floats:
        """Paired differences at a combination [worlds, replications]: same world, same luck."""
        own = self.levels(outcome, scenario, levels)
        if not is_comparable(self.lacking, outcome.name, scenario, self.design.scenarios[0]):
            return np.full(own.shape, np.nan)
        if not self.is_alone:
            return own - self.levels(outcome, self.design.scenarios[0], levels)
        return (
            own - self.levels(outcome, scenario, self.default)
            if self.default is not None
            else np.full(own.shape, np.nan)
        )

    def compare(self, outcome: OutcomePath, scenario: str, levels: Levels) -> Estimate:
        """The mean difference at a combination, its interval widened for all that are looked at.

        A rate falls also when more young people are looked after, so it is backed by the number it comes from where
        that was measured too.
        """
        if scenario not in self.compared:
            return UNKNOWN
        own = estimate(self.differences(outcome, scenario, levels), self.looked_at)
        count = self.behind(outcome)
        if count is None or count not in self.design.outcomes:
            return own
        number = estimate(self.differences(count, scenario, levels), self.looked_at)
        return replace(own, is_backed=number.side() == own.side())

    def behind(self, outcome: OutcomePath) -> OutcomePath | None:
        """The number that a rate comes from; None for what is no rate."""
        return replace(outcome, metric=COUNTS[outcome.metric]) if outcome.metric in COUNTS else None

    def has(self, outcome: OutcomePath) -> list[str]:
        """The scenarios that have the part of an outcome."""
        return [name for name in self.design.scenarios if is_comparable(self.lacking, outcome.name, name)]

    def is_still(self, scenario: str) -> bool:
        """Whether a scenario comes to the same at every point, having none of what is varied."""
        values = self.values[scenario]
        return bool(np.array_equal(values, np.broadcast_to(values[:1], values.shape), equal_nan=True))

    def is_compared(self, outcome: OutcomePath) -> bool:
        """Whether an outcome is compared: some scenario has it, and what they are compared with has it, too."""
        having = self.has(outcome)
        return self.design.scenarios[0] in having and any(who in having for who in self.compared)

    def level(self, outcome: OutcomePath, scenario: str, levels: Levels) -> Estimate:
        """The mean itself at a combination, with its 95% interval."""
        return estimate(self.levels(outcome, scenario, levels))

    def differing(self, outcome: OutcomePath) -> list[Compared]:
        """Every difference of an outcome, by scenario; one's own values are compared with nothing."""
        return [
            Compared(scenario, levels, self.compare(outcome, scenario, levels))
            for scenario in self.compared
            if is_comparable(self.lacking, outcome.name, scenario, self.design.scenarios[0])
            for levels in self.combinations
            if not (self.is_alone and levels == self.default)
        ]

    def words(self, levels: Levels) -> str:
        """A combination as a sentence says it."""
        return choice_words(self.levers, levels)


def _has_levels(factor: Factor) -> bool:
    return not factor.is_drawn


def _is_default(levers: Sequence[Factor], levels: Levels) -> bool:
    return all(
        factor.default is not None
        and not isinstance(level, str)
        and abs(level - factor.default) < 1e-9 * max(1.0, abs(level))
        for factor, level in zip(levers, levels, strict=True)
    )


def level_words(factor: Factor, level: Level) -> str:
    """A level with its unit, as a sentence says it."""
    if isinstance(level, str):
        return plain(level.replace("_", " ").replace("+", " and "))
    return _written(factor, level)


def choice_words(levers: Sequence[Factor], levels: Sequence[Level]) -> str:
    """Levers and their levels as a sentence says them: `6 places (No Wrong Door hub) and turnover of 10% per year`."""
    return listed([_lever(each, level) for each, level in zip(levers, levels, strict=True)])


def _lever(factor: Factor, level: Level) -> str:
    """A lever and its level; a unit that the name has said is not said again."""
    words = level_words(factor, level)
    if isinstance(level, str):
        many = "policies" if "+" in level else "policy"
        return "no policy" if level == "none" else f"the {many} {words}"
    name, _, whose = factor.label.partition(", ")
    name, unit = in_sentence(name), factor.after.strip()
    if unit and name.split(" ")[0] == unit:
        said = f"{words}{name.removeprefix(unit)}"
    elif name.endswith(" at"):
        said = f"{name} {words}"
    else:
        said = f"{name} {'at' if ' of ' in name else 'of'} {words}"
    return f"{said} ({whose})" if whose else said


def _written(factor: Factor, level: float) -> str:
    written = factor.written(level)
    words = plain(written) if isinstance(written, str) else f"{written:,.6g}"
    return f"{words} {factor.unit}" if factor.unit and not factor.before and not factor.after else words


def axis_words(factor: Factor) -> str:
    """A factor with its unit, unless its name has said it."""
    is_said = (
        factor.choices or factor.unit in ("", "times") or factor.unit in factor.label.lower().split(",")[0].split()
    )
    unit = "" if is_said else factor.unit
    return f"{factor.label} ({unit})" if unit else factor.label


def level_short(factor: Factor, level: Level) -> str:
    """A level where its unit stands elsewhere: the number with its sign for money or per cent."""
    words = level_words(factor, level)
    if isinstance(level, str):
        return words
    return words.split(" ")[0]
