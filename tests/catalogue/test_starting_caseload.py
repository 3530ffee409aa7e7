"""The starting caseload is a plausible day of the typical council, and the baseline stays near it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from carepath_sim import clock
from carepath_sim.calibration import studies
from carepath_sim.calibration.measures import people
from carepath_sim.catalogue.caseload import Row, parse
from carepath_sim.catalogue.documents import read
from carepath_sim.catalogue.shelf import HERE
from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.metrics.reading import AGE_BANDS, Window
from carepath_sim.model import Model
from carepath_sim.scenario.load import from_text
from carepath_sim.scenario.resolve import resolve

from .whole import study

START = study().start.toordinal()


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    text = (HERE / "starting_caseload.csv").read_text(encoding="utf-8")
    found, problems = parse(text, "starting_caseload.csv")
    assert not problems
    return found


def age(row: Row) -> float:
    return row.born_days / DAYS_PER_YEAR


def looked_after(rows: list[Row]) -> list[Row]:
    return [row for row in rows if study().settings[row.setting].looked_after]


def test_stocks_are_those_of_england_scaled(rows: list[Row]) -> None:
    in_care = looked_after(rows)
    younger = sum(age(row) < 16 for row in in_care)
    assert younger == pytest.approx(30_930 * 165 / 32_270, rel=0.05)
    assert len(in_care) - younger == pytest.approx(22_060 * 165 / 32_270, rel=0.05)


def test_the_account_beside_the_table_is_of_this_table(rows: list[Row]) -> None:
    document, problems = read(HERE / "starting_caseload.yaml", "starting_caseload.yaml")
    assert not problems
    account = document.data
    assert account["status"] == "calibrated"
    assert account["young_people"] == len(rows)
    held = Counter(row.setting for row in rows)
    assert {name: numbers["in_table"] for name, numbers in account["settings"].items()} == {
        name: held[name] for name in account["settings"]
    }
    for numbers in account["looked_after"].values():
        assert numbers["in_table"] == pytest.approx(numbers["long_run"], rel=0.05)


def test_time_served_is_possible(rows: list[Row]) -> None:
    for row in rows:
        assert 0 <= row.placed_days <= row.born_days
        is_in_care = study().settings[row.setting].looked_after
        assert (row.in_care_days is not None) == is_in_care
        if row.in_care_days is not None:
            assert row.placed_days <= row.in_care_days
        if row.worker_days is not None:
            assert row.worker_days <= row.born_days


def test_no_birthday_is_so_near_that_another_start_date_would_change_an_age(rows: list[Row]) -> None:
    for row in rows:
        after = row.born_days % DAYS_PER_YEAR
        assert 1.5 < after < DAYS_PER_YEAR - 1.5, row


@pytest.mark.parametrize("start", ["2025-04-01", "2026-04-01", "2027-01-15", "2028-02-29"])
def test_it_serves_a_study_that_starts_on_another_day(start: str) -> None:
    text = f"question: Does it start?\nkind: strategic\nstart: {start}\nhorizon: 1 year\n"
    assert resolve(from_text(text, "another_day")).caseload()


def test_the_long_looked_after_are_mostly_settled(rows: list[Row]) -> None:
    """69% of under-16s looked after for two and a half years or more have been in one placement for two (59-76%)."""
    long_in_care = [
        row for row in looked_after(rows) if age(row) < 16 and (row.in_care_days or 0) >= 2.5 * DAYS_PER_YEAR
    ]
    settled = [row for row in long_in_care if row.placed_days >= 2 * DAYS_PER_YEAR]
    assert len(long_in_care) > 40
    assert 0.35 < len(settled) / len(long_in_care) < 0.80


def test_nearly_everyone_looked_after_has_a_key_worker(rows: list[Row]) -> None:
    in_care = looked_after(rows)
    assert sum(row.worker_days is not None for row in in_care) / len(in_care) > 0.9


def test_unaccompanied_young_people_are_there_as_nationally(rows: list[Row]) -> None:
    """6,510 looked after because of absent parenting, nearly all of them unaccompanied, scale to 33."""
    unaccompanied = sum(row.need == "unaccompanied" for row in looked_after(rows))
    assert unaccompanied == pytest.approx(33.3, rel=0.4)


@pytest.mark.slow
def test_the_baseline_stays_near_its_start_for_five_years() -> None:
    def year(number: int) -> Callable[[Model], Window]:
        if number == 0:
            return lambda _: Window("start", 0, 1)
        return lambda model: Window("year", *(anniversary(model, each) for each in (number - 1, number)))

    def anniversary(model: Model, number: int) -> int:
        return clock.tick_of(model.start_day, clock.birthday(model.start_day, number))

    council = studies.council()
    for band in AGE_BANDS:
        start, *years = (
            np.mean([people.looked_after(view, band).mean() for view in studies.views(council, year(number), 40, 1)])
            for number in range(6)
        )
        assert years == pytest.approx([start] * 5, rel=0.05), band
