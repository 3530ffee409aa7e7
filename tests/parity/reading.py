"""A log read row by row, with what its reader knows before each row; `features_*.py` say what that shows."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from carepath_sim.clock import DAY, NEVER, age_on
from carepath_sim.eventlog import (
    ALLOCATED,
    CONTINUED,
    ENTERED,
    HELD,
    HOLD_ENDED,
    LEFT,
    LOST,
    MOVED,
    NEEDS,
    PLACES,
    POST,
    PRESENT,
    SETTLED_ROW,
    WAIT_ENDED,
    WAITED,
    EventLog,
)
from carepath_sim.model import NEW as NEW_RELATIONSHIP
from carepath_sim.model import NOWHERE, SETTLED, Model


class Row(NamedTuple):
    """One row of a log, and its number."""

    number: int
    tick: int
    kind: int
    person: int
    a: int
    b: int
    cause: int


class Wait(NamedTuple):
    """A wait or a hold: for which transition, since when, and for (or in) which setting."""

    transition: int
    since: int
    setting: int


@dataclass
class Life:
    """What is known of one person."""

    group: int
    need: int
    born: int
    setting: int = NOWHERE
    entered: int = 0
    visits: Counter[int] = field(default_factory=Counter)
    wait: Wait | None = None
    hold: Wait | None = None
    team: int = NOWHERE
    worker: int = NOWHERE
    relationship: int = NOWHERE  # NEW or SETTLED while there is a worker
    worker_since: int = 0
    last: Row | None = None  # their row before this one
    touched: int = -1  # tick at which their relationship last changed
    keep_ends: tuple[int, int] | None = None  # tick, and the team that keeps them
    handovers: Counter[int] = field(default_factory=Counter)  # by team: clocks started
    handover_due: int = NEVER
    last_handover: int | None = None


class Council:
    """Everything a reader of the log knows at a moment."""

    def __init__(self, model: Model, log: EventLog, address: tuple[int, int]) -> None:
        self.model, self.address = model, address  # seed and replication
        columns = (log.people[name].tolist() for name in ("person", "group", "need", "born"))
        self.lives = {person: Life(group, need, born) for person, group, need, born in zip(*columns, strict=True)}
        self.pool_of = model.setting_pool.tolist()
        self.starts = model.piece_start.tolist()
        self.occupied: Counter[int] = Counter()
        self.open: dict[int, int] = {}
        self.posts: dict[int, int] = {}
        self.caseload: Counter[int] = Counter()
        self.entered: Counter[int] = Counter()  # by stream
        self.tick = 0
        self.this_minute: list[Row] = []  # rows before this one

    @property
    def piece(self) -> int:
        return bisect_right(self.starts, self.tick) - 1

    def age(self, life: Life) -> int:
        """Completed years, on the day of the present tick."""
        return self.age_at(life, self.tick)

    def age_at(self, life: Life, tick: int) -> int:
        return age_on(life.born, self.model.start_day + tick // DAY)

    def allowed(self, life: Life, setting: int) -> bool:
        age = self.age(life)
        return age < self.model.last_age and bool(self.model.allowed[setting, age, life.need])

    def entrants(self, stream: int) -> int:
        """How many have entered by a stream, counted from 1, before this moment."""
        return self.entered[stream]

    def free(self, pool: int) -> int:
        return self.open[pool] - self.occupied[pool]

    def is_limited(self, pool: int) -> bool:
        return bool(self.model.is_limited[pool])

    def queue(self, pool: int) -> list[Life]:
        return [life for life in self.lives.values() if life.wait and self.pool_of[life.wait.setting] == pool]

    def team_of(self, life: Life) -> int:
        return int(self.model.team_of[life.group, life.setting, self.piece])

    def apply(self, row: Row) -> None:
        """Take a row in."""
        self.this_minute.append(row)
        if row.kind == POST:
            self.posts[row.a] = row.b
        elif row.kind == PLACES:
            self.open[row.a] = row.b
        else:
            life = self.lives[row.person]
            self._housed(life, row)
            _asked(life, row)
            self._worked_with(life, row)
            life.last = row

    def _housed(self, life: Life, row: Row) -> None:
        if row.kind not in (PRESENT, ENTERED, MOVED, CONTINUED, LEFT):
            return
        if row.kind in (MOVED, CONTINUED, LEFT):
            self.occupied[self.pool_of[row.a]] -= 1
        if row.kind == LEFT:
            self.caseload[life.worker] -= life.worker != NOWHERE
            life.setting = life.team = life.worker = NOWHERE
            life.wait = life.hold = None
            return
        if row.kind == ENTERED:
            self.entered[row.b + 1] += 1
        life.setting = row.b if row.kind in (MOVED, CONTINUED) else row.a
        life.entered = row.tick
        life.visits[life.setting] += 1
        self.occupied[self.pool_of[life.setting]] += 1

    def _worked_with(self, life: Life, row: Row) -> None:
        if row.kind not in (NEEDS, ALLOCATED, LOST, SETTLED_ROW):
            return
        life.touched = row.tick
        if row.kind == NEEDS:
            life.team = row.a
        elif row.kind == ALLOCATED:
            life.team, life.worker, life.worker_since = row.a, row.b, row.tick
            life.relationship = NEW_RELATIONSHIP
            self.caseload[row.b] += 1
        elif row.kind == SETTLED_ROW:
            life.relationship = SETTLED
        else:
            self.caseload[life.worker] -= life.worker != NOWHERE
            life.team = life.worker = NOWHERE


def _asked(life: Life, row: Row) -> None:
    if row.kind == WAITED:
        life.wait = Wait(row.cause, row.tick, row.a)
    elif row.kind == WAIT_ENDED:
        life.wait = None
    elif row.kind == HELD:
        life.hold = Wait(row.cause, row.tick, row.a)
    elif row.kind == HOLD_ENDED:
        life.hold = None


def rows_of(log: EventLog) -> list[Row]:
    columns = (getattr(log, name).tolist() for name in ("tick", "kind", "person", "a", "b", "cause"))
    return [Row(number, *values) for number, values in enumerate(zip(*columns, strict=True))]


def read(model: Model, log: EventLog, address: tuple[int, int] = (0, 0)) -> Iterator[tuple[Council, Row, Row | None]]:
    """Every row with what is known before it, and the row after it; `address` is the seed and replication."""
    council, rows = Council(model, log, address), rows_of(log)
    for row in rows:
        if row.tick != council.tick:
            council.tick, council.this_minute = row.tick, []
        following = rows[row.number + 1] if row.number + 1 < len(rows) else None
        yield council, row, following
        council.apply(row)
