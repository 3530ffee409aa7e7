"""Makes the starting caseload: young people of a long run, as many in each setting as on its average day.

Everyone in it is taken whole from a day of the run, so that what belongs together stays
together: age, need, time in the placement, time in care and key worker. Of all those who
were in a setting on the days looked at, the table takes every so-many-th, in order of need,
age and time served, beginning where the averages come nearest to those of all of them. So
each of these is spread as in the long run, and a study neither grows nor drains because of
the day it happened to start from.

`python -m carepath_sim.calibration.caseload` rewrites the catalogue's starting_caseload.csv
and the account of it beside it; the same catalogue gives the same bytes.
"""

from __future__ import annotations

import argparse
import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from carepath_sim import clock
from carepath_sim.calibration import studies
from carepath_sim.calibration.measures import people
from carepath_sim.calibration.view import View
from carepath_sim.catalogue.caseload import Row, at_even_steps, in_order, text_of
from carepath_sim.catalogue.shelf import HERE
from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.metrics.reading import AGE_BANDS, Reading
from carepath_sim.model import NO_TIME, NOWHERE

REPLICATIONS = 16
EVERY = 4
"""Years between the days looked at: whole leap-year cycles, so that an age in days is the same age in years."""

STARTS = 40
"""Ways of taking people at even steps among which the nearest to the averages is looked for."""
NEW = 91
"""Days within which a placement is new: most endings happen then."""

MARGIN = 3
"""Days that everyone's age is kept from a birthday, so that a study starting in another year finds the same ages."""


@dataclass(frozen=True)
class Day:
    """A day of a long run: the run and the tick at which it begins."""

    run: int
    tick: int


def days(readings: Sequence[Reading]) -> list[Day]:
    """The days to choose from: the anniversaries of the start once the runs have filled up."""
    years = range(studies.FILLING_UP, studies.YEARS, EVERY)
    return [
        Day(run, studies.anniversary(reading.words.start_day, year))
        for run, reading in enumerate(readings)
        for year in years
    ]


def representative(rows: Sequence[Row], days_seen: int) -> list[Row]:
    """Of everyone seen on some days, as many in each setting as on the average day, at even steps through them."""
    chosen: list[Row] = []
    for setting in sorted({row.setting for row in rows}):
        here = [row for row in rows if row.setting == setting]
        chosen += _nearest(here, round(len(here) / days_seen))
    return in_order(chosen)


def _nearest(rows: Sequence[Row], wanted: int) -> list[Row]:
    """So many of some rows: of the ways to take them at even steps, the one whose averages are nearest to theirs."""
    if wanted == 0:
        return []
    ways = [at_even_steps(rows, wanted, (start + 0.5) / STARTS) for start in range(STARTS)]
    facts = np.array([_facts(row) for row in rows])
    mean, spread = facts.mean(axis=0), facts.std(axis=0) + 1e-9
    misses = [
        float(np.square((np.array([_facts(row) for row in way]).mean(axis=0) - mean) / spread).sum()) for way in ways
    ]
    return ways[int(np.argmin(misses))]


def _facts(row: Row) -> tuple[float, ...]:
    """What averages are compared in: age, time in the placement and whether it is new, in care, with the worker."""
    return (row.born_days, row.placed_days, row.placed_days < NEW, row.in_care_days or 0, row.worker_days or 0)


def rows_on(reading: Reading, tick: int) -> list[Row]:
    """Everyone in a log at the beginning of a day, with the time each has served."""
    spells, periods, words = reading.spells, reading.periods, reading.words
    here = np.flatnonzero((spells.start <= tick) & (spells.end > tick))
    today = clock.day_of(words.start_day, tick)
    since = _worker_since(reading, tick)
    rows = []
    for spell in here:
        person = spells.who[spell]
        placed = int(spells.start[spell])
        served = int(reading.log.people["placed_since"][person])
        if spells.previous[spell] == NOWHERE and served != NO_TIME:
            placed = min(placed, served)
        period = spells.period[spell]
        in_care = None if period == NOWHERE else (tick - int(periods.since[period])) // DAY
        rows.append(
            Row(
                setting=words.settings[spells.setting[spell]],
                need=words.needs[reading.log.people["need"][person]],
                born_days=today - _born(int(reading.log.people["born"][person]), today),
                placed_days=(tick - placed) // DAY,
                in_care_days=in_care,
                worker_days=(tick - since[person]) // DAY if person in since else None,
            )
        )
    return rows


def _worker_since(reading: Reading, tick: int) -> dict[int, int]:
    """The tick at which the present key worker of each person who has one began."""
    table = reading.relationships
    now = np.flatnonzero((table.start <= tick) & (table.end > tick))
    return {int(table.who[row]): int(table.start[row]) for row in now}


def _born(born: int, today: int) -> int:
    """A day of birth moved, if need be, so that no birthday lies within a margin of today; the age stays the same."""
    last = clock.birthday(born, clock.age_on(born, today))
    coming = clock.birthday(born, clock.age_on(born, today) + 1)
    return born - max(0, MARGIN - (today - last)) + max(0, MARGIN + 1 - (coming - today))


def account(rows: Sequence[Row], views: Sequence[View], days_seen: int) -> str:
    """A companion to the table in YAML: what it is, how it was made, and its numbers beside the long-run averages."""
    note = f"""
        Young people of a run of the catalogue's council from an empty start (seed {studies.LONG_RUN_SEED},
        {sum(view.reading.n_runs for view in views)} replications of {studies.YEARS} years). Of those present on
        {days_seen} days after the first {studies.FILLING_UP} years, as many are taken in each setting as on the
        average day, at even steps in order of need, age and time served, with averages near those of all of them.
        Made by carepath_sim.calibration.caseload. Nobody in it is, or is drawn from, a real person. Ages within
        {MARGIN} days of a birthday are moved away from it.
    """
    paragraph = textwrap.wrap(" ".join(note.split()), 116, initial_indent="  ", subsequent_indent="  ")
    lines = ["status: calibrated", "note: >-", *paragraph]
    lines += [f"young_people: {len(rows)}", "looked_after:"]
    words = views[0].reading.words
    in_care = {name for name, is_care in zip(words.settings, words.is_looked_after, strict=True) if is_care}
    ages = [int(row.born_days / DAYS_PER_YEAR) for row in rows if row.setting in in_care]
    for band, (first, end) in AGE_BANDS.items():
        present = sum(first <= age < end for age in ages)
        average = np.concatenate([people.looked_after(view, band) for view in views]).mean()
        lines.append(f"  {band}: {{in_table: {present}, long_run: {average:.1f}}}")
    lines.append("settings:")
    held = Counter(row.setting for row in rows)
    for name in words.settings:
        average = np.concatenate([view.years(view.named(name)) / view.window.years for view in views]).mean()
        lines.append(f"  {name}: {{in_table: {held[name]}, long_run: {average:.1f}}}")
    return "\n".join(lines) + "\n"


def make(replications: int = REPLICATIONS) -> tuple[list[Row], str]:
    """The starting caseload and the account of it."""
    study = studies.in_the_long_run(studies.council())
    views = list(studies.views(study, studies.once_filled, replications, studies.LONG_RUN_SEED))
    readings = [Reading(log) for view in views for log in view.reading.log.logs]
    seen = days(readings)
    rows = representative([row for day in seen for row in rows_on(readings[day.run], day.tick)], len(seen))
    return rows, account(rows, views, len(seen))


def main() -> None:
    """Rewrite the catalogue's table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--into", type=Path, default=HERE, help="folder to write to; the catalogue's own by default")
    options = parser.parse_args()
    rows, about = make()
    (options.into / "starting_caseload.csv").write_text(text_of(rows), encoding="utf-8")
    (options.into / "starting_caseload.yaml").write_text(about, encoding="utf-8")
    print(f"{len(rows)} young people")


if __name__ == "__main__":
    main()
