"""Metrics: figures that are functions of an `EventLog`, each with its unit, direction and definition.

Read in this order: `block` (the rows of several logs of one study), `spells` and
`intervals` (the same as tables), `windows` (what figures are given for), `reading` (a
block with all of it), `registry` (what a metric is), then the figures in `population`,
`stability`, `survival`, `equality`, `sufficiency`, `worst_days` and `workforce`; `spending` (what
is paid for) and the figures of money in `cost`, `worth` and `payers`, with `quarters` (when it is
paid); the charts' `series`, and `uncertainty` (what may be said about a difference).
"""

from __future__ import annotations

from carepath_sim.metrics import (
    cost,
    equality,
    payers,
    population,
    stability,
    sufficiency,
    workforce,
    worst_days,
    worth,
)
from carepath_sim.metrics.reading import Reading, Window
from carepath_sim.metrics.registry import ALL, METRICS, Metric, headlines, measure, metric, tabulate

__all__ = [
    "ALL",
    "METRICS",
    "Metric",
    "Reading",
    "Window",
    "cost",
    "equality",
    "headlines",
    "measure",
    "metric",
    "payers",
    "population",
    "stability",
    "sufficiency",
    "tabulate",
    "workforce",
    "worst_days",
    "worth",
]
