"""How a result is made again, and until when it is valid, follow from its manifest and its scenarios alone."""

from __future__ import annotations

import html
import re
import shlex
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from carepath_sim.experiments import circumstances, store
from carepath_sim.experiments.tables import to_csv
from carepath_sim.report import sheet
from carepath_sim.report.accounting import account
from carepath_sim.report.data import ReportData
from carepath_sim.report.parts import Reproduction
from carepath_sim.report.reproducing import CONVENTION, a_year_after, day_words, reproduction, shown
from carepath_sim.scenario import resolve_all
from tests.unit.cli.commands import carepath
from tests.unit.report.small_reports import AROUND, HEAD, INPUTS, made, report, resolve, run


@pytest.fixture(scope="module", name="data")
def small_report() -> ReportData:
    return report(*made())


@pytest.fixture(name="found")
def of_the_report(data: ReportData) -> Reproduction:
    assert data.reproduction is not None
    return data.reproduction


def test_the_commands_name_every_file_and_no_folder_of_a_machine(found: Reproduction) -> None:
    assert shlex.split(found.command) == [
        "carepath", "compare", "scenarios/one.yaml", "two.yaml", "--replications", "2", "--seed", "5", "--out", "again",
    ]  # fmt: skip
    assert found.away
    assert found.exact == (
        "carepath compare one.resolved.yaml two.resolved.yaml --replications 2 --seed 5 --out ../again"
    )


@pytest.mark.parametrize(
    ("path", "as_shown"),
    [
        ("a.yaml", "a.yaml"),
        ("../b/a.yaml", "../b/a.yaml"),
        ("scenarios\\a.yaml", "scenarios/a.yaml"),
        ("C:\\Users\\me\\a.yaml", "a.yaml"),
        ("C:/Users/me/a.yaml", "a.yaml"),
        ("/home/me/a.yaml", "a.yaml"),
    ],
)
def test_a_path_is_shown_as_anybody_may_write_it(path: str, as_shown: str) -> None:
    assert shown(path) == as_shown


def test_a_name_with_a_space_is_quoted_and_one_file_is_run(data: ReportData) -> None:
    comparison, resolved = made()
    alone = replace(comparison, scenarios=comparison.scenarios[:1])
    found = reproduction(alone, resolved[:1], {"my own.yaml": "ab"}, AROUND)
    assert found.command.startswith("carepath run 'my own.yaml' --replications")
    assert not found.away
    assert data.reproduction != found


def test_the_dates_are_those_of_the_writing(found: Reproduction) -> None:
    assert found.written == date(2026, 11, 22)
    assert found.valid_until == date(2027, 11, 22)
    assert found.because == CONVENTION


def test_a_scenario_may_say_until_when_and_the_first_date_counts(tmp_path: Path) -> None:
    comparison, resolved = made()
    until = [f"reporting: {{valid_until: {day}}}\n" for day in ("2027-06-30", "2026-10-31")]
    told = resolve(tmp_path, dict(zip(("one", "two"), until, strict=True)))
    first = reproduction(comparison, [told[0], resolved[1]], INPUTS, AROUND)
    assert (first.valid_until, first.because) == (date(2027, 6, 30), "So say the scenarios.")
    both = reproduction(comparison, told, INPUTS, AROUND)
    assert both.valid_until == date(2026, 10, 31)
    assert any("made after 31 October 2026" in warning for warning in both.warnings)
    assert not any("made after" in warning for warning in first.warnings)


def test_a_year_after_is_the_same_day_but_after_a_leap_day() -> None:
    assert a_year_after(date(2027, 12, 31)) == date(2028, 12, 31)
    assert a_year_after(date(2028, 2, 29)) == date(2029, 2, 28)
    assert day_words(date(2029, 2, 28)) == "28 February 2029"


@pytest.mark.parametrize(("month", "day", "warns"), [(3, 31, False), (4, 1, True), (12, 31, True)])
def test_prices_are_old_a_year_after_their_year_has_ended(month: int, day: int, warns: bool) -> None:
    comparison, resolved = made()
    of = resolved[0].study.prices.price_year
    written = date(int(of[:4]) + 2, month, day)
    found = reproduction(comparison, resolved, INPUTS, replace(AROUND, written=f"{written}T12:00:00+00:00"))
    assert any(f"prices are those of {of}" in warning for warning in found.warnings) == warns


def test_old_sources_are_counted_by_the_last_year_they_name() -> None:
    comparison, resolved = made()
    found = reproduction(comparison, resolved, INPUTS, AROUND, ["2009", 2025, "2019 to 2021", "2022-23", "undated"])
    assert "Of 4 dated sources 2 are five years old or older; the oldest is of 2009." in found.warnings
    fresh = reproduction(comparison, resolved, INPUTS, AROUND, ["2022", 2025])
    assert not any("dated source" in warning for warning in fresh.warnings)


def test_without_circumstances_there_are_no_dates_and_the_page_says_so() -> None:
    found = report(*made(), around=None).reproduction
    assert found is not None
    assert (found.written, found.valid_until) == (None, None)
    assert "not known" in found.warnings[0]
    assert dict(found.versions) == {"Engine": "reference", "Seed": "5", "Replications": "2"}


def test_fingerprints_and_hashes_are_given_in_full(found: Reproduction) -> None:
    comparison, _ = made()
    assert [row.model for row in found.scenarios] == [facts.model for facts in comparison.scenarios]
    assert [row.prices for row in found.scenarios] == [facts.prices for facts in comparison.scenarios]
    assert found.inputs == (("scenarios/one.yaml", "ab" * 32), ("two.yaml", "cd" * 32))
    assert dict(found.versions)["simpy"] == "4.1.1"


def test_the_manifest_keeps_the_circumstances_of_the_page(tmp_path: Path) -> None:
    comparison, _ = made()
    store.write(tmp_path / "out", comparison, store.Papers({}, "", "carepath", circumstances=AROUND))
    assert circumstances.recorded(store.manifest(tmp_path / "out")) == AROUND
    assert circumstances.recorded({"written": "2026-01-01T00:00:00+00:00"}).simpy == ""


def test_the_exact_command_gives_the_same_tables_and_the_folder_the_same_account(tmp_path: Path) -> None:
    comparison, resolved = made()
    papers = store.Papers({each.name: each.to_yaml() for each in resolved}, "", "carepath", INPUTS, None, AROUND)
    store.write(tmp_path / "out", comparison, papers)
    kept, manifest = store.load(tmp_path / "out"), store.manifest(tmp_path / "out")
    around = circumstances.recorded(manifest)
    found = reproduction(kept, resolved, manifest["inputs"], around)
    assert found == reproduction(comparison, resolved, INPUTS, AROUND)
    assert report(kept, resolved, inputs=manifest["inputs"], around=around).stress == report(*made()).stress

    _, _, *files, _, replications, _, seed, _, _ = shlex.split(found.exact)
    again = resolve_all([tmp_path / "out" / file for file in files])
    assert (int(replications), int(seed)) == (comparison.replications, comparison.seed)
    repeated = run(again)
    for name in store.FRAMES:
        assert to_csv(getattr(repeated, name)) == to_csv(getattr(comparison, name)), name


@pytest.mark.slow
def test_the_exact_command_is_one_that_can_be_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.yaml").write_text(HEAD, encoding="utf-8")
    assert carepath("run", "one.yaml", "-n", "2", "--out", "first") == 0
    page = Path("first/report.html").read_bytes()
    assert carepath("report", "first") == 0
    assert Path("first/report.html").read_bytes() == page
    manifest = store.manifest(Path("first"))
    exact = reproduction(store.load(Path("first")), [], manifest["inputs"], circumstances.recorded(manifest)).exact
    monkeypatch.chdir(tmp_path / "first")
    assert carepath(*shlex.split(exact)[1:]) == 0
    tables = sorted({path.name for path in tmp_path.joinpath("first").glob("*.csv")})
    assert len(tables) > 3
    for name in (*tables, "one.resolved.yaml"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "first" / name).read_bytes(), name


def test_a_command_on_the_page_reads_as_one_that_can_be_typed(data: ReportData) -> None:
    environment = sheet.environment()
    page = environment.get_template("templates/reproducing.html.j2").render(data=data, **account(data))
    commands = re.findall(r'<p class="command"><code>(.*?)</code></p>', page)
    assert data.reproduction is not None
    said = [html.unescape(re.sub(r"<[^>]+>", "", each)) for each in commands]
    assert said == [data.reproduction.exact, data.reproduction.command]
    assert "Use it until" in page
    assert '<time datetime="2027-11-22">22 November 2027</time>' in page
    assert "/home/somebody" not in page
