"""What the interval of a paired difference allows one to say."""

from __future__ import annotations

from carepath_sim.metrics.uncertainty import Difference

__all__ = ["COUNTS", "clear_way", "is_nil", "sign"]

COUNTS = {"breakdown_rate": "breakdowns", "moves_rate": "moves"}
"""A rate falls also when more young people are looked after, so it is told with the number it comes from."""


def sign(row: Difference) -> int:
    """1 or -1 if the interval says clearly more or less, else 0."""
    return (row.low > 0) - (row.high < 0)


def clear_way(row: Difference, count: Difference | None) -> int:
    """The same of a measure; a rate differs clearly only if the number behind it does so the same way."""
    return sign(row) if count is None or sign(count) == sign(row) else 0


def is_nil(row: Difference) -> bool:
    """Whether a difference is exactly zero in every replication, or defined in none."""
    return row.replications == 0 or (row.difference == 0 and row.p10 == 0 and row.p90 == 0)
