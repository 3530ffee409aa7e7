"""Bounds of service levels: numbers with the words around them, read and written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from carepath_sim.experiments.wording import plain, signed_pounds, three
from carepath_sim.scenario.units import NUMBER, SHARE, WrongUnit, number

Kind = Literal["share", "£", "count"]
POUNDS = re.compile(rf"(?P<sign>[-−]?)£ *(?P<number>{NUMBER}) *(?P<many>million|m|thousand|k)?(?P<rest>.*)")
MANY = {None: 1.0, "million": 1e6, "m": 1e6, "thousand": 1e3, "k": 1e3}
A_YEAR = re.compile(r"(.*?) *(?:/ *|\ba |\bper |\beach |\bevery )(?:year|annum)")
COUNT = re.compile(rf"(?P<number>{NUMBER}) *(?P<noun>[a-z][a-z -]*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """A number and what was said with it: `kind`, whether it is for each year, and what was counted, if said."""

    number: float
    kind: Kind
    a_year: bool = False
    noun: str = ""


def amount(text: str) -> Amount:
    """An amount from words: `5%`, `1 of 20`, `£7.5 million`, `2 a year`, `18 days`. Raises ValueError."""
    said = " ".join(text.split())
    yearly = A_YEAR.fullmatch(said)
    rest = yearly[1] if yearly else said
    found = _share(rest) or _pounds(rest) or _count(rest)
    if found is None:
        raise ValueError(f"{text!r} is not a number with a unit")
    return Amount(found.number, found.kind, yearly is not None, found.noun)


def _share(text: str) -> Amount | None:
    """A percentage or a fraction, however much it is; `of days` may follow."""
    bare = re.sub(r" of (?:the )?(?:days|time)$", "", text)
    noun = "days" if bare != text else ""
    percentage = re.fullmatch(rf"(?P<number>{NUMBER}) *(?:%|per cent|percent)", bare)
    if percentage and (value := number(percentage["number"])) is not None:
        return Amount(value / 100, "share", noun=noun)
    try:
        return Amount(SHARE.parse(bare).amount, "share", noun=noun)
    except WrongUnit:
        return None


def _pounds(text: str) -> Amount | None:
    match = POUNDS.fullmatch(text)
    value = number(match["number"]) if match else None
    if match is None or value is None or not re.fullmatch(r"(?: (?:per|each|a) [a-z -]+)?", match["rest"]):
        return None
    return Amount((-value if match["sign"] else value) * MANY[match["many"]], "£")


def _count(text: str) -> Amount | None:
    match = COUNT.fullmatch(text)
    value = number(match["number"]) if match else None
    if match is None or value is None:
        return None
    return Amount(value, "count", noun=(match["noun"] or "").strip().lower())


def spelt(value: float, unit: str, exact: bool = False) -> str:
    """A value of a unit in words: `3.1%`, `£1.23 million`, `1.4 placements`; an exact one as somebody stated it."""
    sign = "−" if value < 0 else ""
    if unit == "share":
        return f"{sign}{abs(value) * 100:.10g}%" if exact else plain(value, unit)
    if unit.startswith("£"):
        return f"{_stated_pounds(value) if exact else signed_pounds(value)}{unit[1:].replace('per year', 'a year')}"
    return (
        f"{sign}{abs(value):,.10g}{' ' * bool(unit)}{unit}" if exact else f"{sign}{three(abs(value))} {unit}".rstrip()
    )


def _stated_pounds(value: float) -> str:
    sign, size = "−" if value < 0 else "", abs(value)
    return f"{sign}£{size / 1e6:,.10g} million" if size >= 1e6 else f"{sign}£{size:,.10g}"
