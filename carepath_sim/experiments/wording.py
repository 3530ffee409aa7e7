"""How figures and titles are written within sentences."""

from __future__ import annotations

from math import ceil, floor, log10

NOISE = 1e-9
"""What is smaller is left over from adding fractions in another order, and is written as nothing."""


def way(amount: float) -> str:
    """The direction of a change."""
    return "less" if amount < 0 else "more"


def pounds(amount: float) -> str:
    """An amount without its sign, to three significant figures."""
    size = abs(amount)
    if size >= 999_500:
        return f"£{three(size / 1e6)} million"
    return f"£{three(size)}"


def signed_pounds(amount: float) -> str:
    """An amount with the sign of a saving, to three significant figures."""
    return f"−{pounds(amount)}" if amount < 0 else pounds(amount)


def three(size: float) -> str:
    """Three significant figures, or the whole number if that is longer; at most three decimals."""
    if size < NOISE:
        return "0"
    decimals = max(0, 2 - floor(log10(size)))
    rounded = round(size, 2 - floor(log10(size)))
    return f"{rounded:,.{at_least_one_figure(size, min(decimals, 3))}f}"


def at_least_one_figure(size: float, decimals: int) -> int:
    """The decimals, or more if nothing would be left of the size: a bound just off zero must not read as zero."""
    return decimals if size < NOISE or round(size, decimals) else ceil(-log10(size))


def plain(value: float, unit: str, signed: bool = False) -> str:
    """A figure in its unit, with a sign if it is a change; nothing has no sign."""
    size = abs(value)
    minus = "−" if value < 0 else "+" if signed else ""
    sign = minus if size >= NOISE else ""
    if unit == "share":
        decimals = at_least_one_figure(size * 100, 1 if size >= 0.001 or size < NOISE else 2)
        return f"{sign}{size * 100:.{decimals}f}" + ("%" if not signed else " points")
    return f"{sign}{three(size)}"


def tenths(value: float, signed: bool = False) -> str:
    """A number of people that is a mean, to one decimal unless nothing would be left."""
    size = abs(value)
    sign = "" if size < NOISE else "−" if value < 0 else "+" if signed else ""
    return f"{sign}{size:,.{at_least_one_figure(size, 1)}f}"


def span(years: float) -> str:
    """The length of a study in words."""
    if years <= 0:
        return "the study"
    number = f"{years:.1f}".removesuffix(".0")
    return f"the {number} years of the study" if number != "1" else "the year of the study"


def percent(share: float) -> str:
    """A change without its sign in per cent: whole, or with one figure if that is less than one."""
    size = abs(share) * 100
    if size < NOISE:
        return "0%"
    return f"{size:,.{at_least_one_figure(size, 0 if size >= 0.95 else 1)}f}%"


def listed(parts: list[str], last: str = "and") -> str:
    """Several things in a row of words."""
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def round_up(number: int) -> int:
    """To two significant figures, upwards."""
    unit: int = 10 ** max(0, floor(log10(number)) - 1)
    return -(-number // unit) * unit
