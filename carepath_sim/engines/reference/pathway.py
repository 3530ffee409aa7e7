"""The care pathway itself: who moves where, and when.

Generators (`_life`, `_post`, `_calendar`, `_stream`, `_panels`) only wait. Each hands what has
come to `_happen`, which calls the handler, then drains queues until nothing more can be
served (rules 7, 44).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import simpy

from carepath_sim.clock import DAY, NEVER, WEEK, age_on, birthday, tick_of, years_before
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
    Diary,
    Turn,
)
from carepath_sim.engines.reference.luck import Luck
from carepath_sim.engines.reference.people import HazardClock, Hold, Person, Wait
from carepath_sim.engines.reference.places import Places
from carepath_sim.engines.reference.record import Record
from carepath_sim.engines.reference.spells import Spells
from carepath_sim.engines.reference.tables import plain
from carepath_sim.engines.reference.workers import KeyWorkers, Post
from carepath_sim.eventlog import (
    BY_AGE,
    BY_CALENDAR,
    BY_CLOSURE,
    BY_ENTRY,
    BY_LIMIT,
    BY_PANEL,
    BY_RELEASE,
    CONTINUED,
    DECLINED,
    ENTERED,
    HELD,
    HOLD_ENDED,
    LEFT,
    MOVED,
    OVERRIDE,
    PRESENT,
    WAIT_ENDED,
    WAITED,
    EventLog,
)
from carepath_sim.model import NO_TIME, NOWHERE, OUT, STREAM_SHIFT, Model


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
        self.people: dict[int, Person] = {}  # those present, by id
        self.gone = 0  # how many have left for good
        self.held: list[tuple[int, int, Person]] = []  # by (tick, id)
        self.handlers: dict[int, Callable[[Person], None]] = {
            SETTLES: self.workers.settle,
            HANDS_OVER: self.workers.hand_over,
            KEEP_ENDS: self.workers.keep_ends,
            BIRTHDAY: self.birthday,
            TRANSITION: self.transition_due,
            WAIT_LIMIT: self.wait_limit,
            HOLD_LIMIT: self.hold_limit,
        }

    @property
    def now(self) -> int:
        """The present tick."""
        return int(self.env.now)

    @property
    def piece(self) -> int:
        """The calendar piece in force."""
        return self.places.piece

    def run(self) -> EventLog:
        """Run to the horizon and return the log."""
        self.workers.establish(BY_ENTRY)
        self.workers.reopen_places(BY_ENTRY, always=True)
        self._seat_starting_caseload()
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
            if any(share for share, _ in self.tables.fill_to[pool]):
                self.env.process(self._panels(pool))

    def _life(self, person: Person) -> Turn:
        """A young person's path: wait for whatever comes first, let it happen, until they leave."""
        while person.id in self.people:
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
        """Candidates of one entry stream; a share of them, by the rate of the day, are real (rule 11)."""
        ceiling, number, tick = self.tables.entry_ceiling[stream], 0, 0
        while True:
            identity = (stream + 1 << STREAM_SHIFT) + number
            tick += entry_gap(self.luck.uniform(ENTRY_GAP, identity, 0), ceiling)
            if tick >= self.tables.horizon:
                return 0
            yield Appointment(self.env, tick, CANDIDATE, identity)
            self._happen(self.candidate, stream, identity)
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

    # Arriving

    def _seat_starting_caseload(self) -> None:
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
        if u * tables.entry_ceiling[stream] >= tables.entry_rate[stream][self.piece]:
            return
        born = self._draw_born(stream, identity)
        needs = tables.entry_need_share[stream]
        need = pick(self.luck.uniform(ENTRY_NEED, identity, 0), needs, 0, len(needs))
        if tables.already_placed[stream]:
            self._enter_placed(stream, identity, born, need)
        else:
            self._enter(stream, identity, born, need)

    def _draw_born(self, stream: int, identity: int) -> int:
        """Day of birth: completed years by the stream's shares, days since that birthday by what is left of the draw."""
        years, days = age_at_entry(self.luck.uniform(ENTRY_AGE, identity, 0), self.tables.entry_age_share[stream])
        return years_before(self.tables.start_day + self.now // DAY, years) - days

    def _enter(self, stream: int, identity: int, born: int, need: int) -> None:
        lists, shares = self.tables.entry_list[stream], self.tables.entry_list_share[stream]
        chosen = lists[pick(self.luck.uniform(ENTRY_SETTING, identity, 0), shares, 0, len(lists))]
        person = self._introduce(identity, born, need, stream, NO_TIME, self.now)
        setting = self._first_admissible(person, chosen)
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
        self.people[identity] = person
        self._plan_birthday(person)
        self.env.process(self._life(person))
        return person

    def _settle_in(self, person: Person, setting: int, entered: int, had_place: bool) -> None:
        if not had_place:
            self.record.write(OVERRIDE, person.id, setting, self.tables.setting_pool[setting], BY_ENTRY)
        self.spells.start(person, setting, entered)

    # Transitions

    def transition_due(self, person: Person) -> None:
        """The earliest of a spell's competing transitions comes due (rules 23 to 25, 28)."""
        clock = self.spells.first_due(person)
        clock.spend()
        transition, destinations = clock.transition, self.tables.to[clock.transition]
        if not self.tables.is_planned[transition]:
            self._unplanned(person, destinations, transition)
        elif not self.places.may_live_in(person, destinations[0]):
            self._decline(person, destinations[0], transition)
        elif self.tables.is_same_place[transition]:
            self._continue(person, destinations[0], transition)
        elif person.wait is not None or person.hold is not None:
            self._take_if_open(person, destinations[0], transition)
        elif self.places.holds_back(person, destinations[0]):
            self._hold(person, destinations[0], transition)
        else:
            self._ask(person, destinations[0], transition)
        self._plan_rest_of_spell(person, clock)

    def _plan_rest_of_spell(self, person: Person, spent: HazardClock) -> None:
        """If the spell goes on, so do its other hazards."""
        if any(clock is spent for clock in person.clocks):
            self.spells.plan(person)

    def _unplanned(self, person: Person, destinations: list[int], cause: int) -> None:
        """It cannot wait: the first destination with a free place, and the last is never full (rule 25)."""
        self._end_wait_or_hold(person, cause)
        self._move(person, self._first_admissible(person, destinations), cause)

    def _first_admissible(self, person: Person, destinations: list[int]) -> int:
        for setting in destinations:
            if self.places.may_live_in(person, setting) and self.places.admits_unplanned(setting):
                return setting
        raise self.record.fault(49, "no destination of the list can be entered", person.id)

    def _decline(self, person: Person, setting: int, transition: int) -> None:
        self.record.write(DECLINED, person.id, setting, -1, transition)

    def _take_if_open(self, person: Person, setting: int, transition: int) -> None:
        """Another planned move while one is waited for: taken if it can be had at once, else spent (rule 24)."""
        if self.places.admits_planned(setting):
            self._move(person, setting, transition)
        else:
            self._decline(person, setting, transition)

    def _ask(self, person: Person, setting: int, transition: int) -> None:
        """Ask for a destination as planned: move in, or join its queue (rule 23)."""
        if self.places.admits_planned(setting):
            self._move(person, setting, transition)
            return
        limit = self.tables.wait_limit[transition][self.piece]
        person.wait = Wait(transition, setting, self.now, limit)
        self.places.join_queue(person)
        self.record.write(WAITED, person.id, setting, self.tables.setting_pool[setting], transition)
        person.diary.plan(WAIT_LIMIT, self.now + limit if limit else NEVER)

    def wait_limit(self, person: Person) -> None:
        """The wait has lasted long enough: something else if it is open, else the same place in the queue (rule 26)."""
        wait = person.wait
        assert wait is not None
        for setting in self.tables.or_else[wait.transition][self.piece]:
            if self.places.may_live_in(person, setting) and self.places.admits_planned(setting):
                self._end_wait_or_hold(person, BY_LIMIT)
                self._move(person, setting, wait.transition)
                return
        person.diary.plan(WAIT_LIMIT, self.now + wait.limit)

    def _hold(self, person: Person, destination: int, transition: int) -> None:
        """Keep a planned move-on back, because the pool would fall below its target (rule 33)."""
        pool = self.tables.setting_pool[person.setting]
        person.hold = Hold(transition, destination, self.now)
        self.held.append((self.now, person.id, person))
        self.held.sort()
        self.record.write(HELD, person.id, person.setting, pool, transition)
        person.diary.plan(HOLD_LIMIT, self.now + self.tables.hold_limit[pool][self.piece])

    def hold_limit(self, person: Person) -> None:
        """A hold may not last longer."""
        self._release_hold(person, BY_LIMIT)

    def _release_hold(self, person: Person, cause: int) -> None:
        """The person asks for the destination they were kept from, if it is still allowed."""
        hold = person.hold
        assert hold is not None
        self._end_wait_or_hold(person, cause)
        if self.places.may_live_in(person, hold.destination):
            self._ask(person, hold.destination, hold.transition)
        else:
            self._decline(person, hold.destination, hold.transition)

    def _end_wait_or_hold(self, person: Person, cause: int) -> None:
        if person.wait is not None:
            setting = person.wait.destination
            self.places.leave_queue(person)
            person.wait = None
            person.diary.cancel(WAIT_LIMIT)
            self.record.write(WAIT_ENDED, person.id, setting, self.tables.setting_pool[setting], cause)
        if person.hold is not None:
            self.held.remove((person.hold.since, person.id, person))
            person.hold = None
            person.diary.cancel(HOLD_LIMIT)
            self.record.write(HOLD_ENDED, person.id, person.setting, self.tables.setting_pool[person.setting], cause)

    # Moving

    def _move(self, person: Person, setting: int, cause: int) -> None:
        """Leave one placement for another, in the order of rule 29; the old place is given up last (rule 22)."""
        if setting == OUT:
            self._leave(person, cause)
            return
        self._end_wait_or_hold(person, cause)
        self._count_move(person)
        origin = person.setting
        self.places.relocate(person, setting)
        self.record.write(MOVED, person.id, origin, setting, cause)
        self.spells.start(person, setting, self.now)
        self.workers.follow(person)

    def _continue(self, person: Person, setting: int, cause: int) -> None:
        """Stay in the same place with the same carer under another setting: not a move (rule 28)."""
        self._end_wait_or_hold(person, cause)
        origin = person.setting
        self.places.relocate(person, setting, same_place=True)
        self.record.write(CONTINUED, person.id, origin, setting, cause)
        self.spells.start(person, setting, self.now)

    def _leave(self, person: Person, cause: int) -> None:
        """Leave the model for good (rule 15)."""
        self._end_wait_or_hold(person, cause)
        self.record.write(LEFT, person.id, person.setting, -1, cause)
        self.places.release(person)
        self.workers.leaves(person)
        person.clocks = []
        person.diary.close()
        del self.people[person.id]
        self.gone += 1

    def _count_move(self, person: Person) -> None:
        if person.moved_at != self.now:
            person.moved_at, person.moves_at_once = self.now, 0
        person.moves_at_once += 1
        if person.moves_at_once > self.tables.max_moves_at_once:
            raise self.record.fault(48, f"more than {self.tables.max_moves_at_once} moves in one minute", person.id)

    # Birthdays

    def birthday(self, person: Person) -> None:
        """A year older: perhaps a setting must be left, perhaps what was waited for is no longer open (rule 27)."""
        person.age += 1
        if person.age >= self.tables.last_age:
            self._leave(person, BY_AGE)
            return
        self._plan_birthday(person)
        if self.tables.leaving_age[person.setting][self.piece] == person.age:
            self._leave_by_age(person)
        elif person.wait is not None and not self.places.may_live_in(person, person.wait.destination):
            self._end_wait_or_hold(person, BY_AGE)

    def _plan_birthday(self, person: Person) -> None:
        person.diary.plan(BIRTHDAY, tick_of(self.tables.start_day, birthday(person.born, person.age + 1)))

    def _leave_by_age(self, person: Person) -> None:
        """Draw where to go by the setting's shares; if that is full, the rest in order, for age cannot wait."""
        setting = person.setting
        destinations, shares = self.tables.age_to[setting], self.tables.age_share[setting]
        u = self.luck.uniform(self.tables.setting_stream[setting], person.id, person.occasion)
        drawn = pick(u, shares, 0, len(destinations))
        self._end_wait_or_hold(person, BY_AGE)
        for index in (drawn, *(other for other in range(len(destinations)) if other != drawn)):
            destination = destinations[index]
            if not self.places.may_live_in(person, destination):
                continue
            if self.tables.age_same_place[setting][index]:
                self._continue(person, destination, BY_AGE)
                return
            if self.places.admits_unplanned(destination):
                self._move(person, destination, BY_AGE)
                return
        raise self.record.fault(49, "no destination at the leaving age can be entered", person.id)

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
        """A home has closed: those beyond its places move out, the latest to enter first (rule 31)."""
        settings = [setting for setting, of in enumerate(self.tables.setting_pool) if of == pool]
        excess = self.places.occupied[pool] - self.tables.places[pool][self.piece]
        living = [person for setting in settings for person in self.places.residents[setting].values()]
        living.sort(key=lambda person: (-person.entered, -person.id))
        for person in living[: max(0, excess)]:
            self._unplanned(person, self.tables.closure_to[person.setting], BY_CLOSURE)

    def panel(self, pool: int) -> None:
        """Fill a pool up to its target with those who have waited longest elsewhere (rule 34)."""
        while self.places.wants_filling(pool):
            person = self._longest_served_candidate(pool)
            if person is None:
                return
            self._move(person, self.tables.panel_to[pool], BY_PANEL)
            self._drain()

    def _longest_served_candidate(self, pool: int) -> Person | None:
        destination = self.tables.panel_to[pool]
        latest_entry = self.now - self.tables.panel_min_stay[pool][self.piece]
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
        while self._release_first_hold() or self._admit_first_in_queue():
            pass
        self.workers.allocate_all()

    def _release_first_hold(self) -> bool:
        for _, _, person in self.held:
            hold = person.hold
            assert hold is not None
            if not self.places.holds_back(person, hold.destination):
                self._release_hold(person, BY_RELEASE)
                return True
        return False

    def _admit_first_in_queue(self) -> bool:
        for pool in self.places.limited:
            queue = self.places.queues[pool]
            if queue and self.places.can_serve_queue(pool):
                person = queue[0][-1]
                wait = person.wait
                assert wait is not None
                self._move(person, wait.destination, wait.transition)
                return True
        return False


