"""Which engine runs a model: by name, or whichever suits this machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

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
    if name == AUTO:
        return "compiled" if _has_numba() and os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0") else "reference"
    if name not in ENGINES:
        raise UsageError(f"there is no engine called {name}; there is {', '.join([AUTO, *ENGINES])}")
    if name == "compiled" and not _has_numba():
        raise UsageError(
            "the compiled engine needs numba, which is not installed here: run `pip install numba`, or leave out "
            "--engine for the engine that needs no compiler"
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
    is broken, UsageError as `chosen` does.
    """
    return engine_named(engine)(model, seed, replication)


def notice(name: str) -> str | None:
    """What to tell somebody who waits: the first run compiles, if no earlier one has left its code. Else None."""
    if chosen(name) != "compiled":
        return None
    from carepath_sim.engines.compiled import compiling

    if not compiling.COMPILES or compiling.is_cached():
        return None
    if compiling.cache_folder() is None:
        return (
            "Compiling the simulation: about 15 seconds, and again at each run, because no folder to keep the code in "
            f"can be written. {compiling.CACHE_VARIABLE} names another."
        )
    return "Compiling the simulation for this machine: this happens once and takes about 15 seconds."


def _has_numba() -> bool:
    try:
        return find_spec("numba") is not None
    except ValueError:  # blocked: None stands in the table of modules
        return False
