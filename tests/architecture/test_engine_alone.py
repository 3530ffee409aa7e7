"""The reference engine runs where there is no compiler, and gives the same log there."""

from __future__ import annotations

from tests.architecture.python_process import python

PRINT_LOG = """
import hashlib
from carepath_sim.engines.reference import simulate
from carepath_sim.eventlog import COLUMNS
from tests.laws.busy_council import busy_council
log = simulate(busy_council(1), 5, 2)
digest = hashlib.sha256()
for column in [*(getattr(log, name) for name in COLUMNS), *log.people.values()]:
    digest.update(column.tobytes())
print(len(log), digest.hexdigest())
"""
WITHOUT_NUMBA = "import sys; sys.modules['numba'] = None\n"
"""The interpreter raises ImportError wherever a blocked module is imported."""


def test_the_log_is_the_same_without_numba() -> None:
    with_numba, without = python(PRINT_LOG), python(WITHOUT_NUMBA + PRINT_LOG)
    assert int(without.split()[0]) > 1000
    assert without == with_numba


def test_the_log_does_not_depend_on_the_hash_seed_of_the_interpreter() -> None:
    """Sets and dictionaries of objects must decide nothing."""
    assert python(PRINT_LOG, PYTHONHASHSEED="1") == python(PRINT_LOG, PYTHONHASHSEED="2")
