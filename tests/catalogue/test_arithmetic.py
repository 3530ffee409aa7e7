"""Numbers that follow from published ones are worked out again here, from the published ones."""

from __future__ import annotations

import math
import re

import pytest

from carepath_sim.calibration import studies
from carepath_sim.calibration.fit import groups, is_fitted
from carepath_sim.catalogue import councils
from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.scenario.hazards import Hazard

from .whole import amount, number, study

WEEK = 7.0
YEAR = DAYS_PER_YEAR

FOSTER = ("foster_in_house", "foster_agency", "foster_family_and_friends")
RESIDENTIAL = ("childrens_home", "childrens_home_out_of_area", "secure", "hub_placement", "overflow")

# Published: Department for Education, children looked after in England, year to 31 March 2025.
STARTS, STARTS_10_TO_15, STARTS_16, STARTS_UNACCOMPANIED = 32_270, 8_660, 9_110, 6_950
STOCK, STOCK_10_TO_15, STOCK_16 = 81_770, 30_930, 22_060
STOCK_2024, STOCK_2024_10_TO_15, STOCK_2024_16 = 83_530, 31_430, 22_620
CEASED_10_TO_15, CEASED_16, CEASED_17, CEASED_18 = 4_860, 2_240, 1_890, 13_740
MEDIAN_STARTS = 165


def scaled(number_in_england: float) -> float:
    return number_in_england * MEDIAN_STARTS / STARTS


def yearly(path: str) -> float:
    return amount(path) * YEAR


def weekly(path: str) -> float:
    return amount(path) * WEEK


def test_the_council_is_the_median_one() -> None:
    assert pytest.approx(MEDIAN_STARTS / STARTS) == councils.typical_share()
    assert scaled(STOCK) == pytest.approx(418, abs=0.5)


def test_turning_10_in_care_follows_from_stocks_and_flows() -> None:
    turned_16 = STOCK_16 - STOCK_2024_16 + CEASED_16 + CEASED_17 + CEASED_18 - STARTS_16
    assert turned_16 == 8_200
    turned_10 = STOCK_10_TO_15 - STOCK_2024_10_TO_15 + CEASED_10_TO_15 + turned_16 - STARTS_10_TO_15
    assert turned_10 == 3_900
    assert yearly("demand.streams.turning_10.rate") == pytest.approx(scaled(turned_10), abs=0.1)


def test_unaccompanied_starts() -> None:
    assert yearly("demand.streams.unaccompanied.rate") == pytest.approx(scaled(STARTS_UNACCOMPANIED), abs=0.1)
    ages = study().demand.streams["unaccompanied"].ages.shares
    assert ages["16"].amount + ages["17"].amount == pytest.approx(0.9)


def test_streams_leave_room_for_the_starts_the_model_makes_itself() -> None:
    unaccompanied = scaled(STARTS_UNACCOMPANIED)
    direct = yearly("demand.streams.direct_10_to_15.rate") + unaccompanied * 0.1
    assert scaled(STARTS_10_TO_15) * 0.5 < direct < scaled(STARTS_10_TO_15)
    direct = yearly("demand.streams.direct_16_to_17.rate") + unaccompanied * 0.9
    assert scaled(STARTS_16) * 0.5 < direct < scaled(STARTS_16)


def test_edge_of_care_referrals_scale_norfolks() -> None:
    norfolk_looked_after = 110_011_176 / (1_935 * YEAR / WEEK)
    assert norfolk_looked_after == pytest.approx(1_090, abs=1)
    here = 145 * scaled(STOCK) / norfolk_looked_after
    assert yearly("demand.streams.edge_of_care.rate") == pytest.approx(here, abs=0.5)


def test_foster_prices_give_the_published_mixed_price() -> None:
    in_house_share = (21_890 + 13_360) / 54_820
    assert in_house_share == pytest.approx(0.64, abs=0.005)
    agency = 820 * 1.173
    assert weekly("settings.foster_agency.price") == pytest.approx(agency, abs=1)
    in_house = (765 - 0.36 * agency) / 0.64
    assert weekly("settings.foster_in_house.price") == pytest.approx(in_house, abs=1)


def test_staying_put_price_is_inflated() -> None:
    for name in ("staying_put_in_house", "staying_put_agency"):
        assert weekly(f"settings.{name}.price") == pytest.approx(194 * 1.236, abs=0.5)


def test_lodgings_are_half_way_between_foster_care_and_supported_accommodation() -> None:
    assert weekly("settings.supported_lodgings.price") == pytest.approx((765 + 1280) / 2, abs=1)


def test_leaving_care_spend_over_care_leavers() -> None:
    assert yearly("settings.independence.price") == pytest.approx(817_159_484 / (14_800 + 38_440), abs=5)


AT_18 = {
    "independence": 12.6,
    "supported_accommodation_after_18": 27.1,
    "home": 11.7,
    "supported_lodgings_after_18": 7.3,
}


def test_shares_at_18_add_up_and_were_fitted_to_those_published() -> None:
    assert sum(AT_18.values()) + 19.7 == pytest.approx(78.4)
    for name in (*FOSTER, *RESIDENTIAL):
        leaving = study().settings[name].leaving_age
        assert leaving is not None
        assert leaving.age == 18
        shares = {share.to: share.share for share in leaving.shares}
        assert sum(share.amount for share in shares.values()) == pytest.approx(1.0)
        for to, points in AT_18.items():
            assert shares[to].status == "calibrated"
            assert str(points) in (shares[to].note or ""), (name, to)


def test_fewer_go_home_at_18_than_published_since_some_went_before() -> None:
    for name in (*FOSTER, *RESIDENTIAL):
        leaving = study().settings[name].leaving_age
        assert leaving is not None
        home = next(share.share.amount for share in leaving.shares if share.to == "home")
        staying = sum(share.share.amount for share in leaving.shares if share.same_place)
        assert 0 < home < (1 - staying) * AT_18["home"] / sum(AT_18.values())


def test_survival_of_care_leavers_in_a_setting() -> None:
    at_each_age = {
        "staying_put_in_house": (55, 31, 21, 55 * (5.3 / 70.2) / (19.7 / 78.4)),
        "supported_accommodation_after_18": (3400 / 11220, 2250 / 10770, 1580 / 10460, 970 / 10040),
        "supported_lodgings_after_18": (840 / 11220, 640 / 10770, 460 / 10460, 290 / 10040),
    }
    for name, numbers in at_each_age.items():
        found = number(f"settings.{name}.endings.move_on.hazard")
        assert isinstance(found, Hazard)
        assert found.survival is not None
        shares = [share.amount for share in found.survival.values()]
        assert shares == pytest.approx([later / numbers[0] for later in numbers[1:]], abs=0.006)


def test_a_step_down_holds_as_often_as_published() -> None:
    found = number("settings.foster_step_down.endings.breakdown.hazard")
    assert isinstance(found, Hazard)
    assert found.survival is not None
    after_a_year = 20 / 31
    survival = {time: share.amount for time, share in found.survival.items()}
    assert survival["52 weeks"] == pytest.approx(after_a_year, abs=0.006)
    assert survival["14 weeks"] == pytest.approx(1 - (1 - after_a_year) * 5 / 6, abs=0.006)
    wilson = 0.47, 0.79
    assert found.range is not None
    for share, times in zip(wilson, (found.range.high, found.range.low), strict=True):
        assert math.log(share) / math.log(after_a_year) == pytest.approx(float(times), abs=0.06)


HOURS = 37 * 52.14
CARE_WORKER, MANAGER = 13.06, 22.51
ON_COSTS = 1.3


def post(pay: float) -> float:
    return pay * HOURS * ON_COSTS


def test_a_hub_is_costed_from_its_posts() -> None:
    half_way = (CARE_WORKER + MANAGER) / 2
    posts = post(MANAGER) + 8 * post(half_way) + 8.5 * post(CARE_WORKER)
    specialists = 3 * post(MANAGER)
    running = 0.3 * (posts + specialists)
    assert yearly("teams.hub.cost.permanent") == pytest.approx(posts / 17.5, abs=50)
    assert yearly("settings.hub.service") == pytest.approx(2 * (specialists + running), rel=0.001)
    per_hub = (35 * yearly("teams.hub.cost.permanent") + yearly("settings.hub.service")) / 2
    assert 1.0e6 < per_hub < 1.5e6, "dearer than the published cost, which includes capital"
    high = study().settings["hub"].service
    assert high is not None
    assert high.range is not None
    assert high.range.high.amount * YEAR == pytest.approx(2 * (1.5e6 - posts), rel=0.001)


def test_other_posts() -> None:
    assert yearly("teams.social_work.cost.permanent") == pytest.approx(post(MANAGER), abs=1)
    assert yearly("teams.edge_of_care.cost.permanent") == pytest.approx(post((CARE_WORKER + MANAGER) / 2), abs=1)
    for name in study().teams:
        assert yearly(f"teams.{name}.cost.agency") == pytest.approx(1.5 * yearly(f"teams.{name}.cost.permanent"), abs=1)
    adviser = post((CARE_WORKER + MANAGER) / 2) / 20 / 52.14
    assert weekly("settings.home.price") == pytest.approx(adviser, abs=0.5)
    hour = MANAGER * ON_COSTS
    prices = study().prices
    assert [price.amount for price in (prices.move.planned, prices.move.unplanned, prices.entry)] == pytest.approx(
        [20 * hour, 30 * hour, 40 * hour], abs=1
    )


def test_posts_of_social_workers_rest_at_published_vacancies() -> None:
    team = study().teams["social_work"]
    leave = -math.log1p(-0.118)
    recruit = YEAR / team.time_to_recruit.amount
    assert recruit / (recruit + leave) == pytest.approx(1 - 0.142, abs=0.001)
    cover, agency_ends = YEAR / team.time_to_cover.amount, YEAR / team.agency_stay.amount
    agency_to_vacant = cover / (recruit + agency_ends)
    assert agency_to_vacant / (1 + agency_to_vacant) == pytest.approx(0.744, abs=0.005)
    assert team.start_shares.agency.amount == pytest.approx(0.744 * 0.142, abs=0.001)
    assert team.start_shares.vacant.amount == pytest.approx(0.256 * 0.142, abs=0.001)
    for each in study().teams.values():
        states = each.start_shares
        assert states.vacant.amount + states.permanent.amount + states.agency.amount == pytest.approx(1.0)


def test_handovers_are_half_of_published_changes_or_more() -> None:
    changes = -math.log(1 - 0.60)
    rate = number("teams.social_work.handover_rate")
    assert rate.status == "calibrated"
    assert changes / 2 < yearly("teams.social_work.handover_rate") < 1.5 * changes
    assert f"{changes / 2:.3f}" in (rate.note or "")


def test_hub_stays_lie_half_way_between_the_published_bounds() -> None:
    accommodated_a_year = 0.33 * 355 / 2
    full = 12 * 52 / accommodated_a_year
    assert (full * 0.67, full) == pytest.approx((7.1, 10.7), abs=0.1)
    endings = study().settings["hub_placement"].endings
    onward = {name: ending for name, ending in endings.items() if name.startswith(("to_", "step_down"))}
    for age in (0, 1):
        rates = []
        for ending in onward.values():
            assert ending.hazard.rate is not None
            assert ending.hazard.by_age is not None
            rates.append(ending.hazard.rate.amount * YEAR * list(ending.hazard.by_age.values())[age].amount)
        assert 52.18 / sum(rates) == pytest.approx((7.1 + 10.7) / 2, abs=0.15)


def test_return_to_care_curve_gives_published_shares() -> None:
    found = number("settings.home.endings.return_to_care.hazard")
    assert isinstance(found, Hazard)
    assert found.weibull is not None
    shape, scale = found.weibull.shape.amount, found.weibull.scale.amount / YEAR
    returned = [1 - math.exp(-((years / scale) ** shape)) for years in (0.25, 1, 6)]
    assert returned == pytest.approx([0.12, 0.20, 0.35], abs=0.006)


def test_published_rates_add_up_to_published_moves() -> None:
    narrow, broad_only, care_plan, custody = 12_750, 15_570, 20_170, 150
    changes = narrow + broad_only + care_plan + custody
    assert changes == 59_140 - 10_500
    assert changes / 82_650 == pytest.approx(0.589, abs=0.0005)
    assert (STOCK + STOCK_2024) / 2 == 82_650
    fitted = {(group.is_foster, group.breakdown): group.rate for group in groups(study())}
    for is_foster, to_all in ((True, 0.53 / 0.589), (False, 0.73 / 0.589)):
        for breakdown, published in (("narrow", narrow), ("broad", broad_only), ("none", care_plan)):
            assert fitted[is_foster, breakdown] == pytest.approx(published / 82_650 * to_all)


def test_every_calibrated_ending_of_a_placement_is_fitted_once() -> None:
    found = studies.in_the_long_run(studies.council()).study
    fitted = [path for group in groups(found) for path in group.numbers]
    assert len(fitted) == len(set(fitted)) > 50
    assert set(fitted) == {
        f"settings.{name}.endings.{key}.hazard"
        for name, setting in found.settings.items()
        for key, ending in setting.endings.items()
        if setting.looked_after and is_fitted(ending)
    }


def test_residential_and_foster_first_breakdowns_keep_their_split() -> None:
    for setting in (*FOSTER, "placed_with_parents"):
        parts = [study().settings[setting].endings[name].hazard for name in ("breakdown", "breakdown_to_residential")]
        times = [part.times.amount for part in parts if part.times]
        assert times[1] / sum(times) == pytest.approx(0.23, abs=0.002), setting
        assert "23%" in re.sub(r"\s+", " ", parts[1].note or "")


def test_leaving_care_has_the_published_rates() -> None:
    home, planned_home = 5_540 + 1_070, 5_540
    before_18 = 34_450 - CEASED_18 - 3_040 - (4_110 + 1_080) - 2_640
    assert before_18 == 9_840
    younger, older = CEASED_10_TO_15 / STOCK_10_TO_15, (CEASED_16 + CEASED_17) / STOCK_16
    for name, setting in study().settings.items():
        if not setting.looked_after:
            continue
        path = f"settings.{name}.endings.{{}}.hazard"
        ways = ("return_home", "unplanned_return_home", "leave_otherwise")
        planned, unplanned, otherwise = (yearly(path.format(way)) for way in ways)
        assert planned + unplanned + otherwise == pytest.approx(younger, abs=0.0005)
        assert (planned + unplanned) / younger == pytest.approx(home / before_18, abs=0.005)
        assert planned / (planned + unplanned) == pytest.approx(planned_home / home, abs=0.002)
        for way in ways:
            found = number(path.format(way))
            assert isinstance(found, Hazard)
            by_age = {ages: times.amount for ages, times in (found.by_age or {}).items()}
            assert by_age == {"10 to 15": 1, "16 to 17": pytest.approx(older / younger, abs=0.005)}
            assert {need: times.amount for need, times in (found.by_need or {}).items()} == {"unaccompanied": 0}


def test_children_in_children_s_homes_are_split_by_area_as_published() -> None:
    inside, outside = 3_110, 6_270
    assert inside + outside == 9_380
    assert outside / 9_380 == pytest.approx(0.67, abs=0.005)
    for name, stock in (("childrens_home", inside), ("childrens_home_out_of_area", outside)):
        places = study().settings[name].places
        assert places is not None
        assert scaled(stock) < places.amount < 1.3 * scaled(stock)


def test_a_third_of_referrals_stay_in_a_hub() -> None:
    endings = "settings.edge_of_care.endings.{}.hazard"
    stay, care = yearly(endings.format("short_stay")), yearly(endings.format("enter_care"))
    support_ends = YEAR / amount(endings.format("support_ends"))
    assert stay / (stay + care + support_ends) == pytest.approx(1 - 0.67, abs=0.005)
    without_hub = care / (care + support_ends)
    assert 0.14 <= without_hub <= 0.5
    assert without_hub == pytest.approx(0.20, abs=0.005)


def test_those_who_turn_10_in_care_have_served_what_starts_and_exits_imply() -> None:
    """Density of years in care at 10: starts a year of age, thinned at the yearly exit rate of ages 5 to 9."""
    exit_rate = 3_710 / 15_110

    def entering(years: float) -> float:
        starts = 4_920 / 5 if years < 5 else 4_430 / 4 if years < 9 else 5_140
        return starts * math.exp(-exit_rate * years)

    step = 0.001
    grid = [(index + 0.5) * step for index in range(10_000)]
    weights = [entering(years) * step for years in grid]
    total = sum(weights)
    assert scaled(total) == pytest.approx(21.3, abs=0.1)
    below, quantiles = 0.0, []
    for years, weight in zip(grid, weights, strict=True):
        below += weight
        while len(quantiles) < 40 and below >= (len(quantiles) + 0.5) / 40 * total:
            quantiles.append(years)
    rows = study().demand.streams["turning_10"].already_placed
    assert [row.in_care.amount / YEAR for row in rows] == pytest.approx(quantiles, abs=0.005)
    long_in_care = [row for row in rows if row.in_care.amount >= 2.5 * YEAR]
    settled = [row for row in long_in_care if row.placed.amount >= 2 * YEAR]
    assert len(settled) / len(long_in_care) == pytest.approx(0.69, abs=0.02)
    assert all(0 < row.placed.amount <= row.in_care.amount for row in rows)
