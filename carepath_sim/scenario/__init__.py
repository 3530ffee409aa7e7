"""Scenario files: read them, make them complete, and say everything that is wrong with them in one pass."""

from __future__ import annotations

from carepath_sim.scenario.editors import json_schema
from carepath_sim.scenario.load import Scenario, load
from carepath_sim.scenario.resolve import from_yaml, resolve, resolve_all
from carepath_sim.scenario.resolved import ParameterRow, Resolved
from carepath_sim.scenario.vary import with_values

__all__ = [
    "ParameterRow",
    "Resolved",
    "Scenario",
    "from_yaml",
    "json_schema",
    "load",
    "resolve",
    "resolve_all",
    "with_values",
]
