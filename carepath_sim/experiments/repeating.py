"""The first replication over again: by the engine that ran it, and as far as is cheap by the other one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.eventlog import COLUMNS, ENTERED, PRESENT, EventLog
from carepath_sim.experiments import parity
from carepath_sim.experiments.engines import engine_named
from carepath_sim.experiments.outcome import FIRST
from carepath_sim.model import Model

SCENARIOS = 3
"""The other engine runs the first ones alone: the reference needs a seventh of a second to set each up."""
ROWS = 4_000
"""Rows that the reference engine writes anew of a scenario: about another tenth of a second."""
DAYS = 365
"""It never goes further than this."""


@dataclass(frozen=True)
class Repeat:
    """What came of running the first replication, or its first days, again; `difference` is None if it was the same."""

    engine: str
    days: int
    whole: bool
    rows: int
    people: int
    difference: str | None


def repeats(models: Sequence[Model], logs: Sequence[EventLog], seed: int, engine: str) -> list[list[Repeat]]:
    """For each model the repeats that were made, each against the log of the first run."""
    other = other_engine(engine)
    found = []
    for place, (model, log) in enumerate(zip(models, logs, strict=True)):
        days = first_days(log, ROWS)
        wanted = [(engine, model.horizon // DAY if engine == "compiled" else days)]
        wanted += [(other, days)] if other and place < SCENARIOS else []
        found.append([repeat(model, log, seed, name, length) for name, length in wanted])
    return found


def other_engine(engine: str) -> str | None:
    """The engine to set beside another one: none beside the reference, because the other may have to be compiled.

    What was compiled before is not asked for, so that equal runs have equal checks.
    """
    return "reference" if engine == "compiled" else None


def first_days(log: EventLog, rows: int) -> int:
    """The most whole days whose rows are no more than a number, but at least one and no more than `DAYS`."""
    horizon = log.vocabulary.horizon // DAY
    tick = int(log.tick[rows]) if rows < len(log) else log.vocabulary.horizon
    return max(1, min(tick // DAY, DAYS, horizon))


def repeat(model: Model, log: EventLog, seed: int, engine: str, days: int) -> Repeat:
    """The first days run again by an engine, beside the same days of a log."""
    whole = days * DAY >= model.horizon
    again = parity.ended(engine_named(engine), model if whole else replace(model, horizon=days * DAY), seed, FIRST)
    known = log if whole else beginning(log, days * DAY)
    if not whole and again.log is not None:
        known = replace(known, events=again.log.events)  # a log counts its events for its whole length alone
    difference = parity.compare(parity.Ending(known, None, 0.0), again, ("before", "again"), FIRST)
    people = len(known.people["person"])
    return Repeat(engine, days, whole, len(known), people, None if difference is None else difference.what)


def beginning(log: EventLog, tick: int) -> EventLog:
    """The rows of a log before a tick, and the people who had come by then."""
    rows = int(np.searchsorted(log.tick, tick))
    people = int(np.isin(log.kind[:rows], (PRESENT, ENTERED)).sum())
    return replace(
        log,
        **{name: getattr(log, name)[:rows] for name in COLUMNS},
        people={name: column[:people] for name, column in log.people.items()},
    )
