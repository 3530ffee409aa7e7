"""Designs as they are asked for on a command line: everything wrong is told at once, and checked without running."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from carepath_sim.catalogue import shelf
from carepath_sim.cli.framing import summary
from carepath_sim.errors import BadInput, Problem
from tests.unit.cli.commands import carepath

CATALOGUE = Path(__file__).parents[2] / "broken" / "catalogue"
HEAD = "question: What if?\nkind: strategic\nstart: 2026-04-01\nhorizon: 1 year\n"
SWEEP = "sweep: How many?\nscenarios: [plain.yaml, hub.yaml]\nlevers: {settings.hub.places: '4:8'}\nreplications: 3\n"
WRONG = {"--engine": "foo", "--cluster": "bar"}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "HERE", CATALOGUE)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plain.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "hub.yaml").write_text(f"{HEAD}settings: {{hub: {{in_use: true}}}}\n", encoding="utf-8")
    (tmp_path / "size.sweep.yaml").write_text(SWEEP, encoding="utf-8")


def test_a_sweep_file_is_checked_beside_scenarios(capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("check", "size.sweep.yaml", "plain.yaml") == 0
    assert capsys.readouterr().out.splitlines()[1] == (
        "size: in order (a sweep: 5 points × 2 scenarios × 3 replications = 30 runs). How many?"
    )
    assert carepath("check", "size.sweep.yaml", "--json") == 0
    (said,) = json.loads(capsys.readouterr().out)["sweeps"]
    assert (said["points"], said["scenarios"], said["replications"], said["at_most"]) == (5, 2, 3, False)


def test_all_that_is_wrong_in_a_sweep_file_and_in_scenarios_is_told_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("bad.yaml").write_text(HEAD.replace("strategic", "strategik"), encoding="utf-8")
    Path("bad.sweep.yaml").write_text(f"{SWEEP}lever: 3\n".replace("places", "placs"), encoding="utf-8")
    assert carepath("check", "bad.yaml", "bad.sweep.yaml") == 3
    told = capsys.readouterr().err
    assert "bad.yaml:2:1 kind" in told
    assert "Did you mean settings.hub.places?" in told
    assert told.rstrip().endswith("3 problems in 2 files; nothing was run and nothing was written.")
    assert carepath("run", "size.sweep.yaml") == 3
    assert "carepath sweep size.sweep.yaml --dry-run" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "options", "count"),
    [
        (
            ["sweep", "hub.yaml"],
            {"--vary": "settings.hub.placs=4:8", "--require": "bla", "--part": "3/2", "--until": "x", **WRONG},
            6,
        ),
        (["search", "hub.yaml"], {"--vary": "settings.hub.placs=4:8", "--require": "bla", "--breach": "x", **WRONG}, 5),
        (["search", "hub.yaml", "--require", "moves > 1"], {"--vary": "settings.foster.places", "--engine": "x"}, 2),
        (["sensitivity", "hub.yaml"], {"--method": "x", "--outcome": "x", "--set": "x=3", **WRONG}, 6),
    ],
)
def test_everything_wrong_in_a_call_is_told_at_once(
    command: list[str], options: dict[str, str], count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert carepath(*command, *(part for option in options.items() for part in option)) == 2
    told = capsys.readouterr().err
    assert told.rstrip().endswith(f"{count} problems in the call; nothing was run and nothing was written.")
    assert [option for option in options if option not in told] == []
    assert not Path("results").exists()


def test_a_trial_says_what_is_varied_and_what_may_be_a_slip(capsys: pytest.CaptureFixture[str]) -> None:
    varied = ["--vary", "settings.hub.service=5..10", "--samples", "2", "--engine", "reference", "-n", "2"]
    assert carepath("sweep", "hub.yaml", *varied, "--dry-run") == 0
    out, err = capsys.readouterr()
    assert "drawn from £5 to £10 per year; £1,234,000 per year in the scenario" in out.splitlines()[1]
    assert err.startswith("Check the unit: ")
    assert carepath("sweep", "hub.yaml", "--vary", "settings.foster.places", "--dry-run", "--json", *varied[2:]) == 0
    assert "drawn from its own range, 8 to 12 places" in json.loads(capsys.readouterr().out)["forecast"]["varied"][0]


def test_problems_of_a_call_and_of_files_are_counted_apart() -> None:
    call = [Problem(f"--vary {number}", 0, 0, "", "Wrong") for number in range(3)]
    one, two = (Problem(f"{name}.yaml", 1, 1, "", "Wrong") for name in "ab")
    rest = "; nothing was run and nothing was written."
    assert summary(call) == f"3 problems in the call{rest}"
    assert summary([*call, one]) == f"4 problems in the call and 1 file{rest}"
    assert summary([one, one]) == f"2 problems{rest}"
    assert summary([one, two]) == f"2 problems in 2 files{rest}"
    assert [BadInput(problems).exit_code for problems in (call, [*call, one], [one])] == [2, 3, 3]
