"""The reduced network as SimPy's own documentation would have it: a process a person, a Resource a setting."""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any

import simpy

from carepath_sim.clock import DAY
from carepath_sim.eventlog import BY_ENTRY, ENTERED, LEFT, MOVED, WAIT_ENDED, WAITED
from tests.benchmarks.reduced.network import Numbered, Size, numbered
from tests.benchmarks.reduced.rows import Row, Rows

Life = Generator[simpy.Event, Any, None]


class Network:
    """The settings of one replication, who comes to them, and what happens there."""

    def __init__(self, size: Size, seed: int, replication: int) -> None:
        self.env = simpy.Environment()
        self.random = random.Random(f"{seed} {replication}")
        self.numbers: Numbered = numbered(size)
        self.places = [
            None if places is None else simpy.Resource(self.env, capacity=places) for places in self.numbers.places
        ]
        self.rows: list[Row] = []
        self.events = 0

    def write(self, kind: int, person: int, a: int, b: int, cause: int) -> None:
        self.rows.append((self.env.now, kind, person, a, b, cause))

    def entries(self) -> Life:
        """People come as a Poisson process."""
        person = 0
        while True:
            yield self.env.timeout(self.random.expovariate(self.numbers.entries_per_day / DAY))
            (setting,) = self.random.choices(self.numbers.entry_settings, self.numbers.entry_shares)
            self.env.process(self.life(person, setting))
            person += 1

    def life(self, person: int, setting: int) -> Life:
        """One person's path, from a setting without limit until they leave."""
        held: simpy.resources.resource.Request | None = None
        self.events += 1
        self.write(ENTERED, person, setting, 0, BY_ENTRY)
        while True:
            yield self.env.timeout(self.random.expovariate(self.numbers.total_per_day[setting] / DAY))
            self.events += 1
            origin, (setting, route) = setting, self.way_out(setting)
            places = self.places[setting] if setting >= 0 else None
            request = None
            if places is not None:
                request = places.request()
                if not request.triggered:
                    self.write(WAITED, person, setting, setting, route)
                    yield request
                    self.write(WAIT_ENDED, person, setting, setting, route)
                else:
                    yield request
            if setting < 0:
                self.write(LEFT, person, origin, -1, route)
            else:
                self.write(MOVED, person, origin, setting, route)
            if held is not None:
                held.resource.release(held)
            if setting < 0:
                return
            held = request

    def way_out(self, setting: int) -> tuple[int, int]:
        """Where somebody goes next, and by which route."""
        ways = self.numbers.ways_out[setting]
        if len(ways) == 1:
            return ways[0][0], ways[0][2]
        ((to, _, route),) = self.random.choices(ways, [share for _, share, _ in ways])
        return to, route


def simulate(size: Size, seed: int, replication: int) -> Rows:
    """One replication."""
    network = Network(size, seed, replication)
    network.env.process(network.entries())
    network.env.run(until=size.horizon)
    return Rows(network.rows, network.events, size.horizon)
