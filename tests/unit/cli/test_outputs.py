"""What commands print with `--json` keeps the schemas they publish, in order and in error."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from carepath_sim import cli
from carepath_sim.calibration import validate
from carepath_sim.catalogue.published import read_published
from carepath_sim.cli import listing, outputs
from carepath_sim.cli.grouping import HOMES
from carepath_sim.scenario import explaining
from tests.unit.cli.commands import carepath

ROOT = Path(__file__).resolve().parents[3]
AUDITED = ROOT / "tests" / "catalogue" / "audited"

VARIED = ["--vary", "settings.foster_in_house.places=80,86", "--outcome", "cost_per_year"]
LEVEL = ["--require", "overflow_placements <= 1000"]
FEW = ["-n", "2", "--trajectories", "2", "--screening-replications", "2", "--samples", "8", "--worlds", "10"]

CALLS: dict[str, list[list[str]]] = {
    "init": [["init"], ["init", "--council", "Rutland"], ["init", "--list-councils"]],
    "check": [["check", "one.yaml", "two.yaml"]],
    "preview": [["preview", "one.yaml", "--out", "preview.html"]],
    "run": [["run", "one.yaml", "-n", "1", "--workers", "1", "--engine", "reference", "--out", "single"]],
    "compare": [["compare", "one.yaml", "two.yaml", "-n", "2", "--workers", "1", "--out", "out"]],
    "sweep": [
        ["sweep", "one.yaml", "two.yaml", *VARIED, "-n", "2", "--workers", "1", "--out", "swept"],
        ["sweep", "one.yaml", *VARIED, "--dry-run"],
    ],
    "merge": [["merge", "half", "other", "--out", "merged"]],
    "sensitivity": [["sensitivity", "one.yaml", "two.yaml", *FEW, "--workers", "1", "--out", "tested"]],
    "search": [
        ["search", "one.yaml", "--vary", "settings.foster_in_house.places=84:86", *LEVEL, "-n", "2", "--out", "sought"]
    ],
    "report": [["report", "out"], ["report", "swept"], ["report", "sought"]],
    "explore": [["explore", "out"], ["explore", "swept"]],
    "explain": [
        ["explain", "settings.foster_in_house.price", "--scenario", "two.yaml"],
        ["explain", "published.breakdowns"],
        ["explain", "teams.social_work.leave_rate"],
        ["explain", "settings"],
        ["explain", "settings.foster_in_house"],
        ["explain", "practice_models.no_wrong_door"],
        ["explain", "policies.stable_team"],
        ["explain", "no_wrong_door.features"],
        ["explain", "sources.dfe_cla_2025"],
        ["explain", "metrics"],
        ["explain", "metrics.cost_per_person"],
    ],
    "list": [["list"], *(["list", kind] for kind in listing.KINDS)],
    "diff": [["diff", "one.yaml", "two.yaml"]],
    "schema": [["schema"], ["schema", "output.compare"], ["schema", "team", "--out", "team.json"]],
    "validate": [["validate", "one.yaml", "-n", "1"]],
    "audit": [["audit", "--catalogue", "audited"], ["audit", "--catalogue", "bad"]],
    "parity": [["parity", "one.yaml", "-n", "1"]],
}
"""Calls of each command, one for each way its answer may look; what has to come before is in `BEFORE`."""

BEFORE: dict[str, dict[str, list[str]]] = {
    "report": {"out": CALLS["compare"][0], "swept": CALLS["sweep"][0], "sought": CALLS["search"][0]},
    "explore": {"out": CALLS["compare"][0], "swept": CALLS["sweep"][0]},
    "merge": {
        folder: ["sweep", "one.yaml", *VARIED, "-n", "2", "--workers", "1", "--part", part, "--out", folder]
        for folder, part in (("half", "1/2"), ("other", "2/2"))
    },
}
"""What has to be there before a command can be called: folders, and the calls that make them."""

REFUSALS: dict[str, list[str]] = {
    "init": ["init", "--council", "Rutlant"],
    "check": ["check", "bad.yaml"],
    "preview": ["preview", "bad.yaml"],
    "run": ["run", "bad.yaml"],
    "compare": ["compare", "one.yaml"],
    "sweep": ["sweep", "one.yaml", "--vary", "settings.foster_in_hose.places=2:4:1"],
    "merge": ["merge", "bad", "--out", "nothing"],
    "sensitivity": ["sensitivity", "one.yaml"],
    "search": ["search", "one.yaml", "--require", "days_ful.hub <= 5%"],
    "report": ["report", "bad"],
    "explore": ["explore", "bad"],
    "explain": ["explain", "settings.foster_in_hous"],
    "list": ["list", "setings"],
    "diff": ["diff", "one.yaml", "missing.yaml"],
    "schema": ["schema", "settin"],
    "validate": ["validate", "one.yaml", "--keep"],
    "audit": ["audit", "--catalogue", "nowhere"],
    "parity": ["parity", "bad.yaml"],
}
"""One call of each command that it refuses."""


@pytest.fixture(name="folder", scope="module")
def with_scenarios(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scenarios that are quick to run, one that has a slip, a catalogue in order and one that is not."""
    folder = tmp_path_factory.mktemp("outputs")
    (folder / "one.yaml").write_text("question: And then?\nkind: strategic\nstart: 2026-04-01\nhorizon: 13 weeks\n")
    (folder / "two.yaml").write_text(
        "question: And if not?\nkind: adaptive\nextends: one.yaml\npolicies: [stable_team]\n"
        "settings: {foster_in_house: {price: £700 per week}}\n"
    )
    (folder / "bad.yaml").write_text("question: What?\nkind: strategik\n")
    (folder / "audited").symlink_to(AUDITED)
    (folder / "bad").mkdir()
    (folder / "bad" / "sources.yaml").write_text((AUDITED / "sources.yaml").read_text(encoding="utf-8"))
    return folder


catalogue = functools.cache(explaining.index)
"""Read once for all calls."""


@pytest.fixture(autouse=True)
def _cheap(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = tuple(figure for figure in read_published() if figure.scales or figure.key == "leaving_care_10_to_15")
    monkeypatch.setattr(explaining, "index", catalogue)
    monkeypatch.setattr(validate, "read_published", lambda: figures)
    monkeypatch.chdir(folder)


def breaches(name: str, found: Any) -> list[str]:
    return [
        f"{error.json_path}: {error.message[:300]}"
        for error in Draft202012Validator(outputs.json_schema(name)).iter_errors(found)
    ]


def keeps(name: str, found: Any) -> bool:
    return bool(Draft202012Validator(outputs.json_schema(name)).is_valid(found))


def test_every_command_has_a_schema_and_is_called_here() -> None:
    group = cli.app.info.cls
    assert group is not None
    commands = {*HOMES, *(item.name for item in cli.app.registered_commands)}
    assert set(outputs.OUTPUTS) == set(CALLS) == set(REFUSALS) == commands


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name == "sensitivity" else name for name in CALLS]
)
def test_what_a_command_prints_keeps_its_schema(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for folder, calls in BEFORE.get(name, {}).items():
        if not Path(folder).exists():
            carepath(*calls)
    for call in CALLS[name]:
        capsys.readouterr()
        assert carepath(*call, "--json") in (0, 1)
        found = json.loads(capsys.readouterr().out)
        assert breaches(f"output.{name}", found) == [], call
        assert not keeps("error", found), call


@pytest.mark.parametrize("name", REFUSALS)
@pytest.mark.parametrize("flag", [None, "--no-such-option"])
def test_a_refusal_keeps_the_schema_of_errors(name: str, flag: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    call = [name, flag] if flag else REFUSALS[name]
    assert carepath(*call, "--json") in (2, 3)
    found = json.loads(capsys.readouterr().out)
    assert breaches("error", found) == []
    assert not keeps(f"output.{name}", found) or name == "schema"


@pytest.mark.parametrize("name", outputs.SCHEMAS)
def test_a_schema_is_one_and_is_printed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("schema", name) == 0
    printed = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(printed)
    assert printed == outputs.json_schema(name)
    assert breaches(name, []) != []


def test_a_column_that_is_missing_is_a_breach() -> None:
    """The schemas can fail."""
    row = {"schema": "error", "of": "what any command prints"}
    assert breaches("output.list", {"schemas": [row]}) == []
    assert breaches("output.list", {"schemas": [{"schema": "error"}]})
    assert breaches("output.list", {"schemas": [{**row, "is": "more"}]})
