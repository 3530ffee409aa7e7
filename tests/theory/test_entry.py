"""Arrivals at a rate that changes by date: thinning (Lewis and Shedler 1979) gives a Poisson process of that rate."""

from __future__ import annotations

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.eventlog import ENTERED, EventLog
from carepath_sim.model import Ints
from tests.theory.agreement import assert_agrees, replicate
from tests.theory.council import Exit, Stream, council

RATES = (0.4, 1.2, 0.0, 0.8)
EDGES = (0, 300, 450, 600, 1000)


def entries_by_piece(log: EventLog) -> list[int]:
    ticks = log.tick[log.kind == ENTERED]
    return np.histogram(ticks, bins=[day * DAY for day in EDGES])[0].tolist()


def counts() -> Ints:
    model = council(
        ["home"],
        [Exit("home", "out", 5.0)],
        {"referrals": Stream(RATES, ["home"], ceiling=1.5)},
        piece_start=[day * DAY for day in EDGES[:-1]],
        horizon=EDGES[-1] * DAY,
    )
    return np.array(replicate(model, 60, entries_by_piece))


def test_entries_follow_a_rate_that_changes_by_date() -> None:
    for count, rate, since, until in zip(counts().T, RATES, EDGES, EDGES[1:], strict=False):
        if rate == 0.0:
            assert not count.any()
            continue
        expected = rate * (until - since)
        assert_agrees(count.tolist(), expected, within=0.08)
        dispersion = count.var(ddof=1) / expected
        assert abs(dispersion - 1) < 4 * np.sqrt(2 / (len(count) - 1)), "a Poisson count varies as much as its mean"


def test_gaps_between_entries_are_exponential() -> None:
    model = council(
        ["home"],
        [Exit("home", "out", 5.0)],
        {"referrals": Stream(0.5, ["home"], ceiling=1.5)},
        horizon=4000 * DAY,
    )
    gaps = replicate(model, 6, lambda log: np.diff(log.tick[log.kind == ENTERED]) / DAY)
    for days in (0.2, 1.0, 4.0):
        assert_agrees([float(np.mean(each > days)) for each in gaps], float(np.exp(-0.5 * days)), within=0.25)
