"""How spells in one setting end: its hazards by age and calendar, ready for the grid."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from carepath_sim.clock import DAY
from carepath_sim.model import Bools, Floats, Ints, Model
from carepath_sim.stockflow.grid import Grid
from carepath_sim.stockflow.groups import Groups
from carepath_sim.stockflow.stays import Stays, mean, stays


@dataclass(frozen=True)
class Segment:
    """Age cells `first` to `last` with one course of hazards over a step: band `before`, from a birthday `after`.

    Those who `leave` have a birthday in the step at which they must.
    """

    first: int
    last: int
    before: int
    after: int
    leave: bool = False


@dataclass(eq=False)
class Endings:
    """The transitions out of a setting. `ages` are the years at which their hazards change.

    Nobody lives there before `lowest`, or from `highest` on unless they stayed.

    A planned transition to where somebody of that age and need may not live has no hazard.
    """

    setting: int
    transitions: Ints
    ages: tuple[int, ...]
    lowest: int
    highest: int
    leaving_age: Ints  # [P], 0 for none
    last_age: int
    rates: Floats  # [J, G, A, D, P] per day
    grid: Grid
    edges: Floats  # days
    _tables: dict[int, Stays] = field(default_factory=dict)
    _segments: dict[int, list[Segment]] = field(default_factory=dict)

    def at(self, step: int) -> Stays:
        """The chances of one step, over the calendar pieces it lies in."""
        shares = self.grid.piece_share[step]
        pieces = np.flatnonzero(shares)
        found, covered = self._in_piece(int(pieces[0])), float(shares[pieces[0]])
        for piece in pieces[1:]:
            covered += float(shares[piece])
            found = mean(found, self._in_piece(int(piece)), float(shares[piece]) / covered)
        return found

    def _in_piece(self, piece: int) -> Stays:
        if piece not in self._tables:
            known = self._tables.get(piece - 1)
            same = np.array_equal(self.rates[..., piece], self.rates[..., piece - 1])
            self._tables[piece] = (
                known if known and same else stays(self.rates[..., piece], self.edges, self.grid.days, self.grid.steps)
            )
        return self._tables[piece]

    def leaves_at(self, step: int) -> int:
        """The age at which people must leave this setting in a step; the model's last age if there is none."""
        return int(self.leaving_age[self.grid.piece(step)]) or self.last_age

    def segments(self, step: int) -> list[Segment]:
        """The age cells of those who may live here, cut where their hazards differ."""
        leaves = self.leaves_at(step)
        if leaves not in self._segments:
            self._segments[leaves] = self._cut(leaves)
        return self._segments[leaves]

    def _cut(self, leaves: int) -> list[Segment]:
        per_year, found = self.grid.per_year, []
        end = max(self.highest, *(int(age) or self.last_age for age in self.leaving_age))
        at, band = self.lowest * per_year - 1, self._band(self.lowest)
        for age in sorted({age for age in self.ages if self.lowest < age < end} | {leaves, end}):
            turning, after = age * per_year - 1, self._band(age)
            leave = age == leaves
            if turning > at:
                found.append(Segment(at, turning, band, band))
            found.append(Segment(turning, turning + 1, band, band if leave else after, leave))
            at, band = turning + 1, after
        return found

    def _band(self, age: int) -> int:
        return max(0, int(np.searchsorted(self.ages, age, side="right")) - 1)


def endings_of(model: Model, grid: Grid, groups: Groups, setting: int) -> Endings:
    """The transitions of one setting."""
    transitions = np.flatnonzero(model.transition_from == setting)
    allowed = [_allowed(model, groups, int(transition)) for transition in transitions]
    changes = set(model.age_band.tolist())
    for table in allowed:
        changes |= set((np.flatnonzero((table[1:] != table[:-1]).any(axis=1)) + 1).tolist())
    ages = sorted(age for age in changes if age < model.last_age)
    band = np.searchsorted(model.age_band, ages, side="right") - 1
    rates = model.hazard[transitions][:, groups.member][:, :, band]  # [J, G, A, D, P]
    for row, table in enumerate(allowed):
        rates[row] *= table[ages].T[:, :, None, None]
    alike = [0] + [at for at in range(1, len(ages)) if not np.array_equal(rates[:, :, at], rates[:, :, at - 1])]
    lives = model.allowed[setting].any(axis=1)
    return Endings(
        setting,
        transitions,
        tuple(ages[at] for at in alike),
        int(np.argmax(lives)),
        len(lives) - int(np.argmax(lives[::-1])),
        model.leaving_age[setting],
        model.last_age,
        rates[:, :, alike],
        grid,
        model.duration_band / DAY,
    )


def _allowed(model: Model, groups: Groups, transition: int) -> Bools:
    """Whether a planned transition's destination takes people, by age and group [Y, G]; True for any other."""
    to = int(model.to[transition, 0])
    if not model.is_planned[transition] or to < 0:
        return np.ones((model.last_age, len(groups)), dtype=bool)
    return np.asarray(model.allowed[to][:, groups.need])
