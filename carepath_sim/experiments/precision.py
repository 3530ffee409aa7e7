"""How many replications are enough: the rule that ends a study once its goal is reached.

The rule is that of Hoad, Robinson and Davies (2010), "Automated selection of the number of
replications for a discrete-event simulation", Journal of the Operational Research Society
61(11), 1632-1644: stop when half the width of the 95% interval is within the goal, and has
been for some replications more (kLimit: 5, and 5% of those run from 120 on). `PUBLISHED` is
the rule of the paper. The interval here is that of the paired difference from the first
scenario, and every scenario must meet the goal in the same replications.

A study that stops when its interval happens to be narrow covers the truth less often than it
says, most of all after few replications and where values are lopsided: the interval is then
narrow because the rare dear ones have not come yet. `CAREFUL` therefore waits longer, as long
as it takes for 95% to be true (tests/theory/test_coverage.py measures it). It does not wait for
what can hardly matter: an interval ten times as narrow as asked may be somewhat too narrow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from carepath_sim.experiments.goals import LOOK_AHEAD, Goal, goal
from carepath_sim.metrics.uncertainty import CONFIDENCE
from carepath_sim.model import Bools, Floats, Ints

__all__ = ["AT_MOST", "CAREFUL", "LOOK_AHEAD", "PUBLISHED", "Goal", "Reached", "Rule", "enough", "goal", "settled"]

AT_MOST = 1000
"""Replications after which a study ends without having met its goal."""


@dataclass(frozen=True)
class Rule:
    """When the goal may count as met: from `least` replications on, later if the values give reason to wait.

    `if_alike` of them if no value has differed yet; and `for_skewness` times the square of the
    skewness of the values, unless the half-width is `ample`, as a share of the goal. For a number of
    replications fixed beforehand 25 of them are about enough (Cochran's rule: Sugden, Smith and
    Jones 2000, Journal of the Royal Statistical Society B 62(4), 787-793).
    """

    least: int
    if_alike: int
    for_skewness: float
    ample: float = 0.0


PUBLISHED = Rule(least=3, if_alike=3, for_skewness=0.0)
CAREFUL = Rule(least=40, if_alike=60, for_skewness=50.0, ample=0.1)
"""Of 60 that are alike: what happens in 1 of 20 would have shown in 95 studies of 100. The rest is measured."""


@dataclass(frozen=True)
class Reached:
    """Where the rule stops: the goal is met from `met` replications on, and still is after `replications`."""

    met: int
    replications: int


@dataclass(frozen=True, eq=False)
class Intervals:
    """What is known after each replication, [..., replications]; NaN where it is not defined."""

    count: Ints  # of the values that are defined
    mean: Floats
    half: Floats  # half the width of the 95% interval of the mean
    skewness: Floats  # 0 where all values are alike
    alike: Bools  # no value has differed yet


def settled(values: Sequence[Floats] | Floats, goal: Goal, rule: Rule = CAREFUL) -> Reached | None:
    """Where the rule stops a study, `values` being [scenarios, replications]; None if these are too few.

    Of several scenarios every difference from the first counts, of one its own mean.
    """
    found = np.asarray(values, dtype=np.float64)
    if len(found) == 1:
        return reached(found, goal, rule=rule)
    return reached(found[1:] - found[0], goal, found[0], rule)


def enough(differences: Floats, goal: Goal, baseline: Floats | None = None, rule: Rule = CAREFUL) -> int | None:
    """The number of replications at which the rule stops, those it looks ahead to included: see `reached`."""
    found = reached(differences, goal, baseline, rule)
    return None if found is None else found.replications


def reached(differences: Floats, goal: Goal, baseline: Floats | None = None, rule: Rule = CAREFUL) -> Reached | None:
    """Where the rule stops for `differences`, [replications] or [pairs, replications], all pairs together.

    A relative goal is a share of the larger of the two means compared, those of `baseline`
    [replications] and of what differs from it; without a baseline, of the mean of the
    values themselves. Where a difference is not defined (NaN) the replication counts as
    run and says nothing.
    """
    rows = np.atleast_2d(differences)
    found = intervals(rows)
    allowed = _allowed(rows, found, goal, baseline)
    is_met: Bools = (found.half <= allowed) & (found.count >= _least(found, allowed, rule))
    together: Bools = np.all(is_met, axis=0)
    return _held(together, goal.look_ahead)


def needed(values: Sequence[Floats] | Floats, goal: Goal, rule: Rule = CAREFUL) -> int:
    """About how many replications the goal takes if `values` [scenarios, replications] go on alike; 0 if unknown."""
    every = np.asarray(values, dtype=np.float64)
    baseline = every[0] if len(every) > 1 else None
    rows = every if baseline is None else every[1:] - baseline
    found = intervals(rows)
    aim = _allowed(rows, found, goal, baseline)
    half, allowed, waiting = (each[..., -1] for each in (found.half, aim, _least(found, aim, rule)))
    if not (np.isfinite(half) & (allowed > 0)).all():
        return 0
    run = rows.shape[-1]
    return math.ceil(float(np.maximum(run * (half / allowed) ** 2, waiting * run / found.count[..., -1]).max()))


def _allowed(rows: Floats, found: Intervals, goal: Goal, baseline: Floats | None) -> Floats:
    """The half-width that meets the goal after each replication, [pairs, replications]."""
    if not goal.is_relative:
        return np.full(rows.shape, goal.half_width)
    if baseline is None:
        return goal.half_width * np.abs(found.mean)
    one = intervals(np.where(np.isfinite(rows), baseline, np.nan)).mean
    return goal.half_width * np.maximum(np.abs(one), np.abs(one + found.mean))


def _least(found: Intervals, allowed: Floats, rule: Rule) -> Floats:
    """How many values there must be before the interval is trusted."""
    lopsided = np.where(found.half <= rule.ample * allowed, 0.0, rule.for_skewness * found.skewness**2)
    return np.maximum(rule.least, np.where(found.alike, rule.if_alike, lopsided))


def _held(is_met: Bools, look_ahead: int) -> Reached | None:
    """The first replication after which the goal has been met for long enough without a break."""
    numbers = np.arange(1, len(is_met) + 1)
    last_missed = np.maximum.accumulate(np.where(is_met, 0, numbers))
    ends = numbers - last_missed > look_ahead * np.maximum(numbers, 100) // 100
    if not ends.any():
        return None
    end = int(np.argmax(ends))
    return Reached(int(last_missed[end]) + 1, end + 1)


def intervals(values: Floats) -> Intervals:
    """The interval of the mean after each replication of `values` [..., replications].

    From running sums, so that what comes later changes nothing of what stands, and of what differs
    from the first value, so that little is lost where all are large.
    """
    defined = np.isfinite(values)
    count = np.cumsum(defined, axis=-1)
    origin = np.take_along_axis(values, np.argmax(defined, axis=-1)[..., None], axis=-1)
    apart = np.where(defined, values - origin, 0.0)
    runs, freedom = np.maximum(count, 1), np.maximum(count - 1, 1)
    one, two, three = (np.cumsum(apart**power, axis=-1) for power in (1, 2, 3))
    mean = one / runs
    second = np.maximum(two - one * mean, 0.0)
    third = three - 3 * mean * two + 2 * one * mean**2
    alike = two == 0
    half = stdtrit(freedom, 0.5 + CONFIDENCE / 2) * np.sqrt(second / freedom) / np.sqrt(runs)
    return Intervals(
        count=count,
        mean=np.where(count > 0, origin + mean, np.nan),
        half=np.where(count > 1, half, np.nan),
        skewness=np.where(alike, 0.0, np.sqrt(runs) * third / np.where(second > 0, second, 1.0) ** 1.5),
        alike=alike,
    )
