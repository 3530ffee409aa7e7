"""What is known along one number while an answer is looked for: the values that were run, and where it turns between.

Every method that needs a value run yields it, and is sent the estimates; see `turning`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from itertools import pairwise
from math import isfinite

from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.sensitivity.crossings import Estimate, Turning
from carepath_sim.experiments.sensitivity.key_worker import is_link

MOST_TIMES = 10.0
"""No number is tried beyond so many times its value."""
NO_LINK = 1.0
"""Of a key-worker link: below it, to lose one's key worker would protect."""
FINENESS = 64
"""A switching value is known to such a part of the range's width, or of its distance from where the number is."""
EDGE_HALVINGS = 4

Known = dict[float, Estimate | None]
"""The estimate at each value that was run, or None where the model could not be."""
Search = Generator[list[float], Mapping[float, Estimate | None], "Turning"]
Turned = Callable[[Estimate], bool]
Height = Callable[[Estimate, int], float]
"""What of an estimate is to meet zero, where the clear answer has a sign."""


def start_of(factor: Factor) -> float:
    """Where a search begins. Raises ValueError for a factor without a number and without a range."""
    if factor.default is not None:
        return factor.default
    if factor.low is None or factor.high is None:
        raise ValueError(f"{factor.name} has neither a number nor a range")
    return factor.tidied((factor.low + factor.high) / 2)


class Along:
    """One number: where it stands, its range, and the estimate at each value that was run."""

    def __init__(self, factor: Factor, start: float) -> None:
        self.factor, self.start = factor, start
        self.low = self.start if factor.low is None else factor.low
        self.high = self.start if factor.high is None else factor.high
        self.least = NO_LINK if is_link(factor) else 0.0
        self.width = self.high - self.low or abs(self.start) or 1.0
        self.known: Known = {}

    def run(self, values: Iterable[float]) -> Generator[list[float], Mapping[float, Estimate | None], None]:
        """Have the estimates at some values, each once."""
        new = [value for value in dict.fromkeys(map(self.tidied, values)) if value not in self.known]
        if new:
            self.known.update((yield new))

    def tidied(self, value: float) -> float:
        """A value as the factor writes it; the start to its last digit."""
        return self.start if value == self.start else self.factor.tidied(value)

    def within(self) -> list[float]:
        """The ends of the range, and halfway to them."""
        return [value for end in (self.low, self.high) for value in (end, (self.start + end) / 2) if end != self.start]

    def limited(self, side: int, end: float, step: float) -> float:
        """A value so many widths beyond an end of the range."""
        value = end + side * step * self.width
        if side < 0 and min(self.low, self.start) >= self.least:
            value = max(value, self.least)
        if side > 0 and self.start > 0:
            value = min(value, max(MOST_TIMES * self.start, self.high))
        if self.factor.after.strip() == "%":
            value = min(value, 100.0)
        return float(round(value)) if self.factor.whole else value

    def to_the_edge(self, side: int, refused: float) -> Generator[list[float], Mapping[float, Estimate | None], None]:
        """Close in on the last value that the model allows before one that it refused."""
        for _ in range(EDGE_HALVINGS):
            allowed = max((value for value, at in self.known.items() if at is not None), key=lambda value: side * value)
            middle = self.tidied((allowed + refused) / 2)
            if middle in self.known:
                return
            yield from self.run([middle])
            if self.known[middle] is None:
                refused = middle

    def outward(self, side: int) -> list[tuple[float, Estimate]]:
        """What is known on one side, from the value as it is outward."""
        found = [(value, at) for value, at in self.known.items() if at is not None]
        ahead = [(value, at) for value, at in found if side * (value - self.start) >= 0]
        return sorted(ahead, key=lambda item: abs(item[0] - self.start))

    def bracket(self, turned: Turned, only: int = 0) -> tuple[float, float] | None:
        """Two neighbouring values between which the answer turns first: on either side, the nearer one."""
        found = []
        for side in (only,) if only else (-1, 1):
            ahead = self.outward(side)
            for (inner, _), (outer, at) in pairwise(ahead):
                if turned(at):
                    found.append((inner, outer))
                    break
        return min(found, key=lambda pair: abs(pair[1] - self.start), default=None)

    def halved(
        self, inner: float, outer: float, turned: Turned
    ) -> Generator[list[float], Mapping[float, Estimate | None], tuple[float, float]]:
        """The bracket closed in: to neighbours, of whole numbers; else to a small part of the range, or of the way."""
        close = max(self.width, abs(outer - self.start)) / FINENESS
        while True:
            middle = self.tidied((inner + outer) / 2)
            is_done = not self.factor.whole and abs(outer - inner) <= close
            if is_done or middle in (inner, outer):
                return inner, outer
            yield from self.run([middle])
            at = self.known[middle]
            if at is None:
                return inner, outer
            inner, outer = (inner, middle) if turned(at) else (middle, outer)

    def meeting(self, one: float, other: float, height: Height) -> float:
        """Where a line through what is known at two values meets zero; halfway, where it does not."""
        at_one, at_other = self.known[one], self.known[other]
        assert at_one is not None
        assert at_other is not None
        sign = at_one.clear_sign or at_other.clear_sign or 1
        first, second = height(at_one, sign), height(at_other, sign)
        if not isfinite(first - second) or first * second > 0 or first == second:
            return (one + other) / 2
        return one + first / (first - second) * (other - one)
