"""Makes the starting caseload: the day of a long run that is nearest to the long-run average.

A caseload drawn up setting by setting would lose what belongs together (age, time served,
time in care, key worker) and would drift as soon as a study begins. A day of the model's
own long run has all of it, and among many days the one is taken whose numbers by setting
and age are nearest to their averages, so that the baseline neither grows nor drains.

`python -m carepath_sim.calibration.caseload` rewrites the catalogue's starting_caseload.csv
and the account of it beside it; the same catalogue gives the same bytes.
"""

from __future__ import annotations

import argparse
import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from carepath_sim import clock
from carepath_sim.calibration import long_run
from carepath_sim.calibration.targets import OLDER, YOUNGER, stock
from carepath_sim.catalogue.caseload import Row, text_of
from carepath_sim.catalogue.shelf import HERE
from carepath_sim.clock import DAY
from carepath_sim.metrics.reading import Reading, Window
from carepath_sim.model import NO_TIME, NOWHERE, Floats

REPLICATIONS = 40
EVERY = 4
"""Years between the days looked at: whole leap-year cycles, so that an age in days is the same age in years."""

MARGIN = 3
"""Days that everyone's age is kept from a birthday, so that a study starting in another year finds the same ages."""

CARE_WEIGHT = 4.0
"""How much more a miss counts in a setting in which young people are looked after: these the comparisons are about."""

TOTAL_WEIGHT = 32.0
"""How much more a miss in all looked after at an age counts, than the misses in every setting together."""


@dataclass(frozen=True)
class Day:
    """A day of a long run: the run and the tick at which it begins."""

    run: int
    tick: int


def days(readings: Sequence[Reading]) -> list[Day]:
    """The days to choose from: the anniversaries of the start once the runs have filled up."""
    years = range(long_run.FILLING_UP, long_run.YEARS, EVERY)
    return [Day(run, long_run.anniversary(reading, year)) for run, reading in enumerate(readings) for year in years]


def by_setting_and_age(reading: Reading, window: Window) -> Floats:
    """Mean number of young people by setting and age (10-15, 16-17, older) within a window: [settings, 3]."""
    spells = reading.spells
    count = len(reading.words.settings)
    cells = []
    edges = [spells.start, *(reading.birthday(age)[spells.who] for age in (16, 18)), spells.end]
    for lower, upper in pairwise(edges):
        start, end = np.maximum(spells.start, lower), np.minimum(spells.end, upper)
        cells.append(np.bincount(spells.setting, window.overlap(start, end), minlength=count))
    return np.stack(cells, axis=1) / (window.end - window.start)


def nearest_day(readings: Sequence[Reading]) -> Day:
    """The day whose numbers by setting and age are nearest to their averages over the runs.

    The distance is a weighted sum of squared misses over their expected size, (n - m)^2 / m, over settings by age,
    over all looked after by age, and over those looked after without a key worker. A miss in a setting that costs
    more a night than the average placement counts that much more, so that a study does not begin cheap or dear.
    """
    found_on = {day: by_setting_and_age(readings[day.run], _one_day(day)) for day in days(readings)}
    alone_on = {day: without_worker(readings[day.run], day.tick) for day in found_on}
    alone = max(float(np.mean(list(alone_on.values()))), 1.0)
    average = np.mean([by_setting_and_age(reading, long_run.settled_window(reading)) for reading in readings], axis=0)
    in_care = readings[0].words.is_looked_after
    weight = np.where(in_care, CARE_WEIGHT, 1.0)[:, None] * _dearness(readings[0], average) / np.maximum(average, 0.5)
    totals = average[in_care].sum(axis=0)[:2]

    def distance(day: Day) -> float:
        found = found_on[day]
        misses = found[in_care].sum(axis=0)[:2] - totals
        by_age = TOTAL_WEIGHT * len(average) * (misses**2 / totals).sum()
        return float(
            (weight * (found - average) ** 2).sum() + by_age + CARE_WEIGHT * (alone_on[day] - alone) ** 2 / alone
        )

    return min(found_on, key=distance)


def _dearness(reading: Reading, average: Floats) -> Floats:
    """Price of a night in each setting over that of the average night in care, at least 1: [settings, 1]."""
    assert reading.prices is not None
    night, in_care = reading.prices.night[:, 0], reading.words.is_looked_after
    people = average.sum(axis=1)[in_care]
    mean = float((night[in_care] * people).sum() / people.sum())
    return np.maximum(night / mean, 1.0)[:, None]


def _one_day(day: Day) -> Window:
    return Window("day", day.tick, day.tick + DAY)


def without_worker(reading: Reading, tick: int) -> int:
    """How many young people are looked after and have no key worker at a tick."""
    spells = reading.spells
    here = spells.looked_after & (spells.start <= tick) & (spells.end > tick)
    return int((~np.isin(spells.who[here], list(_worker_since(reading, tick)))).sum())


def rows_on(reading: Reading, tick: int) -> list[Row]:
    """Everyone in a log at the beginning of a day, with the time each has served, in order of setting and age."""
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
    return sorted(rows, key=lambda row: (row.setting, -row.born_days, -row.placed_days, row.need))


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


def account(rows: Sequence[Row], day: Day, readings: Sequence[Reading]) -> str:
    """A companion to the table in YAML: what it is, how it was made, and its numbers beside the long-run averages."""
    note = f"""
        Day {day.tick // DAY} of replication {day.run} of a run of the catalogue's council from an empty start
        (seed {long_run.SEED}, {len(readings)} replications of {long_run.YEARS} years): among
        {len(days(readings))} days, the one whose numbers by setting and age are nearest to their averages over all
        replications after the first {long_run.FILLING_UP} years. Made by carepath_sim.calibration.caseload. Nobody in
        it is, or is drawn from, a real person. Ages within {MARGIN} days of a birthday are moved away from it.
    """
    paragraph = textwrap.wrap(" ".join(note.split()), 116, initial_indent="  ", subsequent_indent="  ")
    lines = ["status: calibrated", "note: >-", *paragraph]
    lines += [f"young_people: {len(rows)}", "looked_after:"]
    windows = [long_run.settled_window(reading) for reading in readings]
    start = readings[day.run]
    for band in (YOUNGER, OLDER):
        measure = stock(None, band)
        average = sum(measure(r, w) for r, w in zip(readings, windows, strict=True)) / len(readings)
        present = measure(start, _one_day(day))
        lines.append(f"  {band}: {{in_table: {round(present)}, long_run: {average:.1f}}}")
    lines.append("settings:")
    held = Counter(row.setting for row in rows)
    for setting in start.words.settings:
        average = sum(stock((setting,), None)(r, w) for r, w in zip(readings, windows, strict=True)) / len(readings)
        lines.append(f"  {setting}: {{in_table: {held[setting]}, long_run: {average:.1f}}}")
    return "\n".join(lines) + "\n"


def make(replications: int = REPLICATIONS) -> tuple[list[Row], str]:
    """The starting caseload and the account of it."""
    readings = long_run.run(long_run.study(), replications)
    day = nearest_day(readings)
    rows = rows_on(readings[day.run], day.tick)
    return rows, account(rows, day, readings)


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
