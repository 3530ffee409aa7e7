"""Service levels as people state them: `days_full.hub <= 5%`, `overflow_placements fewer than 2 a year`.

A level holds one outcome against a bound in words. Two conversions are made, so that nobody has to think of the
length of the study: `5%` of days that a setting is full is a share of the days looked at, and `a year` divides what
adds up over time by the years.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Literal

import numpy as np

from carepath_sim.catalogue.wording import in_sentence
from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.errors import UsageError
from carepath_sim.experiments.outcome_paths import OutcomePath, outcome_path
from carepath_sim.experiments.search.amounts import Amount, amount, spelt
from carepath_sim.experiments.search.contradicting import contradictions
from carepath_sim.metrics import METRICS
from carepath_sim.model import Bools, Floats

Comparison = Literal["<=", "<", ">=", ">"]
WORDS: dict[str, Comparison] = {
    "<=": "<=",
    "=<": "<=",
    "≤": "<=",
    ">=": ">=",
    "=>": ">=",
    "≥": ">=",
    "<": "<",
    ">": ">",
    "at most": "<=",
    "no more than": "<=",
    "not more than": "<=",
    "up to": "<=",
    "at least": ">=",
    "no less than": ">=",
    "no fewer than": ">=",
    "not less than": ">=",
    "fewer than": "<",
    "less than": "<",
    "under": "<",
    "below": "<",
    "more than": ">",
    "over": ">",
    "above": ">",
}
"""How a comparison may be written."""
SAID: dict[Comparison, str] = {"<=": "at most", "<": "less than", ">=": "at least", ">": "more than"}
MEETS: dict[Comparison, Callable[[Floats, float], Bools]] = {
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
}
SYMBOLS = "|".join(words for words in WORDS if not words[0].isalpha())
SPOKEN = "|".join(words.replace(" ", " +") for words in WORDS if words[0].isalpha())
HOW = rf"(?: *(?P<symbol>{SYMBOLS}) *| +(?P<spoken>{SPOKEN}) +)"
FORM = re.compile(rf"(?P<outcome>.*?){HOW}(?P<bound>.*)", re.IGNORECASE)
ALLOWED = "an outcome, a comparison and a number, such as 'days_full.hub <= 5%' or 'overflow_placements < 2 a year'"

ROUNDING = 1e-12
"""What a mean of equal numbers may differ from them, as a share."""
OF_DAYS = {"days_full"}
"""Figures in days of one setting, which are at most the days looked at: a percentage of them says something."""
ADDS_UP = {"entries", "exits", "nights", "£", "moves", "breakdowns", "arrivals", "placements", "admissions", "workers"}
"""Units of what adds up over time, so that so many a year means something; see also `ALSO_ADD_UP`."""
ALSO_ADD_UP = {"days_full", "unallocated_days", "arrivals_in_care"}
DISCOUNTED = {"cost_discounted", "cost_cash"}
"""Sums of pounds of different years, which are not divided by them."""


@dataclass(frozen=True)
class Level:
    """A service level: an outcome and the bound it has to keep, in the form in which it was stated.

    `of_days` and `a_year` say how a value is brought to that form; `is_bare` that its number stood without a unit.
    """

    outcome: OutcomePath
    comparison: Comparison
    bound: float
    of_days: bool = False
    a_year: bool = False
    is_bare: bool = False

    @property
    def reading(self) -> str:
        """How a number was read that could have been meant otherwise; nothing where there is no doubt."""
        if not self.is_bare or not self.counts_days or self.of_days:
            return ""
        number = f"{self.bound:,.10g}"
        share = f"; for {number}% of them write {number}%" if self.bound <= 100 else ""
        said = f"{SAID[self.comparison]} {self._written(self.bound, exact=True)} of all that are looked at"
        return f"{self.outcome.name} {self.comparison} {number} was read as {said}{share}."

    @property
    def counts_days(self) -> bool:
        """Whether the outcome counts some of the days that are looked at."""
        return self.outcome.metric in OF_DAYS

    @property
    def is_upper(self) -> bool:
        """Whether the bound may not be exceeded, rather than not fallen short of."""
        return self.comparison in ("<", "<=")

    @property
    def words(self) -> str:
        """The level as a sentence says it: `days full, hub: at most 5% of days`."""
        return f"{self.named}: {SAID[self.comparison]} {self._written(self.bound, exact=True)}"

    @property
    def named(self) -> str:
        """The outcome as a sentence says it."""
        return in_sentence(self.outcome.label)

    def written(self, value: float) -> str:
        """A value of this level's form in words, `3.1% of days` or `1.4 a year`."""
        return self._written(value, exact=False)

    def between(self, low: float, high: float) -> str:
        """An interval of such values in words, without what each of them is of."""
        unit = "share" if self.of_days else self.outcome.unit.partition(" per ")[0]
        return " to ".join(spelt(end, unit if unit in ("share", "£") else "") for end in (low, high))

    def _written(self, value: float, exact: bool) -> str:
        if self.of_days:
            return f"{spelt(value, 'share', exact)} of days"
        unit = self.outcome.unit
        is_said = not self.counts_days and (
            unit.split()[0] in self.outcome.label.lower().replace(",", "").split() or unit in self.named
        )
        return spelt(value, "" if is_said else unit, exact) + (" a year" if self.a_year else "")

    def converted(self, values: Floats, days: float) -> Floats:
        """Values of the outcome in the form of this level, over so many days of its period."""
        if self.of_days:
            return values / days
        return values / (days / DAYS_PER_YEAR) if self.a_year else values

    def is_met(self, values: Floats | float) -> Bools:
        """Which values in the form of this level keep the bound; what differs from it by rounding alone is equal."""
        found = np.asarray(values, dtype=np.float64)
        found = np.where(np.isclose(found, self.bound, rtol=ROUNDING, atol=0.0), self.bound, found)
        met: Bools = np.asarray(MEETS[self.comparison](found, self.bound))
        return met


def levels(texts: Iterable[str]) -> tuple[Level, ...]:
    """Every level stated. Raises UsageError with all that is wrong in any of them."""
    found, wrong = [], []
    for text in texts:
        try:
            found.append(level(text))
        except UsageError as error:
            wrong.append(str(error))
    twice = [one.words for place, one in enumerate(found) if one in found[:place]]
    wrong += [f"the level '{words}' is stated twice" for words in dict.fromkeys(twice)]
    wrong += contradictions(found)
    if wrong:
        raise UsageError("\n".join(wrong))
    if not found:
        raise UsageError(f"no service level is stated. Allowed: {ALLOWED}")
    return tuple(found)


def level(text: str) -> Level:
    """One level, from words. Raises UsageError saying what is wrong, what is allowed and what may have been meant."""
    said = " ".join(text.split())
    match = FORM.fullmatch(said)
    if match is None or not match["outcome"] or not match["bound"]:
        raise UsageError(f"{text!r} is not a service level. Allowed: {ALLOWED}")
    outcome = outcome_path(match["outcome"].rstrip(": "))
    try:
        bound = amount(match["bound"])
    except ValueError as problem:
        raise UsageError(f"{text!r}: {problem}. Allowed: {_allowed(outcome)}") from None
    comparison = WORDS[match["symbol"] or " ".join(match["spoken"].lower().split())]
    found = _level(text, outcome, comparison, bound)
    _check_possible(text, found)
    return found


def _level(text: str, outcome: OutcomePath, comparison: Comparison, bound: Amount) -> Level:
    """A level whose bound is in a unit the outcome can be told in; raises UsageError for any other."""
    of_days = bound.kind == "share" and outcome.metric in OF_DAYS
    if of_days:
        a_year = False
    elif bound.kind == "share" or outcome.unit == "share":
        _check(bound.kind == outcome.unit and not bound.a_year, text, outcome)
        a_year = False
    else:
        is_money = outcome.unit.startswith("£")
        _check(bound.kind == ("£" if is_money else bound.kind), text, outcome)
        _check(is_money or bound.kind != "£", text, outcome)
        _check(is_money or not bound.noun or _is_noun_of(bound.noun, outcome), text, outcome)
        already = outcome.unit.endswith("per year")
        _check(already or not bound.a_year or _adds_up(outcome), text, outcome)
        a_year = bound.a_year and not already
    _check(not (of_days and (bound.a_year or bound.noun not in ("", "days"))), text, outcome)
    is_bare = bound.kind == "count" and not bound.noun
    return Level(outcome, comparison, bound.number, of_days, a_year, is_bare)


def _is_noun_of(noun: str, outcome: OutcomePath) -> bool:
    """Whether a word after a number is part of what the outcome counts."""
    own = {outcome.unit, *outcome.unit.split(), *METRICS[outcome.metric].label.lower().split()}
    return all(word in own or f"{word}s" in own for word in noun.split())


def _adds_up(outcome: OutcomePath) -> bool:
    """Whether an outcome of two years is that of the one and that of the other together."""
    if outcome.metric in DISCOUNTED:
        return False
    return outcome.unit in ADDS_UP or outcome.metric in ALSO_ADD_UP


def _check(fits: bool, text: str, outcome: OutcomePath) -> None:
    if not fits:
        what = f"{outcome.name} is in {_unit(outcome)}, which that bound is not"
        raise UsageError(f"{text!r}: {what}. Allowed: {_allowed(outcome)}")


def _unit(outcome: OutcomePath) -> str:
    return "per cent" if outcome.unit == "share" else outcome.unit


def _allowed(outcome: OutcomePath) -> str:
    """The forms in which a bound of an outcome may be written, with examples."""
    unit = outcome.unit
    if unit == "share":
        return "a percentage from 0% to 100%, such as 5%"
    if unit.startswith("£"):
        rest = unit.removeprefix("£").strip()
        return f"pounds{' ' + rest if rest else ''}, such as £7,500,000 or £7.5 million" + (
            ", over the whole time or a year" if _adds_up(outcome) else ""
        )
    forms = [f"a number of {unit}, such as 2"]
    if outcome.metric in OF_DAYS:
        forms.append("a percentage of the days looked at, such as 5%")
    if _adds_up(outcome):
        forms.append("so many a year, such as 2 a year")
    return ", or ".join(forms)


def _check_possible(text: str, found: Level) -> None:
    """Raise UsageError for a level that nothing could break, or nothing could meet."""
    highest = 1.0 if found.of_days or (found.outcome.unit == "share" and found.outcome.metric != "occupancy") else None
    least = not _may_be_negative(found.outcome)
    bound, how = found.bound, found.comparison
    if not isfinite(bound):
        raise UsageError(f"{text!r}: the bound is not a number. Allowed: {_allowed(found.outcome)}")
    never = (least and (bound < 0 if how == "<=" else bound <= 0) and found.is_upper) or (
        highest is not None and not found.is_upper and (bound > highest if how == ">=" else bound >= highest)
    )
    always = (highest is not None and found.is_upper and (bound >= highest if how == "<=" else bound > highest)) or (
        least and not found.is_upper and (bound <= 0 if how == ">=" else bound < 0)
    )
    if never or always:
        what = "nothing can meet this level" if never else "everything meets this level"
        limits = f"{found.outcome.name} is never below 0" if least else ""
        if highest is not None:
            limits = f"{found.outcome.name} lies between 0% and 100%"
        raise UsageError(f"{text!r}: {what}, as {limits}. Allowed: {_allowed(found.outcome)}")


def _may_be_negative(outcome: OutcomePath) -> bool:
    """Whether an outcome may be less than nothing: money may, where a practice model saves."""
    return outcome.unit.startswith("£")
