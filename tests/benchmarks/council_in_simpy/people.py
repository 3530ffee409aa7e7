"""A young person's life as one process that waits for whatever comes first."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy
from simpy.resources.resource import PriorityRequest

from carepath_sim.clock import NEVER, age_on, birthday, tick_of
from carepath_sim.draws import due
from carepath_sim.eventlog import (
    BY_AGE,
    BY_ENTRY,
    BY_LIMIT,
    CONTINUED,
    DECLINED,
    ENTERED,
    LEFT,
    MOVED,
    OVERRIDE,
    WAIT_ENDED,
    WAITED,
)
from carepath_sim.model import NO_TIME, NOT_SERVED, OUT
from tests.benchmarks.council_in_simpy.places import FORCED, URGENT

if TYPE_CHECKING:
    from tests.benchmarks.council_in_simpy.council import Council
    from tests.benchmarks.council_in_simpy.workers import Post, Team

Life = Generator[simpy.Event, Any, None]


class YoungPerson:
    """Who they are, where they live, what they wait for and who works with them."""

    def __init__(self, council: Council, number: int, born: int, need: int) -> None:
        self.council, self.env, self.tables = council, council.env, council.tables
        self.number, self.born, self.need = number, born, need
        self.age = age_on(born, council.today)
        self.age_edges = [self.tick_at_age(years) for years in self.tables.age_bands]
        self.setting, self.since, self.is_present = -1, 0, True
        self.duration_edges: list[int] = []
        self.place: PriorityRequest | None = None
        self.waits_for: tuple[int, int] | None = None  # transition, setting
        self.request: PriorityRequest | None = None
        self.limit: simpy.Event | None = None
        self.due: dict[int, int] = {}  # by transition
        self.team: Team | None = None
        self.worker: Post | None = None
        self.relationship = NOT_SERVED
        self.bond: simpy.Process | None = None
        self.spells = 0

    def tick_at_age(self, years: int) -> int:
        return tick_of(self.tables.start_day, birthday(self.born, years))

    # Coming

    def start(self, kind: int, setting: int, detail: int, since: int, worker_since: int, forced: bool) -> None:
        """Be where one is, with the time served, and live on from there."""
        places = self.council.pool_of(setting)
        had_place = places is None or places.free > 0
        self.place = places.request(priority=FORCED if forced else URGENT) if places is not None else None
        self.council.write(kind, self.number, setting, detail, BY_ENTRY)
        if not had_place:
            self.council.write(OVERRIDE, self.number, setting, self.tables.setting_pool[setting], BY_ENTRY)
        self.begin_spell(setting, since)
        self.process = self.env.process(self.life())
        self.arrive_at_team(worker_since)

    def enter(self, stream: int, destinations: list[int], since: int, forced: bool) -> None:
        setting = destinations[0] if forced else self.first_open(destinations)
        self.start(ENTERED, setting, stream, since, NO_TIME, forced)

    def arrive_at_team(self, worker_since: int) -> None:
        team = self.team_of_setting()
        if team is None:
            return
        post = team.roomiest() if worker_since != NO_TIME else None
        if post is None:
            team.needed_by(self, BY_ENTRY)
            team.serve()
        else:
            post.takes_on(self, BY_ENTRY, worker_since)

    # Living

    def life(self) -> Life:
        """Wait for the first of: a birthday, a place, the end of patience, a transition; or for a change of worker."""
        next_birthday = self.wait_until(self.tick_at_age(self.age + 1))
        while self.is_present:
            transition = min(self.due, key=self.due.__getitem__, default=-1)
            ends = self.wait_until(self.due[transition]) if self.due.get(transition, NEVER) < NEVER else None
            awaited = [event for event in (next_birthday, self.request, ends, self.limit) if event is not None]
            try:
                yield self.env.any_of(awaited)
            except simpy.Interrupt:
                continue
            before = len(self.council.rows)
            if next_birthday.processed:
                self.birthday()
                if self.is_present:
                    next_birthday = self.wait_until(self.tick_at_age(self.age + 1))
            elif self.request is not None and self.request.processed:
                self.take_place()
                continue
            elif ends is not None and ends.processed:
                del self.due[transition]
                self.transition(transition)
            elif self.limit is not None and self.limit.processed:
                self.patience_ends()
            self.council.count(before)

    def wait_until(self, tick: int) -> simpy.Event:
        return self.env.timeout(max(0, tick - self.env.now))

    def begin_spell(self, setting: int, since: int) -> None:
        self.setting, self.since = setting, since
        self.spells += 1
        self.duration_edges = [int(since) + edge for edge in self.tables.durations]
        self.due = {}
        for transition in self.tables.exits[setting]:
            if self.tables.can_happen[transition][self.need]:
                self.due[transition] = self.draw(transition)

    def draw(self, transition: int) -> int:
        """When a transition comes due, its hazard running from now: what has not happened has no memory."""
        tables = self.tables
        tick = due(
            self.council.luck.expovariate(1.0),
            int(self.env.now),
            tables.horizon,
            tables.relation[transition][self.relationship],
            tables.rates,
            (transition * tables.groups + self.need) * tables.stride,
            self.age_edges,
            self.duration_edges,
            tables.pieces,
        )
        return max(tick, int(self.since) + 1)

    def relate(self, relationship: int) -> None:
        """Draw again what depends on the key worker, breaking in on whatever the person waits for."""
        before, self.relationship = self.relationship, relationship
        affected = [
            transition
            for transition in self.due
            if self.tables.relation[transition][before] != self.tables.relation[transition][relationship]
        ]
        for transition in affected:
            self.due[transition] = self.draw(transition)
        if affected and self.process.is_alive and self.env.active_process is not self.process:
            self.process.interrupt()

    # Transitions

    def may_live_in(self, setting: int) -> bool:
        return setting == OUT or self.tables.allowed[setting][self.age][self.need]

    def first_open(self, destinations: list[int]) -> int:
        """The first destination that somebody who cannot wait may enter."""
        for setting in destinations:
            places = self.council.pool_of(setting)
            if self.may_live_in(setting) and (places is None or places.free > 0):
                return setting
        raise ValueError("no destination of the list can be entered")

    def transition(self, transition: int) -> None:
        destinations = self.tables.to[transition]
        if not self.tables.is_planned[transition]:
            if destinations[0] == OUT:
                self.leave(transition)
            else:
                self.move_urgently(self.first_open(destinations), transition)
        elif not self.may_live_in(destinations[0]):
            self.council.write(DECLINED, self.number, destinations[0], -1, transition)
        elif destinations[0] == OUT:
            self.leave(transition)
        else:
            self.ask(destinations[0], transition)

    def ask(self, setting: int, transition: int) -> None:
        """Move as planned, or wait for a place; who already waits does not wait for another."""
        places = self.council.pool_of(setting)
        if places is None or places.admits_planned:
            request = None if places is None else places.request(priority=self.tables.priority[transition])
            self.move(setting, request, transition)
        elif self.waits_for is not None:
            self.council.write(DECLINED, self.number, setting, -1, transition)
        else:
            self.waits_for = transition, setting
            self.request = places.request(priority=self.tables.priority[transition])
            self.council.write(WAITED, self.number, setting, self.tables.setting_pool[setting], transition)
            self.limit = self.patience(transition)

    def patience(self, transition: int) -> simpy.Event | None:
        limit = self.tables.wait_limit[transition][0]
        return self.env.timeout(limit) if limit else None

    def take_place(self) -> None:
        """The place that was waited for is free."""
        assert self.waits_for is not None
        transition, setting = self.waits_for
        request, self.request = self.request, None
        self.move(setting, request, transition)

    def patience_ends(self) -> None:
        """Somewhere else as planned, if anywhere can be had; else wait on."""
        assert self.waits_for is not None
        transition = self.waits_for[0]
        for setting in self.tables.or_else[transition][0]:
            places = self.council.pool_of(setting)
            if self.may_live_in(setting) and (places is None or places.admits_planned):
                self.end_wait(BY_LIMIT)
                self.move(setting, None if places is None else places.request(), transition)
                return
        self.limit = self.patience(transition)

    def end_wait(self, cause: int) -> None:
        if self.waits_for is None:
            return
        setting = self.waits_for[1]
        if self.request is not None:
            if self.request.triggered:
                self.request.resource.release(self.request)
            else:
                self.request.cancel()
        self.waits_for = self.request = self.limit = None
        self.council.write(WAIT_ENDED, self.number, setting, self.tables.setting_pool[setting], cause)

    def move_urgently(self, setting: int, cause: int) -> None:
        places = self.council.pool_of(setting)
        self.end_wait(cause)
        self.move(setting, None if places is None else places.request(priority=URGENT), cause)

    def move(self, setting: int, place: PriorityRequest | None, cause: int) -> None:
        """Take the new place, then give up the old one."""
        self.end_wait(cause)
        self.council.write(MOVED, self.number, self.setting, setting, cause)
        old, self.place = self.place, place
        if old is not None:
            old.resource.release(old)
        self.begin_spell(setting, int(self.env.now))
        self.follow()

    def leave(self, cause: int) -> None:
        self.end_wait(cause)
        self.council.write(LEFT, self.number, self.setting, -1, cause)
        self.is_present = False
        if self.place is not None:
            self.place.resource.release(self.place)
        if self.team is not None:
            self.team.let_go(self)
            self.team.serve()

    # Birthdays

    def birthday(self) -> None:
        self.age += 1
        if self.age >= self.tables.last_age:
            self.leave(BY_AGE)
        elif self.tables.leaving_age[self.setting][0] == self.age:
            self.leave_by_age()
        elif self.waits_for is not None and not self.may_live_in(self.waits_for[1]):
            self.end_wait(BY_AGE)

    def leave_by_age(self) -> None:
        """Where to is drawn; who finds it full goes where there is room."""
        destinations, shares = self.tables.age_to[self.setting], self.tables.age_share[self.setting]
        (drawn,) = self.council.luck.choices(range(len(destinations)), shares[: len(destinations)])
        for index in (drawn, *(other for other in range(len(destinations)) if other != drawn)):
            setting = destinations[index]
            places = self.council.pool_of(setting)
            if not self.may_live_in(setting):
                continue
            if self.tables.age_same_place[self.setting][index]:
                self.stay_on(setting)
                return
            if places is None or places.free > 0:
                self.move_urgently(setting, BY_AGE)
                return
        raise ValueError("no destination at the leaving age can be entered")

    def stay_on(self, setting: int) -> None:
        """The same place with the same carer, under another name."""
        self.end_wait(BY_AGE)
        self.council.write(CONTINUED, self.number, self.setting, setting, BY_AGE)
        self.begin_spell(setting, int(self.env.now))
        self.follow()

    # Key workers

    def team_of_setting(self) -> Team | None:
        team = self.tables.team_of[self.need][self.setting][0]
        return None if team < 0 else self.council.teams[team]

    def responsible_team(self) -> Team | None:
        """The present team, if it keeps people who move here; else the setting's own."""
        if self.team is not None and self.team.keeps(self) and self.team.posts:
            return self.team
        return self.team_of_setting()

    def follow(self) -> None:
        """After a move: the same worker if the same team is responsible, else the next team's queue."""
        team = self.responsible_team()
        if team is not None and team is self.team and team is not self.team_of_setting() and team.keeps(self) > 0:
            self.env.process(team.keep_ends(self, self.spells))
        self.turn_to(team)

    def turn_to(self, team: Team | None, cause: int | None = None) -> None:
        before = self.team
        if team is before:
            return
        if before is not None:
            before.loses(self, cause)
        if team is not None:
            team.needed_by(self, cause)
            team.serve()
        else:
            self.team = None
            self.relate(NOT_SERVED)
        if before is not None:
            before.serve()
