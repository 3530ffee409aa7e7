"""Spells that begin within the study: people by group, birth cohort and the step in which they arrived."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from carepath_sim.model import Bools, Floats
from carepath_sim.stockflow.endings import Endings, Segment
from carepath_sim.stockflow.groups import Groups
from carepath_sim.stockflow.stays import Stays, multiplied, turning, until_birthday

CUT_SHORT = 2 / 3
"""Of two moments in a step the first comes before the second for a third of it on average, not for a half."""


@dataclass(frozen=True, eq=False)
class Fresh:
    """The chances of people in the step in which they arrive.

    Those `leaving` go at their birthday in that step. `late` has the cohorts, kept and ended of people who arrive
    after a birthday that changes their chances.
    """

    kept: Floats  # [G, B]
    ended: Floats  # [J, G, B]
    leaving: Bools  # [B]
    late: list[tuple[slice, Floats, Floats]]


class Spells:
    """One setting's new spells, in cells as wide as a step in age and in time served.

    `people[g, b, -1 - n]` came in step `n`: the latest arrivals stand last in time but first in
    time served, so that a step's cells line up with the table of stays.
    """

    def __init__(self, endings: Endings, groups: Groups) -> None:
        grid = endings.grid
        self.endings, self.steps = endings, grid.steps
        self.people = np.zeros((len(groups), grid.cohorts, grid.steps))

    def cells(self, step: int, first: int = 0) -> slice:
        """Where those stand who came in steps `first` to `step` - 1, the latest first."""
        return slice(self.steps - step, self.steps - first)

    def advance(self, step: int, table: Stays, by: Floats | None, due: Floats, leaving: Floats) -> None:
        """Live through a step: adds to what comes due, [J, G, B], and to those leaving at a birthday, [G, B].

        `by` multiplies hazards, [time served, J].
        """
        count = min(step, table.longest)
        here = self.people[:, :, self.steps - step : self.steps - step + count]
        offset = self.endings.grid.cell(step)
        for segment in self.endings.segments(step) if count else ():
            rows = slice(max(0, segment.first - offset), max(0, segment.last - offset))
            cell = here[:, rows]
            if cell.shape[1] == 0:
                continue
            kept, ended = self._chances(segment, table, by, count)
            due[:, :, rows] += np.matmul(cell, ended).transpose(2, 0, 1)
            if segment.leave:
                leaving[:, rows] += np.matmul(cell, kept[:, :, None])[..., 0]
                cell[...] = 0.0
            else:
                cell *= kept[:, None, :]

    def _chances(self, segment: Segment, table: Stays, by: Floats | None, count: int) -> tuple[Floats, Floats]:
        """Kept [G, time served] and ended [G, time served, J] of the people of a segment."""
        kept, ended = table.aged_kept[:, segment.before, :count], table.aged_ended[:, segment.before, :count]
        if by is not None:
            kept, ended = multiplied(kept, ended, by[None, :count])
        if segment.leave:
            return until_birthday(kept, ended)
        if segment.after == segment.before:
            return kept, ended
        later, gone = table.aged_kept[:, segment.after, :count], table.aged_ended[:, segment.after, :count]
        if by is not None:
            later, gone = multiplied(later, gone, by[None, :count])
        return turning(kept, ended, later, gone)

    def fresh(self, step: int, table: Stays, by: Floats | None) -> Fresh:
        """The chances of people who arrive evenly over a step; `by` multiplies hazards [J]."""
        groups, cohorts, _ = self.people.shape
        kept, ended = table.fresh_kept, table.fresh_ended
        if by is not None:
            kept, ended = multiplied(kept, ended, by)
        stay = np.ones((groups, cohorts))
        gone = np.zeros((len(self.endings.transitions), groups, cohorts))
        leaving, late = np.zeros(cohorts, dtype=bool), []
        offset = self.endings.grid.cell(step)
        for segment in self.endings.segments(step):
            rows = slice(max(0, segment.first - offset), max(0, segment.last - offset))
            before, after = segment.before, segment.after
            own, left = kept[:, before], ended[:, before]
            if before != after:
                late.append((rows, kept[:, after, None], ended[:, after].T[:, :, None]))
                own, left = turning(own, left, kept[:, after], ended[:, after])
            part = CUT_SHORT if segment.leave else 1.0
            stay[:, rows] = (1 - part * (1 - own))[:, None]
            gone[:, :, rows] = part * left.T[:, :, None]
            leaving[rows] = segment.leave
        return Fresh(stay, gone, leaving, late)

    def remove(self, share: Floats, step: int, first: int, mask: Floats | None = None) -> Floats:
        """Take out a share of those who came before `step` but not before `first`, the latest first; [G, B].

        `mask` [G, B] thins the share.
        """
        here = self.people[:, :, self.cells(step, first)]
        gone = here * share if mask is None else here * share * mask[:, :, None]
        here -= gone
        found: Floats = gone.sum(axis=2)
        return found

    def total(self) -> float:
        """Everybody in these spells."""
        return float(self.people.sum())

    def by_group(self) -> Floats:
        """Everybody in these spells, [G]."""
        found: Floats = self.people.sum(axis=(1, 2))
        return found


def from_one_end(number: Floats, wanted: float) -> Floats:
    """The share of each cell that makes up `wanted` people when cells are emptied from the first on."""
    before = np.cumsum(number) - number
    found: Floats = np.clip((wanted - before) / np.maximum(number, 1e-300), 0.0, 1.0)
    return found
