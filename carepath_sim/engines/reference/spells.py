"""The competing hazards of one spell (rules 16 to 19).

Thresholds are drawn once, when the spell begins, and used up by hazard: a change in
mid-spell takes from what is left, so it is exact and needs no new luck.
"""

from __future__ import annotations

from typing import Any

import simpy

from carepath_sim.clock import NEVER
from carepath_sim.draws import due, used
from carepath_sim.engines.reference.diary import TRANSITION
from carepath_sim.engines.reference.luck import Luck
from carepath_sim.engines.reference.people import HazardClock, Person


class Spells:
    """Starts, adjusts and reads the hazard clocks of every young person."""

    def __init__(self, tables: Any, luck: Luck, env: simpy.Environment) -> None:
        self.tables, self.luck, self.env = tables, luck, env

    def start(self, person: Person, setting: int, entered: int) -> None:
        """Begin a spell: draw a threshold for every transition out of the setting and see when each comes due."""
        tables, now = self.tables, int(self.env.now)
        person.setting, person.entered = setting, entered
        person.occasion = person.visits.get(setting, 0)
        person.visits[setting] = person.occasion + 1
        person.duration_edges = [entered + edge for edge in tables.durations]
        person.clocks = []
        for transition in tables.exits[setting]:
            if not tables.can_happen[transition][person.group]:
                continue
            amount = self.luck.threshold(tables.transition_stream[transition], person.id, person.occasion)
            clock = HazardClock(transition, amount, now, NEVER)
            clock.due = max(self._due(person, clock), entered + 1)
            person.clocks.append(clock)
        self.plan(person)

    def relationship_changed(self, person: Person, before: int) -> None:
        """Take from each threshold what was used under the old relationship; the rest runs under the new (rule 17)."""
        now, after = int(self.env.now), person.relationship
        for clock in person.clocks:
            relation = self.tables.relation[clock.transition]
            if not clock.is_spent and relation[after] != relation[before]:
                gone = used(clock.since, now, relation[before], *self._course(person, clock.transition))
                clock.amount, clock.since = max(0.0, clock.amount - gone), now
                clock.due = self._due(person, clock)
        self.plan(person)

    def plan(self, person: Person) -> None:
        """Enter the earliest transition in the diary."""
        person.diary.plan(TRANSITION, min((clock.due for clock in person.clocks), default=NEVER))

    def first_due(self, person: Person) -> HazardClock:
        """The transition that has come due; of several, the one of lowest index (rule 19)."""
        return min(person.clocks, key=lambda clock: (clock.due, clock.transition))

    def _due(self, person: Person, clock: HazardClock) -> int:
        multiplier = self.tables.relation[clock.transition][person.relationship]
        course = self._course(person, clock.transition)
        return due(clock.amount, clock.since, self.tables.horizon, multiplier, *course)

    def _course(self, person: Person, transition: int) -> tuple[Any, int, list[int], list[int], list[int]]:
        """The table and edges that a transition's hazard runs along."""
        offset = (transition * self.tables.groups + person.group) * self.tables.stride
        return self.tables.rates, offset, person.age_edges, person.duration_edges, self.tables.pieces
