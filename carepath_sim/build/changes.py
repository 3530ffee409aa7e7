"""Changes to one number over the calendar, combined so that their order cannot matter.

In each piece a number is first set (by one effect at most), then multiplied, then added
to, and at last fixed, whatever else acts on it (again by one effect at most). An effect that
acts in part, at strength s, sets a number the share s of the way, multiplies by m ** s and
adds s times its amount (rule 50 of the engine contract).
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

    kind: Literal["set", "multiply", "add", "fix"]
    amount: Any  # a number, or for hazards an array over the axes of the base; for lists whatever is set
    strength: tuple[float, ...]  # [P] 0 where it does not act
    origin: str  # file and line, for messages
    where: Any = True  # mask over the base
    taken: float = 1.0  # share of a stream's young people who take up what multiplies it
    policy: str = ""  # the policy or practice model it belongs to, for messages

    def order(self) -> tuple[str, bytes, bytes, tuple[float, ...], float]:
        """A key from what the change does, not from where it is written."""
        where = np.asarray(self.where).tobytes()
        return self.kind, np.asarray(self.amount).tobytes(), where, self.strength, self.taken


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
    if not changes:
        return result
    for piece in range(n_pieces):
        value = result[..., piece]
        for kind in ("set", "multiply", "add", "fix"):
            for change in changes:
                if change.kind == kind and change.strength[piece] > 0:
                    value = np.where(change.where, _changed(value, change, change.strength[piece]), value)
        result[..., piece] = value
    return result


def _changed(value: Any, change: Change, strength: float) -> Any:
    amount = np.asarray(change.amount, dtype=np.float64)
    if change.kind == "multiply":
        by = amount if strength == 1 else amount**strength
        return value * (by if change.taken == 1 else 1 + change.taken * (by - 1))
    if change.kind == "add":
        return value + strength * amount
    return amount if strength == 1 else value + strength * (amount - value)


def chosen(changes: list[Change], piece: int) -> Change | None:
    """The change that sets something which is no number, in a piece."""
    return next((change for change in changes if change.strength[piece] > 0), None)


def refuse_two_sets(changes: Changes) -> None:
    """Two effects that set one cell at one time have no right order: raises BadInput naming both."""
    pairs: dict[tuple[tuple[str, str], tuple[str, str]], list[Cell]] = defaultdict(list)
    for cell in sorted(changes.cells):
        for one, other in _clashes(changes.of(*cell)):
            pairs[(one.origin, one.policy), (other.origin, other.policy)].append(cell)
    if pairs:
        raise BadInput([_clash(*one, *other, list(dict.fromkeys(cells))) for (one, other), cells in pairs.items()])


def _clash(origin: str, policy: str, other_origin: str, other_policy: str, cells: list[Cell]) -> Problem:
    """The problem of two effects, or two of what is put to use, that set the same cells."""
    what = f"{_in_words(cells)} at the same time" + (f", here and at {other_origin}" if other_origin != origin else "")
    fix = "take one out" + ("" if all(cell[0] in UNDATED for cell in cells) else DATES)
    if policy == other_policy:
        who = f"Two effects of {policy}" if policy else "Two effects"
        return problem_at(origin, f"{who} set {what}", fix)
    names = [name for name in (policy, other_policy) if name]
    who = " and ".join(names) if len(names) == 2 else f"{names[0]} and an effect of the scenario's own"
    return problem_at(origin, f"{who} both set {what}", fix)


DATES = ", or give them dates that do not overlap"
MOST_NAMED = 3
IN_MESSAGES = {"leave": "leave_rate", "none": "link.none", "new": "link.new"}


def _in_words(cells: list[Cell]) -> str:
    """What some cells hold, by what they belong to: `fill_to and hold of hub`."""
    by_owner: dict[str, list[str]] = defaultdict(list)
    for cell in cells:
        by_owner[" to ".join(cell[1:])].append(IN_MESSAGES.get(cell[0], cell[0]))
    said = [f"{_and(keys)} of {owner}" for owner, keys in by_owner.items()]
    more = [f"{len(said) - MOST_NAMED} more"] if len(said) > MOST_NAMED else []
    return _and(said[:MOST_NAMED] + more)


def _and(said: list[str]) -> str:
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def _clashes(changes: list[Change]) -> Iterable[tuple[Change, Change]]:
    """Pairs of changes of one cell that set it at one time."""
    sets = sorted(
        (change for change in changes if change.kind in ("set", "fix")),
        key=lambda change: (change.origin, change.policy),
    )
    for index, one in enumerate(sets):
        for other in sets[index + 1 :]:
            together = any(a > 0 and b > 0 for a, b in zip(one.strength, other.strength, strict=True))
            alike = one.kind == other.kind and np.any(np.asarray(one.where) & np.asarray(other.where))
            if together and alike:
                yield one, other


def problem_at(origin: str, what: str, fix: str = "", allowed: str = "") -> Problem:
    """A problem at the file and line that an origin names."""
    file, _, line = origin.rpartition(":")
    known = line.isdecimal()
    return Problem(file if known else origin, int(line) if known else 0, 1 if known else 0, "", what, allowed, "", fix)
