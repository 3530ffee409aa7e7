"""The values somebody wants a number to take, as they write them: `6:18:2`, `6, 8, 12`, `4..12`, or its own range."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from carepath_sim.catalogue.wording import listed
from carepath_sim.experiments.designs.design import LARGEST_DESIGN
from carepath_sim.experiments.designs.spreads import SPREADS
from carepath_sim.experiments.designs.styles import DIGITS, Style
from carepath_sim.scenario import units
from carepath_sim.scenario.units import Written, WrongUnit

OWN_RANGE = "own range"
ALLOWED = "6:18:2 (first:last:step), a list such as 6,8,12, a range such as 4..12, or `own range`"
ALL_ALONG = "set it for the whole design instead, by --set or under `constants:`"
THOUSANDS = re.compile(r"£ ?\d{1,3},\d{3}(?!\d)")
MEETS = 1e-9
"""Parts of a step by which the last value may be missed through rounding."""
MOST_IN_FEW = 10
"""Steps of a series that is suggested."""


class Refusal(ValueError):
    """Something that cannot be varied as asked: what is wrong, what is allowed, what was meant, how to mend it."""

    def __init__(self, what: str, allowed: str = "", near: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what, self.allowed, self.near, self.fix = what, allowed, near, fix


@dataclass(frozen=True)
class Steps:
    """From the first value by steps to the last, which is included where a step meets it.

    Without a step, whole numbers are taken one by one, whichever way the last lies.
    """

    first: Written
    last: Written
    step: Written = ""

    def __str__(self) -> str:
        return f"{self.first}:{self.last}" + (f":{self.step}" if self.step else "")


@dataclass(frozen=True)
class Listed:
    """These values and no others."""

    values: tuple[Written, ...]


@dataclass(frozen=True)
class Between:
    """Drawn from a range; without a distribution as its own range says, or evenly."""

    low: Written
    high: Written
    distribution: str = ""


@dataclass(frozen=True)
class Own:
    """Drawn from the range that the number has of its own."""


Wanted = Steps | Listed | Between | Own


def wanted(text: str) -> Wanted:
    """What a text asks for; raises Refusal."""
    text = " ".join(text.split())
    if not text:
        raise Refusal("No values are written here", ALLOWED)
    if text == OWN_RANGE:
        return Own()
    if ".." in text:
        ends = [end.strip() for end in text.split("..")]
        if len(ends) != 2 or not all(ends):
            raise Refusal(f"{text!r} is no range", "a low and a high with .. between them, such as 4..12")
        return Between(*ends)
    if ":" in text:
        parts = [part.strip() for part in text.split(":")]
        if len(parts) not in (2, 3) or not all(parts):
            raise Refusal(f"{text!r} is no series of values", "first:last:step, such as 6:18:2")
        return Steps(*parts)
    return Listed(_items(text))


def _items(text: str) -> tuple[Written, ...]:
    items = [item.strip() for item in text.split(",")]
    if not all(items):
        raise Refusal(f"{text!r} has an empty place between its commas", "a list such as 6,8,12")
    if THOUSANDS.search(text):
        fix = "write numbers without commas in them, such as £4500 per week"
        raise Refusal(f"In {text!r} it is not clear which commas stand between values", fix=fix)
    return tuple(items)


def levels(asked: Steps | Listed, style: Style) -> tuple[float, ...]:
    """The values asked for as numbers of a style; raises Refusal."""
    texts = asked.values if isinstance(asked, Listed) else (asked.first, asked.last)
    numbers = [_number(text, style) for text in texts]
    _check_percentages(texts, numbers, style)
    found = numbers if isinstance(asked, Listed) else _stepped(asked, numbers[0], numbers[1], style)
    if style.is_whole:
        broken = [number for number in found if number != round(number)]
        if broken:
            told = f"{broken[0]:g}" + (f" and {len(broken) - 1:,} more" if len(broken) > 1 else "")
            allowed, fix = style.unit.allowed, "take whole steps" if isinstance(asked, Steps) else ""
            raise Refusal(f"Only whole {style.words} can be, not {told}", allowed, fix=fix)
    _check_once(found, style)
    if len(found) == 1:
        raise Refusal(f"One value, {style.written(found[0])}, varies nothing", "two values or more", fix=ALL_ALONG)
    return tuple(found)


def ends(asked: Between, style: Style) -> tuple[float, float]:
    """The low and the high asked for as numbers of a style; raises Refusal."""
    low, high = (_number(text, style) for text in (asked.low, asked.high))
    _check_percentages((asked.low, asked.high), [low, high], style)
    shown = f"{asked.low}..{asked.high}"
    if low == high:
        raise Refusal(f"The range {shown} is empty: both ends are {style.written(low)}", "a low below the high")
    if low > high:
        raise Refusal(f"The range {shown} runs backwards", "the low before the high", f"{asked.high}..{asked.low}")
    if style.is_whole and (low != round(low) or high != round(high)):
        raise Refusal(f"The range {shown} does not end at whole {style.words}", style.unit.allowed)
    if asked.distribution and asked.distribution not in SPREADS:
        raise Refusal(f"{asked.distribution!r} is no distribution", listed(sorted(SPREADS)))
    if asked.distribution == "lognormal" and low <= 0:
        raise Refusal("A log-normal range begins above nothing", "a low above 0, or another distribution")
    return low, high


def _number(text: Written, style: Style) -> float:
    try:
        return style.read(text)
    except WrongUnit as problem:
        raise Refusal(problem.what, _allowed(problem.allowed, style)) from None


def _allowed(allowed: str, style: Style) -> str:
    return f"{allowed}; a bare number counts {style.words}" if style.words else allowed


def _check_percentages(texts: tuple[Written, ...], numbers: list[float], style: Style) -> None:
    """Refuse 0.1 where percentages are counted: it might be a tenth of one, or ten of them."""
    is_bare = all(units.number(str(text).strip()) is not None for text in texts)
    if style.after.startswith("%") and is_bare and 0 < max(map(abs, numbers)) < 1:
        most = max(numbers)
        what = f"{most:g} may mean {most:g}% or {100 * most:g}%"
        raise Refusal(what, f"percentages with their sign, such as {100 * most:g}%")


def _stepped(asked: Steps, first: float, last: float, style: Style) -> list[float]:
    shown = str(asked)
    if first == last:
        raise Refusal(
            f"{shown} begins and ends at one value, which varies nothing",
            "a last value beyond the first",
            fix=ALL_ALONG,
        )
    step = _step(asked, first, last, style)
    if step == 0:
        raise Refusal(f"The step of {shown} is 0, so that it never ends", "a step such as 6:18:2")
    if (last - first) * step < 0:
        way = "down" if step < 0 else "up"
        turned = f"{asked.first}:{asked.last}:{str(asked.step).lstrip('-') if step < 0 else f'-{asked.step}'}"
        what = f"{shown} is empty: it steps {way}, and {asked.last} lies the other way from {asked.first}"
        raise Refusal(what, "a step that leads from the first to the last", turned)
    count = math.floor((last - first) / step + MEETS) + 1
    if count > LARGEST_DESIGN:
        what, fix = f"{shown} has {count:,} values", f"take a larger step, as in {_in_few(asked, first, last, style)}"
        raise Refusal(what, f"at most {LARGEST_DESIGN:,} points in a design", fix=fix)
    if count == 1:
        what = f"The step of {shown} leads past the last value at once, so that nothing is varied"
        raise Refusal(what, f"a step of at most {abs(last - first):g}")
    return [float(f"{first + index * step:.{DIGITS}g}") for index in range(count)]


def _in_few(asked: Steps, first: float, last: float, style: Style) -> str:
    """The same by steps that give a handful of values, as it may be typed, and how many these are."""
    exact = abs(last - first) / MOST_IN_FEW
    unit = 10.0 ** math.floor(math.log10(exact))
    step = next(unit * many for many in (1, 2, 5, 10) if unit * many >= exact * (1 - MEETS))
    step = max(round(step), 1) if style.is_whole else step
    count = math.floor(abs(last - first) / step + MEETS) + 1
    written = f"{step if last > first else -step:.{DIGITS}g}"
    return f"{asked.first}:{asked.last}:{written} ({count} values)"


def _step(asked: Steps, first: float, last: float, style: Style) -> float:
    """A step as a number: it may be less than nothing, where no value may. Raises Refusal where one has to be said."""
    bare = str(asked.step).strip()
    if not bare and style.is_whole:
        return math.copysign(1.0, last - first)
    if not bare:
        fix = f"write {_in_few(asked, first, last, style)}, or {asked.first}..{asked.last} to draw from a range"
        raise Refusal(f"{asked} has no step, without which only whole numbers go", "first:last:step", fix=fix)
    sign = -1.0 if bare.startswith("-") else 1.0
    number = units.number(bare.lstrip("+-"))
    return sign * (_number(bare.lstrip("+-"), style) if number is None else number)


def _check_once(numbers: list[float], style: Style) -> None:
    seen: set[float] = set()
    for number in numbers:
        if number in seen:
            raise Refusal(f"{style.written(number)} is there twice", "each value once", fix="keep one of them")
        seen.add(number)
