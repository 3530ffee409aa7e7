"""Prices of other years, rates by year, and who pays: from what is written to what metrics read."""

from __future__ import annotations

import pytest

from carepath_sim.build import build_model
from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.scenario.resolve import from_yaml
from carepath_sim.scenario.vary import with_values

LEVELS = """
finance:
  deflators:
    index: {2012-13: 80, 2019-20: 90, 2024-25: 120}
    status: assumed
    note: Invented.
"""


def prices_of(resolved, text):
    return build_model(resolved(text))[1]


def test_a_price_of_another_year_is_brought_to_the_year_of_all_prices(resolved):
    plain = prices_of(resolved, "")
    text = LEVELS + (
        "settings:\n  foster: {price: {value: '£700 per week', price_year: 2012-13}}\n"
        "teams:\n  social_work:\n    cost:\n"
        "      agency: {value: '£60,000 per year', price_year: 2019-20}\n"
        "      recruitment: {value: '£3,000 each', price_year: 2012-13}\n"
        "prices:\n  move: {planned: {value: '£300 each', price_year: 2019-20}}\n"
        "  entry: {value: '£1,000 each', price_year: 2024-25}\n"
    )
    found, model = prices_of(resolved, text), build_model(resolved(text))[0]
    foster, social = model.settings.index("foster"), model.teams.index("social_work")
    assert found.night[foster, 0] == pytest.approx(700 / 7 * 120 / 80)
    assert found.post[social].tolist() == pytest.approx(
        [0, 0, plain.post[social, 2], 60_000 / DAYS_PER_YEAR * 120 / 90]
    )
    assert found.recruitment[social] == pytest.approx(3000 * 120 / 80)
    assert found.move.tolist() == pytest.approx([300 * 120 / 90, plain.move[1]])
    assert found.entry == pytest.approx(1000)


def test_effects_bring_their_prices_too(resolved):
    text = LEVELS + (
        "effects:\n"
        "  - set_price: {setting: foster, price: {value: '£700 per week', price_year: 2012-13}}\n"
        "  - add_cost: {heading: Training, cost: {value: '£90 per day', price_year: 2019-20}}\n"
        "  - add_cost: {heading: Therapy, cost: {value: '£8 each', price_year: 2012-13}, setting: foster, payer: nhs}\n"
    )
    model, found = build_model(resolved(text))
    foster = model.settings.index("foster")
    assert found.night[foster, 0] == pytest.approx(100 * 120 / 80)
    assert found.fixed["Training"].tolist() == pytest.approx([90 * 120 / 90])
    assert found.stay["Therapy"][foster, :, 0] == pytest.approx(8 * 120 / 80)
    assert found.payers == {"Therapy": "nhs"}


def test_another_value_for_a_sweep_is_of_the_same_year(resolved):
    text = LEVELS + "prices:\n  entry: {value: '£1,000 each', price_year: 2012-13}\n"
    swept = with_values(resolved(text), {"prices.entry": "£4,000 each"})
    assert build_model(swept)[1].entry == pytest.approx(4000 * 120 / 80)


def test_a_number_is_printed_with_its_year(resolved):
    study = resolved(LEVELS + "prices:\n  entry: {value: '£1,000 each', price_year: 2012-13}\n")
    shown = {row.path: row.value for row in study.parameters()}
    assert shown["prices.entry"] == "£1,000 each in 2012-13 prices"
    assert shown["finance.deflators"] == "2012-13: 80, 2019-20: 90, 2024-25: 120"


def test_rates_by_year_begin_where_the_year_before_ends(resolved):
    """The 31st year after the start begins 30 years after it."""
    text = "finance:\n  discount_rates: {31 to 75: 3.0% per year, 0 to 30: 3.5% per year}\n  inflation: 2% per year\n"
    found = prices_of(resolved, text)
    assert found.discount_from == (0.0, 30.0)
    assert found.discount_rate == pytest.approx((0.035, 0.03))
    assert found.inflation == pytest.approx(0.02)
    assert found.years_since_price_year == pytest.approx((365 + 182) / DAYS_PER_YEAR)


def test_a_catalogue_without_conventions_discounts_and_inflates_nothing(resolved):
    found = prices_of(resolved, "")
    assert (found.discount_from, found.discount_rate, found.inflation) == ((0.0,), (0.0,), 0.0)
    assert (found.payers, found.grants) == ({}, {})


def test_grants_are_by_the_night_and_need_and_payer(resolved):
    text = (
        "prices:\n  grants:\n"
        "    alone: {payer: home_office, looked_after: '£114 per night', after_care: '£270 per week'}\n"
        "    general: {payer: other, after_care: '£7 per week'}\n"
    )
    model, found = build_model(resolved(text))
    alone, general = model.needs.index("alone"), model.needs.index("general")
    assert set(found.grants) == {"home_office", "other"}
    assert found.grants["home_office"][alone] == pytest.approx([114, 270 / 7])
    assert found.grants["home_office"][general].tolist() == [0, 0]
    assert found.grants["other"][general] == pytest.approx([0, 1])


def test_who_pays_and_when_changes_no_model(resolved):
    """Money is read beside the log and steers nobody."""
    text = (
        LEVELS + "  inflation: 2% per year\nprices:\n  grants: {alone: {payer: other, looked_after: '£9 per night'}}\n"
    )
    assert build_model(resolved(text))[0].fingerprint() == build_model(resolved())[0].fingerprint()
    assert build_model(resolved(text))[1].fingerprint() != build_model(resolved())[1].fingerprint()


def test_a_complete_study_keeps_its_conventions(resolved):
    """So that it runs the same whatever later happens to the catalogue; and each rate can be varied by its path."""
    text = LEVELS + (
        "  discount_rates: {0 to 30: 3.5% per year, 31 to 75: 3% per year}\n"
        "prices:\n  entry: {value: '£1,000 each', price_year: 2019-20}\n"
        "  grants: {alone: {payer: home_office, looked_after: '£114 per night'}}\n"
    )
    study = resolved(text)
    again = from_yaml(study.to_yaml(), "again")
    assert again.to_yaml() == study.to_yaml()
    assert build_model(again)[1].fingerprint() == build_model(study)[1].fingerprint()
    swept = with_values(study, {"finance.discount_rates.0 to 30": "1.5% per year"})
    assert build_model(swept)[1].discount_rate == pytest.approx((0.015, 0.03))
