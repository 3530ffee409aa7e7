"""Paired, interleaved rounds: every program runs in every round, so that a busy minute slows all of them alike.

What is compared is the ratio within a round; its median over the rounds is quoted, with the
lowest and highest. Programs of one thread are timed by the processor time of the process,
which other people's work on the machine disturbs least.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from statistics import median
from time import perf_counter, process_time
from typing import Any

Clock = Callable[[], float]


@dataclass(frozen=True)
class Program:
    """What is timed: `run` makes the log of one replication; `events` counts what was in it, off the clock."""

    run: Callable[[int], Any]
    events: Callable[[Any], int] = attrgetter("events")


SHORTEST = 0.25
"""Seconds of work that one measurement should last at least, where the rounds are not quick ones."""


@dataclass(frozen=True)
class Sample:
    """One program in one round."""

    seconds: float
    events: int
    replications: int

    @property
    def per_event(self) -> float:
        return self.seconds / self.events

    @property
    def per_replication(self) -> float:
        return self.seconds / self.replications


@dataclass(frozen=True)
class Spread:
    """A median over rounds, with its lowest and highest."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, values: list[float]) -> Spread:
        return cls(median(values), min(values), max(values))


@dataclass(frozen=True)
class Rounds:
    """Samples by program, one a round."""

    samples: dict[str, list[Sample]]

    def time_ratio(self, slow: str, fast: str) -> Spread:
        """How many times as long `slow` takes for an event as `fast`."""
        pairs = zip(self.samples[slow], self.samples[fast], strict=True)
        return Spread.of([one.per_event / other.per_event for one, other in pairs])

    def events_per_second(self, program: str) -> Spread:
        return Spread.of([1.0 / sample.per_event for sample in self.samples[program]])

    def per_event(self, program: str) -> Spread:
        """Seconds an event."""
        return Spread.of([sample.per_event for sample in self.samples[program]])

    def seconds(self, program: str) -> Spread:
        """Seconds a replication."""
        return Spread.of([sample.per_replication for sample in self.samples[program]])

    def events(self, program: str) -> float:
        """Mean events a replication."""
        samples = self.samples[program]
        return sum(sample.events for sample in samples) / sum(sample.replications for sample in samples)


def interleave(programs: Mapping[str, Program], rounds: int, shortest: float = SHORTEST) -> Rounds:
    """Run all programs in turn, `rounds` times; fast ones several replications each time."""
    size = {name: _block_size(program, shortest) for name, program in programs.items()}
    samples: dict[str, list[Sample]] = {name: [] for name in programs}
    for turn in range(rounds):
        for name, program in programs.items():
            first = turn * size[name]
            samples[name].append(sample(program, range(first, first + size[name])))
    return Rounds(samples)


def sample(program: Program, replications: range, clock: Clock = process_time) -> Sample:
    """Time some replications of one program, with the garbage of the others collected first."""
    gc.collect()
    seconds, events = 0.0, 0
    for replication in replications:
        began = clock()
        result = program.run(replication)
        seconds += clock() - began
        events += program.events(result)
        del result
    return Sample(seconds, events, len(replications))


def _block_size(program: Program, shortest: float) -> int:
    """How many replications take the shortest time; the first run, which may compile something, does not count."""
    program.run(0)
    size = 1
    while (taken := sample(program, range(size)).seconds) < shortest / 2:
        size *= 2 if taken <= 0 else max(2, min(8, int(shortest / taken)))
    return max(size, round(size * shortest / taken)) if size > 1 else 1


@dataclass(frozen=True)
class Taken:
    """What something took by the clock on the wall, and of the processor's time in all threads."""

    wall: float
    processor: float


def take(work: Callable[[], object]) -> Taken:
    """Do something once, and time it."""
    gc.collect()
    began, processor_began = perf_counter(), process_time()
    work()
    return Taken(perf_counter() - began, process_time() - processor_began)
