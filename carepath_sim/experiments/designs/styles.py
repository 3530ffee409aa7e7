"""How the numbers of a quantity are written, so that a sweep counts in `29% per year` and not in a hazard per day."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from carepath_sim.scenario import units
from carepath_sim.scenario.units import NUMBER, Quantity, Unit, Written, WrongUnit

SIMPLE = re.compile(rf"(?P<sign>-?)(?P<before>£?) *(?P<number>{NUMBER})(?P<after>| *[^\d.,].*)")
SUFFIXES = {
    "place": "places",
    "post": "posts",
    "young person": "young people",
    "hour": "hours",
    "day": "days",
    "week": "weeks",
    "month": "months",
    "year": "years",
}
PLURALS = {**SUFFIXES, **{many: many for many in SUFFIXES.values()}}
ONE = {f" {many}": f" {one}" for one, many in SUFFIXES.items()}
"""What stands after 1, by what stands after other numbers."""
PERCENT = re.compile(r"per ?cent\b")
OVER = re.compile(r"(?:^|(?<=%)) *(?:/ *|an? |per )(?=[a-z])")
WHOLE = (units.PLACES, units.PLACES_OR_UNLIMITED, units.PLACES_CHANGE, units.POSTS, units.POSTS_CHANGE, units.PEOPLE)
USUAL: tuple[tuple[Unit, str, str], ...] = (
    (units.PLACES_OR_UNLIMITED, "", " places"),
    (units.DURATION_OR_NEVER, "", " days"),
    (units.DURATION_OR_EVER, "", " weeks"),
    (units.SHARE, "", "%"),
    (units.FILL, "", "%"),
    (units.MULTIPLIER, "", " times"),
)
"""How numbers are written whose value is a word or a form with two numbers, such as `never` or `1 of 3`."""
DIGITS = 12
"""Significant digits of a number that is worked out from another unit; beyond them there is rounding alone."""


@dataclass(frozen=True)
class Style:
    """A number x is written `before` + x + `after`; every number so written is a quantity of the unit."""

    unit: Unit
    before: str
    after: str

    @property
    def words(self) -> str:
        """What stands round a number: `places`, `£ per week`; `times` for a bare multiplier."""
        return f"{self.before}{self.after}".strip() or ("times" if self.unit is units.MULTIPLIER else "")

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers can be written."""
        return self.unit in WHOLE or self.after.strip() == "places"

    def written(self, number: float) -> Written:
        """A number in words, a bare one as it is."""
        return worded(number, self.before, self.after)

    def number(self, quantity: Quantity) -> float:
        """The number of a quantity; infinite for one without end. Raises WrongUnit if it cannot be so written."""
        if math.isinf(quantity.amount):
            return math.inf
        found = _split(str(quantity.written))
        if found is not None and (found[0], found[2]) == (self.before, self.after):
            return found[1]
        self._check_kind(quantity)
        return float(f"{self._of_amount(quantity.amount):.{DIGITS}g}")

    def _of_amount(self, amount: float) -> float:
        """Whatever number has this amount. A percentage of a rate is a probability, and no multiple of another."""
        if self.unit is units.HAZARD and self.after.startswith("%"):
            days = -math.log(0.5) / self.unit.parse(self.written(50)).amount
            return -100 * math.expm1(-amount * days)
        return amount / self.unit.parse(self.written(1)).amount

    def _check_kind(self, quantity: Quantity) -> None:
        """Places and percentages, or costs over time and each time, cannot be said in one another's words."""
        mine = self.unit.parse(self.written(1))
        other = units.is_each(quantity) != units.is_each(mine) if self.unit is units.COST else False
        if self.unit is units.FILL:
            other = ("place" in str(quantity.written)) != self.is_whole
        if other:
            raise WrongUnit(f"{str(quantity.written)!r} is another kind of number", f"numbers of {self.words}")

    def read(self, text: Written) -> float:
        """The number that somebody wrote, with its unit, part of it, or none; raises WrongUnit.

        `10`, `10%` and `10% per year` are the same where numbers stand before `% per year`.
        """
        found = _split(str(text).strip())
        if found is not None:
            before, number, after = found
            ends = ("", self.after, "%" if self.after.startswith("%") else "")
            if before in ("", self.before) and after in ends:
                # Read as the whole, so that a number out of range is told.
                self.unit.parse(self.written(number))
                return number
        quantity = self.unit.parse(text)
        if math.isinf(quantity.amount):
            raise WrongUnit(f"{str(text)!r} is no number, and only numbers are varied", self.unit.allowed)
        return self.number(quantity)


def worded(number: float, before: str, after: str) -> Written:
    """A number with what stands before and after it, `1 place` for one of several `places`; a bare one as it is."""
    if not before and not after:
        return number
    return f"{'-' if number < 0 else ''}{before}{abs(number):,.15g}{ONE.get(after, after) if number == 1 else after}"


def _split(text: str) -> tuple[str, float, str] | None:
    """What stands before a number, the number, and what stands after it in its usual form; None for other forms."""
    match = SIMPLE.fullmatch(" ".join(text.split()))
    number = units.number(match["number"]) if match else None
    if match is None or number is None:
        return None
    after = OVER.sub(" per ", PERCENT.sub("%", match["after"].strip()))
    if after in PLURALS:
        after = PLURALS[after]
    if after and not after.startswith(("%", " ")):
        after = f" {after}"
    if after.startswith((" of ", "% fewer", "% less", "% lower", "% more", "% higher")):
        return None
    return match["before"], -number if match["sign"] else number, after


def style_of(unit: Unit, *written: Written) -> Style:
    """How the first of some quantities that is a plain number is written, or how such numbers usually are."""
    for text in written:
        found = _split(str(text))
        if found is not None and _reads(unit, Style(unit, found[0], found[2])):
            return Style(unit, found[0], found[2])
    before, after = next((before, after) for usual, before, after in USUAL if usual is unit)
    return Style(unit, before, after)


def _reads(unit: Unit, style: Style) -> bool:
    try:
        unit.parse(style.written(1))
    except WrongUnit:
        return False
    return True
