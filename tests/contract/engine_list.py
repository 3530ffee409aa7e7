"""The engines that the contract is asked of; another is one more entry."""

from __future__ import annotations

from collections.abc import Callable

from carepath_sim.engines import compiled, reference
from carepath_sim.eventlog import EventLog
from carepath_sim.model import Model

ENGINES: dict[str, Callable[[Model, int, int], EventLog]] = {
    "reference": reference.simulate,
    "compiled": compiled.simulate,
}
"""Without numba the functions of the compiled engine run in the interpreter, and must say the same."""
