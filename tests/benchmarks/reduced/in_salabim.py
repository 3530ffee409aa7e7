"""The reduced network in salabim: a component a person, a resource a setting, by its faster form (with yields)."""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any

import salabim

from carepath_sim.clock import DAY
from carepath_sim.eventlog import BY_ENTRY, ENTERED, LEFT, MOVED, WAIT_ENDED, WAITED
from tests.benchmarks.reduced.network import Size, numbered
from tests.benchmarks.reduced.rows import Row, Rows

Life = Generator[Any, None, None]


class Network(salabim.Environment):  # type: ignore[misc]
    """The settings of one replication."""

    def setup(self, size: Size, seed: int, replication: int) -> None:
        self.luck = random.Random(f"{seed} {replication}")
        self.numbers = numbered(size)
        self.places = [
            None if places is None else salabim.Resource(capacity=places, monitor=False)
            for places in self.numbers.places
        ]
        self.rows: list[Row] = []
        self.events = 0

    def write(self, kind: int, person: int, a: int, b: int, cause: int) -> None:
        self.rows.append((self.now(), kind, person, a, b, cause))


class Entries(salabim.Component):  # type: ignore[misc]
    """People come as a Poisson process."""

    def process(self) -> Life:
        env, person = self.env, 0
        while True:
            yield self.hold(env.luck.expovariate(env.numbers.entries_per_day / DAY))
            (setting,) = env.luck.choices(env.numbers.entry_settings, env.numbers.entry_shares)
            YoungPerson(number=person, setting=setting)
            person += 1


class YoungPerson(salabim.Component):  # type: ignore[misc]
    """One person's path, from a setting without limit until they leave."""

    def setup(self, number: int, setting: int) -> None:
        self.number, self.setting = number, setting

    def process(self) -> Life:
        env, person, setting = self.env, self.number, self.setting
        held = None
        env.events += 1
        env.write(ENTERED, person, setting, 0, BY_ENTRY)
        while True:
            yield self.hold(env.luck.expovariate(env.numbers.total_per_day[setting] / DAY))
            env.events += 1
            ways = env.numbers.ways_out[setting]
            ((to, _, route),) = env.luck.choices(ways, [share for _, share, _ in ways]) if len(ways) > 1 else ways
            places = env.places[to] if to >= 0 else None
            if places is not None:
                if places.available_quantity() < 1 or places.requesters().length() > 0:
                    env.write(WAITED, person, to, to, route)
                    yield self.request(places)
                    env.write(WAIT_ENDED, person, to, to, route)
                else:
                    yield self.request(places)
            if to < 0:
                env.write(LEFT, person, setting, -1, route)
            else:
                env.write(MOVED, person, setting, to, route)
            if held is not None:
                self.release(held)
            if to < 0:
                return
            setting, held = to, places


def simulate(size: Size, seed: int, replication: int) -> Rows:
    """One replication."""
    salabim.yieldless(False)
    network = Network(trace=False, random_seed=None, size=size, seed=seed, replication=replication)
    Entries()
    network.run(till=size.horizon)
    return Rows(network.rows, network.events, size.horizon)
