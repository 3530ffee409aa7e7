"""Whether two engines give the same log, one replication at a time, and where they first differ if not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from carepath_sim.errors import ModelFault
from carepath_sim.eventlog import COLUMNS, PEOPLE_COLUMNS, EventLog, first_difference
from carepath_sim.experiments.engines import Simulate, engine_named
from carepath_sim.experiments.workers import Progress
from carepath_sim.model import Model

AROUND = 10
"""Rows shown before and after the first that differs."""
PATH = 40
"""Rows of a person's path shown at most, the latest ones."""


@dataclass(frozen=True, eq=False)
class Ending:
    """How an engine ended a replication: with a log, or stopped by a guard."""

    log: EventLog | None
    fault: ModelFault | None
    seconds: float


@dataclass(frozen=True)
class Difference:
    """Where two engines first differ: in a sentence, and then everything needed to see why."""

    replication: int
    what: str
    row: int | None  # None if every row agrees, or a guard stopped a run
    details: str

    def __str__(self) -> str:
        return f"Replication {self.replication}: {self.what}.\n{self.details}".rstrip()


@dataclass(frozen=True)
class Parity:
    """What agreed, over `agreed` replications from `first` on, and the difference that ended the search, if any."""

    engines: tuple[str, str]
    seed: int
    first: int
    agreed: int
    stopped: int  # replications that the same guard stopped in both
    rows: int
    events: int
    people: int
    seconds: tuple[float, float]
    difference: Difference | None


def check(
    model: Model,
    seed: int,
    replications: int,
    first: int = 0,
    engines: tuple[str, str] = ("reference", "compiled"),
    on_progress: Progress | None = None,
) -> Parity:
    """Run both engines over some replications, up to the first on which they differ.

    Raises UsageError if there is no such engine, or the compiled one lacks numba.
    """
    simulators = [engine_named(name) for name in engines]
    ended(simulators[1], model, seed, first)  # compiles what it compiles, so that the times are those of the runs alone
    agreed = stopped = rows = events = people = 0
    seconds = np.zeros(2)
    difference = None
    for done, replication in enumerate(range(first, first + replications), 1):
        one, other = (ended(simulate, model, seed, replication) for simulate in simulators)
        seconds += one.seconds, other.seconds
        difference = compare(one, other, engines, replication)
        if difference is not None:
            break
        agreed += 1
        if one.log is None:
            stopped += 1
        else:
            rows, events = rows + len(one.log), events + one.log.events
            people += len(one.log.people["person"])
        if on_progress is not None:
            on_progress(done, replications)
    times = (float(seconds[0]), float(seconds[1]))
    return Parity(engines, seed, first, agreed, stopped, rows, events, people, times, difference)


def in_words(found: Parity, name: str) -> list[str]:
    """What was compared and how much of it agreed, and in what time, as lines to print."""
    one, other = found.engines
    who = f"the {one} and the {other} engine"
    if found.difference is not None:
        return [f"{name}, seed {found.seed}: {who} differ; {found.agreed:,} replications before agreed."]
    agreed = f"all {found.agreed:,} replications from {found.first:,} on"
    stopped = f"; a guard stopped {found.stopped:,} of them, the same in both" if found.stopped else ""
    took = [f"{engine} {seconds:.2f} s" for engine, seconds in zip(found.engines, found.seconds, strict=True)]
    times = f", {found.seconds[0] / found.seconds[1]:.0f} times as long" if found.seconds[1] > 0 else ""
    return [
        f"{name}, seed {found.seed}: {who} agree on {agreed}{stopped}.",
        f"The same: {found.rows:,} rows, {found.events:,} events, {found.people:,} people.",
        f"Time: {took[1]}; {took[0]}{times}.",
    ]


def ended(simulate: Simulate, model: Model, seed: int, replication: int) -> Ending:
    """Run one replication to its log, or to the guard that stops it."""
    began = perf_counter()
    try:
        log, fault = simulate(model, seed, replication), None
    except ModelFault as caught:
        log, fault = None, caught
    return Ending(log, fault, perf_counter() - began)


def compare(one: Ending, other: Ending, names: Sequence[str], replication: int = 0) -> Difference | None:
    """The first difference between two endings: rows, then people, then the count of events; None if there is none.

    Two runs stopped by a guard agree if the rule and the person concerned are the same.
    """
    if one.fault is not None or other.fault is not None:
        found = _between_faults(one.fault, other.fault, names)
    else:
        assert one.log is not None
        assert other.log is not None
        found = _between_logs(one.log, other.log, names)
    return None if found is None else Difference(replication, *found)


Found = tuple[str, int | None, str]
"""What differs, at which row, and the details."""


def _between_faults(one: ModelFault | None, other: ModelFault | None, names: Sequence[str]) -> Found | None:
    if one is not None and other is not None and (one.rule, one.person) == (other.rule, other.person):
        return None
    details = [
        f"{name}: {'ran to the horizon' if fault is None else fault}"
        for name, fault in zip(names, (one, other), strict=True)
    ]
    return "a guard stopped one run and not the other, or another guard", None, "\n".join(details)


def _between_logs(one: EventLog, other: EventLog, names: Sequence[str]) -> Found | None:
    """By row, by person, by count and by type of column, in this order."""
    row = first_difference(one, other)
    if row is not None and row < max(len(one), len(other)):
        return f"row {row} differs", row, _row_details(one, other, row, names)
    if row is not None:
        return "every row agrees and the people do not", None, _people_details(one, other, names)
    if one.events != other.events:
        counts = (f"{name}: {log.events} events" for name, log in zip(names, (one, other), strict=True))
        return "every row agrees and the count of events does not", None, "\n".join(counts)
    types = [_types(log) for log in (one, other)]
    if types[0] != types[1]:
        listed = (f"{name}: {found}" for name, found in zip(names, types, strict=True))
        return "every value agrees and the types of the columns do not", None, "\n".join(listed)
    return None


def _types(log: EventLog) -> dict[str, str]:
    columns: dict[str, Any] = {name: getattr(log, name) for name in COLUMNS}
    return {name: str(column.dtype) for name, column in (columns | log.people).items()}


def _row_details(one: EventLog, other: EventLog, row: int, names: Sequence[str]) -> str:
    parts = [f"{name}:\n{_around(log, row)}" for name, log in zip(names, (one, other), strict=True)]
    if row < min(len(one), len(other)):
        values = {name: (int(getattr(one, name)[row]), int(getattr(other, name)[row])) for name in COLUMNS}
        differing = (f"{name} {a} and {b}" for name, (a, b) in values.items() if a != b)
        parts.append(f"In numbers: {', '.join(differing)}.")
    people = {int(log.person[row]) for log in (one, other) if row < len(log)}
    for person in sorted(people - {-1}):
        parts += [
            f"Person {person}, {name}:\n{_path(log, person, row)}"
            for name, log in zip(names, (one, other), strict=True)
        ]
    return "\n".join(parts)


def _around(log: EventLog, row: int) -> str:
    """The rows about a place in a log, the place itself marked."""
    shown = range(max(0, row - AROUND), min(len(log), row + AROUND + 1))
    lines = [f"{'>' if number == row else ' '} {number:>7} {_words(log, number)}" for number in shown]
    if row >= len(log):
        lines.append(f"> {row:>7} no more rows")
    return "\n".join(lines)


def _path(log: EventLog, person: int, row: int) -> str:
    """A person's rows up to some way past a place in the log."""
    mine = np.flatnonzero(log.person[: row + AROUND + 1] == person)
    return "\n".join(f"  {number:>7} {_words(log, int(number))}" for number in mine[-PATH:]) or "  no rows"


def _words(log: EventLog, row: int) -> str:
    try:
        return log.words(row)
    except IndexError:  # a number that stands for nothing is a difference to show, not to fall over
        return str({name: int(getattr(log, name)[row]) for name in COLUMNS})


def _people_details(one: EventLog, other: EventLog, names: Sequence[str]) -> str:
    counts = [len(log.people["person"]) for log in (one, other)]
    if counts[0] != counts[1]:
        return "\n".join(f"{name}: {count} people" for name, count in zip(names, counts, strict=True))
    differs = np.any([one.people[name] != other.people[name] for name in PEOPLE_COLUMNS], axis=0)
    entry = int(np.argmax(differs))
    lines = [f"entry {entry} of the people:"]
    for name, log in zip(names, (one, other), strict=True):
        values = ", ".join(f"{column} {int(log.people[column][entry])}" for column in PEOPLE_COLUMNS)
        lines.append(f"{name}: {values}")
    return "\n".join(lines)
