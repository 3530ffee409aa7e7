"""How figures and titles are written within sentences."""

from __future__ import annotations

from math import floor, log10


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
    """Three significant figures, or the whole number if that is longer."""
    if size == 0:
        return "0"
    decimals = max(0, 2 - floor(log10(size)))
    rounded = round(size, 2 - floor(log10(size)))
    return f"{rounded:,.{min(decimals, 3)}f}"


def plain(value: float, unit: str, signed: bool = False) -> str:
    """A figure in its unit, with a sign if it is a change."""
    sign = "" if not signed else "−" if value < 0 else "+"
    size = abs(value) if signed else value
    if unit == "share":
        decimals = 1 if size >= 0.001 or size == 0 else 2
        return f"{sign}{size * 100:.{decimals}f}" + ("%" if not signed else " points")
    return f"{sign}{three(size)}" if size >= 0 else f"−{three(-size)}"


def round_up(number: int) -> int:
    """To two significant figures, upwards."""
    unit: int = 10 ** max(0, floor(log10(number)) - 1)
    return -(-number // unit) * unit
