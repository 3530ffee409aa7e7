"""How many young people are looked after, where, and how many start and leave."""

from __future__ import annotations

from carepath_sim.calibration.measures.register import ages_of, measure, metric_in_window
from carepath_sim.calibration.view import View
from carepath_sim.metrics.arrays import ratios
from carepath_sim.model import Floats


@measure
def looked_after(view: View, ages: str) -> Floats:
    """Young people looked after, of a band of ages, on average over every minute of the time: the metric."""
    return metric_in_window(view, "looked_after", ages)


@measure
def looked_after_in(view: View, setting: str) -> Floats:
    """Young people looked after in a setting, on average over every minute of the time; none if there is no such."""
    return view.years(view.named(setting) & view.looked_after) / view.window.years


@measure
def looked_after_in_family(view: View, family: str) -> Floats:
    """Young people looked after in settings of a family, on average over every minute of the time."""
    return view.years(view.settings(family) & view.looked_after) / view.window.years


@measure
def starts(view: View, ages: str) -> Floats:
    """Periods of care that begin in the model, a year, by age at the start."""
    periods = view.reading.periods
    chosen = periods.began & view.of_age(periods.who, periods.start, ages_of(ages))
    return view.count(periods.run[chosen], periods.start[chosen]) / view.window.years


@measure
def share_in_family(view: View, families: str, ages: str = "10 to 17") -> Floats:
    """Share of those looked after, of some ages, who live in settings of some families, over every minute."""
    inside = view.settings(*families.split(", ")) & view.looked_after
    return ratios(view.years(inside, ages_of(ages)), view.years(view.looked_after, ages_of(ages)))


@measure
def share_in_setting(view: View, setting: str) -> Floats:
    """Share of those looked after who live in a setting, over every minute; none if there is no such setting."""
    return ratios(view.years(view.named(setting) & view.looked_after), view.years(view.looked_after))


@measure
def leaving_care(view: View, ages: str) -> Floats:
    """Periods of care that end at some ages and before the 18th birthday, for each year looked after at these ages.

    Unaccompanied young people are left out of both.
    """
    periods = view.reading.periods
    others = ~view.unaccompanied
    chosen = periods.ended & others[periods.who] & view.of_age(periods.who, periods.end, ages_of(ages))
    left = view.count(periods.run[chosen], periods.end[chosen])
    return ratios(left, view.years(view.looked_after, ages_of(ages), others))
