"""`carepath validate`: what it prints, and how it ends."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from carepath_sim.calibration import keeping, validate
from carepath_sim.catalogue.published import read_published
from carepath_sim.catalogue.validated import read_validated
from tests.unit.cli.commands import carepath

FIGURES = {figure.key: figure for figure in read_published()}
SCENARIO = """
question: What if young people left care much more often?
kind: strategic
start: 2026-04-01
horizon: 2 years
settings:
  foster_in_house: {endings: {return_home: {hazard: {rate: 3 per year, status: assumed, note: For a test.}}}}
"""


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three figures: what is needed for a scale, and one to be judged."""
    keys = ("leaving_care_10_to_15", "starts_10_to_15", "starts_16_to_17")
    monkeypatch.setattr(validate, "read_published", lambda: tuple(FIGURES[key] for key in keys))


@pytest.fixture
def all_leave(tmp_path: Path) -> str:
    file = tmp_path / "all_leave.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    return str(file)


@pytest.mark.usefixtures("few")
def test_a_missed_figure_ends_with_1(all_leave: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("validate", all_leave, "-n", "2") == 1
    out = capsys.readouterr().out
    assert out.startswith("all_leave: published figures and simulated ones")
    assert "*°Leaving care, 10 to 15 [1]" in out
    assert "* 1 of 1 comparable figures are missed" in out


def test_figures_that_are_met_end_with_0(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    figures = tuple(
        replace(FIGURES[f"starts_{ages}"], comparable=True, value=9000) for ages in ("10_to_15", "16_to_17")
    )
    monkeypatch.setattr(validate, "read_published", lambda: figures)
    assert carepath("validate", "-n", "4") == 0
    out = capsys.readouterr().out
    assert out.startswith("The typical council: published figures and simulated ones")
    assert "All 2 comparable figures are met." in out


def test_where_nothing_can_be_judged_it_ends_with_1(
    all_leave: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = tuple(FIGURES[f"starts_{ages}"] for ages in ("10_to_15", "16_to_17"))
    monkeypatch.setattr(validate, "read_published", lambda: figures)
    assert carepath("validate", all_leave, "-n", "1") == 1
    assert "No comparable figure could be judged." in capsys.readouterr().out


@pytest.mark.usefixtures("few")
def test_it_can_be_had_as_json(all_leave: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("validate", all_leave, "-n", "2", "--seed", "7", "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["scenario"], found["replications"], found["seed"]) == ("all_leave", 2, 7)
    assert found["missed"] == ["leaving_care_10_to_15"]
    judged = found["figures"][0]
    assert judged["simulated"] > judged["allowed_high"] > judged["published"] > 0
    assert judged["low"] < judged["simulated"] < judged["high"]
    assert judged["population"].startswith("Ceased to be looked after")
    assert set(found["models"]) == {"five_years", "long_run"}


@pytest.mark.usefixtures("few")
def test_what_is_found_is_kept_if_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = keeping.keep
    monkeypatch.setattr(keeping, "keep", lambda found: kept(found, tmp_path))
    assert carepath("validate", "-n", "2", "--keep") in (0, 1)
    assert str(tmp_path / "validated.csv") in capsys.readouterr().out
    assert next(row.figure for row in read_validated(tmp_path)) == "leaving_care_10_to_15"


def test_a_scenario_is_not_kept(all_leave: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("validate", all_leave, "--keep") == 2
    assert "leave the scenario out" in capsys.readouterr().err


def test_a_bad_scenario_ends_with_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(SCENARIO.replace("horizon", "horizn"), encoding="utf-8")
    assert carepath("validate", str(file)) == 3
    assert f"{file}:5:1 horizn" in capsys.readouterr().err
