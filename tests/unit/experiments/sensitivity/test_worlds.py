"""Plausible worlds: ignorance and luck apart, and how often the answer is the other one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from carepath_sim.errors import UsageError
from carepath_sim.experiments.sensitivity.noise import spread
from carepath_sim.experiments.sensitivity.worlds import VARIANCE_COLUMNS, _told, sharpened, worlds
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


def hidden(values, draws):
    """Luck of another size altogether than what the number does, and another at each point."""
    return [100 * np.sin(500 * values["b"] + 2 * np.pi * draws[1]) + draws[0]]


def test_where_luck_hides_the_worlds_no_share_of_them_is_claimed():
    (row,) = worlds(decision(lambda values: values["a"] / 10 - 0.5, FACTORS, hidden), FACTORS, 60, 5).variance.to_dict(
        "records"
    )
    assert row["parameters_low"] == 0 < row["parameters_high"]
    assert row["mean_low"] < 0 < row["mean_high"]
    for name in ("parameters", "luck", "parameters_sd", "luck_sd", "low", "high", "more"):
        assert np.isnan(row[name]), name
    assert row["more_high"] - row["more_low"] > 0.9, "the difference itself is not clear, so its share is anything"


def test_where_the_numbers_touch_nothing_that_is_known_and_not_hidden():
    (row,) = worlds(decision(lambda _: 5.0, FACTORS, lambda _, draws: [draws[0]]), FACTORS, 60, 5).variance.to_dict(
        "records"
    )
    assert (row["parameters_low"], row["parameters_high"], row["parameters"]) == (0, 0, 0)
    assert row["mean_low"] < row["mean"] < row["mean_high"]


@pytest.mark.parametrize(
    ("true_sd", "luck_sd", "mean"), [(1.0, 0.5, 0.5), (1.0, 6.0, 0.5), (0.2, 6.0, 0.1), (0.0, 3.0, 0.3)]
)
def test_the_interval_of_the_share_holds_the_truth_however_large_the_luck(true_sd, luck_sd, mean):
    """Of 200 analyses of 60 worlds and 6 replications, at least nine in ten (95% less what 200 may miss by luck)."""
    random = np.random.default_rng(11)
    truth = float(ndtr(mean / true_sd)) if true_sd else 1.0
    part = true_sd**2 / (true_sd**2 + luck_sd**2 + 0.25)
    shares = means = parts = 0
    for _ in range(200):
        table = mean + true_sd * random.normal(size=(60, 1)) + luck_sd * random.normal(size=(60, 6))
        table += 0.5 * random.normal(size=(1, 6))
        told = _told(table, random)
        more_low, more_high = told[8:10]
        mean_low, mean_high, low, high = told[-4:]
        shares += more_low <= truth <= more_high
        means += mean_low <= mean <= mean_high
        parts += low <= part <= high
    assert min(shares, means, parts) >= 180


def test_nothing_to_vary_gives_empty_tables_and_too_few_worlds_are_refused():
    assert tuple(worlds(decision(function, FACTORS), [], 50, 2).variance.columns) == VARIANCE_COLUMNS
    with pytest.raises(UsageError, match="at least 10 samples"):
        worlds(decision(function, FACTORS), FACTORS, 5, 2)


def test_the_same_seed_gives_the_same_bytes(found):
    again = worlds(decision(function, FACTORS, luck), FACTORS, 200, 20)
    assert again.variance.equals(found.variance)
    assert again.pushes.equals(found.pushes)
