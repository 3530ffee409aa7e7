"""One replication reduced to what an experiment needs of it, so that its log need not be kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath_sim.clock import DAY
from carepath_sim.draws import named_stream, splitmix64
from carepath_sim.eventlog import EventLog
from carepath_sim.metrics import Reading, measure, series
from carepath_sim.metrics.registry import Key
from carepath_sim.metrics.survival import NARROW, Durations, first_breakdowns
from carepath_sim.model import Bools, Floats, Ints, Prices


@dataclass(frozen=True, eq=False)
class Lives:
    """What happened to each young person of a replication: one row a person, by ascending id."""

    person: Ints
    pathway: NDArray[np.uint64]  # equal for equal pathways: the same settings entered on the same days
    moves: Ints  # between looked-after placements
    breakdowns: Ints  # narrow
    looked_after: Bools  # at any time of the study


@dataclass(frozen=True, eq=False)
class Outcome:
    """The metrics, series, lives and breakdown times of one replication."""

    replication: int
    keys: list[Key]
    values: Floats
    series_keys: list[tuple[str, str]]
    series_values: Ints  # [series, weeks]
    breakdowns: Durations
    lives: Lives
    events: int
    rows: int


def reduce(log: EventLog, prices: Prices, replication: int) -> Outcome:
    """Everything an experiment needs of one log."""
    reading = Reading(log, prices)
    metrics = measure(reading)
    over_time = series.collect(reading)
    return Outcome(
        replication=replication,
        keys=list(metrics),
        values=np.array(list(metrics.values()), dtype=np.float64),
        series_keys=list(over_time),
        series_values=np.array(list(over_time.values()), dtype=np.int64),
        breakdowns=first_breakdowns(reading, reading.windows[0]),
        lives=lives(reading),
        events=log.events,
        rows=len(log),
    )


def lives(reading: Reading) -> Lives:
    """The pathway, moves and breakdowns of every young person of a log."""
    spells, people = reading.spells, reading.log.people["person"]
    order = np.argsort(people, kind="stable")
    count = len(people)
    moves = np.bincount(spells.who[reading.moves], minlength=count)
    breakdowns = np.bincount(spells.who, reading.breakdown_levels >= NARROW, minlength=count)
    in_care = np.bincount(spells.who, spells.looked_after, minlength=count) > 0
    return Lives(
        person=people[order],
        pathway=_pathways(reading)[order],
        moves=moves[order].astype(np.int64),
        breakdowns=breakdowns[order].astype(np.int64),
        looked_after=in_care[order],
    )


def _pathways(reading: Reading) -> NDArray[np.uint64]:
    """A hash of each person's spells: setting names, the days they began, and the day the last of them ended.

    Settings count by name, because the same setting may have another index in another scenario.
    """
    spells, words = reading.spells, reading.words
    named = np.array([named_stream("setting", name) for name in words.settings], dtype=np.uint64)
    first = np.ones(len(spells.who), dtype=np.bool_)
    first[1:] = spells.who[1:] != spells.who[:-1]
    position = np.arange(len(spells.who))
    position -= np.maximum.accumulate(np.where(first, position, 0))
    steps = named[spells.setting]
    for number in (spells.start // DAY, spells.end // DAY, position):
        steps = _mix(steps ^ _mix(number.astype(np.uint64)))
    found = np.zeros(len(reading.log.people["person"]), dtype=np.uint64)
    np.add.at(found, spells.who, steps)
    return found


def _mix(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """`splitmix64` word by word: it works on whole arrays as it stands."""
    mixed: NDArray[np.uint64] = splitmix64(words)  # type: ignore[arg-type, assignment]
    return mixed
