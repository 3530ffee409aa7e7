"""How each published figure is measured in simulated lives: a function a measure, under the name published.yaml uses.

A measure takes a `View` (logs of several runs, one window of time, the family of each
setting) and gives a number for each run. Its docstring is its definition. Where a metric
of the report has the same definition, it is that metric.
"""

from __future__ import annotations

from carepath_sim.calibration.measures import coming_back, leavers, people, placements, spending, workers
from carepath_sim.calibration.measures.register import MEASURES, Measure, ages_of, measure

__all__ = [
    "MEASURES",
    "Measure",
    "ages_of",
    "coming_back",
    "leavers",
    "measure",
    "people",
    "placements",
    "spending",
    "workers",
]
