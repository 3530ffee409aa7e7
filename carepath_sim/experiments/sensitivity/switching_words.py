"""Switching values in sentences for somebody who decides: nothing is claimed that the search did not see."""

from __future__ import annotations

from collections.abc import Mapping

from carepath_sim.catalogue.wording import counted, in_sentence
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.sensitivity import figures
from carepath_sim.experiments.sensitivity.crossings import Crossing, Turning
from carepath_sim.experiments.wording import plain, signed_pounds

COSTS = {"cost", "cost_per_year", "cost_to_council", "cost_discounted", "cost_cash"}
FOUND_AS = {"assumed": "assumed to be", "sourced": "taken from a source to be", "calibrated": "fitted as"}
TIMES = {"days", "weeks", "months", "years"}


def sentence(factor: Factor, turned: Turning, outcome: OutcomePath, scenario: str, titles: Mapping[str, str]) -> str:
    """What is to be said of one factor and one scenario; the baseline is the first of the titles."""
    words = _Words(factor, turned, outcome, titles[scenario], next(iter(titles.values())))
    if turned.default is None:
        return f"The model could not be run with {words.label} as it is, so nothing is known of where the answer turns."
    if not turned.is_clear:
        return words.unclear()
    return words.clear(turned.default.sign)


def spoken_of(factor: Factor) -> str:
    """A factor's label within a sentence: `the hazard of breakdown (foster care in-house)`.

    A hazard that is written as a length of time is called one, since more of it is less of the hazard.
    """
    what, _, whose = factor.label.partition(", ")
    what = in_sentence(what)
    if factor.after.strip() in TIMES:
        what = what.replace("hazard of", "time until", 1)
    article = "" if what.startswith("how ") else "the "
    return f"{article}{what} ({whose})" if whose else f"{article}{what}"


class _Words:
    def __init__(self, factor: Factor, turned: Turning, outcome: OutcomePath, title: str, base: str) -> None:
        self.factor, self.turned, self.outcome = factor, turned, outcome
        self.title, self.base = title, in_sentence(base)
        self.label = spoken_of(factor)
        self.verb = "are" if factor.label.partition(",")[0].split()[0].endswith("s") else "is"
        self.is_relative = factor.unit == "times" and all(path.endswith(".hazard") for path in factor.paths)
        self.times = " times what it is" if self.is_relative else ""

    def clear(self, sign: int) -> str:
        crossing, stays = self.turned.crossing, self.answer(sign, "stays", "keeps")
        if crossing is None:
            said = f"Whatever {self.label}, {self.between()}, {self.title} {stays}."
            return said + self.looked() + self.doubt()
        if not crossing.holds:
            return self.not_told(crossing, sign) + self.doubt()
        edge = self.edge(crossing)
        if self.turned.within_range or self.factor.low is None or self.factor.high is None:
            said = f"{self.title} {stays} unless {self.label} {self.verb} {edge}{self.known()}."
        else:
            said = (
                f"Within its range of {self.span(self.factor.low, self.factor.high)}, tried at "
                f"{self.many(self.factor.low, self.factor.high)}, {self.label} did not turn it: "
                f"{self.title} {stays}. Beyond that, {edge}, it would turn{self.known(with_range=False)}."
            )
        return said + self.doubt() + self.again()

    def unclear(self) -> str:
        crossing = self.turned.crossing
        either = f"{self.answer(-1, 'is', 'has')} or not"
        said = f"There is no clear answer to turn: it is not clear whether {self.title} {either}"
        if crossing is None or not crossing.holds:
            return f"{said}, and {self.none_of()} of {self.label} tried {self.tried()} makes it clear."
        way = self.answer(crossing.at_beyond.sign, "is", "has")
        edge = self.edge(crossing)
        return f"{said}. It would be clear that it {way} if {self.label} were {edge}{self.known()}."

    def answer(self, sign: int, being: str, having: str) -> str:
        """What is so of the scenario against the baseline when the difference has this sign."""
        if self.outcome.metric in COSTS:
            return f"{being} {'cheaper' if sign < 0 else 'dearer'} than {self.base}"
        name = in_sentence(self.outcome.label)
        return f"{having} {name} {'lower' if sign < 0 else 'higher'} than {self.base}"

    def edge(self, crossing: Crossing) -> str:
        value = self.spoken(crossing.value, exact=True)
        rises = crossing.beyond > crossing.before
        if self.factor.whole:
            return f"{value} or {'more' if rises else 'fewer'}"
        return f"{'above' if rises else 'below'} {value}"

    def not_told(self, crossing: Crossing, sign: int) -> str:
        """The estimate changed its sign somewhere, and did not when it was looked at again nearby."""
        near, past = (
            f"{self.amount(at.mean)} at {self.spoken(value, exact=True)}"
            for value, at in ((crossing.before, crossing.at_before), (crossing.beyond, crossing.at_beyond))
        )
        return (
            f"{self.title} {self.answer(sign, 'is', 'has')} as things are; with {self.label} near "
            f"{self.spoken(crossing.value, exact=True)} the difference is too near nothing to say where that turns "
            f"({near}, {past})."
        )

    def doubt(self) -> str:
        """From where the answer is no longer clear, told only where that is nearer than where it turns."""
        doubt, crossing = self.turned.doubt, self.turned.crossing
        if doubt is None:
            return ""
        start = self.turned.start
        if crossing is not None and crossing.holds and abs(doubt - start) >= abs(crossing.value - start):
            return ""
        value = self.spoken(doubt, exact=True)
        low, high = self.factor.low, self.factor.high
        is_out = low is not None and high is not None and not low <= doubt <= high
        it = "Further out it" if is_out and crossing is None else "It"
        if self.factor.whole:
            return f" {it} is no longer clear from {value} on."
        return f" {it} is no longer clear {'above' if doubt > start else 'below'} {value}."

    def again(self) -> str:
        if not self.turned.again:
            return ""
        values = " and ".join(self.spoken(value, exact=True) for value in self.turned.again)
        return f" That does not hold throughout: at {values} it is as it was."

    def looked(self) -> str:
        """How far beyond the range it was looked for."""
        low, high = self.turned.looked_low, self.turned.looked_high
        ends = self.factor.low, self.factor.high
        if None in ends or (low, high) == ends:
            return ""
        return f" Nor did it turn further out: {self.many(low, high)} {self.tried()} were tried."

    def tried(self) -> str:
        low, high = self.turned.looked_low, self.turned.looked_high
        return f"from {self.span(low, high)}" if low < high else f"at {self.spoken(low)}"

    def between(self) -> str:
        """At how many values it was looked at within its range, or as far as was looked if it has none."""
        low, high = self.factor.low, self.factor.high
        if low is None or high is None:
            low, high = self.turned.looked_low, self.turned.looked_high
        at = "at each of" if self.count(low, high) > 1 else "at"
        return f"{at} {self.many(low, high)} tried from {self.span(low, high)}"

    def count(self, low: float, high: float) -> int:
        """How many values were run from one to another."""
        return sum(low <= value <= high for value in self.turned.tried)

    def many(self, low: float, high: float) -> str:
        return counted(self.count(low, high), "value")

    def none_of(self) -> str:
        many = len(self.turned.tried)
        return f"none of the {many:,} values" if many > 1 else "the 1 value"

    def known(self, with_range: bool = True) -> str:
        """What the number is now, how it was come by, and its range, in brackets."""
        default, low, high = self.factor.default, self.factor.low, self.factor.high
        parts = []
        if default is not None and not self.is_relative:
            parts.append(f"{FOUND_AS.get(self.factor.status, 'set to')} {self.spoken(default)}")
        if with_range and low is not None and high is not None:
            parts.append(f"range {self.span(low, high, is_claimed=False)}")
        return f" ({'; '.join(parts)})" if parts else ""

    def span(self, low: float, high: float, is_claimed: bool = True) -> str:
        """Two numbers, with their unit said once; see `figures.span`."""
        return figures.span(low, high, self.factor.unit, self.times, is_claimed)

    def spoken(self, value: float | None, exact: bool = False) -> str:
        """A number of the factor with its unit."""
        assert value is not None
        return (figures.figure if exact else figures.rounded)(value, self.factor.unit, self.times)

    def amount(self, difference: float) -> str:
        if self.outcome.unit.startswith("£"):
            return f"{signed_pounds(difference)}{self.outcome.unit.removeprefix('£').replace('per year', 'a year')}"
        return plain(difference, self.outcome.unit, signed=True)
