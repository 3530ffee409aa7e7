"""Figures over time for charts: functions of a reading that give values at every seventh midnight, [runs, weeks].

Adding a series is adding one decorated function. The values of a kind stand under names:
settings, limited pools, or age bands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from carepath_sim.metrics.ages import AGE_BANDS
from carepath_sim.metrics.reading import Reading
from carepath_sim.metrics.registry import ALL
from carepath_sim.model import Ints

Series = Callable[[Reading], Mapping[str, Ints]]
F = TypeVar("F", bound=Series)

SERIES: dict[str, Series] = {}
"""Every series by kind, in the order of declaration."""

STEP_DAYS = 7
"""Every seventh midnight, the first of the study included."""


def series(function: F) -> F:
    """Register a series under its function's name."""
    if function.__name__ in SERIES:
        raise ValueError(f"two series are called {function.__name__}")
    SERIES[function.__name__] = function
    return function


def collect(reading: Reading) -> tuple[list[tuple[str, str]], Ints]:
    """Every registered series, by kind and name: the keys, and values [runs, keys, weeks]."""
    found = {(kind, name): values for kind, function in SERIES.items() for name, values in function(reading).items()}
    return list(found), np.stack(list(found.values()), axis=1)


@series
def people(reading: Reading) -> dict[str, Ints]:
    """Young people in each setting."""
    return _named(reading.words.settings, reading.people_by_week)


@series
def looked_after(reading: Reading) -> dict[str, Ints]:
    """Young people looked after, all and by age band."""
    found = {ALL: reading.people_by_week[:, reading.words.is_looked_after].sum(axis=1)}
    for band in AGE_BANDS:
        periods = reading.periods_at_age(band)
        found[band] = reading.count_by_week(np.zeros_like(periods.run), 1, periods)[:, 0]
    return found


@series
def occupied(reading: Reading) -> dict[str, Ints]:
    """Occupied places of the limited pools."""
    people, words = reading.people_by_week, reading.words
    found = np.zeros((reading.n_runs, len(words.pools), reading.n_weeks), dtype=np.int64)
    for setting, pool in enumerate(words.setting_pool):
        found[:, pool] += people[:, setting]
    return _limited(reading, found)


@series
def open(reading: Reading) -> dict[str, Ints]:  # noqa: A001  the kind's name in the results
    """Open places of the limited pools."""
    steps = reading.pools
    return _limited(reading, reading.count_by_week(steps.pool, len(reading.words.pools), steps, steps.open))


@series
def waiting(reading: Reading) -> dict[str, Ints]:
    """Young people waiting for a place in each limited pool."""
    waits = reading.waits
    return _limited(reading, reading.count_by_week(waits.what, len(reading.words.pools), waits))


def _limited(reading: Reading, values: Ints) -> dict[str, Ints]:
    """The values of the limited pools by name, of values [runs, L, weeks]."""
    limited = np.flatnonzero(reading.words.is_limited)
    return _named([reading.words.pools[pool] for pool in limited], values[:, limited])


def _named(names: Sequence[str], values: Ints) -> dict[str, Ints]:
    """Values by kind, [runs, kinds, weeks], as a mapping from names to values by run and week."""
    return dict(zip(names, values.swapaxes(0, 1), strict=True))
