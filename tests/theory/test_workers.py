"""Posts against the balance of births and deaths, and the key-worker link against closed forms."""

from __future__ import annotations

from math import exp, isinf, log

import numpy as np
import pytest

from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.draws import named_stream, threshold, uniform
from carepath_sim.eventlog import ALLOCATED, BY_HANDOVER, BY_POST, LOST, POST, EventLog
from carepath_sim.experiments.engines import simulate
from carepath_sim.model import AGENCY, PERMANENT, VACANT
from tests.theory.agreement import SEED, assert_agrees, replicate
from tests.theory.council import Exit, Resident, Team, council
from tests.theory.reading import all_stays, stays


def test_posts_are_vacant_permanent_and_agency_as_the_balance_equations_say() -> None:
    leave, recruit, cover, agency_end = 0.004, 0.010, 0.020, 0.006
    flows = np.zeros((3, 3))
    flows[0, 1], flows[0, 2] = recruit, cover
    flows[1, 0] = leave
    flows[2, 1], flows[2, 0] = recruit, agency_end
    flows -= np.diag(flows.sum(axis=1))
    expected = np.linalg.lstsq(np.vstack([flows.T, np.ones(3)]), np.array([0.0, 0, 0, 1]))[0]
    in_post = 1 + leave / recruit  # permanent to not permanent is a birth and a death of their own
    assert expected[1] == pytest.approx(1 / in_post)

    posts, since, until = 60, 600 * DAY, 4000 * DAY
    team = Team(posts, leave=leave, recruit=recruit, cover=cover, agency_end=agency_end)
    model = council(["home"], horizon=until, teams={"social work": team})

    def read(log: EventLog) -> list[float]:
        time = dict.fromkeys((VACANT, PERMANENT, AGENCY), 0)
        for post in range(posts):
            rows = np.flatnonzero((log.kind == POST) & (log.a == post))
            ticks = np.clip([*log.tick[rows], until], since, until)
            for state, length in zip(log.b[rows].tolist(), np.diff(ticks).tolist(), strict=True):
                time[state] += length
        return [time[state] / (posts * (until - since)) for state in time]

    for share, figures in zip(expected, zip(*replicate(model, 8, read), strict=True), strict=True):
        assert_agrees(figures, float(share), within=0.15)


def test_handovers_come_at_their_rate_for_each_year_of_relationship() -> None:
    rate, bond = 0.8 / DAYS_PER_YEAR, 28 * DAY
    team = Team(3, serves=["home"], handover=rate, bond=bond)
    model = council(["home"], horizon=3650 * DAY, teams={"social work": team}, residents=[Resident("home")] * 100)

    def read(log: EventLog) -> float:
        handed_over = np.count_nonzero((log.kind == ALLOCATED) & (log.cause == BY_HANDOVER))
        return handed_over / (100 * model.horizon / DAY)

    assert_agrees(replicate(model, 8, read), rate, within=0.08)


def test_relationships_lost_by_leaving_follow_the_rate_of_leaving() -> None:
    """With handovers and leavers together each ends relationships at its own rate, for they are independent clocks."""
    leave, handover = 0.3 / DAYS_PER_YEAR, 0.6 / DAYS_PER_YEAR
    team = Team(12, serves=["home"], leave=leave, recruit=1000.0, handover=handover)
    model = council(["home"], horizon=2000 * DAY, teams={"social work": team}, residents=[Resident("home")] * 60)

    def read(log: EventLog) -> tuple[float, float]:
        days = 60 * model.horizon / DAY
        lost = log.cause[log.kind == LOST]
        return float((lost == BY_POST).sum() / days), float((lost == BY_HANDOVER).sum() / days)

    by_leaving, by_handover = zip(*replicate(model, 20, read), strict=True)
    assert_agrees(by_leaving, leave, within=0.20)
    assert_agrees(by_handover, handover, within=0.15)


LINK = (1.0, 2.0, 3.0, 1.0)
BOND = 28
BROKEN, PLANNED = 0.006, 0.004


def test_share_of_breakdowns_under_a_new_and_a_settled_relationship() -> None:
    """Handovers begin the bonding period again, so the shares from `new` and from `settled` depend on each other."""
    handover = 0.01
    team = Team(2, serves=["home"], bond=BOND * DAY, handover=handover)
    model = council(
        ["home", "gone"],
        [
            Exit("home", "gone", BROKEN, planned=False, name="broken", link=LINK),
            Exit("home", "gone", PLANNED, name="planned"),
        ],
        residents=[Resident("home")] * 400,
        teams={"social work": team},
        horizon=4000 * DAY,
    )
    while_new, while_settled = (link * BROKEN + PLANNED + handover for link in LINK[2:])
    bonded = exp(-while_new * BOND)
    # u = ended_new + again_new * u + bonded * v  and  v = ended_settled + again_settled * u
    ended_new = (1 - bonded) * LINK[2] * BROKEN / while_new
    again_new = (1 - bonded) * handover / while_new
    ended_settled, again_settled = BROKEN / while_settled, handover / while_settled
    from_new = (ended_new + bonded * ended_settled) / (1 - again_new - bonded * again_settled)

    def read(log: EventLog) -> float:
        return float(np.mean([stay.cause == 0 for stay in stays(log, "home")]))

    assert_agrees(replicate(model, 10, read), from_new, within=0.08)


def test_the_link_uses_up_each_persons_threshold_exactly() -> None:
    """Three times the hazard for 28 days leaves what one times the hazard uses up afterwards, person by person."""
    people = 300
    model = council(
        ["home", "gone"],
        [Exit("home", "gone", BROKEN, planned=False, name="broken", link=LINK)],
        residents=[Resident("home")] * people,
        teams={"social work": Team(1, serves=["home"], bond=BOND * DAY)},
        horizon=20000 * DAY,
    )
    log_of_run = simulate(model, SEED, 0)
    stream = named_stream("transition", "home.broken")
    assert {stay.person for stay in all_stays(log_of_run)} == set(range(people))
    early = 0
    for stay in stays(log_of_run, "home"):
        amount = threshold(uniform(SEED, 0, stream, stay.person, 0)) / BROKEN
        days = amount / LINK[2] if amount < LINK[2] * BOND else amount - (LINK[2] - 1) * BOND
        early += days < BOND
        assert not isinf(stay.end)
        assert 0 <= stay.end - days * DAY <= 1 + 1e-6
    assert 0.2 * people < early < 0.6 * people, "both sides of the bonding period are met"


def test_waiting_for_a_worker_carries_its_own_multiplier() -> None:
    """With no post filled everybody has the relationship `none`: a constant hazard, twice as high."""
    model = council(
        ["home", "gone"],
        [Exit("home", "gone", BROKEN, planned=False, name="broken", link=LINK)],
        residents=[Resident("home")] * 400,
        teams={"social work": Team(1, serves=["home"], start=(1.0, 0.0, 0.0))},
        horizon=4000 * DAY,
    )
    half_life = log(2) / (LINK[1] * BROKEN) * DAY

    def read(log_of_run: EventLog) -> float:
        return float(np.mean([stay.length > half_life for stay in stays(log_of_run, "home")]))

    assert_agrees(replicate(model, 8, read), 0.5, within=0.1)
