"""`carepath parity`: what it prints, and that its exit code says whether the engines agree."""

from __future__ import annotations

import json
import os
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from carepath_sim.engines.reference import simulate
from carepath_sim.eventlog import EventLog
from carepath_sim.experiments import parity
from carepath_sim.model import Model
from tests.unit.cli.commands import carepath

BASELINE = Path(__file__).resolve().parents[3] / "scenarios" / "baseline.yaml"


@pytest.fixture
def month(tmp_path: Path) -> str:
    """A scenario that is quick to run."""
    file = tmp_path / "month.yaml"
    extends = os.path.relpath(BASELINE, tmp_path)
    file.write_text(f"question: What happens in a month?\nkind: strategic\nextends: {extends}\nhorizon: 4 weeks\n")
    return str(file)


def second_engine(monkeypatch: pytest.MonkeyPatch, second: Any) -> None:
    monkeypatch.setattr(parity, "engine_named", lambda name: simulate if name == "reference" else second)


def one_event_too_many_in_1(model: Model, seed: int, replication: int) -> EventLog:
    log = simulate(model, seed, replication)
    return replace(log, events=log.events + 1) if replication == 1 else log


def test_engines_that_agree_end_with_0(
    month: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    second_engine(monkeypatch, simulate)
    assert carepath("parity", month, "-n", "2", "--seed", "5") == 0
    said = capsys.readouterr().out
    assert "month, seed 5: the reference and the compiled engine agree on all 2 replications" in said
    assert "rows" in said
    assert "compiled" in said.splitlines()[-1]


def test_engines_that_differ_end_with_1_and_say_how_to_see_it_again(
    month: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    second_engine(monkeypatch, one_event_too_many_in_1)
    assert carepath("parity", month, "-n", "3") == 1
    said = capsys.readouterr().out
    assert "Replication 1: every row agrees and the count of events does not" in said
    again = shlex.split(said.splitlines()[-1].removeprefix("To see it again: carepath "))
    assert carepath(*again) == 1
    assert "Replication 1" in capsys.readouterr().out
    assert carepath("parity", month, "--first", "2", "-n", "1") == 0


def test_the_answer_can_be_had_as_json(
    month: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    second_engine(monkeypatch, one_event_too_many_in_1)
    assert carepath("parity", month, "-n", "2", "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert found["agreed"] == 1
    assert found["difference"]["replication"] == 1
    assert found["again"].endswith("--first 1 --replications 1")
    assert carepath("parity", month, "-n", "1", "--json") == 0
    assert json.loads(capsys.readouterr().out)["difference"] is None


def test_without_the_compiler_the_call_makes_no_sense(
    month: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    assert carepath("parity", month) == 2
    assert "needs numba" in capsys.readouterr().err


def test_the_compiled_engine_agrees_on_a_month(month: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing in place of anything: the engines as they are, whichever others there may be."""
    pytest.importorskip("numba")
    assert carepath("parity", month, "-n", "2") == 0
    assert "agree on all 2 replications" in capsys.readouterr().out
