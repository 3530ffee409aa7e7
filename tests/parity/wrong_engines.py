"""Engines that are wrong on purpose: the reference with one thing in it replaced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from carepath_sim.engines.reference import simulate
from carepath_sim.engines.reference.moves import Moves
from carepath_sim.engines.reference.workers import KeyWorkers, Post
from carepath_sim.eventlog import EventLog
from carepath_sim.model import NOWHERE, Model

Simulate = Callable[[Model, int, int], EventLog]


def with_highest_index_first() -> Simulate:
    """Of equally roomy posts the one of highest index is taken (against rule 40)."""

    def wrong(self: KeyWorkers, team: int, besides: int = NOWHERE) -> Post | None:
        limit = self.tables.caseload_limit[team][self.piece]
        filled = [post for post in self.teams[team] if post.is_filled and post.index != besides]
        with_room = [post for post in filled if len(post.people) < limit]
        return min(with_room, key=lambda post: (len(post.people), -post.index), default=None)

    return _with(KeyWorkers, "_roomiest", wrong)


def that_forgets_the_wait_limit() -> Simulate:
    """A wait limit that finds nothing does not start again (against rule 26)."""
    wait_limit = Moves.wait_limit

    def wrong(self: Moves, person: Any) -> None:
        wait_limit(self, person)
        if person.wait is not None:
            person.diary.cancel(8)

    return _with(Moves, "wait_limit", wrong)


def _with(owner: type, name: str, wrong: Callable[..., Any]) -> Simulate:
    def engine(model: Model, seed: int, replication: int) -> EventLog:
        with patch.object(owner, name, wrong):
            return simulate(model, seed, replication)

    return engine
