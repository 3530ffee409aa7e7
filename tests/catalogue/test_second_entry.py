"""Published numbers typed a second time, from the publications, to catch a slip of the keyboard in the catalogue."""

from __future__ import annotations

import pytest

from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.scenario.hazards import Hazard

from .whole import amount, number, study

WEEK, YEAR = 7.0, DAYS_PER_YEAR

PUBLISHED = {
    "settings.childrens_home.price": 7385 / WEEK,
    "settings.overflow.price": 10500 / WEEK,
    "settings.supported_accommodation.price": 1280 / WEEK,
    "settings.independence.price": 15350 / YEAR,
    "settings.supported_accommodation_after_18.price": 15350 / YEAR,
    "settings.hub.places": 12,
    "settings.foster_in_house.leaving_age.shares[1].share": 0.57,
    "settings.foster_agency.leaving_age.shares[1].share": 0.57,
    "teams.social_work.caseload_limit": 16,
    "teams.social_work.start_shares.permanent": 1 - 0.142,
    "teams.hub.posts": 35,
    "demand.streams.turning_10.rate": 20 / YEAR,
}


@pytest.mark.parametrize("path", PUBLISHED)
def test_a_published_number(path: str) -> None:
    assert amount(path) == pytest.approx(PUBLISHED[path])


def test_published_turnover() -> None:
    turnover = {"social_work": "11.8% per year", "hub": "29% per year"}
    assert {name: str(study().teams[name].leave_rate.rate) for name in turnover} == turnover


def hazard(path: str) -> Hazard:
    found = number(path)
    assert isinstance(found, Hazard)
    return found


def test_the_published_curve_of_return_to_care() -> None:
    weibull = hazard("settings.home.endings.return_to_care.hazard").weibull
    assert weibull is not None
    assert (str(weibull.shape), str(weibull.scale)) == ("0.38", "53 years")


def test_the_published_curves_of_care_leavers() -> None:
    staying_put = {"1 year": "56%", "2 years": "38%"}
    published = {
        "staying_put_in_house": staying_put,
        "staying_put_agency": staying_put,
        "supported_accommodation_after_18": {"1 year": "66%", "2 years": "46%", "3 years": "29%"},
        "supported_lodgings_after_18": {"1 year": "76%", "2 years": "55%", "3 years": "35%"},
    }
    for name, points in published.items():
        survival = hazard(f"settings.{name}.endings.move_on.hazard").survival or {}
        assert {time: str(share) for time, share in survival.items()} == points


RANGES = {
    "settings.childrens_home.price": (6016 / WEEK, 9592 / WEEK),
    "settings.supported_accommodation.price": (620 / WEEK, 3320 / WEEK),
    "settings.supported_lodgings.price": (765 / WEEK, 1280 / WEEK),
    "teams.hub.link.new": (1.0, 1.46),
    "settings.edge_of_care.endings.support_ends.hazard": (5.4 * YEAR / 12, 8 * YEAR / 12),
}


@pytest.mark.parametrize("path", RANGES)
def test_a_published_range(path: str) -> None:
    found = number(path)
    spread = found.range  # type: ignore[attr-defined]
    if isinstance(found, Hazard):
        unit = found.range_unit(found.form)
        ends = unit.parse(spread.low).amount, unit.parse(spread.high).amount
    else:
        ends = spread.low.amount, spread.high.amount
    assert ends == pytest.approx(RANGES[path])
