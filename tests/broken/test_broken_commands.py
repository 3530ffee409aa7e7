"""The command itself on every bad file: exit 3, a frame for what has a line, no traceback, nothing written, soon."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from carepath_sim.catalogue import shelf
from tests.unit.cli.commands import carepath

HERE = Path(__file__).parent
CASES = sorted(path for path in (HERE / "cases").glob("*.yaml") if not path.name.startswith("_"))
GOOD = HERE.parents[1] / "scenarios" / "baseline.yaml"
SAMPLE = ("wrong_kind", "unknown_names", "anchor_bomb", "utf16", "latin1", "extends_round", "policies_set_one_thing")
SECONDS = 0.5
KILOBYTES = 200_000
NOISE = 4
"""How many times longer a busy machine may take."""


@pytest.fixture
def small_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue the cases are about, in place of the package's own."""
    monkeypatch.setattr(shelf, "HERE", HERE / "catalogue")
    monkeypatch.chdir(HERE / "cases")


def tree() -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in (HERE / "cases").iterdir()}


def sampled(case: Path) -> object:
    return pytest.param(case, id=case.stem, marks=() if case.stem in SAMPLE else pytest.mark.slow)


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize("case", [sampled(case) for case in CASES])
def test_a_bad_file_ends_with_3_and_is_shown(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree()
    assert carepath("check", case.name) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert err.rstrip().endswith("nothing was run and nothing was written.")
    assert all(mark.isprintable() for mark in err if mark != "\n")
    assert carepath("check", case.name, "--json") == 3
    told = json.loads(capsys.readouterr().out)
    for problem in told["problems"]:
        assert f"{problem['file']}:{problem['line']}:{problem['column']}" in err or not problem["line"]
        assert bool(problem["frame"]) == bool(problem["line"]), problem
        assert sum("^" in line for line in problem["frame"]) >= bool(problem["line"])
    assert tree() == before


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize("name", SAMPLE)
def test_compare_refuses_a_bad_file_before_it_runs_anything(name: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert carepath("compare", f"{name}.yaml", f"{name}.yaml", "--out", str(out)) == 3
    assert list(tmp_path.iterdir()) == []


WATCH = """
import json, os, subprocess, sys
command = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
err = command.stderr.read().decode()
_, status, usage = os.wait4(command.pid, 0)
command.returncode = os.waitstatus_to_exitcode(status)
print(json.dumps([command.returncode, err, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
"""
"""A process of its own watches the command, because a process begins as large as the one that starts it."""


def ended(*arguments: str, folder: Path) -> tuple[int, str, float, int]:
    """Exit code, standard error, processor seconds and most kilobytes of a command in a process of its own."""
    command = [sys.executable, "-c", WATCH, sys.executable, "-m", "carepath_sim", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
    done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, encoding="utf-8")
    code, err, seconds, most = json.loads(done.stdout)
    return code, err, seconds, most // (1024 if sys.platform == "darwin" else 1)


def check_all(cases: list[Path], files: list[str], options: list[str]) -> list[float]:
    """The processor seconds of a command on each of some cases, least first; each ends as it should."""
    seconds = []
    for case in cases:
        code, err, taken, kilobytes = ended(*files, case.name, *options, folder=HERE / "cases")
        # Against the package's own catalogue a few are in order, and nothing is wrong with them but what they name.
        assert code == 3 or (code == 0 and files == ["check"]), (case.name, err)
        assert "Traceback" not in err, case.name
        assert kilobytes < KILOBYTES, case.name
        seconds.append(taken)
    return sorted(seconds)


@pytest.mark.slow
def test_check_ends_soon_on_bad_files_in_processes_of_their_own() -> None:
    before = tree()
    seconds = check_all(CASES[::3], ["check"], [])
    assert seconds[-1] < NOISE * SECONDS
    assert seconds[len(seconds) // 2] < 2 * SECONDS
    assert tree() == before


@pytest.mark.slow
def test_compare_ends_soon_on_bad_files_and_writes_nothing(tmp_path: Path) -> None:
    clashing = [case for case in CASES if "strategik" in case.read_text(encoding="utf-8", errors="ignore")]
    cases = [case for case in CASES if case.stem in SAMPLE[:6]] + clashing
    seconds = check_all(cases, ["compare", str(GOOD)], ["--out", str(tmp_path / "out")])
    assert seconds[-1] < NOISE * SECONDS
    assert list(tmp_path.iterdir()) == []


def test_a_bad_file_ends_soon() -> None:
    code, err, seconds, kilobytes = ended("check", "wrong_kind.yaml", folder=HERE / "cases")
    assert (code, "Traceback" in err) == (3, False)
    assert (seconds < NOISE * SECONDS, kilobytes < KILOBYTES) == (True, True)
