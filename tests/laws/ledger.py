"""The council's books, kept from the log alone: nothing may happen in a log that the rows before it do not allow."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from carepath_sim.eventlog import (
    ALLOCATED,
    CONTINUED,
    DECLINED,
    ENTERED,
    HELD,
    HOLD_ENDED,
    LEFT,
    LOST,
    MOVED,
    NEEDS,
    OVERRIDE,
    PLACES,
    POST,
    PRESENT,
    SETTLED_ROW,
    WAIT_ENDED,
    WAITED,
    EventLog,
)
from carepath_sim.model import AGENCY, CLOSED, NOWHERE, PERMANENT, Model
from tests.theory.reading import rows


class Ledger:
    """Who lives where, waits for what and works with whom after each row; `keep` asserts that each row fits."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.tick = 0
        self.lives: dict[int, int] = {}
        self.came: list[int] = []
        self.gone: set[int] = set()
        self.owed_override: int | None = None
        self.waits: dict[int, int] = {}
        self.held: dict[int, int] = {}
        self.open = [0] * len(model.pools)
        self.posts = [CLOSED] * len(model.post_team)
        self.team: dict[int, int] = {}
        self.worker: dict[int, int] = {}
        self.seen: Counter[int] = Counter()

    @classmethod
    def of(cls, model: Model, log: EventLog) -> Ledger:
        """The books at the horizon, every row checked on the way."""
        ledger = cls(model)
        for tick, kind, *what in rows(log):
            assert ledger.tick <= tick < model.horizon
            if tick > ledger.tick:
                ledger.close_the_minute()
            ledger.tick = tick
            ledger.seen[kind] += 1
            ledger.keep(kind, *what)
        ledger.close_the_minute()
        return ledger

    @property
    def piece(self) -> int:
        return bisect_right(self.model.piece_start.tolist(), self.tick) - 1

    def pool(self, setting: int) -> int:
        return int(self.model.setting_pool[setting])

    def occupied(self, pool: int) -> int:
        return sum(self.pool(setting) == pool for setting in self.lives.values())

    def caseload(self, post: int) -> int:
        return sum(worker == post for worker in self.worker.values())

    def has_place(self, setting: int) -> bool:
        pool = self.pool(setting)
        return not self.model.is_limited[pool] or self.occupied(pool) < self.open[pool]

    def keep(self, kind: int, person: int, a: int, b: int, cause: int) -> None:
        """Enter one row."""
        assert self.owed_override in (None, person)
        if kind == OVERRIDE:
            assert self.owed_override == person
            self.owed_override = None
            return
        assert self.owed_override is None, "somebody came in without a place and without an override"
        if kind in (POST, PLACES):
            self.keep_posts_and_places(kind, a, b)
        elif kind in (PRESENT, ENTERED):
            self.keep_arrival(person, a)
        else:
            assert person in self.lives, "only somebody who is here can do something"
            if kind in (MOVED, CONTINUED, LEFT):
                self.keep_move(kind, person, a, b)
            elif kind in (WAITED, WAIT_ENDED, HELD, HOLD_ENDED, DECLINED):
                self.keep_wait(kind, person, a, b, cause)
            else:
                self.keep_worker(kind, person, a, b)

    def keep_arrival(self, person: int, setting: int) -> None:
        assert person not in self.lives
        assert person not in self.gone
        if not self.has_place(setting):
            self.owed_override = person
        self.lives[person] = setting
        self.came.append(person)

    def keep_move(self, kind: int, person: int, origin: int, destination: int) -> None:
        assert self.lives[person] == origin
        assert person not in self.waits, "a wait ends before the move"
        assert person not in self.held
        if kind == LEFT:
            del self.lives[person]
            self.gone.add(person)
            self.team.pop(person, None)
            self.worker.pop(person, None)
            return
        if kind == MOVED:
            assert self.has_place(destination), "the new place is taken before the old one is given up"
        else:
            assert self.pool(origin) == self.pool(destination)
        self.lives[person] = destination

    def keep_wait(self, kind: int, person: int, a: int, b: int, cause: int) -> None:
        if kind == DECLINED:
            assert self.model.transition_from[cause] == self.lives[person]
            return
        assert self.pool(a) == b
        book = self.waits if kind in (WAITED, WAIT_ENDED) else self.held
        if kind in (WAITED, HELD):
            assert person not in self.waits
            assert person not in self.held
            book[person] = a
        else:
            assert book.pop(person) == a

    def keep_worker(self, kind: int, person: int, team: int, post: int) -> None:
        if kind == NEEDS:
            assert person not in self.team
            self.team[person] = team
            return
        if kind == LOST:
            assert self.team.pop(person) == team
            assert self.worker.pop(person, -1) == post
            return
        assert self.model.post_team[post] == team
        assert self.posts[post] in (PERMANENT, AGENCY)
        if kind == SETTLED_ROW:
            assert self.worker[person] == post
            return
        assert kind == ALLOCATED
        assert self.team.setdefault(person, team) == team
        assert person not in self.worker
        assert self.caseload(post) < self.model.caseload_limit[team, self.piece]
        self.worker[person] = post

    def keep_posts_and_places(self, kind: int, number: int, value: int) -> None:
        if kind == POST:
            assert self.posts[number] != value
            self.posts[number] = value
        else:
            assert value == self.staffed_places(number)
            self.open[number] = value

    def staffed_places(self, pool: int) -> int:
        """The lesser of the places there are and those that the filled posts keep open."""
        places, team = int(self.model.places[pool, self.piece]), int(self.model.pool_team[pool])
        if team == NOWHERE:
            return places
        states = zip(self.posts, self.model.post_team.tolist(), strict=True)
        filled = sum(state in (PERMANENT, AGENCY) for state, of in states if of == team)
        table = self.model.staffed[pool]
        return min(places, int(table[min(filled, len(table) - 1)]))

    def close_the_minute(self) -> None:
        """What must be true whenever the clock moves on."""
        for pool in range(len(self.open)):
            if self.model.is_limited[pool]:
                assert self.open[pool] == self.staffed_places(pool)
        for post, state in enumerate(self.posts):
            assert state in (PERMANENT, AGENCY) or self.caseload(post) == 0, "nobody keeps a worker who has gone"
        for person, setting in self.waits.items():
            assert self.pool(setting) in range(len(self.open))
            assert self.model.is_limited[self.pool(setting)], "nobody waits for what is never full"
            assert person in self.lives
