"""Figures that stand in the words of the catalogue, typed a second time: evidence and notes are read like numbers."""

from __future__ import annotations

import math

import pytest

from carepath_sim.catalogue.shelf import HERE

from .second_entry import F


def texts(*values: float, form: str = "{:g}") -> list[str]:
    """Figures as a sentence has them."""
    return [form.format(value) for value in values]


ENGLAND_GREW = (F.england_10_15_2019 + F.england_16_2019) / (F.england_10_15_2015 + F.england_16_2015)
NORTH_YORKSHIRE_GREW = (F.ny_10_15_2019 + F.ny_16_2019) / (F.ny_10_15_2015 + F.ny_16_2015)
HOMES = (F.ny_homes_2019 / F.ny_homes_2015) / (F.england_homes_2019 / F.england_homes_2015)
NAVIGATION = F.growing_navigators + F.growing_social_workers + F.growing_senior
FGC = math.log(1 - F.fgc_with / 100) / math.log(1 - F.fgc_without / 100)

PROSE = {
    "practice_models/no_wrong_door.yaml": [
        f"grew by {NORTH_YORKSHIRE_GREW - 1:.1%} from 2015 to 2019",
        f"grew by {ENGLAND_GREW - 1:.1%}",
        f"a ratio of {NORTH_YORKSHIRE_GREW / ENGLAND_GREW:.2f} with a crude interval of {F.nwd_stock_low} to 1.01",
        f"fell from {F.ny_homes_2015:g} to {F.ny_homes_2019:g}",
        f"rose from {F.england_homes_2015:,.0f} to {F.england_homes_2019:,.0f} (ratio {HOMES:.2f}",
        f"{F.nwd_accepted:g} young people of {F.nwd_referred:g} referrals",
    ],
    "practice_models/family_group_conferences.yaml": [
        f"{F.fgc_with}% of those referred were in care and {F.fgc_without}% of the others",
        f"a hazard ratio of {FGC:.2f}",
        f"the saving of £{F.fgc_saving:g} per child referred",
    ],
    "practice_models/signs_of_safety.yaml": [
        f"{F.sos_kinship:g} percentage points less kinship care",
        f"{F.sos_assessment:g} against {F.sos_assessment_neighbours:g} days",
    ],
    "practice_models/growing_futures.yaml": [
        f"risk conferences (MARAC) down by {F.growing_marac:g}%",
        f"domestic abuse by {F.growing_referrals:g}%",
        f"children in need with domestic abuse by {F.growing_need:g}%",
        f"{NAVIGATION + F.growing_perpetrator + F.growing_coordinator:g} posts in Doncaster "
        f"({F.growing_navigators:g} + {F.growing_social_workers:g} + {F.growing_senior:g} navigators",
    ],
    "practice_models/mockingbird.yaml": [
        f"{F.mockingbird_less_likely:g}% less likely to de-register",
        f"at {F.mockingbird:.2f} of that rate",
        f"at {F.mockingbird_low} ({F.mockingbird_less_likely:g}% fewer)",
    ],
    "practice_models/multisystemic_therapy.yaml": [
        f"were {F.mst_point} times those of usual services (95% interval {F.mst_low} to {F.mst_high})",
        f"£{F.mst_total}m of investors' commitment over {F.mst_people:g}",
        f"about {F.mst_therapist:g} families a year",
    ],
    "practice_models/step_down_fostering.yaml": [
        f"{F.stepdown_stayed:g} of {F.stepdown_all:g} young people",
        f"{F.stepdown_share:g}% (95% interval {F.stepdown_low:g}% to {F.stepdown_high:g}%)",
        f"of {F.stepdown_disruptions:g} disruptions among the first 19, {F.stepdown_early:g} came before week 14",
    ],
    "practice_models/staying_put.yaml": [
        f"{F.staying_put_18:g}% were with their carers at 18",
        f"{F.staying_put_19:g}% at 19 and {F.staying_put_20:g}% at 20",
        f"{F.staying_put_2018_18:g}, {F.staying_put_2018_19:g} and {F.staying_put_2018_20:g}",
    ],
    "settings/foster_in_house.yaml": [f"{F.foster_price_p10:g} and {F.foster_price_p90:,.0f}"],
    "settings/overflow.yaml": [f"{F.dearest_placement:,.0f} a week"],
    "teams/social_work.yaml": [f"{F.worker_agency:.1f}%", f"peaked at {F.worker_turnover_peak}% in 2022"],
    "teams/hub.yaml": texts(F.manager_pay, F.care_worker_pay),
    "published.yaml": [
        f"{F.same_placement_10_15_yes:,.0f} against {F.same_placement_10_15_no:,.0f} at 10 to 15",
        f"whose share for England is {F.same_placement:g}%",
    ],
}


def words_of(name: str) -> str:
    """A file of the catalogue on one line."""
    return " ".join((HERE / name).read_text(encoding="utf-8").split())


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, found in PROSE.items() for text in found])
def test_the_words_hold_the_published_figure(name: str, text: str) -> None:
    assert text in words_of(name)
