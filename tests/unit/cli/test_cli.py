"""The command line: what it prints where, its exit codes, and that nothing is half written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from carepath_sim.errors import ModelFault
from carepath_sim.experiments import compare as comparing
from tests.unit.cli.commands import carepath

SCENARIOS = Path(__file__).resolve().parents[3] / "scenarios"
BASELINE = str(SCENARIOS / "baseline.yaml")


@pytest.fixture
def half_year(tmp_path: Path) -> str:
    """A scenario that is quick to run."""
    file = tmp_path / "half_year.yaml"
    file.write_text(
        f"question: What happens in half a year?\nkind: strategic\nextends: {_relative(tmp_path)}\nhorizon: 26 weeks\n"
    )
    return str(file)


def _relative(folder: Path) -> str:
    return os.path.relpath(BASELINE, folder)


def test_check_says_what_is_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("check", BASELINE) == 0
    assert capsys.readouterr().out.startswith("baseline: in order")


def test_bad_input_is_named_whole_and_ends_with_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("question: What?\nkind: strategik\nhorizn: 3 years\nstart: 2026-04-01\n")
    assert carepath("check", str(file), BASELINE) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{file}:2:1 kind" in err
    assert f"{file}:3:1 horizn" in err
    assert "nothing was written" in err


def test_problems_can_be_had_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("question: What?\nkind: strategik\nhorizon: 3 years\nstart: 2026-04-01\n")
    assert carepath("check", str(file), "--json") == 3
    found = json.loads(capsys.readouterr().out)
    assert [problem["line"] for problem in found["problems"]] == [2]
    assert found["error"] == "BadInput"


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare", BASELINE],
        ["compare", BASELINE, BASELINE],
        ["run", BASELINE, "--engine", "steam"],
        ["run", BASELINE, "--replications", "0"],
        ["run"],
        ["no_such_command"],
    ],
)
def test_a_call_that_makes_no_sense_ends_with_2(arguments: list[str], tmp_path: Path) -> None:
    out = ["--out", str(tmp_path / "out")] if arguments[0] in ("run", "compare") else []
    assert carepath(*arguments, *out) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_run_writes_its_folder_and_says_where_the_report_is(
    half_year: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert carepath("run", half_year, "-n", "2", "--workers", "1", "--out", str(out)) == 0
    said = capsys.readouterr().out
    assert str(out / "report.html") in said
    assert "cost per year £" in said
    before = (out / "report.html").read_bytes()
    assert carepath("report", str(out)) == 0
    assert (out / "report.html").read_bytes() == before


def test_a_comparison_as_json_is_one_document(
    half_year: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("question: And if not?\nkind: adaptive\nextends: half_year.yaml\n")
    out = tmp_path / "out"
    command = ("compare", half_year, str(other), "-n", "2", "--workers", "1", "--out", str(out), "--json")
    assert carepath(*command) == 0
    found = json.loads(capsys.readouterr().out)
    assert [facts["name"] for facts in found["scenarios"]] == ["half_year", "other"]
    assert found["findings"]
    assert Path(found["report"]).stat().st_size > 100_000
    manifest = json.loads((out / "manifest.json").read_text())
    assert set(manifest["inputs"]) == {half_year, str(other)}


def test_a_fault_of_the_model_ends_with_4(
    half_year: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fault(*_arguments: object, **_options: object) -> None:
        raise ModelFault(47, "a caseload does not add up", 3, "a row")

    monkeypatch.setattr(comparing, "compare", fault)
    assert carepath("run", half_year, "--out", str(tmp_path / "out")) == 4
    assert "rule 47" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_to_ends_with_5(half_year: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("run", half_year, "-n", "1", "--out", "/proc/no_such_folder/out") == 5
    assert "/proc/no_such_folder/out" in capsys.readouterr().err


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_with_130_and_leaves_nothing(half_year: str, tmp_path: Path, told: signal.Signals) -> None:
    command = [sys.executable, "-m", "carepath_sim", "run", half_year, "-n", "5000", "--out", str(tmp_path / "out")]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Tests that run in the background of a shell would hand on that Ctrl-C is to be ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    time.sleep(6)
    process.send_signal(told)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert {path.name for path in tmp_path.iterdir()} == {"half_year.yaml"}
