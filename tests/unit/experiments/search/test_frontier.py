"""The frontier of two outcomes against its definition, and the chance of being on it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from carepath_sim.errors import UsageError
from carepath_sim.experiments.search.frontier import frontier, frontier_columns, undominated

FEW = st.sampled_from([0.0, 1.0, 2.0, 3.0, -1.0, float("nan")])
"""So few numbers that there are ties in one and in both."""


def by_definition(points: np.ndarray) -> list[bool]:
    def beats(one: np.ndarray, other: np.ndarray) -> bool:
        return bool((one <= other).all() and (one < other).any())

    return [
        not np.isnan(point).any() and not any(beats(other, point) for other in points if not np.isnan(other).any())
        for point in points
    ]


@settings(max_examples=120)
@given(
    st.one_of(
        arrays(float, st.tuples(st.integers(0, 12), st.just(2)), elements=FEW),
        arrays(float, st.tuples(st.integers(0, 30), st.just(2)), elements=st.floats(-1e3, 1e3)),
    )
)
def test_whoever_is_left_is_beaten_by_nobody(points: np.ndarray) -> None:
    assert undominated(points).tolist() == by_definition(points)


@given(arrays(float, st.tuples(st.integers(1, 20), st.just(2)), elements=st.floats(-100, 100)), st.randoms())
def test_the_order_of_points_is_no_matter_and_somebody_is_always_left(points: np.ndarray, random) -> None:
    order = list(range(len(points)))
    random.shuffle(order)
    assert undominated(points[order]).tolist() == undominated(points)[order].tolist()
    assert undominated(points).any()


def results(costs: dict[object, np.ndarray], moves: dict[object, np.ndarray]) -> pd.DataFrame:
    """A sweep's results: a choice a key, values [samples, replications]."""
    rows = []
    number = 0
    for key in costs:
        for sample in range(costs[key].shape[0]):
            for replication in range(costs[key].shape[1]):
                values = (costs[key][sample, replication], moves[key][sample, replication])
                rows.append(("new", number, replication, key, float(sample), *values))
            number += 1
    columns = ["scenario", "point", "replication", "places", "unknown", "cost_per_year", "moves_rate"]
    return pd.DataFrame(rows, columns=columns)


def test_paired_luck_is_kept_when_replications_are_drawn_again() -> None:
    """One is dearer by a hair in every replication: however large the luck they share, it is never on the frontier."""
    luck = np.random.default_rng(1).normal(scale=1000, size=(1, 30))
    costs = {4.0: luck, 6.0: luck + 0.001}
    found = frontier(results(costs, {4.0: luck * 0, 6.0: luck * 0}), ["places"], seed=1, resamples=200)
    assert tuple(found.columns) == frontier_columns(["places"])
    assert found["on_frontier"].tolist() == [True, False]
    assert found["chance_on_frontier"].tolist() == [1.0, 0.0]


def test_the_chance_is_that_of_the_bootstrap_normal() -> None:
    """Equal in moves; cheaper with a mean of one standard error: the chance is that a normal exceeds -1."""
    random = np.random.default_rng(2)
    extra = random.normal(size=(1, 400))
    extra = (extra - extra.mean()) / extra.std() + 1 / 20
    luck = random.normal(size=(1, 400))
    found = frontier(
        results({4.0: luck, 6.0: luck + extra}, {4.0: luck * 0, 6.0: luck * 0}), ["places"], seed=1, resamples=2000
    )
    assert found["on_frontier"].tolist() == [True, False]
    assert found["chance_on_frontier"].iloc[0] == pytest.approx(0.841, abs=0.03)
    assert found["chance_on_frontier"].sum() == pytest.approx(1.0)


def test_equal_choices_are_both_on_it_and_what_is_not_defined_is_not() -> None:
    same = np.ones((1, 5))
    values = {1.0: same, 2.0: same, 3.0: same * np.nan}
    found = frontier(results(values, dict.fromkeys(values, same)), ["places"], seed=1, resamples=20)
    assert found["on_frontier"].tolist() == [True, True, False]
    assert found["chance_on_frontier"].tolist() == [1.0, 1.0, 0.0]
    assert np.isnan(found["cost"].iloc[2])


def test_samples_of_the_uncertain_are_one_choice_judged_over_all_of_them() -> None:
    random = np.random.default_rng(3)
    world = random.normal(scale=10, size=(8, 1))
    luck = random.normal(size=(8, 20))
    costs = {4.0: world + luck, 6.0: world + luck + 1}
    found = frontier(results(costs, {4.0: luck * 0 + 2, 6.0: luck * 0 + 1}), ["places"], seed=1, resamples=100)
    assert found["point"].tolist() == [0, 8]
    assert found["cost"].tolist() == pytest.approx([costs[4.0].mean(), costs[6.0].mean()])
    assert found["chance_on_frontier"].tolist() == [1.0, 1.0], "the one is cheaper and the other steadier in all"


def test_the_same_seed_gives_the_same_chances_and_more_of_better_counts() -> None:
    random = np.random.default_rng(4)
    costs = {key: random.normal(size=(1, 20)) for key in (1.0, 2.0, 3.0)}
    moves = {key: random.normal(size=(1, 20)) for key in costs}
    frame = results(costs, moves)
    one, again = (frontier(frame, ["places"], seed=5, resamples=50) for _ in range(2))
    pd.testing.assert_frame_equal(one, again)
    higher = frame.rename(columns={"moves_rate": "emergency_availability.hub"})
    mirrored = frontier(higher, ["places"], seed=5, stability="emergency_availability.hub", resamples=50)
    points = mirrored[["cost", "stability"]].to_numpy() * [1, -1]
    assert mirrored["on_frontier"].tolist() == by_definition(points)


def test_only_replications_that_all_have_are_counted() -> None:
    same = np.arange(5.0)[None]
    frame = results({1.0: same, 2.0: same}, {1.0: same, 2.0: same})
    fewer = frame[~((frame["places"] == 2.0) & (frame["replication"] > 2))]
    assert frontier(fewer, ["places"], seed=1, resamples=5)["cost"].tolist() == [1.0, 1.0]


def test_outcomes_that_serve_for_no_frontier_are_refused() -> None:
    frame = results({1.0: np.ones((1, 2))}, {1.0: np.ones((1, 2))})
    with pytest.raises(UsageError, match="did not measure breakdown_rate"):
        frontier(frame, ["places"], seed=1, stability="breakdown_rate")
    with pytest.raises(UsageError, match="neither more nor less is better"):
        frontier(frame.assign(entries=1.0), ["places"], seed=1, stability="entries")
