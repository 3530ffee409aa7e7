"""How much of a cell of spells is left a step later, and which transitions took the rest: exact within a cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from carepath_sim.model import Floats

SMALL = 1e-4
GONE = 1e-12


@dataclass(frozen=True, eq=False)
class Stays:
    """Chances of one step for spells that began evenly over a step; in every row kept and ended sum to 1.

    `fresh` is the step in which the spell begins, `aged` each later one by the number of
    whole steps behind it.
    """

    fresh_kept: Floats  # [G, A]
    fresh_ended: Floats  # [G, A, J]
    aged_kept: Floats  # [G, A, K]
    aged_ended: Floats  # [G, A, K, J]

    @cached_property
    def longest(self) -> int:
        """Steps after which next to nobody is left."""
        left = np.cumprod(self.aged_kept.max(axis=(0, 1)))
        return int(np.searchsorted(-left, -GONE)) + 1


def stays(rates: Floats, edges: Floats, width: float, count: int) -> Stays:
    """The table of one setting, from hazards per day [J, G, A, D] that change at `edges` (days, the first is 0).

    `width` is the step in days, `count` the number of later steps. Spells that began evenly
    over a step are, k steps on, spread over durations k to k + 1 in proportion to the chance
    of staying that long; a transition at duration v ends those of them whose step it falls
    in, a share that rises and falls evenly over two cells. Both are integrated exactly.
    """
    start = np.arange(count + 2) * width
    inner = edges[(edges > 0) & (edges < start[-1])]
    points = np.union1d(start, inner)
    points = points[np.append(True, np.diff(points) > 1e-9)]
    span = np.diff(points)
    cell = np.searchsorted(start, points[:-1] + 1e-9, side="right") - 1
    band = np.searchsorted(edges, points[:-1] + 1e-9, side="right") - 1
    first = np.flatnonzero(np.append(True, np.diff(cell) > 0))[: count + 1]
    keep = cell <= count
    points, span, cell, band = points[:-1][keep], span[keep], cell[keep], band[keep]
    each = rates[..., band]  # [J, G, A, L]
    whole = each.sum(axis=0)
    used = np.cumsum(whole * span, axis=-1) - whole * span
    reached = np.exp(-(used - used[..., first][..., cell]))  # of those at the start of the cell
    flat, ramp = _moments(whole, span)
    offset = (points - start[cell]) / width
    rising = reached * (offset * flat + ramp / width)
    level = reached * flat

    def sums(values: Floats) -> Floats:
        return np.asarray(np.add.reduceat(values, first, axis=-1))

    present = sums(level) / width  # [G, A, K + 1]
    lasted = np.exp(-sums(whole * span))
    up = sums(each * rising)
    down = sums(each * (level - rising))
    ended = (up[..., :-1] + lasted[..., :-1] * down[..., 1:]) / present[..., :-1]
    return Stays(
        present[..., 0],
        np.moveaxis(down[..., 0], 0, -1),
        lasted[..., :-1] * present[..., 1:] / present[..., :-1],
        np.moveaxis(ended, 0, -1),
    )


def _moments(rate: Floats, span: Floats) -> tuple[Floats, Floats]:
    """The integrals of exp(-rate x) and x exp(-rate x) over 0 to `span`."""
    used = rate * span
    safe = np.where(used < SMALL, 1.0, used)
    flat = np.where(used < SMALL, 1 - used / 2 + used**2 / 6, -np.expm1(-safe) / safe)
    ramp = np.where(used < SMALL, 0.5 - used / 3 + used**2 / 8, (1 - np.exp(-safe) * (1 + safe)) / safe**2)
    return span * flat, span**2 * ramp


def multiplied(kept: Floats, ended: Floats, by: Floats) -> tuple[Floats, Floats]:
    """The same step with each transition's hazard multiplied: `by` broadcasts against `ended` [..., J]."""
    gone = 1 - kept
    used = -np.log(np.maximum(kept, 1e-300))
    share = ended / np.where(gone > 0, gone, 1.0)[..., None]
    scaled = share * by
    total = scaled.sum(axis=-1)
    still = np.exp(-used * total)
    return still, scaled * ((1 - still) / np.where(total > 0, total, 1.0))[..., None]


def until_birthday(kept: Floats, ended: Floats) -> tuple[Floats, Floats]:
    """The same step cut short by a birthday that falls anywhere in it."""
    used = -np.log(np.maximum(kept, 1e-300))
    safe = np.where(used < SMALL, 1.0, used)
    still = np.where(used < SMALL, 1 - used / 2, -np.expm1(-safe) / safe)
    gone = 1 - kept
    return still, ended * ((1 - still) / np.where(gone > 0, gone, 1.0))[..., None]


def turning(kept: Floats, ended: Floats, later: Floats, gone: Floats) -> tuple[Floats, Floats]:
    """A step in which a birthday, anywhere in it, turns one course (kept, ended) into another (later, gone)."""
    first, second = (-np.log(np.maximum(each, 1e-300)) for each in (kept, later))
    apart = second - first
    close = np.abs(apart) < SMALL
    still = np.where(close, np.exp(-(first + second) / 2), (kept - later) / np.where(close, 1.0, apart))
    _, before = until_birthday(kept, ended)
    share = gone / np.where(later < 1, 1 - later, 1.0)[..., None]
    rest = np.maximum(0.0, 1 - still - before.sum(axis=-1))
    return still, before + share * rest[..., None]


def mean(first: Stays, second: Stays, share: float) -> Stays:
    """A step of which `share` is spent under the second table."""
    return Stays(
        *(
            one + share * (two - one)
            for one, two in (
                (first.fresh_kept, second.fresh_kept),
                (first.fresh_ended, second.fresh_ended),
                (first.aged_kept, second.aged_kept),
                (first.aged_ended, second.aged_ended),
            )
        )
    )
