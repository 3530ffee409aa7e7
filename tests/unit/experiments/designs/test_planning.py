"""Designs that are asked for in options and in sweep files, over the small catalogue and over the shipped scenarios."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from carepath_sim.experiments.designs.bases import Base
from carepath_sim.experiments.designs.cells import cells
from carepath_sim.experiments.designs.design import Design
from carepath_sim.experiments.designs.planning import prepared
from carepath_sim.experiments.designs.sweep_file import is_sweep_file, read_sweep
from carepath_sim.experiments.designs.sweep_schema import json_schema
from carepath_sim.experiments.designs.vary_options import from_options
from carepath_sim.experiments.outcome_paths import DEFAULT_OUTCOMES
from tests.unit.experiments.sweeps.small_sweeps import CATALOGUE, HEAD

SCENARIOS = Path(__file__).parents[4] / "scenarios"
EXAMPLE = Path(__file__).parents[4] / "scenarios" / "sweeps" / "hub_size.yaml"
HUB = f"{HEAD}settings: {{hub: {{in_use: true}}}}\npractice_models: [visits]\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "plain.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "hub.yaml").write_text(HUB, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def planned(*files: str, **options: Any) -> tuple[Design, list[Base]]:
    return prepared(from_options(files or ("plain.yaml", "hub.yaml"), **options), CATALOGUE)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("option", "values"),
    [
        ("settings.foster.places=6:18:4", (6.0, 10.0, 14.0, 18.0)),
        ("settings.foster.places=6:17:4", (6.0, 10.0, 14.0)),
        ("settings.foster.places=18:6:-6", (18.0, 12.0, 6.0)),
        ("settings.foster.places=6 places : 8 places : 1 place", (6.0, 7.0, 8.0)),
        ("teams.hub.leave_rate=10%:50%:10%", (10.0, 20.0, 30.0, 40.0, 50.0)),
        ("teams.hub.leave_rate=10%,0.1 per month", (10.0, 69.8805788088)),
        ("teams.social_work.link.none=1:1.4:0.1", (1.0, 1.1, 1.2, 1.3, 1.4)),
        ("settings.foster.price=£700, 800, £900 per week", (700.0, 800.0, 900.0)),
        ("settings.edge.endings.comes_into_care.hazard=0.5,1,2 times", (0.5, 1.0, 2.0)),
        ("teams.hub.time_to_cover=2 weeks,30", (14.0, 30.0)),
        ("settings.foster.leaving_age.shares[1].share=40%,60", (40.0, 60.0)),
        ("demand.streams.direct.needs.shares.alone=5%,10%", (5.0, 10.0)),
        ("practice_models.visits.fidelity=50%:100%:25%", (50.0, 75.0, 100.0)),
        ("practice_models.visits.levers.fewer_breakdowns=0%,90%", (0.0, 90.0)),
        ("practice_models[1].uptake=20%,80%", (20.0, 80.0)),
    ],
)
def test_values_are_those_that_were_written(option: str, values: tuple[float, ...]) -> None:
    design, bases = planned(vary=[option])
    assert design.factors[0].values == values
    assert design.kind == "grid"
    assert [point.values for point in design.points] == [(value,) for value in values]
    built = list(cells(design, bases))
    assert len(built) == 2 * len(values)
    # A value changes the scenario that has the number.
    prints = {(cell.study.model.fingerprint(), repr(cell.study.prices)) for cell in built if cell.scenario == "hub"}
    assert len(prints) == len(values)


@pytest.mark.usefixtures("folder")
def test_what_only_some_scenarios_have_is_told() -> None:
    design, _ = planned(vary=["settings.hub.places=4,6", "settings.foster.places=8,12"])
    assert [factor.note for factor in design.factors] == ["plain has no such number and stays as it is", ""]
    assert design.scenarios == ("plain", "hub")
    assert design.title == "Places, hub × Places, foster care"
    assert (design.replications, design.seed, design.outcomes) == (40, 2026, DEFAULT_OUTCOMES)


@pytest.mark.usefixtures("folder")
def test_roles_are_those_of_the_numbers_or_as_they_were_called() -> None:
    options = ["settings.foster.places=8,12", "teams.hub.leave_rate=20%,40%", "demand.streams.direct.rate=40,50"]
    design, _ = planned(
        vary=options, uncertain=["teams.social_work.leave_rate=20%..40%", "teams.social_work.posts=8..14"]
    )
    assert {factor.name: factor.role for factor in design.factors} == {
        "settings.foster.places": "lever",
        "teams.hub.leave_rate": "lever",
        "demand.streams.direct.rate": "uncertainty",
        "teams.social_work.leave_rate": "uncertainty",
        "teams.social_work.posts": "uncertainty",
    }


@pytest.mark.usefixtures("folder")
def test_a_sample_is_drawn_from_own_and_from_given_ranges() -> None:
    design, _ = planned(
        vary=["settings.hub.places=4,6"],
        uncertain=["demand.streams.direct.rate", "teams.hub.bonding_period=2 weeks..2 months triangular"],
        samples=16,
        seed=5,
    )
    places, rate, bonding = design.factors
    assert design.kind == "latin hypercube"
    assert len(design.points) == 32
    assert (rate.low, rate.high, rate.distribution) == (30.0, 60.0, "uniform")
    assert (bonding.low, bonding.high, bonding.distribution) == (14.0, 60.875, "triangular")
    assert places.values == (4.0, 6.0)
    for point in design.points:
        assert 30 <= point.values[1] <= 60
        assert 14 <= point.values[2] <= 60.875
    again, _ = planned(
        vary=["settings.hub.places=4,6"],
        uncertain=["demand.streams.direct.rate", "teams.hub.bonding_period=2 weeks..2 months triangular"],
        samples=16,
        seed=5,
    )
    assert again == design


@pytest.mark.usefixtures("folder")
def test_everything_uncertain_is_all_that_has_a_range_but_what_is_named() -> None:
    design, bases = planned(
        vary=["practice_models.visits.uptake=20%,80%", "teams.hub.link.none=1,1.4"],
        uncertain=["all"],
        design="sobol",
        samples=8,
    )
    named = {"practice_models.visits.uptake", "teams.hub.link.none"}
    assert {factor.name for factor in design.factors} - named == {
        "demand.streams.direct.rate",
        "teams.social_work.link.none",
        "effects[1].multiply_hazard.by",
    }
    assert len(design.points) == 4 * 8
    assert len(list(cells(design, bases))) == 2 * 32


@pytest.mark.usefixtures("folder")
def test_choices_of_policies_are_a_lever() -> None:
    design, bases = planned("hub.yaml", vary=["policies=none,keep_free,keep_free+turnover", "settings.hub.places=4,6"])
    assert [base.name for base in bases] == ["hub.none", "hub.keep_free", "hub.keep_free+turnover"]
    assert design.factors[0].choices == ("none", "keep_free", "keep_free+turnover")
    assert [point.values for point in design.points][:3] == [("none", 4.0), ("none", 6.0), ("keep_free", 4.0)]
    assert len({cell.study.model.fingerprint() for cell in cells(design, bases)}) == 6


@pytest.mark.usefixtures("folder")
def test_constants_are_set_wherever_they_are() -> None:
    design, bases = planned(
        vary=["settings.foster.places=8,12"],
        set_=["practice_models.visits.fidelity=40", "teams.hub.posts=14", "settings.foster.price=£800 per week"],
    )
    assert design.constants == {
        "practice_models.visits.fidelity": "40%",
        "teams.hub.posts": "14 posts",
        "settings.foster.price": "£800 per week",
    }
    plain, hub = (base.resolved.study for base in bases)
    assert hub.practice_models[0].fidelity.amount == 0.4
    assert hub.teams["hub"].posts.amount == 14
    assert plain.settings["foster"].price.value.written == hub.settings["foster"].price.value.written == "£800 per week"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("options", "most"),
    [
        ({}, 40),
        ({"replications": 7}, 7),
        ({"until": "moves_rate ± 5%"}, 1000),
        ({"until": "moves_rate ± 5%", "at_most": 300}, 300),
        ({"until": "moves_rate ± 5%", "replications": 200}, 1000),
    ],
)
def test_a_precision_is_reached_within_so_many_replications(options: dict[str, Any], most: int) -> None:
    design, _ = planned(vary=["settings.foster.places=8,12"], outcomes=["cost_per_year"], **options)
    assert design.replications == most
    assert design.least == (options.get("replications", 0) if "until" in options else 0)
    # What is to be precise is measured, whether or not it was asked for.
    assert ("moves_rate" in [outcome.name for outcome in design.outcomes]) == ("until" in options)


@pytest.mark.usefixtures("folder")
def test_a_design_is_known_again_from_its_facts() -> None:
    design, _ = planned(
        vary=["policies=none,keep_free", "settings.hub.places=4,6"],
        uncertain=["demand.streams.direct.rate"],
        set_=["teams.hub.posts=14"],
        outcomes=["cost_per_year", "days_full.hub", "looked_after@year 1"],
        until="cost_per_year ± £100,000",
        samples=4,
    )
    assert Design.from_facts(json.loads(json.dumps(design.facts()))) == design
    assert [outcome.name for outcome in design.outcomes] == ["cost_per_year", "days_full.hub", "looked_after@year 1"]


def test_a_sweep_file_says_what_options_say(folder: Path) -> None:
    file = folder / "sizes.yaml"
    file.write_text(
        "sweep: How many places?\nscenarios: [plain.yaml, hub.yaml]\n"
        "levers:\n  policies: [none, keep_free]\n  settings.hub.places: '4:6:2'\n"
        "uncertainties:\n  demand.streams.direct.rate: own range\n"
        "  teams.hub.bonding_period: {low: 2 weeks, high: 2 months, distribution: triangular}\n"
        "constants: {teams.hub.posts: 14 posts}\n"
        "outcomes: cost_per_year\ndesign: {kind: sobol, samples: 4, seed: 9}\nreplications: 60\nseed: 3\n"
        "until: cost_per_year ± 5%\n",
        encoding="utf-8",
    )
    said, _ = planned("sizes.yaml")
    asked, _ = planned(
        vary=["policies=none,keep_free", "settings.hub.places=4:6:2"],
        uncertain=["demand.streams.direct.rate", "teams.hub.bonding_period=2 weeks..2 months triangular"],
        set_=["teams.hub.posts=14 posts"],
        outcomes=["cost_per_year"],
        design="sobol",
        samples=4,
        replications=60,
        seed=3,
        until="cost_per_year ± 5%",
    )
    assert said.title == "How many places?"
    assert said.factors == asked.factors
    assert said.points != asked.points, "the sample has a seed of its own"
    for name in ("scenarios", "constants", "outcomes", "kind", "replications", "least", "seed", "until"):
        assert getattr(said, name) == getattr(asked, name), name
    more, _ = planned("sizes.yaml", vary=["settings.foster.places=8,12"], replications=70, samples=8)
    assert (len(more.factors), more.least, len(more.points)) == (5, 70, 2 * 2 * 2 * 8)


def test_a_sweep_file_is_known_by_its_key(folder: Path) -> None:
    (folder / "torn.sweep.yaml").write_text("sweep: [", encoding="utf-8")
    assert is_sweep_file(EXAMPLE)
    assert is_sweep_file(folder / "torn.sweep.yaml")
    assert not is_sweep_file(folder / "hub.yaml")
    assert not is_sweep_file(folder / "nowhere.yaml")
    assert read_sweep(folder / "torn.sweep.yaml").problems


def test_the_example_is_a_design_of_the_shipped_scenarios(folder: Path) -> None:
    for name in ("baseline", "hub", "heads_on_beds", "no_heads_on_beds"):
        (folder / f"{name}.yaml").write_text((SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "sweeps").mkdir()
    (folder / "sweeps" / EXAMPLE.name).write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    design, bases = prepared(from_options([f"sweeps/{EXAMPLE.name}"]))
    assert [base.name for base in bases] == ["baseline", "heads_on_beds", "no_heads_on_beds"]
    assert [point.values for point in design.points] == [
        (places, rate) for places in (8.0, 12.0, 16.0) for rate in (15.0, 29.0, 45.0)
    ]
    assert all(factor.role == "lever" for factor in design.factors)


def test_the_json_schema_knows_a_sweep_from_what_is_none() -> None:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    known = Draft202012Validator(schema)
    assert all("description" in about for about in schema["properties"].values())
    example = YAML(typ="safe").load(EXAMPLE)
    assert known.is_valid(example)
    assert known.is_valid({**example, "scenarios": "hub.yaml", "levers": {"teams.hub.posts": {"low": 8, "high": 12}}})
    for wrong in (
        {"sweep": None},
        {"scenarios": []},
        {"levers": {"settings.hub.places": {"low": 4, "hihg": 8}}},
        {"levers": {"settings.hub.places": True}},
        {"design": {"kind": "lattin"}},
        {"replications": 0},
        {"outcome": ["cost_per_year"]},
    ):
        assert not known.is_valid({**example, **wrong}), wrong
