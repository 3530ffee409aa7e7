"""What luck adds to an analysis is found from the replications alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from carepath_sim.experiments.sensitivity.noise import (
    MEAN_OF_ABSOLUTE_NORMAL,
    chances_of_luck,
    discovered,
    error_of_product,
    luck_alone,
    spread,
)
from carepath_sim.experiments.sensitivity.slopes import slopes


def test_a_spread_is_taken_apart_by_hand():
    # Means of points 2 and 4; both replications push the first and second point by 1 against the mean of each.
    found = spread(np.array([[1.0, 3.0], [5.0, 3.0]]))
    # Residuals are ±1 each: their squares sum to 4, over one degree of freedom, and half of that is left in a mean.
    assert found.blur == 2.0
    assert found.parameters == 2.0 - 2.0
    assert found.luck == 2.0


def test_luck_that_all_points_share_blurs_nothing():
    points, luck = np.array([0.0, 1.0, 5.0]), np.array([-3.0, 1.0, 4.0, 0.5])
    found = spread(points[:, None] + luck)
    assert found.blur == pytest.approx(0.0, abs=1e-12)
    assert found.parameters == pytest.approx(points.var(ddof=1))
    assert found.luck == pytest.approx(luck.var(ddof=1))


def test_known_parts_of_a_spread_are_recovered():
    random = np.random.default_rng(1)
    parts = []
    for _ in range(400):
        table = random.normal(0, 3, (30, 1)) + random.normal(0, 2, (1, 5)) + random.normal(0, 4, (30, 5))
        found = spread(table)
        parts.append((found.parameters, found.luck, found.blur))
    parameters, luck, blur = np.mean(parts, axis=0)
    assert parameters == pytest.approx(9, rel=0.06)
    assert luck == pytest.approx(4 + 16, rel=0.06)
    assert blur == pytest.approx(16 / 5, rel=0.06)


def test_the_product_of_two_means_is_freed_of_the_luck_they_share():
    random = np.random.default_rng(2)
    shared = random.normal(0, 5, (20_000, 4))
    one, other = 2 + shared, 3 + shared + random.normal(0, 1, shared.shape)
    plain = one.mean(axis=1) * other.mean(axis=1)
    assert plain.mean() == pytest.approx(6 + 25 / 4, rel=0.05)
    assert (plain - error_of_product(one, other)).mean() == pytest.approx(6, abs=0.25)


def test_the_noise_of_a_factor_without_effect_is_what_it_comes_to():
    random = np.random.default_rng(3)
    effects = random.normal(0, 2, (4_000, 6, 10))
    seen = np.abs(effects.mean(axis=2)).mean(axis=1)
    assert seen.mean() == pytest.approx(2 / np.sqrt(10) * MEAN_OF_ABSOLUTE_NORMAL, rel=0.02)
    # The standard error of ten numbers is a little too small in the mean, by Cochran's c4.
    assert luck_alone(effects).mean() == pytest.approx(seen.mean(), rel=0.04)


@pytest.mark.parametrize("together", [True, False])
def test_chances_of_luck_are_never_smaller_than_they_say(together):
    random = np.random.default_rng(4)
    count = 4_000
    shape = (count, 1 if together else 6, 10)
    effects = np.broadcast_to(random.normal(0, 1, shape), (count, 6, 10))
    chances = chances_of_luck(effects)
    for level in (0.01, 0.05, 0.2):
        assert (chances <= level).mean() <= level + 2.5 * np.sqrt(level / count)


def test_a_real_effect_has_a_small_chance_whether_it_keeps_its_direction_or_not():
    random = np.random.default_rng(5)
    luck = random.normal(0, 1, (2, 6, 10))
    luck[0] += 3
    luck[1] += 3 * np.array([1, -1, 1, -1, 1, -1])[:, None]
    assert (chances_of_luck(luck) < 0.01).all()


def test_a_factor_that_changes_nothing_is_certain_to_be_luck():
    effects = np.zeros((2, 3, 4))
    effects[1] = 1.0
    assert chances_of_luck(effects).tolist() == [1.0, 0.0]


def test_the_step_up_rule_by_hand():
    # Bounds for five at 5%: 0.01, 0.02, 0.03, 0.04, 0.05. The third passes, so that the two before it do.
    assert discovered(np.array([0.9, 0.029, 0.025, 0.001, 0.045])).tolist() == [False, True, True, True, False]
    assert discovered(np.array([0.02, 0.03, 0.04, 0.05, 0.9])).tolist() == [False] * 5


def test_a_straight_line_is_found_with_its_error():
    random = np.random.default_rng(6)
    quantiles = random.uniform(size=(60, 3))
    means = 5 + quantiles @ [2.0, -1.0, 0.0] + random.normal(0, 0.1, 60)
    found = slopes(quantiles, means)
    # Each against the regression of scipy on what the other two leave of it (Frisch, Waugh and Lovell).
    for factor in range(3):
        rest = np.column_stack([np.ones(60), np.delete(quantiles, factor, axis=1)])
        left = quantiles[:, factor] - rest @ np.linalg.lstsq(rest, quantiles[:, factor], rcond=None)[0]
        assert found.slope[factor] == pytest.approx(stats.linregress(left, means).slope)
    assert found.low[0] < 2 < found.high[0]
    assert found.chance[0] < 1e-6 < found.chance[2]


def test_too_few_points_tell_no_slope():
    found = slopes(np.random.default_rng(7).uniform(size=(13, 3)), np.arange(13.0))
    assert np.isnan(found.slope).all()
    assert (found.chance == 1).all()


def test_slopes_of_no_effect_are_called_rare_as_often_as_they_are():
    random = np.random.default_rng(8)
    chances = np.concatenate([slopes(random.uniform(size=(40, 5)), random.normal(size=40)).chance for _ in range(600)])
    assert (chances < 0.05).mean() == pytest.approx(0.05, abs=0.012)
