"""The care pathway itself: who moves where, and when.

Generators (`_life`, `_post`, `_calendar`, `_stream`, `_panels`) only wait. Each hands what has
come to `_happen`, which calls the handler, then drains queues until nothing more can be
served (rules 7, 44).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import simpy

from carepath_sim.clock import WEEK
from carepath_sim.engines.reference.arrivals import Arrivals
from carepath_sim.engines.reference.audit import audit
from carepath_sim.engines.reference.diary import (
    BIRTHDAY,
    BOUNDARY,
    CANDIDATE,
    HANDS_OVER,
    HOLD_LIMIT,
    KEEP_ENDS,
    PANEL,
    SETTLES,
    TRANSITION,
    WAIT_LIMIT,
    Appointment,
    Turn,
)
from carepath_sim.engines.reference.luck import Luck
from carepath_sim.engines.reference.moves import Moves
from carepath_sim.engines.reference.people import Person
from carepath_sim.engines.reference.places import Places
from carepath_sim.engines.reference.record import Record
from carepath_sim.engines.reference.spells import Spells
from carepath_sim.engines.reference.tables import plain
from carepath_sim.engines.reference.workers import KeyWorkers, Post
from carepath_sim.eventlog import BY_CALENDAR, BY_CLOSURE, BY_ENTRY, BY_PANEL, EventLog
from carepath_sim.model import NOWHERE, Model


class Pathway:
    """One replication: a council's young people, places and key workers from the start date to the horizon."""

    def __init__(self, model: Model, seed: int, replication: int) -> None:
        self.tables: Any = plain(model)
        self.env = simpy.Environment()
        self.luck = Luck(seed, replication)
        self.record = Record(self.env, model)
        self.places = Places(self.tables, self.record)
        self.spells = Spells(self.tables, self.luck, self.env)
        self.workers = KeyWorkers(self.tables, self.luck, self.env, self.record, self.places, self.spells)
        self.moves = Moves(self.tables, self.luck, self.env, self.record, self.places, self.spells, self.workers)
        self.arrivals = Arrivals(self.tables, self.luck, self.env, self.moves, self._begin_life)
        self.handlers: dict[int, Callable[[Person], None]] = {
            SETTLES: self.workers.settle,
            HANDS_OVER: self.workers.hand_over,
            KEEP_ENDS: self.workers.keep_ends,
            BIRTHDAY: self.moves.birthday,
            TRANSITION: self.moves.transition_due,
            WAIT_LIMIT: self.moves.wait_limit,
            HOLD_LIMIT: self.moves.hold_limit,
        }

    @property
    def piece(self) -> int:
        """The calendar piece in force."""
        return self.places.piece

    def run(self) -> EventLog:
        """Run to the horizon and return the log."""
        self.workers.establish(BY_ENTRY)
        self.workers.reopen_places(BY_ENTRY, always=True)
        self.arrivals.seat_starting_caseload()
        self._drain()
        audit(self)
        self._start_processes()
        self.env.run(until=self.tables.horizon)
        audit(self)
        return self.record.log()

    # Waiting: the only generators

    def _start_processes(self) -> None:
        self.env.process(self._calendar())
        for post in self.workers.posts:
            self.env.process(self._post(post))
        for stream in range(len(self.tables.entry_streams)):
            if self.tables.entry_ceiling[stream] > 0:
                self.env.process(self._stream(stream))
        for pool in self.places.limited:
            has_target = any(share for share, _ in self.tables.fill_to[pool])
            if has_target and self.tables.panel_to[pool] != NOWHERE:
                self.env.process(self._panels(pool))

    def _begin_life(self, person: Person) -> None:
        self.env.process(self._life(person))

    def _life(self, person: Person) -> Turn:
        """A young person's path: wait for whatever comes first, let it happen, until they leave."""
        while person.id in self.moves.people:
            rank = yield from person.diary.turn()
            self._happen(self.handlers[rank], person)
        return 0

    def _post(self, post: Post) -> Turn:
        """A key worker's post: people leave it and are recruited to it, for ever."""
        while True:
            yield from post.diary.turn()
            self._happen(self.workers.change, post)

    def _calendar(self) -> Turn:
        """The dates at which the tables change."""
        for piece in range(1, len(self.tables.piece_start)):
            yield Appointment(self.env, self.tables.piece_start[piece], BOUNDARY, piece)
            self._happen(self.boundary, piece)
        return 0

    def _stream(self, stream: int) -> Turn:
        """Candidates of one entry stream, one after another (rule 11)."""
        number = tick = 0
        while True:
            identity, tick = self.arrivals.next_candidate(stream, number, tick)
            if tick >= self.tables.horizon:
                return 0
            yield Appointment(self.env, tick, CANDIDATE, identity)
            self._happen(self.arrivals.candidate, stream, identity)
            number += 1

    def _panels(self, pool: int) -> Turn:
        """The weekly placement panel of a pool that is run to a target (rule 34)."""
        for tick in range(WEEK, self.tables.horizon, WEEK):
            yield Appointment(self.env, tick, PANEL, pool)
            self._happen(self.panel, pool)
        return 0

    def _happen(self, handler: Callable[..., None], *concerned: Any) -> None:
        """One event: the handler, then the drain (rule 7)."""
        rows = len(self.record.rows)
        handler(*concerned)
        self._drain()
        who = concerned[0].id if isinstance(concerned[0], Person) else NOWHERE
        self.record.count_event(rows, who)
        if self.record.turns % 512 == 0:
            audit(self)

    # Places

    def boundary(self, piece: int) -> None:
        """A date at which tables change: posts, then places, then needs queues, then closures (rule 30)."""
        self.places.piece = piece
        self.workers.establish(BY_CALENDAR)
        self.workers.reopen_places(BY_CALENDAR)
        self.workers.reread_queues()
        for pool in self.places.limited:
            if self.tables.closes_by_moving[pool][piece]:
                self._close(pool)

    def _close(self, pool: int) -> None:
        """A home has closed: those who lived there move out, the latest to enter first (rule 31)."""
        settings = [setting for setting, of in enumerate(self.tables.setting_pool) if of == pool]
        living = [person for setting in settings for person in self.places.residents[setting].values()]
        living.sort(key=lambda person: (-person.entered, -person.id))
        for person in living[: self._who_lived_in_closed_places(pool)]:
            self.moves.unplanned(person, self.tables.closure_to[person.setting], BY_CLOSURE)

    def _who_lived_in_closed_places(self, pool: int) -> int:
        """The closed places' share of the people in the pool, to the nearest; at least those beyond its places."""
        before, after = self.tables.places[pool][self.piece - 1], self.tables.places[pool][self.piece]
        occupied = self.places.occupied[pool]
        closed = max(0, before - after)
        share = (2 * closed * min(occupied, before) + before) // (2 * before) if before else 0
        return int(max(share, occupied - after, 0))

    def panel(self, pool: int) -> None:
        """Fill a pool up to its target with those who have waited longest elsewhere (rule 34)."""
        while self.places.wants_filling(pool):
            person = self._longest_served_candidate(pool)
            if person is None:
                return
            self.moves.move(person, self.tables.panel_to[pool], BY_PANEL)
            self._drain()

    def _longest_served_candidate(self, pool: int) -> Person | None:
        destination = self.tables.panel_to[pool]
        latest_entry = int(self.env.now) - self.tables.panel_min_stay[pool][self.piece]
        candidates = (
            person
            for setting, is_source in enumerate(self.tables.fill_from[pool][self.piece])
            if is_source
            for person in self.places.residents[setting].values()
            if person.entered <= latest_entry
            and person.wait is None
            and person.hold is None
            and self.places.may_live_in(person, destination)
        )
        return min(candidates, key=lambda person: (person.entered, person.id), default=None)

    # The drain

    def _drain(self) -> None:
        """Serve holds and queues until nothing more can be served, then allocate workers (rule 44)."""
        while self.moves.release_first_hold() or self.moves.admit_first_in_queue():
            pass
        self.workers.allocate_all()
