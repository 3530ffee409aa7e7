"""The smallest capacity that keeps every service level, found by halving and verified by its neighbours.

More places keep a level better, as a rule; the rule is not relied on. Besides the capacity found, the next smaller and
the next larger are run, and if anything run contradicts the rule, every capacity is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Kept = Callable[[Sequence[float]], Mapping[float, bool]]
"""Whether all levels are kept at each of some capacities; runs what has to be run."""


@dataclass(frozen=True)
class Found:
    """What a search for a capacity came to: the smallest that was found to do, and what was looked at.

    `is_steady` says that every capacity looked at keeps the levels if and only if it is at least the answer.
    """

    answer: float | None
    looked_at: tuple[float, ...]
    is_steady: bool


def smallest(capacities: Sequence[float], kept: Kept) -> Found:
    """The smallest of some capacities that keeps every level, if any does. Raises ValueError if there are none."""
    ordered = sorted(set(capacities))
    if not ordered:
        raise ValueError("there is no capacity to look at")
    known = dict(kept([ordered[0], ordered[-1]]))
    if known[ordered[-1]] and not known[ordered[0]]:
        _halve(ordered, known, kept)
    if not _is_steady(known) or not any(known.values()):
        known |= kept(ordered)
    answer = _least(known)
    if answer is not None:
        known |= kept(_beside(ordered, answer))
        if not _is_steady(known):
            known |= kept(ordered)
    return Found(_least(known), tuple(sorted(known)), _is_steady(known))


def _least(known: Mapping[float, bool]) -> float | None:
    return min((capacity for capacity, met in known.items() if met), default=None)


def _halve(ordered: Sequence[float], known: dict[float, bool], kept: Kept) -> None:
    """Close in on the first that does, where the smallest does not and the largest does."""
    below, above = 0, len(ordered) - 1
    while above - below > 1:
        middle = (below + above) // 2
        known |= kept([ordered[middle]])
        below, above = (below, middle) if known[ordered[middle]] else (middle, above)


def _beside(ordered: Sequence[float], answer: float) -> Sequence[float]:
    """The answer and those next to it."""
    place = ordered.index(answer)
    return ordered[max(place - 1, 0) : place + 2]


def _is_steady(known: Mapping[float, bool]) -> bool:
    """Whether nothing that does is smaller than something that does not."""
    met = [known[capacity] for capacity in sorted(known)]
    return met == sorted(met)
