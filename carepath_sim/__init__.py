"""Discrete-event simulation of young people's pathways through care, for councils in England.

From a file to an answer::

    from carepath_sim import Study, build_model, compare, load, resolve

    studies = []
    for path in ("scenarios/baseline.yaml", "scenarios/hub.yaml"):
        resolved = resolve(load(path))
        studies.append(Study(resolved.name, *build_model(resolved)))
    for finding in compare(studies, replications=10).findings:
        print(finding)

Each name is imported when it is first used, so that a worker process that only runs an
engine loads no more than that.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from carepath_sim.build import build_model
    from carepath_sim.errors import BadInput, CarepathError, ModelFault, Problem, ResourceError, UsageError
    from carepath_sim.eventlog import EventLog, first_difference
    from carepath_sim.experiments.compare import Comparison, compare
    from carepath_sim.experiments.engines import simulate
    from carepath_sim.experiments.run import Run, run
    from carepath_sim.experiments.study import Study
    from carepath_sim.model import Model, Prices
    from carepath_sim.scenario import Resolved, Scenario, load, resolve, with_values

__all__ = [
    "BadInput",
    "CarepathError",
    "Comparison",
    "EventLog",
    "Model",
    "ModelFault",
    "Prices",
    "Problem",
    "Resolved",
    "ResourceError",
    "Run",
    "Scenario",
    "Study",
    "UsageError",
    "build_model",
    "compare",
    "first_difference",
    "load",
    "resolve",
    "run",
    "simulate",
    "with_values",
]

_HOMES = {
    "build": ("build_model",),
    "errors": ("BadInput", "CarepathError", "ModelFault", "Problem", "ResourceError", "UsageError"),
    "eventlog": ("EventLog", "first_difference"),
    "experiments.compare": ("Comparison", "compare"),
    "experiments.engines": ("simulate",),
    "experiments.run": ("Run", "run"),
    "experiments.study": ("Study",),
    "model": ("Model", "Prices"),
    "scenario": ("Resolved", "Scenario", "load", "resolve", "with_values"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name from where it lives, once."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_HOME_OF[name]}")
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
