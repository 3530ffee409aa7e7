"""Who is served first, and what becomes of those who wait too long."""

from __future__ import annotations

import numpy as np
import pytest

from carepath_sim.clock import DAY
from carepath_sim.stockflow.grid import grid_of
from carepath_sim.stockflow.queues import Queues, shares_served
from tests.theory.council import Exit, Stream, council


def test_the_highest_priority_comes_first_and_then_the_longest_wait() -> None:
    number = np.array([[1.0, 2.0], [3.0, 1.0]])
    outside = np.array([True, True])
    first, second = shares_served(np.array([1, 0]), number, outside, 5.0)
    assert second == pytest.approx([1.0, 1.0])
    assert first == pytest.approx([0.0, 0.5])


def test_moves_within_a_pool_take_their_turn_but_no_place() -> None:
    number = np.array([[2.0, 4.0], [9.0, 9.0]])
    outside = np.array([True, False])
    first, second = shares_served(np.array([1, 1]), number, outside, 5.0)
    assert first == pytest.approx([0.5, 1.0])
    assert second == pytest.approx([0.5, 1.0])


def waiting(limit_in_steps: float) -> tuple[Queues, np.ndarray]:
    limit = round(limit_in_steps * 28.096 * DAY)
    model = council(
        ["home", "foster"],
        [Exit("home", "foster", 0.1, wait_limit=limit), Exit("foster", "out", 0.1)],
        {"a": Stream(1.0, ["home"])},
        horizon=360 * DAY,
        places={"foster": 1},
    )
    queues = Queues(model, grid_of(model), [0], model.wait_limit, 1)
    queues.people[0, 0, 3, 0] = 1.0
    return queues, model.wait_limit


def test_those_who_came_over_a_step_reach_their_limit_over_a_step() -> None:
    queues, _ = waiting(2.25)
    reached = [float(queues.reach(step).sum()) for step in range(4)]
    assert reached == pytest.approx([0.0, 0.75, 0.25, 0.0], abs=2e-3)


def test_without_a_limit_nobody_reaches_it() -> None:
    queues, _ = waiting(0)
    assert sum(float(queues.reach(step).sum()) for step in range(12)) == 0
    assert queues.total() == pytest.approx([1.0])
