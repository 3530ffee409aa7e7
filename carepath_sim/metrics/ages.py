"""Birthdays of many people at once, and the bands of age that figures are split by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from carepath_sim import clock
from carepath_sim.clock import DAY
from carepath_sim.model import Ints

AGE_BANDS = {"10 to 15": (0, 16), "16 to 17": (16, 18)}
"""Bands by completed years, named as the national statistics name them; the first takes in anyone younger."""


def birthdays(born: Ints, age: int, start_day: int) -> Ints:
    """Ticks of birthdays of people born on day numbers; 29 February becomes 1 March in other years."""
    if len(born) == 0:
        return born
    first = int(born.min())
    # Dates are slow to work out, and of many people many are born on the same day.
    is_born = np.bincount(born - first) > 0
    ticks = _birthdays_of_days(np.flatnonzero(is_born) + first, age, start_day)
    found: Ints = ticks[(np.cumsum(is_born) - 1)[born - first]]
    return found


def _birthdays_of_days(days: Ints, age: int, start_day: int) -> Ints:
    epoch_day = clock.day_number(1970, 1, 1)
    date: NDArray[np.datetime64] = (days - epoch_day).astype("datetime64[D]")
    month = date.astype("datetime64[M]")
    day_of_month = date - month.astype("datetime64[D]")
    birthday = (month + 12 * age).astype("datetime64[D]") + day_of_month
    ticks: Ints = (birthday.astype(np.int64) + epoch_day - start_day) * DAY
    return ticks
