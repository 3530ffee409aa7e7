"""Flows, places needed and journeys counted again: row by row in plain Python, from nothing but the log."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from carepath_sim.eventlog import (
    ALLOCATED,
    CONTINUED,
    ENTERED,
    LEFT,
    LOST,
    MOVED,
    POST,
    PRESENT,
    WAIT_ENDED,
    WAITED,
    EventLog,
)


def rows_of(log: EventLog) -> list[tuple[int, int, int, int, int, int]]:
    columns = (log.tick, log.kind, log.person, log.a, log.b, log.cause)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def flows(log: EventLog) -> Counter[tuple[str, str]]:
    names = log.vocabulary.settings
    lives_in: dict[int, int] = {}
    found: Counter[tuple[str, str]] = Counter()
    for _, kind, person, a, b, _ in rows_of(log):
        if kind in (PRESENT, ENTERED):
            found["entered", names[a]] += 1
            lives_in[person] = a
        elif kind in (MOVED, CONTINUED):
            found[names[a], names[b]] += 1
            lives_in[person] = b
        elif kind == LEFT:
            found[names[a], "left"] += 1
            del lives_in[person]
    for setting in lives_in.values():
        found[names[setting], "still_there"] += 1
    return found


def needed(log: EventLog) -> dict[tuple[str, int], int]:
    """Ticks in which at least so many places of a limited pool were occupied or waited for."""
    words = log.vocabulary
    lives_in: dict[int, int] = {}
    waits_for: dict[int, int] = {}
    found: Counter[tuple[str, int]] = Counter()
    now = 0

    def pass_time(until: int) -> None:
        used = Counter([*lives_in.values(), *waits_for.values()])
        for pool, number in used.items():
            if words.is_limited[pool] and until > now:
                for places in range(1, number + 1):
                    found[words.pools[pool], places] += until - now

    for tick, kind, person, a, b, _ in rows_of(log):
        pass_time(tick)
        now = tick
        if kind in (PRESENT, ENTERED):
            lives_in[person] = int(words.setting_pool[a])
        elif kind in (MOVED, CONTINUED):
            lives_in[person] = int(words.setting_pool[b])
        elif kind == LEFT:
            del lives_in[person]
            waits_for.pop(person, None)
        elif kind == WAITED:
            waits_for[person] = b
        elif kind == WAIT_ENDED:
            waits_for.pop(person, None)
    pass_time(words.horizon)
    return dict(found)


@dataclass
class Stay:
    setting: int
    start: int
    end: int
    end_kind: int = -1
    end_cause: int = 0
    same_place_as_before: bool = False


@dataclass
class Life:
    stays: list[Stay] = field(default_factory=list)
    workers: list[tuple[tuple[int, int], int, int]] = field(default_factory=list)  # holder of a post, start, end

    def placements(self, looked_after: list[bool]) -> int:
        """Stays in care, those joined that were a change in the same place."""
        number, before = 0, False
        for stay in self.stays:
            now = looked_after[stay.setting]
            number += now and not (before and stay.same_place_as_before)
            before = now
        return number

    def key_workers(self, stay: Stay) -> int:
        met = {worker for worker, start, end in self.workers if start < stay.end and end > stay.start}
        return len(met)


def lives(log: EventLog) -> dict[int, Life]:
    horizon = log.vocabulary.horizon
    holder: Counter[int] = Counter()  # how often each post changed hands so far
    found: dict[int, Life] = {}
    open_worker: dict[int, tuple[tuple[int, int], int]] = {}

    def end_worker(person: int, tick: int) -> None:
        if person in open_worker:
            worker, start = open_worker.pop(person)
            found[person].workers.append((worker, start, tick))

    for tick, kind, person, a, b, cause in rows_of(log):
        if kind == POST:
            holder[a] += 1
        if kind in (MOVED, CONTINUED, LEFT):
            last = found[person].stays[-1]
            last.end, last.end_kind, last.end_cause = tick, kind, cause
        if kind in (PRESENT, ENTERED):
            found.setdefault(person, Life()).stays.append(Stay(a, tick, horizon))
        elif kind in (MOVED, CONTINUED):
            found[person].stays.append(Stay(b, tick, horizon, same_place_as_before=kind == CONTINUED))
        if kind in (ALLOCATED, LOST, LEFT):
            end_worker(person, tick)
        if kind == ALLOCATED:
            open_worker[person] = ((b, holder[b]), tick)
    for person in list(open_worker):
        end_worker(person, horizon)
    return found
