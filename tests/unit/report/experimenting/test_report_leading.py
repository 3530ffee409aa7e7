"""The answers of a sweep in words: what is called clear, best, and a rate alone."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from carepath_sim.report.experimenting.gathering import swept as gathered
from carepath_sim.report.experimenting.leading import leads
from carepath_sim.report.experimenting.lining import lines
from carepath_sim.report.experimenting.swept import Swept
from tests.unit.report.experimenting import made_up, made_up_analyses

COST_ALONE = ("cost_per_year",)


def two_levers(scenarios: tuple[str, ...] = ("baseline", "hub")) -> Swept:
    found = made_up.sweep([made_up.places(6.0, 12.0, 18.0), made_up.turnover(10.0, 50.0)], scenarios)
    return gathered(found.design, found.results, found.titles)


def test_nothing_is_called_clear_that_is_only_clear_alone() -> None:
    """Of twenty points that differ in nothing, one may leave zero out by chance: none does once all are looked at."""
    flat = made_up.sweep([made_up.places(*map(float, range(1, 21)))], outcomes=("looked_after",), replications=8)
    still = flat.results.assign(looked_after=0.0)
    luck = np.random.default_rng(11).normal(0, 1, len(still))
    found = gathered(flat.design, still.assign(looked_after=np.where(still["scenario"] == "hub", luck, 0.0)), {})
    alone = [replace_looked_at(found, each.scenario, each.levels) for each in found.differing(found.design.outcomes[0])]
    assert any(alone), "a chance finding among the plain intervals"
    assert not any(each.own.is_clear for each in found.differing(found.design.outcomes[0]))
    assert leads(found)[-1] == "No choice clearly changes young people looked after."


def replace_looked_at(found: Swept, scenario: str, levels: tuple[float | str, ...]) -> bool:
    """Whether a difference is clear by an interval of its own."""
    values = found.differences(found.design.outcomes[0], scenario, levels)[0]
    half = 2.365 * values.std(ddof=1) / np.sqrt(len(values))
    return bool(abs(values.mean()) > half)


def test_leads_name_the_best_point_with_its_interval_and_where_nothing_changes() -> None:
    cost, moves, others = leads(two_levers())
    assert cost.startswith("Hub, neutral costs least with 6 places of the hub and leave rate of hub workers at 10%")
    assert re.search(r": £[\d,]+ a year less than baseline \(£[\d,]+ to £[\d.,]+( million)?\)\. Of the 6 choices", cost)
    assert moves.startswith("Young people move least often under hub, neutral with 18 places of the hub")
    assert "moves a person-year fewer than under baseline" in moves
    assert others == "No choice clearly changes young people looked after."


def test_the_cheapest_of_several_scenarios_is_named_and_a_lone_clear_choice_too() -> None:
    sweep = made_up.sweep([made_up.places(6.0, 12.0)], ("baseline", "hub", "no_heads_on_beds"), outcomes=COST_ALONE)
    luck = np.random.default_rng(5).normal(0, 1e4, len(sweep.results))
    own = (sweep.results["scenario"] == "hub") & (sweep.results["point"] == 0)
    wild = (sweep.results["scenario"] == "hub") & (sweep.results["point"] == 1)
    swing = np.where(wild, np.where(sweep.results["replication"] % 2, 9e6, -1.2e7), 0.0)
    results = sweep.results.assign(cost_per_year=3e7 + luck - 2e5 * own + swing)
    found = leads(gathered(sweep.design, results, sweep.titles))[0]
    assert found.startswith("The cheapest of 4 choices is hub, neutral with 12 places of the hub: £1.50 million a year")
    assert ", which is not clear. " in found
    assert "Of the 4 choices 1 is clearly lower (hub, neutral with 6 places of the hub) and 3 are not clear." in found


def test_a_rate_is_called_clear_only_with_the_number_it_comes_from() -> None:
    both = ("breakdown_rate", "breakdowns")
    sweep = made_up.sweep([made_up.places(6.0, 12.0)], outcomes=("breakdown_rate",))
    other = np.where(sweep.results["scenario"] == "hub", 1.0, 0.0)
    falling = sweep.results.assign(breakdown_rate=0.2 - 0.05 * other + 0.001 * sweep.results["replication"])
    alone = gathered(sweep.design, falling, sweep.titles)
    assert {each.own.side() for each in alone.differing(alone.design.outcomes[0])} == {-1}
    assert "This is the rate alone" in leads(alone)[0]
    assert any("rate alone" in note for chart in lines(alone) for note in chart.notes)
    measured = replace(sweep.design, outcomes=tuple(map(made_up_analyses.outcome_path, both)))
    for way, side in ((-9.0, -1), (9.0, 0), (0.0, 0)):
        found = gathered(measured, falling.assign(breakdowns=90.0 + way * other), sweep.titles)
        assert {each.own.side() for each in found.differing(measured.outcomes[0])} == {side}
        assert ("which is not clear: the number behind the rate" in leads(found)[0]) == (side == 0)
        assert "This is the rate alone" not in leads(found)[0]


def test_one_scenario_is_compared_with_its_own_values() -> None:
    sweep = made_up.sweep([made_up.places(6.0, 12.0, 18.0)], ("hub",))
    found = gathered(sweep.design, sweep.results, sweep.titles)
    assert found.against == "its own values"
    assert [each.levels for each in found.differing(found.design.outcomes[0])] == [(6.0,), (18.0,)]
    without = made_up.sweep([made_up.places(6.0, 18.0)], ("hub",))
    alone = gathered(without.design, without.results, without.titles)
    assert alone.compared == ()
    assert leads(alone)[0].startswith("Cost per year: lowest with 6 places of the hub (")
    assert leads(found)[0].startswith("Hub, neutral costs least with 6 places of the hub: £")
    assert "than at its own values" in leads(found)[0]
