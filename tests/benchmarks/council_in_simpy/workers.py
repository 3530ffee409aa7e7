"""Teams, the posts in them and the relationships that young people have with their key workers."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

from carepath_sim.clock import DAY
from carepath_sim.eventlog import (
    ALLOCATED,
    BY_ENTRY,
    BY_HANDOVER,
    BY_KEEP,
    BY_POST,
    BY_TEAM,
    LOST,
    NEEDS,
    POST,
    SETTLED_ROW,
)
from carepath_sim.model import AGENCY, NEW, NO_WORKER, PERMANENT, SETTLED, VACANT

if TYPE_CHECKING:
    from tests.benchmarks.council_in_simpy.council import Council
    from tests.benchmarks.council_in_simpy.people import YoungPerson

Life = Generator[simpy.Event, Any, None]

CHANGES = {
    PERMANENT: (("leave_rate", VACANT),),
    VACANT: (("recruit_rate", PERMANENT), ("cover_rate", AGENCY)),
    AGENCY: (("recruit_rate", PERMANENT), ("agency_end_rate", VACANT)),
}


class Team:
    """Posts, and a queue of people who need one of their holders."""

    def __init__(self, council: Council, index: int) -> None:
        self.council, self.index, tables = council, index, council.tables
        self.limit = tables.caseload_limit[index][0]
        self.queue: list[YoungPerson] = []
        self.posts = [Post(self, post) for post in tables.team_posts[index][: tables.posts_open[index][0]]]

    @property
    def filled(self) -> int:
        return sum(post.state != VACANT for post in self.posts)

    def keeps(self, person: YoungPerson) -> int:
        kept: int = self.council.tables.keeps[person.need][self.index][person.setting]
        return kept

    def keep_ends(self, person: YoungPerson, spell: int) -> Life:
        """Outreach after a move lasts for a time."""
        yield self.council.env.timeout(self.keeps(person))
        if person.is_present and person.spells == spell and person.team is self:
            before = len(self.council.rows)
            person.turn_to(person.team_of_setting(), BY_KEEP)
            self.council.count(before)

    def needed_by(self, person: YoungPerson, cause: int | None) -> None:
        person.team = self
        self.council.write(NEEDS, person.number, self.index, -1, BY_TEAM if cause is None else cause)
        self.queue.append(person)
        person.relate(NO_WORKER)

    def serve(self) -> None:
        """Give those who need a worker to whoever has the smallest caseload."""
        while self.queue:
            post = self.roomiest()
            if post is None:
                return
            post.takes_on(self.queue.pop(0), BY_TEAM)

    def roomiest(self, besides: Post | None = None) -> Post | None:
        with_room = [
            post
            for post in self.posts
            if post.state != VACANT and len(post.people) < self.limit and post is not besides
        ]
        return min(with_room, key=lambda post: len(post.people), default=None)

    def loses(self, person: YoungPerson, cause: int | None) -> None:
        post = -1 if person.worker is None else person.worker.index
        self.council.write(LOST, person.number, self.index, post, BY_TEAM if cause is None else cause)
        self.let_go(person)

    def let_go(self, person: YoungPerson) -> None:
        if person.worker is None:
            self.queue.remove(person)
            return
        person.worker.people.remove(person)
        person.worker = None
        if person.bond is not None and person.bond.is_alive and person.bond is not self.council.env.active_process:
            person.bond.interrupt()
        person.bond = None


class Post:
    """One job, whose holders come and go."""

    def __init__(self, team: Team, index: int) -> None:
        self.team, self.council, self.index = team, team.council, index
        self.people: list[YoungPerson] = []
        shares = self.council.tables.start_share[team.index]
        (self.state,) = self.council.luck.choices((VACANT, PERMANENT, AGENCY), shares)
        self.council.write(POST, -1, index, self.state, BY_ENTRY)
        self.council.env.process(self.life())

    def life(self) -> Life:
        """Holders leave, are recruited, covered for or relieved, at constant rates."""
        tables, luck = self.council.tables, self.council.luck
        while True:
            changes = CHANGES[self.state]
            rates = [getattr(tables, rate)[self.team.index][0] / DAY for rate, _ in changes]
            if sum(rates) <= 0:
                return
            yield self.council.env.timeout(luck.expovariate(sum(rates)))
            before = len(self.council.rows)
            (change,) = luck.choices(changes, rates)
            self.change(change[1])
            self.council.count(before)

    def change(self, state: int) -> None:
        self.state = state
        self.council.write(POST, -1, self.index, state, BY_POST)
        for person in list(self.people):
            self.team.loses(person, BY_POST)
            team = person.responsible_team()
            assert team is not None
            team.needed_by(person, BY_POST)
        self.council.reopen_places(self.team.index)
        for team in self.council.teams:
            team.serve()

    def takes_on(self, person: YoungPerson, cause: int, since: int | None = None) -> None:
        """Begin a relationship, or carry on one that began before the study."""
        self.people.append(person)
        person.worker, person.team = self, self.team
        self.council.write(ALLOCATED, person.number, self.team.index, self.index, cause)
        now = self.council.env.now
        settles = (now if since is None else since) + self.council.tables.bond[self.team.index] - now
        person.relate(SETTLED if settles <= 0 else NEW)
        person.bond = self.council.env.process(self.relationship(person, settles))

    def relationship(self, person: YoungPerson, settles: float) -> Life:
        """A relationship settles and may be handed to a colleague, unless it is lost before."""
        env, tables, team = self.council.env, self.council.tables, self.team
        bonds = self.state == PERMANENT or tables.agency_bonds[team.index]
        settling = env.timeout(settles) if settles > 0 and bonds else None
        per_tick = tables.handover_rate[team.index][0] / DAY
        handover = env.timeout(self.council.luck.expovariate(per_tick)) if per_tick > 0 else None
        while settling is not None or handover is not None:
            try:
                yield env.any_of([event for event in (settling, handover) if event is not None])
            except simpy.Interrupt:
                return
            before = len(self.council.rows)
            if settling is not None and settling.processed:
                settling = None
                person.relate(SETTLED)
                self.council.write(SETTLED_ROW, person.number, team.index, self.index, BY_TEAM)
            else:
                other = team.roomiest(besides=self)
                if other is not None:
                    team.loses(person, BY_HANDOVER)
                    other.takes_on(person, BY_HANDOVER)
                    team.serve()
                    self.council.count(before)
                    return
                handover = env.timeout(self.council.luck.expovariate(per_tick))
            self.council.count(before)
