"""What a design varies, in words for whoever is about to run it, and which of its numbers may be slips.

`--vary settings.hub.service=5..10` counts pounds a year, because the number is so written; whoever meant millions sees
it here.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

from carepath_sim.catalogue.wording import counted, listed
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.designs.numbers import Number
from carepath_sim.experiments.designs.styles import Style
from carepath_sim.scenario.units import Written, WrongUnit

FAR = 10.0
"""Times or parts of what a scenario says, beyond which a number of another unit is likelier than a wish."""
MOST_LISTED = 6
MOST_FACTORS = 12

Numbers = Sequence[Mapping[str, Number]]
"""The numbers of each scenario, by name."""


def lines(factors: Sequence[Factor], numbers: Numbers) -> list[str]:
    """A line for each of the first factors: what it is varied over, and what it is in the scenario."""
    found = [f"{factor.label}: {_over(factor, _number(factor, numbers))}" for factor in factors[:MOST_FACTORS]]
    others = len(factors) - len(found)
    return found + ([f"{counted(others, 'more number')} drawn or listed alike"] if others else [])


def slips(factors: Sequence[Factor], numbers: Numbers) -> Iterator[str]:
    """A sentence for each factor whose values are far from what the scenario says."""
    for factor in factors:
        number = _number(factor, numbers)
        span = factor.values or (factor.low, factor.high)
        values = [value for value in span if value is not None]
        if number is not None and values and _is_far(number, min(values), max(values)):
            yield f"Check the unit: {factor.label} is to be {_span(factor)}. {_is_now(number)}"


def slips_of_constants(constants: Mapping[str, Written], numbers: Numbers) -> Iterator[str]:
    """The same of numbers set for the whole design, by name; `numbers` are those from before."""
    for name, written in constants.items():
        number = next((each[name] for each in numbers if name in each), None)
        value = None if number is None else _value(number.style, written)
        if number is not None and value is not None and _is_far(number, value, value):
            yield f"Check the unit: {number.label} is to be {number.style.written(value)}. {_is_now(number)}"


def _value(style: Style, written: Written) -> float | None:
    try:
        return style.read(written)
    except WrongUnit:  # a word, such as unlimited
        return None


def _number(factor: Factor, numbers: Numbers) -> Number | None:
    return next((each[factor.name] for each in numbers if factor.name in each), None)


def _is_far(number: Number, low: float, high: float) -> bool:
    """Whether a span lies wholly outside a number's own range, or far from its value where it has none."""
    if number.low is not None and number.high is not None and number.has_width:
        return high < number.low or low > number.high
    value = number.default
    return value is not None and value > 0 and (high * FAR < value or low > value * FAR)


def _is_now(number: Number) -> str:
    now = "" if number.default is None else f"it is {number.style.written(number.default)}"
    span = ""
    if number.has_width and number.low is not None and number.high is not None:
        low, high = (number.style.written(end) for end in (number.low, number.high))
        span = f"its own range is {low} to {high}"
    told = ", and ".join(part for part in (now, span) if part)
    return f"In the scenario {told}."


def varied(factor: Factor, own: bool = False) -> str:
    """What a factor is varied over: `6, 8 and 10 places`, or `drawn from £5 to £10 per year`."""
    if factor.choices:
        return listed(factor.choices)
    return _span(factor) if factor.values else f"drawn from {'its own range, ' if own else ''}{_span(factor)}"


def _over(factor: Factor, number: Number | None) -> str:
    """The same, and what it is in the scenario."""
    said = varied(factor, number is not None and (factor.low, factor.high) == (number.low, number.high))
    now = factor.default
    has_value = now is not None and (factor.before or factor.after)
    return f"{said}; {factor.written(now)} in the scenario" if now is not None and has_value else said


def _span(factor: Factor) -> str:
    """The values or the ends of a factor in its unit: `6, 8 and 10 places`, `£5 to £10 per year`."""
    values = factor.values or tuple(end for end in (factor.low, factor.high) if end is not None)
    unit = factor.after if factor.before or factor.after else f" {factor.unit}".rstrip()
    bare = [f"{'-' if value < 0 else ''}{factor.before}{abs(factor.tidied(value)):,.15g}" for value in values]
    if not factor.values:
        return f"{' to '.join(bare)}{unit}"
    if len(bare) <= MOST_LISTED:
        return f"{listed(bare)}{unit}"
    step = values[1] - values[0]
    is_even = all(math.isclose(after - before, step) for before, after in itertools.pairwise(values))
    steps = f" by {abs(step):,.6g}" if is_even else ""
    return f"{bare[0]} to {bare[-1]}{unit}{steps} ({len(bare)} values)"
