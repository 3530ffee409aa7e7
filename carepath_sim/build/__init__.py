"""From a resolved scenario to the `Model` an engine runs and the `Prices` its log is read with."""

from __future__ import annotations

from carepath_sim.build.tables import assemble as build

__all__ = ["build"]
