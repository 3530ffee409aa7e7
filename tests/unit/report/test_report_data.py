"""Rows are found again by what stands in their columns."""

from __future__ import annotations

import pandas as pd

from carepath_sim.report.data import Grouped

FRAME = pd.DataFrame(
    {"metric": ["a", "b", "a", "b"], "period": ["all", "all", "year 1", "all"], "value": [1.0, 2.0, 3.0, 4.0]}
)


def test_rows_keep_their_order() -> None:
    assert Grouped(FRAME, ["metric", "period"]).rows("b", "all")["value"].tolist() == [2.0, 4.0]


def test_what_is_not_there_has_no_rows_and_all_columns() -> None:
    found = Grouped(FRAME, ["metric", "period"]).rows("b", "year 1")
    assert found.empty
    assert list(found.columns) == list(FRAME.columns)


def test_a_frame_may_be_empty() -> None:
    assert Grouped(FRAME.iloc[:0], ["metric", "period"]).rows("a", "all").empty
