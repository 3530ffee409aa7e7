"""When replications agree with a formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from carepath_sim.eventlog import EventLog
from carepath_sim.experiments.engines import simulate
from carepath_sim.model import Model

SEED = 20260401
STANDARD_ERRORS = 4.0
Figure = TypeVar("Figure")


def replicate(model: Model, times: int, read: Callable[[EventLog], Figure]) -> list[Figure]:
    """One figure from each of several replications."""
    return [read(simulate(model, SEED, replication)) for replication in range(times)]


def assert_agrees(figures: Sequence[float], expected: float, within: float) -> None:
    """The mean lies within 4 standard errors of what theory expects, and those are at most `within` of it.

    The second half keeps a test from passing because it measured next to nothing.
    """
    mean = float(np.mean(figures))
    margin = STANDARD_ERRORS * standard_error(figures)
    told = f"{mean:.5g} +- {margin:.2g}, expected {expected:.5g}"
    assert margin <= within * abs(expected), f"too few replications: {told}"
    assert abs(mean - expected) <= margin, told


def assert_same_mean(ours: Sequence[float], theirs: Sequence[float], within: float) -> None:
    """Two sets of replications have means within 4 joint standard errors, which are at most `within` of them."""
    difference = float(np.mean(ours) - np.mean(theirs))
    margin = STANDARD_ERRORS * float(np.hypot(standard_error(ours), standard_error(theirs)))
    told = f"{np.mean(ours):.5g} and {np.mean(theirs):.5g} +- {margin:.2g}"
    assert margin <= within * abs(float(np.mean(theirs))), f"too few replications: {told}"
    assert abs(difference) <= margin, told


def standard_error(figures: Sequence[float]) -> float:
    """Of the mean of independent figures."""
    return float(np.std(figures, ddof=1) / np.sqrt(len(figures)))
