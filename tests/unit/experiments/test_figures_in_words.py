"""Figures within sentences: three figures, honest bounds, and no sign of nothing."""

from __future__ import annotations

from math import isnan, nan

import pytest

from carepath_sim.experiments.verdicts import among
from carepath_sim.experiments.wording import listed, percent, plain, span, tenths
from carepath_sim.metrics.uncertainty import Difference, paired


@pytest.mark.parametrize(
    ("value", "signed", "text"),
    [
        (0.0, True, "0"),
        (-0.0, True, "0"),
        (1e-15, True, "0"),
        (-1e-15, False, "0"),
        (-0.00004, True, "−0.00004"),
        (0.00049, True, "+0.0005"),
        (0.0004, False, "0.0004"),
        (-0.0011, True, "−0.001"),
        (0.594, False, "0.594"),
        (-12.345, True, "−12.3"),
        (5999.6, False, "6,000"),
        (-3.0, False, "−3.00"),
    ],
)
def test_a_figure_has_a_sign_only_if_something_is_left_of_it(value: float, signed: bool, text: str) -> None:
    assert plain(value, "nights", signed) == text


@pytest.mark.parametrize(
    ("value", "signed", "text"),
    [
        (0.0, True, "0.0 points"),
        (-1e-12, True, "0.0 points"),
        (-0.00001, True, "−0.001 points"),
        (0.0004, False, "0.04%"),
        (0.118, False, "11.8%"),
        (-0.025, True, "−2.5 points"),
    ],
)
def test_a_share_is_written_in_per_cent_and_its_change_in_points(value: float, signed: bool, text: str) -> None:
    assert plain(value, "share", signed) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.131, "13%"), (-0.131, "13%"), (0.0096, "1%"), (0.004, "0.4%"), (0.0004, "0.04%"), (0, "0%"), (1, "100%")],
)
def test_a_change_in_per_cent_is_never_rounded_to_nothing(share: float, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(
    ("years", "text"),
    [(4.9993, "the 5 years of the study"), (1.0, "the year of the study"), (0.5, "the 0.5 years of the study")],
)
def test_the_length_of_a_study_in_words(years: float, text: str) -> None:
    assert span(years) == text
    assert span(0.0) == "the study"


@pytest.mark.parametrize(
    ("value", "text"), [(4.44, "+4.4"), (-0.04, "−0.04"), (0.0, "0.0"), (-1e-12, "0.0"), (-1234.5, "−1,234.5")]
)
def test_people_that_are_a_mean_have_one_decimal(value: float, text: str) -> None:
    assert tenths(value, True) == text
    assert tenths(abs(value)) == text.lstrip("+−")


def test_several_things_in_a_row() -> None:
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or")] == [
        "",
        "a",
        "a and b",
        "a, b or c",
    ]


def of(values: list[float]) -> Difference:
    return paired([0.0] * len(values), values, "lower")


def test_one_difference_alone_keeps_its_interval() -> None:
    row = of([1.0, 2.0, 4.0])
    assert among(row, 1) == pytest.approx((row.low, row.high))


def test_one_of_many_has_the_interval_of_a_smaller_part_of_five_per_cent() -> None:
    row = of([1.0, 2.0, 4.0, 3.0, 2.0])
    # Student's t for 4 degrees of freedom at 97.5% and, for ten looked at, 99.75%: 2.7764 and 5.5976.
    low, high = among(row, 10)
    assert (row.difference - low) / (row.difference - row.low) == pytest.approx(5.5976 / 2.7764, rel=1e-4)
    assert high - row.difference == pytest.approx(row.difference - low)


def test_one_replication_has_no_interval_among_many_either() -> None:
    assert all(isnan(bound) for bound in among(of([1.0]), 10))
    nothing = Difference(nan, nan, nan, nan, nan, nan, nan, nan, precise=False, replications=0)
    assert all(isnan(bound) for bound in among(nothing, 3))
