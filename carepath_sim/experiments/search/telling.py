"""What a search found, in sentences made of its tables alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from carepath_sim.catalogue.wording import counted, in_sentence, listed
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.search.levels import Level
from carepath_sim.experiments.wording import percent, signed_pounds

EVERY_LEVEL = "every level"
"""Stands in place of a level for all of them together."""


def sentences(
    factors: Sequence[Factor],
    levels: Sequence[Level],
    answer: Mapping[str, float | str] | None,
    is_steady: bool,
    combinations: int,
    breach: float | None,
    capacity: pd.DataFrame,
    frontier: pd.DataFrame,
) -> tuple[str, ...]:
    """The answer first, then what lies beside it, and what to beware of."""
    told = _Telling(factors, levels, answer, breach, capacity, frontier)
    if len(factors) == 1:
        return tuple(filter(None, (told.smallest(), told.next_below(), told.next_above(), told.caution(is_steady))))
    return tuple(filter(None, (told.cheapest(combinations), told.caution(True))))


class _Telling:
    def __init__(
        self,
        factors: Sequence[Factor],
        levels: Sequence[Level],
        answer: Mapping[str, float | str] | None,
        breach: float | None,
        capacity: pd.DataFrame,
        frontier: pd.DataFrame,
    ) -> None:
        self.factors, self.levels, self.answer, self.breach = factors, levels, answer, breach
        self.capacity, self.frontier = capacity, frontier
        self.looked_at = list(dict.fromkeys(map(tuple, capacity[[factor.name for factor in factors]].to_numpy())))

    def smallest(self) -> str:
        """The smallest value of one factor that does, or that none does."""
        factor = self.factors[0]
        what = self.what(factor)
        if self.answer is None:
            first, last = (factor.written(each[0]) for each in (self.looked_at[0], self.looked_at[-1]))
            said = f"No value of {what} from {first} to {last} {self.does()}."
            return f"{said} With {last}: {self.fares(self.looked_at[-1])}."
        value = self.answer[factor.name]
        written = self.written(factor, value)
        least = f"smallest number of {what}" if factor.whole else f"lowest {what}"
        if self.looked_at[0] == (value,):
            return (
                f"{written}, the {least} that was looked at, {self.does()}: {self.fares((value,))}. "
                f"{'Fewer' if factor.whole else 'Less'} may do as well."
            )
        return f"The {least} that {self.does()} is {written}: {self.fares((value,))}."

    def next_below(self) -> str:
        """What the next smaller value comes to."""
        place = self.place()
        if place is None or place == 0:
            return ""
        below = self.looked_at[place - 1]
        said = f"With {self.written(self.factors[0], below[0])}: {self.fares(below)}."
        return said if self.row(below, EVERY_LEVEL)["sure"] else f"{said} That may do as well: it is within error."

    def next_above(self) -> str:
        """What the next larger value comes to."""
        place = self.place()
        if place is None or place + 1 == len(self.looked_at):
            return ""
        above = self.looked_at[place + 1]
        return f"With {self.written(self.factors[0], above[0])}: {self.fares(above)}."

    def cheapest(self, combinations: int) -> str:
        """The cheapest of all choices that do, or that none does."""
        doing = self.together()["met"]
        if self.answer is None:
            return f"None of {counted(combinations, 'combination')} {self.does()}."
        choice = tuple(self.answer[factor.name] for factor in self.factors)
        named = listed([f"{self.written(f, self.answer[f.name])} ({in_sentence(f.label)})" for f in self.factors])
        do = "keeps" if int(doing.sum()) == 1 else "keep"
        return (
            f"Of {counted(combinations, 'combination')}, {int(doing.sum())} {do} every level. "
            f"The cheapest of them has {named}: {self.fares(choice)}."
        )

    def caution(self, is_steady: bool) -> str:
        """What the figures do not bear out."""
        said = []
        if not is_steady:
            failing = [
                self.written(self.factors[0], value)
                for value, met in zip(self.together()["capacity"], self.together()["met"], strict=True)
                if self.answer is not None and value > self.answer[self.factors[0].name] and not met
            ]
            said.append(f"More is not always better here: {listed(failing)} would break a level again.")
        if self.answer is not None:
            said += [self.close(level) for level in self.levels if not self.of_answer(level.words)["sure"]]
        return " ".join(said)

    def close(self, level: Level) -> str:
        row = self.of_answer(level.words)
        interval = level.between(row["low"], row["high"])
        return f"It is close: the 95% interval of {level.named}, {interval}, reaches across what was asked for."

    def of_answer(self, level: str) -> pd.Series:
        assert self.answer is not None
        return self.row(tuple(self.answer[factor.name] for factor in self.factors), level)

    def does(self) -> str:
        """What is asked of a choice."""
        which = "every level" if len(self.levels) > 1 else "the level"
        futures = "" if self.breach is None else f" and in at least {percent(1 - self.breach)} of futures"
        return f"keeps {which} on average{futures}"

    def fares(self, choice: tuple[float | str, ...]) -> str:
        """Each level at a choice, the chance of breach and the cost."""
        parts = []
        for level in self.levels:
            row = self.row(choice, level.words)
            if row["value"] != row["value"]:
                parts.append(f"{level.named} is not known")
                continue
            interval = level.between(row["low"], row["high"])
            parts.append(f"{level.named}: {level.written(row['value'])} ({interval})")
        whole = self.row(choice, EVERY_LEVEL)
        which = "at least one level" if len(self.levels) > 1 else "the level"
        chance = (
            f"{percent(whole['breach'])} of futures ({percent(whole['breach_low'])} to {percent(whole['breach_high'])})"
        )
        return "; ".join([*parts, f"in {chance} {which} is broken", *self.cost(choice)])

    def cost(self, choice: tuple[float | str, ...]) -> list[str]:
        """What it all costs."""
        rows = self.frontier
        for factor, value in zip(self.factors, choice, strict=True):
            rows = rows[rows[factor.name] == value]
        return [f"cost {signed_pounds(float(rows['cost'].iloc[0]))} a year"] if len(rows) else []

    def what(self, factor: Factor) -> str:
        """A factor within a sentence: `places (No Wrong Door hub)`."""
        name, _, whose = factor.label.partition(", ")
        return f"{in_sentence(name)} ({whose})" if whose else in_sentence(name)

    def written(self, factor: Factor, value: float | str) -> str:
        return value if isinstance(value, str) else str(factor.written(value))

    def place(self) -> int | None:
        """Where the answer stands among what was looked at."""
        return None if self.answer is None else self.looked_at.index(tuple(self.answer.values()))

    def together(self) -> pd.DataFrame:
        return self.capacity[self.capacity["level"] == EVERY_LEVEL]

    def row(self, choice: tuple[float | str, ...], level: str) -> pd.Series:
        rows = self.capacity[self.capacity["level"] == level]
        for factor, value in zip(self.factors, choice, strict=True):
            rows = rows[rows[factor.name] == value]
        return rows.iloc[0]
