"""Where care leavers live, by the kinds of accommodation of the national statistics."""

from __future__ import annotations

import numpy as np

from carepath_sim.calibration.measures.register import measure
from carepath_sim.calibration.view import View
from carepath_sim.clock import DAY
from carepath_sim.model import Bools, Floats

LIVING = {
    "independently": ("independence",),
    "semi-independently": ("supported_accommodation",),
    "with former foster carers": ("foster",),
    "with parents or relatives": ("home",),
    "in supported lodgings": ("supported_lodgings",),
}
"""Kinds of accommodation of the national statistics, and the families of settings after care that stand for them."""

ENOUGH_CARE = 91 * DAY


def care_leavers(view: View) -> Bools:
    """Who is a care leaver: looked after for 13 weeks or more from the 14th birthday, and at some time at 16 or 17."""
    reading, periods = view.reading, view.reading.periods
    n = reading.log.n_people
    start, end = view.at_ages(periods.since, periods.end, periods.who, (14, 17))
    care = np.bincount(periods.who, np.maximum(end - start, 0), minlength=n)
    start, end = view.at_ages(periods.since, periods.end, periods.who, (16, 17))
    late = np.bincount(periods.who, end > start, minlength=n)
    found: Bools = (care >= ENOUGH_CARE) & (late > 0)
    return found


@measure
def living_at(view: View, age: int, how: str) -> Floats:
    """Of care leavers who reach a birthday and live in one of five kinds of accommodation, the share in one kind.

    At 18 where they live the day after the birthday, later where they live just before it.
    """
    reading, spells = view.reading, view.reading.spells
    moment = reading.birthday(age)[spells.who] + (DAY if age == 18 else -1)
    here = (spells.start <= moment) & (spells.end > moment) & view.in_window(moment) & ~spells.looked_after
    here &= care_leavers(view)[spells.who]
    known = view.settings(*(family for families in LIVING.values() for family in families))
    rows = np.flatnonzero(here & known[spells.setting])
    return view.share(spells.run[rows], view.settings(*LIVING[how])[spells.setting[rows]])
