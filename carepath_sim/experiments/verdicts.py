"""What the interval of a paired difference allows one to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import pandas as pd
from scipy.special import stdtrit

from carepath_sim.metrics import ALL
from carepath_sim.metrics.uncertainty import CONFIDENCE, Difference

__all__ = ["COUNTS", "Found", "among", "clear_among", "clear_way", "differences", "is_nil", "sign", "study_years"]

COUNTS = {
    "breakdown_rate": "breakdowns",
    "moves_rate": "moves",
    "moves_by_age": "number_of_moves_by_age",
    "breakdowns_by_age": "number_of_breakdowns_by_age",
    "moves_by_need": "number_of_moves_by_need",
    "breakdowns_by_need": "number_of_breakdowns_by_need",
}
"""A rate falls also when more young people are looked after, so it is told with the number it comes from."""

Found = Mapping[tuple[str, str], Difference]
"""The differences of one scenario from another over the whole study, by metric and setting."""


def differences(rows: pd.DataFrame) -> dict[tuple[str, str], Difference]:
    """Those of the rows of a comparison that are of the whole study."""
    chosen = rows[rows["period"] == ALL]
    columns = (chosen[item.name].tolist() for item in fields(Difference))
    keys = zip(chosen["metric"].tolist(), chosen["setting"].tolist(), strict=True)
    return {key: Difference(*row) for key, row in zip(keys, zip(*columns, strict=True), strict=True)}


def sign(row: Difference) -> int:
    """1 or -1 if the interval says clearly more or less, else 0."""
    return (row.low > 0) - (row.high < 0)


def clear_way(row: Difference, count: Difference | None) -> int:
    """The same of a measure; a rate differs clearly only if the number behind it does so the same way."""
    return sign(row) if count is None or sign(count) == sign(row) else 0


def is_nil(row: Difference) -> bool:
    """Whether a difference is exactly zero in every replication, or defined in none.

    A mean of zero is one of zeros alone where its interval has no width, and where one replication has no interval.
    """
    return row.replications == 0 or (row.difference == 0 and not row.high > 0)


def among(row: Difference, looked_at: int) -> tuple[float, float]:
    """The interval of a difference that is one of so many looked at, none of them chosen beforehand.

    Bonferroni's: each has the part of the 5% that falls to it, so that where nothing differs, the chance that
    any interval leaves out zero is 5% at most. NaN if there is none.
    """
    if row.replications < 2:
        return row.low, row.high
    free = row.replications - 1
    wider = stdtrit(free, 1 - (1 - CONFIDENCE) / 2 / max(looked_at, 1)) / stdtrit(free, 0.5 + CONFIDENCE / 2)
    return (
        row.difference - (row.difference - row.low) * float(wider),
        row.difference + (row.high - row.difference) * float(wider),
    )


def clear_among(row: Difference, looked_at: int) -> bool:
    """Whether a difference is clear even though it is one of so many looked at."""
    low, high = among(row, looked_at)
    return low > 0 or high < 0


def study_years(found: Found) -> float:
    """The length of the study, which is what the cost of it all is of the cost per year; 0 if it costs nothing."""
    study, year = found["cost", ALL], found["cost_per_year", ALL]
    if year.value:
        return study.value / year.value
    return study.baseline / year.baseline if year.baseline else 0.0
