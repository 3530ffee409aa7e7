"""What happens to a young person: transitions, waits, holds, moves and birthdays (rules 15, 20 to 29, 33)."""

from __future__ import annotations

from typing import Any

import simpy

from carepath_sim.clock import NEVER, birthday, tick_of
from carepath_sim.draws import pick
from carepath_sim.engines.reference.diary import BIRTHDAY, HOLD_LIMIT, WAIT_LIMIT
from carepath_sim.engines.reference.luck import Luck
from carepath_sim.engines.reference.people import HazardClock, Hold, Person, Wait
from carepath_sim.engines.reference.places import Places
from carepath_sim.engines.reference.record import Record
from carepath_sim.engines.reference.spells import Spells
from carepath_sim.engines.reference.workers import KeyWorkers
from carepath_sim.eventlog import (
    BY_AGE,
    BY_LIMIT,
    BY_RELEASE,
    CONTINUED,
    DECLINED,
    HELD,
    HOLD_ENDED,
    LEFT,
    MOVED,
    WAIT_ENDED,
    WAITED,
)
from carepath_sim.model import OUT


class Moves:
    """Everybody who is present, and every way in which they may come to live somewhere else."""

    def __init__(
        self,
        tables: Any,
        luck: Luck,
        env: simpy.Environment,
        record: Record,
        places: Places,
        spells: Spells,
        workers: KeyWorkers,
    ) -> None:
        self.tables, self.luck, self.env, self.record = tables, luck, env, record
        self.places, self.spells, self.workers = places, spells, workers
        self.people: dict[int, Person] = {}  # those present, by id
        self.gone = 0  # how many have left for good
        self.held: list[tuple[int, int, Person]] = []  # by (tick, id)

    @property
    def now(self) -> int:
        """The present tick."""
        return int(self.env.now)

    @property
    def piece(self) -> int:
        """The calendar piece in force."""
        return self.places.piece

    # Transitions

    def transition_due(self, person: Person) -> None:
        """The earliest of a spell's competing transitions comes due (rules 23 to 25, 28)."""
        clock = self.spells.first_due(person)
        clock.spend()
        transition, destinations = clock.transition, self.tables.to[clock.transition]
        last = destinations[0] if self.tables.is_planned[transition] else destinations[-1]
        if not self.places.may_live_in(person, last):
            self._decline(person, last, transition)
        elif not self.tables.is_planned[transition]:
            self.unplanned(person, destinations, transition)
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

    def unplanned(self, person: Person, destinations: list[int], cause: int) -> None:
        """It cannot wait: the first destination with a free place, and the last is never full (rule 25)."""
        self._end_wait_or_hold(person, cause)
        self.move(person, self.first_admissible(person, destinations), cause)

    def first_admissible(self, person: Person, destinations: list[int]) -> int:
        """The first destination that is allowed and has a place for somebody who cannot wait."""
        for setting in destinations:
            if self.places.may_live_in(person, setting) and self.places.admits_unplanned(setting):
                return setting
        raise self.record.fault(49, "no destination of the list can be entered", person.id)

    def _decline(self, person: Person, setting: int, transition: int) -> None:
        self.record.write(DECLINED, person.id, setting, -1, transition)

    def _take_if_open(self, person: Person, setting: int, transition: int) -> None:
        """Another planned move while one is waited for: taken if it can be had at once, else spent (rule 24)."""
        if self.places.admits_planned(setting):
            self.move(person, setting, transition)
        else:
            self._decline(person, setting, transition)

    def _ask(self, person: Person, setting: int, transition: int) -> None:
        """Ask for a destination as planned: move in, or join its queue (rule 23)."""
        if self.places.admits_planned(setting):
            self.move(person, setting, transition)
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
                self.move(person, setting, wait.transition)
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

    def move(self, person: Person, setting: int, cause: int) -> None:
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
        self._count_move(person)
        origin = person.setting
        self.places.relocate(person, setting, same_place=True)
        self.record.write(CONTINUED, person.id, origin, setting, cause)
        self.spells.start(person, setting, self.now)
        self.workers.follow(person)

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
        self.plan_birthday(person)
        if self.tables.leaving_age[person.setting][self.piece] == person.age:
            self._leave_by_age(person)
        elif person.wait is not None and not self.places.may_live_in(person, person.wait.destination):
            self._end_wait_or_hold(person, BY_AGE)

    def plan_birthday(self, person: Person) -> None:
        """Enter the next birthday in the diary."""
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
                self.move(person, destination, BY_AGE)
                return
        raise self.record.fault(49, "no destination at the leaving age can be entered", person.id)

    # Serving those who wait

    def release_first_hold(self) -> bool:
        """Release the earliest hold that no longer applies (rule 44a); False if there is none."""
        for _, _, person in self.held:
            hold = person.hold
            assert hold is not None
            if not self.places.holds_back(person, hold.destination):
                self._release_hold(person, BY_RELEASE)
                return True
        return False

    def admit_first_in_queue(self) -> bool:
        """Admit the head of the first queue that has room (rule 44b); False if there is none."""
        for pool in self.places.limited:
            queue = self.places.queues[pool]
            if queue and self.places.can_serve_queue(pool):
                person = queue[0][-1]
                wait = person.wait
                assert wait is not None
                self.move(person, wait.destination, wait.transition)
                return True
        return False
