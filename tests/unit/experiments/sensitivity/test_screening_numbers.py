"""Screening: which numbers matter, told from luck, with what could not be run left out and told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from carepath_sim.errors import BadInput, Problem, UsageError
from carepath_sim.experiments.sensitivity.decision import AS_IT_IS, at_quantiles, filled, sub_seed
from carepath_sim.experiments.sensitivity.screening import (
    elementary_effects,
    leading,
    screening,
    sizes,
    with_slopes,
)
from carepath_sim.experiments.sensitivity.worlds import PUSHES_COLUMNS
from tests.unit.experiments.sensitivity.stand_ins import decision, factor

FACTORS = [factor("a", 0, 2), factor("b", 10, 30), factor("c"), factor("idle")]


def linear(values):
    return 3 * values["a"] - 0.5 * values["b"]


def blurred(values, draws):
    """Luck in which c plays a part without an effect in the mean."""
    return [np.sin(40 * values["c"] + draws[0]) + draws[1]]


@pytest.fixture(scope="module")
def plain():
    return screening(decision(linear, FACTORS), 4, 2).set_index("factor")


@pytest.fixture(scope="module")
def noisy():
    return screening(decision(linear, FACTORS, blurred), 6, 10).set_index("factor")


def test_effects_of_a_straight_line_are_its_slopes_over_the_whole_range(plain):
    assert plain["mu"].tolist() == pytest.approx([6, -10, 0, 0], rel=1e-5)
    assert plain["mu_star"].tolist() == pytest.approx([6, 10, 0, 0], rel=1e-5)
    assert plain["sigma"].tolist() == pytest.approx([0, 0, 0, 0], abs=1e-4)


def test_a_number_that_changes_nothing_has_exactly_no_effect(plain, noisy):
    for frame in (plain, noisy):
        row = frame.loc["idle"]
        assert (row["mu_star"], row["mu"], row["sigma"], row["mu_star_high"]) == (0, 0, 0, 0)
        assert not row["touches"]
        assert not row["stands_out"]
    # Its difference is the same in every future of a plain line, and not where it plays a part in luck.
    assert not plain.loc["c", "touches"]
    assert noisy.loc["c", "touches"]


def test_luck_alone_does_not_stand_out(noisy):
    assert noisy["stands_out"].tolist() == [True, True, False, False]
    assert noisy.loc["c", "mu_star"] > 0.2
    assert noisy.loc["c", "noise"] == pytest.approx(noisy.loc["c", "mu_star"], rel=0.5)
    assert noisy.loc["a", "noise"] < 1e-4


def test_effects_are_those_of_salib_and_keep_their_replications():
    random = np.random.default_rng(1)
    asked = decision(linear, FACTORS)
    quantiles = np.array([[0, 0], [2 / 3, 0], [2 / 3, 2 / 3], [1, 1], [1, 1 / 3], [1 / 3, 1 / 3]])
    differences = random.normal(size=(6, 3))
    effects = elementary_effects(quantiles, differences)
    assert effects.shape == (2, 2, 3)
    assert np.allclose(effects[0, 0], (differences[1] - differences[0]) * 1.5)
    assert np.allclose(effects[1, 1], (differences[4] - differences[3]) * -1.5)
    assert asked.asked == 0


def test_what_adding_in_another_order_leaves_is_nothing():
    quantiles = np.array([[0.0], [1.0]])
    assert elementary_effects(quantiles, np.array([[1e6], [1e6 + 1e-5]])).item() == 0
    assert elementary_effects(quantiles, np.array([[1e6], [1e6 + 1e-2]])).item() == pytest.approx(1e-2)


def test_points_that_cannot_be_built_cost_their_trajectory_and_are_told():
    asked = decision(linear, FACTORS)
    builder, build = asked.workshop, asked.workshop.cell

    def refusing(scenario, point):
        if point.number == 2:
            raise BadInput([Problem("other.yaml", 3, 1, "a", "A is too large with b")])
        return build(scenario, point)

    builder.cell = refusing
    frame = screening(asked, 4, 2)
    assert set(frame["trajectories"]) == {3}
    assert list(asked.impossible) == [2]
    assert "A is too large with b" in asked.impossible[2]
    assert frame.set_index("factor")["mu"].tolist() == pytest.approx([6, -10, 0, 0], rel=1e-5)


def test_an_outcome_that_one_scenario_lacks_is_refused():
    asked = decision(lambda _values: float("nan"), FACTORS)
    with pytest.raises(UsageError, match="there is no difference in cost_per_year between baseline and other"):
        screening(asked, 2, 2)


def test_a_future_without_a_difference_counts_as_the_mean_of_the_others():
    table = filled(np.array([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan]]))
    assert table[0].tolist() == [1, 2, 3]
    assert np.isnan(table[1]).all()


@pytest.mark.parametrize(
    ("factors", "trajectories", "replications", "words"),
    [
        ([], 2, 2, "no number of these scenarios has a range"),
        (FACTORS, 1, 2, "at least 2 trajectories"),
        (FACTORS, 2, 1, "and 2 replications"),
    ],
)
def test_too_little_to_screen_is_refused(factors, trajectories, replications, words):
    with pytest.raises(UsageError, match=words):
        screening(decision(linear, factors), trajectories, replications)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_points():
    one, again, other = (screening(decision(linear, FACTORS, blurred, seed=seed), 3, 3) for seed in (5, 5, 6))
    assert one.equals(again)
    assert not one["mu_star"].equals(other["mu_star"])
    assert len({sub_seed(seed, what) for seed in range(20) for what in ("screening", "sobol", "worlds")}) == 60
    assert all(sub_seed(seed, "sobol") > 0 for seed in range(50))


def test_a_factor_that_is_not_named_stays_as_it_is():
    asked = decision(linear, FACTORS)
    met = []
    build = asked.workshop.cell

    def noting(scenario, point):
        met.append(point.values)
        return build(scenario, point)

    asked.workshop.cell = noting
    found = asked.differences([{"b": 10.0}, {}], 2)
    assert met[0] == (AS_IT_IS, 10.0, AS_IT_IS, AS_IT_IS)
    assert found[:, 0, 0, 0].tolist() == pytest.approx([3 - 5, 3 - 10])


def test_quantiles_become_values_of_the_ranges():
    assert at_quantiles(FACTORS[:2], np.array([[0.5, 1.0]])) == [{"a": 1.0, "b": 30.0}]


def test_steady_pushes_join_the_table_and_may_make_a_number_stand_out(noisy):
    frame = noisy.reset_index()
    rows = [("other", "cost_per_year", "c", 4.0, 3.0, 5.0, 1e-9), ("other", "cost_per_year", "a", 6.0, 5.0, 7.0, 1e-9)]
    joined = with_slopes(frame, pd.DataFrame(rows, columns=list(PUSHES_COLUMNS))).set_index("factor")
    assert joined["stands_out"].tolist() == [True, True, True, False]
    assert joined.loc["c", ["slope", "slope_low", "slope_high"]].tolist() == [4, 3, 5]
    assert np.isnan(joined.loc["b", "slope"])
    assert joined.loc["b", "chance"] == noisy.loc["b", "chance"]
    assert not frame["stands_out"][2]


def test_the_leading_factors_of_each_outcome_come_in_turn():
    sizes_by_outcome = {"cost_per_year": {"a": 5, "b": 4, "c": 3}, "moves_rate": {"a": 1, "b": 2, "c": 9}}
    rows = [
        {"scenario": "other", "outcome": outcome, "factor": name, "mu_star": size, "noise": 0.0, "slope": np.nan}
        for outcome, by_name in sizes_by_outcome.items()
        for name, size in by_name.items()
    ]
    frame = pd.DataFrame(rows).assign(stands_out=True)
    assert [item.name for item in leading(frame, FACTORS, 2)] == ["a", "c"]
    assert [item.name for item in leading(frame, FACTORS, 9)] == ["a", "c", "b"]
    assert leading(frame.assign(stands_out=False), FACTORS, 9) == []


def test_a_size_is_what_luck_does_not_give():
    frame = pd.DataFrame({"mu_star": [5.0, 5.0, 1.0], "noise": [4.0, 4.0, 2.0], "slope": [np.nan, -3.0, np.nan]})
    assert sizes(frame).tolist() == [1, 3, 0]
