"""`Reading`: a block of logs, read once, with every table that metrics share worked out when first asked for.

What is counted is an array by run and by window, [runs, windows], or has the kinds that
are told apart between the two: [runs, kinds, windows]. Whatever is summed is summed in
the order of the rows, or is whole numbers: a run has the same figures in any block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, wraps
from typing import Any, TypeVar

import numpy as np

from carepath_sim.clock import DAY, WEEK
from carepath_sim.eventlog import MOVED, EventLog, Vocabulary
from carepath_sim.metrics import intervals, spells
from carepath_sim.metrics.ages import AGE_BANDS, birthdays
from carepath_sim.metrics.arrays import sums
from carepath_sim.metrics.block import Block
from carepath_sim.metrics.intervals import PoolRows, PoolSteps, PostStates, Relationships, Stays
from carepath_sim.metrics.spells import Periods, Placements, Spells
from carepath_sim.metrics.windows import (
    Calendar,
    Cuts,
    Intervals,
    PeopleTable,
    Table,
    Window,
    midnights_before,
    overlaps,
)
from carepath_sim.model import POST_STATES, Bools, Floats, Ints, Prices

__all__ = ["AGE_BANDS", "Reading", "Window", "once"]

T = TypeVar("T")

TABLES = ("_lives", "posts", "is_service", "pools", "moves")
"""What figures of money read that is the same for any windows."""


class Reading:
    """A log, or the logs of several runs of one study, and, if money is to be counted, its prices.

    `windows` are looked at in place of the whole study and its years. Raises ValueError if the
    prices have other calendar pieces, or if the logs are not of one study.
    """

    def __init__(
        self,
        logs: EventLog | Sequence[EventLog],
        prices: Prices | None = None,
        windows: Sequence[Window] | None = None,
    ) -> None:
        self.log = Block.of([logs] if isinstance(logs, EventLog) else logs)
        self.prices = prices
        self._windows = windows
        self._shared: dict[object, Any] = {}
        if prices is not None and prices.night.shape[1] != len(self.words.piece_start):
            raise ValueError(
                f"the prices have {prices.night.shape[1]} calendar pieces and the log has "
                f"{len(self.words.piece_start)}: they were not made together"
            )

    def shared(self, name: object, derive: Callable[[], T]) -> T:
        """What `derive` finds, worked out when first asked for under a name and kept.

        A name that is a tuple stands for what is the same for any windows.
        """
        if name not in self._shared:
            self._shared[name] = derive()
        found: T = self._shared[name]
        return found

    def over(self, windows: Sequence[Window]) -> Reading:
        """The same runs over other windows; tables that are the same for any windows are not worked out again."""
        found = object.__new__(Reading)
        vars(found).update({name: getattr(self, name) for name in ("log", "prices", *TABLES)})
        found._windows = windows
        found._shared = {name: table for name, table in self._shared.items() if isinstance(name, tuple)}
        return found

    @property
    def words(self) -> Vocabulary:
        """The names behind the numbers."""
        return self.log.vocabulary

    @property
    def n_runs(self) -> int:
        """How many logs are read."""
        return self.log.n_runs

    @cached_property
    def calendar(self) -> Calendar:
        """Windows, 31 Marches and the stretches of time between."""
        return Calendar.of(self.words, self._windows)

    @property
    def windows(self) -> tuple[Window, ...]:
        """What is looked at: the whole study and each whole year of it, counted from the start date, if not said."""
        return self.calendar.windows

    # Tables.

    @cached_property
    def _lives(self) -> tuple[Spells, Placements, Periods]:
        return spells.derive(self.log)

    @property
    def spells(self) -> Spells:
        """Where everybody lived."""
        return self._lives[0]

    @property
    def placements(self) -> Placements:
        """Spells with same-place transitions joined."""
        return self._lives[1]

    @property
    def periods(self) -> Periods:
        """Periods of care."""
        return self._lives[2]

    @cached_property
    def relationships(self) -> Relationships:
        """Who worked with whom."""
        return intervals.relationships(self.log)

    @cached_property
    def needs(self) -> Stays:
        """Time without a key worker among those who need one."""
        return intervals.needs(self.log)

    @cached_property
    def waits(self) -> Stays:
        """Time spent waiting for a place."""
        return intervals.waits(self.log)

    @cached_property
    def holds(self) -> Stays:
        """Time spent held back from a planned move."""
        return intervals.holds(self.log)

    @cached_property
    def posts(self) -> PostStates:
        """The history of every post."""
        return intervals.post_states(self.log)

    @cached_property
    def pool_rows(self) -> PoolRows:
        """Every change of the limited pools, and of any others that are paid for as a service."""
        return intervals.pool_rows(self.log, self.words.is_limited | self.is_service)

    @cached_property
    def pools(self) -> PoolSteps:
        """Occupied and open places of the same pools, for as long as neither changes."""
        return intervals.pool_steps(self.log, self.pool_rows)

    @cached_property
    def is_service(self) -> Bools:
        """Which pools are paid for as a staffed service at some time: none that is known without prices."""
        if self.prices is None:
            return np.zeros(len(self.words.pools), dtype=np.bool_)
        found: Bools = np.any(self.prices.service != 0, axis=1)
        return found

    @cached_property
    def moves(self) -> Ints:
        """Rows of the spells that began with a move from one looked-after placement to another."""
        table = self.spells
        rows = np.flatnonzero((table.kind == MOVED) & table.looked_after)
        before = table.previous[rows]
        return rows[(before >= 0) & table.looked_after[before]]

    @cached_property
    def breakdown_levels(self) -> Ints:
        """For each spell whether its end is a breakdown of a looked-after placement: 0, 1 broad, 2 narrow."""
        table = self.spells
        level = spells.breakdown_level(self.words, table.end_cause)
        return np.where(table.looked_after & spells.ends_placement(table), level, 0)

    # Ages.

    def birthday(self, age: int) -> Ints:
        """The tick of each person's birthday at an age, as `clock.birthday` finds it for one."""
        return self.shared(("birthday", age), lambda: birthdays(self.log.people["born"], age, self.words.start_day))

    def in_age_band(self, band: str, start: Ints, end: Ints, who: Ints) -> tuple[Ints, Ints]:
        """Intervals of people cut to the part in which they are of an age band; empty ones have `end <= start`."""
        lower, upper = AGE_BANDS[band]
        first = self.birthday(lower)[who] if lower else start
        return np.maximum(start, first), np.minimum(end, self.birthday(upper)[who])

    def periods_at_age(self, band: str) -> Intervals:
        """Periods of care cut to the part in which the young person was of an age band."""

        def derive() -> Intervals:
            table = self.periods
            start, end = self.in_age_band(band, table.start, table.end, table.who)
            kept = np.flatnonzero(end > start)
            return Intervals(table.run[kept], table.who[kept], start[kept], end[kept])

        return self.shared(("periods at age", band), derive)

    # Counting.

    def cut(self, table: Table) -> Cuts:
        """A table's intervals cut at the edges of the calendar."""
        return self.shared(table, lambda: self.calendar.cut(table.start, table.end))

    def count(self, run: Ints, tick: Ints) -> Floats:
        """How many things happened in each run and window, of which these are the runs and ticks."""
        return self.count_by(np.zeros(len(run), dtype=np.int64), 1, run, tick)[:, 0]

    def count_by(self, what: Ints, n_kinds: int, run: Ints, tick: Ints) -> Floats:
        """`count` by the kind of thing: [runs, kinds, windows]."""
        return self.calendar.in_windows(self.count_by_stretch(what, n_kinds, run, tick))

    def count_by_stretch(self, what: Ints, n_kinds: int, run: Ints, tick: Ints) -> Floats:
        """`count_by` before the stretches are put together: [runs, kinds, columns of stretches]."""
        shape = (self.n_runs, n_kinds, self.calendar.n_columns)
        return sums((run, what, self.calendar.stretch_of(tick)), shape)

    def ticks(self, table: Table) -> Floats:
        """Ticks of the intervals of a table in each run and window."""
        return self.ticks_by(np.zeros(len(table.run), dtype=np.int64), 1, table)[:, 0]

    def ticks_by(self, what: Ints, n_kinds: int, table: Table, weight: Ints | Bools | None = None) -> Floats:
        """Ticks of the intervals of a table by kind, each as often as its weight says: [runs, kinds, windows]."""
        if weight is None:
            return self.calendar.in_windows(self._overlaps(what, n_kinds, table, self.calendar.edges))
        cuts = self.cut(table)
        return self.calendar.in_windows(self.by_stretch(what, n_kinds, table, cuts.ticks * weight[cuts.row]))

    def nights_by(self, what: Ints, n_kinds: int, table: Table) -> Floats:
        """Midnights of the intervals of a table by kind: [runs, kinds, windows]."""
        return self.calendar.in_windows(self.nights_by_stretch(what, n_kinds, table))

    def nights_by_stretch(self, what: Ints, n_kinds: int, table: Table) -> Floats:
        """`nights_by` before the stretches are put together: [runs, kinds, columns of stretches]."""
        edges = midnights_before(self.calendar.edges) * DAY
        return self._overlaps(what, n_kinds, table, edges, lambda tick: midnights_before(tick) * DAY) / DAY

    def _overlaps(
        self, what: Ints, n_kinds: int, table: Table, edges: Ints, rounded: Callable[[Ints], Ints] = lambda tick: tick
    ) -> Floats:
        """Ticks of the intervals of a table by kind, their bounds rounded: [runs, kinds, columns of stretches]."""
        cells = self.n_runs * n_kinds
        found = overlaps(edges, table.run * n_kinds + what, cells, rounded(table.start), rounded(table.end))
        return found.reshape(self.n_runs, n_kinds, len(edges))

    def by_stretch(self, what: Ints, n_kinds: int, table: Table, amounts: Ints | Floats) -> Floats:
        """Amounts of the cuts of a table by the kind of their interval: [runs, kinds, columns of stretches]."""
        cuts = self.cut(table)
        cell = (table.run * n_kinds + what)[cuts.row]
        columns = self.calendar.n_columns
        found = sums((cell, cuts.stretch), (self.n_runs * n_kinds, columns), amounts)
        return found.reshape(self.n_runs, n_kinds, columns)

    def people_in(self, *chosen: tuple[PeopleTable, Bools | None]) -> Floats:
        """How many different people of each run have an interval, of the rows chosen of some tables, in each window."""
        nobody = self.log.n_people
        found = np.zeros((self.calendar.n_columns, nobody + 1), dtype=np.bool_)
        for table, rows in chosen:
            cuts = self.cut(table)
            who = table.who if rows is None else np.where(rows, table.who, nobody)
            found.ravel()[cuts.stretch * (nobody + 1) + who[cuts.row]] = True
        counts = np.cumsum(self.calendar.any_in_windows(found), axis=1)
        before = np.insert(counts, 0, 0, axis=1)[:, self.log.first_person]
        return np.diff(before, axis=1).T.astype(np.float64)

    # Tables that several figures share.

    @cached_property
    def ticks_by_setting(self) -> Floats:
        """Ticks lived in each setting: [runs, S, windows]."""
        return self.ticks_by(self.spells.setting, len(self.words.settings), self.spells)

    @cached_property
    def nights_by_setting(self) -> Floats:
        """Midnights lived in each setting: [runs, S, columns of stretches]."""
        return self.nights_by_stretch(self.spells.setting, len(self.words.settings), self.spells)

    @cached_property
    def ticks_of_posts(self) -> Floats:
        """Ticks that the posts of each team spent in each state: [runs, M, 4, windows]."""
        return self.calendar.in_windows(self.ticks_of_posts_by_stretch)

    @cached_property
    def ticks_of_posts_by_stretch(self) -> Floats:
        """Ticks that the posts of each team spent in each state: [runs, M, 4, columns of stretches]."""
        posts, n_teams, n_states = self.posts, len(self.words.teams), len(POST_STATES)
        kinds = posts.team * n_states + posts.state
        ticks = self.by_stretch(kinds, n_teams * n_states, posts, self.cut(posts).ticks)
        return ticks.reshape(self.n_runs, n_teams, n_states, self.calendar.n_columns)

    # By week.

    @property
    def n_weeks(self) -> int:
        """How many midnights are the first of the study or the seventh after one of these."""
        return -(-self.words.horizon // WEEK)

    def count_by_week(self, what: Ints, n_kinds: int, table: Table, weight: Ints | None = None) -> Ints:
        """Intervals under way at each seventh midnight, each as often as its weight says: [runs, kinds, weeks]."""
        shape = (self.n_runs, n_kinds, self.n_weeks + 1)
        enter, leave = (sums((table.run, what, -(-tick // WEEK)), shape, weight) for tick in (table.start, table.end))
        return np.cumsum(enter - leave, axis=2)[..., :-1].astype(np.int64)

    @cached_property
    def people_by_week(self) -> Ints:
        """Young people in each setting at each seventh midnight: [runs, S, weeks]."""
        return self.count_by_week(self.spells.setting, len(self.words.settings), self.spells)


def once(function: Callable[[Reading], T]) -> Callable[[Reading], T]:
    """A function of a reading that is worked out once for each reading, however many metrics ask for it."""

    @wraps(function)
    def found(reading: Reading) -> T:
        return reading.shared(function, lambda: function(reading))

    return found
