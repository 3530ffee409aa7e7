"""Both engines run by themselves where there is no compiler, and give the same log there."""

from __future__ import annotations

import hashlib

from carepath_sim.engines import compiled, reference
from carepath_sim.eventlog import COLUMNS
from tests.architecture.python_process import BARE_PACKAGE, python
from tests.laws.busy_council import busy_council

WITHOUT_NUMBA = "sys.modules['numba'] = None\n"
"""The interpreter raises ImportError wherever a blocked module is imported."""
PRINT_LOG = "from tests.architecture.test_engine_alone import digest\nprint(digest())\n"


def digest() -> str:
    """A hash of every row and person of a busy council's logs."""
    found = hashlib.sha256()
    for engine in (reference, compiled):
        log = engine.simulate(busy_council(1), 5, 2)
        assert len(log) > 1000
        for column in [*(getattr(log, name) for name in COLUMNS), *log.people.values()]:
            found.update(column.tobytes())
    return found.hexdigest()


def test_the_log_is_the_same_without_numba() -> None:
    assert python(BARE_PACKAGE + WITHOUT_NUMBA + PRINT_LOG).strip() == digest()


def test_the_log_does_not_depend_on_the_hash_seed_of_the_interpreter() -> None:
    """Sets and dictionaries of objects must decide nothing."""
    logs = {python(BARE_PACKAGE + PRINT_LOG, PYTHONHASHSEED=seed).strip() for seed in ("1", "2")}
    assert logs == {digest()}
