"""The memory of a run: what is the same at the start of every run of a model, and the room that a run fills.

Behind tables and records stand people, diary, scratch room, arrivals and log. They need no
clearing: nothing there is read before it was written.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.engines.compiled import layout as at
from carepath_sim.model import Floats, Ints, Model


@dataclass(frozen=True)
class Room:
    """How many of each a run has room for."""

    people: int  # present at the same time
    arrivals: int
    rows: int

    @property
    def size(self) -> int:
        """Everything together: the rooms of a model grow in all respects at once."""
        return self.people + self.arrivals + self.rows

    def doubled(self, model: Model) -> Room:
        """Twice as much, and no more rows and people than the model allows."""
        return Room(
            min(2 * self.people, model.max_people),
            min(2 * self.arrivals, model.max_people),
            min(2 * self.rows, model.max_rows),
        )

    @classmethod
    def guess(cls, model: Model) -> Room:
        """A first guess: everybody who is expected to come and a fifth more, at sixteen rows each."""
        expected = len(model.caseload_setting) + float(model.entry_rate.max(axis=1, initial=0.0).sum()) * (
            model.horizon / DAY
        )
        people = int(min(1.2 * expected + 64, model.max_people))
        return Room(people, people, min(16 * people + 4096, model.max_rows))


@dataclass(frozen=True, eq=False)
class Plan:
    """The memory of a model's runs before anything has happened."""

    m: Ints
    f: Floats
    streams: int  # of luck, number 0 included

    def memory(self, room: Room) -> Memory:
        """Arrays with this much room behind the tables."""
        head = self.m
        actors = int(head[at.ACTORS]) + room.people
        sizes = (room.people * int(head[at.PERSON_SIZE]), 2 * actors, room.people, room.arrivals * at.ARRIVAL)
        people, diary, scratch, arrived, log = (len(head) + int(size) for size in np.cumsum([0, *sizes]))
        m = np.empty(log + room.rows * at.ROW, dtype=np.int64)
        m[: len(head)] = head
        m[at.PEOPLE_AT], m[at.PEOPLE_ROOM] = people, room.people
        m[at.DIARY_AT] = diary
        m[at.SCRATCH_AT] = scratch
        m[at.ARRIVED_AT], m[at.ARRIVED_ROOM] = arrived, room.arrivals
        m[at.LOG_AT], m[at.LOG_ROOM] = log, room.rows
        f = np.empty(len(self.f) + room.people * int(head[at.AMOUNTS_SIZE]), dtype=np.float64)
        f[: len(self.f)] = self.f
        return Memory(self, room, m, f, m[: len(head)].copy())


@dataclass(frozen=True, eq=False)
class Memory:
    """The arrays of one run, and what stood at the beginning of `m` when they were new."""

    plan: Plan
    room: Room
    m: Ints
    f: Floats
    beginning: Ints

    def restore(self) -> None:
        """Make ready for another run. Nothing behind the beginning is read before it is written."""
        self.m[: len(self.beginning)] = self.beginning
