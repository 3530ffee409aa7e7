"""The register of metrics: a figure is a function, with its unit, its direction and its definition in words.

Adding a metric is adding one decorated function to a module of this package::

    @metric("Entries to care", unit="entries", better="neither", principle="service", absent=0.0)
    def entries(reading: Reading) -> Floats:
        "Times a young person became looked after."
        periods = reading.periods
        return reading.count(periods.run[periods.began], periods.start[periods.began])

The docstring is the definition, printed wherever the figure is. A metric returns a number
for each run and window of the reading, [runs, windows], or such numbers for each setting,
pool, team, age band or cost heading. A number that is not defined (nobody to count, no
place to fill) is NaN, never 0. No figure of a run may depend on the runs read with it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import nan
from typing import Literal, TypeVar

import numpy as np

from carepath_sim.metrics.reading import Reading
from carepath_sim.model import Floats

Better = Literal["lower", "higher", "neither"]
Principle = Literal["non_discrimination", "best_interests", "life_survival_and_development", "participation", "service"]
"""A general principle of the UN Convention on the Rights of the Child, or none: about the `service` and its money.

They are explained in `catalogue/outcomes.yaml`, with what no figure here can see.
"""
Values = Floats | Mapping[str, Floats]
Measure = Callable[[Reading], Values]
F = TypeVar("F", bound=Measure)

ALL = "all"
"""The setting of a figure that is not split, and the period of the whole study."""


@dataclass(frozen=True)
class Metric:
    """What a figure is, beside the function that works it out.

    `principle` says which right of young people it speaks to, if any.
    `tolerance` (a share of the larger mean) and `floor` (in the unit) say when a
    difference counts as precise: see `uncertainty.PRECISE`.
    `absent` stands where a scenario has no such setting: 0 for what can be counted, NaN for a ratio.
    """

    name: str
    label: str
    unit: str
    better: Better
    principle: Principle
    definition: str
    function: Measure
    headline: bool = False
    needs_prices: bool = False
    absent: float = nan
    tolerance: float = 0.10
    floor: float = 0.0


METRICS: dict[str, Metric] = {}
"""Every metric by name, in the order in which the modules of the package declare them."""


def metric(
    label: str,
    *,
    unit: str,
    better: Better,
    principle: Principle,
    note: str = "",
    headline: bool = False,
    needs_prices: bool = False,
    absent: float = nan,
    tolerance: float = 0.10,
    floor: float = 0.0,
) -> Callable[[F], F]:
    """Register a function under its own name; its docstring, and a `note` shared by several, are the definition.

    Raises ValueError if the name is taken or there is no docstring.
    """

    def register(function: F) -> F:
        name = function.__name__
        if name in METRICS:
            raise ValueError(f"two metrics are called {name}")
        definition = " ".join(f"{function.__doc__ or ''} {note}".split())
        # Python leaves docstrings out under -OO; figures are then right and their definitions short.
        if not function.__doc__ and sys.flags.optimize < 2:
            raise ValueError(f"the metric {name} has no docstring to define it")
        METRICS[name] = Metric(
            name, label, unit, better, principle, definition, function, headline, needs_prices, absent, tolerance, floor
        )
        return function

    return register


Key = tuple[str, str, str]
"""Period, setting and metric: what one number is the value of."""


def tabulate(reading: Reading) -> tuple[list[Key], Floats]:
    """Every registered metric, for the whole study and for each whole year of it: the keys, and values [runs, keys].

    Metrics of money are left out if the reading has no prices.
    """
    keys: list[Key] = []
    columns = []
    for item in METRICS.values():
        if item.needs_prices and reading.prices is None:
            continue
        values = item.function(reading)
        split = values if isinstance(values, Mapping) else {ALL: values}
        keys += [(window.name, setting, item.name) for window in reading.windows for setting in split]
        # A study without limited pools has none to split by.
        found = np.array(list(split.values())).reshape(-1, reading.n_runs, len(reading.windows))
        columns.append(found.transpose(1, 2, 0).reshape(reading.n_runs, -1))
    return keys, np.concatenate(columns, axis=1)


def measure(reading: Reading) -> dict[Key, float]:
    """Every registered metric of one log, by its key. Raises ValueError if the reading is of several."""
    if reading.n_runs != 1:
        raise ValueError(f"there are {reading.n_runs} logs to measure at once: tabulate them")
    keys, values = tabulate(reading)
    return dict(zip(keys, values[0].tolist(), strict=True))


def headlines() -> list[Metric]:
    """The metrics a comparison is judged by, in order."""
    return [item for item in METRICS.values() if item.headline]
