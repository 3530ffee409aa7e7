"""Teams, posts and the relationships between young people and their key workers (rules 36 to 43)."""

from __future__ import annotations

from bisect import insort
from typing import Any

import simpy

from carepath_sim.clock import NEVER
from carepath_sim.draws import due, pick
from carepath_sim.engines.reference.diary import HANDS_OVER, KEEP_ENDS, POST_CHANGE, SETTLES, Diary
from carepath_sim.engines.reference.luck import Luck
from carepath_sim.engines.reference.people import Person
from carepath_sim.engines.reference.places import Places
from carepath_sim.engines.reference.record import Record
from carepath_sim.engines.reference.spells import Spells
from carepath_sim.eventlog import (
    ALLOCATED,
    BY_CALENDAR,
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
from carepath_sim.model import (
    AGENCY,
    CLOSED,
    FOR_EVER,
    NEW,
    NO_TIME,
    NO_WORKER,
    NOT_SERVED,
    NOWHERE,
    PERMANENT,
    SETTLED,
    VACANT,
)

START, LEAVE, RECRUIT, COVER, AGENCY_END, HANDOVER = range(6)
"""What each stream number of a team is for, in the order of `Model.team_stream`."""

CHANGES = {
    PERMANENT: ((LEAVE, "leave_rate", VACANT),),
    VACANT: ((RECRUIT, "recruit_rate", PERMANENT), (COVER, "cover_rate", AGENCY)),
    AGENCY: ((RECRUIT, "recruit_rate", PERMANENT), (AGENCY_END, "agency_end_rate", VACANT)),
}
"""From each state of a post: what may happen (stream, rate, new state); at one tick the first listed wins."""

CLOSING_ORDER = (VACANT, AGENCY, PERMANENT)


class Post:
    """One key worker's job, and the young people its present holder works with."""

    def __init__(self, index: int, number: int, team: int, env: simpy.Environment) -> None:
        self.index, self.number, self.team = index, number, team
        self.diary = Diary(env, index)
        self.state, self.next_state = CLOSED, CLOSED
        self.tenure = 0  # changes of state so far (rule 9)
        self.people: dict[int, Person] = {}

    @property
    def is_filled(self) -> bool:
        """Agency cover counts as filled (rule 2)."""
        return self.state in (PERMANENT, AGENCY)


class KeyWorkers:
    """Every team of one run: its posts, and the queue of those who need a worker."""

    def __init__(
        self, tables: Any, luck: Luck, env: simpy.Environment, record: Record, places: Places, spells: Spells
    ) -> None:
        self.tables, self.luck, self.env, self.record = tables, luck, env, record
        self.places, self.spells = places, spells
        self.teams = [
            [Post(index, number, team, env) for number, index in enumerate(indices)]
            for team, indices in enumerate(tables.team_posts)
        ]
        self.posts = [post for team in self.teams for post in team]
        self.queues: list[list[tuple[int, int, Person]]] = [[] for _ in tables.teams]

    @property
    def piece(self) -> int:
        """The calendar piece in force."""
        return self.places.piece

    # Posts

    def establish(self, cause: int) -> None:
        """Open or close posts, team by team, until each has as many as its table says (rules 30, 41)."""
        for team, posts in enumerate(self.teams):
            wanted = self.tables.posts_open[team][self.piece]
            still_open = [post for post in posts if post.state != CLOSED]
            for post in self._closing_first(still_open)[: max(0, len(still_open) - wanted)]:
                self._change(post, CLOSED, cause)
            to_open = [post for post in posts if post.state == CLOSED][: max(0, wanted - len(still_open))]
            for post in to_open:
                self._change(post, self._first_state(post), cause)

    def change(self, post: Post) -> None:
        """The holder of a post leaves, arrives or gives way; places that its team keeps open follow."""
        self._change(post, post.next_state, BY_POST)
        self.reopen_places(BY_POST, team=post.team)

    def reopen_places(self, cause: int, team: int | None = None, always: bool = False) -> None:
        """Recompute the open places of every pool, or of those that one team staffs (rule 2)."""
        for pool in self.places.limited:
            staffing = self.tables.pool_team[pool]
            if team is None or staffing == team:
                filled = 0 if staffing == NOWHERE else sum(post.is_filled for post in self.teams[staffing])
                self.places.reopen(pool, filled, cause, always)

    def _closing_first(self, posts: list[Post]) -> list[Post]:
        return sorted(posts, key=lambda post: (CLOSING_ORDER.index(post.state), -post.index))

    def _first_state(self, post: Post) -> int:
        stream = self.tables.team_stream[post.team][START]
        u = self.luck.uniform(stream, post.number, post.tenure)
        return (VACANT, PERMANENT, AGENCY)[pick(u, self.tables.start_share[post.team], 0, 3)]

    def _change(self, post: Post, state: int, cause: int) -> None:
        post.state = state
        post.tenure += 1
        self.record.write(POST, -1, post.index, state, cause)
        self._plan_change(post)
        for person in sorted(post.people.values()):
            self._lose(person, BY_POST)

    def _plan_change(self, post: Post) -> None:
        now, horizon, pieces = int(self.env.now), self.tables.horizon, self.tables.pieces
        earliest = NEVER
        for stream, rate, state in CHANGES.get(post.state, ()):
            amount = self.luck.threshold(self.tables.team_stream[post.team][stream], post.number, post.tenure)
            tick = due(amount, now, horizon, 1.0, getattr(self.tables, rate)[post.team], 0, (), (), pieces)
            if tick < earliest:
                earliest, post.next_state = tick, state
        post.diary.plan(POST_CHANGE, earliest)

    # Who works with whom

    def arrives(self, person: Person, worker_since: int = NO_TIME) -> None:
        """Give somebody who has just entered a team to turn to, or the worker they already have (rules 14, 38)."""
        person.team = self._responsible_team(person)
        if person.team == NOWHERE:
            return
        post = self._roomiest(person.team) if worker_since != NO_TIME else None
        if post is None:
            self._need(person, person.team, BY_ENTRY)
        else:
            self._allocate(person, post, BY_ENTRY, since=worker_since)

    def follow(self, person: Person) -> None:
        """After a move: keep the worker, or the place in the needs queue, if the same team is responsible (rule 38)."""
        team = self._responsible_team(person)
        self._plan_keep_end(person, team)
        self._turn_to(person, team, BY_TEAM)

    def keep_ends(self, person: Person) -> None:
        """The time for which a team kept somebody after a move is over (rule 37)."""
        self._turn_to(person, self._team_of(person), BY_KEEP)

    def settle(self, person: Person) -> None:
        """The bonding period is over (rule 42)."""
        self._set_relationship(person, SETTLED)
        self.record.write(SETTLED_ROW, person.id, person.team, person.worker, BY_TEAM)

    def hand_over(self, person: Person) -> None:
        """Pass somebody to another worker of the same team, if any has room; else try again later (rule 43)."""
        other = self._roomiest(person.team, besides=person.worker)
        if other is None:
            self._plan_handover(person)
            return
        self.record.write(LOST, person.id, person.team, person.worker, BY_HANDOVER)
        self._let_go(person)
        self._allocate(person, other, BY_HANDOVER)

    def reread_queues(self) -> None:
        """At a boundary, see whether those who wait for a worker should wait for another team (rule 30)."""
        for queue in self.queues:
            for _, _, person in list(queue):
                self._turn_to(person, self._responsible_team(person), BY_CALENDAR)

    def leaves(self, person: Person) -> None:
        """Somebody is gone for good."""
        self._let_go(person)
        person.team = NOWHERE

    def allocate_all(self) -> None:
        """Serve the needs queues, team by team, while a worker has room (rules 40, 44)."""
        for team, queue in enumerate(self.queues):
            while queue:
                post = self._roomiest(team)
                if post is None:
                    break
                _, _, person = queue.pop(0)
                self._allocate(person, post, BY_TEAM)

    def _team_of(self, person: Person) -> int:
        return int(self.tables.team_of[person.group][person.setting][self.piece])

    def _responsible_team(self, person: Person) -> int:
        """The present team if it keeps people in this setting, else the setting's own (rule 37)."""
        team = person.team
        if team != NOWHERE and self._keeps(person, team) and self.tables.posts_open[team][self.piece] > 0:
            return team
        return self._team_of(person)

    def _keeps(self, person: Person, team: int) -> int:
        return int(self.tables.keeps[person.group][team][person.setting])

    def _plan_keep_end(self, person: Person, team: int) -> None:
        kept_for = self._keeps(person, team) if team != NOWHERE and team != self._team_of(person) else FOR_EVER
        person.diary.plan(KEEP_ENDS, NEVER if kept_for == FOR_EVER else int(self.env.now) + kept_for)

    def _turn_to(self, person: Person, team: int, cause: int) -> None:
        """Make `team` responsible for somebody: nothing changes if it already is."""
        if team == person.team:
            return
        if person.team != NOWHERE:
            self.record.write(LOST, person.id, person.team, person.worker, cause)
            self._let_go(person)
        self._need(person, team, cause)

    def _lose(self, person: Person, cause: int) -> None:
        """The worker is gone: the person needs whichever team is now responsible."""
        self.record.write(LOST, person.id, person.team, person.worker, cause)
        self._let_go(person)
        self._need(person, self._responsible_team(person), cause)

    def _let_go(self, person: Person) -> None:
        """End a relationship, or a place in a needs queue."""
        if person.worker != NOWHERE:
            del self.posts[person.worker].people[person.id]
            person.worker = NOWHERE
            person.diary.cancel(SETTLES)
            person.diary.cancel(HANDS_OVER)
        elif person.team != NOWHERE:
            self.queues[person.team].remove((person.needed_since, person.id, person))

    def _need(self, person: Person, team: int, cause: int) -> None:
        """Join a team's needs queue, or belong to none; a keep by the team before is over."""
        if team != person.team:
            person.diary.cancel(KEEP_ENDS)
        person.team = team
        if team == NOWHERE:
            self._set_relationship(person, NOT_SERVED)
            return
        person.needed_since = int(self.env.now)
        self.record.write(NEEDS, person.id, team, -1, cause)
        insort(self.queues[team], (person.needed_since, person.id, person))
        self._set_relationship(person, NO_WORKER)

    def _roomiest(self, team: int, besides: int = NOWHERE) -> Post | None:
        """The filled post with the smallest caseload under the limit, then the lowest index (rule 40)."""
        limit = self.tables.caseload_limit[team][self.piece]
        with_room = [
            post for post in self.teams[team] if post.is_filled and len(post.people) < limit and post.index != besides
        ]
        return min(with_room, key=lambda post: len(post.people), default=None)

    def _allocate(self, person: Person, post: Post, cause: int, since: int | None = None) -> None:
        """Begin a relationship, or carry on one that began at `since`, before the start."""
        if len(post.people) >= self.tables.caseload_limit[post.team][self.piece]:
            raise self.record.fault(47, f"post {post.index} was given more people than its limit", person.id)
        now = int(self.env.now)
        began = now if since is None else since
        person.worker, person.team = post.index, post.team
        post.people[person.id] = person
        self.record.write(ALLOCATED, person.id, post.team, post.index, cause)
        bonds = post.state == PERMANENT or self.tables.agency_bonds[post.team]
        settles = began + self.tables.bond[post.team] if bonds else NEVER
        is_settled = since is not None and settles <= now
        self._set_relationship(person, SETTLED if is_settled else NEW)
        person.diary.plan(SETTLES, NEVER if is_settled else settles)
        self._plan_handover(person)

    def _plan_handover(self, person: Person) -> None:
        team = person.team
        started = person.handovers.get(team, 0)
        person.handovers[team] = started + 1
        amount = self.luck.threshold(self.tables.team_stream[team][HANDOVER], person.id, started)
        rates, pieces = self.tables.handover_rate[team], self.tables.pieces
        now = int(self.env.now)
        person.diary.plan(HANDS_OVER, due(amount, now, self.tables.horizon, 1.0, rates, 0, (), (), pieces))

    def _set_relationship(self, person: Person, relationship: int) -> None:
        before, person.relationship = person.relationship, relationship
        if before != relationship:
            self.spells.relationship_changed(person, before)
