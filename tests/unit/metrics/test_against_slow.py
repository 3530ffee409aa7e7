"""All metrics of random logs, against the same figures worked out slowly."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carepath_sim.clock import DAY
from carepath_sim.eventlog import EventLog
from carepath_sim.metrics import Reading, measure, series
from carepath_sim.metrics.cost import SPLIT_BY_SETTING, SPLIT_BY_TEAM
from tests.unit.metrics.made_logs import prices, random_log
from tests.unit.metrics.slowly import Slow

seeds = st.integers(0, 10**6)


def with_prices(log: EventLog) -> Reading:
    return Reading(log, prices(len(log.vocabulary.piece_start)))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(seeds)
def test_every_metric_is_what_a_slow_count_finds(seed: int) -> None:
    log = random_log(seed)
    reading = with_prices(log)
    slow = Slow(log, reading.prices)
    found, expected, worth = measure(reading), slow.measure(), slow.measure_worth()
    assert set(found) == set(expected) | set(worth)
    for key, value in expected.items():
        assert found[key] == pytest.approx(value, rel=1e-9, abs=1e-9, nan_ok=True), key
    for key, value in worth.items():
        assert found[key] == pytest.approx(value, rel=1e-7), key


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_headings_sum_to_the_total_in_every_period(seed: int) -> None:
    found = measure(with_prices(random_log(seed)))
    for period in {key[0] for key in found}:
        headings = sum(value for key, value in found.items() if key[0] == period and key[2] == "cost_by_heading")
        assert headings == pytest.approx(found[period, "all", "cost"], rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_payers_share_the_total_in_every_period(seed: int) -> None:
    found = measure(with_prices(random_log(seed)))
    for period in {key[0] for key in found}:
        payers = {key[1]: value for key, value in found.items() if key[0] == period and key[2] == "cost_by_payer"}
        assert set(payers) == {"council", "home_office", "nhs"}
        assert sum(payers.values()) == pytest.approx(found[period, "all", "cost"], rel=1e-12)
        assert payers["council"] == found[period, "all", "cost_to_council"]


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_settings_teams_and_the_other_headings_account_for_the_total(seed: int) -> None:
    found = measure(with_prices(random_log(seed)))
    split = (*SPLIT_BY_SETTING, *SPLIT_BY_TEAM)
    parts = [v for key, v in found.items() if key[0] == "all" and key[2] in ("cost_by_setting", "cost_by_team")]
    parts += [v for key, v in found.items() if key[0] == "all" and key[2] == "cost_by_heading" and key[1] not in split]
    assert sum(parts) == pytest.approx(found["all", "all", "cost"], rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_years_sum_to_the_study_when_they_fill_it(seed: int) -> None:
    reading = with_prices(random_log(seed))
    years = reading.windows[1:]
    if not years or years[-1].end != reading.words.horizon:
        return
    found = measure(reading)
    for name in ("cost", "entries", "moves", "breakdowns", "care_nights"):
        total = sum(found[year.name, "all", name] for year in years)
        assert total == pytest.approx(found["all", "all", name], rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_series_count_people_and_places_at_midnight(seed: int) -> None:
    log = random_log(seed)
    reading = with_prices(log)
    slow = Slow(log, reading.prices)
    keys, values = series.collect(reading)
    found, words = dict(zip(keys, values[0], strict=True)), reading.words
    for week, midnight in enumerate(range(0, words.horizon, 7 * DAY)):
        people, occupied, places = slow.midnights[midnight]
        for place, name in enumerate(words.settings):
            assert found["people", name][week] == people[place]
        for pool, name in enumerate(words.pools):
            if words.is_limited[pool]:
                assert found["occupied", name][week] == occupied.get(pool, 0)
                assert found["open", name][week] == places.get(pool, 0)
