"""The smallest capacity: the first that does, whatever lies around it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath_sim.experiments.search.capacity import smallest


def ask(does: dict[float, bool], asked: list[float]):
    def kept(capacities: Sequence[float]) -> dict[float, bool]:
        asked.extend(capacities)
        return {capacity: does[capacity] for capacity in capacities}

    return kept


@given(st.integers(1, 60), st.integers(0, 61))
def test_where_more_is_better_few_are_run_and_the_neighbours_are_among_them(count: int, first: int) -> None:
    does = {float(capacity): capacity >= first for capacity in range(count)}
    asked: list[float] = []
    found = smallest(list(does), ask(does, asked))
    expected = min((capacity for capacity, met in does.items() if met), default=None)
    assert found.answer == expected
    assert found.is_steady
    assert set(found.looked_at) == set(asked)
    if expected is not None:
        assert {expected - 1, expected, expected + 1} & set(does) <= set(asked)
        assert len(set(asked)) <= 5 + count.bit_length()
    else:
        assert set(asked) == set(does), "nobody is told that none does while one was not looked at"


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_whatever_is_steady_holds_for_all_that_were_looked_at(pattern: list[bool]) -> None:
    does = {float(capacity): met for capacity, met in enumerate(pattern)}
    asked: list[float] = []
    found = smallest(list(does), ask(does, asked))
    if found.answer is None:
        assert not any(pattern)
        return
    assert does[found.answer]
    assert found.answer == 0 or not does[found.answer - 1], "the next smaller one does not do"
    assert found.is_steady == all(does[capacity] == (capacity >= found.answer) for capacity in set(asked))
    if not found.is_steady:
        assert set(asked) == set(does), "all were run, so that the smallest of all is told"
        assert found.answer == min(capacity for capacity, met in does.items() if met)


def test_without_capacities_there_is_no_search() -> None:
    with pytest.raises(ValueError, match="no capacity"):
        smallest([], lambda _: {})
