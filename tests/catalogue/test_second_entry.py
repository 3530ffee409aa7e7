"""Published figures typed a second time, from the publications, to catch a slip of the keyboard in the catalogue."""

from __future__ import annotations

import math

import pytest

from .second_entry import TYPED, Entry, F, holder, rounding, same, stands, worked_out

LEFT_BEFORE_18 = F.ceased_10_15 / F.cla_10_15
LEFT_AT_16_17 = (F.ceased_16 + F.ceased_17) / F.cla_16
WENT_HOME = F.home_planned + F.home_unplanned
FOLLOWED = F.ceased - F.ceased_18 - F.ceased_adopted - F.ceased_guardianship - F.ceased_arrangements
HOME = WENT_HOME / (FOLLOWED - F.ceased_other_council)
PLANNED = F.home_planned / WENT_HOME
ONE_COUNCIL = F.starts_council / F.starts
IN_HOUSE = round(
    (F.foster_places_filled + F.cla_foster_relative_inside + F.cla_foster_relative_outside) / F.cla_foster, 2
)
AGENCY_PRICE = F.agency_foster_price * F.deflator_2025 / F.deflator_2021
IN_HOUSE_PRICE = (F.foster_price - (1 - IN_HOUSE) * AGENCY_PRICE) / IN_HOUSE
HIRED = -math.log(1 - F.worker_turnover / 100) * (100 - F.worker_vacancy) / F.worker_vacancy / 365.25
TURNED_16 = F.cla_16 - F.cla_16_2024 + F.ceased_16 + F.ceased_17 + F.ceased_18 - F.starts_16
TURNED_10 = F.cla_10_15 - F.cla_10_15_2024 + F.ceased_10_15 + TURNED_16 - F.starts_10_15
HOUR = F.manager_pay * 1.3
TO_2025 = F.deflator_2025 / F.deflator_2020
WITH_CARERS = 100 * F.stayed_with_carers / F.ceased_18
LEAVING_CARE = F.leaving_care_spend * 1e6 / (F.care_leavers_17_18 + F.care_leavers_19_21)
SUPPORT_A_WEEK = F.reunified_support / 52.14
LODGINGS_PRICE = (F.foster_price + round(F.supported_price, -1)) / 2
LEFT_FOSTER = 1 - F.stepdown_share / 100
FGC = math.log(1 - F.fgc_with / 100) / math.log(1 - F.fgc_without / 100)

RESIDENTIAL = ["childrens_home", "childrens_home_out_of_area", "hub_placement", "overflow", "secure"]
FOSTER = ["foster_in_house", "foster_agency", "foster_family_and_friends", "foster_step_down"]
SUPPORTED = ["supported_accommodation", "supported_lodgings"]
STAYING_PUT = ["staying_put_in_house", "staying_put_agency", "staying_put_family_and_friends"]


def leaving_care(setting: str) -> list[Entry]:
    """Leaving care before 18, for home as planned and not and otherwise, and how much oftener at 16 and 17."""
    ways = {
        "return_home": LEFT_BEFORE_18 * HOME * PLANNED,
        "unplanned_return_home": LEFT_BEFORE_18 * HOME * (1 - PLANNED),
        "leave_otherwise": LEFT_BEFORE_18 * (1 - HOME),
    }
    hazards = {f"settings.{setting}.endings.{way}.hazard": rate for way, rate in ways.items()}
    return [
        *[worked_out(f"{path}.rate", rate, "hazard per year") for path, rate in hazards.items()],
        *[worked_out(f"{path}.by_age.16 to 17", LEFT_AT_16_17 / LEFT_BEFORE_18, "times") for path in hazards],
    ]


def leaving_at_18(setting: str) -> list[Entry]:
    """The share who stay put with foster carers, and its range."""
    path = f"settings.{setting}.leaving_age.shares[1].share"
    return [
        same(path, "staying_put_18"),
        worked_out(f"{path}.range.low", WITH_CARERS, "%"),
        same(f"{path}.range.high", "staying_put_2021_18"),
    ]


def staying(setting: str, *points: float) -> list[Entry]:
    """The share still there after each year, of those there at 18."""
    path = f"settings.{setting}.endings.move_on.hazard.survival"
    later = zip(["1 year", "2 years", "3 years"], points[1:], strict=False)
    return [worked_out(f"{path}.{time}", 100 * point / points[0], "%") for time, point in later]


def of_care_leavers(*counts: float) -> list[float]:
    """How many of some kind there are among the care leavers of 18, 19, 20 and 21."""
    return [
        part / whole
        for part, whole in zip(counts, [F.leavers_18, F.leavers_19, F.leavers_20, F.leavers_21], strict=True)
    ]


PRICES = [
    *[
        entry
        for name in ["childrens_home", "childrens_home_out_of_area"]
        for entry in [
            same(f"settings.{name}.price", "residential_price"),
            same(f"settings.{name}.price.range.low", "residential_price_p10"),
            same(f"settings.{name}.price.range.high", "residential_price_p90"),
        ]
    ],
    worked_out("settings.foster_agency.price", AGENCY_PRICE, "£ per week"),
    worked_out(
        "settings.foster_agency.price.range.low", AGENCY_PRICE * F.foster_price_p10 / F.foster_price, "£ per week"
    ),
    worked_out(
        "settings.foster_agency.price.range.high", AGENCY_PRICE * F.foster_price_p90 / F.foster_price, "£ per week"
    ),
    worked_out("settings.foster_in_house.price", IN_HOUSE_PRICE, "£ per week"),
    worked_out(
        "settings.foster_in_house.price.range.high", IN_HOUSE_PRICE * F.foster_price_p90 / F.foster_price, "£ per week"
    ),
    same("settings.secure.price", "secure_price"),
    same("settings.overflow.price", "unregistered_price"),
    worked_out("settings.supported_lodgings.price", LODGINGS_PRICE, "£ per week"),
    worked_out("settings.placed_with_parents.price", SUPPORT_A_WEEK, "£ per week"),
    worked_out("settings.home.price.range.high", SUPPORT_A_WEEK, "£ per week"),
    worked_out("settings.supported_accommodation.price", F.supported_price, "£ per week", nearest=10),
    worked_out("settings.supported_accommodation.price.range.low", F.supported_price_low, "£ per week", nearest=10),
    worked_out("settings.supported_accommodation.price.range.high", F.supported_price_high, "£ per week", nearest=10),
    worked_out("settings.independence.price", LEAVING_CARE, "£ per year", nearest=10),
    worked_out("settings.staying_put_in_house.price", F.staying_put_allowance * TO_2025, "£ per week"),
    same("settings.staying_put_in_house.price.range.low", "staying_put_allowance"),
    worked_out(
        "settings.staying_put_in_house.price.range.high", F.staying_put_allowance_london * TO_2025, "£ per week"
    ),
    worked_out("prices.move.planned", 20 * HOUR, "£ each"),
    worked_out("prices.move.unplanned", 30 * HOUR, "£ each"),
    worked_out("prices.entry", 40 * HOUR, "£ each", nearest=10),
    same("prices.grants.unaccompanied.after_care", "uasc_leaver_grant"),
    same("prices.grants.unaccompanied.looked_after.range.high", "uasc_grant_higher"),
    same("finance.discount_rates.0 to 30", "discount"),
    same("finance.discount_rates.31 to 75", "discount_later"),
    same("finance.discount_rates.0 to 30.range.low", "discount_health"),
    *[same(f"finance.deflators.index.{year - 1}-{year % 100}", f"deflator_{year}") for year in range(2016, 2026)],
]
MOVES = [
    *[entry for name in [*FOSTER, *RESIDENTIAL, *SUPPORTED] for entry in leaving_care(name)],
    *[entry for name in FOSTER for entry in leaving_at_18(name)],
    *[
        entry
        for name in STAYING_PUT
        for entry in staying(name, F.staying_put_2018_18, F.staying_put_2018_19, F.staying_put_2018_20)
    ],
    *staying(
        "supported_accommodation_after_18",
        *of_care_leavers(F.leavers_18_semi, F.leavers_19_semi, F.leavers_20_semi, F.leavers_21_semi),
    ),
    *staying(
        "supported_lodgings_after_18",
        *of_care_leavers(F.leavers_18_lodgings, F.leavers_19_lodgings, F.leavers_20_lodgings, F.leavers_21_lodgings),
    ),
    same("settings.edge_of_care.endings.support_ends.hazard.mean", "nwd_episode"),
    same("settings.edge_of_care.endings.support_ends.hazard.range.low", "nwd_episode_low"),
    same("settings.edge_of_care.endings.support_ends.hazard.range.high", "nwd_episode_high"),
    same("settings.home.endings.return_to_care.hazard.weibull.shape", "return_shape"),
    same("settings.home.endings.return_to_care.hazard.weibull.scale", "return_scale"),
    same("settings.childrens_home.endings.breakdown.hazard.weibull.shape", "foster_shape"),
    same("settings.foster_in_house.endings.breakdown.hazard.weibull.shape", "foster_shape"),
    worked_out(
        "settings.foster_step_down.endings.breakdown.hazard.survival.14 weeks",
        100 * (1 - LEFT_FOSTER * F.stepdown_early / F.stepdown_disruptions),
        "%",
    ),
    same("settings.foster_step_down.endings.breakdown.hazard.survival.52 weeks", "stepdown_share"),
]
SERVICE = [
    worked_out("settings.hub.places", F.hubs * F.hub_beds, "places"),
    worked_out("teams.hub.posts", F.hubs * (F.hub_managers + F.hub_workers + F.hub_leads), "posts"),
    same("teams.hub.leave_rate.rate", "home_staff_turnover"),
    same("teams.social_work.leave_rate.rate", "worker_turnover"),
    same("teams.social_work.leave_rate.range.high", "worker_turnover_peak"),
    same("teams.social_work.caseload_limit", "worker_caseload"),
    worked_out("teams.social_work.time_to_recruit", 1 / HIRED, "days"),
    worked_out("teams.social_work.start_shares.permanent", 100 - F.worker_vacancy, "%"),
    worked_out("teams.social_work.start_shares.agency", F.worker_vacancy * F.vacancy_covered / 100, "%"),
    worked_out("teams.social_work.start_shares.vacant", F.worker_vacancy * (1 - F.vacancy_covered / 100), "%"),
    *[
        entry
        for team in ["hub", "social_work", "edge_of_care"]
        for entry in [
            same(f"teams.{team}.link.new", "link"),
            same(f"teams.{team}.link.new.range.low", "link_low"),
            same(f"teams.{team}.link.new.range.high", "link_high"),
        ]
    ],
    worked_out("demand.streams.unaccompanied.rate", F.starts_uasc * ONE_COUNCIL, "per year"),
    worked_out("demand.streams.turning_10.rate", TURNED_10 * ONE_COUNCIL, "per year"),
]


def effect(model: str, lever: str, verb: str, number: int = 1) -> str:
    """The path of the number an effect multiplies by."""
    return f"practice_models.{model}.levers.{lever}.effects[{number}].{verb}.by"


ENTER, FEWER = "multiply_hazard", "fewer_enter_care"
PRACTICE = [
    worked_out(effect("family_group_conferences", FEWER, ENTER), FGC, "times"),
    same(f"{effect('family_group_conferences', FEWER, ENTER)}.range.low", "fgc_low"),
    same(effect("family_valued", FEWER, ENTER), "family_valued"),
    same(f"{effect('family_valued', FEWER, ENTER)}.range.low", "family_valued_low"),
    same(effect("family_safeguarding", FEWER, ENTER), "safeguarding"),
    same(f"{effect('family_safeguarding', FEWER, ENTER)}.range.low", "safeguarding_low"),
    same(f"{effect('family_safeguarding', FEWER, ENTER)}.range.high", "safeguarding_high"),
    same(f"{effect('no_wrong_door', 'fewer_enter_care', ENTER)}.range.low", "nwd_stock_low"),
    same(f"{effect('no_wrong_door', 'fewer_enter_care', ENTER)}.range.high", "nwd_stock_high"),
    worked_out("practice_models.no_wrong_door.uptake.range.low", 100 * F.nwd_accepted / F.nwd_referred, "%"),
    same(f"{effect('multisystemic_therapy', FEWER, ENTER)}.range.low", "mst_low"),
    same(f"{effect('multisystemic_therapy', FEWER, ENTER)}.range.high", "mst_high"),
    worked_out(
        "practice_models.multisystemic_therapy.costs[1].add_cost.cost",
        F.mst_total * 1e6 / F.mst_people,
        "£ each",
        nearest=10,
    ),
    worked_out(effect("growing_futures", "targets_met", "multiply_entries"), 1 - F.growing_need / 100, "times"),
    worked_out(effect("growing_futures", "targets_met", ENTER, 2), 1 - F.growing_referrals / 100, "times"),
    worked_out(
        "practice_models.staying_close.costs[1].add_cost.cost",
        (F.staying_close_low + F.staying_close_high) / 2,
        "£ each",
    ),
    same("practice_models.staying_close.costs[1].add_cost.cost.range.high", "staying_close_high"),
]
NAMED = [pytest.param(entry, id=entry.path) for entry in [*PRICES, *MOVES, *SERVICE, *PRACTICE]]


@pytest.mark.parametrize("entry", NAMED)
def test_the_catalogue_says_what_was_published(entry: Entry) -> None:
    said = stands(entry.path)
    slack = rounding(said, entry.reader, entry.nearest) if entry.derived else 0.0
    assert entry.reader.parse(said).amount == pytest.approx(entry.expected, rel=1e-9, abs=slack * (1 + 1e-9)), said


@pytest.mark.parametrize("entry", [each for each in NAMED if ".range." not in str(each.id)])
def test_no_number_claims_to_be_better_read_than_it_is(entry: Entry) -> None:
    number = holder(entry.path)
    if number.status == "sourced":
        assert number.evidence in (entry.evidence, "DERIVED"), "arithmetic claims less than what was read"
    else:
        assert number.evidence is None


def test_there_are_enough_of_them_and_no_path_twice() -> None:
    paths = [str(each.id) for each in NAMED]
    assert len(TYPED) >= 60
    assert len(set(paths)) == len(paths) >= 60
