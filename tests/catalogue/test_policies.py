"""The occupancy policies fill the right rooms with the right young people."""

from __future__ import annotations

import pytest

from carepath_sim.build import build_model
from carepath_sim.errors import BadInput
from carepath_sim.model import Model
from carepath_sim.scenario.load import from_text
from carepath_sim.scenario.resolve import resolve

HUBS = """
question: Who is pulled in?
kind: strategic
start: 2026-04-01
horizon: 1 year
settings:
  hub: {in_use: true}
  hub_placement: {in_use: true}
"""


def model(policy: str) -> Model:
    return build_model(resolve(from_text(f"{HUBS}policies: [{policy}]\n", policy)))[0]


@pytest.mark.parametrize(
    ("policy", "sources", "destination"),
    [
        ("heads_on_beds", ["edge_of_care"], "hub"),
        ("heads_on_beds_step_down", ["childrens_home", "childrens_home_out_of_area"], "hub_placement"),
    ],
)
def test_who_is_pulled_in_and_where_they_go(policy: str, sources: list[str], destination: str) -> None:
    made = model(policy)
    pool = made.pools.index("hub")
    assert made.settings[made.panel_to[pool]] == destination
    assert [name for name, pulls in zip(made.settings, made.fill_from[pool, 0], strict=True) if pulls] == sources
    assert made.fill_to[pool, 0].tolist() == [11, 12]
    assert made.keep_free[pool, 0] == 0


def test_no_heads_on_beds_keeps_two_places_of_each_hub() -> None:
    made = model("no_heads_on_beds")
    pool = made.pools.index("hub")
    assert made.keep_free[pool, 0] == 4
    assert (made.fill_to[:, :, 0] == 0).all()
    assert (made.hold_limit == 0).all()


def test_a_panel_cannot_fill_a_setting_with_other_places() -> None:
    effects = """
effects:
  - set_occupancy: {setting: hub, fill_to: 11 of 12, fill_from: [edge_of_care], fill_into: childrens_home}
"""
    with pytest.raises(BadInput, match="childrens_home does not have the places of hub"):
        build_model(resolve(from_text(HUBS + effects, "wrong")))


def test_a_key_worker_stays_behind_only_where_the_policy_says_so() -> None:
    stays, follows = model("key_worker_changes"), model("no_heads_on_beds")
    team = follows.teams.index("hub")
    assert (follows.keeps[:, team] != 0).any()
    assert (stays.keeps[:, team] == 0).all()
