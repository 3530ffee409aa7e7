"""`Block`: the rows of several logs of one study, one log after the other, so that all are read at once.

A log of the block is a *run*. People are numbered over the whole block: the first person
of the second run comes after the last of the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carepath_sim.eventlog import CONTINUED, ENTERED, LEFT, MOVED, PEOPLE_COLUMNS, PRESENT, EventLog, Vocabulary
from carepath_sim.model import Ints

ID_BITS = 32
"""An engine numbers people `stream * 2**32 + n`."""
SPARE_SLOTS = 8
"""The table that finds people by their ids may have so many times as many slots as there are rows and people."""


@dataclass(frozen=True, eq=False)
class Block:
    """Rows and people of the runs; `first_row` and `first_person`: where each run begins, and where the last ends."""

    logs: tuple[EventLog, ...]
    tick: NDArray[np.int64]
    kind: NDArray[np.int8]
    a: NDArray[np.int32]
    b: NDArray[np.int32]
    cause: NDArray[np.int32]
    people: dict[str, NDArray[Any]]
    first_row: Ints
    first_person: Ints

    @classmethod
    def of(cls, logs: Sequence[EventLog]) -> Block:
        """Logs as one. Raises ValueError if there is none, or if they are not of one study."""
        if not logs:
            raise ValueError("there is no log to read")
        if not all(same_words(logs[0].vocabulary, log.vocabulary) for log in logs[1:]):
            raise ValueError("the logs of a block have different vocabularies: they are not of one study")
        return cls(
            tuple(logs),
            **{
                name: np.concatenate([getattr(log, name) for log in logs])
                for name in ("tick", "kind", "a", "b", "cause")
            },
            people={name: np.concatenate([log.people[name] for log in logs]) for name in PEOPLE_COLUMNS},
            first_row=_first([len(log) for log in logs]),
            first_person=_first([len(log.people["person"]) for log in logs]),
        )

    @property
    def vocabulary(self) -> Vocabulary:
        """The names behind the numbers, the same for every run."""
        return self.logs[0].vocabulary

    @property
    def n_runs(self) -> int:
        """How many logs there are."""
        return len(self.logs)

    @property
    def n_people(self) -> int:
        """How many people there are in all runs together."""
        return int(self.first_person[-1])

    def run_of(self, rows: Ints) -> Ints:
        """The run of each of some rows."""
        run: Ints = np.searchsorted(self.first_row, rows, side="right") - 1
        return run

    @cached_property
    def run_of_person(self) -> Ints:
        """The run of each person."""
        return np.repeat(np.arange(self.n_runs), np.diff(self.first_person))

    @cached_property
    def who(self) -> Ints:
        """The person of each row, as a row of the people table; -1 for rows about posts and places."""
        found = [rows_of_people(log) for log in self.logs]
        for who, first in zip(found, self.first_person.tolist(), strict=False):
            who[who >= 0] += first
        return np.concatenate(found)

    @cached_property
    def whereabouts(self) -> Ints:
        """Row numbers of whatever changes where someone lives, ordered by person and then by time."""
        return self.by_person(PRESENT, ENTERED, MOVED, CONTINUED, LEFT)

    def where(self, *kinds: int) -> Ints:
        """Row numbers of the given kinds, in order."""
        chosen = self.kind == kinds[0]
        for other in kinds[1:]:
            chosen |= self.kind == other
        return np.flatnonzero(chosen)

    def by_person(self, *kinds: int) -> Ints:
        """Row numbers of the given kinds, all about people, ordered by person and then by time."""
        rows = self.where(*kinds)
        return rows[grouped(self.who[rows], self.n_people)]


def same_words(one: Vocabulary, other: Vocabulary) -> bool:
    """Whether two vocabularies give the same meaning to every number."""
    return one is other or all(
        np.array_equal(getattr(one, item.name), getattr(other, item.name)) for item in fields(Vocabulary)
    )


def rows_of_people(log: EventLog) -> Ints:
    """The row of the people table for every row of a log; -1 for rows about posts and places."""
    ids = log.people["person"]
    if len(ids) == 0:
        return np.full(len(log), -1, dtype=np.int64)
    low = (1 << ID_BITS) - 1
    width = int((ids & low).max()) + 1
    slots = (int(ids.max() >> ID_BITS) + 1) * width
    if ids.min() < 0 or slots > SPARE_SLOTS * (len(log) + len(ids)):
        return _searched(log, ids)
    table = np.full(slots + 1, -1, dtype=np.int64)
    table[(ids >> ID_BITS) * width + (ids & low)] = np.arange(len(ids))
    slot = (log.person >> ID_BITS) * width + (log.person & low)
    slot[log.person < 0] = slots
    return table[slot]


def _searched(log: EventLog, ids: Ints) -> Ints:
    """`rows_of_people` for ids of any kind: it takes six times as long."""
    sorter = np.argsort(ids, kind="stable")
    place = np.searchsorted(ids, log.person, sorter=sorter)
    found = sorter[np.minimum(place, len(ids) - 1)]
    return np.where(ids[found] == log.person, found, -1).astype(np.int64)


def grouped(keys: Ints, count: int) -> Ints:
    """The order that brings equal keys (0 to `count` - 1) together by size and otherwise leaves rows as they stand.

    In two passes if need be, because numpy sorts 16-bit numbers by radix, five times as fast as longer ones.
    """
    if count <= 1 << 16:
        return np.argsort(keys.astype(np.uint16), kind="stable")
    order = np.argsort((keys & 0xFFFF).astype(np.uint16), kind="stable")
    return order[grouped(keys[order] >> 16, ((count - 1) >> 16) + 1)]


def _first(sizes: Sequence[int]) -> Ints:
    """Where each of several parts begins that stand one after the other, and where the last ends."""
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
