"""Points of rules 9, 13, 16 and 48 that show only in a second visit, a second practice, many draws or each bound."""

from __future__ import annotations

from typing import Any

import pytest

from carepath_sim.draws import named_stream, pick, uniform
from carepath_sim.errors import ModelFault
from carepath_sim.eventlog import BY_AGE, LEFT, MOVED
from tests.contract.luck import REPLICATION, SEED, after, engines, rows
from tests.contract.small_model import small_model
from tests.contract.test_guards import RUNAWAY


@engines
def test_rule_9_a_leaving_age_is_drawn_by_the_visit(simulate: Any) -> None:
    """Everybody is in foster care for the second time when they turn 18."""
    shares = {"lodgings": 0.3, "flat": 0.5, "home": 0.2}
    settings = {"foster": {"leaving age": 18, "age to": shares}, "lodgings": None, "flat": None, "home": None}
    transitions = {
        "foster.to_home": {"planned to": "home", "on": "day 1"},
        "home.back": {"planned to": "foster", "on": "day 2"},
    }
    people = [{"in": "foster", "turns 18": "day 5"}] * 40
    model = small_model({"settings": settings, "transitions": transitions, "people": people})
    log = simulate(model, SEED, REPLICATION)
    stream, names = named_stream("setting", "foster"), list(shares)
    drawn = [pick(uniform(SEED, REPLICATION, stream, person, 1), list(shares.values()), 0, 3) for person in range(40)]
    at_18 = [row for row in rows(log, MOVED) if row["cause"] == BY_AGE]
    assert [model.settings[row["b"]] for row in at_18] == [names[number] for number in drawn]
    assert len(set(drawn)) == 3


@engines
def test_rule_13_each_practice_has_a_draw_of_its_own(simulate: Any) -> None:
    description = {
        "settings": {"home": None},
        "practices": {"family_plan": {"any": 0.4}, "outreach": {"any": 0.6}},
        "people": [{"in": "home"}] * 60,
    }
    log = simulate(small_model(description), SEED, REPLICATION)
    streams = [named_stream("practice", name) for name in ("family_plan", "outreach")]
    for person, group in enumerate(log.people["group"].tolist()):
        taken = [
            uniform(SEED, REPLICATION, stream, person, 0) < share
            for stream, share in zip(streams, (0.4, 0.6), strict=True)
        ]
        assert group == taken[0] + 2 * taken[1]
    assert set(log.people["group"].tolist()) == {0, 1, 2, 3}


@engines
def test_rule_16_everybody_leaves_at_the_tick_of_their_own_draw(simulate: Any) -> None:
    """At a rate of one in ten days most leave within the ten days, at any time, and the rest do not."""
    home = {"home.moved_away": {"planned to": "out", "rate per day": 0.1}}
    model = small_model({"settings": {"home": None}, "transitions": home, "people": [{"in": "home"}] * 200})
    stream = named_stream("transition", "home.moved_away")
    due = {person: after(0, stream, person, 0, 0.1) for person in range(200)}
    left = {row["person"]: row["tick"] for row in rows(simulate(model, SEED, REPLICATION), LEFT)}
    assert left == {person: tick for person, tick in due.items() if tick < model.horizon}
    assert 80 < len(left) < 160


@engines
def test_rule_48_a_fault_names_the_bound(simulate: Any) -> None:
    bounds = {"events": (100, "100 events"), "rows": (20, "20 log rows"), "people": (1, "1 people")}
    for name, (number, what) in bounds.items():
        with pytest.raises(ModelFault, match=f"more than {what}") as caught:
            simulate(small_model({**RUNAWAY, "bounds": {name: number}}), 1, 0)
        assert caught.value.rule == 48
