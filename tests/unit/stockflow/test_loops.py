"""Which feedback loops a scenario carries, and that nothing modelled is called left out or the other way round."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from carepath_sim.build import build_model
from carepath_sim.model import Model
from carepath_sim.scenario import resolve_all
from carepath_sim.stockflow import limits, loops

SCENARIOS = Path(__file__).resolve().parents[3] / "scenarios"


@pytest.fixture(scope="module")
def models() -> dict[str, Model]:
    names = ("baseline", "heads_on_beds", "heads_on_beds_step_down")
    read = resolve_all([str(SCENARIOS / f"{name}.yaml") for name in names])
    return {name: build_model(each)[0] for name, each in zip(names, read, strict=True)}


def at_work(model: Model, words: str) -> tuple[str, ...]:
    (found,) = (loop for loop in loops(model) if words in loop.name)
    return found.at_work


def test_empty_places_bring_people_in_only_where_a_target_says_so(models: dict[str, Model]) -> None:
    assert at_work(models["baseline"], "Empty places") == ()
    assert at_work(models["heads_on_beds"], "Empty places") == ("hub",)
    assert at_work(models["heads_on_beds_step_down"], "Empty places") == ("hub_placement",)


def test_delayed_moves_need_full_places(models: dict[str, Model]) -> None:
    model = models["baseline"]
    assert "foster_in_house" in at_work(model, "Delayed moves")
    unlimited = replace(model, is_limited=np.zeros_like(model.is_limited))
    assert at_work(unlimited, "Delayed moves") == ()
    assert limits(unlimited) == ()
    assert limits(model)


def test_a_hub_is_said_to_be_only_near(models: dict[str, Model]) -> None:
    def says_so(model: Model) -> bool:
        return any("such as a hub" in sentence for sentence in limits(model))

    assert says_so(models["heads_on_beds"])
    assert not says_so(models["baseline"])


def test_teams_that_differ_between_groups_are_owned_up_to(models: dict[str, Model]) -> None:
    def says_so(model: Model) -> bool:
        return any("first group" in sentence for sentence in limits(model))

    model = models["baseline"]
    served = model.team_of.copy()
    served[1:] = -1
    assert says_so(replace(model, team_of=served))
    assert not says_so(model)


def test_a_link_of_one_switches_off_what_workers_do_to_placements(models: dict[str, Model]) -> None:
    model = models["baseline"]
    assert "foster_agency" in at_work(model, "workers end placements")
    assert at_work(replace(model, relation=np.ones_like(model.relation)), "workers end placements") == ()


def test_workload_does_not_make_workers_leave_in_the_model() -> None:
    """The rate of leaving has no axis for the caseload; if it gets one, the loop must be told anew."""
    assert Model.__dataclass_fields__["leave_rate"].type == "Floats"
    (loop,) = (loop for loop in loops(_smallest()) if loop.name.startswith("Workload"))
    assert not loop.is_modelled
    assert loop.carried_by.startswith("Not modelled, because")
    assert _smallest().leave_rate.shape == _smallest().caseload_limit.shape


def _smallest() -> Model:
    return build_model(resolve_all([str(SCENARIOS / "baseline.yaml")])[0])[0]
