"""What lies ahead of one person or post, and the order in which SimPy lets it happen.

SimPy runs the queued event least in (time, priority, insertion). Rule 5 wants (tick, rank,
id), so rank and id are packed into the priority. SimPy's own housekeeping (the first step
of a new process) has priorities 0 and 1, below every packed one: it can never come between
two appointments in an order that matters.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from carepath_sim.clock import NEVER

(
    BOUNDARY,
    POST_CHANGE,
    SETTLES,
    HANDS_OVER,
    KEEP_ENDS,
    BIRTHDAY,
    CANDIDATE,
    TRANSITION,
    WAIT_LIMIT,
    HOLD_LIMIT,
    PANEL,
) = range(11)

_ID_BITS = 48


class Appointment(simpy.Event):
    """A place in SimPy's queue at (tick, rank, id); its value is the rank. One at NEVER is not queued at all."""

    def __init__(self, env: simpy.Environment, tick: int, rank: int, identity: int) -> None:
        super().__init__(env)
        self.tick, self.rank = tick, rank
        self._ok, self._value = True, rank
        if tick < NEVER:
            env.schedule(self, priority=((rank + 1) << _ID_BITS) + identity, delay=tick - env.now)  # type: ignore[arg-type]


Turn = Generator[simpy.Event, Any, int]


class Diary:
    """At most one entry a rank (rule 6); its owner waits for the earliest, whatever is planned meanwhile."""

    def __init__(self, env: simpy.Environment, identity: int) -> None:
        self.env, self.identity = env, identity
        self.ahead: dict[int, int] = {}
        self.waited_for: Appointment | None = None

    def plan(self, rank: int, tick: int) -> None:
        """Enter `tick` for `rank` instead of what was there; NEVER cancels."""
        if tick < NEVER:
            self.ahead[rank] = tick
        elif self.ahead.pop(rank, None) is None:
            return
        if self.waited_for is not None:
            self._wait_for_earliest()

    def cancel(self, rank: int) -> None:
        """Strike out what is planned for `rank`, if anything is."""
        self.plan(rank, NEVER)

    def close(self) -> None:
        """Strike out everything."""
        self.ahead.clear()
        if self.waited_for is not None:
            self._wait_for_earliest()

    def turn(self) -> Turn:
        """Wait for the earliest entry, cross it off and return its rank."""
        self.waited_for = self._earliest()
        rank: int = yield self.waited_for
        self.waited_for = None
        del self.ahead[rank]
        return rank

    def _earliest(self) -> Appointment:
        tick, rank = min(((tick, rank) for rank, tick in self.ahead.items()), default=(NEVER, 0))
        return Appointment(self.env, tick, rank, self.identity)

    def _wait_for_earliest(self) -> None:
        """Move whoever waits from the old appointment to the new one; the old then fires unheard."""
        old = self.waited_for
        assert old is not None
        tick, rank = min(((tick, rank) for rank, tick in self.ahead.items()), default=(NEVER, 0))
        if (tick, rank) == (old.tick, old.rank):
            return
        new = Appointment(self.env, tick, rank, self.identity)
        new.callbacks, old.callbacks = old.callbacks, []
        self.waited_for = new
