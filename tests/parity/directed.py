"""The directed checks of each rule of the contract, to be asked of an engine that may be wrong."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType

from carepath_sim.errors import CarepathError
from tests.contract import test_addresses, test_arrivals, test_fine_points, test_guards
from tests.contract.case_file import Case, one_spaced, read_case
from tests.contract.plain_log import plain
from tests.contract.small_model import small_model
from tests.contract.test_micro_scenarios import FILES, SEEDS
from tests.parity.mutants import Simulate

MODULES: tuple[ModuleType, ...] = (test_addresses, test_arrivals, test_fine_points, test_guards)
Check = Callable[[Simulate], None]


def checks(rule: int) -> dict[str, Check]:
    """By name, every micro-scenario that shows a rule, and every named test of it."""
    found: dict[str, Check] = {}
    for name, case in _cases().items():
        if str(rule) in {re.match(r"\d+", each).group() for each in case.rules}:  # type: ignore[union-attr]
            found[name] = lambda simulate, case=case: _agrees(case, simulate)  # type: ignore[misc]
    for module in MODULES:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith(f"test_rule_{rule}_"):
                found[name] = function
    return found


def caught_by(rule: int, simulate: Simulate) -> Iterator[str]:
    """Names of the checks of a rule that an engine does not pass."""
    for name, check in checks(rule).items():
        try:
            check(simulate)
        except (AssertionError, CarepathError, LookupError, ValueError):
            yield name
        except BaseException as failure:
            if type(failure).__name__ != "Failed":  # what pytest.raises raises where nothing was raised
                raise
            yield name


@cache
def _cases() -> dict[str, Case]:
    return {path.stem: read_case(path) for path in FILES}


def _agrees(case: Case, simulate: Simulate) -> None:
    model = small_model(case.description)
    for seed, replication in SEEDS:
        log = simulate(model, seed, replication)
        assert [one_spaced(line) for line in plain(log)] == case.expected
        assert case.events in (None, log.events)
