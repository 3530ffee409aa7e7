"""What is told of a design before anything runs: free places, idle policies, missing parts, short studies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from carepath_sim.build import build_model
from carepath_sim.experiments.designs.bases import Base, make_bases
from carepath_sim.experiments.designs.beforehand import Beforehand
from carepath_sim.experiments.designs.cells import Workshop
from carepath_sim.experiments.designs.design import Design, Point
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.designs.happenings import happening
from carepath_sim.experiments.designs.measurable import too_short
from carepath_sim.experiments.designs.remarks import left_out, remarks
from carepath_sim.experiments.outcome_paths import outcome_path, outcome_paths
from carepath_sim.experiments.study import Study
from carepath_sim.experiments.sweeps.forecast import size_words
from carepath_sim.experiments.sweeps.summary import Summary
from carepath_sim.experiments.sweeps.tally import Tally
from tests.unit.conftest import CATALOGUE
from tests.unit.experiments.designs.test_cells import factor

Write = Callable[..., Path]
HUB = "settings:\n  hub: {in_use: true, places: 12 places}\n"
PLACES = factor("settings.hub.places", " places", whole=True)


def planned(bases: list[Base], factors: list[Factor], points: list[tuple[float | str, ...]]) -> Design:
    numbered = tuple(Point(number, values) for number, values in enumerate(points))
    names = tuple(dict.fromkeys(base.scenario for base in bases))
    return Design("", names, tuple(factors), {}, outcome_paths(["cost", "days_full.hub"]), "grid", numbered, 4, 1)


def studies(bases: list[Base]) -> list[Study]:
    return [Study(base.scenario, *build_model(base.resolved)) for base in bases]


def test_more_places_and_posts_that_look_free_are_told(write: Write) -> None:
    added = "effects:\n  - add_places: {setting: hub, places: 2 places, from: 2027-04-01}\n"
    (base,) = make_bases([write(HUB + added)], catalogue=CATALOGUE)
    study = [base.resolved.study]
    (whole,) = left_out([PLACES], study)
    assert "is paid for as one service" in whole
    assert left_out([factor("effects[0].add_places.places", " places")], study) == (whole,)
    assert left_out([factor("settings.foster.places", " places")], study)[0].endswith("find one is left out.")
    assert "more of them look free" in left_out([factor("teams.hub.posts", " posts")], study)[0]
    assert left_out([factor("teams.social_work.posts", " posts"), factor("teams.hub.leave_rate")], study) == ()


def test_policies_that_cannot_act_and_what_stays_beside_them_are_told(write: Write) -> None:
    own = "effects:\n  - multiply_turnover: {team: social_work, by: 0.5}\n"
    files = [write("", "plain.yaml"), write(HUB + own, "hub.yaml")]
    bases = make_bases(files, ("none", "keep_free"), catalogue=CATALOGUE)
    told = remarks([factor("policies", choices=("none", "keep_free"))], bases)
    assert len(told) == 2
    assert told[0].startswith("Plain does without what ")
    assert told[1].startswith("Hub keeps the effects written in its file under every choice of policies")


def test_an_outcome_whose_part_the_baseline_lacks_has_no_difference(write: Write) -> None:
    bases = make_bases([write("", "plain.yaml"), write(HUB, "hub.yaml")], catalogue=CATALOGUE)
    design = planned(bases, [PLACES], [(6.0,), (12.0,)])
    known = Beforehand.of(design, bases, studies(bases))
    assert dict(known.lacking) == {"plain": ("days_full.hub",)}
    assert Beforehand.from_facts(known.facts()) == known
    assert Beforehand.from_facts({}).remarks == ()
    summary = Summary(design, None, known.lacking)
    summary.add(design.points[0], {"plain": np.zeros((3, 2)), "hub": np.arange(6.0).reshape(3, 2)})
    rows = summary.frame().set_index(["scenario", "outcome"])["difference"]
    assert rows["hub", "cost"] == 2.0
    assert np.isnan(rows["hub", "days_full.hub"])


def test_cells_that_are_the_same_are_counted_once(write: Write) -> None:
    bases = make_bases([write("", "plain.yaml"), write(HUB, "hub.yaml")], catalogue=CATALOGUE)
    design = planned(bases, [PLACES], [(6.0,), (12.0,)])
    assert Workshop(design, bases).different(design.points) == 3
    said = "2 points × 2 scenarios = 4 cells, of which 3 differ and are run: 3 × 4 replications = 12 runs"
    assert size_words(2, 2, 4, False, 3) == said
    assert size_words(2, 2, 4, False, 4) == size_words(2, 2, 4, False)
    choices = ("none", "keep_free")
    under = make_bases([write("", "plain.yaml"), write(HUB, "hub.yaml")], choices, catalogue=CATALOGUE)
    design = planned(under, [factor("policies", choices=choices)], [(choice,) for choice in choices])
    assert Workshop(design, under).different(design.points) == 3, "a policy that cannot act leaves plain as it is"


def test_a_tally_counts_what_was_run() -> None:
    found = Tally.of([("a", 4), ("b", 4), ("a", 6)])
    assert found == Tally(cells=3, different=2, runs=10)
    assert found.words.startswith("10 runs of 3 cells (a scenario at a point), 2 of them different")
    assert Tally(2, 2, 8).words == "8 runs of 2 cells (a scenario at a point)."


@pytest.mark.parametrize(("horizon", "needed"), [("3 months", "1 year"), ("1 year", ""), ("5 years", "")])
def test_a_study_too_short_for_a_day_in_march_says_how_long_it_has_to_be(
    write: Write, horizon: str, needed: str
) -> None:
    path = write()
    path.write_text(path.read_text(encoding="utf-8").replace("3 years", horizon), encoding="utf-8")
    (study,) = studies(make_bases([path], catalogue=CATALOGUE))
    said = too_short(outcome_path("three_placements"), study)
    assert bool(said) == bool(needed)
    assert not needed or f"run to 2027-04-01 or longer (`horizon: {needed}`)" in said
    assert too_short(outcome_path("cost"), study) == ""


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("enter_care", "entering care"),
        ("to_parents", "moving to parents"),
        ("back_to_area", "going back to the area"),
        ("to_hub", "moving to hub of six"),
        ("planned_move", "a planned move"),
        ("unplanned_return_home", "an unplanned return home"),
        ("breakdown_to_residential", "breakdown to residential"),
        ("of_their_own", "of their own"),
    ],
)
def test_endings_are_said_as_what_happens(ending: str, said: str) -> None:
    assert happening(ending, {"hub": "Hub of six"}) == said
