"""The tornado on the decision: how far each number by itself moves it, and where it turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

import pandas as pd

from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.sensitivity.key_worker import ALL_TEAMS
from carepath_sim.report.canvas import INK, PALETTE, Mark
from carepath_sim.report.experimenting.numbering import is_link, range_words

MOST_ROWS = 12
"""Numbers drawn, with the key-worker link among them whatever it does; the table has all."""
LOW_END = Mark(PALETTE[1], "solid", "", "", "")
HIGH_END = Mark(PALETTE[2], "solid", "", "/", "")
TURNS = Mark(INK, "", "diamond", "", "")
AS_IT_IS = Mark(INK, "dash", "", "", "")
PALE = 0.35


@dataclass(frozen=True, eq=False)
class Tornado:
    """The bars and turns of one outcome in one scenario; the frames have the columns of `experiments.sensitivity`.

    `turns` has the row of `switching` of a factor, by its name.
    """

    outcome: OutcomePath
    scenario: str
    bars: pd.DataFrame
    turns: Mapping[str, pd.Series]

    @property
    def drawn(self) -> pd.DataFrame:
        """The longest bars, the longest first: without those that move nothing, but with the joint key-worker link."""
        joint = self.bars["factor"] == ALL_TEAMS
        always = joint if joint.any() else self.bars["factor"].map(is_link).astype(bool)
        is_moving = (self.bars["at_low"] != self.bars["at_default"]) | (self.bars["at_high"] != self.bars["at_default"])
        rest = self.bars[~always & is_moving].head(max(0, MOST_ROWS - int(always.sum())))
        kept = self.bars.index.isin(rest.index) | always
        return self.bars[kept]

    @property
    def answer(self) -> int:
        """The sign of the difference as numbers stand; 0 where it is not clear."""
        row = self.bars.iloc[0]
        return int(row["at_default_low"] > 0) - int(row["at_default_high"] < 0)

    def value(self, factor: str) -> float:
        """The switching value within the range; NaN where there is none."""
        row = self.turns.get(factor)
        return float(row["value"]) if row is not None and bool(row["within_range"]) else float("nan")

    def turning(self) -> list[str]:
        """The labels of the numbers that by themselves can turn the answer within their range."""
        return [str(row["label"]) for _, row in self.bars.iterrows() if self._turns(row)]

    def _turns(self, row: pd.Series) -> bool:
        if isfinite(self.value(str(row["factor"]))):
            return True
        sign = self.answer
        return sign != 0 and any(sign * row[f"at_{end}_{'high' if sign > 0 else 'low'}"] < 0 for end in ("low", "high"))


def range_of(row: pd.Series) -> str:
    """The range of the number of a bar."""
    return range_words(float(row["low_value"]), float(row["high_value"]), str(row["unit"]))
