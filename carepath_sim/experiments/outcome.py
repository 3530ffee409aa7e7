"""One replication reduced to what an experiment needs of it, so that its log need not be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from carepath_sim.clock import DAY
from carepath_sim.draws import named_stream
from carepath_sim.eventlog import EventLog
from carepath_sim.experiments.flows import flows
from carepath_sim.experiments.needed import needed
from carepath_sim.experiments.tallies import Tally, arrivals, mixed, tallies
from carepath_sim.metrics import Reading, series, tabulate
from carepath_sim.metrics.quarters import TOTALS, cost_by_quarter
from carepath_sim.metrics.registry import Key
from carepath_sim.metrics.spells import before
from carepath_sim.metrics.survival import NARROW, Durations, first_breakdowns
from carepath_sim.model import Bools, Floats, Ints, Prices

FIRST = 0
"""The replication whose log is kept, to show some lives of it and to run it again."""


@dataclass(frozen=True, eq=False)
class Lives:
    """What happened to each young person of a replication: one row a person, by ascending id."""

    person: Ints
    arrival: NDArray[np.uint64]  # equal for people who come at the same moment, of the same age, need and history
    pathway: NDArray[np.uint64]  # equal for equal pathways: the same settings entered on the same days
    moves: Ints  # between looked-after placements
    breakdowns: Ints  # narrow
    looked_after: Bools  # at any time of the study


@dataclass(frozen=True, eq=False)
class Outcome:
    """The metrics, series, lives, flows and so on of one replication; the log itself of the first alone."""

    replication: int
    keys: list[Key]
    values: Floats
    series_keys: list[tuple[str, str]]
    series_values: Ints  # [series, weeks]
    breakdowns: Durations
    lives: Lives
    flows: Ints  # [origins, destinations], as `flows`
    needed: Ints  # [limited pools, places], as `needed`
    quarters: Floats  # £ [measures of `TOTALS`, quarters]
    tally: Tally
    log: EventLog | None
    events: int
    rows: int


def reduce(log: EventLog, prices: Prices, replication: int) -> Outcome:
    """Everything an experiment needs of one log."""
    return reduce_block([log], prices, [replication])[0]


def reduce_block(logs: Sequence[EventLog], prices: Prices, replications: Sequence[int]) -> list[Outcome]:
    """`reduce` of several logs of one study at once: the same outcomes, sooner."""
    reading = Reading(logs, prices)
    keys, values = tabulate(reading)
    series_keys, series_values = series.collect(reading)
    breakdowns, everyone = first_breakdowns(reading), lives(reading)
    quarters = cost_by_quarter(reading).costs
    money = np.stack([quarters[measure] for measure in TOTALS], axis=1)
    between, places, counts = flows(reading), needed(reading), tallies(reading)
    return [
        Outcome(
            replication=replication,
            keys=keys,
            values=values[run],
            series_keys=series_keys,
            series_values=series_values[run],
            breakdowns=breakdowns.durations(run),
            lives=everyone[run],
            flows=between[run],
            needed=places[run],
            quarters=money[run],
            tally=counts[run],
            log=log if replication == FIRST else None,
            events=log.events,
            rows=len(log),
        )
        for run, (replication, log) in enumerate(zip(replications, logs, strict=True))
    ]


def lives(reading: Reading) -> list[Lives]:
    """The pathway, moves and breakdowns of every young person of each log."""
    spells, log = reading.spells, reading.log
    person, count = log.people["person"], log.n_people
    columns = {
        "person": person,
        "arrival": arrivals(reading),
        "pathway": _pathways(reading),
        "moves": np.bincount(spells.who[reading.moves], minlength=count),
        "breakdowns": np.bincount(spells.who[reading.breakdown_levels >= NARROW], minlength=count),
        "looked_after": np.bincount(spells.who[spells.looked_after], minlength=count) > 0,
    }
    found = []
    for first, end in pairwise(log.first_person.tolist()):
        order = first + np.argsort(person[first:end], kind="stable")
        found.append(Lives(**{name: column[order] for name, column in columns.items()}))
    return found


def _pathways(reading: Reading) -> NDArray[np.uint64]:
    """A hash of each person's spells: setting names, the days they began, and the day the last of them ended.

    Settings count by name, because the same setting may have another index in another scenario.
    """
    spells, words = reading.spells, reading.words
    named = np.array([named_stream("setting", name) for name in words.settings], dtype=np.uint64)
    first = spells.who != before(spells.who, -1)
    position = np.arange(len(spells.who))
    position -= np.maximum.accumulate(np.where(first, position, 0))
    steps = named[spells.setting]
    numbers = (spells.start // DAY, spells.end // DAY, position)
    hashes = mixed(np.arange(max(int(number.max(initial=0)) for number in numbers) + 1, dtype=np.uint64))
    for number in numbers:
        steps = mixed(steps ^ hashes[number])
    found = np.zeros(reading.log.n_people, dtype=np.uint64)
    np.add.at(found, spells.who, steps)
    return found
