"""Price levels, discount rates and grants of the catalogue, beside what was published."""

from __future__ import annotations

import re

import pytest

from carepath_sim.build import build_model
from carepath_sim.scenario.finance import Deflators
from carepath_sim.scenario.load import from_text
from carepath_sim.scenario.resolve import resolve

from .whole import EVERYTHING_IN_USE, study

TO_2024_25 = {
    "2015-16": 1.342,
    "2016-17": 1.312,
    "2017-18": 1.292,
    "2018-19": 1.265,
    "2019-20": 1.236,
    "2020-21": 1.173,
    "2021-22": 1.180,
    "2022-23": 1.102,
    "2023-24": 1.041,
    "2024-25": 1.0,
}
"""Multipliers as they were worked out from the published series by somebody else."""


def deflators() -> Deflators:
    found = study().finance.deflators
    assert found is not None
    return found


def test_price_levels_give_the_published_multipliers() -> None:
    index = deflators().index
    latest = index[study().prices.price_year]
    assert {year: latest / level for year, level in index.items()} == pytest.approx(TO_2024_25, abs=0.0006)


def test_a_price_of_2019_20_is_worth_1_236_times_as_much_five_years_later() -> None:
    text = EVERYTHING_IN_USE + "prices: {entry: {value: '£1,000 each', price_year: 2019-20}}\n"
    assert build_model(resolve(from_text(text, "here")))[1].entry == pytest.approx(1236, abs=0.6)


def test_rates_are_those_of_the_green_book_and_say_what_was_not_read() -> None:
    rates = study().finance.discount_rates
    assert {years: rate.amount for years, rate in rates.items()} == {"0 to 30": 0.035, "31 to 75": 0.03}
    for rate in rates.values():
        assert (rate.status, rate.source, rate.evidence) == ("sourced", "green_book_2026", "READ")
        assert re.search(r"review .* June 2026 .* not read", rate.note or "")
    assert study().sources["green_book_2026"].as_of == "16 April 2026"


def test_prices_are_constant_unless_somebody_says_otherwise() -> None:
    inflation = study().finance.inflation
    assert inflation is not None
    assert (inflation.amount, inflation.status) == (0.0, "assumed")
    assert inflation.range is not None
    assert inflation.range.high.amount == pytest.approx(0.1)
    growth = (7385 / 3430) ** (1 / 8) - 1
    assert growth == pytest.approx(inflation.range.high.amount, abs=0.001)
    general = (deflators().index["2024-25"] / deflators().index["2016-17"]) ** (1 / 8) - 1
    assert f"prices in general by {general:.1%}" in (inflation.note or "")


def test_grants_are_figures_of_their_day_and_say_so() -> None:
    grants = study().prices.grants
    assert set(grants) == {"unaccompanied"}
    grant = grants["unaccompanied"]
    assert grant.payer == "home_office"
    for price, a_night in ((grant.looked_after, 114.0), (grant.after_care, 270 / 7)):
        assert price is not None
        assert price.amount == pytest.approx(a_night)
        assert price.status == "sourced"
        assert price.price_year is None, "a grant does not follow prices"
        assert "not verified" in (price.note or "")
