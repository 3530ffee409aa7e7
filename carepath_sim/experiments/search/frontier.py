"""Cost against stability: the choices that no other beats in both, and the chance that each is one of them.

A choice is beaten (*dominated*) if another is no worse in both outcomes and better in one; equal choices do not beat
each other. What is left is the Pareto frontier. Its uncertainty is told by drawing the replications again with
replacement (Efron 1979, *Annals of Statistics* 7), the same ones for every choice, since they share their luck. Where a
design varies uncertainties, a choice is judged over all of their samples, which are drawn again as well and apart
from the replications (Owen 2007, the pigeonhole bootstrap, *Annals of Applied Statistics* 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from carepath_sim.draws import named_stream
from carepath_sim.errors import UsageError
from carepath_sim.metrics import METRICS
from carepath_sim.metrics.uncertainty import half_width
from carepath_sim.model import Bools, Floats

COST, STABILITY = "cost_per_year", "moves_rate"
RESAMPLES = 1000
AT_ONCE = 50
"""Resamples whose means are worked out together, as the product of two matrices."""
FRONTIER_MEASURES = (
    "cost",
    "cost_low",
    "cost_high",
    "stability",
    "stability_low",
    "stability_high",
    "on_frontier",
    "chance_on_frontier",
)


def frontier_columns(factors: Sequence[str]) -> tuple[str, ...]:
    """The columns of the table for levers of these names."""
    return ("scenario", "point", *factors, *FRONTIER_MEASURES)


def frontier(
    results: pd.DataFrame,
    levers: Sequence[str],
    seed: int,
    cost: str = COST,
    stability: str = STABILITY,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """The choices of a sweep by two outcomes, with the chance that each is on the frontier.

    `results` has a row a scenario, point and replication, with columns for every factor and outcome; a choice is a
    scenario with a value for each of `levers`, and other points that share these are samples of what is uncertain.
    Only replications that every point has are counted. A choice of which an outcome is not defined is not on the
    frontier. Raises UsageError for outcomes that are not there or of which neither more nor less is better.
    """
    signs = [_sign(results, outcome) for outcome in (cost, stability)]
    choices = _choices(results, levers, (cost, stability))
    means = np.stack([choice.means() for choice in choices]) if choices else np.zeros((0, 2))
    on_frontier = undominated(means * signs)
    chance = _chances(choices, np.array(signs), seed, resamples)
    rows = []
    for choice, mean, is_on, share in zip(choices, means, on_frontier.tolist(), chance.tolist(), strict=True):
        halves = choice.half_widths()
        intervals = [(value, value - half, value + half) for value, half in zip(mean, halves, strict=True)]
        rows.append((*choice.named, *intervals[0], *intervals[1], is_on, share))
    return pd.DataFrame(rows, columns=list(frontier_columns(levers)))


def undominated(points: Floats) -> Bools:
    """Which points, [points, 2], no other is at most equal to in both numbers and below in one; never one with NaN.

    A point is beaten if one of less in the first number has at most its second, or one equal in the first has less
    in the second: so one pass through them in order is enough.
    """
    found = np.zeros(len(points), dtype=np.bool_)
    defined = np.flatnonzero(~np.isnan(points).any(axis=1))
    if not len(defined):
        return found
    order = defined[np.lexsort((points[defined, 1], points[defined, 0]))]
    first, second = points[order].T
    is_new = np.append(True, first[1:] != first[:-1])
    group = np.cumsum(is_new) - 1
    least = second[is_new]  # the first of equals has the least second number
    before = np.append(np.inf, np.minimum.accumulate(least)[:-1])
    found[order] = (second == least[group]) & (second < before[group])
    return found


@dataclass(frozen=True, eq=False)
class Choice:
    """A scenario with values of the levers: `named` are its cells of the table, values [samples, replications, 2]."""

    named: tuple[object, ...]
    values: Floats

    def means(self) -> Floats:
        """The mean of each outcome over what is defined; NaN where nothing is."""
        return np.array([_mean(self.values[..., outcome]) for outcome in (0, 1)])

    def half_widths(self) -> Floats:
        """Half the width of the 95% interval of each mean, of replications averaged over the samples."""
        return np.array([half_width(_by_replication(self.values[..., outcome])) for outcome in (0, 1)])


def _mean(values: Floats) -> float:
    kept = values[~np.isnan(values)]
    return float(kept.mean()) if len(kept) else float("nan")


def _by_replication(values: Floats) -> Floats:
    """The mean over the samples of each replication that is defined in any."""
    defined = ~np.isnan(values)
    counts = defined.sum(axis=0)
    found: Floats = np.where(defined, values, 0.0).sum(axis=0)[counts > 0] / counts[counts > 0]
    return found


def _sign(results: pd.DataFrame, outcome: str) -> float:
    """1 if less is better and -1 if more is, so that less is always better of the product."""
    if outcome not in results:
        raise UsageError(f"the sweep did not measure {outcome}; run it with that outcome, or choose another")
    better = METRICS[outcome.split("@")[0].split(".")[0]].better
    if better == "neither":
        raise UsageError(f"of {outcome} neither more nor less is better, so that there is no frontier of it")
    return 1.0 if better == "lower" else -1.0


def _choices(results: pd.DataFrame, levers: Sequence[str], outcomes: tuple[str, str]) -> list[Choice]:
    """The choices in order of the scenarios and of their first points."""
    if not len(results):
        return []
    cell = results.groupby(["scenario", "point"], sort=False).ngroup().to_numpy()
    replication, many = pd.factorize(results["replication"], sort=True)
    kept = np.bincount(replication, minlength=len(many)) == cell.max() + 1
    rows = np.flatnonzero(kept[replication])
    rows = rows[np.lexsort((replication[rows], cell[rows]))]
    values = results[list(outcomes)].to_numpy(np.float64)[rows].reshape(cell.max() + 1, int(kept.sum()), 2)
    firsts = np.unique(cell, return_index=True)[1]
    named = results[["scenario", "point", *levers]].iloc[firsts].itertuples(index=False, name=None)
    samples: dict[tuple[object, ...], list[int]] = {}
    points = []
    for place, (scenario, point, *choice) in enumerate(named):
        samples.setdefault((scenario, *choice), []).append(place)
        points.append(int(point))
    return [Choice((choice[0], points[places[0]], *choice[1:]), values[places]) for choice, places in samples.items()]


def _chances(choices: Sequence[Choice], signs: Floats, seed: int, resamples: int) -> Floats:
    """The share of the resamples in which each choice is on the frontier."""
    hits = np.zeros(len(choices))
    if not choices:
        return hits
    random = np.random.Generator(np.random.Philox(key=[seed, named_stream("frontier")]))
    replications = choices[0].values.shape[1]
    stacks = _stacks(choices)
    for first in range(0, resamples, AT_ONCE):
        count = min(AT_ONCE, resamples - first)
        luck = np.stack([_weights(random, replications) for _ in range(count)])
        means = np.empty((count, len(choices), 2))
        for stack in stacks:
            means[:, stack.places] = stack.weighted(random, luck)
        for each in means:
            hits += undominated(each * signs)
    return hits / resamples


@dataclass(frozen=True, eq=False)
class _Stack:
    """Choices of as many samples as each other: values, 0 where not defined, and which are: [choices × outcomes, all].

    `defined` is None where all are.
    """

    places: list[int]
    samples: int
    values: Floats
    defined: Floats | None

    def weighted(self, random: np.random.Generator, luck: Floats) -> Floats:
        """Means over what is defined, with weights of the replications, [times, replications]: [times, choices, 2].

        The samples have weights of their own.
        """
        count = len(luck)
        worlds = np.ones((count, 1))
        if self.samples > 1:
            worlds = np.stack([_weights(random, self.samples) for _ in range(count)])
        weights = (worlds[:, :, None] * luck[:, None, :]).reshape(count, -1)
        weight = weights.sum(axis=1) if self.defined is None else self.defined @ weights.T
        with np.errstate(invalid="ignore"):
            found: Floats = (self.values @ weights.T / weight).T.reshape(count, -1, 2)
        return found


def _stacks(choices: Sequence[Choice]) -> list[_Stack]:
    by_samples: dict[int, list[int]] = {}
    for place, choice in enumerate(choices):
        by_samples.setdefault(len(choice.values), []).append(place)
    found = []
    for samples, places in by_samples.items():
        values = np.stack([choices[place].values for place in places])
        table = np.ascontiguousarray(np.moveaxis(values, 3, 1)).reshape(2 * len(places), -1)
        defined = ~np.isnan(table)
        known = None if defined.all() else defined.astype(np.float64)
        found.append(_Stack(places, samples, np.where(defined, table, 0.0), known))
    return found


def _weights(random: np.random.Generator, count: int) -> Floats:
    """How often each of so many is drawn in as many draws."""
    return np.bincount(random.integers(0, count, count), minlength=count).astype(np.float64)
