"""The makers of calibrated numbers do what they say, on a short run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from carepath_sim import clock
from carepath_sim.build import build_model
from carepath_sim.calibration import fit
from carepath_sim.calibration.caseload import MARGIN, _born, days, representative, rows_on
from carepath_sim.calibration.targets import TARGETS, looked_after_settings, stock
from carepath_sim.catalogue.documents import read
from carepath_sim.catalogue.shelf import HERE, read_catalogue
from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.experiments.engines import simulate
from carepath_sim.metrics.reading import Reading, Window
from carepath_sim.scenario.load import from_text
from carepath_sim.scenario.resolve import resolve

SHORT = "question: What happens?\nkind: strategic\nstart: 2026-04-01\nhorizon: 2 years\n"


@pytest.fixture(scope="module")
def reading() -> Reading:
    model, _ = build_model(resolve(from_text(SHORT, "short")))
    return Reading(simulate(model, 3, 0))


@pytest.fixture(scope="module")
def year(reading: Reading) -> Window:
    return reading.windows[1]


def test_a_snapshot_of_the_first_day_is_the_starting_caseload(reading: Reading) -> None:
    table = resolve(from_text(SHORT, "short")).caseload()
    snapshot = rows_on(reading, 0)
    assert len(snapshot) == len(table)
    facts = [
        sorted((row.setting, row.need, row.born_days, row.placed_days, row.in_care_days or 0) for row in rows)
        for rows in (snapshot, table)
    ]
    assert facts[0] == facts[1]


def test_a_snapshot_counts_everyone_once(reading: Reading, year: Window) -> None:
    tick = 400 * DAY
    rows = rows_on(reading, tick)
    moment = Window("minute", tick, tick + 1)
    for setting in reading.words.settings:
        present = stock((setting,), None)(reading, moment) * moment.years
        assert present * DAYS_PER_YEAR * DAY == pytest.approx(sum(row.setting == setting for row in rows)), setting
    assert stock(None, None)(reading, year) == pytest.approx(
        sum(stock((name,), None)(reading, year) for name in looked_after_settings(reading))
    )


def test_a_representative_table_has_the_average_numbers_and_the_spread_of_what_was_seen(reading: Reading) -> None:
    seen = [row for week in range(10, 60) for row in rows_on(reading, week * 7 * DAY)]
    table = representative(seen, 50)
    for setting in reading.words.settings:
        there = [row for row in seen if row.setting == setting]
        taken = [row for row in table if row.setting == setting]
        assert len(taken) == round(len(there) / 50)
        if len(taken) > 50:
            mean_age = [sum(row.born_days for row in rows) / len(rows) for rows in (there, taken)]
            assert mean_age[1] == pytest.approx(mean_age[0], rel=0.02)
            placed = [sum(row.placed_days for row in rows) / len(rows) for rows in (there, taken)]
            assert placed[1] == pytest.approx(placed[0], rel=0.1)
    assert sorted(map(repr, representative(seen, 1))) == sorted(map(repr, seen))


def test_a_birthday_too_near_is_moved_and_the_age_kept() -> None:
    today = clock.day_number(2046, 4, 1)
    for days_after in range(-MARGIN - 3, MARGIN + 4):
        born = clock.birthday(clock.day_number(2030, 4, 1) + days_after, 0)
        moved = _born(born, today)
        assert clock.age_on(moved, today) == clock.age_on(born, today)
        birthday = clock.birthday(moved, 16)
        assert abs(today - birthday) >= MARGIN or birthday - today > MARGIN
        if abs(days_after) > MARGIN:
            assert moved == born


def test_only_whole_leap_year_cycles_are_looked_at(reading: Reading) -> None:
    """So that an age in days on a day of the long run is the same age on the first day of a study."""
    found = days([reading])
    assert len(found) == 10
    for day in found:
        year, month, of_month = clock.year_and_day(clock.day_of(reading.words.start_day, day.tick))
        assert ((year - 2026) % 4, month, of_month) == (0, 4, 1)


def test_measures_of_published_figures_are_numbers_on_any_log(reading: Reading, year: Window) -> None:
    for target in TARGETS:
        value = target.measure(reading, year)
        assert value >= 0, target.label


def test_targets_name_sources_of_the_catalogue() -> None:
    assert {target.source for target in TARGETS} <= set(read_catalogue().document.data["sources"])


def test_writing_a_fit_changes_its_numbers_and_nothing_else(tmp_path: Path) -> None:
    shutil.copytree(HERE / "settings", tmp_path / "settings")
    shutil.copy(HERE / "demand.yaml", tmp_path)
    fit.write(
        {
            "settings.foster_agency.endings.breakdown.hazard": "0.9999",
            "demand.streams.direct_10_to_15.rate": "31.4 per year",
        },
        tmp_path,
    )
    changed = []
    for name in ("settings/foster_agency.yaml", "demand.yaml"):
        before = (HERE / name).read_text(encoding="utf-8").split("\n")
        after = (tmp_path / name).read_text(encoding="utf-8").split("\n")
        changed += [new.strip() for old, new in zip(before, after, strict=True) if old != new]
    assert changed == ["times: 0.9999", "value: 31.4 per year"]
    document, problems = read(tmp_path / "settings" / "foster_agency.yaml", "foster_agency.yaml")
    assert not problems
    assert document.data["endings"]["breakdown"]["hazard"]["times"] == 0.9999


def test_writing_a_fit_refuses_a_number_that_is_not_there(tmp_path: Path) -> None:
    shutil.copytree(HERE / "settings", tmp_path / "settings")
    with pytest.raises(ValueError, match=r"endings\.fly\.hazard\.times"):
        fit.write({"settings.foster_agency.endings.fly.hazard": "1"}, tmp_path)
