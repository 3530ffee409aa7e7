"""Factors: how they are written, where their values lie, and which numbers of scenarios they stand for."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath_sim.experiments.designs.bases import Base, make_bases
from carepath_sim.experiments.designs.factors import Factor, paths_in, problem
from carepath_sim.experiments.designs.numbers import numbers_of
from carepath_sim.experiments.designs.roles import kind_of, reason
from carepath_sim.experiments.designs.spreads import SPREADS
from carepath_sim.scenario.hazards import Hazard
from carepath_sim.scenario.parameters import Parameter
from carepath_sim.scenario.units import DURATION, HAZARD
from carepath_sim.scenario.vary import with_values
from carepath_sim.scenario.walk import find, split
from tests.unit.experiments.sweeps.small_sweeps import PLACES

SCENARIOS = Path(__file__).parents[4] / "scenarios"
RATE = replace(PLACES, after="% per year", whole=False, low=10.0, high=50.0, default=29.0, values=())
MONEY = replace(RATE, before="£", after=" per week", low=-100.0, high=9000.0, default=765.0)
TIMES = replace(RATE, after="", low=1.0, high=1.46, default=1.2, distribution="triangular")


@pytest.fixture(scope="module")
def bases() -> list[Base]:
    """A council without a hub, with one run in two ways, and with the whole of No Wrong Door."""
    names = ("baseline", "heads_on_beds", "no_heads_on_beds", "no_wrong_door")
    return make_bases([SCENARIOS / f"{name}.yaml" for name in names], (), None)


@pytest.fixture(scope="module")
def everything(bases: list[Base]) -> dict[str, Factor]:
    return {factor.name: factor for factor in problem(bases)}


@pytest.mark.parametrize(
    ("factor", "number", "written"),
    [
        (PLACES, 12.0, "12 places"),
        (PLACES, 11.6, "12 places"),
        (PLACES, 1.0, "1 place"),
        (RATE, 29.0, "29% per year"),
        (RATE, 100 / 3, "33.3333% per year"),
        (MONEY, 4210.5, "£4,210.5 per week"),
        (MONEY, -20.0, "-£20 per week"),
        (TIMES, 1.25, 1.25),
        (replace(RATE, default=1 / 3), 1 / 3, "0.333333333333333% per year"),
    ],
)
def test_a_number_is_written_as_a_scenario_says_it(factor: Factor, number: float, written: object) -> None:
    assert factor.written(number) == written


@given(st.sampled_from(sorted(SPREADS)), st.booleans(), st.integers(0, 40), st.integers(0, 40), st.floats(0, 1))
def test_no_value_lies_outside_the_range(distribution: str, whole: bool, low: int, width: int, quantile: float) -> None:
    high = low + 1 + width
    factor = replace(PLACES, whole=whole, low=low + 1.0, high=high + 1.0, distribution=distribution, default=None)
    value = factor.at(quantile)
    assert low + 1 <= value <= high + 1
    assert not whole or value == round(value)


def test_whole_numbers_of_an_even_range_are_equally_likely() -> None:
    factor = replace(PLACES, low=6.0, high=9.0, distribution="uniform")
    found = Counter(factor.at((index + 0.5) / 400) for index in range(400))
    assert found == {6.0: 100, 7.0: 100, 8.0: 100, 9.0: 100}


def test_a_factor_without_a_range_has_no_quantiles() -> None:
    with pytest.raises(ValueError, match="no range"):
        replace(PLACES, low=None).at(0.5)


def test_a_factor_is_known_again_from_its_facts() -> None:
    policies = replace(PLACES, name="policies", paths=(), values=(), choices=("none", "free"), default=None)
    for factor in (PLACES, policies):
        assert Factor.from_facts(json.loads(json.dumps(factor.facts()))) == factor


def test_the_problem_is_every_number_with_a_range(bases: list[Base], everything: dict[str, Factor]) -> None:
    with_range = {
        (base.scenario, row.path)
        for base in bases
        for row in base.resolved.parameters()
        if row.low and row.low != row.high
    }
    covered = {
        (base.scenario, path)
        for base in bases
        for factor in everything.values()
        for path in paths_in(factor, base.resolved)
    }
    assert covered == with_range
    assert len(with_range) > 1000
    assert len(everything) < len({path for _, path in with_range})


def test_no_number_belongs_to_two_factors(bases: list[Base], everything: dict[str, Factor]) -> None:
    for base in bases:
        found = Counter(path for factor in everything.values() for path in paths_in(factor, base.resolved))
        assert set(found.values()) == {1}


def test_numbers_written_once_are_one_factor(everything: dict[str, Factor]) -> None:
    factor = everything["settings.childrens_home.endings.breakdown.hazard"]
    assert factor.paths == (
        "settings.childrens_home.endings.breakdown.hazard",
        "settings.childrens_home_out_of_area.endings.breakdown.hazard",
    )
    assert factor.label.endswith("and 1 more")
    assert (factor.low, factor.default, factor.high, factor.unit) == (0.73, 1.0, 1.37, "times")


def test_a_number_in_the_middle_of_its_range_can_be_in_every_scenario(
    bases: list[Base], everything: dict[str, Factor]
) -> None:
    """Every factor's middle value is read back from the changed study as the very number that was written."""
    for base in bases[2:]:
        uncertain = [factor for factor in everything.values() if factor.role == "uncertainty" and factor.after != "%"]
        changes = {
            path: factor.written(factor.at(0.5)) for factor in uncertain for path in paths_in(factor, base.resolved)
        }
        changed = with_values(base.resolved, changes).study
        for path, written in changes.items():
            number = find(changed, split(path))
            if isinstance(number, Parameter):
                assert number.value.written == written
            elif isinstance(number, Hazard) and number.form in ("rate", "mean", "median"):
                assert getattr(number, number.form).written == written


def test_an_effect_is_known_by_the_line_it_is_written_on(bases: list[Base], everything: dict[str, Factor]) -> None:
    """The first effect of two scenarios is of two policies, and one number is not mistaken for the other."""
    factor = everything["effects[1].set_occupancy.keep_free"]
    assert factor.origin.startswith("catalogue/policies/")
    having = [base.scenario for base in bases if paths_in(factor, base.resolved)]
    assert having == ["no_heads_on_beds"]
    fidelity = everything["practice_models.no_wrong_door.fidelity"]
    assert paths_in(fidelity, bases[3].resolved) == ("practice_models[1].fidelity",)
    assert paths_in(fidelity, bases[0].resolved) == ()


def test_ends_of_a_range_are_brought_to_the_unit_of_the_value(everything: dict[str, Factor]) -> None:
    stay = everything["teams.hub.agency_stay"]
    assert stay.after == " months"
    assert stay.low == pytest.approx(DURATION.parse("2 weeks").amount / DURATION.parse("1 month").amount)
    assert stay.high == 6.0
    leaving = everything["teams.hub.leave_rate"]
    assert (leaving.low, leaving.default, leaving.high) == (20.0, 29.0, 40.0)
    assert HAZARD.parse(leaving.written(29.0)).amount == HAZARD.parse("29% per year").amount


def test_a_range_without_end_goes_to_the_end_of_the_study(everything: dict[str, Factor]) -> None:
    endless = [factor for factor in everything.values() if factor.note]
    assert [factor.name for factor in endless] == ["effects[1].set_key_worker.follows"]
    assert endless[0].written(endless[0].high) == "261 weeks"
    assert "no end" in endless[0].note


def test_every_label_is_short_and_none_is_there_twice(everything: dict[str, Factor]) -> None:
    labels = Counter(factor.label for factor in everything.values())
    assert [label for label, count in labels.items() if count > 1] == []
    assert max(map(len, labels)) <= 130
    assert all("_" not in label for label in labels)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("settings.hub.places", "lever"),
        ("settings.hub.occupancy.keep_free", "lever"),
        ("teams.hub.posts", "lever"),
        ("teams.hub.caseload_limit", "lever"),
        ("teams.hub.keeps.home", "lever"),
        ("settings.foster_in_house.endings.to_childrens_home.wait.limit", "lever"),
        ("effects[1].add_places.places", "lever"),
        ("effects[3].set_staffing.add_posts", "lever"),
        ("practice_models.no_wrong_door.fidelity", "lever"),
        ("practice_models.no_wrong_door.levers.key_worker", "lever"),
        ("teams.hub.leave_rate", "either"),
        ("teams.hub.time_to_recruit", "either"),
        ("teams.hub.time_to_cover", "either"),
        ("teams.hub.handover_rate", "either"),
        ("effects[1].multiply_turnover.by", "uncertainty"),
        ("settings.foster_in_house.endings.breakdown.hazard", "uncertainty"),
        ("settings.hub.service", "uncertainty"),
        ("teams.hub.link.none", "uncertainty"),
        ("demand.streams.edge_of_care.rate", "uncertainty"),
    ],
)
def test_what_is_decided_is_told_from_what_is_found_out(path: str, kind: str) -> None:
    assert kind_of(path) == kind
    assert reason(path)


def test_every_number_of_a_study_is_among_its_numbers(bases: list[Base]) -> None:
    for base in bases:
        paths = {number.path for number in numbers_of(base.resolved).values()}
        rows = {row.path for row in base.resolved.parameters() if row.value != "never"}
        tables = {path for path in rows if path.endswith((".ages", ".needs")) or path.startswith("finance.deflators")}
        assert rows - tables <= paths
