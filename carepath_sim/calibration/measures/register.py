"""The register of measures, and what several of them share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from carepath_sim.calibration.view import Ages, View
from carepath_sim.metrics.registry import ALL, METRICS
from carepath_sim.model import Floats

Measure = Callable[..., Floats]
M = TypeVar("M", bound=Measure)

MEASURES: dict[str, Measure] = {}
"""Every measure by name, as published.yaml names it."""


def measure(function: M) -> M:
    """Register a measure under its own name. Raises ValueError if the name is taken."""
    if function.__name__ in MEASURES:
        raise ValueError(f"two measures are called {function.__name__}")
    MEASURES[function.__name__] = function
    return function


def ages_of(band: str) -> Ages:
    """First and last completed age of a band such as `10 to 15`."""
    first, last = band.split(" to ")
    return int(first), int(last)


def metric_in_window(view: View, name: str, setting: str = ALL) -> Floats:
    """A metric of the report in the window of a view: [runs]."""
    values = METRICS[name].function(view.reading)
    return (values[setting] if isinstance(values, Mapping) else values)[:, 0]
