"""Figures over time for charts: each a function of a reading that gives values at every seventh midnight.

Adding a series is adding one decorated function. The values of a kind stand under names:
settings, limited pools, or age bands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import numpy as np

from carepath_sim.metrics.reading import AGE_BANDS, Reading
from carepath_sim.metrics.registry import ALL
from carepath_sim.model import Ints

Series = Callable[[Reading], Mapping[str, Ints]]
F = TypeVar("F", bound=Series)

SERIES: dict[str, Series] = {}
"""Every series by kind, in the order of declaration."""

STEP_DAYS = 7


def series(function: F) -> F:
    """Register a series under its function's name."""
    if function.__name__ in SERIES:
        raise ValueError(f"two series are called {function.__name__}")
    SERIES[function.__name__] = function
    return function


def days(n_midnights: int) -> Ints:
    """The midnights of a series, in days after the start."""
    return np.arange(0, n_midnights, STEP_DAYS)


def collect(reading: Reading) -> dict[tuple[str, str], Ints]:
    """Every registered series of one log, by kind and name."""
    at = days(reading.n_midnights)
    return {(kind, name): values[at] for kind, function in SERIES.items() for name, values in function(reading).items()}


@series
def people(reading: Reading) -> dict[str, Ints]:
    """Young people in each setting."""
    return dict(zip(reading.words.settings, reading.people_by_midnight, strict=True))


@series
def looked_after(reading: Reading) -> dict[str, Ints]:
    """Young people looked after, all and by age band."""
    periods = reading.periods
    found = {ALL: reading.people_by_midnight[reading.words.is_looked_after].sum(axis=0)}
    for band in AGE_BANDS:
        start, end = reading.in_age_band(band, periods.start, periods.end, periods.who)
        kept = end > start
        one_kind = np.zeros(int(kept.sum()), dtype=np.int64)
        found[band] = reading.count_by_midnight(one_kind, start[kept], end[kept], 1)[0]
    return found


@series
def occupied(reading: Reading) -> dict[str, Ints]:
    """Occupied places of the limited pools."""
    return _limited(reading, reading.occupied_by_midnight)


@series
def open(reading: Reading) -> dict[str, Ints]:  # noqa: A001  the kind's name in the results
    """Open places of the limited pools."""
    return _limited(reading, reading.open_by_midnight)


@series
def waiting(reading: Reading) -> dict[str, Ints]:
    """Young people waiting for a place in each limited pool."""
    waits = reading.waits
    return _limited(reading, reading.count_by_midnight(waits.what, waits.start, waits.end, len(reading.words.pools)))


def _limited(reading: Reading, table: Ints) -> dict[str, Ints]:
    return {name: table[pool] for pool, name in enumerate(reading.words.pools) if reading.words.is_limited[pool]}
