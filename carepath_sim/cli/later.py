"""Modules a command loads when it first uses them: a file with a slip needs no tables, a preview no frames."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType
from typing import TYPE_CHECKING

__all__ = [
    "agreeing",
    "building",
    "circumstances",
    "comparing",
    "keeping",
    "preview_page",
    "preview_table",
    "store",
    "study",
    "table",
    "validating",
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
    from carepath_sim.report import preview_page, preview_table
else:
    building = _later("carepath_sim.build")
    circumstances, comparing, agreeing, store, study = (
        _later(f"carepath_sim.experiments.{name}") for name in ("circumstances", "compare", "parity", "store", "study")
    )
    preview_page, preview_table = (_later(f"carepath_sim.report.{name}") for name in ("preview_page", "preview_table"))
    keeping, table, validating = (
        _later(f"carepath_sim.calibration.{name}") for name in ("keeping", "table", "validate")
    )
