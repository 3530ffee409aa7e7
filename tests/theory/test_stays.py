"""Lengths of stay against scipy's closed forms: how long, from how long served, and how a stay ends."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from scipy import stats

from carepath_sim.clock import DAY, NEVER
from carepath_sim.draws import due, used
from carepath_sim.eventlog import EventLog
from carepath_sim.model import Model
from tests.theory.agreement import assert_agrees, replicate
from tests.theory.bands import SHAPES, Banded
from tests.theory.council import Exit, Resident, Stream, council
from tests.theory.reading import mean_number, stays

CENTURY = 36525 * DAY
COHORT = 500


def kernel(stay: Banded) -> tuple[float, list[float], int, list[int], list[int], list[int]]:
    """What `due` and `used` want to know of a spell that begins at tick 0."""
    return 1.0, stay.rates.tolist(), 0, [], stay.ticks[1:], []


@pytest.mark.parametrize("name", SHAPES)
def test_the_threshold_for_each_band_edge_is_used_up_exactly_there(name: str) -> None:
    stay = Banded(SHAPES[name].sf)
    for edge in stay.edges[1:]:
        amount = -log(SHAPES[name].sf(edge))
        assert abs(due(amount, 0, CENTURY, *kernel(stay)) - edge * DAY) <= 1
        assert used(0, edge * DAY, *kernel(stay)) == pytest.approx(amount, rel=1e-12)


@pytest.mark.parametrize("name", SHAPES)
def test_due_is_the_first_minute_by_which_the_hazard_is_used_up(name: str) -> None:
    stay = Banded(SHAPES[name].sf)
    for u in np.linspace(0.001, 0.999, 200):
        amount = -log(1 - u)
        tick = due(amount, 0, CENTURY, *kernel(stay))
        assert used(0, tick - 1, *kernel(stay)) < amount * (1 + 1e-12)
        assert amount <= used(0, tick, *kernel(stay)) * (1 + 1e-12)


def test_hazards_change_at_birthdays_durations_and_dates_alike() -> None:
    """Three sorts of edge at once, against the cumulative hazard added up minute by minute."""
    rates = np.array([[[0.5, 2.0], [0.0, 1.0]], [[4.0, 0.25], [8.0, 3.0]]])
    course = (1.5, rates.ravel().tolist(), 0, [700], [300], [500])
    minutes = np.arange(2000)
    by_minute = rates[(minutes >= 700) * 1, (minutes >= 300) * 1, (minutes >= 500) * 1] * 1.5 / DAY
    total = np.concatenate([[0.0], np.cumsum(by_minute)])
    for start in (0, 250, 500, 699):
        for amount in np.linspace(0.01, 2.0, 40):
            reached = total - total[start] >= amount * (1 - 1e-12)
            expected = int(np.argmax(reached)) if reached[-1] else NEVER
            assert due(float(amount), start, 2000, *course) == expected
    assert used(100, 1900, *course) == pytest.approx(total[1900] - total[100])


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("served", [0, 100, 730])
def test_stays_end_as_their_distribution_says_given_the_time_served(name: str, served: int) -> None:
    """A starting caseload has survived so far; what remains is conditional on it, S(s + t) / S(s)."""
    stay = Banded(SHAPES[name].sf)
    model = council(
        ["home"],
        [Exit("home", "out", stay.per_day)],
        residents=[Resident("home", served=served * DAY)] * COHORT,
        duration_band=stay.ticks,
        horizon=1500 * DAY,
    )
    durations = [edge for edge in (14, 60, 150, 300, 730, 1400) if edge > served]

    def read(log: EventLog) -> list[float]:
        ends = np.array([spell.end for spell in stays(log, "home")])
        return [float(np.mean(ends >= (edge - served) * DAY)) for edge in durations]

    for edge, survivors in zip(durations, zip(*replicate(model, 4, read), strict=True), strict=True):
        expected = SHAPES[name].sf(edge) / SHAPES[name].sf(served)
        margin = 4 * np.sqrt(expected * (1 - expected) / (4 * COHORT))
        assert abs(np.mean(survivors) - expected) <= margin, f"{edge} days: {np.mean(survivors)} for {expected}"


def test_shares_of_competing_endings_are_their_shares_of_the_hazard() -> None:
    rates = {"reunited": 0.004, "moved": 0.010, "broken": 0.006}
    model = council(
        ["home"],
        [Exit("home", "out", rate, name=name) for name, rate in rates.items()],
        residents=[Resident("home")] * COHORT,
        horizon=5000 * DAY,
    )

    def read(log: EventLog) -> list[float]:
        causes = [spell.cause for spell in stays(log, "home")]
        return [causes.count(number) / len(causes) for number in range(len(rates))]

    for rate, shares in zip(rates.values(), zip(*replicate(model, 12, read), strict=True), strict=True):
        assert_agrees(shares, rate / sum(rates.values()), within=0.12)


def test_shares_of_competing_endings_where_hazards_change_by_duration_and_date() -> None:
    """Band by band, an ending's share is what survives to the band times its part of the hazard used there."""
    planned = np.array([[0.001, 0.004], [0.010, 0.002], [0.003, 0.012]])
    broken = np.array([[0.020, 0.005], [0.004, 0.006], [0.001, 0.002]])
    durations, pieces = [0, 30, 120], [0, 60]
    model = council(
        ["home"],
        [Exit("home", "out", planned, name="planned"), Exit("home", "out", broken, name="broken")],
        residents=[Resident("home")] * COHORT,
        duration_band=[day * DAY for day in durations],
        piece_start=[day * DAY for day in pieces],
        horizon=4000 * DAY,
    )
    expected, surviving = 0.0, 1.0
    for since, until, band, piece in ((0, 30, 0, 0), (30, 60, 1, 0), (60, 120, 1, 1), (120, 4000, 2, 1)):
        both = planned[band, piece] + broken[band, piece]
        ending = surviving * (1 - exp(-both * (until - since)))
        expected += ending * broken[band, piece] / both
        surviving -= ending

    def read(log: EventLog) -> float:
        return float(np.mean([spell.cause == 1 for spell in stays(log, "home")]))

    assert_agrees(replicate(model, 12, read), expected, within=0.12)


def caseload_at_rest(people: int, per_day: float, stay: Banded, years: int) -> Model:
    """Entries at a rate, and the caseload that such a rate keeps for ever, with the time each has served.

    In a stationary caseload the time served has density S(t) / mean; these are its mid-quantiles.
    """
    days = np.concatenate([[0.0], np.geomspace(0.1, 60000.0, 600)])
    share = np.array([stay.area(0.0, day) for day in days]) / stay.mean
    served = np.interp((np.arange(people) + 0.5) / people, share, days)
    return council(
        ["home"],
        [Exit("home", "out", stay.per_day)],
        {"referrals": Stream(per_day, ["home"])},
        residents=[Resident("home", served=int(day * DAY)) for day in served],
        duration_band=stay.ticks,
        horizon=years * 365 * DAY,
    )


def caseload_by_year(people: int, times: int) -> list[list[float]]:
    """The number present in each of five years as a share of those present on the first day, per replication."""
    stay = Banded(stats.weibull_min(0.58, scale=900.0).sf)
    model = caseload_at_rest(people, people / stay.mean, stay, years=5)
    year = 365 * DAY

    def read(log: EventLog) -> list[float]:
        return [mean_number(log, "home", n * year, (n + 1) * year) / people for n in range(5)]

    return replicate(model, times, read)


def test_a_caseload_at_rest_stays_at_rest() -> None:
    for shares in zip(*caseload_by_year(people=300, times=12), strict=True):
        assert_agrees(shares, 1.0, within=0.10)


@pytest.mark.slow
def test_a_caseload_at_rest_is_flat_within_one_per_cent_over_five_years() -> None:
    by_year = np.array(caseload_by_year(people=600, times=100))
    assert np.abs(by_year.mean(axis=0) - 1.0).max() < 0.01
