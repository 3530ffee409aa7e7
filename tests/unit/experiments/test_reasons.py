"""The changes given as reasons are the whole difference, each part of it once."""

from __future__ import annotations

from dataclasses import fields

import pytest

from carepath_sim.experiments.compare import compare
from carepath_sim.experiments.reasons import changes
from carepath_sim.metrics.uncertainty import Difference
from tests.unit.experiments.small_studies import small_study


@pytest.mark.parametrize("model_seed", [13, 22, 28])
def test_changes_sum_to_the_difference_in_cost(model_seed: int) -> None:
    plain = small_study("plain", model_seed)
    quieter = small_study("quieter", model_seed, entry_rate=plain.model.entry_rate * 0.3)
    rows = compare([plain, quieter], replications=3, seed=1, workers=1).comparison.query("period == 'all'")
    found = {
        (row.metric, row.setting): Difference(*(getattr(row, item.name) for item in fields(Difference)))
        for row in rows.itertuples()
    }
    total = found["cost", "all"].difference
    assert total != 0
    assert sum(change.difference for change in changes(found, str)) == pytest.approx(total)


def test_a_setting_and_its_team_are_one_change_with_bounds_that_are_not_too_narrow() -> None:
    row = Difference(0.0, 10.0, 10.0, 4.0, 16.0, 0.0, 0.0, 0.5, True, 5)
    [change] = changes({("cost_by_setting", "hub"): row, ("cost_by_team", "hub"): row}, str.title)
    assert (change.name, change.difference, change.low, change.high) == ("hub and its team", 20.0, 8.0, 32.0)
