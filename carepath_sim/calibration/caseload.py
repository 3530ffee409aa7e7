"""Makes the starting caseload: young people of a long run, as many in each setting as on its average day.

Everyone in it is taken whole from a day of the run, so that what belongs together stays
together: age, need, time in the placement, time in care and key worker. Of all those who
were in a setting on the days looked at, the table takes every so-many-th, in order of need,
age and time served, so that each of these is spread as in the long run and a study neither
grows nor drains because of the day it happened to start from.

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
from carepath_sim.calibration import long_run
from carepath_sim.calibration.targets import OLDER, YOUNGER, stock
from carepath_sim.catalogue.caseload import Row, text_of
from carepath_sim.catalogue.shelf import HERE
from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.metrics.reading import Reading
from carepath_sim.model import NO_TIME, NOWHERE

REPLICATIONS = 16
EVERY = 4
"""Years between the days looked at: whole leap-year cycles, so that an age in days is the same age in years."""

MARGIN = 3
"""Days that everyone's age is kept from a birthday, so that a study starting in another year finds the same ages."""


@dataclass(frozen=True)
class Day:
    """A day of a long run: the run and the tick at which it begins."""

    run: int
    tick: int


def days(readings: Sequence[Reading]) -> list[Day]:
    """The days to choose from: the anniversaries of the start once the runs have filled up."""
    years = range(long_run.FILLING_UP, long_run.YEARS, EVERY)
    return [Day(run, long_run.anniversary(reading, year)) for run, reading in enumerate(readings) for year in years]


def representative(rows: Sequence[Row], days_seen: int) -> list[Row]:
    """Of everyone seen on some days, as many in each setting as on the average day, at even steps through them."""
    chosen: list[Row] = []
    for setting in sorted({row.setting for row in rows}):
        here = sorted((row for row in rows if row.setting == setting), key=_likeness)
        wanted = round(len(here) / days_seen)
        chosen += [here[int((step + 0.5) * len(here) / wanted)] for step in range(wanted)]
    return sorted(chosen, key=_place_in_table)


def _likeness(row: Row) -> tuple[str, int, int, int]:
    """An order in which neighbours are alike: need, years of age, time in the placement, time in care."""
    return row.need, int(row.born_days / DAYS_PER_YEAR), row.placed_days, row.in_care_days or 0


def _place_in_table(row: Row) -> tuple[str, int, int, str]:
    return row.setting, -row.born_days, -row.placed_days, row.need


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


def account(rows: Sequence[Row], readings: Sequence[Reading]) -> str:
    """A companion to the table in YAML: what it is, how it was made, and its numbers beside the long-run averages."""
    note = f"""
        Young people of a run of the catalogue's council from an empty start (seed {long_run.SEED},
        {len(readings)} replications of {long_run.YEARS} years). Of those present on {len(days(readings))} days after
        the first {long_run.FILLING_UP} years, as many are taken in each setting as on the average day, at even steps
        in order of need, age and time served. Made by carepath_sim.calibration.caseload. Nobody in it is, or is drawn
        from, a real person. Ages within {MARGIN} days of a birthday are moved away from it.
    """
    paragraph = textwrap.wrap(" ".join(note.split()), 116, initial_indent="  ", subsequent_indent="  ")
    lines = ["status: calibrated", "note: >-", *paragraph]
    lines += [f"young_people: {len(rows)}", "looked_after:"]
    windows = [long_run.settled_window(reading) for reading in readings]

    def average(settings: tuple[str, ...] | None, band: str | None) -> float:
        measure = stock(settings, band)
        return sum(measure(r, w) for r, w in zip(readings, windows, strict=True)) / len(readings)

    words = readings[0].words
    in_care = {name for name, is_care in zip(words.settings, words.is_looked_after, strict=True) if is_care}
    ages = [int(row.born_days / DAYS_PER_YEAR) for row in rows if row.setting in in_care]
    for band, present in ((YOUNGER, sum(age < 16 for age in ages)), (OLDER, sum(age >= 16 for age in ages))):
        lines.append(f"  {band}: {{in_table: {present}, long_run: {average(None, band):.1f}}}")
    lines.append("settings:")
    held = Counter(row.setting for row in rows)
    lines += [
        f"  {name}: {{in_table: {held[name]}, long_run: {average((name,), None):.1f}}}" for name in words.settings
    ]
    return "\n".join(lines) + "\n"


def make(replications: int = REPLICATIONS) -> tuple[list[Row], str]:
    """The starting caseload and the account of it."""
    readings = long_run.run(long_run.study(), replications)
    seen = days(readings)
    rows = representative([row for day in seen for row in rows_on(readings[day.run], day.tick)], len(seen))
    return rows, account(rows, readings)


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
