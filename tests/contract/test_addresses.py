"""Rules about luck itself: what happens must be what the addressed draws of the contract say, recomputed here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

import numpy as np

from carepath_sim.clock import DAY, NEVER
from carepath_sim.draws import due, named_stream, pick, uniform, used
from carepath_sim.eventlog import ALLOCATED, BY_AGE, BY_HANDOVER, MOVED, POST, PRESENT, EventLog
from carepath_sim.model import AGENCY, PERMANENT, VACANT, Model
from tests.contract.luck import REPLICATION, SEED, after, amount, engines, rows
from tests.contract.small_model import small_model

RETURNING: dict[str, Any] = {
    "horizon": "900 days",
    "settings": {"foster": None, "home": None, "hub": None},
    "transitions": {
        "foster.return": {"planned to": "home", "rate per day": 0.02},
        "foster.to_hub": {"unplanned to": "hub", "rate per day": 0.01},
        "hub.leave": {"unplanned to": "foster", "rate per day": 0.05},
        "home.back": {"unplanned to": "foster", "rate per day": 0.03},
    },
    "people": [{"in": "foster"}] * 20,
}


@engines
def test_rule_9_thresholds_count_earlier_spells_in_that_setting(simulate: Any) -> None:
    model = small_model(RETURNING)
    rates = dict(zip(model.transitions, (0.02, 0.01, 0.05, 0.03), strict=True))
    log = simulate(model, SEED, REPLICATION)
    earlier: dict[tuple[int, int], int] = defaultdict(int)
    ends: dict[int, tuple[int, int]] = {}
    moves = 0
    for row in rows(log, PRESENT, MOVED):
        person, setting = row["person"], row["a"] if row["kind"] == PRESENT else row["b"]
        if row["kind"] == MOVED:
            assert (row["tick"], row["cause"]) == ends[person]
            moves += 1
        occasion = earlier[person, setting]
        earlier[person, setting] += 1
        ends[person] = min(
            (after(row["tick"], named_stream("transition", name), person, occasion, rates[name]), index)
            for index, name in enumerate(model.transitions)
            if model.transition_from[index] == setting
        )
    assert moves > 200
    assert all(end >= model.horizon for end, _ in ends.values())


@engines
def test_rule_9_an_inserted_spell_leaves_later_luck_alone(simulate: Any) -> None:
    """With the hub spell taken out of their lives, the homes people go to and come from keep their lengths."""
    with_hub = simulate(small_model(RETURNING), SEED, REPLICATION)
    never = {**RETURNING["transitions"], "foster.to_hub": {"unplanned to": "hub", "on": []}}
    without_hub = simulate(small_model({**RETURNING, "transitions": never}), SEED, REPLICATION)
    lengths = [stays_at_home(log) for log in (with_hub, without_hub)]
    compared = 0
    for person, stays in lengths[0].items():
        for mine, other in zip(stays, lengths[1].get(person, []), strict=False):
            assert mine == other
            compared += 1
    assert compared > 50
    assert with_hub.tick.tolist() != without_hub.tick.tolist()


def stays_at_home(log: EventLog) -> dict[int, list[int]]:
    """Lengths of each person's ended stays at home, in order."""
    home = log.vocabulary.settings.index("home")
    since: dict[int, int] = {}
    stays: dict[int, list[int]] = defaultdict(list)
    for row in rows(log, MOVED):
        if row["a"] == home:
            stays[row["person"]].append(row["tick"] - since[row["person"]])
        if row["b"] == home:
            since[row["person"]] = row["tick"]
    return stays


@engines
def test_rule_9_leaving_age_choices_have_the_setting_s_stream(simulate: Any) -> None:
    shares = {"lodgings": 0.3, "flat": 0.5, "home": 0.2}
    settings = {"foster": {"leaving age": 18, "age to": shares}, "lodgings": None, "flat": None, "home": None}
    people = [{"in": "foster", "turns 18": "day 2"}] * 40
    model = small_model({"settings": settings, "people": people})
    log = simulate(model, SEED, REPLICATION)
    stream, names = named_stream("setting", "foster"), list(shares)
    expected = [
        names[pick(uniform(SEED, REPLICATION, stream, person, 0), list(shares.values()), 0, 3)] for person in range(40)
    ]
    moved = rows(log, MOVED)
    assert [model.settings[row["b"]] for row in moved] == expected
    assert {row["cause"] for row in moved} == {BY_AGE}
    assert len(set(expected)) == 3


@engines
def test_rule_9_posts_count_tenures(simulate: Any) -> None:
    model = small_model(
        {"horizon": "900 days", "settings": {"home": None}, "teams": {"other": {"posts": 2}, "ours": {"posts": 3}}}
    )
    rates = {"leave": 0.02, "recruit": 0.01, "cover": 0.015, "agency end": 0.03}
    constant: dict[str, Any] = {
        f"{name.replace(' ', '_')}_rate": np.array([[0.0], [rate]]) for name, rate in rates.items()
    }
    shares = [0.3, 0.4, 0.3]
    model = replace(model, **constant, start_share=np.array([[0.0, 1.0, 0.0], shares]))
    log = simulate(model, SEED, REPLICATION)
    for number in range(3):
        history = [(row["tick"], row["b"]) for row in rows(log, POST) if row["a"] == 2 + number]
        assert history == post_history(model, number, rates, shares)
        assert len(history) > 5


def post_history(model: Model, number: int, rates: dict[str, float], shares: list[float]) -> list[tuple[int, int]]:
    """Every state of post `number` of the team "ours" and when it began; tenure 0 is that of the closed post."""
    leads_to = {
        VACANT: [("recruit", PERMANENT), ("cover", AGENCY)],
        PERMANENT: [("leave", VACANT)],
        AGENCY: [("recruit", PERMANENT), ("agency end", VACANT)],
    }
    start = uniform(SEED, REPLICATION, named_stream("team", "ours", "start"), number, 0)
    now, state, tenure = 0, (VACANT, PERMANENT, AGENCY)[pick(start, shares, 0, 3)], 1
    history = []
    while now < model.horizon:
        history.append((now, state))
        clocks = [
            (after(now, named_stream("team", "ours", clock), number, tenure, rates[clock]), new)
            for clock, new in leads_to[state]
        ]
        now, state = min(clocks, key=lambda pair: pair[0])
        tenure += 1
    return history


@engines
def test_rule_9_handovers_count_the_clocks_of_a_team(simulate: Any) -> None:
    """Two posts take turns; a team of one draws the next attempt all the same, which the second half shows."""
    model = small_model(
        {
            "horizon": "400 days",
            "settings": {"home": None},
            "teams": {"ours": {"posts": {"day 0": 1, "day 200": 2}, "serves": "home"}},
            "people": [{"in": "home"}] * 5,
        }
    )
    model = replace(model, handover_rate=np.full((1, 2), 0.05))
    log = simulate(model, SEED, REPLICATION)
    stream = named_stream("team", "ours", "handover")
    for person in range(5):
        now, rings = 0, []
        for occasion in range(100):
            now = after(now, stream, person, occasion, 0.05)
            rings.append(now)
        expected = [ring for ring in rings if 200 * DAY <= ring < model.horizon]
        got = [row["tick"] for row in rows(log, ALLOCATED) if row["person"] == person and row["cause"] == BY_HANDOVER]
        assert got == expected
        assert rings[0] < 200 * DAY < got[0]


@engines
def test_rule_17_a_threshold_goes_on_with_what_is_left_of_it(simulate: Any) -> None:
    """The worker leaves on day 30; without one the hazard trebles, and what had been used up stays used up."""
    model = small_model(
        {
            "horizon": "300 days",
            "settings": {"foster": None, "stopgap": None},
            "transitions": {
                "foster.breakdown": {"unplanned to": "stopgap", "rate per day": 0.02, "link": {"none": 3.0}}
            },
            "teams": {"ours": {"posts": 1, "limit": 99, "serves": "foster", "bond": "900 days", "leave": "day 30"}},
            "people": [{"in": "foster"}] * 40,
        }
    )
    log = simulate(model, SEED, REPLICATION)
    ends = {row["person"]: row["tick"] for row in rows(log, MOVED)}
    table, edges = model.hazard.ravel().tolist(), model.piece_start[1:].tolist()
    for person in range(40):
        whole = amount(named_stream("transition", "foster.breakdown"), person, 0)
        # no worker yet at tick 0, but one is allocated in the drain, before any of the trebled hazard has run
        first = due(whole, 0, model.horizon, 1.0, table, 0, [], [], edges)
        left = max(0.0, whole - used(0, 30 * DAY, 1.0, table, 0, [], [], edges))
        second = due(left, 30 * DAY, model.horizon, 3.0, table, 0, [], [], edges)
        assert ends.get(person, NEVER) == (first if first <= 30 * DAY else second)
    assert min(ends.values()) < 30 * DAY < max(ends.values())


@engines
def test_rule_14_the_caseload_is_the_same_in_every_replication(simulate: Any) -> None:
    model = small_model(RETURNING)
    logs = [simulate(model, SEED, replication) for replication in range(2)]
    present = [[(row["person"], row["a"]) for row in rows(log, PRESENT)] for log in logs]
    assert present[0] == present[1]
    assert logs[0].tick.tolist() != logs[1].tick.tolist()
    assert logs[0].people["born"].tolist() == logs[1].people["born"].tolist()


@engines
def test_rule_8_the_same_address_gives_the_same_log(simulate: Any) -> None:
    model = small_model(RETURNING)
    one, again, other = (simulate(model, seed, REPLICATION) for seed in (SEED, SEED, SEED + 1))
    assert one.tick.tolist() == again.tick.tolist()
    assert one.tick.tolist() != other.tick.tolist()
