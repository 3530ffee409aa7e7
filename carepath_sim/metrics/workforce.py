"""Who works with young people: vacancies, agency workers, leavers, days without a key worker, and changes of one."""

from __future__ import annotations

from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.metrics.arrays import named, ratios
from carepath_sim.metrics.census import FIRST_COHORT, looked_after_on_31_march
from carepath_sim.metrics.intervals import departed
from carepath_sim.metrics.reading import Reading, once
from carepath_sim.metrics.registry import ALL, metric
from carepath_sim.model import AGENCY, PERMANENT, VACANT, Floats, Ints

ONE_AT_A_TIME = (
    "Here a young person has one key worker at a time, so that a key worker in a hub replaces the social worker; in "
    "life a looked-after child keeps a social worker as well, and figures with and without a hub compare poorly."
)


def _share_of_posts(reading: Reading, part: Floats, whole: Floats) -> dict[str, Floats]:
    together = ratios(part.sum(axis=1), whole.sum(axis=1))
    return {ALL: together} | named(reading.words.teams, ratios(part, whole))


@metric(
    "Vacancy share",
    unit="share",
    better="lower",
    principle="service",
)
def vacancy_share(reading: Reading) -> dict[str, Floats]:
    """Share of open posts with nobody in them, neither permanent nor agency, over every minute of the time."""
    ticks = reading.ticks_of_posts
    return _share_of_posts(reading, ticks[:, :, VACANT], ticks[:, :, [VACANT, PERMANENT, AGENCY]].sum(axis=2))


@metric(
    "Agency share",
    unit="share",
    better="lower",
    principle="service",
)
def agency_share(reading: Reading) -> dict[str, Floats]:
    """Share of filled posts held by an agency worker, over every minute of the time."""
    ticks = reading.ticks_of_posts
    return _share_of_posts(reading, ticks[:, :, AGENCY], ticks[:, :, [PERMANENT, AGENCY]].sum(axis=2))


@metric(
    "Permanent workers who left",
    unit="workers",
    better="lower",
    principle="service",
    absent=0.0,
    floor=2.0,
)
def workers_lost(reading: Reading) -> dict[str, Floats]:
    """Times a post lost its permanent worker, whether they left or the post closed."""
    counts = _workers_lost(reading)
    return {ALL: counts.sum(axis=1)} | named(reading.words.teams, counts)


def _workers_lost(reading: Reading) -> Floats:
    """Permanent workers who left, by team: [runs, M, windows]."""
    posts = reading.posts
    lost = departed(posts)
    return reading.count_by(posts.team[lost], len(reading.words.teams), posts.run[lost], posts.start[lost])


@metric(
    "Turnover",
    unit="leavers per permanent worker and year",
    better="lower",
    principle="service",
)
def turnover(reading: Reading) -> dict[str, Floats]:
    """Permanent workers who left, divided by the years that permanent workers together were in post."""
    years = reading.ticks_of_posts[:, :, PERMANENT] / DAY / DAYS_PER_YEAR
    return _share_of_posts(reading, _workers_lost(reading), years)


@metric(
    "Days without a key worker",
    unit="days",
    better="lower",
    principle="life_survival_and_development",
    absent=0.0,
    floor=30.0,
)
def unallocated_days(reading: Reading) -> dict[str, Floats]:
    """Time during which young people needed a key worker and had none, in days.

    Summed over young people, by the team that should have had one free.
    """
    needs = reading.needs
    ticks = reading.ticks_by(needs.what, len(reading.words.teams), needs)
    return {ALL: ticks.sum(axis=1) / DAY} | named(reading.words.teams, ticks / DAY)


@metric(
    "Key workers in the year",
    unit="key workers per young person",
    better="lower",
    principle="life_survival_and_development",
    note=f"{ONE_AT_A_TIME} {FIRST_COHORT}",
)
def key_workers(reading: Reading) -> Floats:
    """The mean number of different key workers in a year.

    Of the young people looked after on 31 March, in the year to that day, counting the workers of every team.
    """
    return looked_after_on_31_march(reading).mean(reading, _workers_in_year(reading))


@metric(
    "A change of key worker in the year",
    unit="share",
    better="lower",
    principle="life_survival_and_development",
    note=f"{ONE_AT_A_TIME} {FIRST_COHORT}",
)
def worker_changed(reading: Reading) -> Floats:
    """The share of young people with two or more different key workers in a year.

    Of the young people looked after on 31 March, in the year to that day, counting the workers of every team.
    """
    return looked_after_on_31_march(reading).share(reading, _workers_in_year(reading) >= 2)


@metric(
    "Three or more key workers in the year",
    unit="share",
    better="lower",
    principle="life_survival_and_development",
    note=f"{ONE_AT_A_TIME} {FIRST_COHORT}",
)
def three_workers(reading: Reading) -> Floats:
    """The share of young people with three or more different key workers in a year.

    Of the young people looked after on 31 March, in the year to that day, counting the workers of every team.
    """
    return looked_after_on_31_march(reading).share(reading, _workers_in_year(reading) >= 3)


@once
def _workers_in_year(reading: Reading) -> Ints:
    """Different key workers of each of the cohort; a post's next holder is another worker."""
    table = reading.relationships
    n_workers = int(table.worker.max(initial=0)) + 1
    return looked_after_on_31_march(reading).kinds_in_year(reading, table, table.worker, n_workers)
