"""What a design varies is said before it is run, and numbers that look like slips are pointed at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from carepath_sim.experiments.designs.numbers import numbers_of
from carepath_sim.experiments.designs.planning import bases_of, prepared
from carepath_sim.experiments.designs.scope import lines, varied
from carepath_sim.experiments.designs.vary_options import from_options
from carepath_sim.experiments.sweeps.forecast import size_words
from tests.unit.experiments.sweeps.small_sweeps import CATALOGUE, HEAD, PLACES


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hub.yaml").write_text(f"{HEAD}settings: {{hub: {{in_use: true}}}}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def planned(**options: Any) -> tuple[list[str], list[str]]:
    """What is said of each factor, and what is pointed at."""
    told: list[str] = []
    design, bases = prepared(from_options(["hub.yaml"], **options), CATALOGUE, tell=told.append)
    return lines(design.factors, [numbers_of(base.resolved) for base in bases]), told


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("settings.hub.places=4,6", "Places, hub: 4 and 6 places; 6 places in the scenario"),
        ("settings.hub.places=1:9", "Places, hub: 1 to 9 places by 1 (9 values); 6 places in the scenario"),
        (
            "settings.foster.price=£600..£800",
            "Price of a place, foster care: drawn from £600 to £800 per week; £765 per week in the scenario",
        ),
        (
            "settings.foster.places",
            "Places, foster care: drawn from its own range, 8 to 12 places; 10 places in the scenario",
        ),
        ("policies=none,keep_free", "Policies: none and keep_free"),
    ],
)
def test_a_line_says_what_is_varied_in_its_unit(option: str, said: str) -> None:
    assert planned(vary=[option]) == ([said], [])


@pytest.mark.parametrize(
    ("option", "pointed"),
    [
        ("settings.hub.service=5..10", ["is to be £5 to £10 per year. In the scenario it is £"]),
        ("settings.hub.places=400,600", ["is to be 400 and 600 places. In the scenario it is 6 places."]),
        ("settings.foster.places=15,20", ["it is 10 places, and its own range is 8 places to 12 places."]),
        ("settings.foster.price=500,700", []),
    ],
)
def test_numbers_far_from_what_the_scenario_says_are_pointed_at(option: str, pointed: list[str]) -> None:
    _, told = planned(vary=[option])
    assert len(told) == len(pointed)
    for words, line in zip(pointed, told, strict=True):
        assert line.startswith("Check the unit: ")
        assert words in line


def test_numbers_set_for_the_whole_design_are_pointed_at_too() -> None:
    told: list[str] = []
    constants = ["settings.hub.service=5", "settings.hub.places=7", "settings.foster.places=unlimited"]
    bases_of(from_options(["hub.yaml"], set_=constants), CATALOGUE, tell=told.append)
    assert [line.partition(" is to be ")[2].partition(".")[0] for line in told] == ["£5 per year"]


def test_many_factors_are_counted() -> None:
    said = lines([PLACES] * 15, [])
    assert len(said) == 13
    assert said[-1] == "3 more numbers drawn or listed alike"
    assert varied(PLACES) == "6, 12 and 18 places"
    assert size_words(3, 2, 40, at_most=False).startswith("3 points × 2 scenarios × 40 replications = 240 runs")
