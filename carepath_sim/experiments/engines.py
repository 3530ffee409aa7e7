"""Which engine runs a model: by name, or whichever suits this machine."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import numpy as np

from carepath_sim.errors import UsageError
from carepath_sim.eventlog import EventLog
from carepath_sim.model import Model

ENGINES = {
    "compiled": "carepath_sim.engines.compiled",
    "reference": "carepath_sim.engines.reference",
}
"""Where each engine lives; it is imported when a run needs it."""
AUTO = "auto"

Simulate = Callable[[Model, int, int], EventLog]


def chosen(name: str) -> str:
    """The engine that a name stands for: `auto` is the compiled one where numba is there and not switched off.

    Raises UsageError if there is no engine of that name, or numba is missing for the compiled one.
    """
    if name not in (AUTO, *ENGINES):
        raise UsageError(f"there is no engine called {name}; there is {', '.join([AUTO, *ENGINES])}")
    if name == "reference":
        return name
    from carepath_sim.engines.compiled import compiling

    if name == AUTO:
        return "compiled" if compiling.COMPILES else "reference"
    if not compiling.has_numba():
        raise UsageError(
            "the compiled engine needs numba, which is not installed here: run `pip install numba`. "
            "The reference engine needs no compiler, and gives the same results"
        )
    return name


def engine_named(name: str) -> Simulate:
    """The `simulate` of the engine that a name stands for. Raises UsageError as `chosen` does."""
    found: Simulate = import_module(ENGINES[chosen(name)]).simulate
    return found


def simulate(model: Model, seed: int, replication: int, engine: str = AUTO) -> EventLog:
    """Run one replication of a model and return everything that happened in it.

    `seed` and `replication` are whole numbers of 0 or more; the same three arguments give
    the same log for ever, whatever the engine. Raises ModelFault if a guard of the contract
    is broken, UsageError for other numbers and as `chosen` does.
    """
    for name, number in (("seed", seed), ("replication", replication)):
        if not isinstance(number, (int, np.integer)) or number < 0:
            raise UsageError(f"the {name} must be a whole number of 0 or more, not {number}")
    seed, replication = int(seed), int(replication)
    return engine_named(engine)(model, seed, replication)


def make_ready(name: str) -> None:
    """Compile now what an engine needs compiled, or fetch what an earlier run has left; may be interrupted."""
    if chosen(name) == "compiled":
        from carepath_sim.engines.compiled import compiling

        compiling.prepare()


def notice(name: str) -> str | None:
    """What to tell somebody who will wait: for the compiler, or for an engine that has none. Else None."""
    if name == "reference":
        return None
    engine = chosen(name)
    from carepath_sim.engines.compiled import compiling

    if engine == "reference":
        missing = "is switched off" if compiling.has_numba() else "is not installed"
        return f"numba {missing}: the reference engine runs instead, a hundred times slower and with the same results."
    if not compiling.COMPILES:
        return "numba is switched off: the compiled engine's functions run in the interpreter."
    if compiling.is_cached():
        return None
    if compiling.cache_folder() is None:
        return (
            "Compiling the simulation: about 20 seconds, and again at each run, because no folder to keep the code in "
            f"can be written. {compiling.CACHE_VARIABLE} names another."
        )
    return "Compiling the simulation for this machine: this happens once and takes about 20 seconds."
