"""Where along one number an answer turns: looked for within its range, then beyond, and closed in upon by halving.

The search is a generator: it yields the values at which it wants the answer, and is sent the estimates, so that many
searches share one round of runs. All values meet the same luck, and the estimate along them is nearly a line; what is
found is where the *estimate* turns. How sure that is, is told by the first value at which the interval holds zero.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping

from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.sensitivity.along import Along, Height, Search, Turned, start_of
from carepath_sim.experiments.sensitivity.crossings import Crossing, Estimate, Turning, to_figures

STEPS_BEYOND = (0.5, 1.0, 2.0, 4.0)
"""How far beyond its range a number is tried, in widths of the range (of its value, where it has none)."""
CHECKS = (0.05, 0.15)
"""Steps past the value, in widths of the range, at which the turn is checked: the second if the first is too near."""


def turning(factor: Factor) -> Search:
    """The search along a factor, from its default; from the middle of its range where it has none."""
    return _Search(factor, start_of(factor)).search()


class _Search(Along):
    """A search under way along one factor."""

    def search(self) -> Search:
        yield from self.run([self.start])
        default = self.known[self.start]
        if default is None:
            return Turning(None, self.start)
        turned = _turns(default)
        yield from self.run(self.within())
        bracket = self.bracket(turned)
        if bracket is None:
            yield from self.beyond(turned)
            bracket = self.bracket(turned)
        crossing = None
        if bracket is not None:
            inner, outer = yield from self.halved(*bracket, turned)
            value = outer if self.factor.whole else (yield from self.told(inner, outer, default))
            crossing = yield from self.checked(value, inner, outer, turned)
        doubt = None
        if default.clear_sign:
            doubt = yield from self.doubted(default, crossing)
        ran = [value for value, found in self.known.items() if found is not None]
        return Turning(
            default,
            self.start,
            crossing,
            doubt,
            self.again(crossing, turned),
            min(ran),
            max(ran),
            crossing is not None and self.low <= crossing.value <= self.high,
            tuple(sorted(ran)),
        )

    def beyond(self, turned: Turned) -> Generator[list[float], Mapping[float, Estimate | None], None]:
        """Step out of the range on both sides until the answer turns, or the model or good sense allows no more."""
        sides = {-1: self.low, 1: self.high}
        for step in STEPS_BEYOND:
            wanted = {side: self.limited(side, end, step) for side, end in sides.items()}
            yield from self.run(value for value in wanted.values() if value not in self.known)
            for side, value in list(wanted.items()):
                if self.known.get(self.tidied(value)) is None:
                    yield from self.to_the_edge(side, self.tidied(value))
                    del sides[side]
            if self.bracket(turned) is not None or not sides:
                return

    def checked(
        self, value: float, inner: float, outer: float, turned: Turned
    ) -> Generator[list[float], Mapping[float, Estimate | None], Crossing]:
        """The value within the bracket, and what the model says on both sides of it."""
        side = 1 if outer > inner else -1
        crossing = None
        for share in CHECKS:
            step = 1.0 if self.factor.whole else max(share * self.width, 2 * abs(outer - inner))
            before = inner if self.factor.whole else self.short_of(value, side, step)
            beyond = yield from self.past(value, side, step, outer)
            yield from self.run([before, beyond])
            crossing = self.crossing(value, self.tidied(before), self.tidied(beyond), turned)
            if crossing.holds:
                break
        assert crossing is not None
        return crossing

    def short_of(self, value: float, side: int, step: float) -> float:
        """A value a step before another, not further than halfway to the value as it is."""
        return value - side * min(step, abs(value - self.start) / 2)

    def past(
        self, value: float, side: int, step: float, outer: float
    ) -> Generator[list[float], Mapping[float, Estimate | None], float]:
        """A value a step past another: nearer if the model will not have it, and at last the far end of the bracket."""
        for part in (1.0, 0.5, 0.25):
            beyond = self.tidied(self.limited(side, value, part * step / self.width))
            if side * (beyond - value) <= 0:
                break
            yield from self.run([beyond])
            if self.known[beyond] is not None:
                return beyond
        return outer

    def crossing(self, value: float, before: float, beyond: float, turned: Turned) -> Crossing:
        before = before if self.known[before] is not None else self.start
        at_before, at_beyond = self.known[before], self.known[beyond]
        assert at_before is not None
        assert at_beyond is not None
        past = [at_beyond] + [at for at in (self.known.get(value),) if at is not None and self.factor.whole]
        holds = all(map(turned, past)) and not turned(at_before)
        return Crossing(value, before, beyond, at_before, at_beyond, holds)

    def told(
        self, inner: float, outer: float, default: Estimate
    ) -> Generator[list[float], Mapping[float, Estimate | None], float]:
        """The value to tell of a bracket in which the answer turns, rounded so that what is said of it is so.

        That the answer stays up to a value within the range has to be so there: rounded inward. That there is another
        answer beyond a value has to be so as well: rounded outward.
        """
        if not default.clear_sign:
            return (yield from self.rounded(inner, outer, _bound, lambda at: at.clear_sign != 0))
        found = self.meeting(inner, outer, _mean)
        if self.low <= found <= self.high or self.factor.low is None or self.factor.high is None:
            return (yield from self.rounded(outer, inner, _mean, lambda at: at.sign != -default.sign))
        return (yield from self.rounded(inner, outer, _mean, lambda at: at.sign != default.sign))

    def rounded(
        self, near: float, far: float, height: Height, holds: Turned
    ) -> Generator[list[float], Mapping[float, Estimate | None], float]:
        """Where a line through the ends of a bracket meets zero, rounded towards `far`, if what is said holds there.

        If it does not when the model is run there, `far`, at which it is known to hold, rounded further the same way;
        and if it does not hold there either, `far` to its last digit.
        """
        side = 1 if far > near else -1
        away = (near - self.start) or (far - self.start)
        for exact in (self.meeting(near, far, height), far):
            value = self.tidied(to_figures(exact, far - near, side))
            if (value - self.start) * away <= 0:  # rounded to where the number is, or past it
                continue
            yield from self.run([value])
            at = self.known[value]
            if at is not None and holds(at):
                return value
        return far

    def doubted(
        self, default: Estimate, crossing: Crossing | None
    ) -> Generator[list[float], Mapping[float, Estimate | None], float | None]:
        """The first value on the way to the crossing, or as far as was looked, from which the interval holds zero."""

        def doubtful(at: Estimate) -> bool:
            return at.clear_sign != default.sign

        side = 0 if crossing is None else 1 if crossing.value > self.start else -1
        bracket = self.bracket(doubtful, side)
        if bracket is None:
            return None
        inner, outer = yield from self.halved(*bracket, doubtful)
        if self.factor.whole:
            return outer
        return (yield from self.rounded(inner, outer, _bound, doubtful))

    def again(self, crossing: Crossing | None, turned: Turned) -> tuple[float, ...]:
        """Values beyond a crossing at which the answer has not turned."""
        if crossing is None:
            return ()
        side = 1 if crossing.value > self.start else -1
        return tuple(
            value for value, at in self.outward(side) if side * (value - crossing.beyond) > 0 and not turned(at)
        )


def _turns(default: Estimate) -> Turned:
    """What counts as another answer: the other sign; where there is no clear one, a clear one."""
    if default.clear_sign == 0:
        return lambda at: at.clear_sign != 0
    return lambda at: at.sign == -default.sign


def _mean(at: Estimate, _sign: int) -> float:
    return at.mean


def _bound(at: Estimate, sign: int) -> float:
    """The end of the interval that is nearer to zero, where the mean has this sign."""
    return at.low if sign > 0 else at.high
