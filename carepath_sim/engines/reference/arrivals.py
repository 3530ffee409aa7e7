"""Who comes, and with what already behind them: the starting caseload and the entry streams (rules 3, 9 to 14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import simpy

from carepath_sim.clock import DAY, age_on, birthday, tick_of, years_before
from carepath_sim.draws import (
    ENTRY_AGE,
    ENTRY_GAP,
    ENTRY_IS_REAL,
    ENTRY_NEED,
    ENTRY_SETTING,
    age_at_entry,
    entry_gap,
    pick,
)
from carepath_sim.engines.reference.diary import Diary
from carepath_sim.engines.reference.luck import Luck
from carepath_sim.engines.reference.moves import Moves
from carepath_sim.engines.reference.people import Person
from carepath_sim.eventlog import BY_ENTRY, ENTERED, OVERRIDE, PRESENT
from carepath_sim.model import NO_TIME, NOWHERE, STREAM_SHIFT


class Arrivals:
    """Brings young people in; `begin_life` starts the process that lives a young person's path."""

    def __init__(
        self, tables: Any, luck: Luck, env: simpy.Environment, moves: Moves, begin_life: Callable[[Person], None]
    ) -> None:
        self.tables, self.luck, self.env, self.moves = tables, luck, env, moves
        self.places, self.spells, self.workers = moves.places, moves.spells, moves.workers
        self.record, self.begin_life = moves.record, begin_life

    @property
    def now(self) -> int:
        """The present tick."""
        return int(self.env.now)

    def next_candidate(self, stream: int, number: int, after: int) -> tuple[int, int]:
        """Id of candidate `number` of a stream, and the tick at which they come (rules 10, 11)."""
        identity = (stream + 1 << STREAM_SHIFT) + number
        u = self.luck.uniform(ENTRY_GAP, identity, 0)
        return identity, after + entry_gap(u, self.tables.entry_ceiling[stream])

    def seat_starting_caseload(self) -> None:
        """Row by row, everybody present on the first day, with the time they have already served (rule 14)."""
        tables = self.tables
        for number, setting in enumerate(tables.caseload_setting):
            born, entered = tables.caseload_born[number], tables.caseload_entered[number]
            in_care_since, need = tables.caseload_in_care[number], tables.caseload_need[number]
            person = self._introduce(number, born, need, NOWHERE, in_care_since, entered)
            had_place = self.places.admit(person, setting, override=True)
            self.record.write(PRESENT, person.id, setting, tables.setting_pool[setting], BY_ENTRY)
            self._settle_in(person, setting, entered, had_place)
            self.workers.arrives(person, tables.caseload_worker_since[number])

    def candidate(self, stream: int, identity: int) -> None:
        """Somebody may enter: if real, draw who they are and where they go (rules 11, 12)."""
        tables = self.tables
        u = self.luck.uniform(ENTRY_IS_REAL, identity, 0)
        if u * tables.entry_ceiling[stream] >= tables.entry_rate[stream][self.places.piece]:
            return
        born = self._draw_born(stream, identity)
        needs = tables.entry_need_share[stream]
        need = pick(self.luck.uniform(ENTRY_NEED, identity, 0), needs, 0, len(needs))
        if tables.already_placed[stream]:
            self._enter_placed(stream, identity, born, need)
        else:
            self._enter(stream, identity, born, need)

    def _draw_born(self, stream: int, identity: int) -> int:
        """Day of birth: completed years by the stream's shares, days since then by what is left of the draw.

        A stream of those already placed brings them in on the birthday itself.
        """
        years, days = age_at_entry(self.luck.uniform(ENTRY_AGE, identity, 0), self.tables.entry_age_share[stream])
        today = self.tables.start_day + self.now // DAY
        return years_before(today, years) - (0 if self.tables.already_placed[stream] else days)

    def _enter(self, stream: int, identity: int, born: int, need: int) -> None:
        lists, shares = self.tables.entry_list[stream], self.tables.entry_list_share[stream]
        chosen = lists[pick(self.luck.uniform(ENTRY_SETTING, identity, 0), shares, 0, len(lists))]
        person = self._introduce(identity, born, need, stream, NO_TIME, self.now)
        setting = self.moves.first_admissible(person, chosen)
        self.places.admit(person, setting)
        self.record.write(ENTERED, identity, setting, stream, BY_ENTRY)
        self._settle_in(person, setting, self.now, had_place=True)
        self.workers.arrives(person)

    def _enter_placed(self, stream: int, identity: int, born: int, need: int) -> None:
        """Enter a placement that already exists, place or no place, with the time served there (rule 12)."""
        first, end = self.tables.placed_first[stream], self.tables.placed_first[stream + 1]
        row = first + int(self.luck.uniform(ENTRY_SETTING, identity, 0) * (end - first))
        setting, entered = self.tables.placed_setting[row], self.now - self.tables.placed_served[row]
        in_care_since = self.now - self.tables.placed_in_care[row]
        person = self._introduce(identity, born, need, stream, in_care_since, entered)
        had_place = self.places.admit(person, setting, override=True)
        self.record.write(ENTERED, identity, setting, stream, BY_ENTRY)
        self._settle_in(person, setting, entered, had_place)
        self.workers.arrives(person)

    def _introduce(
        self, identity: int, born: int, need: int, stream: int, in_care_since: int, placed_since: int
    ) -> Person:
        """Someone new to the model: which group they are in for life, and their next birthday (rules 3, 13)."""
        tables = self.tables
        today = tables.start_day + self.now // DAY
        group = need << len(tables.practices)
        for practice, uptake in enumerate(tables.uptake):
            if self.luck.uniform(tables.practice_stream[practice], identity, 0) < uptake[need]:
                group |= 1 << practice
        edges = [tick_of(tables.start_day, birthday(born, years)) for years in tables.age_bands]
        person = Person(identity, born, age_on(born, today), need, group, Diary(self.env, identity), edges)
        self.record.introduce(identity, born, need, group, stream, in_care_since, placed_since)
        self.moves.people[identity] = person
        self.moves.plan_birthday(person)
        self.begin_life(person)
        return person

    def _settle_in(self, person: Person, setting: int, entered: int, had_place: bool) -> None:
        if not had_place:
            self.record.write(OVERRIDE, person.id, setting, self.tables.setting_pool[setting], BY_ENTRY)
        self.spells.start(person, setting, entered)
