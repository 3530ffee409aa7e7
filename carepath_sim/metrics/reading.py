"""`Reading`: one log, read once, with every table that metrics share worked out when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from carepath_sim import clock
from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.eventlog import MOVED, EventLog, Vocabulary
from carepath_sim.metrics import intervals, spells
from carepath_sim.metrics.intervals import PoolSteps, PostStates, Relationships, Stays
from carepath_sim.metrics.spells import Periods, Placements, Spells
from carepath_sim.model import Bools, Floats, Ints, Prices

T = TypeVar("T")

AGE_BANDS = {"10 to 15": (0, 16), "16 to 17": (16, 18)}
"""Bands by completed years, named as the national statistics name them; the first takes in anyone younger."""


@dataclass(frozen=True)
class Window:
    """A stretch of the study, from tick `start` up to but not including tick `end`."""

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

    @property
    def midnights(self) -> slice:
        """The midnights that lie in it, as a slice of the columns of a table by midnight."""
        return slice(-(-self.start // DAY), -(-self.end // DAY))

    def overlap(self, start: Ints, end: Ints) -> Ints:
        """Ticks of each interval that lie in it."""
        ticks: Ints = np.maximum(np.minimum(end, self.end) - np.maximum(start, self.start), 0)
        return ticks

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


class Reading:
    """A log and, if money is to be counted, its prices. Raises ValueError if the prices have other calendar pieces."""

    def __init__(self, log: EventLog, prices: Prices | None = None) -> None:
        if prices is not None and prices.night.shape[1] != len(log.vocabulary.piece_start):
            raise ValueError(
                f"the prices have {prices.night.shape[1]} calendar pieces and the log has "
                f"{len(log.vocabulary.piece_start)}: they were not made together"
            )
        self.log = log
        self.prices = prices
        self._shared: dict[str, Any] = {}

    def shared(self, name: str, derive: Callable[[Reading], T]) -> T:
        """What `derive` finds, worked out once for this log however many metrics ask under the same name."""
        if name not in self._shared:
            self._shared[name] = derive(self)
        found: T = self._shared[name]
        return found

    @property
    def words(self) -> Vocabulary:
        """The names behind the numbers."""
        return self.log.vocabulary

    @cached_property
    def windows(self) -> list[Window]:
        """The whole study and each whole year of it, counted from the start date."""
        horizon, start_day = self.words.horizon, self.words.start_day
        found = [Window("all", 0, horizon)]
        start, year = 0, 1
        while (end := clock.tick_of(start_day, clock.birthday(start_day, year))) <= horizon:
            found.append(Window(f"year {year}", start, end))
            start, year = end, year + 1
        return found

    @cached_property
    def censuses(self) -> list[Census]:
        """Every 31 March that lies after the start and ends by the horizon."""
        start_day = self.words.start_day
        found = []
        for tick in clock.ends_of_march(start_day, self.words.horizon):
            year = clock.year_and_day(clock.day_of(start_day, tick))[0]
            before = [
                clock.tick_of(start_day, clock.day_number(*day))
                for day in ((year - 1, 4, 1), (year - 2, 4, 1), (year - 3, 10, 1))
            ]
            found.append(Census(tick, *before))
        return found

    def censuses_in(self, window: Window, with_a_year: bool = False) -> list[Census]:
        """The 31 Marches of a window; `with_a_year` keeps those at least a year after the start."""
        return [
            census
            for census in self.censuses
            if window.start < census.at <= window.end and (census.year_before >= 0 or not with_a_year)
        ]

    @cached_property
    def who(self) -> Ints:
        """Row of the people table for each row of the log."""
        return spells.rows_of_people(self.log)

    @cached_property
    def _lives(self) -> tuple[Spells, Placements, Periods]:
        return spells.derive(self.log, self.who)

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
        return intervals.relationships(self.log, self.who)

    @cached_property
    def needs(self) -> Stays:
        """Time without a key worker among those who need one."""
        return intervals.needs(self.log, self.who)

    @cached_property
    def waits(self) -> Stays:
        """Time spent waiting for a place."""
        return intervals.waits(self.log, self.who)

    @cached_property
    def holds(self) -> Stays:
        """Time spent held back from a planned move."""
        return intervals.holds(self.log, self.who)

    @cached_property
    def posts(self) -> PostStates:
        """The history of every post."""
        return intervals.post_states(self.log)

    @cached_property
    def pools(self) -> PoolSteps:
        """Occupied and open places of the limited pools."""
        return intervals.pool_steps(self.log)

    @cached_property
    def moves(self) -> Ints:
        """Rows of the spells that began with a move from one looked-after placement to another."""
        table = self.spells
        in_care_before = (table.previous >= 0) & table.looked_after[table.previous]
        return np.flatnonzero((table.kind == MOVED) & table.looked_after & in_care_before)

    @cached_property
    def breakdown_levels(self) -> Ints:
        """For each spell whether its end is a breakdown of a looked-after placement: 0, 1 broad, 2 narrow."""
        table = self.spells
        level = spells.breakdown_level(self.words, table.end_cause)
        return np.where(table.looked_after & spells.ends_placement(table), level, 0)

    def birthday(self, age: int) -> Ints:
        """The tick of each person's birthday at an age, as `clock.birthday` finds it for one."""
        return birthdays(self.log.people["born"], age, self.words.start_day)

    def in_age_band(self, band: str, start: Ints, end: Ints, who: Ints) -> tuple[Ints, Ints]:
        """Intervals of people cut to the part in which they are of an age band; empty ones have `end <= start`."""
        lower, upper = AGE_BANDS[band]
        first = self.birthday(lower)[who] if lower else start
        return np.maximum(start, first), np.minimum(end, self.birthday(upper)[who])

    @cached_property
    def n_midnights(self) -> int:
        """Midnights from the start up to but not including the horizon."""
        return -(-self.words.horizon // DAY)

    def count_by_midnight(self, what: Ints, start: Ints, end: Ints, n_kinds: int) -> Ints:
        """How many intervals of each kind are under way at each midnight: [n_kinds, n_midnights]."""
        days = self.n_midnights + 1
        enter = np.bincount(what * days + -(-start // DAY), minlength=n_kinds * days)
        leave = np.bincount(what * days + -(-end // DAY), minlength=n_kinds * days)
        change = (enter - leave).reshape(n_kinds, days)
        return np.cumsum(change, axis=1)[:, :-1]

    @cached_property
    def people_by_midnight(self) -> Ints:
        """Young people in each setting at each midnight: [S, midnights]."""
        table = self.spells
        return self.count_by_midnight(table.setting, table.start, table.end, len(self.words.settings))

    @cached_property
    def occupied_by_midnight(self) -> Ints:
        """Young people in each pool at each midnight: [L, midnights]."""
        table = self.spells
        pool = self.words.setting_pool[table.setting]
        return self.count_by_midnight(pool, table.start, table.end, len(self.words.pools))

    @cached_property
    def open_by_midnight(self) -> Ints:
        """Open places of each limited pool at each midnight: [L, midnights]."""
        table = self.pools
        weight = np.zeros((len(self.words.pools), self.n_midnights + 1), dtype=np.int64)
        np.add.at(weight, (table.pool, -(-table.start // DAY)), table.open)
        np.subtract.at(weight, (table.pool, -(-table.end // DAY)), table.open)
        return np.cumsum(weight, axis=1)[:, :-1]

    @cached_property
    def piece_of_midnight(self) -> Ints:
        """The calendar piece each midnight lies in."""
        midnights = np.arange(self.n_midnights) * DAY
        return np.searchsorted(self.words.piece_start, midnights, side="right") - 1


def named(names: Sequence[str], values: Ints | Floats) -> dict[str, float]:
    """An array as a mapping from names."""
    return dict(zip(names, values.tolist(), strict=True))


def ratio(part: float, whole: float) -> float:
    """A share or a rate, NaN where there is nothing to divide by."""
    return part / whole if whole else nan


def ratios(parts: Ints | Floats, wholes: Ints | Floats) -> Floats:
    """`ratio` for arrays."""
    found: Floats = np.divide(parts, wholes, out=np.full(len(parts), nan), where=wholes != 0)
    return found


def birthdays(born: Ints, age: int, start_day: int) -> Ints:
    """Ticks of birthdays of people born on day numbers; 29 February becomes 1 March in other years."""
    epoch_day = clock.day_number(1970, 1, 1)
    date: NDArray[np.datetime64] = (born - epoch_day).astype("datetime64[D]")
    month = date.astype("datetime64[M]")
    day_of_month = date - month.astype("datetime64[D]")
    birthday = (month + 12 * age).astype("datetime64[D]") + day_of_month
    ticks: Ints = (birthday.astype(np.int64) + epoch_day - start_day) * DAY
    return ticks
