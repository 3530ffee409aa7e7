"""Modules a command loads when it first uses them: a file with a slip needs no tables, a preview no frames."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType
from typing import TYPE_CHECKING

__all__ = [
    "agreeing",
    "analyses",
    "building",
    "circumstances",
    "comparing",
    "forecasts",
    "keeping",
    "laboratories",
    "levels",
    "merging",
    "planning",
    "preview_page",
    "preview_table",
    "requests",
    "search_folder",
    "search_page",
    "searching",
    "sensitivities",
    "sensitivity_folder",
    "sensitivity_page",
    "store",
    "stores",
    "study",
    "sweep_file",
    "sweep_page",
    "sweep_schema",
    "sweeps",
    "table",
    "validating",
    "vary_options",
    "wishes",
]


def _later(name: str) -> ModuleType:
    """A module that is loaded when it is first used."""
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if TYPE_CHECKING:
    from carepath_sim import build as building
    from carepath_sim.calibration import keeping, table
    from carepath_sim.calibration import validate as validating
    from carepath_sim.experiments import circumstances, store, study
    from carepath_sim.experiments import compare as comparing
    from carepath_sim.experiments import parity as agreeing
    from carepath_sim.experiments.designs import planning, sweep_file, sweep_schema, vary_options
    from carepath_sim.experiments.designs import request as requests
    from carepath_sim.experiments.laboratory import laboratory as laboratories
    from carepath_sim.experiments.laboratory import store as stores
    from carepath_sim.experiments.search import asking as wishes
    from carepath_sim.experiments.search import folder as search_folder
    from carepath_sim.experiments.search import levels
    from carepath_sim.experiments.search import study as searching
    from carepath_sim.experiments.sensitivity import folder as sensitivity_folder
    from carepath_sim.experiments.sensitivity import keeping as analyses
    from carepath_sim.experiments.sensitivity import study as sensitivities
    from carepath_sim.experiments.sweeps import forecast as forecasts
    from carepath_sim.experiments.sweeps import merging
    from carepath_sim.experiments.sweeps import sweep as sweeps
    from carepath_sim.report import preview_page, preview_table
    from carepath_sim.report.experimenting import search_page, sensitivity_page, sweep_page
else:
    building = _later("carepath_sim.build")
    circumstances, comparing, agreeing, store, study = (
        _later(f"carepath_sim.experiments.{name}") for name in ("circumstances", "compare", "parity", "store", "study")
    )
    preview_page, preview_table = (_later(f"carepath_sim.report.{name}") for name in ("preview_page", "preview_table"))
    keeping, table, validating = (
        _later(f"carepath_sim.calibration.{name}") for name in ("keeping", "table", "validate")
    )
    planning, requests, sweep_file, sweep_schema, vary_options = (
        _later(f"carepath_sim.experiments.designs.{name}")
        for name in ("planning", "request", "sweep_file", "sweep_schema", "vary_options")
    )
    laboratories, stores = (_later(f"carepath_sim.experiments.laboratory.{name}") for name in ("laboratory", "store"))
    forecasts, merging, sweeps = (
        _later(f"carepath_sim.experiments.sweeps.{name}") for name in ("forecast", "merging", "sweep")
    )
    levels, search_folder, searching, wishes = (
        _later(f"carepath_sim.experiments.search.{name}") for name in ("levels", "folder", "study", "asking")
    )
    analyses, sensitivity_folder, sensitivities = (
        _later(f"carepath_sim.experiments.sensitivity.{name}") for name in ("keeping", "folder", "study")
    )
    search_page, sensitivity_page, sweep_page = (
        _later(f"carepath_sim.report.experimenting.{name}")
        for name in ("search_page", "sensitivity_page", "sweep_page")
    )
