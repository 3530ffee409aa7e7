"""Blocks: which are lacking, and what a file of one must hold."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath_sim.experiments.laboratory.blocks import SIZE, NotABlock, Span, from_bytes, lacking, parquet, to_bytes

NAMES = ["cost_per_year", "days_full.fixed: hub"]


@given(st.lists(st.booleans(), max_size=3 * SIZE + 7))
def test_what_is_lacking_is_covered_once_by_spans_within_multiples(has: list[bool]) -> None:
    spans = lacking(np.array(has, dtype=np.bool_))
    assert [number for span in spans for number in span.replications] == [
        number for number, there in enumerate(has) if not there
    ]
    assert all(span.first // SIZE == span.last // SIZE for span in spans)
    # No two of them could have been one.
    for one, other in pairwise(spans):
        assert one.last + 1 < other.first or other.first % SIZE == 0


@given(st.integers(0, 10**7), st.integers(1, SIZE), st.lists(st.floats(), min_size=2 * SIZE, max_size=2 * SIZE))
def test_a_block_is_read_back_bit_for_bit_and_written_alike(first: int, count: int, numbers: list[float]) -> None:
    span = Span(first, first + count - 1)
    values = np.array(numbers).reshape(SIZE, 2)[:count]
    content = to_bytes(span, values, NAMES)
    assert content == to_bytes(span, values.copy(), NAMES)
    assert np.array_equal(from_bytes(content, span, NAMES), values, equal_nan=True)
    assert Span.of_file(span.file) == span


@pytest.mark.parametrize(
    "name", ["notes.parquet", "000000-000019.csv", "000019-000000.parquet", "0000001-0000002.parquet", ".000000-000019"]
)
def test_other_files_are_no_blocks(name: str) -> None:
    assert Span.of_file(name) is None


def test_a_file_that_is_not_the_block_it_should_be_is_refused() -> None:
    span, values = Span(20, 22), np.arange(6.0).reshape(3, 2)
    content = to_bytes(span, values, NAMES)
    columns = {"replication": np.arange(20, 23), NAMES[0]: values[:, 0]}
    for wrong, words in [
        (b"", "cut short or changed"),
        (content[:-9], "cut short or changed"),
        (content[: len(content) // 2], "cut short or changed"),
        (parquet(columns), "cut short or changed"),
        (to_bytes(Span(0, 2), values, NAMES), "other replications"),
        (parquet({**columns, NAMES[1]: np.arange(3)}), "something else than numbers"),
    ]:
        with pytest.raises(NotABlock, match=words):
            from_bytes(wrong, span, NAMES)


def test_a_block_says_nothing_of_when_it_was_written() -> None:
    content = to_bytes(Span(0, 1), np.zeros((2, 2)), NAMES)
    assert b"pandas" not in content
    assert b"ARROW:schema" not in content
