"""What slow counts divide and average by."""

from __future__ import annotations

from math import nan


def divided(part: float, whole: float) -> float:
    return part / whole if whole else nan


def mean(values: list) -> float:
    return sum(values) / len(values) if values else nan
