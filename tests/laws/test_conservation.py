"""People, places and workers are neither made nor lost, as the log alone shows."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from carepath_sim.eventlog import CONTINUED, ENTERED, KINDS, LEFT, MOVED, PRESENT
from carepath_sim.experiments.engines import simulate
from tests.laws.busy_council import busy_council
from tests.laws.ledger import Ledger
from tests.theory.agreement import SEED

COUNCILS = range(5)


@pytest.mark.parametrize("numbers", COUNCILS)
def test_every_row_is_allowed_by_the_rows_before_it(numbers: int) -> None:
    model = busy_council(numbers)
    log = simulate(model, SEED, numbers)
    books = Ledger.of(model, log)
    assert len(books.came) == len(books.lives) + len(books.gone)
    assert books.came == log.people["person"].tolist()


@pytest.mark.parametrize("numbers", COUNCILS)
def test_numbers_by_setting_are_arrivals_less_departures(numbers: int) -> None:
    model = busy_council(numbers)
    log = simulate(model, SEED, numbers)
    here = np.zeros(len(model.settings), dtype=int)
    for kinds, settings, sign in (
        ((PRESENT, ENTERED), log.a, 1),
        ((MOVED, CONTINUED), log.b, 1),
        ((MOVED, CONTINUED, LEFT), log.a, -1),
    ):
        np.add.at(here, settings[log.where(*kinds)], sign)
    living = Counter(Ledger.of(model, log).lives.values())
    assert here.tolist() == [living[setting] for setting in range(len(model.settings))]


def test_the_councils_above_meet_every_kind_of_row() -> None:
    """What the laws are tried on would otherwise say little."""
    seen: Counter[int] = Counter()
    for numbers in COUNCILS:
        seen.update(simulate(busy_council(numbers), SEED, numbers).kind.tolist())
    assert [name for kind, name in enumerate(KINDS) if seen[kind] == 0] == []
