"""A precision that somebody asks for, PATH ± WIDTH, and how it is written: `cost_per_year ± £100,000`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.errors import UsageError
from carepath_sim.experiments.outcome_paths import OutcomePath, outcome_path

LOOK_AHEAD = 5
"""Replications for which a goal must stay met; of more than 100, 5 for every 100."""

SIGN = re.compile(r"\s*(?:±|\+\s*/?\s*[-\N{MINUS SIGN}])\s*")
AMOUNT = re.compile(
    r"(?P<pound>£)?\s*(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][-+]?\d+)?)"
    r"\s*(?P<size>million|thousand|m\b|k\b)?\s*(?P<unit>[^\d\s].*)?"
)
SIZES = {"million": 1e6, "m": 1e6, "thousand": 1e3, "k": 1e3}
RELATIVE = ("%", "per cent", "percent")
POINTS = ("point", "points", "percentage point", "percentage points")
EXAMPLES = "'cost_per_year ± £100,000', 'overflow_placements ± 2 placements' or 'moves_rate ± 5%'"


@dataclass(frozen=True)
class Goal:
    """Half the width that the 95% interval of an outcome's difference, or its mean in a study of one, is to have.

    `half_width` is in the outcome's unit; a relative one is a share of the larger of the
    two means, because a share of a difference near zero would never be reached.
    """

    outcome: OutcomePath
    half_width: float
    is_relative: bool
    look_ahead: int = LOOK_AHEAD

    def __str__(self) -> str:
        return f"{self.outcome.name} ± {self.width}"

    @property
    def width(self) -> str:
        """The half-width as it may be written."""
        return f"{self.half_width * 100:.10g}%" if self.is_relative else self.written(self.half_width)

    def written(self, amount: float) -> str:
        """An amount of the outcome's unit, written as a width may be."""
        return f"{'£' if self.outcome.unit.startswith('£') else ''}{amount:,.10g}"

    @property
    def words(self) -> str:
        """The half-width within a sentence."""
        if self.is_relative:
            return f"{self.width} of the larger mean"
        if self.outcome.unit == "share":
            return f"{self.half_width * 100:.10g} percentage points"
        return f"{self.width} {self.outcome.unit.lstrip('£ ')}".strip()

    @property
    def subject(self) -> str:
        """The outcome within a sentence."""
        return in_sentence(self.outcome.label)

    def facts(self) -> dict[str, Any]:
        """The goal as plain data."""
        return {
            "outcome": self.outcome.name,
            "half_width": self.half_width,
            "is_relative": self.is_relative,
            "look_ahead": self.look_ahead,
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """The goal that `facts` tells of."""
        return cls(**{**facts, "outcome": outcome_path(facts["outcome"])})


def goal(text: str) -> Goal:
    """A goal as somebody writes it; `+-` and `+/-` stand for ±. Raises UsageError, with what is allowed."""
    signs = list(SIGN.finditer(text))
    if not signs:
        raise UsageError(f"{text!r} is no goal. Allowed: PATH ± WIDTH, for example {EXAMPLES}")
    outcome = outcome_path(text[: signs[-1].start()])
    half_width, is_relative = _width(text[signs[-1].end() :].strip(), outcome)
    return Goal(outcome, half_width, is_relative)


def _width(text: str, outcome: OutcomePath) -> tuple[float, bool]:
    """The half-width in the outcome's unit, and whether it is relative."""
    found = AMOUNT.fullmatch(text)
    if found is None or not found["number"]:
        raise UsageError(f"{text!r} is no width for {outcome.name}. {_allowed(outcome.unit)}")
    amount = float(found["number"].replace(",", "")) * SIZES.get(found["size"], 1.0)
    if not 0 < amount < math.inf:
        raise UsageError(f"the width for {outcome.name} must be more than 0, not {text!r}. {_allowed(outcome.unit)}")
    words, is_money = " ".join((found["unit"] or "").split()), bool(found["pound"])
    if words in RELATIVE and not is_money:
        return amount / 100, True
    if words in POINTS and outcome.unit == "share" and not is_money:
        return amount / 100, False
    if (is_money and not outcome.unit.startswith("£")) or not _is_of(words, outcome.unit.lstrip("£ ")):
        raise UsageError(f"{text!r} does not fit {outcome.name}, which is in {outcome.unit}. {_allowed(outcome.unit)}")
    return amount, False


def _is_of(words: str, unit: str) -> bool:
    """Whether words name a unit, or as much of it as they say, in the singular too."""
    said, whole = ([step.removesuffix("s") for step in each.split()] for each in (words, unit))
    return said == whole[: len(said)]


def _allowed(unit: str) -> str:
    if unit.startswith("£"):
        absolute = "pounds (£100,000, £0.1 million)"
    elif unit == "share":
        absolute = "a share of one (0.01, 1 percentage point)"
    else:
        absolute = f"a number of its unit (2 {unit})"
    return f"Allowed: {absolute}, or a share of the larger of the two means (5%)"
