"""Who works with young people: vacancies, agency workers, leavers, days without a key worker, and changes of one."""

from __future__ import annotations

import numpy as np

from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.metrics.intervals import departed
from carepath_sim.metrics.reading import Reading, Window, named, ratio, ratios
from carepath_sim.metrics.registry import ALL, metric
from carepath_sim.metrics.stability import FIRST_COHORT, looked_after_on
from carepath_sim.model import AGENCY, PERMANENT, VACANT, Floats, Ints

ONE_AT_A_TIME = (
    "Here a young person has one key worker at a time, so that a key worker in a hub replaces the social worker; in "
    "life a looked-after child keeps a social worker as well, and figures with and without a hub compare poorly."
)


def _post_ticks(reading: Reading, window: Window, *states: int) -> Floats:
    """Ticks that each team's posts spent in the given states."""
    posts = reading.posts
    ticks = window.overlap(posts.start, posts.end) * np.isin(posts.state, states)
    return np.bincount(posts.team, ticks, minlength=len(reading.words.teams)).astype(np.float64)


def _share_of_posts(reading: Reading, part: Floats, whole: Floats) -> dict[str, float]:
    return {ALL: ratio(float(part.sum()), float(whole.sum()))} | named(reading.words.teams, ratios(part, whole))


@metric(
    "Vacancy share",
    unit="share",
    better="lower",
)
def vacancy_share(reading: Reading, window: Window) -> dict[str, float]:
    """Share of open posts with nobody in them, neither permanent nor agency, over every minute of the time."""
    vacant = _post_ticks(reading, window, VACANT)
    return _share_of_posts(reading, vacant, _post_ticks(reading, window, VACANT, PERMANENT, AGENCY))


@metric(
    "Agency share",
    unit="share",
    better="lower",
)
def agency_share(reading: Reading, window: Window) -> dict[str, float]:
    """Share of filled posts held by an agency worker, over every minute of the time."""
    agency = _post_ticks(reading, window, AGENCY)
    return _share_of_posts(reading, agency, _post_ticks(reading, window, PERMANENT, AGENCY))


@metric(
    "Permanent workers who left",
    unit="workers",
    better="lower",
    absent=0.0,
    floor=2.0,
)
def workers_lost(reading: Reading, window: Window) -> dict[str, float]:
    """Times a post lost its permanent worker, whether they left or the post closed."""
    posts = reading.posts
    lost = departed(posts) & window.holds(posts.start)
    counts = np.bincount(posts.team[lost], minlength=len(reading.words.teams))
    return {ALL: float(counts.sum())} | named(reading.words.teams, counts.astype(np.float64))


@metric(
    "Turnover",
    unit="leavers per permanent worker and year",
    better="lower",
)
def turnover(reading: Reading, window: Window) -> dict[str, float]:
    """Permanent workers who left, divided by the years that permanent workers together were in post."""
    lost = workers_lost(reading, window)
    counts = np.array([lost[name] for name in reading.words.teams], dtype=np.float64)
    years = _post_ticks(reading, window, PERMANENT) / DAY / DAYS_PER_YEAR
    return _share_of_posts(reading, counts, years)


@metric(
    "Days without a key worker",
    unit="days",
    better="lower",
    absent=0.0,
    floor=30.0,
)
def unallocated_days(reading: Reading, window: Window) -> dict[str, float]:
    """Time during which young people needed a key worker and had none, in days.

    Summed over young people, by the team that should have had one free.
    """
    needs = reading.needs
    days = np.bincount(needs.what, window.overlap(needs.start, needs.end), minlength=len(reading.words.teams)) / DAY
    return {ALL: float(days.sum())} | named(reading.words.teams, days)


@metric(
    "Key workers in the year",
    unit="key workers per young person",
    better="lower",
    note=f"{ONE_AT_A_TIME} {FIRST_COHORT}",
)
def key_workers(reading: Reading, window: Window) -> float:
    """The mean number of different key workers in a year.

    Of the young people looked after on 31 March, in the year to that day, counting the workers of every team.
    """
    numbers = _workers_in_year(reading, window)
    return ratio(float(numbers.sum()), len(numbers))


@metric(
    "A change of key worker in the year",
    unit="share",
    better="lower",
    note=f"{ONE_AT_A_TIME} {FIRST_COHORT}",
)
def worker_changed(reading: Reading, window: Window) -> float:
    """The share of young people with two or more different key workers in a year.

    Of the young people looked after on 31 March, in the year to that day, counting the workers of every team.
    """
    numbers = _workers_in_year(reading, window)
    return ratio(int((numbers >= 2).sum()), len(numbers))


@metric(
    "Three or more key workers in the year",
    unit="share",
    better="lower",
    note=f"{ONE_AT_A_TIME} {FIRST_COHORT}",
)
def three_workers(reading: Reading, window: Window) -> float:
    """The share of young people with three or more different key workers in a year.

    Of the young people looked after on 31 March, in the year to that day, counting the workers of every team.
    """
    numbers = _workers_in_year(reading, window)
    return ratio(int((numbers >= 3).sum()), len(numbers))


def _workers_in_year(reading: Reading, window: Window) -> Ints:
    """Different key workers of each young person of each cohort; a post's next holder is another worker."""
    found = [np.zeros(0, dtype=np.int64)]
    table = reading.relationships
    for census in reading.censuses_in(window, with_a_year=True):
        people = reading.periods.who[looked_after_on(reading, census)]
        counted = (table.start < census.at) & (table.end > census.year_before) & (table.end > table.start)
        pairs = np.unique(np.stack([table.who[counted], table.worker[counted]]), axis=1)
        found.append(np.bincount(pairs[0], minlength=len(reading.log.people["person"]))[people])
    return np.concatenate(found)
