"""Who pays for what logs with known answers cost, and what young people of different needs live through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from carepath_sim.metrics import Reading, measure
from carepath_sim.metrics.payers import payer_of
from carepath_sim.model import Prices
from tests.unit.metrics.made_logs import (
    BREAKDOWN,
    FOSTER,
    HOME,
    HUB,
    PLANNED,
    STAYING_PUT,
    Made,
    prices,
    vocabulary,
)

TEN = vocabulary(horizon_days=10)
OF_NEED = {"any": 2, "unaccompanied": 1}
"""A person of each need: made people have theirs by their number."""
SERVICE, TRAINING, THERAPY = 3000.0, 25.0, 11.0
A_NIGHT, A_NIGHT_AFTER = 143.0, 38.0


def payers(made: Made, money: Prices | None = None) -> dict[str, float]:
    found = measure(Reading(made.log(), money or prices()))
    shares = {key[1]: value for key, value in found.items() if key[0] == "all" and key[2] == "cost_by_payer"}
    assert sum(shares.values()) == pytest.approx(found["all", "all", "cost"])
    assert shares["council"] == found["all", "all", "cost_to_council"]
    return shares


def test_a_heading_with_another_payer_is_not_the_councils() -> None:
    assert payers(Made(TEN)) == {"council": 10 * (SERVICE + TRAINING), "home_office": 0, "nhs": 10 * THERAPY}


def test_a_grant_is_for_nights_looked_after_of_its_need_alone() -> None:
    made = Made(TEN).present(OF_NEED["unaccompanied"], FOSTER, 5, 5).moved(OF_NEED["unaccompanied"], 3.5, FOSTER, HUB)
    made.present(OF_NEED["any"], FOSTER, 5, 5)
    found = payers(made)
    assert found["home_office"] == 10 * A_NIGHT
    # 4 nights of one and 10 of the other at £100, and a planned move.
    assert found["council"] == 14 * 100 + 300 + 10 * (SERVICE + TRAINING) - 10 * A_NIGHT


def test_a_grant_after_care_begins_at_18() -> None:
    birthday = date(2008, 4, 7).toordinal()  # 18 on the seventh day of the study
    made = Made(TEN).present(OF_NEED["unaccompanied"], FOSTER, 5, 5, born=birthday)
    made.moved(OF_NEED["unaccompanied"], 2, FOSTER, HOME).moved(OF_NEED["unaccompanied"], 8, HOME, STAYING_PUT)
    assert payers(made)["home_office"] == 2 * A_NIGHT + (10 - 6) * A_NIGHT_AFTER
    made = Made(TEN).present(OF_NEED["any"], HOME, born=birthday)
    assert payers(made)["home_office"] == 0


def test_without_grants_and_other_payers_the_council_pays_everything() -> None:
    alone = replace(prices(), payers={}, grants={})
    assert payers(Made(TEN).entered(1, 0, FOSTER), alone) == {
        "council": 10 * (SERVICE + TRAINING + THERAPY) + 10 * 100 + 1100
    }


def test_one_payer_may_both_grant_and_pay_for_headings() -> None:
    both = replace(prices(), payers={"therapy": "home_office"})
    made = Made(TEN).present(OF_NEED["unaccompanied"], FOSTER, 5, 5)
    assert payers(made, both)["home_office"] == 10 * (A_NIGHT + THERAPY)


def test_only_headings_of_a_scenarios_own_may_have_another_payer() -> None:
    odd = replace(prices(), payers={"placements": "nhs", "training": "police"})
    assert payer_of("placements", odd) == "council"
    assert payer_of("fixed: training", odd) == "police"
    assert payer_of("fixed: placements", odd) == "nhs"


def test_moves_and_breakdowns_are_told_apart_by_need() -> None:
    year = Made(vocabulary(horizon_days=365))
    for person, moves in ((OF_NEED["any"], 1), (OF_NEED["unaccompanied"], 4)):
        year.present(person, FOSTER, 5, 5)
        for move in range(moves):
            there = (FOSTER, HUB)[move % 2]
            year.moved(person, 10 + move, there, FOSTER + HUB - there, BREAKDOWN if move < moves / 2 else PLANNED)
    found = measure(Reading(year.log()))
    by_need = {key[1:]: value for key, value in found.items() if key[0] == "all" and key[2].endswith("_by_need")}
    a_year = 365.25 / 365
    assert by_need == pytest.approx(
        {
            ("any", "moves_by_need"): 1 * a_year,
            ("unaccompanied", "moves_by_need"): 4 * a_year,
            ("any", "breakdowns_by_need"): 1 * a_year,
            ("unaccompanied", "breakdowns_by_need"): 2 * a_year,
            ("any", "number_of_moves_by_need"): 1,
            ("unaccompanied", "number_of_moves_by_need"): 4,
            ("any", "number_of_breakdowns_by_need"): 1,
            ("unaccompanied", "number_of_breakdowns_by_need"): 2,
        }
    )


def test_a_need_of_nobody_has_no_rate() -> None:
    found = measure(Reading(Made(TEN).present(OF_NEED["any"], FOSTER, 5, 5).log()))
    assert found["all", "any", "moves_by_need"] == 0
    assert np.isnan(found["all", "unaccompanied", "moves_by_need"])
