"""People who come to the study already placed, on a birthday and with time served."""

from __future__ import annotations

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.model import Floats, Model
from carepath_sim.stockflow.endings import Endings
from carepath_sim.stockflow.groups import Groups
from carepath_sim.stockflow.seasoned import Rows, used


class Placed:
    """Those of one entry stream and age who come to one setting, by their row of the table and the step they come in.

    Arrivals of a step come in its middle, all on the same birthday, so that the step fixes the cohort.
    """

    def __init__(self, model: Model, endings: Endings, groups: Groups, stream: int, year: int) -> None:
        grid = endings.grid
        table = np.arange(model.placed_first[stream], model.placed_first[stream + 1])
        rows = table[model.placed_setting[table] == endings.setting]
        needs = model.entry_need_share[stream] @ groups.share
        self.endings, self.stream, self.year = endings, stream, year
        rate = (grid.piece_share @ model.entry_rate[stream]) * grid.days
        self.coming = rate * model.entry_age_share[stream, year] / max(1, len(table))
        self.share = np.repeat(needs[:, None], len(rows), axis=1)
        self.people = np.zeros((len(groups), len(rows), grid.steps))
        self.served = model.placed_served[rows] / DAY
        self._tables: dict[int, Floats] = {}

    def arrive(self, step: int) -> Floats:
        """Let those who come in a step begin; returns their number, [G]."""
        new: Floats = self.coming[step] * self.share
        self.people[:, :, step] = new
        return np.asarray(new.sum(axis=1))

    def advance(self, step: int, by: Floats | None, due: Floats, leaving: Floats) -> None:
        """Live through a step: adds to what comes due, [J, G, B], and to those leaving at a birthday, [G, B].

        `by` multiplies hazards, [time served in the study, J].
        """
        endings, grid = self.endings, self.endings.grid
        leaver = step - (endings.leaves_at(step) - self.year) * grid.per_year
        first = max(0, leaver)
        count = step + 1 - first
        amount = self._at(step)[:, :, :count]
        if by is not None:
            amount = amount * by[:count]
        total = amount.sum(axis=-1)
        here = self.people[:, :, first : step + 1][:, :, ::-1]
        kept = here * np.exp(-total)
        rate = (here - kept) / np.where(total > 0, total, 1.0)
        flows = np.einsum("gre,grej->jge", rate, amount)
        latest = self._cohort(step)
        due[:, :, latest : latest + count] += flows
        here[...] = kept
        if leaver >= 0:
            leaving[:, self._cohort(leaver)] += self.people[:, :, leaver].sum(axis=1)
            self.people[:, :, leaver] = 0.0

    def by_group(self) -> Floats:
        """Everybody in these spells, [G]."""
        found: Floats = self.people.sum(axis=(1, 2))
        return found

    def _cohort(self, step: int) -> int:
        return self.year * self.endings.grid.per_year - 1 - self.endings.grid.cell(0) - step

    def _at(self, step: int) -> Floats:
        """Hazard used up in a step, [G, row, steps since arrival, J], over the calendar pieces it lies in."""
        shares = self.endings.grid.piece_share[step]
        pieces = np.flatnonzero(shares)
        found = self._in_piece(int(pieces[0])) * shares[pieces[0]]
        for piece in pieces[1:]:
            found = found + self._in_piece(int(piece)) * shares[piece]
        return np.asarray(found)

    def _in_piece(self, piece: int) -> Floats:
        endings, known = self.endings, self._tables
        if piece not in known:
            if piece - 1 in known and np.array_equal(endings.rates[..., piece], endings.rates[..., piece - 1]):
                known[piece] = known[piece - 1]
            else:
                known[piece] = self._table(piece)
        return known[piece]

    def _table(self, piece: int) -> Floats:
        grid = self.endings.grid
        groups, rows, steps = self.people.shape
        group, row = (each.ravel() for each in np.indices((groups, rows)))
        whole = np.ones(len(row))
        people = Rows(whole, group, self.year * grid.per_year * whole, self.served[row], arrives=0.5)
        amount = used(self.endings, people, np.inf * whole, np.arange(steps), piece)
        return amount.reshape(groups, rows, steps, -1)
