"""Pools of places: what is open, who is in, who queues, and who may come in (rules 2, 21, 22, 26, 33)."""

from __future__ import annotations

from bisect import insort
from typing import Any

from carepath_sim.engines.reference.people import Person
from carepath_sim.engines.reference.record import Record
from carepath_sim.eventlog import PLACES
from carepath_sim.model import NOWHERE, OUT

QueueEntry = tuple[int, int, int, Person]


class Places:
    """Every pool of one run; `piece` is the calendar piece whose tables are in force."""

    def __init__(self, tables: Any, record: Record) -> None:
        self.tables, self.record = tables, record
        self.piece = 0
        pools = range(len(tables.pools))
        self.open = [0 for _ in pools]
        self.occupied = [0 for _ in pools]
        self.queues: list[list[QueueEntry]] = [[] for _ in pools]
        self.limited = [pool for pool in pools if tables.is_limited[pool]]
        self.residents: list[dict[int, Person]] = [{} for _ in tables.settings]

    def reopen(self, pool: int, filled_posts: int, cause: int, always: bool = False) -> None:
        """Work out how many places are open, and log it if that changed or `always` (rule 2)."""
        staffed = self.tables.staffed[pool]
        now_open = self.tables.places[pool][self.piece]
        if self.tables.pool_team[pool] != NOWHERE:
            now_open = min(now_open, staffed[min(filled_posts, len(staffed) - 1)])
        if now_open != self.open[pool] or always:
            self.open[pool] = now_open
            self.record.write(PLACES, -1, pool, now_open, cause)

    def free(self, pool: int) -> int:
        """Open places that nobody occupies; negative where more are in than are open."""
        return self.open[pool] - self.occupied[pool]

    def may_live_in(self, person: Person, setting: int) -> bool:
        """Whether age and need allow a destination (rule 20); leaving for good always is."""
        return setting == OUT or bool(self.tables.allowed[setting][person.age][person.need])

    def admits_planned(self, setting: int) -> bool:
        """Whether a planned move may come in now, behind the queue and short of the places kept free."""
        if setting == OUT:
            return True
        pool = self.tables.setting_pool[setting]
        if not self.tables.is_limited[pool]:
            return True
        return self.can_serve_queue(pool) and not self.queues[pool]

    def can_serve_queue(self, pool: int) -> bool:
        """Whether a limited pool has a place that planned admissions may take."""
        kept: int = self.tables.keep_free[pool][self.piece]
        return self.free(pool) > kept

    def admits_unplanned(self, setting: int) -> bool:
        """Whether somebody may come in now who cannot wait: past the queue, into places kept free."""
        if setting == OUT:
            return True
        pool = self.tables.setting_pool[setting]
        return not self.tables.is_limited[pool] or self.free(pool) > 0

    def admit(self, person: Person, setting: int, override: bool = False) -> bool:
        """Give somebody a place; False if there was none and `override` let them in all the same (rules 12, 14)."""
        pool = self.tables.setting_pool[setting]
        had_place = not self.tables.is_limited[pool] or self.free(pool) > 0
        if not had_place and not override:
            raise self.record.fault(47, "somebody was admitted without a free place", person.id)
        self.occupied[pool] += 1
        self.residents[setting][person.id] = person
        return had_place

    def release(self, person: Person) -> None:
        """Give up the place somebody has."""
        self.occupied[self.tables.setting_pool[person.setting]] -= 1
        del self.residents[person.setting][person.id]

    def relocate(self, person: Person, setting: int, same_place: bool = False) -> None:
        """Give somebody another place, and only then free their own (rule 22); or keep the place (rule 28)."""
        self.admit(person, setting, override=same_place)
        origin = person.setting
        self.occupied[self.tables.setting_pool[origin]] -= 1
        if origin != setting:
            del self.residents[origin][person.id]

    def join_queue(self, person: Person) -> None:
        """Stand in the queue for the destination waited for, by (priority, tick, id)."""
        insort(self.queues[self._pool_waited_for(person)], self._entry(person))

    def leave_queue(self, person: Person) -> None:
        """Step out of the queue."""
        self.queues[self._pool_waited_for(person)].remove(self._entry(person))

    def _pool_waited_for(self, person: Person) -> int:
        assert person.wait is not None
        return int(self.tables.setting_pool[person.wait.destination])

    def _entry(self, person: Person) -> QueueEntry:
        assert person.wait is not None
        return self.tables.priority[person.wait.transition], person.wait.since, person.id, person

    def target(self, pool: int) -> int:
        """The occupancy a pool is run to: a share of its open places, rounded down."""
        share, whole = self.tables.fill_to[pool][self.piece]
        return int(share * max(self.open[pool], 0) // whole)

    def holds_back(self, person: Person, destination: int) -> bool:
        """Whether a planned move-on is to be held because the pool would fall below its target (rule 33)."""
        pool = self.tables.setting_pool[person.setting]
        if not self.tables.is_limited[pool] or self.tables.hold_limit[pool][self.piece] == 0:
            return False
        if destination != OUT and self.tables.setting_pool[destination] == pool:
            return False
        return not self.queues[pool] and self.occupied[pool] - 1 < self.target(pool)

    def wants_filling(self, pool: int) -> bool:
        """Whether a placement panel would pull somebody in (rule 34)."""
        below_target = self.occupied[pool] < self.target(pool)
        return below_target and not self.queues[pool] and self.can_serve_queue(pool)
