"""The log while it is being written, and the bounds that stop a runaway model (rule 48)."""

from __future__ import annotations

import numpy as np
import simpy

from carepath_sim.errors import ModelFault
from carepath_sim.eventlog import COLUMNS, PEOPLE_COLUMNS, EventLog, Vocabulary, describe
from carepath_sim.model import Model

Row = tuple[int, int, int, int, int, int]


class Record:
    """Rows in the order in which they happen, and the people in order of arrival."""

    def __init__(self, env: simpy.Environment, model: Model) -> None:
        self.env, self.model = env, model
        self.rows: list[Row] = []
        self.people: list[tuple[int, ...]] = []
        self.events = 0  # scheduled events that left a row
        self.turns = 0  # scheduled events that were not cancelled

    def write(self, kind: int, person: int, a: int, b: int, cause: int) -> None:
        """Add one row at the present tick."""
        if len(self.rows) >= self.model.max_rows:
            raise self.fault(48, f"more than {self.model.max_rows:,} log rows", person)
        self.rows.append((int(self.env.now), kind, person, a, b, cause))

    def introduce(
        self, person: int, born: int, need: int, group: int, stream: int, in_care_since: int, placed_since: int
    ) -> None:
        """Add one person to the people table."""
        if len(self.people) >= self.model.max_people:
            raise self.fault(48, f"more than {self.model.max_people:,} people", person)
        self.people.append((person, born, need, group, stream, in_care_since, placed_since))

    def count_event(self, rows_before: int, person: int) -> None:
        """Note that one scheduled event has run."""
        self.turns += 1
        if len(self.rows) > rows_before:
            self.events += 1
        if self.turns > self.model.max_events:
            raise self.fault(48, f"more than {self.model.max_events:,} events", person)

    def fault(self, rule: int, what: str, person: int = -1) -> ModelFault:
        """The error for a broken rule, with the last rows of whoever it concerns."""
        mine = [row for row in self.rows if person < 0 or row[2] == person][-40:]
        words = Vocabulary.of(self.model)
        history = "\n".join(describe(words, *row) for row in mine)
        return ModelFault(rule, f"{what}, at tick {self.env.now}", person if person >= 0 else None, history)

    def log(self) -> EventLog:
        """The finished log."""
        rows = np.array(self.rows, dtype=np.int64).reshape(-1, len(COLUMNS))
        people = np.array(self.people, dtype=np.int64).reshape(-1, len(PEOPLE_COLUMNS))
        return EventLog(
            vocabulary=Vocabulary.of(self.model),
            **{name: rows[:, i].astype(dtype) for i, (name, dtype) in enumerate(COLUMNS.items())},
            people={name: people[:, i].astype(dtype) for i, (name, dtype) in enumerate(PEOPLE_COLUMNS.items())},
            events=self.events,
        )
