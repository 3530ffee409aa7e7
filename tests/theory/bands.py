"""Lengths of stay as hazards that are constant within bands, made here from scipy's closed forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import exp, log

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from carepath_sim.clock import DAY

EDGES = (0, 1, 3, 7, 14, 28, 60, 100, 150, 220, 300, 400, 550, 730, 1000, 1400, 2000, 3000, 5000)
"""Days; close together where these hazards bend most."""

SHAPES = {
    "weibull, falling": stats.weibull_min(0.58, scale=200.0),
    "weibull, rising": stats.weibull_min(1.7, scale=150.0),
    "log-normal": stats.lognorm(0.9, scale=120.0),
    "gamma": stats.gamma(0.6, scale=250.0),
}
"""Lengths of stay in days."""


@dataclass(frozen=True)
class Banded:
    """A length of stay whose survival at every edge is that of `survival`."""

    survival: Callable[[float], float]
    edges: tuple[int, ...] = EDGES

    @property
    def ticks(self) -> list[int]:
        return [edge * DAY for edge in self.edges]

    @cached_property
    def rates(self) -> NDArray[np.float64]:
        """Per day, one a band; the last band goes on for ever at the rate of the one before."""
        known = [log(self.survival(a) / self.survival(b)) / (b - a) for a, b in pairwise(self.edges)]
        return np.array([*known, known[-1]])

    @property
    def per_day(self) -> NDArray[np.float64]:
        """The same, ready to stand in [group, age band, duration band, piece]."""
        return self.rates[:, None]

    def at(self, days: float) -> float:
        """Survival of the banded stay itself."""
        upper = np.array([*self.edges[1:], np.inf])
        inside = np.clip(days - np.array(self.edges), 0.0, upper - np.array(self.edges))
        return exp(-float((inside * self.rates).sum()))

    def area(self, since: float, until: float) -> float:
        """Days lived between two durations: the integral of survival, band by band in closed form."""
        total, cuts = 0.0, sorted({since, until, *(edge for edge in self.edges if since < edge < until)})
        for a, b in pairwise(cuts):
            rate = float(self.rates[np.searchsorted(self.edges, a, side="right") - 1])
            total += (self.at(a) - self.at(b)) / rate
        return total

    @property
    def mean(self) -> float:
        """Days."""
        return self.area(0.0, self.edges[-1]) + self.at(self.edges[-1]) / float(self.rates[-1])
