"""How many days an outcome is about: those of the whole study, or of one of its years."""

from __future__ import annotations

from collections.abc import Callable

from carepath_sim.clock import birthday
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.metrics import ALL

Days = Callable[[OutcomePath], float]
"""The length in days of the period of an outcome."""


def days_of(outcome: OutcomePath, horizon: float, start_day: int) -> float:
    """The days of an outcome's period: of a whole study of so many days, or of one of its years."""
    if outcome.period == ALL:
        return horizon
    year = int(outcome.period.split()[1])
    return float(birthday(start_day, year) - birthday(start_day, year - 1))
