"""The makers of calibrated numbers do what they say, on a short run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from carepath_sim import clock
from carepath_sim.build import build_model
from carepath_sim.calibration import fit
from carepath_sim.calibration.caseload import MARGIN, _born, days, representative, rows_on
from carepath_sim.calibration.measures import placements
from carepath_sim.calibration.rewriting import write
from carepath_sim.calibration.view import View
from carepath_sim.catalogue.documents import read
from carepath_sim.catalogue.shelf import HERE
from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.experiments.engines import simulate
from carepath_sim.metrics.reading import Reading, Window
from carepath_sim.scenario.load import from_text
from carepath_sim.scenario.resolve import resolve
from carepath_sim.scenario.walk import find, split

SHORT = "question: What happens?\nkind: strategic\nstart: 2026-04-01\nhorizon: 2 years\n"


@pytest.fixture(scope="module")
def reading() -> Reading:
    model, _ = build_model(resolve(from_text(SHORT, "short")))
    return Reading(simulate(model, 3, 0))


def test_a_snapshot_of_the_first_day_is_the_starting_caseload(reading: Reading) -> None:
    table = resolve(from_text(SHORT, "short")).caseload()
    snapshot = rows_on(reading, 0)
    assert len(snapshot) == len(table)
    facts = [
        sorted((row.setting, row.need, row.born_days, row.placed_days, row.in_care_days or 0) for row in rows)
        for rows in (snapshot, table)
    ]
    assert facts[0] == facts[1]


def test_a_snapshot_counts_everyone_once(reading: Reading) -> None:
    tick = 400 * DAY
    rows = rows_on(reading, tick)
    view = View(Reading(reading.log.logs, None, [Window("minute", tick, tick + 1)]), {})
    for setting in reading.words.settings:
        present = view.years(view.named(setting)) * DAYS_PER_YEAR * DAY
        assert present == pytest.approx([sum(row.setting == setting for row in rows)]), setting


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


def lines_changed(folder: Path, *names: str) -> list[str]:
    """What the changed lines of some files of a copied catalogue say now."""
    changed = []
    for name in names:
        before = (HERE / name).read_text(encoding="utf-8").split("\n")
        after = (folder / name).read_text(encoding="utf-8").split("\n")
        changed += [f"{name}: {new.strip()}" for old, new in zip(before, after, strict=True) if old != new]
    return changed


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in ("settings", "teams"):
        shutil.copytree(HERE / name, tmp_path / name)
    shutil.copy(HERE / "demand.yaml", tmp_path)
    return tmp_path


def test_writing_a_fit_changes_its_numbers_and_nothing_else(copied: Path) -> None:
    write(
        {
            "settings.foster_agency.endings.planned_move.hazard": "0.9999",
            "demand.streams.direct_10_to_15.rate": "31.4 per year",
            "teams.social_work.handover_rate": "0.77 per year",
        },
        copied,
    )
    assert lines_changed(copied, "settings/foster_agency.yaml", "demand.yaml", "teams/social_work.yaml") == [
        "settings/foster_agency.yaml: times: 0.9999",
        "demand.yaml: value: 31.4 per year",
        "teams/social_work.yaml: value: 0.77 per year",
    ]
    document, problems = read(copied / "settings" / "foster_agency.yaml", "foster_agency.yaml")
    assert not problems
    assert document.data["endings"]["planned_move"]["hazard"]["times"] == 0.9999


def test_a_number_taken_over_from_another_setting_is_written_where_it_stands(copied: Path) -> None:
    breakdown = "settings.{}.endings.breakdown.hazard"
    write({breakdown.format(name): "0.9999" for name in ("foster_in_house", "foster_agency")}, copied)
    assert lines_changed(copied, "settings/foster_in_house.yaml", "settings/foster_agency.yaml") == [
        "settings/foster_in_house.yaml: times: 0.9999"
    ]
    with pytest.raises(ValueError, match=r"foster_in_house.yaml:\d+ cannot be both 0\.1 and 0\.2"):
        write({breakdown.format("foster_in_house"): "0.1", breakdown.format("foster_agency"): "0.2"}, copied)


def test_a_number_in_a_mapping_on_one_line_is_replaced_alone(copied: Path) -> None:
    file = copied / "settings" / "foster_agency.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("hazard:\n      times: ", "hazard: {times: ", 1).replace("\n  to_in", "}\n  to_in", 1))
    write({"settings.foster_agency.endings.planned_move.hazard": "0.5"}, copied)
    document, problems = read(file, "foster_agency.yaml")
    assert not problems
    assert document.data["endings"]["planned_move"]["hazard"] == {"times": 0.5}


def test_writing_a_fit_refuses_a_number_that_is_not_there(copied: Path) -> None:
    with pytest.raises(ValueError, match=r"endings\.fly\.hazard\.times"):
        write({"settings.foster_agency.endings.fly.hazard": "1"}, copied)


def test_what_is_fitted_is_measured_over_every_move_from_a_placement(reading: Reading) -> None:
    study = resolve(from_text(SHORT, "short"))
    view = View.of(study, reading.log.logs, None, reading.windows[0])
    for is_foster, measure in ((True, placements.moves_from), (False, placements.moves_from_other)):
        parts = sum(group.measure(view) for group in fit.groups(study.study) if group.is_foster == is_foster)
        assert parts == pytest.approx(measure(view, family="foster"))
    assert sum(group.rate for group in fit.groups(study.study) if group.is_foster) == pytest.approx(0.53, abs=0.003)


def test_every_correction_goes_towards_what_was_published(reading: Reading) -> None:
    study = resolve(from_text(SHORT, "short")).study
    view = View.of(resolve(from_text(SHORT, "short")), reading.log.logs, None, reading.windows[0])
    found = fit.corrections(study, [view])
    assert len(found) == 6 + 2 + 1
    written = {path: value for each in found for path, value in each.fitted.items()}
    assert {path for group in fit.groups(study) for path in group.numbers} < written.keys()
    for each in found:
        label, published, simulated = each.figure
        for path, value in each.fitted.items():
            number = find(study, split(path))
            now = number.times.amount if path.endswith("hazard") else number.amount * DAYS_PER_YEAR
            change = float(value.split()[0]) - now
            assert abs(change) < 0.01 or (change > 0) == (published > simulated), (label, path)
