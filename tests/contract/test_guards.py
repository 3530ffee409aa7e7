"""The rules that stop a run: what must always hold, and the bounds of a model."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from carepath_sim.clock import DAY
from carepath_sim.errors import ModelFault
from carepath_sim.eventlog import KINDS, EventLog
from carepath_sim.model import Model
from tests.contract.case_file import read_case
from tests.contract.luck import engines
from tests.contract.replay import replay
from tests.contract.small_model import small_model

BUSY = Path(__file__).parent / "busy_council.yaml"
FILES = sorted((Path(__file__).parent / "cases").glob("*.txt"))


def busy_council() -> Model:
    """A council with true rates, in which everything is scarce: 60 people, seven settings and two small teams."""
    description = YAML(typ="safe", pure=True).load(BUSY.read_text(encoding="utf-8"))
    description["people"] = [
        {"in": where, "since": f"day -{10 * row}", "born": f"20{8 + row % 7:02}-05-{row + 1:02}"}
        | {"need": ("any", "complex")[row % 2]}
        | ({"worker": f"day -{row}"} if row % 3 == 0 else {})
        for where in ("foster", "childrens_home", "home")
        for row in range(1, 21)
    ]
    model = small_model(description)
    pieces = len(model.piece_start)
    return replace(
        model,
        entry_ceiling=np.array([0.5]),
        entry_rate=np.full((1, pieces), 0.2),
        start_share=np.tile([0.2, 0.6, 0.2], (2, 1)),
        leave_rate=np.full((2, pieces), 0.01),
        recruit_rate=np.full((2, pieces), 0.03),
        cover_rate=np.full((2, pieces), 0.05),
        agency_end_rate=np.full((2, pieces), 0.02),
        handover_rate=np.full((2, pieces), 0.01),
    )


@engines
def test_rule_47_holds_at_every_row_of_a_busy_council(simulate: Any) -> None:
    model = busy_council()
    seen: set[int] = set()
    for replication in range(5):
        log = simulate(model, 1, replication)
        council = replay(model, log)
        seen |= set(log.kind.tolist())
        left = int(np.sum(log.kind == KINDS.index("left")))
        assert len(log.people["person"]) == left + len(council.lives_in)
    assert {KINDS[kind] for kind in seen} == set(KINDS)


@engines
def test_rule_47_holds_at_every_row_of_every_case(simulate: Any) -> None:
    for path in FILES:
        model = small_model(read_case(path).description)
        replay(model, simulate(model, 5, 0))


@engines
def test_a_replay_sees_an_admission_without_a_place(simulate: Any) -> None:
    """The replay itself can fail: with the places of a log understated, the first admission is one too many."""
    (path,) = (path for path in FILES if path.stem == "09_equal_ranks_by_person")
    model = small_model(read_case(path).description)
    log = simulate(model, 1, 0)
    b = log.b.copy()
    b[log.kind == KINDS.index("places")] = 0
    with pytest.raises(AssertionError, match="no admission without a place"):
        replay(model, EventLog(log.vocabulary, log.tick, log.kind, log.person, log.a, b, log.cause, log.people))


RUNAWAY: dict[str, Any] = {
    "settings": {"foster": None, "stopgap": None},
    "transitions": {"foster.breakdown": {"unplanned to": "stopgap"}, "stopgap.to_foster": {"planned to": "foster"}},
    "people": [{"in": "stopgap"}, {"in": "foster"}],
}


def fault(simulate: Any, description: dict[str, Any], **bounds: int) -> ModelFault:
    """The fault that a model with some bounds set low runs into."""
    named = {name.replace("_", " "): number for name, number in bounds.items()}
    with pytest.raises(ModelFault) as caught:
        simulate(small_model({**description, "bounds": named}), 1, 0)
    return caught.value


@engines
def test_rule_48_events_are_bounded(simulate: Any) -> None:
    """Two people who move each minute: the hundredth event is allowed and the next is not."""
    stopped = fault(simulate, RUNAWAY, events=100)
    assert (stopped.rule, stopped.person) == (48, 0)
    assert stopped.exit_code == 4
    assert "stopgap -> foster" in stopped.history
    assert "person 1" not in stopped.history
    within = {**RUNAWAY, "horizon": "51 minutes", "bounds": {"events": 100}}
    assert simulate(small_model(within), 1, 0).events == 100


@engines
def test_rule_48_rows_are_bounded(simulate: Any) -> None:
    """Two rows at the start and one for each move: with 20 allowed, the 21st is person 0's."""
    stopped = fault(simulate, RUNAWAY, rows=20)
    assert (stopped.rule, stopped.person) == (48, 0)
    assert len(stopped.history.splitlines()) == 10
    within = {**RUNAWAY, "horizon": "10 minutes", "bounds": {"rows": 20}}
    assert len(simulate(small_model(within), 1, 0)) == 20


@engines
def test_rule_48_people_are_bounded(simulate: Any) -> None:
    arrivals: dict[str, Any] = {
        "settings": {"home": None},
        "people": [{"in": "home"}],
        "entries": {"referrals": {"to": "home", "arrive": ["day 1", "day 2", "day 3"]}},
    }
    stopped = fault(simulate, arrivals, people=3)
    assert (stopped.rule, stopped.person) == (48, (1 << 32) + 3 * DAY - 1)
    assert len(simulate(small_model({**arrivals, "bounds": {"people": 4}}), 1, 0).people["person"]) == 4


@engines
def test_rule_48_moves_at_one_tick_are_bounded(simulate: Any) -> None:
    """Five homes, each of whose panels fills it from the one before: on day 7 one person is pulled through all five."""
    homes = [f"home_{number}" for number in range(5)]
    ladder: dict[str, Any] = {
        "settings": dict.fromkeys(["foster", *homes]),
        "pools": {
            home: {"places": 1, "fill to": "1/1", "panel to": home, "fill from": source}
            for source, home in zip(["foster", *homes], homes, strict=False)
        },
        "people": [{"in": "home_4"}, {"in": "foster"}],
        "transitions": {"home_4.moved_away": {"planned to": "out", "on": "day 1"}},
    }
    stopped = fault(simulate, ladder, moves_at_once=4)
    assert (stopped.rule, stopped.person) == (48, 1)
    assert re.search(r"home_2 -> home_3", stopped.history)
    log = simulate(small_model({**ladder, "bounds": {"moves at once": 5}}), 1, 0)
    assert int(np.sum((log.kind == KINDS.index("moved")) & (log.tick == 7 * DAY))) == 5


@engines
def test_rule_48_a_panel_that_feeds_on_itself_is_stopped(simulate: Any) -> None:
    """A panel that fills a home from that very home would pull for ever within one minute."""
    description = {
        "settings": {"home": None},
        "pools": {"home": {"places": 3, "fill to": "3/3", "panel to": "home", "fill from": "home"}},
        "people": [{"in": "home"}],
    }
    stopped = fault(simulate, description)
    assert (stopped.rule, stopped.person) == (48, 0)
    assert stopped.history.count("home -> home") == 20


@engines
def test_rule_49_nowhere_to_go_is_a_fault_and_not_a_guess(simulate: Any) -> None:
    """A model that build would refuse: the last destination of an unplanned list is full."""
    description = {
        "settings": {"foster": None, "hub": None},
        "pools": {"hub": {"places": 0}},
        "transitions": {"foster.breakdown": {"unplanned to": "hub", "after": "2 days"}},
        "people": [{"in": "foster"}],
    }
    stopped = fault(simulate, description)
    assert (stopped.rule, stopped.person) == (49, 0)
    assert "Person 0" in str(stopped)
