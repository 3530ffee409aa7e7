"""What the interval of a paired difference allows one to say: nothing differs only where it does so nowhere."""

from __future__ import annotations

import pytest

from carepath_sim.experiments.verdicts import COUNTS, is_nil
from carepath_sim.metrics import METRICS
from carepath_sim.metrics.uncertainty import paired

BALANCED = [0.0] * 96 + [1.0, 1.0, -1.0, -1.0]
"""Of mean, 10th and 90th percentile zero, and yet not the same in every replication."""


@pytest.mark.parametrize(
    ("differences", "expected"),
    [(BALANCED, False), ([0.0] * 100, True), ([0.0], True), ([1.0], False), ([float("nan")], True), ([], True)],
)
def test_nothing_differs_only_where_no_replication_does(differences: list[float], expected: bool) -> None:
    row = paired([5.0] * len(differences), [5.0 + each for each in differences], "lower")
    assert is_nil(row) == expected


def test_the_balanced_case_has_an_interval_and_no_percentiles() -> None:
    row = paired([0.0] * len(BALANCED), BALANCED, "lower")
    assert (row.difference, row.p10, row.p90) == (0, 0, 0)
    assert row.high == -row.low == pytest.approx(0.04, abs=0.001)


def test_the_number_behind_a_rate_is_a_measure_that_counts() -> None:
    assert len(COUNTS) == 6
    assert METRICS.keys() >= {*COUNTS, *COUNTS.values()}
