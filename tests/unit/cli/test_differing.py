"""`carepath diff` and `carepath schema`: differences in words and units, and schemas that the shipped files keep."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from carepath_sim.catalogue.documents import read
from carepath_sim.catalogue.shelf import HERE
from carepath_sim.scenario import load, resolve
from carepath_sim.scenario.editors import KINDS, json_schema
from tests.unit.cli.commands import carepath

ROOT = Path(__file__).resolve().parents[3]
SCENARIOS = ROOT / "scenarios"
BASELINE, HUB, NO_HEADS = (str(SCENARIOS / f"{name}.yaml") for name in ("baseline", "hub", "no_heads_on_beds"))


def differences(capsys: pytest.CaptureFixture[str], a: str, b: str) -> list[dict[str, str]]:
    assert carepath("diff", a, b, "--json") == 0
    found: list[dict[str, str]] = json.loads(capsys.readouterr().out)["differences"]
    return found


def test_a_scenario_does_not_differ_from_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("diff", BASELINE, BASELINE) == 0
    assert capsys.readouterr().out.startswith("No difference between")


def test_settings_and_effects_that_are_added_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    words = " ".join(each["words"] for each in differences(capsys, BASELINE, NO_HEADS))
    assert "Adds No Wrong Door hub: 12 places." in words
    assert "instead of none" not in words
    assert "kept free" in words
    assert "(No heads on beds)" in words
    back = " ".join(each["words"] for each in differences(capsys, NO_HEADS, BASELINE))
    assert "Does without No Wrong Door hub." in back


def test_how_far_a_practice_model_is_carried_out_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    pilot = str(SCENARIOS / "no_wrong_door_pilot_difficulties.yaml")
    found = {each["path"]: each["words"] for each in differences(capsys, HUB, pilot)}
    assert "uptake 75%, fidelity 100%, no heads on beds 50%" in found["practice_models.no_wrong_door"]
    kept_free = [words for words in found.values() if "kept free" in words]
    assert len(kept_free) == 1
    assert kept_free[0].endswith("kept free (No Wrong Door, carried out to 50%).")
    turnover = [words for words in found.values() if "leave 0.5 times" in words]
    assert turnover[0].endswith("(No Wrong Door).")


def test_a_changed_number_is_told_with_both_values_statuses_and_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(
        "question: What if?\nkind: adaptive\nstart: 2026-04-01\nhorizon: 5 years\n"
        'settings: {foster_in_house: {price: "£500 per week"}}\n'
        "teams: {social_work: {agency_bonds: false}}\n"
    )
    found = {each["path"]: each for each in differences(capsys, BASELINE, str(other))}
    price = found.pop("settings.foster_in_house.price")
    assert (price["new"], price["old_status"], price["new_status"]) == ("£500 per week", "sourced", "local")
    assert price["origin"] == "other.yaml:5"
    assert price["words"].startswith("Foster care, in-house: price: £500 per week instead of £")
    bonds = found.pop("teams.social_work.agency_bonds")
    assert (bonds["old"], bonds["new"]) == ("yes", "no")
    assert set(found) <= {"council"}
    assert carepath("diff", BASELINE, str(other)) == 0
    text = capsys.readouterr().out
    assert "-> £500 per week (local, other.yaml:5)" in " ".join(text.split())
    assert max(map(len, text.splitlines()[2:])) <= 80


def test_resolved_documents_can_be_compared_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = []
    for path in (HUB, NO_HEADS):
        file = tmp_path / f"{Path(path).stem}.resolved.yaml"
        file.write_text(resolve(load(path)).to_yaml(), encoding="utf-8")
        files.append(str(file))
    written = [each["words"] for each in differences(capsys, HUB, NO_HEADS)]
    assert [each["words"] for each in differences(capsys, *files)] == written
    assert carepath("diff", HUB, files[0]) == 0
    assert "No difference" in capsys.readouterr().out


def test_a_file_with_problems_ends_with_3(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("question: What?\nkind: strategik\nhorizon: 3 years\nstart: 2026-04-01\n")
    assert carepath("diff", BASELINE, str(file)) == 3


def keeps(kind: str, data: Any) -> list[str]:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json_schema(kind))
    return [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in validator.iter_errors(data)
    ]


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_scenarios_keep_the_schema(path: Path) -> None:
    assert keeps("scenario", read(path, path.name)[0].data) == []


@pytest.mark.parametrize(
    ("kind", "folder"),
    [("setting", "settings"), ("team", "teams"), ("policy", "policies"), ("practice_model", "practice_models")],
)
def test_the_catalogue_keeps_its_schemas(kind: str, folder: str) -> None:
    files = sorted((HERE / folder).glob("*.yaml"))
    assert files
    assert {path.stem: found for path in files if (found := keeps(kind, read(path, path.name)[0].data))} == {}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("scenario", {"horizn": "5 years"}),
        ("scenario", {"kind": "strategik"}),
        ("scenario", {"effects": [{"set_places": {"setting": "hub"}}]}),
        ("setting", {"label": "Half a setting"}),
        ("setting", {"like": "foster", "plaes": "4 places"}),
        ("policy", {"label": "Unsure", "effects": [{"add_places": {"setting": "hub", "places": "2 places"}}]}),
        ("practice_model", {"label": "Visits", "tier": "G"}),
    ],
)
def test_a_schema_finds_what_is_wrong(kind: str, data: dict[str, Any]) -> None:
    assert keeps(kind, data)


def test_a_schema_is_printed_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind in KINDS:
        assert carepath("schema", kind.replace("_", "-")) == 0
        assert json.loads(capsys.readouterr().out) == json_schema(kind)
    out = tmp_path / "setting.json"
    assert carepath("schema", "setting", "--out", str(out)) == 0
    assert f"$schema={out}" in capsys.readouterr().out
    assert json.loads(out.read_text(encoding="utf-8")) == json_schema("setting")
    assert carepath("schema", "setting", "--out", str(tmp_path / "no" / "folder.json")) == 5
    assert carepath("schema", "settin") == 2
    assert "Did you mean setting?" in capsys.readouterr().err
