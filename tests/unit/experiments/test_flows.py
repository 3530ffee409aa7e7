"""Flows, places needed and journeys: the same as a slow count finds, in any block, and told in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from carepath_sim.clock import DAY
from carepath_sim.draws import splitmix64
from carepath_sim.engines.reference import simulate
from carepath_sim.eventlog import BY_CLOSURE, BY_PANEL, EventLog
from carepath_sim.experiments.flows import FLOWS_COLUMNS, flows, flows_frame
from carepath_sim.experiments.journeys import JOURNEYS_COLUMNS, PERCENTILES, chosen, ended_by, journeys_frame
from carepath_sim.experiments.needed import NEEDED_COLUMNS, needed, needed_frame
from carepath_sim.experiments.study import Study
from carepath_sim.metrics import Reading
from tests.unit.experiments import recounts
from tests.unit.experiments.small_studies import small_study
from tests.unit.metrics.made_logs import (
    BREAKDOWN,
    CHANGE,
    CHILDREN_HOME,
    EDGE,
    FOSTER,
    GO_HOME,
    HOME,
    HUB,
    LEGAL,
    PLANNED,
    REQUEST,
    START,
    STAYING_PUT,
    Made,
    random_log,
    vocabulary,
)

MODELS = (28, 14, 12, 5)
"""Seeds of random models with limited places, waits and key workers between them."""
MADE = range(25)


@pytest.fixture(scope="module", name="simulated")
def studies_and_logs() -> list[tuple[Study, list[EventLog]]]:
    studies = [small_study(f"model {seed}", seed) for seed in MODELS]
    return [(study, [simulate(study.model, 5, replication) for replication in range(3)]) for study in studies]


@pytest.fixture(scope="module", name="logs")
def every_log(simulated: list[tuple[Study, list[EventLog]]]) -> list[EventLog]:
    return [*(log for _, logs in simulated for log in logs), *(random_log(seed) for seed in MADE)]


def counted(table: np.ndarray, log: EventLog) -> dict[tuple[str, str], int]:
    """A table of flows by name."""
    origins, destinations = [*log.vocabulary.settings, "entered"], [*log.vocabulary.settings, "left", "still_there"]
    return {(origins[one], destinations[two]): int(table[one, two]) for one, two in np.argwhere(table)}


def test_flows_are_what_a_slow_count_finds(logs: list[EventLog]) -> None:
    for log in logs:
        assert counted(flows(Reading(log))[0], log) == recounts.flows(log)


def test_places_needed_are_what_a_slow_count_finds(logs: list[EventLog]) -> None:
    seen = 0
    for log in logs:
        limited = [log.vocabulary.pools[pool] for pool in np.flatnonzero(log.vocabulary.is_limited)]
        table = needed(Reading(log))[0]
        found = {(limited[pool], places + 1): int(table[pool, places]) for pool, places in np.argwhere(table)}
        assert found == recounts.needed(log)
        seen += len(found)
    assert seen > 50


def test_whoever_waits_needs_a_place_beside_those_who_have_one() -> None:
    log = (
        Made(vocabulary(100))
        .places(0, 1, 1)
        .present(1, FOSTER, 10, 10)
        .present(2, HUB, 10, 10)
        .waited(2, 20, 45, FOSTER)
        .moved(1, 45, FOSTER, HOME)
        .moved(2, 45, HUB, FOSTER)
        .moved(2, 80, FOSTER, HOME)
        .log()
    )
    foster = needed(Reading(log))[0][0] / DAY
    assert foster.tolist() == [80.0, 25.0]


def test_a_block_of_runs_gives_each_its_own_tables(simulated: list[tuple[Study, list[EventLog]]]) -> None:
    for _, logs in simulated:
        together, alone = Reading(logs), [Reading(log) for log in logs]
        for run, reading in enumerate(alone):
            assert np.array_equal(flows(together)[run], flows(reading)[0])
            assert np.array_equal(needed(together)[run], needed(reading)[0])


def test_a_study_without_limited_places_needs_none() -> None:
    words = replace(vocabulary(), is_limited=np.zeros(6, dtype=np.bool_))
    reading = Reading(Made(words).entered(1, 3, FOSTER).log())
    assert needed(reading)[0].shape == (0, 0)


def test_the_frames_give_means_and_one_future(simulated: list[tuple[Study, list[EventLog]]]) -> None:
    for study, logs in simulated:
        counts = [recounts.flows(log) for log in logs]
        frame = flows_frame(study, [flows(Reading(log))[0] for log in logs])
        assert tuple(frame.columns) == FLOWS_COLUMNS
        pairs = list(zip(frame["origin"], frame["destination"], strict=True))
        assert set(pairs) == set().union(*counts)
        for pair, row in zip(pairs, frame.itertuples(), strict=True):
            each = [count[pair] for count in counts]
            assert row.value == pytest.approx(np.mean(each))
            assert [row.low, row.high] == pytest.approx(np.percentile(each, [10, 90]))
        # Whoever comes to a setting leaves it or is still there.
        came, went = frame.groupby("destination")["value"].sum(), frame.groupby("origin")["value"].sum()
        assert came.drop(["left", "still_there"], errors="ignore").to_dict() == pytest.approx(
            went.drop("entered").to_dict()
        )


def test_needed_shares_fall_with_the_number_of_places(simulated: list[tuple[Study, list[EventLog]]]) -> None:
    for study, logs in simulated:
        slow = [recounts.needed(log) for log in logs]
        frame = needed_frame(study, [needed(Reading(log))[0] for log in logs])
        assert tuple(frame.columns) == NEEDED_COLUMNS
        for row in frame.itertuples():
            shares = [found.get((row.pool, row.places), 0) / study.model.horizon for found in slow]
            assert [row.needed, row.low, row.high] == pytest.approx([np.mean(shares), *np.percentile(shares, [10, 90])])
        for _, rows in frame.groupby("pool"):
            assert rows["places"].tolist() == list(range(1, len(rows) + 1))
            assert rows["needed"].is_monotonic_decreasing


def test_one_replication_has_no_spread(simulated: list[tuple[Study, list[EventLog]]]) -> None:
    study, [log, *_] = simulated[0]
    reading = Reading(log)
    for frame in (flows_frame(study, [flows(reading)[0]]), needed_frame(study, [needed(reading)[0]])):
        assert len(frame)
        assert frame[["low", "high"]].isna().all(axis=None)
        assert frame.drop(columns=["low", "high"]).notna().all(axis=None)


# Journeys.


def slowly_chosen(log: EventLog) -> list[int]:
    looked_after = log.vocabulary.is_looked_after.tolist()
    numbers = {person: life.placements(looked_after) for person, life in recounts.lives(log).items()}
    order = sorted((number, splitmix64(person), person) for person, number in numbers.items() if number)
    ranks = [next(n for n in range(1, len(order) + 1) if 100 * n >= percent * len(order)) for percent in PERCENTILES]
    return [order[rank - 1][-1] for rank in dict.fromkeys(ranks)]


def test_the_same_people_stay_where_a_slow_count_finds_them(simulated: list[tuple[Study, list[EventLog]]]) -> None:
    for study, logs in simulated:
        people = slowly_chosen(logs[0])
        assert chosen(Reading(logs[0])) == people
        frame = journeys_frame([study], logs[:1])
        assert tuple(frame.columns) == JOURNEYS_COLUMNS
        words, slow = logs[0].vocabulary, recounts.lives(logs[0])
        for number, person in enumerate(people, 1):
            mine = frame[frame["journey"] == number]
            stays = slow[person].stays
            assert mine["setting"].tolist() == [words.settings[stay.setting] for stay in stays]
            for column, ticks in (("start", [stay.start for stay in stays]), ("end", [stay.end for stay in stays])):
                days = [date.fromordinal(words.start_day) + timedelta(minutes=tick) for tick in ticks]
                assert mine[column].tolist() == [day.isoformat() for day in days]
            assert mine["key_workers"].tolist() == [slow[person].key_workers(stay) for stay in stays]
            assert mine["looked_after"].tolist() == [bool(words.is_looked_after[stay.setting]) for stay in stays]
            assert (mine["ended_by"].iloc[-1] == "end of the study") == (stays[-1].end_kind == -1)


def test_someone_who_does_not_live_in_a_scenario_has_no_row_there() -> None:
    here = Made().entered(3, 5, FOSTER).log()
    there = Made().entered(4, 5, FOSTER).log()
    frame = journeys_frame([small_study("here"), small_study("there")], [here, there])
    assert frame["scenario"].unique().tolist() == ["here"]
    assert frame["journey"].tolist() == [1], "of fewer than five each is chosen once"
    assert journeys_frame([small_study("nobody")], [Made().entered(1, 5, EDGE).log()]).empty


@pytest.mark.parametrize("people", range(1, 7))
def test_nobody_is_chosen_twice(people: int) -> None:
    made = Made()
    for person in range(1, people + 1):
        made.entered(person, 1, FOSTER)
    found = chosen(Reading(made.log()))
    assert len(set(found)) == len(found) == min(people, len(PERCENTILES))


def test_everyone_looked_after_stands_in_the_order_of_placements_and_then_by_lot() -> None:
    made = Made()
    for person in range(10, 0, -1):
        made.entered(person, 1, FOSTER)
    made.moved(1, 9, FOSTER, HUB).continued(2, 9, FOSTER, FOSTER).moved(4, 9, FOSTER, HOME)
    made.entered(11, 1, EDGE)
    # One placement: 2 to 10, of whom 2 stayed on in the same place; two: 1. Nobody under 11.
    by_lot = [*sorted(range(2, 11), key=splitmix64), 1]
    assert chosen(Reading(made.log())) == [by_lot[rank] for rank in (0, 2, 4, 6, 8)]
    made.moved(1, 12, HUB, FOSTER).moved(3, 12, FOSTER, HUB).moved(5, 12, FOSTER, HUB)
    assert chosen(Reading(made.log()))[-1] == max((3, 5), key=splitmix64)


def test_how_a_stay_ended_is_said_in_words() -> None:
    turns_18 = date(START.year - 18, 6, 1).toordinal()
    birthday = (date(START.year, 6, 1) - START).days
    log = (
        Made(vocabulary(365))
        .present(1, FOSTER, 10, 10, born=turns_18)
        .moved(1, 2, FOSTER, FOSTER, BREAKDOWN)
        .moved(1, 3, FOSTER, HUB, PLANNED)
        .moved(1, 4, HUB, FOSTER, BY_CLOSURE)
        .moved(1, 5, FOSTER, CHILDREN_HOME, BY_PANEL)
        .moved(1, 6, CHILDREN_HOME, FOSTER, REQUEST)
        .moved(1, 7, FOSTER, HUB, CHANGE)
        .moved(1, 8, HUB, HOME, GO_HOME)
        .moved(1, 9, HOME, FOSTER, PLANNED)
        .continued(1, 10, FOSTER, STAYING_PUT, LEGAL)
        .continued(1, birthday, STAYING_PUT, STAYING_PUT, -1)
        .log()
    )
    words = journeys_frame([small_study("one")], [log]).query("journey == 1")
    assert words["ended_by"].tolist() == [
        "breakdown",
        "planned move",
        "places closed",
        "moved by a placement panel",
        "request",
        "breakdown",
        "go home",
        "planned",
        "legal change",
        "18th birthday",
        "end of the study",
    ]
    assert words["age"].unique().tolist() == [17]


@pytest.mark.parametrize(("years", "told"), [(11, "11th"), (21, "21st"), (22, "22nd"), (23, "23rd"), (25, "25th")])
def test_birthdays_are_numbered_as_they_are_said(years: int, told: str) -> None:
    born = date(START.year - years, 6, 1).toordinal()
    log = Made().present(1, HOME, born=born).left(1, (date(START.year, 6, 1) - START).days, HOME).log()
    assert ended_by(Reading(log), 0) == f"{told} birthday"
