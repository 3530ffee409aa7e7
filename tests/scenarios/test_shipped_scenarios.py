"""Every scenario file shipped opens with its question, builds, and runs half a year without breaking a guard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from carepath_sim import build_model, load, resolve, simulate
from carepath_sim.clock import DAY
from carepath_sim.eventlog import BY_CLOSURE, BY_PANEL, HELD, MOVED
from carepath_sim.model import Model

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))
HALF_A_YEAR = 182 * DAY


def model_of(name: str) -> Model:
    """The model of a shipped scenario."""
    return build_model(resolve(load(FOLDER / f"{name}.yaml")))[0]


def test_the_scenarios_promised_are_there() -> None:
    assert {file.stem for file in FILES} == {
        "baseline",
        "hub",
        "no_heads_on_beds",
        "heads_on_beds",
        "heads_on_beds_step_down",
        "fewer_places",
        "more_foster_carers",
        "high_turnover",
        "stable_team",
        "key_worker_changes",
        "no_wrong_door",
        "no_wrong_door_pilot_difficulties",
        "demand_surge",
        "turnover_shock",
        "no_out_of_area",
        "eighteen_and_out",
        "stay_close",
        "family_group_conferences",
        "signs_of_safety",
        "growing_futures_targets_met",
        "norfolk_2022",
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_opens_with_its_question_and_its_kind(file: Path) -> None:
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert lines[0].startswith("question: ")
    assert lines[0].rstrip().endswith("?")
    assert lines[1].split(": ")[1] in ("strategic", "adaptive", "transformative")


KINDS = {
    "adaptive": ("demand_surge", "turnover_shock", "eighteen_and_out", "no_wrong_door_pilot_difficulties"),
    "transformative": ("no_out_of_area", "no_wrong_door"),
    "strategic": ("family_group_conferences", "growing_futures_targets_met", "signs_of_safety", "stay_close"),
}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in KINDS.items() for name in names])
def test_it_is_of_its_kind(kind: str, name: str) -> None:
    assert load(FOLDER / f"{name}.yaml").document.data["kind"] == kind


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_runs(file: Path) -> None:
    model = replace(model_of(file.stem), horizon=HALF_A_YEAR)
    log = simulate(model, seed=1, replication=0)
    assert log.events > 300
    assert len(log.people["person"]) > len(model.caseload_setting)


OTHER_COUNCILS = ("norfolk_2022",)
"""Studies of another council, or of another time: nothing in them is to be held against the baseline."""


def test_all_of_them_can_be_compared_with_the_baseline() -> None:
    baseline = model_of("baseline")
    for file in (file for file in FILES if file.stem not in OTHER_COUNCILS):
        model = model_of(file.stem)
        assert model.entry_streams == baseline.entry_streams
        assert (model.entry_ceiling == baseline.entry_ceiling).all()
        assert (model.caseload_born == baseline.caseload_born).all()


@pytest.mark.parametrize("name", ["heads_on_beds", "heads_on_beds_step_down"])
def test_an_occupancy_target_pulls_people_in_and_holds_them(name: str) -> None:
    log = simulate(model_of(name), seed=1, replication=0)
    moved = log.kind == MOVED
    assert (log.cause[moved] == BY_PANEL).sum() > 5
    assert (log.kind == HELD).sum() > 0


@pytest.mark.parametrize("name", ["baseline", "hub", "no_heads_on_beds"])
def test_nobody_is_pulled_in_or_held_without_a_target(name: str) -> None:
    log = simulate(replace(model_of(name), horizon=HALF_A_YEAR), seed=1, replication=0)
    assert (log.cause != BY_PANEL).all()
    assert (log.kind != HELD).all()


def test_a_home_that_closes_moves_its_young_people() -> None:
    log = simulate(model_of("fewer_places"), seed=1, replication=0)
    assert (log.cause == BY_CLOSURE).sum() > 0
