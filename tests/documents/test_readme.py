"""What the README shows is what happens: its commands, its Python, its scenario, its tables."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of one language, in order."""
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def command_after(marker: str) -> str:
    """The command in the fenced block that follows a marker."""
    match = re.search(rf"<!-- {marker} -->\n```\n(.*?)\n```", README, flags=re.DOTALL)
    assert match is not None, f"the README has no block marked {marker!r}"
    return match.group(1)


def test_the_python_block_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    (block,) = blocks("python")
    exec(compile(block, "README.md", "exec"), {})
    assert re.search(r"\d+ things happened to \d+ young people", capsys.readouterr().out)


def test_the_scenario_shown_is_a_good_one(tmp_path: Path) -> None:
    (block,) = blocks("yaml")
    for file in (ROOT / "scenarios").glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "my_scenario.yaml").write_text(block, encoding="utf-8")
    finished = carepath("check", str(tmp_path / "my_scenario.yaml"))
    assert finished.returncode == 0, finished.stderr


def test_the_main_command_names_files_that_exist_and_a_command_that_runs(tmp_path: Path) -> None:
    install, run = command_after("main command").split(" && ")
    assert install == "python -m pip install ."
    program, *arguments = run.split()
    assert program == "carepath"
    short = [*arguments, "--replications", "2", "--out", str(tmp_path / "results")]
    finished = carepath(*short)
    assert finished.returncode in (0, 1), finished.stderr
    assert "report.html" in finished.stdout
    assert (tmp_path / "results" / "report.html").stat().st_size > 100_000


def test_the_test_command_is_the_one_ci_runs() -> None:
    assert command_after("test command") == 'python -m pip install ".[test]" && python -m pytest'
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_file_of_results_it_names_is_written(tmp_path: Path) -> None:
    named = re.findall(r"^\| `([^|]+?)`(?:, `([^|]+?)`)? \|", section("What you get"), flags=re.MULTILINE)
    expected = {name.replace("<scenario>", "baseline") for pair in named for name in pair if name}
    baseline = str(ROOT / "scenarios" / "baseline.yaml")
    hub = str(ROOT / "scenarios" / "hub.yaml")
    out = tmp_path / "results"
    finished = carepath("compare", baseline, hub, "--replications", "2", "--events", "--out", str(out))
    assert finished.returncode in (0, 1), finished.stderr
    assert expected <= {path.name for path in out.iterdir()}


def test_the_table_of_scenarios_is_complete() -> None:
    named = set(re.findall(r"`(\w+\.yaml)`", section("Write your own scenario"))) - {"my_scenario.yaml"}
    assert named == {path.name for path in (ROOT / "scenarios").glob("*.yaml")}


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#]+)\)", README))
def test_every_link_to_a_file_leads_somewhere(target: str) -> None:
    assert target.startswith("https://") or (ROOT / target).exists()


def section(title: str) -> str:
    """The text under one heading."""
    return README.split(f"## {title}\n")[1].split("\n## ")[0]


def carepath(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in the environment of the tests, from the repository."""
    command = [sys.executable, "-m", "carepath_sim.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
