"""Present values and cash against closed forms: annuities, factors of whole years, money spent in one year alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import expm1, log

import numpy as np
import pytest

from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.metrics import Reading, measure
from carepath_sim.metrics.worth import mean_level
from carepath_sim.model import Prices
from tests.unit.metrics.made_logs import Made, prices, vocabulary

A_DAY = 1000.0
TEN_YEARS = 3652
"""Days from 1 April 2026 to 1 April 2036, less one."""


def money(per_day: list[float], **changes: object) -> Prices:
    """So many pounds a day in each piece of the calendar, and nothing else, in a world that is paid for by nobody."""
    every = prices(len(per_day))
    free = {
        name: np.zeros_like(getattr(every, name))
        for name in ("night", "service", "empty_place", "post", "recruitment", "move")
    }
    plain = replace(every, **free, entry=0.0, fixed={"training": np.array(per_day)}, payers={}, grants={})
    usual = {"discount_from": (0.0, 30.0), "discount_rate": (0.035, 0.03), "inflation": 0.0}
    return replace(plain, **(usual | changes))  # type: ignore[arg-type]


def figures(days: int, per_day: list[float], pieces: tuple[int, ...] = (0,), **changes: object) -> dict[str, float]:
    made = Made(vocabulary(days, pieces=pieces))
    found = measure(Reading(made.log(), money(per_day, **changes)))
    return {metric: value for (period, setting, metric), value in found.items() if (period, setting) == ("all", "all")}


def annuity(rate: float, days: float) -> float:
    """Days' worth of a pound a day that is paid evenly for some days from today."""
    return -expm1(-days / DAYS_PER_YEAR * log(1 + rate)) / log(1 + rate) * DAYS_PER_YEAR


def test_an_even_cost_is_worth_its_annuity() -> None:
    found = figures(TEN_YEARS, [A_DAY])
    assert found["cost"] == A_DAY * TEN_YEARS
    assert found["cost_discounted"] == pytest.approx(A_DAY * annuity(0.035, TEN_YEARS), rel=1e-12)


def test_the_rate_falls_after_thirty_years() -> None:
    days = round(50 * DAYS_PER_YEAR)
    first = annuity(0.035, 30 * DAYS_PER_YEAR)
    later = 1.035**-30 * annuity(0.03, days - 30 * DAYS_PER_YEAR)
    assert figures(days, [A_DAY])["cost_discounted"] == pytest.approx(A_DAY * (first + later), rel=1e-12)
    all_along = figures(days, [A_DAY], discount_rate=(0.035, 0.035))["cost_discounted"]
    assert all_along == pytest.approx(A_DAY * annuity(0.035, days), rel=1e-12)
    assert all_along < A_DAY * (first + later)


def test_what_is_spent_later_is_worth_less_by_the_time_between() -> None:
    """The same 100 days of spending, the second time 2,000 days later."""
    early = figures(TEN_YEARS, [A_DAY, 0.0], (0, 100))
    late = figures(TEN_YEARS, [0.0, A_DAY, 0.0], (0, 2000, 2100))
    assert early["cost"] == late["cost"] == 100 * A_DAY
    assert early["cost_discounted"] == pytest.approx(A_DAY * annuity(0.035, 100), rel=1e-12)
    assert late["cost_discounted"] / early["cost_discounted"] == pytest.approx(1.035 ** (-2000 / DAYS_PER_YEAR))


def test_years_of_a_study_sum_to_it() -> None:
    made = Made(vocabulary(365 * 4 + 1))
    found = measure(Reading(made.log(), money([A_DAY], inflation=0.05)))
    for metric in ("cost_discounted", "cost_cash"):
        years = [found[f"year {year}", "all", metric] for year in range(1, 5)]
        assert sum(years) == pytest.approx(found["all", "all", metric], rel=1e-12)
    falling = [found[f"year {year}", "all", "cost_discounted"] for year in range(1, 4)]
    for one, other in pairwise(falling):
        assert other / one == pytest.approx(1 / 1.035, rel=0.004)  # a leap year has a day more


def test_without_discounting_and_inflation_all_three_are_the_same() -> None:
    found = figures(TEN_YEARS, [A_DAY], discount_from=(0.0,), discount_rate=(0.0,))
    assert found["cost"] == pytest.approx(found["cost_discounted"], rel=1e-12)
    assert found["cost"] == pytest.approx(found["cost_cash"], rel=1e-12)


def test_cash_grows_from_the_middle_of_the_price_year() -> None:
    """A pound a year over T years of growth g, begun u years later: (1 + g)**u ((1 + g)**T - 1) / ln(1 + g)."""
    found = figures(TEN_YEARS, [A_DAY], inflation=0.05, years_since_price_year=1.5)
    growing = expm1(TEN_YEARS / DAYS_PER_YEAR * log(1.05)) / log(1.05) * DAYS_PER_YEAR
    assert found["cost_cash"] == pytest.approx(A_DAY * 1.05**1.5 * growing, rel=1e-12)
    unmoved = figures(TEN_YEARS, [A_DAY])
    assert {name: found[name] for name in ("cost", "cost_discounted")} == {
        name: unmoved[name] for name in ("cost", "cost_discounted")
    }


def test_inflation_that_discounting_undoes_leaves_the_sum() -> None:
    """Discounting at a rate is growing at that rate, seen from the other end of time."""
    edges = np.array([0.0, 1.0, 2.5, 7.0])
    grown, shrunk = mean_level(edges, [0.0], [0.035]), mean_level(edges, [0.0], [1 / 1.035 - 1])
    mirrored = mean_level(-edges[::-1], [0.0], [0.035])[::-1]
    assert shrunk == pytest.approx(mirrored, rel=1e-12)
    assert np.all(grown > 1)
    assert np.all(shrunk < 1)


@pytest.mark.parametrize("years", [1, 5, 30, 31, 40, 75])
def test_short_stretches_have_the_factors_of_whole_years(years: int) -> None:
    """As a table of factors is built by hand: divide by 1 plus the rate of each year, one year after the other."""
    table = 1.0
    for year in range(1, years + 1):
        table /= 1.035 if year <= 30 else 1.03
    a_moment = np.array([years, years + 1e-6])
    assert mean_level(a_moment, [0.0, 30.0], [1 / 1.035 - 1, 1 / 1.03 - 1])[0] == pytest.approx(table, rel=1e-6)
