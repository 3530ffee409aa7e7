"""CSV text that reads back the same and runs nothing."""

from __future__ import annotations

import csv
from io import StringIO
from math import isnan, nan

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath_sim.experiments.tables import text_cell, to_csv


@given(st.lists(st.floats(), min_size=1))
def test_a_number_read_back_is_the_same_number(values: list[float]) -> None:
    rows = list(csv.reader(StringIO(to_csv(pd.DataFrame({"value": values})))))[1:]
    for [cell], value in zip([row or [""] for row in rows], values, strict=True):
        assert (cell == "" and isnan(value)) or float(cell) == value


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_text_that_looks_like_a_formula_is_made_text(text: str) -> None:
    assert text_cell(text) == "'" + text


def test_kinds_of_columns() -> None:
    frame = pd.DataFrame({"name": ["a,b", "=x"], "n": [1, 2], "share": [0.1, nan], "precise": [True, False]})
    assert to_csv(frame) == 'name,n,share,precise\n"a,b",1,0.1,true\n\'=x,2,,false\n'


def test_an_empty_frame_has_its_header() -> None:
    assert to_csv(pd.DataFrame(columns=["scenario", "value"])) == "scenario,value\n"


def test_equal_numbers_that_are_written_differently_stay_apart() -> None:
    frame = pd.DataFrame({"n": [1, 1, 2], "x": [0.0, -0.0, 0.0]})
    assert to_csv(frame) == "n,x\n1,0.0\n1,-0.0\n2,0.0\n"


@given(st.lists(st.text("a,=\"'\n\r é"), min_size=1))
def test_text_read_back_is_the_same_text_or_was_a_formula(texts: list[str]) -> None:
    rows = list(csv.reader(StringIO(to_csv(pd.DataFrame({"text": texts, "n": 1})), newline="")))[1:]
    assert [cell for cell, _ in rows] == [text_cell(text) for text in texts]


def test_a_column_may_hold_texts_and_numbers() -> None:
    assert to_csv(pd.DataFrame({"a": ["x", 1.5, nan, True, "-1"]}, dtype=object)) == "a\nx\n1.5\n\nTrue\n'-1\n"
