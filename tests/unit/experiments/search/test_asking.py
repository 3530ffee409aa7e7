"""A search as it is asked for on a command line, over the shipped scenarios."""

from __future__ import annotations

from pathlib import Path

import pytest

from carepath_sim.errors import BadInput, UsageError
from carepath_sim.experiments.designs.remarks import left_out
from carepath_sim.experiments.search.asking import chance, wish

HUB = Path("scenarios/hub.yaml")
LEVELS = ["days_full.hub <= 5%", "overflow_placements < 2 a year"]


def test_a_wish_is_a_design_with_all_that_has_to_be_measured() -> None:
    found = wish(HUB, ["settings.hub.places=2:20"], LEVELS, breach="10%", replications=30, seed=3)
    (places,) = found.design.factors
    assert places.values == tuple(float(number) for number in range(2, 21)), "by steps of one"
    assert places.role == "lever"
    assert [outcome.name for outcome in found.design.outcomes] == [
        *("days_full.hub", "overflow_placements", "cost_per_year", "moves_rate")
    ]
    assert (found.design.replications, found.design.seed, found.breach) == (30, 3, 0.1)
    assert [level.bound for level in found.levels] == [0.05, 2.0]
    (said,) = left_out(found.design.factors, [found.bases[0].resolved.study])
    assert said.startswith("No Wrong Door hub is paid for as one service with the posts of its team")
    fostered = wish(HUB, ["settings.foster_in_house.places=80,90"], LEVELS)
    (said,) = left_out(fostered.design.factors, [fostered.bases[0].resolved.study])
    assert said.startswith("Foster care, in-house: a place costs something only while somebody lives there")


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(BadInput) as error:
        wish(HUB, ["settings.hub.plases=2:20"], ["days_full.hub <= £5", "overflow_placments < 2"], breach="often")
    told = str(error.value)
    assert len(error.value.problems) == 4
    for part in (
        "--vary settings.hub.plases=2:20",
        "days_full.hub is in days",
        "overflow_placements",
        "--breach often",
    ):
        assert part in told


def test_what_nobody_decides_and_parts_that_are_not_there_are_refused() -> None:
    with pytest.raises(BadInput, match="is not decided by a council but not known"):
        wish(HUB, ["settings.hub.service=600000:900000:100000"], LEVELS)
    with pytest.raises(BadInput, match=r"Did you mean days_full\.hub\?"):
        wish(HUB, ["settings.hub.places=2:20"], ["days_full.hubb <= 5%"])


@pytest.mark.parametrize("text", ["10", "100%", "-5%", "2 a year", "often", "5% of days"])
def test_a_chance_is_a_percentage_below_the_whole(text: str) -> None:
    with pytest.raises(UsageError, match="Allowed: a percentage from 0% to below 100%"):
        chance(text)
    assert chance("1 of 20") == 0.05


def test_a_search_among_nothing_and_levels_that_no_scenario_has_are_told_where_they_stand() -> None:
    with pytest.raises(BadInput) as error:
        wish(HUB, [], ["days_full.hubb <= 5%"])
    level, vary = sorted(error.value.problems, key=lambda problem: problem.file)
    assert (level.file, level.nearest) == ("--require 'days_full.hubb <= 5%'", "days_full.hub")
    assert (vary.file, vary.what) == ("--vary", "Nothing is varied")
    with pytest.raises(BadInput) as error:
        wish(HUB, ["settings.hub.places=2:20"], [])
    (stated,) = error.value.problems
    assert stated.what == "No service level is stated"
    assert stated.allowed.startswith("an outcome, a comparison and a number")
