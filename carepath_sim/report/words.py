"""Numbers and names as a reader meets them: one scale for a figure and its interval, and names that cannot act."""

from __future__ import annotations

import html
import math
import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

MINUS = "\N{MINUS SIGN}"
MAX_TITLE_WORDS = 10
LONGEST_NAME = 80


@dataclass(frozen=True)
class Scale:
    """How figures that belong together are written: same divisor, same decimals."""

    divisor: float = 1.0
    prefix: str = ""
    suffix: str = ""
    decimals: int = 0

    def write(self, value: float, signed: bool = False) -> str:
        """The value in words; a signed one always shows its sign, except an exact zero."""
        if not math.isfinite(value):
            return "not known"
        scaled = round(value / self.divisor, self.decimals)
        sign = MINUS if scaled < 0 else "+" if signed and scaled > 0 else ""
        return f"{sign}{self.prefix}{abs(scaled):,.{self.decimals}f}{self.suffix}"

    @property
    def bare(self) -> Scale:
        """The same scale without its sign for per cent: what differences of shares, in points, are written in."""
        return replace(self, suffix=self.suffix.removesuffix("%"))

    def between(self, low: float, high: float, signed: bool = False) -> str:
        """An interval in words."""
        return f"{self.write(low, signed)} to {self.write(high, signed)}"


def fit(values: Iterable[float], unit: str, resolution: float = 0.0) -> Scale:
    """The scale on which `values` of one unit read well.

    `resolution` is the width of the narrowest interval that must stay visible, in the
    unit itself; without it three significant figures of the largest value are kept.
    """
    finite = [abs(value) for value in values if math.isfinite(value)]
    largest = max(finite, default=0.0)
    money, share = is_money(unit), is_share(unit)
    divisor, suffix = 1.0, ""
    if money and largest >= 1e6:
        divisor, suffix = 1e6, "m"
    elif money and largest >= 1e4:
        divisor, suffix = 1e3, "k"
    elif share:
        divisor, suffix = (0.01, "%") if unit == "share" else (1.0, "%")
    step = resolution / 30 if resolution > 0 else largest / 100
    return Scale(divisor, "£" if money else "", suffix, decimals(step / divisor, 2 if money or share else 4))


def roughly(pounds: float) -> str:
    """An amount of money to about two figures, for a title or a passing remark."""
    return fit([pounds], "£", abs(pounds) * 3).write(pounds)


def round_steps(low: float, high: float, most: int) -> list[float]:
    """Round numbers between two values, at most `most` of them, zero among them if it lies between."""
    if not high > low:
        return [low]
    rough = (high - low) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * size for size in (1, 2, 5, 10) if power * size >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(position * step, 12) for position in range(first, last + 1)]


def short(value: float) -> str:
    """A count to one decimal, without a decimal that says nothing."""
    return f"{value:,.1f}".removesuffix(".0")


def decimals(step: float, most: int = 4) -> int:
    """How many decimals show steps of this size."""
    return 0 if step <= 0 else min(most, max(0, math.ceil(-math.log10(step) - 1e-9)))


def is_money(unit: str) -> bool:
    """Whether a unit counts pounds."""
    return unit.startswith("£")


def is_share(unit: str) -> bool:
    """Whether a unit is a share of one (`share`) or of a hundred (`%`)."""
    return unit == "share" or unit.startswith("%") or unit == "per cent"


def unit_words(unit: str) -> str:
    """What still has to be said about a unit once its sign stands beside the figure."""
    if unit == "share":
        return ""
    return unit.lstrip("£%").strip()


def plain(text: object) -> str:
    """Text without control characters and direction marks, on one line, at most 80 characters long."""
    kept = "".join(" " if char.isspace() else char for char in str(text) if char.isspace() or not _is_control(char))
    joined = " ".join(kept.split())
    return joined if len(joined) <= LONGEST_NAME else joined[: LONGEST_NAME - 1].rstrip() + "…"


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs")


def chart_text(text: object, width: int = 0) -> str:
    """A name as plotly may have it: no tag, no link, no template, wrapped at `width` characters if given.

    plotly.js draws a small part of HTML in every label, links among it, and fills in
    `%{...}` in hover text.
    """
    name = plain(text)
    pieces = textwrap.wrap(name, width, break_on_hyphens=False) if width else [name]
    return "<br>".join(html.escape(piece.replace("%{", "% {"), quote=True) for piece in pieces)


def message(*candidates: str) -> str:
    """The first candidate of ten words or fewer, so that a long name never makes a long title."""
    for candidate in candidates:
        if len(candidate.split()) <= MAX_TITLE_WORDS:
            return candidate
    return " ".join(candidates[-1].split()[:MAX_TITLE_WORDS])


NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def number_words(number: int) -> str:
    """A small count as a sentence writes it; figures from ten on."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else f"{number:,}"
