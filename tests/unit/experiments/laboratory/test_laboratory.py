"""The laboratory: what it runs and what it does not, and what it says of what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from carepath_sim.errors import UsageError
from carepath_sim.experiments.designs.cells import Cell
from carepath_sim.experiments.laboratory.laboratory import Laboratory, Setup
from carepath_sim.experiments.laboratory.store import BlockStore
from carepath_sim.experiments.outcome_paths import outcome_paths
from carepath_sim.experiments.study import Study
from tests.unit.experiments.small_studies import small_study
from tests.unit.experiments.sweeps.small_sweeps import blocks, counting

OUTCOMES = outcome_paths(["cost_per_year", "moves_rate"])


@pytest.fixture(scope="module")
def studies() -> list[Study]:
    return [small_study("one"), small_study("two", model_seed=14)]


def laboratory(folder: Path, on_progress: Any = None, **changes: Any) -> Laboratory:
    setup = replace(Setup(5, OUTCOMES, workers=1), **changes)
    return Laboratory(BlockStore(folder), setup, on_progress)


def cells(studies: list[Study]) -> list[Cell]:
    return [Cell(study.name, 0, study, {}) for study in studies]


def test_cells_are_run_once_and_then_read(
    studies: list[Study], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = counting(monkeypatch)
    first = laboratory(tmp_path).values(cells(studies), 25)
    assert runs() == 50
    assert {name: values.shape for name, values in first.items()} == {("one", 0): (25, 2), ("two", 0): (25, 2)}
    later = laboratory(tmp_path)
    again = later.values(cells(studies), 25)
    fewer = later.values(cells(studies), 7)
    assert runs() == 50
    assert later.ran == 0
    for name, values in first.items():
        assert np.array_equal(again[name], values)
        assert np.array_equal(fewer[name], values[:7])


def test_equal_cells_are_run_once_even_while_under_way(
    studies: list[Study], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = counting(monkeypatch)
    alike = [replace(studies[0]) for _ in range(3)]  # other objects with the same numbers
    many = [Cell("one", point, study, {}) for point, study in enumerate(alike)]
    lab = laboratory(tmp_path, workers=2)
    found = lab.values(iter(many), 30)
    assert runs() == 30
    assert len(set(lab.keys.values())) == 1
    assert all(np.array_equal(found["one", point], found["one", 0]) for point in range(3))


def test_cells_are_built_a_few_ahead_of_the_work(studies: list[Study], tmp_path: Path) -> None:
    built: list[int] = []
    distance: list[int] = []
    lab = laboratory(tmp_path, lambda done, _of: distance.append(len(built) - done // 20), workers=2)

    def asked() -> Iterator[Cell]:
        for point in range(12):
            built.append(point)
            prices = replace(studies[0].prices, entry=float(point))
            yield Cell("one", point, replace(studies[0], prices=prices), {})

    assert len(lab.values(asked(), 20, count=12)) == 12
    assert max(distance) <= 6


def test_the_key_follows_whatever_changes_values_and_nothing_else(studies: list[Study], tmp_path: Path) -> None:
    [cell, _] = cells(studies)
    key = laboratory(tmp_path).key(cell)
    assert laboratory(tmp_path, engine="reference", workers=2).key(cell) == key
    assert laboratory(tmp_path).key(replace(cell, scenario="renamed", point=3)) == key
    dearer = replace(cell.study, prices=replace(cell.study.prices, entry=31.0))
    others = [
        laboratory(tmp_path, seed=6).key(cell),
        laboratory(tmp_path, outcomes=OUTCOMES[:1]).key(cell),
        laboratory(tmp_path).key(replace(cell, study=dearer)),
        laboratory(tmp_path).key(replace(cell, study=studies[1])),
    ]
    assert len({key, *others}) == 5


def test_engines_and_processes_find_the_same(studies: list[Study], tmp_path: Path) -> None:
    laboratory(tmp_path / "compiled").values(cells(studies), 3)
    laboratory(tmp_path / "reference", engine="reference", workers=2).values(cells(studies), 3)
    one, other = ([file.read_bytes() for file in blocks(tmp_path / name)] for name in ("compiled", "reference"))
    assert one == other
    assert len(one) == 2


def test_a_fault_leaves_no_values_and_says_why(studies: list[Study], tmp_path: Path) -> None:
    lab = laboratory(tmp_path)
    broken = Cell("broken", 4, small_study("broken", max_rows=10), {})
    found = lab.values([broken, *cells(studies)], 25)
    assert np.isnan(found["broken", 4]).all()
    assert found["broken", 4].shape == (25, 2)
    assert not np.isnan(found["one", 0]).all()
    assert list(lab.failures) == [("broken", 4)]
    assert "(scenario broken, point 5, replications 1 to 20, seed 5, replication 0)" in lab.failures["broken", 4]


def test_a_rule_gives_the_same_however_much_was_there(studies: list[Study], tmp_path: Path) -> None:
    def rule(values: Any) -> int | None:
        # Enough after the third replication in which the two differ by more than usual.
        apart = np.flatnonzero(np.abs(values[0][:, 1] - values[1][:, 1]) > 0.02)
        return int(apart[20]) + 1 if len(apart) > 20 else None

    fresh = laboratory(tmp_path / "fresh", workers=2)
    found = fresh.values_until([cells(studies)], rule, 200)
    count = len(found["one", 0])
    assert 21 <= count < 200
    assert fresh.ran == 2 * -(-count // 20) * 20
    laboratory(tmp_path / "full").values(cells(studies), 130)
    laboratory(tmp_path / "odd").values(cells(studies)[:1], 33)
    for name in ("full", "odd"):
        again = laboratory(tmp_path / name).values_until([cells(studies)], rule, 200)
        assert all(np.array_equal(again[cell], found[cell]) for cell in found)
    capped = laboratory(tmp_path / "fresh").values_until([cells(studies)], lambda _values: None, 47)
    assert {len(values) for values in capped.values()} == {47}


def test_progress_counts_replications_of_cells(studies: list[Study], tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    laboratory(tmp_path).values(cells(studies)[:1], 30)
    laboratory(tmp_path, lambda done, of: told.append((done, of))).values(cells(studies), 30)
    assert told[0] == (0, 60)
    assert (30, 60) in told
    assert told[-1] == (60, 60)


@pytest.mark.parametrize(
    ("changes", "replications", "words"),
    [
        ({"outcomes": ()}, 1, "nothing is to be measured"),
        ({"seed": -1}, 1, "seed must be 0 or more"),
        ({"workers": 0}, 1, "at least 1 worker"),
        ({}, 0, "at least 1 replication"),
        ({"engine": "steam"}, 1, "no engine called steam"),
    ],
)
def test_what_makes_no_sense_is_refused(
    studies: list[Study], tmp_path: Path, changes: dict[str, Any], replications: int, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        laboratory(tmp_path, **changes).values(cells(studies), replications)
