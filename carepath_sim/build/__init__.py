"""From a resolved scenario to the `Model` an engine runs and the `Prices` its log is read with."""

from __future__ import annotations

from carepath_sim.build.tables import build_model

__all__ = ["build_model"]
