"""When: the windows that figures are given for, the 31 Marches, and the stretches of time that both are made of.

A *stretch* is the time between two neighbouring edges, where an edge is the bound of a
window or the start of a calendar piece. A window is a whole number of stretches, so what
is counted by stretch once is counted for every window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from carepath_sim import clock
from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.eventlog import Vocabulary
from carepath_sim.metrics.arrays import sums
from carepath_sim.model import Bools, Floats, Ints


@dataclass(frozen=True)
class Window:
    """A part of the study, from tick `start` up to but not including tick `end`."""

    name: str
    start: int
    end: int

    @property
    def days(self) -> float:
        """Length in days."""
        return (self.end - self.start) / DAY

    @property
    def years(self) -> float:
        """Length in mean calendar years."""
        return self.days / DAYS_PER_YEAR

    def holds(self, tick: Ints) -> Bools:
        """Which moments lie in it."""
        return (tick >= self.start) & (tick < self.end)


@dataclass(frozen=True)
class Census:
    """A 31 March: the midnight that ends it, and the midnights national statistics look back to."""

    at: int
    year_before: int
    two_years_before: int
    thirty_months_before: int


class Table(Protocol):
    """Intervals of the runs of a block."""

    @property
    def run(self) -> Ints:
        """The run of each."""

    @property
    def start(self) -> Ints:
        """The tick each begins."""

    @property
    def end(self) -> Ints:
        """The tick each ends, not its own."""


class PeopleTable(Table, Protocol):
    """Intervals of people."""

    @property
    def who(self) -> Ints:
        """The person of each, as a row of the people table of the block."""


@dataclass(frozen=True, eq=False)
class Intervals:
    """Intervals of people of which nothing else is asked."""

    run: Ints
    who: Ints
    start: Ints
    end: Ints

    @classmethod
    def of(cls, table: PeopleTable, rows: Ints) -> Intervals:
        """Those of some rows of a table."""
        return cls(table.run[rows], table.who[rows], table.start[rows], table.end[rows])


@dataclass(frozen=True, eq=False)
class Cuts:
    """Intervals cut wherever one stretch gives way to the next; what is outside every stretch is cut off."""

    row: Ints  # of the table that was cut
    stretch: Ints
    start: Ints
    end: Ints

    @cached_property
    def ticks(self) -> Ints:
        """Length of each."""
        return self.end - self.start

    @cached_property
    def nights(self) -> Ints:
        """Midnights of each; the midnight at which it ends is not its own."""
        nights: Ints = midnights_before(self.end) - midnights_before(self.start)
        return nights


def midnights_before(tick: Ints) -> Ints:
    """Midnights from tick 0 on and before each tick, which is the number of the first midnight not before it."""
    return -(-tick // DAY)


def stretches_of(edges: Ints, tick: Ints) -> Ints:
    """The place of the last edge at or before each moment, which is first brought between the first edge and the last.

    Edges are whole days as a rule. The place of each day is then looked up, which takes less time than a search.
    """
    within = np.clip(tick, edges[0], edges[-1])
    if np.any(edges % DAY):
        return np.searchsorted(edges, within, side="right") - 1
    days = edges // DAY
    of_day = np.searchsorted(days, np.arange(days[0], days[-1] + 1), side="right") - 1
    found: Ints = of_day[within // DAY - days[0]]
    return found


def cut(edges: Ints, start: Ints, end: Ints) -> Cuts:
    """Intervals cut at the edges, in their order; an empty interval has no cut."""
    if len(edges) < 2:
        return Cuts(*np.zeros((4, 0), dtype=np.int64))
    first = stretches_of(edges, start)
    last = np.minimum(stretches_of(edges, end - 1), len(edges) - 2)
    number = np.where((start < end) & (end > edges[0]) & (start < edges[-1]), last - first + 1, 0)
    row = np.repeat(np.arange(len(start)), number)
    stretch = (first - np.cumsum(number) + number)[row] + np.arange(len(row))
    return Cuts(row, stretch, np.maximum(start[row], edges[stretch]), np.minimum(end[row], edges[stretch + 1]))


def overlaps(edges: Ints, cell: Ints, n_cells: int, start: Ints, end: Ints) -> Floats:
    """How much of the intervals of each cell lies in each stretch, and in the column after them: [cells, columns].

    The same as the cuts of the intervals summed, without cutting them: what has been by an interval's
    end less what had been by its start, where of all stretches but that of the moment the whole counts.
    """
    shape = (n_cells, len(edges))
    end = np.maximum(start, end)
    amounts, counts = np.zeros(shape), np.zeros(shape)
    for tick, sign in ((np.clip(end, edges[0], edges[-1]), 1.0), (np.clip(start, edges[0], edges[-1]), -1.0)):
        stretch = stretches_of(edges, tick)
        amounts += sign * sums((cell, stretch), shape, tick - edges[stretch])
        counts += sign * sums((cell, stretch), shape)
    later = np.cumsum(counts[:, ::-1], axis=1)[:, ::-1] - counts
    found: Floats = amounts + later * np.append(np.diff(edges), 0)
    return found


@dataclass(frozen=True, eq=False)
class Calendar:
    """The windows and 31 Marches of a study, and the edges (ticks) of its stretches.

    Tables by stretch have a column for each edge: for the stretch that begins there and,
    last, for whatever comes after the last stretch.
    """

    windows: tuple[Window, ...]
    censuses: tuple[Census, ...]
    edges: Ints
    piece: Ints  # calendar piece that each edge lies in

    @classmethod
    def of(cls, words: Vocabulary, windows: Sequence[Window] | None = None) -> Calendar:
        """The calendar of a study: its windows (if not said, the whole and each whole year of it), every 31 March."""
        windows = _windows(words.start_day, words.horizon) if windows is None else tuple(windows)
        bounds = [bound for window in windows for bound in (window.start, window.end)]
        pieces = words.piece_start[words.piece_start < words.horizon]
        edges = np.unique(np.concatenate([np.array(bounds, dtype=np.int64), pieces]))
        piece = np.searchsorted(words.piece_start, edges, side="right") - 1
        return cls(windows, _censuses(words.start_day, words.horizon), edges, piece)

    @property
    def n_columns(self) -> int:
        """Columns of a table by stretch."""
        return len(self.edges)

    @cached_property
    def lengths(self) -> Ints:
        """Length of each window in ticks: [windows]."""
        return np.array([window.end - window.start for window in self.windows])

    @cached_property
    def years(self) -> Floats:
        """Length of each window in mean calendar years: [windows]."""
        return np.array([window.years for window in self.windows])

    @cached_property
    def nights(self) -> Ints:
        """Midnights of each stretch, and none after the last: [columns]."""
        return np.append(np.diff(midnights_before(self.edges)), 0)

    @cached_property
    def _bounds(self) -> Ints:
        """The first column of each window, and the first that is no longer in it: [windows, 2]."""
        return np.searchsorted(self.edges, [(window.start, window.end) for window in self.windows])

    def cut(self, start: Ints, end: Ints) -> Cuts:
        """Intervals cut at the edges."""
        return cut(self.edges, start, end)

    def stretch_of(self, tick: Ints) -> Ints:
        """The stretch each moment lies in, or the last column."""
        stretch = np.zeros(len(tick), dtype=np.int64)
        # There are few edges, so that a comparison with each takes less time than a search.
        for edge in self.edges[1:].tolist():
            stretch += tick >= edge
        return stretch

    def in_windows(self, by_stretch: Floats) -> Floats:
        """Sums over the stretches of each window: [..., columns] -> [..., windows]."""
        # What stands between the end of one window and the start of the next is summed too, and left out.
        found: Floats = np.add.reduceat(by_stretch, self._bounds.ravel(), axis=-1)[..., ::2]
        return found

    def any_in_windows(self, by_stretch: Bools) -> Bools:
        """Whether in any stretch of each window: [columns, ...] -> [windows, ...]."""
        return np.stack([by_stretch[first:last].any(axis=0) for first, last in self._bounds.tolist()])


def _windows(start_day: int, horizon: int) -> tuple[Window, ...]:
    found = [Window("all", 0, horizon)]
    start, year = 0, 1
    while (end := clock.tick_of(start_day, clock.birthday(start_day, year))) <= horizon:
        found.append(Window(f"year {year}", start, end))
        start, year = end, year + 1
    return tuple(found)


def _censuses(start_day: int, horizon: int) -> tuple[Census, ...]:
    found = []
    for tick in clock.ends_of_march(start_day, horizon):
        year = clock.year_and_day(clock.day_of(start_day, tick))[0]
        before = [
            clock.tick_of(start_day, clock.day_number(*day))
            for day in ((year - 1, 4, 1), (year - 2, 4, 1), (year - 3, 10, 1))
        ]
        found.append(Census(tick, *before))
    return tuple(found)
