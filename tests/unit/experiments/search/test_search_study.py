"""A search from end to end, against a system whose answer is a formula: Erlang's loss system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import factorial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.errors import BadInput, UsageError
from carepath_sim.eventlog import ENTERED, LEFT
from carepath_sim.experiments.designs.cells import Cell
from carepath_sim.experiments.designs.design import Design, Point
from carepath_sim.experiments.designs.factors import Factor
from carepath_sim.experiments.engines import simulate
from carepath_sim.experiments.laboratory.laboratory import Laboratory, Setup
from carepath_sim.experiments.laboratory.store import BlockStore
from carepath_sim.experiments.outcome_paths import outcome_path
from carepath_sim.experiments.search import inquiry
from carepath_sim.experiments.search.folder import check_folder, load_search, write
from carepath_sim.experiments.search.lengths import days_of
from carepath_sim.experiments.search.levels import Level, levels
from carepath_sim.experiments.search.study import Search, capacity_columns, outcomes_of, search
from carepath_sim.experiments.study import Study
from tests.theory.agreement import STANDARD_ERRORS
from tests.theory.council import Exit, Stream, council
from tests.unit.experiments.small_studies import some_prices

PER_DAY, LEAVING, DAYS, REPLICATIONS = 0.4, 0.1, 1500, 60
LOAD = PER_DAY / LEAVING
LEVELS = levels(["days_full.home <= 5%", "overflow_placements fewer than 3 a year"])
PLACES = Factor(
    name="settings.home.places",
    paths=("settings.home.places",),
    role="lever",
    label="Places, home",
    unit="places",
    before="",
    after=" places",
    whole=True,
    default=5.0,
    low=None,
    high=None,
    distribution=None,
    values=tuple(float(number) for number in range(2, 15)),
    choices=(),
    status="local",
    source="",
)
DOORS = replace(PLACES, name="settings.home.doors", label="Doors, home", after=" doors", values=(1.0, 2.0))


def erlang_b(places: int, load: float = LOAD) -> float:
    terms = [load**n / factorial(n) for n in range(places + 1)]
    return terms[-1] / sum(terms)


def loss_system(places: int) -> Any:
    return council(
        ["home", "overflow"],
        [Exit("home", "out", LEAVING), Exit("overflow", "out", 1.0)],
        {"referrals": Stream(PER_DAY, ["home", "overflow"])},
        places={"home": places},
        horizon=DAYS * DAY,
        is_overflow=np.array([False, True]),
    )


class Workshop:
    """Builds the loss system with so many places; a door is dear and does nothing."""

    def __init__(self, design: Design, _bases: Sequence[Any]) -> None:
        self.names = [factor.name for factor in design.factors]

    def cell(self, scenario: str, point: Point) -> Cell:
        values = dict(zip(self.names, point.values, strict=True))
        model = loss_system(int(values["settings.home.places"]))
        prices = some_prices(model)
        doors = float(values.get("settings.home.doors", 1.0))
        prices = replace(prices, fixed={"training": prices.fixed["training"] * doors})
        return Cell(scenario, point.number, Study(scenario, model, prices), values)


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inquiry, "Workshop", Workshop)


RESOLVED = SimpleNamespace(question="How many?", study=SimpleNamespace(label="Loss", settings={}))
BASES: Any = [SimpleNamespace(scenario="loss", resolved=RESOLVED)]


def made(factors: Sequence[Factor], replications: int, stated: Sequence[Level] = LEVELS) -> Design:
    return Design("", ("loss",), tuple(factors), {}, outcomes_of(stated), "grid", (), replications, 7)


def laboratory(folder: Path, design: Design) -> Laboratory:
    return Laboratory(BlockStore(folder), Setup(design.seed, design.outcomes, workers=1))


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Search, Path]:
    folder = tmp_path_factory.mktemp("search")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inquiry, "Workshop", Workshop)
        design = made([PLACES], REPLICATIONS)
        return search(design, BASES, LEVELS, laboratory(folder, design)), folder


def test_the_smallest_number_of_places_is_erlangs(searched: tuple[Search, Path]) -> None:
    found, _ = searched
    a_year = PER_DAY * DAYS_PER_YEAR
    expected = min(n for n in range(2, 15) if erlang_b(n) <= 0.05 and a_year * erlang_b(n) < 3)
    assert expected == 9
    assert found.answer == {"settings.home.places": expected}
    assert found.is_steady
    full = found.capacity[found.capacity["outcome"] == "days_full.home"]
    for places, value, low, high in full[["capacity", "value", "low", "high"]].itertuples(index=False):
        margin = (high - low) / 1.96 / 2 * STANDARD_ERRORS
        assert abs(value - erlang_b(int(places))) <= margin + 0.001, "it starts from empty, for a few days of 1,500"
        assert margin < 0.02
    assert {8.0, 9.0, 10.0} <= set(full["capacity"])
    assert len(set(full["capacity"])) < len(PLACES.values)


def test_the_chance_of_breach_is_that_of_other_luck(searched: tuple[Search, Path]) -> None:
    """Futures of another seed, whose days full are summed up here from the rows of the log."""
    found, _ = searched
    row = found.capacity[(found.capacity["outcome"] == "days_full.home") & (found.capacity["capacity"] == 8)].iloc[0]
    assert 0.01 < row["breach"] < 0.5
    others = [share_full(places=8, replication=replication) > 0.05 for replication in range(120)]
    spread = np.sqrt(np.mean(others) * (1 - np.mean(others)) * (1 / 120 + 1 / REPLICATIONS))
    assert abs(np.mean(others) - row["breach"]) < STANDARD_ERRORS * spread
    assert row["breach_low"] < row["breach"] < row["breach_high"]


def share_full(places: int, replication: int) -> float:
    log = simulate(loss_system(places), 99, replication)
    steps = sorted(
        [(tick, 1) for tick, kind, a in zip(log.tick, log.kind, log.a, strict=True) if kind == ENTERED and a == 0]
        + [(end, -1) for end in home_ends(log)]
    )
    full, occupied, since = 0, 0, 0
    for tick, change in steps:
        full += (tick - since) * (occupied == places)
        occupied, since = occupied + change, tick
    return (full + (DAYS * DAY - since) * (occupied == places)) / (DAYS * DAY)


def home_ends(log: Any) -> list[int]:
    here = set()
    ends = []
    for tick, kind, person, a in zip(log.tick, log.kind, log.person, log.a, strict=True):
        if kind == ENTERED and a == 0:
            here.add(person)
        elif kind == LEFT and person in here:
            here.remove(person)
            ends.append(tick)
    return ends


def test_the_answer_stands_in_words_with_its_neighbours(searched: tuple[Search, Path]) -> None:
    found, _ = searched
    first, below, above, *_ = found.sentences
    assert found.sentence == first
    assert first.startswith(
        "The smallest number of places (home) that keeps every level on average is 9 places: days full, home: "
    )
    assert "at least one level is broken" in first
    assert "a year" in first
    assert below.startswith("With 8 places: days full, home: 3.")
    assert above.startswith("With 10 places: ")


def test_a_chance_of_breach_that_is_allowed_asks_for_more(searched: tuple[Search, Path]) -> None:
    _, folder = searched
    design = made([PLACES], REPLICATIONS)
    lab = laboratory(folder, design)
    stricter = search(design, BASES, LEVELS, lab, breach=0.05)
    assert stricter.answer is not None
    assert stricter.answer["settings.home.places"] > 9
    together = stricter.capacity[stricter.capacity["level"] == "every level"].set_index("capacity")
    assert together.loc[stricter.answer["settings.home.places"], "breach"] <= 0.05
    assert together.loc[stricter.answer["settings.home.places"] - 1, "breach"] > 0.05
    assert "and in at least 95% of futures" in stricter.sentence


def test_what_was_run_is_not_run_again_and_it_all_comes_back(searched: tuple[Search, Path]) -> None:
    found, folder = searched
    design = made([PLACES], REPLICATIONS)
    lab = laboratory(folder, design)
    again = search(design, BASES, LEVELS, lab)
    assert lab.ran == 0
    write(folder, again, "carepath search", {"loss": "kind: loss\n"}, "<p>page</p>")
    read = load_search(folder)
    for name in ("capacity", "frontier"):
        pd.testing.assert_frame_equal(getattr(read, name), getattr(found, name))
    for name in ("answer", "levels", "factors", "sentences", "combinations", "seed", "replications", "is_steady"):
        assert getattr(read, name) == getattr(found, name)
    assert tuple(found.capacity.columns) == capacity_columns(["settings.home.places"])
    check_folder(folder)
    (folder / "capacity.csv").write_text("capacity\nmany\n")
    with pytest.raises(BadInput, match="changed or cut short"):
        load_search(folder)


def test_where_none_does_all_were_looked_at(tmp_path: Path) -> None:
    design = made([replace(PLACES, values=(2.0, 3.0, 4.0))], 20)
    found = search(design, BASES, LEVELS, laboratory(tmp_path, design))
    assert found.answer is None
    assert set(found.capacity["capacity"]) == {2.0, 3.0, 4.0}
    assert found.sentence.startswith(
        "No value of places (home) from 2 places to 4 places keeps every level on average."
    )


def test_the_smallest_looked_at_is_not_said_to_be_the_smallest_of_all(tmp_path: Path) -> None:
    design = made([replace(PLACES, values=(12.0, 13.0))], 20)
    found = search(design, BASES, LEVELS, laboratory(tmp_path, design))
    assert found.sentence.startswith("12 places, the smallest number of places (home) that was looked at, keeps")
    assert found.sentence.endswith("Fewer may do as well.")


def test_of_several_levers_the_cheapest_choice_that_does_is_told(tmp_path: Path) -> None:
    design = made([replace(PLACES, values=(4.0, 9.0, 12.0)), DOORS], 20)
    found = search(design, BASES, LEVELS, laboratory(tmp_path, design))
    assert found.combinations == 6
    together = found.capacity[found.capacity["level"] == "every level"]
    assert len(together) == 6
    doing = found.frontier.merge(together[together["met"]], on=["settings.home.places", "settings.home.doors"])
    cheapest = doing.loc[doing["cost"].idxmin()]
    assert found.answer == {name: cheapest[name] for name in ("settings.home.places", "settings.home.doors")}
    assert found.answer["settings.home.doors"] == 1.0
    assert found.sentence.startswith("Of 6 combinations, 4 keep every level. The cheapest of them has ")


def test_the_days_of_a_year_are_its_own() -> None:
    model = loss_system(3)
    horizon, start = model.horizon / DAY, model.start_day
    assert days_of(outcome_path("days_full.home"), horizon, start) == DAYS
    assert [days_of(outcome_path(f"days_full.home@year {year}"), horizon, start) for year in (1, 2, 3)] == [
        365,
        366,
        365,
    ]


@pytest.mark.parametrize(
    ("changes", "breach", "told"),
    [
        ({"scenarios": ("loss", "other")}, None, "a search looks at one scenario"),
        ({"factors": ()}, None, "nothing is varied"),
        ({"factors": (replace(PLACES, role="uncertainty"),)}, None, "is not decided by a council"),
        ({"factors": (replace(PLACES, values=()),)}, None, "list the values to look at"),
        ({"outcomes": outcomes_of(())}, None, "does not measure days_full.home, overflow_placements"),
        ({}, 1.5, "the chance of breach allowed must be"),
        ({"factors": (replace(PLACES, values=tuple(map(float, range(10**6)))),)}, None, "take larger steps"),
    ],
)
def test_what_cannot_be_searched_is_told_before_anything_runs(
    changes: dict[str, Any], breach: float | None, told: str, tmp_path: Path
) -> None:
    design = made([PLACES], 20)
    lab = laboratory(tmp_path, design)
    with pytest.raises(UsageError, match=told):
        search(replace(design, **changes), BASES, LEVELS, lab, breach)
    assert lab.ran == 0


def test_a_level_of_what_is_not_there_is_told(tmp_path: Path) -> None:
    stated = levels(["days_full.hoem <= 5%"])
    design = made([PLACES], 20, stated)
    with pytest.raises(UsageError, match=r"Did you mean days_full\.home\?"):
        search(design, BASES, stated, laboratory(tmp_path, design))


def test_folders_of_other_things_are_left_alone(tmp_path: Path, searched: tuple[Search, Path]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="does not hold a search"):
        write(tmp_path, searched[0], "", {})
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(UsageError, match="is a file"):
        check_folder(tmp_path / "mine.txt")


def test_an_earlier_search_leaves_nothing_behind(searched: tuple[Search, Path], tmp_path: Path) -> None:
    found, _ = searched
    (tmp_path / "blocks").mkdir()
    write(tmp_path, found, "first", {"loss.none": "", "loss.kept": ""}, "<p>page</p>")
    write(tmp_path, found, "again", {"loss": ""})
    assert {file.name for file in tmp_path.iterdir()} == {
        *("blocks", "capacity.csv", "frontier.csv", "loss.resolved.yaml", "manifest.json")
    }
    (tmp_path / "manifest.json").unlink()
    (tmp_path / ".frontier.csv.x.partial").touch()
    check_folder(tmp_path)
    (tmp_path / "letter.txt").write_text("Dear all")
    with pytest.raises(UsageError, match="is not empty and does not hold a search"):
        check_folder(tmp_path)
