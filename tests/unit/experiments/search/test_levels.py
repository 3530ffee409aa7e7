"""Service levels as people write them: what they mean, how they are said, and what is wrong with the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from carepath_sim import clock
from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.engines.reference import simulate
from carepath_sim.errors import UsageError
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.search.levels import ADDS_UP, ALSO_ADD_UP, DISCOUNTED, OF_DAYS, level, levels
from carepath_sim.metrics import METRICS, Reading, tabulate
from tests.unit.experiments.small_studies import small_study


@pytest.mark.parametrize(
    ("text", "words", "bound"),
    [
        ("days_full.hub <= 5%", "days full, hub: at most 5% of days", 0.05),
        ("days_full.hub at most 5% of days", "days full, hub: at most 5% of days", 0.05),
        ("days_full.hub ≤ 1 of 20", "days full, hub: at most 5% of days", 0.05),
        ("days_full.hub no more than 18 days a year", "days full, hub: at most 18 days a year", 18.0),
        ("days_full.hub<90", "days full, hub: less than 90 days", 90.0),
        (
            "overflow_placements fewer than 2 a year",
            "unregistered or emergency placements begun: less than 2 a year",
            2.0,
        ),
        (
            "overflow_nights < 1,000/year",
            "nights in unregistered or emergency placements: less than 1,000 a year",
            1e3,
        ),
        ("emergency_availability.hub at least 90%", "emergency availability, hub: at least 90%", 0.9),
        ("cost_per_year <= £7.5 million", "cost per year: at most £7.5 million a year", 7.5e6),
        ("cost_per_year under £7,500,000 per year", "cost per year: less than £7.5 million a year", 7.5e6),
        ("cost <= £900k", "total cost: at most £900,000", 9e5),
        ("cost <= £900k a year", "total cost: at most £900,000 a year", 9e5),
        (
            "looked_after@year 5 < 700 young people",
            "young people looked after, year 5: less than 700",
            700.0,
        ),
        ("moves_rate At Most 0.9", "moves per person-year: at most 0.9", 0.9),
        ("occupancy.hub <= 110%", "occupancy, hub: at most 110%", 1.1),
    ],
)
def test_levels_are_read_and_said(text: str, words: str, bound: float) -> None:
    found = level(text)
    assert found.words == words
    assert found.bound == pytest.approx(bound)


def test_values_are_brought_to_the_form_of_the_level() -> None:
    days = 5 * DAYS_PER_YEAR
    assert level("days_full.hub <= 5%").converted(np.array([days / 10]), days) == pytest.approx([0.1])
    assert level("overflow_placements < 2 a year").converted(np.array([10.0]), days) == pytest.approx([2.0])
    assert level("overflow_placements < 2").converted(np.array([10.0]), days) == pytest.approx([10.0])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("days_full.hub", "is not a service level. Allowed: an outcome, a comparison and a number, such as"),
        ("<= 5%", "is not a service level"),
        ("days_full.hub <=", "is not a service level"),
        ("days_ful.hub <= 5%", "Did you mean days_full.hub?"),
        ("days_full.hub <= many", "'many' is not a number with a unit"),
        ("days_full.hub <= £5", "days_full.hub is in days, which that bound is not"),
        (
            "days_full.hub <= 5% a year",
            "which that bound is not. Allowed: a number of days, such as 2, or a percentage",
        ),
        ("overflow_placements < 5%", "is in placements, which that bound is not"),
        ("overflow_placements < 2 nights", "is in placements, which that bound is not"),
        ("moves_rate < 1 a year", "is in moves per person-year looked after, which that bound is not"),
        ("cost_per_year < 7,000,000", "is in £ per year, which that bound is not. Allowed: pounds per year, such as"),
        ("emergency_availability.hub >= 0.9", "is in per cent, which that bound is not. Allowed: a percentage"),
        ("emergency_availability.hub > 120%", "nothing can meet this level"),
        ("days_full.hub <= 100%", "everything meets this level, as days_full.hub lies between 0% and 100%"),
        ("days_full.hub < 0%", "nothing can meet this level"),
        ("overflow_placements < 0 a year", "nothing can meet this level, as overflow_placements is never below 0"),
        ("overflow_placements >= 0", "everything meets this level"),
        ("cost_discounted < £1 million a year", "is in £, which that bound is not"),
    ],
)
def test_what_is_wrong_is_told_with_what_is_allowed(text: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        level(text)
    assert told in str(error.value)
    assert "Allowed: " in str(error.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(UsageError) as error:
        levels(["days_ful.hub <= 5%", "moves < 5%", "moves < 3", "moves < 3"])
    assert len(str(error.value).splitlines()) == 3
    assert "stated twice" in str(error.value)
    with pytest.raises(UsageError, match="no service level is stated"):
        levels([])


def test_none_and_nought_placements_may_be_asked_for() -> None:
    assert bool(level("overflow_placements <= 0").is_met(0.0))
    assert not bool(level("overflow_placements <= 0").is_met(1.0))


def test_what_may_be_told_by_the_year_adds_up_over_years() -> None:
    """The whole of a study of whole years is the sum of its years for every such figure."""
    study, years = small_study(), 3
    start = study.model.start_day
    model = replace(study.model, horizon=clock.tick_of(start, clock.birthday(start, years)))
    keys, values = tabulate(Reading([simulate(model, 1, 0)], study.prices))
    table = dict(zip(keys, values[0], strict=True))
    told = 0
    for (period, setting, metric), whole in table.items():
        if period != "all" or metric in DISCOUNTED:
            continue
        if METRICS[metric].unit in ADDS_UP or metric in ALSO_ADD_UP:
            parts = [table[f"year {year}", setting, metric] for year in range(1, years + 1)]
            assert sum(parts) == pytest.approx(whole), metric
            told += whole > 0
        if metric in OF_DAYS:
            assert whole <= model.horizon / clock.DAY
    assert told > 20
    assert OutcomePath("delay_days").metric not in ALSO_ADD_UP
