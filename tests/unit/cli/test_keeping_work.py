"""What was run is kept where no page can be made of it, and a comparison is told by its leading findings."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from carepath_sim import report
from carepath_sim.cli.later import store
from carepath_sim.experiments import repeating
from carepath_sim.experiments.engines import Simulate, engine_named
from carepath_sim.report import page
from tests.unit.cli.commands import carepath

BASELINE = Path(__file__).resolve().parents[3] / "scenarios" / "baseline.yaml"


@pytest.fixture(name="command")
def comparing(tmp_path: Path) -> tuple[str, ...]:
    """A comparison of two scenarios that is quick to run."""
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    parent = os.path.relpath(BASELINE, tmp_path)
    one.write_text(f"question: And then?\nkind: strategic\nextends: {parent}\nhorizon: 13 weeks\n")
    other.write_text("question: And if not?\nkind: adaptive\nextends: one.yaml\npolicies: [stable_team]\n")
    return ("compare", str(one), str(other), "-n", "2", "--workers", "1", "--out", str(tmp_path / "out"))


@pytest.mark.slow
def test_one_replication_has_a_page_that_says_so(command: tuple[str, ...], tmp_path: Path) -> None:
    once = ["1" if word == "2" else word for word in command]
    assert once.count("1") > list(command).count("1")
    assert carepath(*once) == 0
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "in the one replication that was run" in page
    assert ">nan<" not in page.lower()


@pytest.mark.slow
def test_a_page_too_large_costs_the_page_alone(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert carepath(*command) == 0
    tables = {path.name: path.read_bytes() for path in out.glob("*.csv")}
    capsys.readouterr()
    monkeypatch.setattr(page, "MAX_BYTES", 1000)
    assert carepath(*command) == 5
    said = capsys.readouterr()
    assert f"Tables: {out}" in said.out
    assert "more findings in words: in manifest.json." in said.out
    assert "The page would be larger than 1,000 bytes" in said.err
    assert "The tables are written, report.html is not." in said.err
    assert not (out / "report.html").exists()
    assert {path.name: path.read_bytes() for path in out.glob("*.csv")} == tables
    assert carepath(*command, "--json") == 5
    found = json.loads(capsys.readouterr().out)
    assert found["report"] is None
    assert "larger than 1,000 bytes" in found["report_missing"]
    monkeypatch.undo()
    assert carepath("report", str(out)) == 0
    assert (out / "report.html").exists()


def test_a_page_that_fails_does_not_lose_what_was_run(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(report, "collect", fail)
    with pytest.raises(ZeroDivisionError):
        carepath(*command)
    assert store.is_result(tmp_path / "out")
    assert len(store.load(tmp_path / "out").metrics)


def test_a_comparison_prints_one_finding_for_each_scenario_and_says_where_the_others_are(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert carepath(*command) == 0
    lead, brackets, others, where = capsys.readouterr().out.splitlines()
    kept = store.manifest(tmp_path / "out")["findings"]
    assert lead == kept[0]
    assert "no clear difference in moves" in lead
    assert brackets == "In brackets: 95% interval of the difference."
    assert others == f"{len(kept) - 1} more findings in words: in the report and in manifest.json."
    assert where == f"Report: {tmp_path / 'out' / 'report.html'}"


def test_a_check_that_fails_is_told_first_and_by_the_exit_code(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def with_other_luck(name: str) -> Simulate:
        return lambda model, seed, replication: engine_named(name)(model, seed + 1, replication)

    monkeypatch.setattr(repeating, "engine_named", with_other_luck)
    assert carepath(*command) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("Check failed: One: The ")
    assert "came out otherwise: row " in first
    assert not store.load(tmp_path / "out").checks["passed"].all()
    assert "otherwise: row " in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert carepath(*command, "--json") == 1
    assert json.loads(capsys.readouterr().out)["failed_checks"][0] == first
