"""The addressed draws of the contract, worked out once more for tests to compare engines with."""

from __future__ import annotations

from math import ceil

import pytest

from carepath_sim.clock import DAY
from carepath_sim.draws import threshold, uniform
from carepath_sim.eventlog import EventLog
from tests.contract.engine_list import ENGINES

SEED, REPLICATION = 903, 4
engines = pytest.mark.parametrize("simulate", ENGINES.values(), ids=list(ENGINES))


def amount(stream: int, identity: int, occasion: int) -> float:
    """The unit-exponential threshold at an address of these tests' seed and replication."""
    return threshold(uniform(SEED, REPLICATION, stream, identity, occasion))


def after(start: int, stream: int, identity: int, occasion: int, rate_per_day: float) -> int:
    """When a clock of constant rate rings, as the contract has it: a minute later at least."""
    return start + max(1, ceil(amount(stream, identity, occasion) * DAY / rate_per_day))


def rows(log: EventLog, *kinds: int) -> list[dict[str, int]]:
    """The rows of some kinds, as mappings."""
    names = ("tick", "kind", "person", "a", "b", "cause")
    return [{name: int(getattr(log, name)[row]) for name in names} for row in log.where(*kinds)]
