"""`--until`: a precision to reach on the command line, and where it is told."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from carepath_sim.cli import outputs
from carepath_sim.experiments import store
from tests.unit.cli.commands import carepath

AIM = "looked_after +- 5 young people"


@pytest.fixture(autouse=True)
def _scenarios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.yaml").write_text("question: And then?\nkind: strategic\nstart: 2026-04-01\nhorizon: 4 weeks\n")
    Path("two.yaml").write_text("question: Or not?\nkind: adaptive\nextends: one.yaml\npolicies: [stable_team]\n")


def test_the_answer_the_manifest_and_the_page_say_where_it_stopped(capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("compare", "one.yaml", "two.yaml", "--until", AIM, "--out", "out", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert Draft202012Validator(outputs.json_schema("output.compare")).is_valid(found)
    assert found["replications"] == found["stopping"]["replications"] == 65
    assert found["stopping"]["goal"] == {
        "outcome": "looked_after",
        "half_width": 5.0,
        "is_relative": False,
        "look_ahead": 5,
    }
    assert store.manifest(Path("out"))["stopping"] == found["stopping"]
    said = found["stopping"]["sentence"]
    assert "the difference in young people looked after was at most 5 young people" in said
    assert html.unescape(Path("out/report.html").read_text(encoding="utf-8")).count(said) == 2
    assert carepath("report", "out") == 0
    assert html.unescape(Path("out/report.html").read_text(encoding="utf-8")).count(said) == 2


def test_a_goal_that_is_not_reached_is_said_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("run", "one.yaml", "--until", "cost_per_year ± 0.01%", "--at-most", "45", "--out", "out") == 0
    lines = capsys.readouterr().out.splitlines()
    (told,) = [line for line in lines if line.startswith("Not precise enough: ")]
    assert "the mean of cost per year was to be at most 0.01% of the larger mean" in told
    assert "After 45 replications, the most allowed, it is £" in told
    assert told.endswith("replications would be needed (--at-most).")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--until", "cost_per_year"], "Allowed: PATH ± WIDTH"),
        (["--until", "cost_per_yaer ± 5%"], "Did you mean cost_per_year"),
        (["--until", "days_full.moon ± 5"], "days_full has no part called 'moon'"),
        (["--until", AIM, "--at-most", "20"], "Allow 45 or more"),
        (["--at-most", "200"], "--at-most is for --until"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_written(
    options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert carepath("compare", "one.yaml", "two.yaml", *options, "--out", "out") == 2
    assert words in capsys.readouterr().err
    assert not Path("out").exists()
