"""`carepath list`: every kind in a table of 80 columns, and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from carepath_sim.catalogue.shelf import read_catalogue
from carepath_sim.cli.columns import facts, table
from carepath_sim.cli.listing import KINDS, measured
from carepath_sim.metrics import METRICS
from tests.unit.cli.commands import carepath

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.usefixtures("at_home")


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_listed_in_80_columns(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("list", kind) == 0
    text = capsys.readouterr().out
    assert carepath("list", kind, "--json") == 0
    rows = json.loads(capsys.readouterr().out)[kind.replace("-", "_")]
    assert rows
    assert all(key.isidentifier() for row in rows for key in row)
    assert max(map(len, text.splitlines())) <= 80
    for row in rows:
        assert next(iter(row.values())).split()[0] in text


def test_the_lists_hold_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("list", "--json") == 0
    counts = json.loads(capsys.readouterr().out)
    shelf = read_catalogue()
    assert counts["settings"] == len(shelf.names("settings"))
    assert counts["policies"] == len(shelf.names("policies"))
    assert counts["metrics"] == len(METRICS)
    assert counts["scenarios"] == len(list((ROOT / "scenarios").glob("*.yaml")))


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("practice", "models"), "practice_models"),
        (("practice_models",), "practice_models"),
        (("published", "figures"), "published"),
        (("Settings",), "settings"),
    ],
)
def test_a_kind_may_be_named_in_words(words: tuple[str, ...], key: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("list", *words, "--json") == 0
    assert key in json.loads(capsys.readouterr().out)


@pytest.mark.slow
def test_json_holds_values_to_compute_with(capsys: pytest.CaptureFixture[str]) -> None:
    def listed(kind: str) -> dict[str, Any]:
        assert carepath("list", kind, "--json") == 0
        found = json.loads(capsys.readouterr().out)
        return {next(iter(row.values())): row for row in found[kind.replace("-", "_")]}

    settings = listed("settings")
    hub = settings["hub"]
    assert (hub["places"], hub["places_number"], hub["places_unit"], hub["in_use"]) == (
        "12 places",
        12,
        "places",
        False,
    )
    assert settings["home"]["places_number"] is None
    models = listed("practice-models")
    assert models["staying_close"]["levers"] == 0
    assert models["family_group_conferences"]["cost"] == 4
    assert models["signs_of_safety"]["cost"] == "not rated"
    share = listed("published")["living_at_18_supported_lodgings"]
    assert share["value_number"] == pytest.approx(7.3 / 78.4)
    assert share["year"] == 2019


@pytest.mark.parametrize(
    ("words", "number", "unit"),
    [
        ("£1,022 per week", 1022, "£ per week"),
        ("-4 places", -4, "places"),
        ("18.5%", 18.5, "%"),
        ("3 of 4 a year", 0.75, "a year"),
        ("1 of 4", 0.25, "share"),
        ("median 9 months", None, ""),
    ],
)
def test_a_number_in_words_is_taken_apart(words: str, number: float | None, unit: str) -> None:
    cell = measured(words)
    assert (cell.words, cell.value, cell.unit) == (words, number, unit)


def test_what_tiers_and_ratings_mean_is_said_below_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("list", "practice-models") == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "A a randomised trial" in text
    assert "F a concept only" in text
    assert "2 to 4+ on the scale of the Foundations Guidebook" in text


def test_a_kind_there_is_not_is_told_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("list", "practice-modles") == 2
    assert "Did you mean practice-models?" in capsys.readouterr().err


def test_a_folder_without_scenarios_has_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("list", "scenarios", "--in", str(tmp_path)) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert told.startswith(f"There are no scenarios: there is no .yaml file in {tmp_path}. Name the folder")
    assert carepath("list", "scenarios", "--in", str(tmp_path), "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"scenarios": []}


def test_outside_any_folder_of_scenarios_it_is_said_where_they_were_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert carepath("list", "scenarios") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert f"there is no folder `scenarios` in {tmp_path}." in told
    assert "--in" in told
    assert "carepath init" in told


def test_the_widest_column_is_wrapped_and_no_word_is_broken() -> None:
    lines = list(table(["name", "is", "how many"], [["a_name_of_one_word_" * 3, "some words " * 12, "7"]], right=(2,)))
    assert max(map(len, lines)) <= 80
    assert lines[2].startswith("a_name_of_one_word_" * 3)
    assert lines[2].endswith(" 7")
    assert " ".join(" ".join(lines[2:]).split()).count("some words") + "".join(lines[2:]).count("some ") >= 12


def test_facts_without_a_value_are_left_out_and_long_ones_stand_under_themselves() -> None:
    lines = list(facts([("value", "12 places"), ("range", ""), ("note", "word " * 30)]))
    assert lines[0] == "value  12 places"
    assert lines[1].startswith("note   word")
    assert lines[2].startswith("       word")
    assert max(map(len, lines)) <= 80
