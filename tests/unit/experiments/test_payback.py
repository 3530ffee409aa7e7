"""Money over time: cumulative differences with known answers, and the day on which an investment is paid back."""

from __future__ import annotations

from datetime import date
from math import isnan

import numpy as np
import pytest

from carepath_sim.experiments.payback import (
    CUMULATIVE_COLUMNS,
    cumulative_frame,
    is_investment,
    payback_days,
    payback_frame,
    since,
)
from carepath_sim.metrics.uncertainty import paired

START = date(2026, 4, 1).toordinal()
DAYS = np.array([0, 100, 200, 300, 400]) + START
NOTHING = np.zeros((1, 4))


def spent(*changes: list[float]) -> np.ndarray:
    costs = np.array(changes, dtype=np.float64)
    return since(costs, np.zeros_like(costs))


@pytest.mark.parametrize(
    ("changes", "day"),
    [
        ([10, 0, -10, 0], 300),
        ([10, 0, -20, 0], 250),
        ([10, -10, 5, -5], 400),
        ([10, -20, 40, -40], 375),
        ([10, 10, 10, 10], None),
        ([10, -30, 10, 20], None),
        ([-10, -10, 5, 5], 0),
        ([-10, 20, -10, 0], 300),
        ([0, 0, 0, 0], 0),
        ([10, -10.004, 0.004, 0], 200),
    ],
    ids=str,
)
def test_an_investment_is_paid_back_when_it_stays_paid_back(changes: list[float], day: int | None) -> None:
    [found] = payback_days(spent(changes), DAYS)
    assert isnan(found) if day is None else found == pytest.approx(START + day, abs=0.1)


def test_each_future_is_paid_back_by_itself() -> None:
    assert (payback_days(spent([10, -10, 0, 0], [10, -5, -5, 0], [1, 1, 1, 1]), DAYS) - START).tolist() == [
        pytest.approx(200),
        pytest.approx(300),
        pytest.approx(float("nan"), nan_ok=True),
    ]


def test_the_date_has_percentiles_over_the_futures_that_pay_back() -> None:
    # Twenty futures lay out about £1,000 and half of them have it back after 110, 120, ... days.
    rng = np.random.default_rng(1)
    out = 1000 + rng.normal(0, 1, 20)
    back = np.array([100 / (day - 100) for day in range(110, 210, 10)] + [0.0] * 10)
    costs = np.zeros((20, 4))
    costs[:, 0], costs[:, 1] = out, -out * np.minimum(back, 10)
    costs[:, 2] = np.where(back > 0, -1.0, 0.0)
    frame = payback_frame("hub", {"cash": costs}, {"cash": np.zeros_like(costs)}, START, DAYS[1:])
    [row] = frame.to_dict("records")
    assert (row["scenario"], row["measure"], row["paid_back"]) == ("hub", "cash", 0.5)
    dates = [date.fromisoformat(row[name]).toordinal() - START for name in ("low", "date", "high")]
    assert dates == [119, 155, 191]


def test_an_investment_that_is_not_paid_back_says_so() -> None:
    costs = {"constant": np.array([[10.0, 0.0], [11.0, 0.0], [12.0, 0.0]])}
    [row] = payback_frame("hub", costs, {"constant": np.zeros((3, 2))}, START, DAYS[1:3]).to_dict("records")
    assert row == {"scenario": "hub", "measure": "constant", "paid_back": 0.0, "date": "", "low": "", "high": ""}


def test_what_does_not_clearly_cost_more_at_any_time_is_no_investment() -> None:
    assert not is_investment(spent([-1, -1, 5, -9], [-2, -1, -1, 2]))
    assert not is_investment(spent([100, -100], [-90, 90], [20, -20]))
    assert is_investment(spent([100, -100], [101, -101], [99, -99]))
    assert is_investment(spent([100, -100]))
    same = {"cash": np.full((3, 4), 5.0)}
    assert payback_frame("same", same, same, START, DAYS[1:]).empty


def test_one_quarter_of_many_has_to_be_dearer_by_more_than_chance() -> None:
    each = np.arange(10.0) - 4.5
    once = 2.5 * each.std(ddof=1) / np.sqrt(10) + each
    assert is_investment(spent(*([cost] for cost in once)))
    assert not is_investment(spent(*([cost, -100 - cost, *[0.0] * 18] for cost in once)))
    assert is_investment(spent(*([cost + 5, -100 - cost, *[0.0] * 18] for cost in once)))


def test_the_same_costs_in_another_order_of_adding_are_no_difference() -> None:
    costs = np.full((3, 4), 1e8 / 3)
    assert (since(costs * (1 + 1e-15), costs) == 0).all()


def test_the_cumulative_difference_has_the_interval_and_the_spread_of_every_metric() -> None:
    rng = np.random.default_rng(0)
    base, other = rng.normal(1e6, 1e5, (8, 4)), rng.normal(1.1e6, 1e5, (8, 4))
    frame = cumulative_frame("hub", {"constant": other}, {"constant": base}, START, DAYS[1:])
    assert tuple(frame.columns) == CUMULATIVE_COLUMNS
    assert frame["date"].tolist() == [date.fromordinal(day).isoformat() for day in DAYS.tolist()]
    assert frame.iloc[0, 3:].tolist() == [0.0] * 5
    for quarter in range(1, 5):
        expected = paired(base[:, :quarter].sum(axis=1), other[:, :quarter].sum(axis=1), "lower")
        row = frame.iloc[quarter]
        for column in ("difference", "low", "high", "p10", "p90"):
            assert row[column] == pytest.approx(getattr(expected, column), rel=1e-9), column


def test_one_future_has_no_interval() -> None:
    frame = cumulative_frame("hub", {"cash": NOTHING + 1}, {"cash": NOTHING}, START, DAYS[1:])
    assert frame["difference"].tolist() == [0, 1, 2, 3, 4]
    assert frame["low"].isna().all()
    assert frame["p90"].tolist() == [0, 1, 2, 3, 4]
