"""The young people looked after on each 31 March, as the national statistics look at them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from carepath_sim.metrics.arrays import ratios, sums
from carepath_sim.metrics.block import grouped
from carepath_sim.metrics.reading import Reading, once
from carepath_sim.metrics.spells import before
from carepath_sim.metrics.windows import PeopleTable, cut
from carepath_sim.model import Bools, Floats, Ints

FIRST_COHORT = (
    "Only a 31 March at least a year after the start is used, because placements before the start are not in the log; "
    "several are pooled."
)


@dataclass(frozen=True, eq=False)
class Cohort:
    """Who was looked after at the end of a 31 March: a row for each of them on each such day."""

    run: Ints
    who: Ints
    day: Ints  # which 31 March: column of what is counted by year
    tick: Ints  # the last of that day
    edges: Ints  # ticks between which the years lie that end on the days

    def share(self, reading: Reading, chosen: Bools) -> Floats:
        """The share of the cohort that is chosen: [runs, windows], the days of a window pooled."""
        return ratios(reading.count(self.run[chosen], self.tick[chosen]), reading.count(self.run, self.tick))

    def mean(self, reading: Reading, numbers: Ints) -> Floats:
        """The mean of the cohort's numbers: [runs, windows], the days of a window pooled."""
        each = np.repeat(np.arange(len(numbers)), numbers)
        return ratios(reading.count(self.run[each], self.tick[each]), reading.count(self.run, self.tick))

    def intervals_in_year(self, reading: Reading, table: PeopleTable) -> Ints:
        """How many intervals of a table each of the cohort had at some time in the year to their 31 March."""
        cuts = cut(self.edges, table.start, table.end)
        return self._number(reading, table.who[cuts.row], cuts.stretch)

    def kinds_in_year(self, reading: Reading, table: PeopleTable, kind: Ints, n_kinds: int) -> Ints:
        """`intervals_in_year`, where a person's intervals of one kind count once."""
        order = grouped(kind, n_kinds)
        order = order[grouped(table.who[order], reading.log.n_people)]
        cuts = cut(self.edges, table.start[order], table.end[order])
        row = order[cuts.row]
        who, kind = table.who[row], kind[row]
        # Intervals of one person and kind stand in order of time, so that those of one year are neighbours.
        again = (who == before(who, -1)) & (kind == before(kind, -1)) & (cuts.stretch == before(cuts.stretch, -1))
        return self._number(reading, who[~again], cuts.stretch[~again])

    def _number(self, reading: Reading, who: Ints, day: Ints) -> Ints:
        counts = sums((who, day), (reading.log.n_people, len(self.edges) - 1))
        numbers: Ints = counts[self.who, self.day].astype(np.int64)
        return numbers


def under_way(start: Ints, end: Ints, at: Ints) -> tuple[Ints, Ints]:
    """Which intervals were under way just before each of some midnights: (numbers of midnights, rows)."""
    midnight, row = np.nonzero((start < at[:, None]) & (end >= at[:, None]))
    return midnight, row


@once
def looked_after_on_31_march(reading: Reading) -> Cohort:
    """Everyone looked after on a 31 March at least a year after the start."""
    periods = reading.periods
    censuses = [census for census in reading.calendar.censuses if census.year_before >= 0]
    at = np.array([census.at for census in censuses], dtype=np.int64)
    first = [census.year_before for census in censuses[:1]] or [0]
    day, row = under_way(periods.start, periods.end, at)
    return Cohort(periods.run[row], periods.who[row], day, at[day] - 1, np.concatenate([first, at]))
