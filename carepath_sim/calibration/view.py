"""`View`: runs of one council, the stretch of time that is looked at, and what its settings are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.eventlog import EventLog
from carepath_sim.metrics.arrays import ratios, sums
from carepath_sim.metrics.census import under_way
from carepath_sim.metrics.reading import Reading, Window
from carepath_sim.metrics.windows import Intervals
from carepath_sim.model import Bools, Floats, Ints, Prices
from carepath_sim.scenario.resolved import Resolved

UNACCOMPANIED = "unaccompanied"
Ages = tuple[int, int]
"""First and last completed year of age."""


@dataclass(frozen=True, eq=False)
class Census:
    """Who was looked after at the end of a 31 March in the window: a row for each of them on each such day."""

    run: Ints
    who: Ints
    period: Ints  # row of their period of care
    at: Ints  # midnight that ends the day
    year_before: Ints
    two_years_before: Ints
    thirty_months_before: Ints

    def only(self, chosen: Bools) -> Census:
        """Some of them."""
        return Census(**{name: column[chosen] for name, column in vars(self).items()})


@dataclass(frozen=True, eq=False)
class View:
    """Logs read together with one window, and the family of each setting. Measures give a number for each run."""

    reading: Reading
    families: Mapping[str, str]

    @classmethod
    def of(cls, study: Resolved, logs: Iterable[EventLog], prices: Prices | None, window: Window) -> View:
        """Logs of a study, of which only what happens in a window is counted."""
        families = {name: setting.family for name, setting in study.study.settings.items()}
        return cls(Reading(list(logs), prices, [window]), families)

    @property
    def window(self) -> Window:
        """What is looked at."""
        return self.reading.windows[0]

    # Which settings.

    def settings(self, *families: str) -> Bools:
        """Which settings are of one of some families, by number."""
        return np.array([self.families.get(name) in families for name in self.reading.words.settings], dtype=np.bool_)

    def named(self, *names: str) -> Bools:
        """Which settings have one of some names, by number."""
        return np.array([name in names for name in self.reading.words.settings], dtype=np.bool_)

    @property
    def looked_after(self) -> Bools:
        """In which settings young people are looked after, by number."""
        return self.reading.words.is_looked_after

    # Who.

    @cached_property
    def unaccompanied(self) -> Bools:
        """Which people are unaccompanied asylum-seeking young people."""
        needs = self.reading.words.needs
        column = self.reading.log.people["need"]
        found: Bools = column == (needs.index(UNACCOMPANIED) if UNACCOMPANIED in needs else -1)
        return found

    def of_age(self, who: Ints, tick: Ints, ages: Ages) -> Bools:
        """Whether people are of some completed ages at some moments, one for each."""
        first, last = ages
        found: Bools = (tick >= self.reading.birthday(first)[who]) & (tick < self.reading.birthday(last + 1)[who])
        return found

    def at_ages(self, start: Ints, end: Ints, who: Ints, ages: Ages | None) -> tuple[Ints, Ints]:
        """Intervals cut to the part in which people were of some completed ages; empty ones have `end <= start`."""
        if ages is None:
            return start, end
        lower, upper = self.reading.birthday(ages[0])[who], self.reading.birthday(ages[1] + 1)[who]
        return np.maximum(start, lower), np.minimum(end, upper)

    @cached_property
    def censuses(self) -> Census:
        """Everyone looked after on a 31 March of the window that has a year of the window before it."""
        reading, window, periods = self.reading, self.window, self.reading.periods
        days = [
            each for each in reading.calendar.censuses if each.year_before >= window.start and each.at <= window.end
        ]
        at = np.array([each.at for each in days], dtype=np.int64)
        day, row = under_way(periods.start, periods.end, at)
        back = {
            name: np.array([getattr(each, name) for each in days], dtype=np.int64)[day]
            for name in ("year_before", "two_years_before", "thirty_months_before")
        }
        return Census(periods.run[row], periods.who[row], row, at[day], **back)

    # Counting, by run.

    def count(self, run: Ints, tick: Ints) -> Floats:
        """How many things happened in the window, of which these are the runs and ticks: [runs]."""
        return self.reading.count(run, tick)[:, 0]

    def share(self, run: Ints, chosen: Bools) -> Floats:
        """The share that is chosen of some things, of which these are the runs: [runs], NaN where there is nothing."""
        shape = (self.reading.n_runs,)
        return ratios(sums((run[chosen],), shape), sums((run,), shape))

    def in_window(self, tick: Ints) -> Bools:
        """Which moments lie in the window."""
        return self.window.holds(tick)

    def years(self, settings: Bools, ages: Ages | None = None, people: Bools | None = None) -> Floats:
        """Person-years of the window in some settings, at some ages and by some of the people: [runs]."""
        spells = self.reading.spells
        start, end = self.at_ages(spells.start, spells.end, spells.who, ages)
        kept = settings[spells.setting] & (end > start)
        if people is not None:
            kept &= people[spells.who]
        table = Intervals(spells.run[kept], spells.who[kept], start[kept], end[kept])
        return self.reading.ticks(table)[:, 0] / DAY / DAYS_PER_YEAR


def pairs(of: Ints, n_people: int, who: Ints) -> tuple[Ints, Ints]:
    """Every pair of one of `of` (people) and a row of a table ordered by its people `who`: positions and rows."""
    first = np.searchsorted(who, np.arange(n_people + 1))
    number = first[of + 1] - first[of]
    position = np.repeat(np.arange(len(of)), number)
    within = np.arange(len(position)) - np.repeat(np.cumsum(number) - number, number)
    return position, first[of][position] + within
