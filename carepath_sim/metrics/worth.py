"""Money by when it is spent: what it is worth at the start, and what it comes to in the cash of the day.

Three sums of the same headings, which are kept apart and never added to one another: in
constant prices (`cost`), discounted to the start, still in constant prices
(`cost_discounted`), and in the prices of the day it is paid (`cost_cash`). Money that is
both inflated and discounted is not a figure here: the rates discount real prices.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.metrics.reading import Reading
from carepath_sim.metrics.registry import metric
from carepath_sim.metrics.spending import prices_of, total
from carepath_sim.model import Floats, Ints, Prices

EVENLY = (
    "Within a year of the study, or within a part of one over which prices are the same, costs are taken to fall "
    "evenly."
)


def mean_level(edges: Floats, starts: Sequence[float], growth: Sequence[float]) -> Floats:
    """The mean, between neighbouring edges, of a level that is 1 at time 0 and then grows at yearly rates.

    `growth[k]` holds from `starts[k]`, in years, up to the next; the first starts at 0. Of
    n edges: [n - 1].
    """
    logs, begun = np.log1p(growth), np.asarray(starts, dtype=np.float64)
    level = np.exp(np.concatenate([[0.0], np.cumsum(logs[:-1] * np.diff(begun))]))
    upto = np.concatenate([[0.0], np.cumsum(level[:-1] * _sum_of_growth(logs[:-1], np.diff(begun)))])
    at = np.maximum(np.searchsorted(begun, edges, side="right") - 1, 0)
    found: Floats = np.diff(upto[at] + level[at] * _sum_of_growth(logs[at], edges - begun[at])) / np.diff(edges)
    return found


def _sum_of_growth(log: Floats, years: Floats) -> Floats:
    """The sum over some years of a level that is 1 when they begin and grows at a rate per year, given as its log."""
    found: Floats = np.where(log == 0, years, np.expm1(log * years) / np.where(log == 0, 1.0, log))
    return found


def _in_years(edges: Ints) -> Floats:
    return edges / DAY / DAYS_PER_YEAR


def discount(edges: Ints, prices: Prices) -> Floats:
    """What a pound of constant prices paid between neighbouring edges (ticks) is worth at the start: [n - 1]."""
    return mean_level(_in_years(edges), prices.discount_from, [-rate / (1 + rate) for rate in prices.discount_rate])


def price_level(edges: Ints, prices: Prices) -> Floats:
    """The pounds in cash that a pound of constant prices comes to between neighbouring edges (ticks): [n - 1]."""
    before: float = (1 + prices.inflation) ** prices.years_since_price_year
    return before * mean_level(_in_years(edges), [0.0], [prices.inflation])


def _weighted(reading: Reading, weight: Floats) -> Floats:
    """The total cost, each stretch with its weight: [runs, windows]."""
    # Nothing is counted after the last stretch, so that its weight is none.
    return reading.calendar.in_windows(total(reading) * np.append(weight, 0.0))


@metric(
    "Total cost, discounted",
    unit="£",
    better="lower",
    principle="service",
    note=EVENLY,
    needs_prices=True,
    absent=0.0,
    tolerance=0.01,
)
def cost_discounted(reading: Reading) -> Floats:
    """What all headings together are worth at the start of the study: their present value, in constant prices.

    A pound paid one year (of 365.25 days) after the start is divided by one plus the yearly discount rate of the
    study's assumptions, a pound paid after two years is divided by it twice, and so on, smoothly in between. Time is
    not counted in whole years: that, the first of them undiscounted, gives about half a year's rate more.
    """
    return _weighted(reading, discount(reading.calendar.edges, prices_of(reading)))


@metric(
    "Total cost, cash",
    unit="£",
    better="lower",
    principle="service",
    note=EVENLY,
    needs_prices=True,
    absent=0.0,
    tolerance=0.01,
)
def cost_cash(reading: Reading) -> Floats:
    """What all headings together come to in the prices of the day on which they are paid, not discounted.

    All prices alike grow from the middle of their price year by the study's inflation. Where that is 0%, as it is
    unless a scenario says otherwise, this is the total cost.
    """
    return _weighted(reading, price_level(reading.calendar.edges, prices_of(reading)))
