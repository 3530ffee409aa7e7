"""Numbers of factors as sentences, tables and charts of an analysis write them: one way, so that they agree."""

from __future__ import annotations

from math import isnan

from carepath_sim.experiments.designs.styles import worded
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.sensitivity.crossings import to_figures
from carepath_sim.experiments.wording import plain, signed_pounds

FIGURES = 4
"""Significant figures of a number that is told, unless it is a switching value itself."""
TIMES = "times"


def ends_of(unit: str) -> tuple[str, str]:
    """What stands before and after a number of a factor, by its unit; nothing round a bare multiplier."""
    before = "£" if unit.startswith("£") else ""
    after = unit.removeprefix(before)
    if after in ("", TIMES):
        return before, ""
    return before, after if after.startswith(("%", " ")) else f" {after}"


def figure(value: float, unit: str, times: str = f" {TIMES}") -> str:
    """A number of a factor with its unit, in every digit it has, as a switching value needs.

    `times` stands after a bare multiplier.
    """
    written = worded(value, *ends_of(unit))
    return written if isinstance(written, str) else f"{written:,.6g}{times if unit == TIMES else ''}"


def rounded(value: float, unit: str, times: str = f" {TIMES}") -> str:
    """The same to `FIGURES`."""
    return figure(float(f"{value:.{FIGURES}g}"), unit, times)


def span(low: float, high: float, unit: str, times: str = f" {TIMES}", is_claimed: bool = True) -> str:
    """Two numbers, with their unit said once: `£6,016 to £9,592 per week`.

    Where something is claimed from the one to the other, they are not rounded beyond where it was seen.
    """
    if is_claimed and low < high:
        low, high = inward(low, 1), inward(high, -1)
    first, second = rounded(low, unit, times), rounded(high, unit, times)
    after = ends_of(unit)[1] or (times if unit == TIMES else "")
    if len(after) > 1 and second.endswith(after):
        first = first.removesuffix(after)
    return f"{first} to {second}"


def inward(value: float, side: int) -> float:
    """A number in fewer figures, no lower (`side` 1) or no higher (-1) than it is."""
    return to_figures(value, max(abs(value), 1e-9) / 10 ** (FIGURES - 1), side)


def amount(outcome: OutcomePath, difference: float) -> str:
    """A difference with its sign."""
    if not outcome.unit.startswith("£"):
        return plain(difference, outcome.unit, signed=True)
    return f"{'+' if difference > 0 else ''}{signed_pounds(difference)}"


def between(outcome: OutcomePath, low: float, high: float) -> str:
    """The interval of a difference, within brackets."""
    if isnan(low):
        return "no interval"
    return f"95% interval {amount(outcome, low)} to {amount(outcome, high)}"
