"""Logs are saved and read back whole, compared row by row, and read aloud in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from carepath_sim.eventlog import (
    CAUSES,
    COLUMNS,
    KINDS,
    MOVED,
    PEOPLE_COLUMNS,
    EventLog,
    Vocabulary,
    cause_name,
    first_difference,
)
from carepath_sim.experiments.engines import simulate
from tests.parity.random_models import random_model


@pytest.fixture(scope="module")
def log() -> EventLog:
    return simulate(random_model(4), seed=3, replication=1)


def test_a_saved_log_is_read_back_whole(log: EventLog, tmp_path: Path) -> None:
    log.save(tmp_path / "log.parquet")
    again = EventLog.load(tmp_path / "log.parquet")
    assert first_difference(log, again) is None
    assert again.events == log.events
    for name in COLUMNS:
        assert getattr(again, name).dtype == getattr(log, name).dtype
    for name in PEOPLE_COLUMNS:
        assert again.people[name].dtype == log.people[name].dtype
    for name, value in vars(log.vocabulary).items():
        assert np.array_equal(getattr(again.vocabulary, name), value), name
        assert type(getattr(again.vocabulary, name)) is type(value), name


@pytest.mark.parametrize("column", list(COLUMNS))
def test_the_first_row_that_differs_is_named(log: EventLog, column: str) -> None:
    changed = getattr(log, column).copy()
    changed[7:] += 1
    assert first_difference(log, replace(log, **{column: changed})) == 7


def test_a_log_that_stops_early_differs_where_it_stops(log: EventLog) -> None:
    shorter = replace(log, **{name: getattr(log, name)[:5] for name in COLUMNS})
    assert first_difference(log, shorter) == 5
    assert first_difference(shorter, log) == 5


def test_a_difference_among_people_alone_is_reported_after_the_last_row(log: EventLog) -> None:
    other = replace(log, people={**log.people, "born": log.people["born"] + 1})
    assert first_difference(log, other) == len(log)


def test_every_row_can_be_said_in_words_that_hold_its_kind_and_cause(log: EventLog) -> None:
    for row in range(len(log)):
        said = log.words(row)
        assert KINDS[log.kind[row]] in said
        assert f"({cause_name(log.vocabulary, int(log.cause[row]))})" in said


def test_a_persons_history_is_their_rows_and_no_one_elses(log: EventLog) -> None:
    person = int(log.person[log.where(MOVED)[0]])
    assert len(log.history(person).splitlines()) == int((log.person == person).sum())


def test_every_named_cause_has_its_own_negative_number(log: EventLog) -> None:
    assert [cause_name(log.vocabulary, -1 - index) for index in range(len(CAUSES))] == list(CAUSES)
    assert cause_name(log.vocabulary, 0) == log.vocabulary.transitions[0]


def test_a_vocabulary_copies_what_the_model_calls_things() -> None:
    model = random_model(2)
    words = Vocabulary.of(model)
    assert words.settings == model.settings
    assert words.transitions == model.transitions
