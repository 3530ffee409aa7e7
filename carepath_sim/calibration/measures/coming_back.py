"""Who leaves care and is looked after again."""

from __future__ import annotations

import numpy as np

from carepath_sim.calibration.measures.register import ages_of, measure
from carepath_sim.calibration.view import View
from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.metrics.survival import Durations, survival_at
from carepath_sim.model import Bools, Floats


@measure
def back_in_care(view: View, months: int) -> Floats:
    """Of those who leave care for home before 18, the share looked after again within a number of months.

    A Kaplan-Meier estimate; the 18th birthday and the end of the study are censored. Whatever
    happens in between (support at home, say) does not end the time at home.
    """
    reading, periods = view.reading, view.reading.periods
    adult = reading.birthday(18)[periods.who]
    went_home = _followed_by(view, view.settings("home"))
    rows = np.flatnonzero(periods.ended & (periods.end < adult) & went_home & view.in_window(periods.end))
    again = np.append(periods.who[1:] == periods.who[:-1], False)[: len(periods.who)]
    next_start = np.where(again, np.append(periods.start[1:], 0)[: len(periods.who)], reading.words.horizon)
    end = np.minimum(next_start, np.minimum(adult, reading.words.horizon))
    observed = again & (next_start <= end)
    ticks = (end - periods.end)[rows]
    within = round(months * DAYS_PER_YEAR / 12) * DAY
    return 1.0 - survival_at(within, Durations(ticks, observed[rows]), periods.run[rows], reading.n_runs)


def _followed_by(view: View, settings: Bools) -> Bools:
    """Of each period of care whether the young person lived in one of some settings just after it."""
    spells = view.reading.spells
    found = np.zeros(len(view.reading.periods.who), dtype=np.bool_)
    after = np.flatnonzero((spells.previous >= 0) & settings[spells.setting] & ~spells.looked_after)
    left = spells.previous[after]
    found[spells.period[left[spells.period[left] >= 0]]] = True
    return found


@measure
def earlier_period(view: View, ages: str) -> Floats:
    """Of those who leave care at some ages, the share who had a period of care before in the study.

    Those who stay to their 18th birthday leave at 18.
    """
    periods = view.reading.periods
    chosen = periods.ended & view.in_window(periods.end) & view.of_age(periods.who, periods.end, ages_of(ages))
    return view.share(periods.run[chosen], periods.ordinal[chosen] > 0)
