"""How two engines are compared: every sort of difference is seen, and told with what is needed to understand it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from carepath_sim.engines.reference import simulate
from carepath_sim.errors import ModelFault, UsageError
from carepath_sim.eventlog import MOVED, PLACES, EventLog
from carepath_sim.experiments import parity
from carepath_sim.model import Model
from tests.parity.random_models import random_model

NAMES = ("one", "other")


@pytest.fixture
def log() -> EventLog:
    return simulate(random_model(4), 3, 1)


def compared(one: EventLog, other: EventLog) -> parity.Difference | None:
    return parity.compare(parity.Ending(one, None, 0.0), parity.Ending(other, None, 0.0), NAMES, replication=1)


def changed(log: EventLog, row: int, **values: int) -> EventLog:
    """A log with some numbers of a row changed."""
    columns = {name: getattr(log, name).copy() for name in values}
    for name, value in values.items():
        columns[name][row] = value
    return replace(log, **columns)


def shortened(log: EventLog, rows: int) -> EventLog:
    return replace(log, **{name: getattr(log, name)[:rows] for name in ("tick", "kind", "person", "a", "b", "cause")})


def test_equal_logs_have_no_difference(log: EventLog) -> None:
    assert compared(log, simulate(random_model(4), 3, 1)) is None


def test_the_first_differing_row_is_shown_with_ten_rows_around_it(log: EventLog) -> None:
    row = int(log.where(MOVED)[10])
    found = compared(log, changed(log, row, b=0, cause=-1))
    assert found is not None
    assert found.row == row
    assert f"row {row} differs" in found.what
    marked = [line for line in found.details.splitlines() if line.startswith(">")]
    assert len(marked) == 2
    assert log.words(row) in marked[0]
    assert log.words(row - 10) in found.details
    assert log.words(row + 10) in found.details
    assert found.details.count(log.words(row - 1)) >= 2


def test_the_path_of_the_person_concerned_is_shown_for_both(log: EventLog) -> None:
    row = int(log.where(MOVED)[10])
    person = int(log.person[row])
    found = compared(log, changed(log, row, tick=int(log.tick[row]) + 1))
    assert found is not None
    assert f"Person {person}, one:" in found.details
    assert f"Person {person}, other:" in found.details
    assert f"tick {log.tick[row]} and {log.tick[row] + 1}" in found.details


def test_two_people_concerned_have_both_their_paths_shown(log: EventLog) -> None:
    row = int(log.where(MOVED)[10])
    found = compared(log, changed(log, row, person=987_654))
    assert found is not None
    assert f"Person {log.person[row]}, one:" in found.details
    assert "Person 987654, other:" in found.details


def test_a_row_about_no_person_has_no_path(log: EventLog) -> None:
    row = int(log.where(PLACES)[0])
    found = compared(log, changed(log, row, b=77))
    assert found is not None
    assert "Person" not in found.details


def test_numbers_that_mean_nothing_are_shown_as_numbers(log: EventLog) -> None:
    row = int(log.where(MOVED)[0])
    found = compared(log, changed(log, row, b=999))
    assert found is not None
    assert "'b': 999" in found.details


@pytest.mark.parametrize("swapped", [False, True])
def test_a_log_that_ends_early_differs_at_its_end(log: EventLog, swapped: bool) -> None:
    pair = (log, shortened(log, len(log) - 3))
    found = compared(*(reversed(pair) if swapped else pair))
    assert found is not None
    assert found.row == len(log) - 3
    assert "no more rows" in found.details
    assert log.words(len(log) - 3) in found.details


def test_people_who_differ_are_named(log: EventLog) -> None:
    born = log.people["born"].copy()
    born[2] += 1
    found = compared(log, replace(log, people=log.people | {"born": born}))
    assert found is not None
    assert found.row is None
    assert "entry 2 of the people" in found.details
    assert f"born {born[2]}" in found.details
    assert f"born {born[2] - 1}" in found.details


def test_more_people_differ_without_a_row_of_theirs(log: EventLog) -> None:
    fewer = {name: column[:-1] for name, column in log.people.items()}
    found = compared(log, replace(log, people=fewer))
    assert found is not None
    assert f"{len(fewer['person'])} people" in found.details


def test_the_count_of_events_is_compared(log: EventLog) -> None:
    found = compared(log, replace(log, events=log.events + 1))
    assert found is not None
    assert f"other: {log.events + 1} events" in found.details


def test_types_of_columns_are_compared(log: EventLog) -> None:
    found = compared(log, replace(log, cause=log.cause.astype(np.int64)))
    assert found is not None
    assert "types of the columns" in found.what


@pytest.mark.parametrize(
    ("other", "agree"),
    [(ModelFault(48, "in other words", 3), True), (ModelFault(47, "x", 3), False), (ModelFault(48, "x", 4), False)],
)
def test_faults_agree_in_rule_and_person(other: ModelFault, agree: bool) -> None:
    endings = [parity.Ending(None, fault, 0.0) for fault in (ModelFault(48, "so many rows", 3), other)]
    found = parity.compare(*endings, NAMES)  # type: ignore[arg-type,misc]
    assert (found is None) is agree


def test_a_fault_and_a_log_differ(log: EventLog) -> None:
    found = parity.compare(parity.Ending(log, None, 0.0), parity.Ending(None, ModelFault(49, "x", 5), 0.0), NAMES)
    assert found is not None
    assert "one: ran to the horizon" in found.details
    assert "rule 49" in found.details


@pytest.fixture
def wrong_from_2_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second engine that loses the last row from replication 2 on."""

    def engine(name: str) -> Any:
        return simulate if name == "reference" else wrong

    def wrong(model: Model, seed: int, replication: int) -> EventLog:
        log = simulate(model, seed, replication)
        return log if replication < 2 else shortened(log, len(log) - 1)

    monkeypatch.setattr(parity, "engine_named", engine)


@pytest.mark.usefixtures("wrong_from_2_on")
def test_a_check_counts_what_agreed_and_ends_at_the_first_difference() -> None:
    model, told = random_model(4), []
    found = parity.check(model, 3, 5, on_progress=lambda done, of: told.append((done, of)))
    logs = [simulate(model, 3, replication) for replication in (0, 1)]
    assert found.agreed == 2
    assert (found.rows, found.events) == (sum(map(len, logs)), sum(log.events for log in logs))
    assert found.people == sum(len(log.people["person"]) for log in logs)
    assert found.difference is not None
    assert found.difference.replication == 2
    assert told == [(1, 5), (2, 5)]
    assert "differ; 2 replications before agreed" in parity.in_words(found, "small")[0]


@pytest.mark.usefixtures("wrong_from_2_on")
def test_a_check_may_begin_anywhere() -> None:
    found = parity.check(random_model(4), 3, 1, first=1)
    assert found.difference is None
    assert found.agreed == 1
    assert "from 1 on" in parity.in_words(found, "small")[0]
    later = parity.check(random_model(4), 3, 1, first=2)
    assert later.difference is not None


@pytest.mark.usefixtures("wrong_from_2_on")
def test_runs_that_a_guard_stops_agree_and_are_counted() -> None:
    found = parity.check(replace(random_model(4), max_rows=5), 3, 3)
    assert (found.agreed, found.stopped, found.rows, found.difference) == (3, 3, 0, None)
    assert "stopped 3 of them" in parity.in_words(found, "small")[0]


def test_without_numba_there_is_no_parity_to_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(UsageError, match="pip install numba"):
        parity.check(random_model(4), 3, 1)
