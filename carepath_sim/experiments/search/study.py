"""A search from end to end: which choices keep every service level, and the smallest or cheapest of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import nan, prod
from time import perf_counter

import numpy as np
import pandas as pd

from carepath_sim.clock import DAY
from carepath_sim.errors import UsageError
from carepath_sim.experiments.designs.cells import Base
from carepath_sim.experiments.designs.design import LARGEST_DESIGN, Design
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.designs.remarks import left_out
from carepath_sim.experiments.outcome_paths import OutcomePath, check_parts, outcome_path
from carepath_sim.experiments.search.breach import Fared, any_broken, chance_interval, fared
from carepath_sim.experiments.search.capacity import smallest
from carepath_sim.experiments.search.contradicting import beyond_the_study, contradictions
from carepath_sim.experiments.search.frontier import COST, STABILITY, frontier
from carepath_sim.experiments.search.inquiry import Inquiry, Question, Runs
from carepath_sim.experiments.search.lengths import days_of
from carepath_sim.experiments.search.levels import Level
from carepath_sim.experiments.search.telling import EVERY_LEVEL, sentences
from carepath_sim.experiments.study import title_of
from carepath_sim.model import Bools, Floats, Model

FARED = ("value", "low", "high", "breach", "breach_low", "breach_high", "met", "sure", "replications")
Choice = tuple[float | str, ...]
"""A value for each factor."""


def capacity_columns(factors: Sequence[str]) -> tuple[str, ...]:
    """The columns of the table of capacities for factors of these names; `capacity` is empty if there are several."""
    return ("scenario", "capacity", *factors, "level", "outcome", "bound", *FARED)


@dataclass(frozen=True, eq=False)
class Search:
    """Everything found.

    `answer` has the value of each factor at the smallest capacity (of several factors: at the cheapest choice) that
    keeps every level, or is None. `capacity` has a row for each choice looked at and each level, and one for all
    levels together, in which `met` is the criterion. `is_steady` says that nothing smaller than something that does
    not keep the levels was found to keep them. `combinations` is how many choices there were.
    """

    scenario: str
    title: str
    question: str
    factors: tuple[Factor, ...]
    levels: tuple[Level, ...]
    breach: float | None
    answer: Mapping[str, float | str] | None
    is_steady: bool
    combinations: int
    capacity: pd.DataFrame
    frontier: pd.DataFrame
    sentences: tuple[str, ...]
    seed: int
    replications: int
    failures: tuple[str, ...]
    timing: Mapping[str, float]

    @property
    def sentence(self) -> str:
        """The answer in words."""
        return self.sentences[0]


def outcomes_of(levels: Sequence[Level]) -> tuple[OutcomePath, ...]:
    """What a search has to measure: what its levels are about, cost and stability."""
    return tuple(dict.fromkeys((*(level.outcome for level in levels), outcome_path(COST), outcome_path(STABILITY))))


def search(
    design: Design, bases: Sequence[Base], levels: Sequence[Level], laboratory: Runs, breach: float | None = None
) -> Search:
    """Look for the smallest capacity of the design's only scenario that keeps every level.

    The factors of the design say what may be chosen; its points are not looked at. A level is kept if its mean is
    within the bound. With `breach`, the chance that one future breaks any level must be no more than that, too.
    Raises UsageError, before anything is run, for what cannot be searched, and as `Laboratory.values`.
    """
    check(design, levels, breach)
    began = perf_counter()
    looking = _Looking(design, bases, tuple(levels), laboratory, breach)
    answer, is_steady = looking.along_one() if len(design.factors) == 1 else looking.among_all()
    capacity, choices = looking.frame(), looking.results()
    names = [factor.name for factor in design.factors]
    fronts = frontier(choices, names, design.seed)
    resolved = bases[0].resolved
    chosen = None if answer is None else dict(zip(names, answer, strict=True))
    combinations = prod(len(factor.levels) for factor in design.factors)
    return Search(
        scenario=design.scenarios[0],
        title=title_of(design.scenarios[0], resolved.study.label),
        question=resolved.question,
        factors=design.factors,
        levels=tuple(levels),
        breach=breach,
        answer=chosen,
        is_steady=is_steady,
        combinations=combinations,
        capacity=capacity,
        frontier=fronts,
        sentences=(
            *sentences(design.factors, tuple(levels), chosen, is_steady, combinations, breach, capacity, fronts),
            *(level.reading for level in levels if level.reading),
            *left_out(design.factors, [resolved.study]),
        ),
        seed=design.seed,
        replications=design.replications,
        failures=tuple(str(fault) for fault in laboratory.failures.values()),
        timing={"seconds": perf_counter() - began, "choices": float(len(looking.known))},
    )


def check(design: Design, levels: Sequence[Level] | None, breach: float | None) -> None:
    """Raise UsageError with every reason, a line each, why there is nothing to search; levels of None are left out."""
    wrong = []
    if len(design.scenarios) != 1:
        wrong.append(f"a search looks at one scenario, and {len(design.scenarios)} are named: search each by itself")
    if not design.factors:
        wrong.append("nothing is varied: say what may be chosen, such as --vary settings.hub.places=2:20")
    for factor in design.factors:
        if factor.role != "lever":
            wrong.append(f"{factor.name} is not decided by a council but not known: a search chooses among levers")
        elif factor.is_drawn:
            wrong.append(f"{factor.name}: list the values to look at, such as {factor.name}={_series(factor)}")
    if len(design.factors) == 1 and design.factors[0].choices:
        wrong.append("policies have no smallest: vary a number of places or posts, or several levers")
    count = prod(len(factor.levels) or 1 for factor in design.factors)
    if count > LARGEST_DESIGN:
        wrong.append(f"there are {count:,} combinations to look at, more than {LARGEST_DESIGN:,}: take larger steps")
    if levels is not None and not levels:
        wrong.append("no service level is stated")
    if breach is not None and not 0 <= breach < 1:
        wrong.append(f"the chance of breach allowed must be from 0% to below 100%, not {100 * breach:g}%")
    missing = [level.outcome.name for level in levels or () if level.outcome not in design.outcomes]
    if missing:
        wrong.append(f"the design does not measure {', '.join(missing)}")
    if wrong:
        raise UsageError("\n".join(wrong))


def _series(factor: Factor) -> str:
    """Values over the range of a factor, as they may be typed."""
    low, high = factor.low or 0.0, factor.high or 0.0
    return f"{low:.6g}:{high:.6g}" + ("" if factor.whole else f":{(high - low) / 4:.6g}")


class _Looking:
    """A search under way: what each choice that was looked at came to."""

    def __init__(
        self, design: Design, bases: Sequence[Base], levels: tuple[Level, ...], laboratory: Runs, breach: float | None
    ) -> None:
        self.design, self.levels, self.breach = design, levels, breach
        self.scenario, self.names = design.scenarios[0], tuple(factor.name for factor in design.factors)
        self.inquiry = Inquiry(laboratory, design, bases, design.factors)
        every = list(product(*(factor.levels for factor in design.factors)))
        self.study = self.inquiry.study(self._question(every[-1]))
        wrong = check_parts([level.outcome for level in levels], [self.study])
        wrong += contradictions(levels, self.days) + beyond_the_study(levels, self.days)
        if wrong:
            raise UsageError("\n".join(wrong))
        self.every, self.known = every, dict[Choice, Floats]()

    @property
    def model(self) -> Model:
        """Of some choice: all have the same start and horizon."""
        return self.study.model

    def days(self, outcome: OutcomePath) -> float:
        """The length in days of the period of an outcome."""
        return days_of(outcome, self.model.horizon / DAY, self.model.start_day)

    def along_one(self) -> tuple[Choice | None, bool]:
        """The smallest value of the only factor, and whether larger ones all keep the levels as well."""
        found = smallest(
            [float(value) for (value,) in self.every],
            lambda values: dict(zip(values, self.kept([(value,) for value in values]).values(), strict=True)),
        )
        return (None if found.answer is None else (found.answer,)), found.is_steady

    def among_all(self) -> tuple[Choice | None, bool]:
        """The cheapest choice that keeps every level, of all; of those as cheap, the first."""
        doing = [choice for choice, kept in self.kept(self.every).items() if kept]
        cost = self.design.outcomes.index(outcome_path(COST))
        costs = {choice: float(np.nanmean(self.known[choice][:, cost])) for choice in doing}
        return min(doing, key=lambda choice: costs[choice], default=None), True

    def kept(self, choices: Sequence[Choice]) -> dict[Choice, bool]:
        """Whether every level is kept at some choices; one that could not be run keeps none."""
        self._run(choices)
        return {choice: self._is_kept(choice) for choice in choices}

    def _run(self, choices: Sequence[Choice]) -> None:
        new = {self._question(choice): choice for choice in choices if choice not in self.known}
        if new:
            nothing = np.full((self.design.replications, len(self.design.outcomes)), nan)
            for question, values in self.inquiry.answers(new).items():
                self.known[new[question]] = nothing if values is None else values

    def _question(self, choice: Choice) -> Question:
        return Question(self.scenario, tuple(zip(self.names, choice, strict=True)))

    def _is_kept(self, choice: Choice) -> bool:
        values = self._values(choice)
        met = all(fared(level, own).met for level, own in zip(self.levels, values, strict=True))
        return met and (self.breach is None or float(any_broken(self.levels, values).mean()) <= self.breach)

    def _values(self, choice: Choice) -> list[Floats]:
        """The values of each level at a choice, in its own form."""
        columns = [self.design.outcomes.index(level.outcome) for level in self.levels]
        return [
            level.converted(
                self.known[choice][:, column], days_of(level.outcome, self.model.horizon / DAY, self.model.start_day)
            )
            for level, column in zip(self.levels, columns, strict=True)
        ]

    def _in_order(self) -> list[Choice]:
        """The choices that were looked at, in the order in which they are written."""
        return [choice for choice in self.every if choice in self.known]

    def frame(self) -> pd.DataFrame:
        """A row for each choice looked at and each level, and one for all levels together."""
        rows = []
        for choice in sorted(self._in_order()) if len(self.names) == 1 else self._in_order():
            capacity = choice[0] if len(choice) == 1 else nan
            values = self._values(choice)
            each = [fared(level, own) for level, own in zip(self.levels, values, strict=True)]
            whole = self._together(each, any_broken(self.levels, values), self._is_kept(choice))
            for level, found in zip(self.levels, each, strict=True):
                named = (level.words, level.outcome.name, level.bound)
                rows.append((self.scenario, capacity, *choice, *named, *_told(found)))
            rows.append((self.scenario, capacity, *choice, EVERY_LEVEL, "", nan, *_told(whole)))
        return pd.DataFrame(rows, columns=list(capacity_columns(self.names)))

    def _together(self, each: Sequence[Fared], broken: Bools, is_kept: bool) -> Fared:
        """All levels as one: the chance that a future breaks any, and whether the criterion is met."""
        low, high = chance_interval(int(broken.sum()), len(broken))
        sure = all(found.sure for found in each) if is_kept else any(not found.met and found.sure for found in each)
        if self.breach is not None:
            within = float(broken.mean()) <= self.breach
            clear = high <= self.breach if within else low > self.breach
            sure = (sure and clear) if is_kept else (sure or (not within and clear))
        return Fared(nan, nan, nan, float(broken.mean()), low, high, is_kept, sure, len(broken))

    def results(self) -> pd.DataFrame:
        """The values of every choice that was looked at, as those of a sweep."""
        rows = [
            (self.scenario, number, replication, *choice, *values)
            for number, choice in enumerate(self._in_order())
            for replication, values in enumerate(self.known[choice].tolist())
        ]
        outcomes = [outcome.name for outcome in self.design.outcomes]
        return pd.DataFrame(rows, columns=["scenario", "point", "replication", *self.names, *outcomes])


def _told(found: Fared) -> tuple[object, ...]:
    return tuple(getattr(found, name) for name in FARED)
