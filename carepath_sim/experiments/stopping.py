"""Studies that run until a goal is reached: replications are added in steps, and those the rule does not need left out.

What the rule looks at are the replications in their order, so that neither the steps nor the
workers change where it stops, and the results are those of a run of so many replications.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from carepath_sim.errors import UsageError
from carepath_sim.experiments.outcome import Outcome
from carepath_sim.experiments.outcome_paths import OutcomePath, check_parts
from carepath_sim.experiments.precision import AT_MOST, CAREFUL, Goal, Rule, needed, settled
from carepath_sim.experiments.study import Study
from carepath_sim.experiments.wording import round_up
from carepath_sim.experiments.workers import Job, Progress, execute
from carepath_sim.metrics.uncertainty import half_width
from carepath_sim.model import Floats

STEP = 20
"""Replications added at least, so that the workers have something to share."""


@dataclass(frozen=True)
class Until:
    """A goal, and after how many replications at most a study ends without it."""

    goal: Goal
    at_most: int = AT_MOST


@dataclass(frozen=True)
class Stopping:
    """Where a study stopped: `met` is the replication from which on the goal was met, or None if it was not.

    `differences` says of how many, 0 if it was the mean of a single scenario. `half_width` is
    that of the widest interval in the end, in the outcome's unit, and `needed` about how many
    replications the goal takes, 0 if that is not known. `is_lopsided` says that the intervals are
    narrow enough and not to be trusted, for how few of the replications make most of them.
    """

    goal: Goal
    least: int
    at_most: int
    met: int | None
    replications: int
    half_width: float
    needed: int
    differences: int
    is_lopsided: bool = False

    @property
    def sentence(self) -> str:
        """The rule and what came of it, for a reader of the results."""
        of = ("the mean of", "the difference in")[self.differences] if self.differences < 2 else "every difference in"
        goal = self.goal
        aim = f"half the width of the 95% interval of {of} {goal.subject}"
        if self.met is not None:
            return (
                f"The number of replications was not fixed: they were added until {aim} was at most {goal.words}. "
                f"That was so from {self.met:,} on; {self.replications:,} were run, to see that it stays so."
            )
        return f"Not precise enough: {aim} was to be at most {goal.words}. {self._shortfall}"

    @property
    def _shortfall(self) -> str:
        size = self.goal.written(float(f"{self.half_width:.3g}"))
        most = "up to " if self.differences > 1 else ""
        reached = f"After {self.replications:,} replications, the most allowed, it is {most}{size}"
        if self.is_lopsided:
            reached += (
                ", but that may not be trusted: a few replications differ far more than the rest, and such an interval "
                "misses the truth more often than it says"
            )
        if self.needed > self.replications:
            return f"{reached}. About {round_up(self.needed):,} replications would be needed (--at-most)."
        return f"{reached}. It has not stayed within the goal for long enough; allow more with --at-most."

    def facts(self) -> dict[str, Any]:
        """The same as plain data."""
        return {**vars(self), "goal": self.goal.facts(), "sentence": self.sentence}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """What `facts` tells of."""
        kept = {name: value for name, value in facts.items() if name != "sentence"}
        return cls(**{**kept, "goal": Goal.from_facts(facts["goal"])})


def execute_until(
    job: Job, until: Until, least: int, workers: int | None = None, on_progress: Progress | None = None
) -> tuple[list[list[Outcome]], Stopping]:
    """Replications of every study, as `workers.execute`, until the goal is reached; there are `least` or more.

    Raises UsageError, before anything is run, if no study has what the goal names or there may
    not be enough replications to reach any goal; other errors as `workers.execute`.
    """
    rule = replace(CAREFUL, least=max(least, CAREFUL.least))
    check_until(until, job.studies, rule)
    done: list[list[Outcome]] = [[] for _ in job.studies]
    target, reached = min(rule.least + STEP, until.at_most), None
    while True:
        added = execute(job, target, workers, on_progress, first=len(done[0]))
        done = [here + more for here, more in zip(done, added, strict=True)]
        values = np.stack([_values(outcomes, until.goal.outcome) for outcomes in done])
        reached = settled(values, until.goal, rule)
        if reached is not None or target >= until.at_most:
            break
        target = _next(target, needed(values, until.goal, rule), until)
    end = target if reached is None else reached.replications
    told = Stopping(
        goal=until.goal,
        least=rule.least,
        at_most=until.at_most,
        met=None if reached is None else reached.met,
        replications=end,
        half_width=_widest(values[:, :end]),
        needed=needed(values[:, :end], until.goal, rule),
        differences=len(values) - 1,
        is_lopsided=reached is None and settled(values, until.goal, replace(rule, for_skewness=0.0)) is not None,
    )
    return [outcomes[:end] for outcomes in done], told


def check_until(until: Until, studies: Sequence[Study], rule: Rule = CAREFUL) -> None:
    """Raise UsageError unless these studies can reach the goal."""
    fewest = rule.least + until.goal.look_ahead
    wrong = check_parts([until.goal.outcome], studies)
    if until.at_most < fewest:
        wrong.append(
            f"--at-most {until.at_most} leaves no room for the rule: it takes {rule.least} replications or more, "
            f"and {until.goal.look_ahead} to see that the goal stays met. Allow {fewest} or more"
        )
    if wrong:
        raise UsageError("\n".join(wrong))


def _next(target: int, needed: int, until: Until) -> int:
    """How many replications to have next: what the goal seems to take, and at most as many again as there are."""
    ahead = until.goal.look_ahead * max(needed, 100) // 100
    return min(max(target + STEP, min(needed + ahead, 2 * target)), until.at_most)


def _values(outcomes: Sequence[Outcome], path: OutcomePath) -> Floats:
    """One outcome of every replication; where the study has no such part, what the metric says of that."""
    keys = outcomes[0].keys
    if path.key not in keys:
        return np.full(len(outcomes), path.described.absent)
    place = keys.index(path.key)
    return np.array([outcome.values[place] for outcome in outcomes])


def _widest(values: Floats) -> float:
    """Half the width of the widest interval."""
    rows = values if len(values) == 1 else values[1:] - values[0]
    return max(half_width(row[np.isfinite(row)]) for row in rows)
