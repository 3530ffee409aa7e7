"""`EventLog`: everything that happened in one run, as columns; the only thing an engine returns.

One row is one thing that happened to one person, post or pool. Rows stand in the order
in which they happened. Beside them, one row a person, in order of arrival.

=============  ===================  ================================  =========================================
kind           person               a, b                              cause
=============  ===================  ================================  =========================================
present        young person         setting, pool                     entry (the starting caseload, tick 0)
entered        young person         setting, entry stream             entry
moved          young person         setting left, setting entered     transition, age, panel or closure
continued      young person         setting left, setting entered     transition or age: same place and carer
left           young person         setting left, -1                  transition or age: left for good
waited         young person         setting waited for, its pool      transition
wait_ended     young person         setting waited for, its pool      transition, limit, age or closure
declined       young person         setting not entered, -1           transition
held           young person         setting held from, its pool       transition
hold_ended     young person         setting held from, its pool       released, limit, transition, age or closure
override       young person         setting without a place, its pool entry
needs          young person         team, -1                          entry, team, post, keep or calendar
allocated      young person         team, post                        team (the queue), handover or entry
lost           young person         team, post (-1: left the queue)   team, post, handover, keep or calendar
settled        young person         team, post                        team
post           -1                   post, new state                   entry (tick 0), post or calendar
places         -1                   pool, open places                 entry (tick 0), post or calendar
=============  ===================  ================================  =========================================

A cause of 0 or more is a transition; the named causes are negative. Open spells are not
closed at the horizon: readers censor them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carepath_sim.model import POST_STATES, Bools, Ints, Model

KINDS = (
    "present",
    "entered",
    "moved",
    "continued",
    "left",
    "waited",
    "wait_ended",
    "declined",
    "held",
    "hold_ended",
    "override",
    "needs",
    "allocated",
    "lost",
    "settled",
    "post",
    "places",
)
(
    PRESENT,
    ENTERED,
    MOVED,
    CONTINUED,
    LEFT,
    WAITED,
    WAIT_ENDED,
    DECLINED,
    HELD,
    HOLD_ENDED,
    OVERRIDE,
    NEEDS,
    ALLOCATED,
    LOST,
    SETTLED_ROW,
    POST,
    PLACES,
) = range(len(KINDS))

CAUSES = ("age", "panel", "closure", "entry", "limit", "released", "team", "handover", "post", "keep", "calendar")
BY_AGE, BY_PANEL, BY_CLOSURE, BY_ENTRY, BY_LIMIT, BY_RELEASE, BY_TEAM, BY_HANDOVER, BY_POST, BY_KEEP, BY_CALENDAR = (
    -1 - index for index in range(len(CAUSES))
)

COLUMNS = {
    "tick": np.int64,
    "kind": np.int8,
    "person": np.int64,
    "a": np.int32,
    "b": np.int32,
    "cause": np.int32,
}
PEOPLE_COLUMNS = {
    "person": np.int64,
    "born": np.int64,  # day number
    "need": np.int32,
    "group": np.int32,
    "stream": np.int32,  # -1 for the starting caseload
    "in_care_since": np.int64,  # tick at which care began if before arrival, else NO_TIME
    "placed_since": np.int64,  # tick at which the first placement began: before arrival if time was already served
}


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """What the numbers in a log stand for: the names, and the few facts about settings and transitions readers need."""

    settings: tuple[str, ...]
    pools: tuple[str, ...]
    transitions: tuple[str, ...]
    teams: tuple[str, ...]
    entry_streams: tuple[str, ...]
    needs: tuple[str, ...]
    practices: tuple[str, ...]
    setting_pool: Ints  # [S]
    is_looked_after: Bools  # [S]
    is_overflow: Bools  # [S]
    is_limited: Bools  # [L]
    is_planned: Bools  # [T]
    breakdown: Ints  # [T] 0 none, 1 broad only, 2 narrow
    post_team: Ints  # [Q]
    start_day: int
    horizon: int
    piece_start: Ints = field(default_factory=lambda: np.zeros(1, dtype=np.int64))  # [P] ticks; prices change here

    @classmethod
    def of(cls, model: Model) -> Vocabulary:
        """The vocabulary of the logs of a model."""
        return cls(**{item.name: getattr(model, item.name) for item in fields(cls)})


@dataclass(frozen=True, eq=False)
class EventLog:
    """The rows of one run and the people in them; `events` counts the scheduled events that left a row."""

    vocabulary: Vocabulary
    tick: NDArray[np.int64]
    kind: NDArray[np.int8]
    person: NDArray[np.int64]
    a: NDArray[np.int32]
    b: NDArray[np.int32]
    cause: NDArray[np.int32]
    people: dict[str, NDArray[Any]]  # PEOPLE_COLUMNS, one row a person in order of arrival
    events: int = 0

    def __len__(self) -> int:
        return len(self.tick)

    def where(self, *kinds: int) -> NDArray[np.intp]:
        """Row numbers of the given kinds, in order."""
        return np.flatnonzero(np.isin(self.kind, kinds))

    def words(self, row: int) -> str:
        """One row as a line of words, e.g. ``00015840  moved      person 3  foster -> hub  (foster.breakdown)``."""
        return describe(
            self.vocabulary, *(int(getattr(self, name)[row]) for name in ("tick", "kind", "person", "a", "b", "cause"))
        )

    def history(self, person: int) -> str:
        """Every row of one person, a line each."""
        return "\n".join(self.words(int(row)) for row in np.flatnonzero(self.person == person))

    def save(self, path: Path) -> None:
        """Write rows, people and vocabulary to one Parquet file (people and vocabulary in its metadata)."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        extra = {
            "people": json.dumps({name: column.tolist() for name, column in self.people.items()}),
            "vocabulary": json.dumps(
                {
                    item.name: value.tolist() if isinstance(value, np.ndarray) else value
                    for item in fields(Vocabulary)
                    for value in [getattr(self.vocabulary, item.name)]
                }
            ),
            "events": str(self.events),
        }
        table = pa.table({name: getattr(self, name) for name in COLUMNS}).replace_schema_metadata(extra)
        pq.write_table(table, path)

    @classmethod
    def load(cls, path: Path) -> EventLog:
        """Read a log that `save` wrote."""
        import pyarrow.parquet as pq

        table = pq.read_table(path)
        extra = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
        words = json.loads(extra["vocabulary"])
        dtypes = {"setting_pool": np.int64, "breakdown": np.int64, "post_team": np.int64, "piece_start": np.int64}
        for name, value in words.items():
            if name.startswith("is_"):
                words[name] = np.array(value, dtype=np.bool_)
            elif name in dtypes:
                words[name] = np.array(value, dtype=dtypes[name])
            elif isinstance(value, list):
                words[name] = tuple(value)
        people = {
            name: np.array(values, dtype=PEOPLE_COLUMNS[name]) for name, values in json.loads(extra["people"]).items()
        }
        columns = {name: table[name].to_numpy().astype(dtype) for name, dtype in COLUMNS.items()}
        return cls(Vocabulary(**words), **columns, people=people, events=int(extra["events"]))


def cause_name(vocabulary: Vocabulary, cause: int) -> str:
    """A cause in words: a transition's name or one of `CAUSES`."""
    return vocabulary.transitions[cause] if cause >= 0 else CAUSES[-1 - cause]


def describe(vocabulary: Vocabulary, tick: int, kind: int, person: int, a: int, b: int, cause: int) -> str:
    """One row in words."""
    name = KINDS[kind]
    settings, pools, teams = vocabulary.settings, vocabulary.pools, vocabulary.teams
    if kind in (MOVED, CONTINUED):
        what = f"{settings[a]} -> {settings[b]}"
    elif kind == ENTERED:
        what = f"{settings[a]} by {vocabulary.entry_streams[b]}"
    elif kind in (NEEDS, ALLOCATED, LOST, SETTLED_ROW):
        what = teams[a] + (f" post {b}" if b >= 0 else "")
    elif kind == POST:
        what = f"{teams[int(vocabulary.post_team[a])]} post {a} {POST_STATES[b]}"
    elif kind == PLACES:
        what = f"{pools[a]} {b} open"
    else:
        what = settings[a]
    who = f"person {person}" if person >= 0 else ""
    return f"{tick:>9}  {name:<10}  {who:<18}  {what}  ({cause_name(vocabulary, cause)})"


def first_difference(one: EventLog, other: EventLog) -> int | None:
    """Number of the first row in which two logs differ (the shorter length if one is a prefix), or None if none does.

    People tables are compared too: a difference there alone is reported at the length of the log.
    """
    shared = min(len(one), len(other))
    differs = np.zeros(shared, dtype=bool)
    for name in COLUMNS:
        differs |= getattr(one, name)[:shared] != getattr(other, name)[:shared]
    if differs.any():
        return int(np.argmax(differs))
    if len(one) != len(other):
        return shared
    same_people = all(np.array_equal(one.people[name], other.people[name]) for name in PEOPLE_COLUMNS)
    return None if same_people else len(one)
