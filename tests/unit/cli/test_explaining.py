"""`carepath explain`: what it says of a number, what changes it, and where a misspelt path was meant to lead."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from carepath_sim.metrics import METRICS
from carepath_sim.scenario import explaining
from tests.unit.cli.commands import carepath

ROOT = Path(__file__).resolve().parents[3]
SCENARIOS = ROOT / "scenarios"
PRICE = "settings.foster_in_house.price"
KEEP_FREE = "settings.hub.occupancy.keep_free"

pytestmark = pytest.mark.usefixtures("at_home")


def explained(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert carepath("explain", *arguments) == 0
    return capsys.readouterr().out


def test_a_number_is_explained_with_all_that_is_known_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(explained(capsys, PRICE, "--json"))
    assert found["value"].endswith("per week")
    assert found["status"] == "sourced"
    assert found["source"]["publisher"] == "Department for Education"
    assert found["source"]["read"]
    file, line = found["stands_in"].split(":")
    written = (ROOT / "carepath_sim" / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert written.startswith("price:")
    text = explained(capsys, PRICE)
    for each in (
        found["value"],
        found["range"].split(",")[0],
        found["source"]["address"],
        "sourced: derived from published figures" if found["evidence"] == "DERIVED" else "sourced: read in",
    ):
        assert each in text


@pytest.mark.parametrize(
    "path", [PRICE, KEEP_FREE, "teams.hub", "settings", "policies.no_heads_on_beds", "sources.lait"]
)
def test_it_reads_in_80_columns(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = explained(capsys, path).splitlines()
    assert lines
    assert [line for line in lines if len(line) > 80 and "http" not in line] == []


def test_policies_that_change_a_number_are_named_with_the_scenarios_that_use_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = json.loads(explained(capsys, KEEP_FREE, "--json"))
    changes = {change["name"]: change for change in found["changed_by"]}
    assert "kept free" in changes["no_heads_on_beds"]["words"]
    used_by = changes["no_heads_on_beds"]["used_by"]
    assert "scenarios/no_heads_on_beds.yaml" in used_by
    assert "scenarios/heads_on_beds.yaml" not in used_by
    assert "filled from edge of care" in changes["heads_on_beds"]["words"], "a setting, not the stream of that name"
    assert "stable_team" not in changes


def test_a_scenario_that_overrides_a_number_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cheap.yaml").write_text(
        "question: What if?\nkind: adaptive\nstart: 2026-04-01\nhorizon: 1 year\n"
        'settings:\n  foster_in_house:\n    price: "£500 per week"\n'
        "effects:\n  - multiply_price: {setting: foster_in_house, by: 2}\n"
    )
    (tmp_path / "same.yaml").write_text("question: And so?\nkind: adaptive\nextends: cheap.yaml\n")
    (tmp_path / "broken.yaml").write_text("question: [\n")
    found = json.loads(explained(capsys, PRICE, "--in", str(tmp_path), "--json"))
    told = [(change["where"], change["words"]) for change in found["changed_by"]]
    assert told[0] == (f"{tmp_path}/cheap.yaml:7", "£500 per week")
    assert told[1][0] == f"{tmp_path}/cheap.yaml:9"
    assert "2 times as dear" in told[1][1]
    assert len(told) == 2
    text = explained(capsys, PRICE, "--in", str(tmp_path), "--scenario", str(tmp_path / "same.yaml"))
    plain = " ".join(text.split())
    assert "Written in same: £500 per week (local, cheap.yaml:7); changed by" in plain
    assert "cheap.yaml:9: Foster care, in-house: 2 times as dear" in plain
    assert "broken.yaml cannot be read" in text


def test_what_a_scenario_leaves_out_is_not_in_use_there(capsys: pytest.CaptureFixture[str]) -> None:
    text = explained(capsys, "settings.hub.places", "--scenario", str(SCENARIOS / "baseline.yaml"))
    assert "In baseline: not in use" in text


@pytest.mark.parametrize(
    ("path", "scenario", "value", "whose", "said"),
    [
        ("settings.foster_in_house.places", "more_foster_carers", "86 places", "more_foster_carers", "12 places"),
        ("teams.hub.leave_rate", "no_wrong_door", "29% per year", "no_wrong_door", "0.5 times as often"),
    ],
)
def test_what_a_scenario_writes_is_told_with_what_changes_it_there(
    path: str, scenario: str, value: str, whose: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = (path, "--scenario", str(SCENARIOS / f"{scenario}.yaml"))
    here = json.loads(explained(capsys, *arguments, "--json"))["in_scenario"]
    assert (here["scenario"], here["value"]) == (scenario, value)
    [change] = here["changed_by"]
    assert change["name"] == whose
    assert said in change["words"]
    file, line = change["where"].split(":")
    assert (ROOT / "carepath_sim" / file).read_text(encoding="utf-8").splitlines()[int(line) - 1].strip()
    text = explained(capsys, *arguments)
    assert f"Written in {scenario}: {value} (" in " ".join(text.split())
    assert max(len(each) for each in text.splitlines() if "http" not in each) <= 80


def test_a_lever_that_is_switched_off_changes_nothing_and_one_in_part_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for each in ("hub", "baseline"):
        shutil.copy(SCENARIOS / f"{each}.yaml", tmp_path)
    changed = {}
    for name, fidelity in (("off", "0%"), ("part", "40%")):
        file = tmp_path / f"{name}.yaml"
        file.write_text(
            f"question: What?\nkind: adaptive\nextends: hub.yaml\nsettings:\n  hub_community_family: {{in_use: true}}\n"
            f"practice_models:\n  - {{practice_model: no_wrong_door, fidelity: {fidelity}}}\n"
        )
        found = json.loads(explained(capsys, "teams.hub.leave_rate", "--scenario", str(file), "--json"))
        changed[name] = found["in_scenario"]["changed_by"]
    assert changed["off"] == []
    assert "carried out to 40%" in changed["part"][0]["words"]


def test_how_far_a_practice_model_is_taken_up_is_told_where_a_scenario_says_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, file = "practice_models.no_wrong_door.uptake", "scenarios/no_wrong_door_pilot_difficulties.yaml"
    found = json.loads(explained(capsys, path, "--scenario", file, "--json"))
    [change] = found["changed_by"]
    assert change["where"].startswith(f"{file}:")
    assert found["in_scenario"]["value"] == change["words"] != found["value"]


def test_a_name_alone_leads_to_what_has_it_and_value_may_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    for written, meant in (
        ("no_wrong_door", "practice_models.no_wrong_door"),
        ("no-heads-on-beds", "policies.no_heads_on_beds"),
        ("cost_per_year", "metrics.cost_per_year"),
        ("hub.leave_rate", "teams.hub.leave_rate"),
        ("hub.leave_rate.value", "teams.hub.leave_rate"),
        (f"{PRICE}.value", PRICE),
    ):
        assert json.loads(explained(capsys, written, "--json"))["path"] == meant
    for several in ("hub", "hub.nothing"):
        assert carepath("explain", several) == 2
        assert "settings.hub and teams.hub" in capsys.readouterr().err


def test_nothing_is_said_to_change_a_published_figure(capsys: pytest.CaptureFixture[str]) -> None:
    text = explained(capsys, "published.looked_after_10_to_15", "--scenario", "scenarios/baseline.yaml")
    assert "changes it" not in text
    assert "carepath validate" in text
    assert "baseline" not in text


def test_the_principle_of_a_metric_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    key = next(name for name, item in METRICS.items() if item.principle == "best_interests")
    found = json.loads(explained(capsys, f"metrics.{key}", "--json"))
    assert (found["principle"], found["principle_in_words"]) == (
        "best_interests",
        "Best interests of the child (article 3)",
    )
    assert "Best interests of the child" in explained(capsys, f"metrics.{key}")


def test_a_prefix_lists_what_is_below(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(explained(capsys, "teams.hub", "--json"))
    paths = [row["path"] for row in found["numbers"]]
    assert "teams.hub.leave_rate" in paths
    assert all(path.startswith("teams.hub.") for path in paths)
    assert "settings.foster_in_house" in explained(capsys, "settings")


@pytest.mark.slow
def test_policies_sources_and_metrics_can_be_explained(capsys: pytest.CaptureFixture[str]) -> None:
    policy = json.loads(explained(capsys, "policies.no_heads_on_beds", "--json"))
    assert policy["says"]["tier"] == "F"
    assert "scenarios/no_heads_on_beds.yaml" in policy["used_by"]
    assert len(policy["effects"]) == 1
    source = json.loads(explained(capsys, "sources.lait", "--json"))
    assert "teams.social_work.leave_rate" in source["cited_by"]
    metric = METRICS["cost_per_year"]
    found = json.loads(explained(capsys, "metrics.cost_per_year", "--json"))
    assert (found["unit"], found["better"], found["definition"]) == (metric.unit, metric.better, metric.definition)
    assert metric.label in explained(capsys, "metrics")


@pytest.mark.slow
def test_every_practice_model_can_be_explained(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(explained(capsys, "practice-models", "--json"))
    for path in found["below"]:
        each = json.loads(explained(capsys, path, "--json"))
        assert each["says"]["tier"], path
        assert each["effects"], path


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("setings.hub", "Did you mean settings?"),
        ("settings.hubb.places", "Did you mean settings.hub?"),
        ("settings.hub.occupancy.kep_free", "Did you mean settings.hub.occupancy.keep_free?"),
        ("settings.hub.zzz", "There are: "),
        ("settings.hub.places.value.low", "holds nothing further"),
        ("policies.no_heads_on_beds.effects[9]", "there is no item 9"),
        ("metrics.cost_per_yeer", "Did you mean metrics.cost_per_year?"),
    ],
)
def test_a_misspelt_path_is_told_the_nearest(path: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("explain", path) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_a_scenario_that_is_wrong_ends_with_3_and_a_folder_that_is_none_with_2(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("question: What?\nkind: strategik\nhorizon: 3 years\nstart: 2026-04-01\n")
    assert carepath("explain", PRICE, "--scenario", str(file)) == 3
    assert carepath("explain", PRICE, "--in", str(file)) == 2


@pytest.mark.slow
def test_every_number_reads_in_80_columns(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    index, shelf = explaining.index(), explaining.scenarios_in(None)
    monkeypatch.setattr(explaining, "index", lambda: index)
    monkeypatch.setattr(explaining, "scenarios_in", lambda _folder: shelf)
    things = {path.rpartition(".")[0] for path in index.figures} | {"no_wrong_door.features", "councils"}
    for path in sorted({*index.figures, *things}):
        assert carepath("explain", path) == 0
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) > 2, path
        too_long = [line for line in lines if len(line) > 80]
        assert not [line for line in too_long if max(map(len, line.split())) < 60], path
