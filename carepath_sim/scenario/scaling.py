"""Numbers of the catalogue made so many times as large: quantities in words, their ranges, and a starting caseload."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from carepath_sim.catalogue.caseload import Row, at_even_steps, in_order
from carepath_sim.scenario.hazards import Hazard
from carepath_sim.scenario.parameters import Parameter

Written = dict[str, Any]
"""A number in full, as a scenario writes it: value, status, source, range, note."""

WHOLE = re.compile(r"(?<!per )\b(place|post|day)s?$")
"""Quantities that come in wholes."""


def times(words: str, factor: float, least: int = 0) -> str:
    """A quantity in words so many times as large: in wholes, to the pound, to 0.1% or to three digits."""
    before, number, after = parts(words)
    value = number * factor
    if WHOLE.search(after):
        return before + wholes(max(least, nearest(value)), after)
    if "£" in before:
        text = f"{nearest(value):,}"
    elif after.startswith("%"):
        text = f"{min(value, 100.0):.1f}"
    else:
        text = three_digits(value)
    return f"{before}{text}{after}"


def wholes(number: int, noun: str) -> str:
    """A whole number with what it is of, one or several: `1 place`, `12 places`."""
    return f"{number} {noun.strip().removesuffix('s')}{'' if number == 1 else 's'}"


def parts(words: str) -> tuple[str, float, str]:
    """A quantity as what stands before its number, the number, and what stands after it."""
    match = re.fullmatch(r"(\D*)([\d,]*\.?\d+)(.*)", words)
    if match is None:
        raise ValueError(f"{words!r} is not a quantity with a number in it")
    return match[1], float(match[2].replace(",", "")), match[3]


def amount(words: str) -> float:
    """The number in a quantity."""
    return parts(words)[1]


def three_digits(value: float) -> str:
    """A number to three digits, or to the whole if it is a hundred or more."""
    return f"{value:.0f}" if value >= 100 else f"{float(f'{value:.3g}'):.10g}"


def nearest(value: float) -> int:
    """The nearest whole number, halves upwards."""
    return math.floor(value + 0.5)


def enlarged(number: Parameter[Any], factor: float, note: str, least: int = 0) -> Written:
    """A number so many times as large, with its range; what was sourced of England is assumed of one council."""
    value = times(str(number.value), factor, least)
    status = "assumed" if number.status == "sourced" else number.status
    source = {"source": number.source} if number.source else {}
    said = {"value": value, "status": status, **source}
    return {**said, **spread(number, factor, value), "note": note}


def spread(number: Parameter[Any] | Hazard, factor: float, value: str) -> Written:
    """The range of a number so many times as large, wide enough for a value; nothing where it has none."""
    if number.range is None:
        return {}
    low, high = (times(str(end), factor) for end in (number.range.low, number.range.high))
    ends = {"low": min(low, value, key=amount), "high": max(high, value, key=amount)}
    return {"range": {**ends, "distribution": number.range.distribution}}


def resized(rows: Sequence[Row], factor: float) -> list[Row]:
    """A caseload so many times as large, every setting in proportion.

    The rows of a setting are taken at even steps; where more are wanted than there are, a
    step is shorter than a row and rows come again.
    """
    here: dict[str, list[Row]] = {}
    for row in rows:
        here.setdefault(row.setting, []).append(row)
    wanted = shared_out({name: len(some) * factor for name, some in here.items()})
    return in_order(row for name, some in here.items() for row in at_even_steps(some, wanted[name]))


def shared_out(wanted: dict[str, float]) -> dict[str, int]:
    """Whole numbers with the same sum as some fractions, each next to its own (method of largest remainders)."""
    given = {name: math.floor(number) for name, number in wanted.items()}
    left = nearest(sum(wanted.values())) - sum(given.values())
    for name in sorted(wanted, key=lambda name: (given[name] - wanted[name], name))[:left]:
        given[name] += 1
    return given
