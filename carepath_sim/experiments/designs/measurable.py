"""Why an outcome has no value in a study that is too short for it, and how long one would have to be."""

from __future__ import annotations

from carepath_sim.clock import DAY, birthday, date_of, day_number, year_and_day
from carepath_sim.experiments.outcome_paths import OutcomePath
from carepath_sim.experiments.study import Study
from carepath_sim.metrics.census import FIRST_COHORT

CENSUS = "31 March"


def too_short(outcome: OutcomePath, study: Study) -> str:
    """What an outcome that is taken on 31 March needs and a study has not; nothing if it lasts long enough."""
    definition = outcome.described.definition
    if CENSUS not in definition:
        return ""
    start = study.model.start_day
    years = 1 if FIRST_COHORT in definition else 0
    earliest, year = birthday(start, years), year_and_day(start)[0]
    ends = (day_number(year + later, 4, 1) for later in range(3))
    first = next(at for at in ends if at > start and at >= earliest)
    if study.model.horizon // DAY >= first - start:
        return ""
    a_year_on = " at least a year after its start" if years else ""
    return (
        f"{outcome.name} is taken on 31 March{a_year_on}, and the study ends before there is one: with its start on "
        f"{_written(start)} it has to run to {_written(first)} or longer (`horizon: {_horizon(start, first)}`)"
    )


def _written(day: int) -> str:
    return date_of(day, 0).isoformat()


def _horizon(start: int, end: int) -> str:
    """A length of time that a scenario file takes: years where it is whole years, else days."""
    (year, *rest), (last, *others) = year_and_day(start), year_and_day(end)
    if rest == others:
        return f"{last - year} year{'s' if last - year > 1 else ''}"
    return f"{end - start} days"
