"""Pools of places: a PriorityResource whose capacity follows the staff, and which keeps places free."""

from __future__ import annotations

import simpy
from simpy.resources.resource import PriorityRequest

FORCED, URGENT = -2, -1
"""Priorities of those who come in whether or not there is a place, and of those who may take one that is kept free."""


class Places(simpy.PriorityResource):
    """The places of one pool; `open` may fall below the number in use."""

    def __init__(self, env: simpy.Environment, open_places: int, keep_free: int) -> None:
        super().__init__(env)
        self.open, self.keep_free = open_places, keep_free

    @property
    def free(self) -> int:
        return self.open - len(self.users)

    @property
    def admits_planned(self) -> bool:
        return not self.queue and self.free > self.keep_free

    def reopen(self, open_places: int) -> None:
        self.open = open_places
        self._trigger_put(None)

    def _do_put(self, event: PriorityRequest) -> None:
        kept = self.keep_free if event.priority > URGENT else 0
        if event.priority == FORCED or self.free > kept:
            self.users.append(event)
            event.usage_since = self._env.now
            event.succeed()
