"""Plausible worlds: ignorance and luck apart, and how often the answer is the other one."""

from __future__ import annotations

import numpy as np
import pytest

from carepath_sim.errors import UsageError
from carepath_sim.experiments.sensitivity.noise import spread
from carepath_sim.experiments.sensitivity.worlds import VARIANCE_COLUMNS, sharpened, worlds
from tests.unit.experiments.sensitivity.stand_ins import decision, factor

FACTORS = [factor("a", 0, 10), factor("b", -1, 1)]


def function(values):
    return values["a"] - 3


def luck(values, draws):
    """A part that all points share and one that is another at each."""
    return [4 * draws[0] + 3 * np.sqrt(2) * np.sin(50 * values["b"] + 2 * np.pi * draws[1])]


@pytest.fixture(scope="module")
def found():
    return worlds(decision(function, FACTORS, luck), FACTORS, 200, 20)


def test_the_law_of_total_variance(found):
    (row,) = found.variance.to_dict("records")
    assert row["parameters"] + row["luck"] == pytest.approx(1)
    # A uniform number from 0 to 10 has a variance of 100/12; the luck has one of 16 + 9, as far as twenty draws are.
    assert row["parameters_sd"] == pytest.approx(np.sqrt(100 / 12), rel=0.05)
    assert row["luck_sd"] == pytest.approx(5, rel=0.25)
    assert row["worlds"] == 200
    assert row["factors"] == 2


def test_the_share_of_worlds_in_which_the_answer_is_the_other_one(found):
    (row,) = found.variance.to_dict("records")
    assert row["more_low"] <= 0.7 <= row["more_high"]
    assert row["more_low"] < row["more"] < row["more_high"]


def test_without_luck_the_share_is_what_it_is():
    (row,) = worlds(decision(function, FACTORS), FACTORS, 200, 2).variance.to_dict("records")
    assert row["more"] == pytest.approx(0.7, abs=0.006)
    assert row["luck"] == pytest.approx(0, abs=1e-9)
    assert (row["low"], row["high"]) == pytest.approx((-2.75, 6.75), abs=0.1)


def test_drawing_in_takes_off_what_luck_spreads():
    random = np.random.default_rng(3)
    true = random.normal(1, 1, 4_000)
    table = true[:, None] + random.normal(0, 3, (4_000, 3))
    sharp = sharpened(table, spread(table))
    assert sharp.std() == pytest.approx(1, rel=0.06)
    assert table.mean(axis=1).std() > 1.9
    share = (true > 0).mean()
    assert abs((sharp > 0).mean() - share) < 0.25 * abs((table.mean(axis=1) > 0).mean() - share)


def test_steady_pushes_are_those_of_the_function(found):
    rows = found.pushes.set_index("factor")
    assert rows.loc["a", "slope_low"] < 10 < rows.loc["a", "slope_high"]
    assert rows.loc["b", "slope_low"] < 0 < rows.loc["b", "slope_high"]
    assert rows.loc["a", "chance"] < 1e-9


def test_nothing_to_vary_gives_empty_tables_and_too_few_worlds_are_refused():
    assert tuple(worlds(decision(function, FACTORS), [], 50, 2).variance.columns) == VARIANCE_COLUMNS
    with pytest.raises(UsageError, match="at least 10 samples"):
        worlds(decision(function, FACTORS), FACTORS, 5, 2)


def test_the_same_seed_gives_the_same_bytes(found):
    again = worlds(decision(function, FACTORS, luck), FACTORS, 200, 20)
    assert again.variance.equals(found.variance)
    assert again.pushes.equals(found.pushes)
