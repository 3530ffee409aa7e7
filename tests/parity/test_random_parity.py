"""Both engines on two thousand random models, and on models that a guard must stop: the same log, row for row.

A failure tells the smallest model found that shows it, as Python, and the command that runs the whole again.
"""

from __future__ import annotations

import pytest

from tests.parity.campaign import compare_models
from tests.parity.engines import pair

MODELS, AT_ONCE = 2000, 50
FAULTY = 180


@pytest.mark.parametrize("first", range(0, MODELS, AT_ONCE))
def test_engines_agree_on_random_models(first: int) -> None:
    tally = compare_models(range(first, first + AT_ONCE), pair())
    assert tally.models == AT_ONCE
    assert tally.rows > tally.events > 20 * AT_ONCE
    assert not tally.mismatches, "\n\n".join(tally.mismatches)


@pytest.mark.parametrize("first", range(0, FAULTY, 60))
def test_engines_are_stopped_by_the_same_guard_over_the_same_person(first: int) -> None:
    tally = compare_models(range(first, first + 60), pair(), "faulty_model")
    assert tally.stopped > 45
    assert not tally.mismatches, "\n\n".join(tally.mismatches)


@pytest.mark.parametrize(("seed", "replication"), [(0, 5), (2**63 - 1, 0), (2**40 + 3, 2**33)])
def test_engines_agree_on_any_luck(seed: int, replication: int) -> None:
    """Seeds and replications beyond 32 bits too."""
    tally = compare_models(range(20), pair(seed, replication))
    assert not tally.mismatches, "\n\n".join(tally.mismatches)
