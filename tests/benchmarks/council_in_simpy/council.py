"""The council: its tables, pools, teams and log, and those who come to it."""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any

import simpy

from carepath_sim.clock import DAY, years_before
from carepath_sim.engines.reference.tables import plain
from carepath_sim.eventlog import BY_ENTRY, BY_POST, PLACES, PRESENT
from carepath_sim.model import NOWHERE, Model
from tests.benchmarks.council_in_simpy.people import YoungPerson
from tests.benchmarks.council_in_simpy.places import Places
from tests.benchmarks.council_in_simpy.workers import Team
from tests.benchmarks.reduced.rows import Row, Rows

Life = Generator[simpy.Event, Any, None]


class Council:
    """One replication."""

    def __init__(self, model: Model, seed: int, replication: int) -> None:
        self.tables = plain(model)
        self.env = simpy.Environment()
        self.luck = random.Random(f"{seed} {replication}")
        self.rows: list[Row] = []
        self.events = 0
        self.people = 0
        self.teams = [Team(self, team) for team in range(len(self.tables.teams))]
        self.pools = [
            Places(self.env, self.open_places(pool), self.tables.keep_free[pool][0]) if is_limited else None
            for pool, is_limited in enumerate(self.tables.is_limited)
        ]

    def run(self) -> Rows:
        """From the start date to the horizon."""
        for pool, places in enumerate(self.pools):
            if places is not None:
                self.write(PLACES, -1, pool, places.open, BY_ENTRY)
        self.seat_starting_caseload()
        for stream, rates in enumerate(self.tables.entry_rate):
            if rates[0] > 0:
                self.env.process(self.entries(stream, rates[0] / DAY))
        self.env.run(until=self.tables.horizon)
        return Rows(self.rows, self.events, self.tables.horizon)

    def write(self, kind: int, person: int, a: int, b: int, cause: int) -> None:
        self.rows.append((self.env.now, kind, person, a, b, cause))

    def count(self, rows_before: int) -> None:
        """Note that something scheduled has happened, if it left a row."""
        self.events += len(self.rows) > rows_before

    def pool_of(self, setting: int) -> Places | None:
        """The places of a setting; None where there is no limit."""
        return self.pools[self.tables.setting_pool[setting]]

    def open_places(self, pool: int) -> int:
        """Places that are open now: all of them, or those that the filled posts keep open."""
        places: int = self.tables.places[pool][0]
        team = self.tables.pool_team[pool]
        if team == NOWHERE:
            return places
        staffed = self.tables.staffed[pool]
        return min(places, staffed[min(self.teams[team].filled, len(staffed) - 1)])

    def reopen_places(self, team: int) -> None:
        """Open or close places after a change of staff."""
        for pool, places in enumerate(self.pools):
            if places is not None and self.tables.pool_team[pool] == team:
                now_open = self.open_places(pool)
                if now_open != places.open:
                    self.write(PLACES, -1, pool, now_open, BY_POST)
                    places.reopen(now_open)

    # Who comes

    def seat_starting_caseload(self) -> None:
        tables = self.tables
        for number, setting in enumerate(tables.caseload_setting):
            person = self.introduce(tables.caseload_born[number], tables.caseload_need[number])
            since, worker_since = tables.caseload_entered[number], tables.caseload_worker_since[number]
            person.start(PRESENT, setting, tables.setting_pool[setting], since, worker_since, forced=True)

    def entries(self, stream: int, per_tick: float) -> Life:
        """One stream of entrants, a Poisson process."""
        while True:
            yield self.env.timeout(self.luck.expovariate(per_tick))
            before = len(self.rows)
            self.enter(stream)
            self.count(before)

    def enter(self, stream: int) -> None:
        """Draw who comes and where to."""
        tables, luck = self.tables, self.luck
        placed = tables.already_placed[stream]
        shares = tables.entry_age_share[stream]
        (years,) = luck.choices(range(len(shares)), shares)
        needs = tables.entry_need_share[stream]
        (need,) = luck.choices(range(len(needs)), needs)
        born = years_before(self.today, years) - (0 if placed else luck.randrange(365))
        person = self.introduce(born, need)
        if placed:
            row = luck.randrange(tables.placed_first[stream], tables.placed_first[stream + 1])
            since = self.env.now - tables.placed_served[row]
            person.enter(stream, [tables.placed_setting[row]], since, forced=True)
        else:
            (chosen,) = luck.choices(tables.entry_list[stream], tables.entry_list_share[stream])
            person.enter(stream, chosen, self.env.now, forced=False)

    def introduce(self, born: int, need: int) -> YoungPerson:
        self.people += 1
        return YoungPerson(self, self.people - 1, born, need)

    @property
    def today(self) -> int:
        """Day number."""
        return int(self.tables.start_day + self.env.now // DAY)
