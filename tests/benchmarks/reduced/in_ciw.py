"""The reduced network in Ciw: nodes with as many servers as places, no room to queue, and so blocking after service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ciw

from carepath_sim.clock import DAY
from tests.benchmarks.reduced.network import SETTINGS, Size, numbered
from tests.benchmarks.reduced.rows import Figures, Stay, figures


@dataclass(frozen=True)
class Records:
    """Ciw's own records of finished stays, which are its log, and the nodes with whoever is still there."""

    finished: list[Any]
    nodes: list[Any]
    horizon: int

    @property
    def staying(self) -> list[Any]:
        """Those whose stay has not ended, blocked or not."""
        return [person for node in self.nodes for person in node.all_individuals]

    @property
    def events(self) -> int:
        """Arrivals, and ends of stays whether or not they were blocked."""
        came = {record.id_number for record in self.finished} | {person.id_number for person in self.staying}
        return len(came) + len(self.finished) + sum(bool(person.is_blocked) for person in self.staying)


def network(size: Size) -> Any:
    """The network of a size as Ciw wants it; node 1 is setting 0."""
    numbers = numbered(size)
    count = len(SETTINGS)
    routing = [[0.0] * count for _ in range(count)]
    for setting, ways in enumerate(numbers.ways_out):
        for to, share, _ in ways:
            if to >= 0:
                routing[setting][to] += share
    entries = dict(zip(numbers.entry_settings, numbers.entry_shares, strict=True))
    return ciw.create_network(
        arrival_distributions=[
            ciw.dists.Exponential(numbers.entries_per_day / DAY * entries[setting]) if setting in entries else None
            for setting in range(count)
        ],
        service_distributions=[ciw.dists.Exponential(total / DAY) for total in numbers.total_per_day],
        number_of_servers=[float("inf") if places is None else places for places in numbers.places],
        queue_capacities=[float("inf") if places is None else 0 for places in numbers.places],
        routing=routing,
    )


def simulate(size: Size, seed: int, replication: int) -> Records:
    """One replication."""
    ciw.seed(seed * 1_000_003 + replication)
    simulation = ciw.Simulation(network(size))
    simulation.simulate_until_max_time(size.horizon)
    return Records(simulation.get_all_records(), simulation.nodes[1:-1], size.horizon)


def figures_of_records(records: Records) -> Figures:
    """The figures of one replication, those who are still there included."""
    stays = [
        Stay(record.node - 1, record.arrival_date, record.time_blocked, record.exit_date) for record in records.finished
    ]
    stays += [
        Stay(node.id_number - 1, person.arrival_date, 0.0, records.horizon)
        for node in records.nodes
        for person in node.all_individuals
    ]
    return figures(stays, records.events, records.horizon)
