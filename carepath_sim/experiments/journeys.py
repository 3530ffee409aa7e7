"""Up to five simulated young people, the same in every scenario, stay by stay: what one future can look like.

They are chosen by rule from the first replication of the baseline: of everybody looked after there at
some time, ordered by the number of their placements, those a tenth, three tenths and so on of the way along.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from carepath_sim.clock import age_on, date_of, day_of
from carepath_sim.draws import splitmix64
from carepath_sim.eventlog import BY_AGE, BY_CLOSURE, BY_PANEL, CONTINUED, MOVED, EventLog, cause_name
from carepath_sim.experiments.study import Study
from carepath_sim.metrics import Reading
from carepath_sim.metrics.spells import STILL_OPEN
from carepath_sim.metrics.survival import NARROW

JOURNEYS_COLUMNS = (
    "scenario",
    "journey",
    "age",
    "need",
    "setting",
    "start",
    "end",
    "looked_after",
    "ended_by",
    "key_workers",
)
PERCENTILES = (10, 30, 50, 70, 90)
END_OF_STUDY = "end of the study"
ENDED_BY = {BY_PANEL: "moved by a placement panel", BY_CLOSURE: "places closed"}


def journeys_frame(studies: Sequence[Study], logs: Sequence[EventLog]) -> pd.DataFrame:
    """The stays of the chosen young people in each scenario; `logs` are those of one replication of each.

    Somebody who does not live in a scenario has no row there. Columns: `JOURNEYS_COLUMNS`.
    """
    readings = [Reading(log) for log in logs]
    people = chosen(readings[0])
    rows = [
        (study.name, number, *stay)
        for study, reading in zip(studies, readings, strict=True)
        for number, person in enumerate(people, 1)
        for stay in _stays(reading, person)
    ]
    return pd.DataFrame(rows, columns=list(JOURNEYS_COLUMNS))


def chosen(reading: Reading) -> list[int]:
    """Ids of the young people at the percentiles (nearest rank) by placements looked after, equal ones by lot.

    Of fewer than five each is chosen once.
    Ids stand together by stream of entry, so that equal ones in their order would nearly all have come the same way.
    """
    placements, people = reading.placements, reading.log.people["person"]
    count = np.bincount(placements.who[placements.looked_after], minlength=len(people))
    known = np.flatnonzero(count > 0)
    lots = np.array([splitmix64(int(person)) for person in people[known]], dtype=np.uint64)
    order = known[np.lexsort((lots, count[known]))]
    ranks = [-(-percent * len(order) // 100) - 1 for percent in PERCENTILES]
    return [int(people[order[rank]]) for rank in dict.fromkeys(ranks) if rank >= 0]


Stay = tuple[int, str, str, str, str, bool, str, int]
"""Age, need, setting, first and last day, whether looked after, how it ended, and key workers."""


def _stays(reading: Reading, person: int) -> list[Stay]:
    """The stays of one young person, in order; none if they do not live in this run."""
    words, spells, people = reading.words, reading.spells, reading.log.people
    who = np.flatnonzero(people["person"] == person)
    rows = np.flatnonzero(spells.who == who[0]) if len(who) else np.zeros(0, dtype=np.int64)
    found: list[Stay] = []
    for row in rows.tolist():
        start, end = int(spells.start[row]), int(spells.end[row])
        born, first = int(people["born"][who[0]]), int(spells.start[rows[0]])
        found.append(
            (
                age_on(born, day_of(words.start_day, first)),
                words.needs[people["need"][who[0]]],
                words.settings[spells.setting[row]],
                date_of(words.start_day, start).isoformat(),
                date_of(words.start_day, end).isoformat(),
                bool(spells.looked_after[row]),
                ended_by(reading, row),
                _key_workers(reading, who[0], start, end),
            )
        )
    return found


def ended_by(reading: Reading, row: int) -> str:
    """In words how a stay ended: a row of the spells."""
    words, spells = reading.words, reading.spells
    kind, cause = int(spells.end_kind[row]), int(spells.end_cause[row])
    if kind == STILL_OPEN:
        return END_OF_STUDY
    if cause == BY_AGE:
        born = int(reading.log.people["born"][spells.who[row]])
        years = age_on(born, day_of(words.start_day, int(spells.end[row])))
        return f"{_ordinal(years)} birthday"
    if cause < 0:
        return ENDED_BY.get(cause, cause_name(words, cause))
    if words.breakdown[cause] >= NARROW and spells.looked_after[row]:
        return "breakdown"
    moved_within_care = kind in (MOVED, CONTINUED) and spells.looked_after[row] and spells.looked_after[row + 1]
    if moved_within_care and words.is_planned[cause]:
        return "planned move"
    name = words.transitions[cause].rpartition(".")[2].replace("_", " ")
    return f"move {name}" if name.startswith("to ") else name


def _ordinal(number: int) -> str:
    tail = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"


def _key_workers(reading: Reading, who: int, start: int, end: int) -> int:
    """How many different people were the key worker at some time of a stay."""
    table = reading.relationships
    during = (table.who == who) & (table.start < end) & (table.end > start)
    return len(np.unique(table.worker[during]))
