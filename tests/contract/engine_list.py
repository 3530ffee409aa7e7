"""The engines that the contract is asked of; a second one is one more entry."""

from __future__ import annotations

from collections.abc import Callable

from carepath_sim.engines import reference
from carepath_sim.eventlog import EventLog
from carepath_sim.model import Model

ENGINES: dict[str, Callable[[Model, int, int], EventLog]] = {"reference": reference.simulate}
