"""Whether a study makes sense: one function a rule, each naming what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from carepath_sim.catalogue.documents import Document
from carepath_sim.errors import Problem
from carepath_sim.scenario import (
    checks_caseload,
    checks_effects,
    checks_finance,
    checks_numbers,
    checks_practices,
    checks_settings,
)
from carepath_sim.scenario.schema import Study

Check = Callable[[Study, Document], Iterator[Problem]]

OF_NUMBERS: tuple[Check, ...] = (
    checks_numbers.the_name_is_a_plain_word,
    checks_numbers.horizon_is_a_time,
    checks_numbers.entries_are_a_population,
    checks_numbers.numbers_say_where_they_come_from,
    checks_numbers.ranges_hold_their_values,
    checks_numbers.hazards_can_be_read,
    checks_numbers.shares_add_up,
    checks_numbers.teams_take_time,
    checks_effects.uses_have_an_order_of_dates,
    checks_effects.effects_have_an_order_of_dates,
    checks_finance.price_years_have_a_deflator,
    checks_finance.the_price_year_is_that_of_the_prices,
    checks_finance.discount_rates_follow_one_another,
    checks_finance.the_currency_is_a_code,
    checks_finance.headings_have_names_of_their_own,
    checks_finance.a_heading_has_one_payer,
    checks_finance.grants_are_somebody_elses,
)
"""Rules that hold whether or not every name in a study is that of something."""

ALL: tuple[Check, ...] = (
    *OF_NUMBERS,
    checks_settings.names_are_plain_words,
    checks_settings.ages_are_within_the_model,
    checks_settings.places_are_said_once,
    checks_settings.prices_are_said_once,
    checks_settings.planned_endings_lead_to_one_setting,
    checks_settings.waits_last_a_day,
    checks_settings.limits_lead_somewhere,
    checks_settings.lists_end_where_everyone_finds_room,
    checks_settings.everyone_can_leave,
    checks_settings.same_place_shares_places,
    checks_settings.occupancy_fits_the_places,
    checks_settings.staffing_fits_the_places,
    checks_settings.a_setting_has_one_team,
    checks_effects.streams_lead_somewhere,
    checks_effects.effects_have_ages_of_the_model,
    checks_effects.effects_change_something,
    checks_effects.effects_fit_what_they_act_on,
    checks_practices.practice_models_are_whole,
    checks_practices.levers_that_last_have_no_dates,
    checks_practices.uses_name_what_there_is,
    checks_practices.costs_are_over_time_or_each,
    checks_practices.caps_end_stays,
    checks_practices.support_can_be_extended,
    checks_caseload.rows_fit_their_settings,
)

OF_VALUES: tuple[Check, ...] = (
    checks_numbers.entries_are_a_population,
    checks_numbers.shares_add_up,
    checks_numbers.teams_take_time,
    checks_settings.prices_are_said_once,
    checks_settings.waits_last_a_day,
    checks_settings.lists_end_where_everyone_finds_room,
    checks_settings.same_place_shares_places,
    checks_settings.occupancy_fits_the_places,
    checks_settings.staffing_fits_the_places,
    checks_effects.streams_lead_somewhere,
    checks_effects.effects_fit_what_they_act_on,
    checks_practices.levers_that_last_have_no_dates,
    checks_practices.costs_are_over_time_or_each,
    checks_practices.caps_end_stays,
    checks_practices.support_can_be_extended,
)
"""Rules that a study which keeps them all may break when the value of a number changes, and nothing but values.

The others are about names, ages, dates, forms and rows. What must hold of one hazard alone is `hazard_can_be_read`.
"""


def check(study: Study, document: Document, rules: tuple[Check, ...] = ALL) -> list[Problem]:
    """Every problem that any of some rules finds."""
    return [problem for rule in rules for problem in rule(study, document)]
