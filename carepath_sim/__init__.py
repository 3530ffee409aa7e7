"""Discrete-event simulation of young people's pathways through care, for councils in England.

From a file to an answer::

    from carepath_sim import Study, build, compare, load, resolve

    studies = []
    for path in ("scenarios/baseline.yaml", "scenarios/hub.yaml"):
        resolved = resolve(load(path))
        studies.append(Study(resolved.name, *build(resolved)))
    print(*compare(studies, replications=10).findings, sep="\\n")
"""

from carepath_sim.build import build
from carepath_sim.engines.reference import simulate
from carepath_sim.errors import BadInput, CarepathError, ModelFault, Problem, ResourceError, UsageError
from carepath_sim.eventlog import EventLog, first_difference
from carepath_sim.experiments.compare import Comparison, compare
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
    "build",
    "compare",
    "first_difference",
    "load",
    "resolve",
    "run",
    "simulate",
    "with_values",
]
