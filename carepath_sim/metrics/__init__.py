"""Metrics: figures that are functions of an `EventLog`, each with its unit, direction and definition.

Read in this order: `spells` and `intervals` (the log as tables), `reading` (one log with
all of them), `registry` (what a metric is), then the figures in `population`,
`stability`, `survival`, `sufficiency`, `workforce` and `cost`, the charts' `series`, and
`uncertainty` (what may be said about a difference).
"""

from __future__ import annotations

from carepath_sim.metrics import cost, population, stability, sufficiency, workforce
from carepath_sim.metrics.reading import Reading, Window
from carepath_sim.metrics.registry import ALL, METRICS, Metric, headlines, measure, metric

__all__ = [
    "ALL",
    "METRICS",
    "Metric",
    "Reading",
    "Window",
    "cost",
    "headlines",
    "measure",
    "metric",
    "population",
    "stability",
    "sufficiency",
    "workforce",
]
