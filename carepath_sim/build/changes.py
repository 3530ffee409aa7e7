"""Changes to one number over the calendar, combined so that their order cannot matter.

In each piece a number is first set (by one effect at most), then multiplied, then added
to. An effect that acts in part, at strength s, sets a number the share s of the way, multiplies
by m ** s and adds s times its amount (rule 50 of the engine contract).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from carepath_sim.errors import BadInput, Problem
from carepath_sim.model import Floats

UNDATED = ("keeps", "none", "new", "bonding_period", "agency_bonds", "fill_into")
"""What holds for the whole study, so that no dates can keep two effects on it apart."""

Cell = tuple[str, ...]
"""What is changed, such as ("places", "hub")."""


@dataclass(frozen=True)
class Change:
    """What one effect does to one cell."""

    kind: Literal["set", "multiply", "add"]
    amount: Any  # a number, or for hazards an array over the axes of the base; for lists whatever is set
    strength: tuple[float, ...]  # [P] 0 where it does not act
    origin: str  # file and line, for messages
    where: Any = True  # mask over the base
    lever: str = ""  # the yes/no lever it belongs to, if only some young people take it up

    def order(self) -> tuple[str, bytes, bytes, tuple[float, ...]]:
        """A key from what the change does, not from where it is written."""
        return self.kind, np.asarray(self.amount).tobytes(), np.asarray(self.where).tobytes(), self.strength


@dataclass
class Changes:
    """All changes of a study, by cell."""

    cells: dict[Cell, list[Change]] = field(default_factory=lambda: defaultdict(list))

    def add(self, cell: Cell, change: Change) -> None:
        """Note one change."""
        self.cells[cell].append(change)

    def of(self, *cell: str) -> list[Change]:
        """The changes of a cell, in an order that depends on what they do alone."""
        return sorted(self.cells.get(cell, ()), key=Change.order) if cell in self.cells else []


def numbers(base: float | Floats, changes: list[Change], n_pieces: int) -> Floats:
    """A number (or an array of them) in each piece: base shape x [P], the pieces last."""
    start = np.asarray(base, dtype=np.float64)
    result = np.repeat(start[..., None], n_pieces, axis=-1)
    for piece in range(n_pieces):
        value = result[..., piece]
        for kind in ("set", "multiply", "add"):
            for change in changes:
                if change.kind == kind and change.strength[piece] > 0:
                    value = np.where(change.where, _changed(value, change, change.strength[piece]), value)
        result[..., piece] = value
    return result


def _changed(value: Any, change: Change, strength: float) -> Any:
    amount = np.asarray(change.amount, dtype=np.float64)
    if change.kind == "multiply":
        return value * amount if strength == 1 else value * amount**strength
    if change.kind == "add":
        return value + strength * amount
    return amount if strength == 1 else value + strength * (amount - value)


def chosen(changes: list[Change], piece: int) -> Change | None:
    """The change that sets something which is no number, in a piece."""
    return next((change for change in changes if change.strength[piece] > 0), None)


def refuse_two_sets(changes: Changes) -> None:
    """Two effects that set one cell at one time have no right order: raises BadInput naming both."""
    problems = [problem for cell in sorted(changes.cells) for problem in _clashes(cell, changes.of(*cell))]
    if problems:
        raise BadInput(problems)


def _clashes(cell: Cell, changes: list[Change]) -> Iterable[Problem]:
    sets = sorted((change for change in changes if change.kind == "set"), key=lambda change: change.origin)
    for index, one in enumerate(sets):
        for other in sets[index + 1 :]:
            together = any(a > 0 and b > 0 for a, b in zip(one.strength, other.strength, strict=True))
            if together and np.any(np.asarray(one.where) & np.asarray(other.where)):
                what = f"Two effects set {' '.join(cell)} at the same time, here and at {other.origin}"
                dates = "" if cell[0] in UNDATED else ", or give them dates that do not overlap"
                yield problem_at(one.origin, what, "take one out" + dates)


def problem_at(origin: str, what: str, fix: str = "", allowed: str = "") -> Problem:
    """A problem at the file and line that an origin names."""
    file, _, line = origin.rpartition(":")
    known = line.isdecimal()
    return Problem(file if known else origin, int(line) if known else 0, 1 if known else 0, "", what, allowed, "", fix)
