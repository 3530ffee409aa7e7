"""Entry, places and queues against queueing theory (Erlang 1917; Burke 1956; Little 1961; Sevastyanov 1957)."""

from __future__ import annotations

from math import exp, factorial

import numpy as np
import pytest

from carepath_sim.clock import DAY
from carepath_sim.eventlog import ENTERED, WAIT_ENDED, WAITED, EventLog
from tests.theory.agreement import assert_agrees, replicate
from tests.theory.bands import SHAPES, Banded
from tests.theory.council import Exit, Stream, council
from tests.theory.reading import mean_number, mean_waiting, rows, stays, waits


def erlang_b(places: int, load: float) -> float:
    """The share of arrivals that find every place taken."""
    terms = [load**n / factorial(n) for n in range(places + 1)]
    return terms[-1] / sum(terms)


def erlang_c(places: int, load: float) -> float:
    """The share of arrivals that wait, where they can."""
    busy = load / places
    lost = erlang_b(places, load)
    return lost / (1 - busy * (1 - lost))


def overflow_share(log: EventLog, since: int) -> float:
    entered = (log.kind == ENTERED) & (log.tick >= since)
    return float(np.mean(log.a[entered] == log.vocabulary.settings.index("overflow")))


@pytest.mark.parametrize(("places", "per_day"), [(1, 0.1), (3, 0.25), (8, 0.6)])
def test_the_share_turned_away_is_erlangs(places: int, per_day: float) -> None:
    model = council(
        ["home", "overflow"],
        [Exit("home", "out", 0.1), Exit("overflow", "out", 1.0)],
        {"referrals": Stream(per_day, ["home", "overflow"])},
        places={"home": places},
        horizon=int(2500 / per_day) * DAY,
    )
    shares = replicate(model, 10, lambda log: overflow_share(log, 200 * DAY))
    assert_agrees(shares, erlang_b(places, per_day / 0.1), within=0.12)


def test_the_share_turned_away_does_not_depend_on_the_shape_of_stays() -> None:
    stay = Banded(SHAPES["weibull, falling"].sf)
    places, load = 4, 4.0
    model = council(
        ["home", "overflow"],
        [Exit("home", "out", stay.per_day), Exit("overflow", "out", 1.0)],
        {"referrals": Stream(load / stay.mean, ["home", "overflow"])},
        places={"home": places},
        duration_band=stay.ticks,
        horizon=600 * int(stay.mean) * DAY,
    )
    shares = replicate(model, 10, lambda log: overflow_share(log, 10 * int(stay.mean) * DAY))
    assert_agrees(shares, erlang_b(places, load), within=0.12)


@pytest.mark.parametrize(("places", "per_day"), [(1, 0.06), (3, 0.2)])
def test_planned_moves_into_a_full_pool_wait_as_erlang_says(places: int, per_day: float) -> None:
    """Stays in an unlimited setting make a Poisson stream of asking (Burke), so the pool is M/M/c."""
    service, warm_up = 0.1, 400 * DAY
    model = council(
        ["edge", "home"],
        [Exit("edge", "home", 0.2), Exit("home", "out", service)],
        {"referrals": Stream(per_day, ["edge"])},
        places={"home": places},
        horizon=warm_up + int(2500 / per_day) * DAY,
    )

    def read(log: EventLog) -> tuple[float, float, float]:
        waited = np.array([wait for tick, wait in waits(log, "edge", "home") if tick >= warm_up]) / DAY
        return float(np.mean(waited > 0)), float(waited.mean()), float(np.mean(waited > 10.0))

    must_wait, days, long_waits = zip(*replicate(model, 10, read), strict=True)
    spare, share = places * service - per_day, erlang_c(places, per_day / service)
    assert_agrees(must_wait, share, within=0.12)
    assert_agrees(days, share / spare, within=0.25)
    assert_agrees(long_waits, share * exp(-10.0 * spare), within=0.25)


@pytest.mark.parametrize("name", SHAPES)
def test_an_unlimited_setting_holds_entries_times_mean_stay(name: str) -> None:
    """M/G/infinity: entry rate times mean stay whatever its shape; from an empty start, times the stay so far."""
    stay, per_day, horizon = Banded(SHAPES[name].sf), 2.0, 1000
    model = council(
        ["home"],
        [Exit("home", "out", stay.per_day)],
        {"referrals": Stream(per_day, ["home"])},
        duration_band=stay.ticks,
        horizon=horizon * DAY,
    )
    present = replicate(model, 9, lambda log: mean_number(log, "home", (horizon - 200) * DAY, horizon * DAY))
    served = sum(stay.area(0.0, day + 0.5) for day in range(horizon - 200, horizon)) / 200
    assert_agrees(present, per_day * served, within=0.15)


def test_number_is_entry_rate_times_time_in_every_part_of_a_crowded_network() -> None:
    """Little's law asks nothing of the network: here with waits, blocked places and breakdowns."""
    since, until = 500 * DAY, 6500 * DAY
    model = council(
        ["edge", "foster", "lodgings", "overflow"],
        [
            Exit("edge", "foster", 0.05, wait_limit=40 * DAY, or_else=["lodgings"]),
            Exit("foster", "lodgings", 0.02),
            Exit("foster", ["foster", "overflow"], 0.01, planned=False, name="breakdown"),
            Exit("lodgings", "out", 0.03),
            Exit("overflow", "foster", 0.1, priority=0),
        ],
        {"referrals": Stream(0.12, ["edge"])},
        places={"foster": 7, "lodgings": 6},
        horizon=until + 1000 * DAY,
    )
    settings = ("edge", "foster", "lodgings", "overflow")

    def read(log: EventLog) -> list[float]:
        numbers = [mean_number(log, setting, since, until) for setting in settings]
        lengths = [[stay.length for stay in stays(log, name) if since <= stay.start < until] for name in settings]
        numbers.append(mean_waiting(log, "foster", since, until))
        lengths.append(lengths_of_waits(log, "foster", since, until))
        return [sum(each) / (until - since) / number for each, number in zip(lengths, numbers, strict=True)]

    for ratios in zip(*replicate(model, 8, read), strict=True):
        assert_agrees(ratios, 1.0, within=0.05)


def lengths_of_waits(log: EventLog, setting: str, since: int, until: int) -> list[float]:
    """How long each wait lasted that began in a window, whatever ended it."""
    number = log.vocabulary.settings.index(setting)
    began: dict[int, int] = {}
    lengths = []
    for tick, kind, person, a, _, _ in rows(log):
        if kind == WAITED and a == number and since <= tick < until:
            began[person] = tick
        elif kind == WAIT_ENDED and person in began:
            lengths.append(float(tick - began.pop(person)))
    assert not began, "somebody still waits long after the window"
    return lengths
