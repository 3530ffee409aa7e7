"""An analysis of the decision from end to end: screening, tornado, switching values, indices, plausible worlds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import pandas as pd

from carepath_sim.errors import UsageError
from carepath_sim.experiments.designs.cells import Base, Workshop
from carepath_sim.experiments.designs.design import Design
from carepath_sim.experiments.designs.factors import Factor, groups, problem
from carepath_sim.experiments.laboratory.laboratory import Laboratory
from carepath_sim.experiments.outcome_paths import OutcomePath, outcome_path
from carepath_sim.experiments.sensitivity import indices as by_index
from carepath_sim.experiments.sensitivity.decision import Decision
from carepath_sim.experiments.sensitivity.indices import METHODS, Method, indices
from carepath_sim.experiments.sensitivity.needing import salib
from carepath_sim.experiments.sensitivity.notes import notes
from carepath_sim.experiments.sensitivity.screening import leading, screening, with_slopes
from carepath_sim.experiments.sensitivity.switching import switching
from carepath_sim.experiments.sensitivity.tornado import tornado
from carepath_sim.experiments.sensitivity.worlds import worlds
from carepath_sim.experiments.study import title_of

DEFAULT_OUTCOMES: tuple[OutcomePath, ...] = (outcome_path("cost_per_year"), outcome_path("moves_rate"))
"""The decision is about the first; the second is beside it."""
Stage = Callable[[str], None]
"""Told in words what is being done, as each step begins."""


@dataclass(frozen=True)
class Plan:
    """How much is run: of every step, the points of its sample and the replications at each of them.

    `samples` is of the indices: of Sobol', (factors + 2) points each. `most_shown` and `most_indexed` limit the
    factors of the tornado and of the indices.
    """

    trajectories: int = 6
    replications: int = 10
    tornado_replications: int = 40
    most_shown: int = 15
    method: Method = "sobol"
    samples: int = 64
    most_indexed: int = 8
    worlds: int = 128

    def check(self) -> None:
        """Raise UsageError, a line for each number that makes no sense, before anything is run."""
        wrong = [
            f"{what} must be at least {least}, not {number}"
            for what, number, least in (
                ("the number of trajectories", self.trajectories, 2),
                ("the number of replications", self.replications, 2),
                ("the number of replications of the tornado", self.tornado_replications, 2),
                ("the number of factors shown", self.most_shown, 1),
                ("the number of factors with indices", self.most_indexed, 1),
                ("the number of plausible worlds", self.worlds, 10),
            )
            if number < least
        ]
        try:
            by_index.check(self.method, self.samples, max(self.replications, 2))
        except UsageError as error:
            wrong.append(str(error))
        if wrong:
            raise UsageError("\n".join(wrong))


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Everything found; the first scenario is the baseline, the first outcome is what the decision is about.

    `scenarios` gives the title of each by name. `constants_count` is how many numbers were kept as they are:
    those without a range and, unless asked for, those that a council decides.
    `failures` says in words what could not be run. `timing` is in seconds by step, and the points and runs of all.
    """

    scenarios: Mapping[str, str]
    question: str
    outcomes: tuple[OutcomePath, ...]
    factors: tuple[Factor, ...]
    constants_count: int
    screening: pd.DataFrame
    indices: pd.DataFrame
    tornado: pd.DataFrame
    switching: pd.DataFrame
    variance: pd.DataFrame
    notes: tuple[str, ...]
    seed: int
    plan: Plan
    failures: tuple[str, ...]
    timing: Mapping[str, float]

    @property
    def baseline(self) -> str:
        """The name of the scenario that the others are held against."""
        return next(iter(self.scenarios))

    @property
    def replications(self) -> int:
        """Of each bar of the tornado."""
        return self.plan.tornado_replications

    @property
    def trajectories(self) -> int:
        """Of the screening."""
        return self.plan.trajectories

    @property
    def method(self) -> Method:
        """Of the indices."""
        return self.plan.method


def unknowns(bases: Sequence[Base], levers_too: bool = False) -> tuple[tuple[Factor, ...], int]:
    """The numbers with a range that nobody knows, with what a council decides if asked for, and how many others are."""
    every = problem(bases)
    varied = tuple(factor for factor in every if levers_too or factor.role == "uncertainty")
    return varied, len(groups(bases)) - len(varied)


def decision_of(bases: Sequence[Base], factors: Sequence[Factor], laboratory: Laboratory) -> Decision:
    """The decision between the scenarios of some bases, in the outcomes of a laboratory."""
    names = tuple(base.scenario for base in bases)
    if len(names) < 2:
        raise UsageError("an analysis of a decision needs a baseline and at least one other scenario")
    setup = laboratory.setup
    design = Design("", names, tuple(factors), {}, setup.outcomes, "listed", (), 1, setup.seed)
    return Decision(names, tuple(factors), setup.outcomes, laboratory, Workshop(design, bases), setup.seed)


def sensitivity(
    bases: Sequence[Base],
    factors: Sequence[Factor],
    laboratory: Laboratory,
    plan: Plan | None = None,
    constants_count: int = 0,
    on_stage: Stage | None = None,
) -> Sensitivity:
    """Which of the factors could change the decision between the scenarios of some bases.

    Raises UsageError for a plan that makes no sense, scenarios that cannot be compared and
    outcomes in which they have no difference, and as `Laboratory.values`.
    """
    plan = plan or Plan()
    plan.check()
    salib("sample.morris")
    decision = decision_of(bases, factors, laboratory)
    decision.check()
    titles = {base.scenario: title_of(base.scenario, base.resolved.study.label) for base in bases}
    clock = _Clock(on_stage)
    frames = found(decision, plan, titles, clock.begin)
    timing = {**clock.end(), "points": float(decision.asked), "runs": float(sum(laboratory.read.values()))}
    failures = (*dict.fromkeys(decision.impossible.values()), *dict.fromkeys(laboratory.failures.values()))
    return Sensitivity(
        scenarios=titles,
        question=bases[-1].resolved.question,
        outcomes=decision.outcomes,
        factors=tuple(factors),
        constants_count=constants_count,
        **frames,
        notes=notes(decision, frames, plan.tornado_replications, titles, constants_count, len(failures)),
        seed=decision.seed,
        plan=plan,
        failures=failures,
        timing=timing,
    )


def found(decision: Decision, plan: Plan, titles: Mapping[str, str], begin: Stage) -> dict[str, pd.DataFrame]:
    """The tables of an analysis, by name."""
    begin(f"Screening {len(decision.factors)} numbers")
    by_steps = screening(decision, plan.trajectories, plan.replications)
    begin("Plausible worlds")
    touching = set(by_steps.loc[by_steps["touches"], "factor"])
    # What a council decides is no part of what nobody knows, even where its effects are looked at.
    unknown = [factor for factor in decision.factors if factor.name in touching and factor.role == "uncertainty"]
    drawn = worlds(decision, unknown, plan.worlds, plan.replications)
    screened = with_slopes(by_steps, drawn.pushes)
    shown = leading(screened, decision.factors, plan.most_shown)
    begin(f"Tornado of {len(shown)} numbers and the key-worker link")
    bars = tornado(decision, shown, plan.tornado_replications)
    begin("Switching values")
    turns = switching(decision, shown, plan.tornado_replications, titles)
    first = shown[: plan.most_indexed]
    begin(f"Indices of {len(first)} numbers")
    shares = indices(decision, first, plan.method, plan.samples, plan.replications)
    return {"screening": screened, "indices": shares, "tornado": bars, "switching": turns, "variance": drawn.variance}


class _Clock:
    """Seconds by step."""

    def __init__(self, on_stage: Stage | None) -> None:
        self.on_stage, self.seconds = on_stage, dict[str, float]()
        self.step, self.began = "", perf_counter()

    def begin(self, words: str) -> None:
        self._close()
        self.step, self.began = words.split(" ")[0].lower(), perf_counter()
        if self.on_stage is not None:
            self.on_stage(words)

    def end(self) -> dict[str, float]:
        self._close()
        return {**self.seconds, "seconds": round(sum(self.seconds.values()), 3)}

    def _close(self) -> None:
        if self.step:
            self.seconds[self.step] = round(perf_counter() - self.began, 3)


__all__ = ["DEFAULT_OUTCOMES", "METHODS", "Plan", "Sensitivity", "decision_of", "sensitivity"]
