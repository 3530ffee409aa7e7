"""Intervals called 95% hold the truth in 95 studies of 100, whether their length is fixed before or a rule stops them.

Each study is made of replications of its own. What they measure is known exactly (`known`),
and the interval is the one a comparison prints.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from carepath_sim.experiments.precision import CAREFUL, PUBLISHED, Goal, Rule, goal, settled
from carepath_sim.metrics.uncertainty import half_width, paired
from carepath_sim.model import Floats
from tests.theory.agreement import assert_agrees
from tests.theory.known import CASES, COPIES, Case

STUDIES = 4000
AT_MOST = 1200
"""Replications within which every study here stops."""


@dataclass(frozen=True)
class Trial:
    """How many values of a case to draw, the length of studies of a fixed length, and the goal of those that stop."""

    values: int
    fixed: int
    goal: str


TRIALS = {
    "M/M/c": Trial(660_000, 100, "waiting_nights.home0 ± 12 nights"),
    "M/G/infinity": Trial(260_000, 40, "people.home0 ± 10%"),
    "Erlang loss": Trial(250_000, 40, "unplanned_arrivals.overflow0 ± 0.4 arrivals"),
    "absorbing chain": Trial(240_000, 40, "number_of_breakdowns_by_need.need0 ± 0.35"),
    "skewed cost": Trial(700_000, 100, "cost_by_setting.secure0 ± £6,000"),
}
"""Of lopsided values 100, as 25 times the square of their skewness of 1.8 asks; of the others the default of 40."""


def holds(case: Case, values: Floats) -> bool:
    """Whether the interval of one study holds the truth."""
    if len(values) == 1:
        return bool(abs(values[0].mean() - case.expected) <= half_width(values[0]))
    found = paired(values[0], values[1], "lower")
    return found.low <= case.expected <= found.high


def of_fixed_length(values: Floats, length: int) -> Iterator[Floats]:
    for first in range(0, values.shape[1] - length + 1, length):
        yield values[:, first : first + length]


def that_stop(values: Floats, aim: Goal, rule: Rule) -> Iterator[Floats]:
    """Studies one after the other, each of as many replications as the rule wants of it."""
    first, window = 0, 0
    while True:
        window = max(window, rule.least + 2 * aim.look_ahead)
        reached = settled(values[:, first : first + window], aim, rule)
        if reached is None:
            if first + window > values.shape[1]:
                return
            assert window <= AT_MOST, "the goal is out of reach"
            window *= 2
            continue
        yield values[:, first : first + reached.replications]
        first += reached.replications
        window = reached.replications


def coverage(case: Case, studies: Iterator[Floats]) -> tuple[float, int, float]:
    """The share of studies that hold the truth, their number and their mean length."""
    held, lengths = zip(*((holds(case, study), study.shape[1]) for study in studies), strict=True)
    return float(np.mean(held)), len(held), float(np.mean(lengths))


def differences(values: Floats) -> Floats:
    return values[0] if len(values) == 1 else values[1] - values[0]


@pytest.mark.parametrize("name", CASES)
def test_the_expectation_is_what_theory_says(name: str) -> None:
    case = CASES[name]()
    assert_agrees(differences(case.values(150)).tolist(), case.expected, within=0.15)


@pytest.mark.parametrize("name", ["M/G/infinity", "absorbing chain"])
def test_short_studies_cover_where_values_are_even(name: str) -> None:
    case = CASES[name]()
    share, studies, _ = coverage(case, of_fixed_length(case.values(1000), 10))
    assert studies == 2000
    assert 0.935 <= share <= 0.965


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_intervals_cover_what_they_say(name: str) -> None:
    case, trial = CASES[name](), TRIALS[name]
    values = case.values(trial.values // COPIES)
    fixed = coverage(case, of_fixed_length(values, trial.fixed))
    stopped = coverage(case, that_stop(values, goal(trial.goal), CAREFUL))
    for share, studies, _ in (fixed, stopped):
        assert studies >= STUDIES
        assert 0.935 <= share <= 0.965, (fixed, stopped)


@pytest.mark.slow
def test_the_published_rule_stops_too_soon_where_values_are_lopsided() -> None:
    """Why this package's rule waits: the same goal and values, stopped as the paper says."""
    case = CASES["skewed cost"]()
    share, studies, length = coverage(case, that_stop(case.values(15_000), goal("cost ± £9,000"), PUBLISHED))
    assert studies >= STUDIES
    assert length < 100
    assert share < 0.90
