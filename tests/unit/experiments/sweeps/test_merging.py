"""Stores made one: parts of a sweep, the same sweep run twice, and what must not be merged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from carepath_sim.errors import UsageError
from carepath_sim.experiments.laboratory.blocks import Span, from_bytes, to_bytes
from carepath_sim.experiments.laboratory.laboratory import Setup
from carepath_sim.experiments.precision import goal
from carepath_sim.experiments.sweeps.merging import merge
from carepath_sim.experiments.sweeps.parts import Part, part
from carepath_sim.experiments.sweeps.sweep import Sweep, load_sweep, sweep
from tests.unit.experiments.sweeps.small_sweeps import OUTCOMES, blocks, content, counting, small_bases, small_design


def run(folder: Path, which: str = "", tell: Any = None, **changes: Any) -> Sweep:
    mine = part(which) if which else None
    return sweep(small_design(**changes), small_bases(), folder, Setup(0, (), workers=1), part=mine, tell=tell)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("whole") / "sweep").folder


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    there = tmp_path_factory.mktemp("parts")
    return [run(there / "first", "1/2").folder, run(there / "second", "2/2").folder]


def test_parts_share_the_points_and_merge_into_the_whole(whole: Path, parts: list[Path], tmp_path: Path) -> None:
    assert [sorted(load_sweep(folder).results["point"].unique()) for folder in parts] == [[0, 2], [1]]
    for order in (parts, parts[::-1]):
        into = tmp_path / order[0].name
        merged = merge(order, into)
        assert content(into) == content(whole)
        assert merged.timing["blocks"] == 12
        assert merged.timing["starts"] == 2
    merge(parts, tmp_path / "first")
    assert content(tmp_path / "first") == content(whole)


def test_a_merged_store_goes_on(parts: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    merge(parts, tmp_path / "merged")
    runs = counting(monkeypatch)
    run(tmp_path / "merged", replications=40)
    assert runs() == 60


def test_stores_of_other_lengths_give_each_point_what_is_there(whole: Path, tmp_path: Path) -> None:
    longer = run(tmp_path / "longer", "2/2", replications=45)
    merged = merge([whole, longer.folder], tmp_path / "merged")
    assert merged.results.groupby("point")["replication"].nunique().tolist() == [30, 45, 30]
    assert merged.design.replications == 45
    assert np.array_equal(
        merged.results.query("point == 1")["cost_per_year"], longer.results.query("point == 1")["cost_per_year"]
    )
    # The longer of two blocks that begin alike holds all of the shorter.
    assert len(list(blocks(tmp_path / "merged"))) == 4 * 2 + 2 * 3


def test_with_a_goal_parts_merge_into_the_whole_too(tmp_path: Path) -> None:
    until = goal("cost_per_year ± £6,000")
    alone = run(tmp_path / "alone", until=until, replications=50)
    halves = [run(tmp_path / which[0], which, until=until, replications=50).folder for which in ("1/2", "2/2")]
    merge(halves, tmp_path / "merged")
    assert content(tmp_path / "merged") == content(alone.folder)


def test_a_missing_part_is_named(parts: list[Path], tmp_path: Path) -> None:
    twice = run(tmp_path / "twice", "1/3").folder
    with pytest.raises(UsageError, match=r"lack 1 point of 3 \(2\): let each of them finish its part"):
        merge([parts[0], twice], tmp_path / "merged")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seed": 8}, r"the seed \(there 7, here 8\)"),
        (
            {"outcomes": OUTCOMES[:2]},
            r"the outcomes \(there cost_per_year, moves_rate, days_full.foster, here cost_per",
        ),
        ({"scenarios": ("calm",)}, r"the scenarios \(there calm, restless, here calm\)"),
        ({"points": small_design().points[:2]}, r"the points \(there 3, here 2\)"),
    ],
)
def test_stores_of_other_sweeps_are_refused(whole: Path, tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    other = run(tmp_path / "other", replications=1, **changes).folder
    with pytest.raises(UsageError, match=words):
        merge([whole, other], tmp_path / "merged")
    assert not (tmp_path / "merged").exists()


def test_stores_that_disagree_are_refused(whole: Path, tmp_path: Path) -> None:
    other = run(tmp_path / "other", replications=5).folder
    changed = next(blocks(other))
    names, span = [path.name for path in OUTCOMES], Span(0, 4)
    values = from_bytes(changed.read_bytes(), span, names)
    values[3, 0] = np.nextafter(values[3, 0], 0)
    changed.write_bytes(to_bytes(span, values, names))
    with pytest.raises(UsageError, match=r"other values for the same replications .* Nothing was merged"):
        merge([whole, other], tmp_path / "merged")
    assert not list(blocks(tmp_path / "merged"))


def test_a_torn_block_of_one_store_is_told_and_taken_from_the_other(whole: Path, tmp_path: Path) -> None:
    other = run(tmp_path / "other").folder
    torn = next(blocks(other))
    torn.write_bytes(torn.read_bytes()[:99])
    told: list[str] = []
    merge([other, whole], tmp_path / "merged", tell=told.append)
    assert told == [f"{torn} counts as not run: it was cut short or changed"]
    assert {**content(tmp_path / "merged"), "manifest.json": b""} == {**content(whole), "manifest.json": b""}


def test_what_is_no_store_is_refused(whole: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        merge([whole, tmp_path / "nowhere"], tmp_path / "merged")
    with pytest.raises(UsageError, match="at least 2 stores"):
        merge([whole, whole], tmp_path / "merged")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "manifest.json").write_text(json.dumps({"product": "carepath_sim"}))
    with pytest.raises(UsageError, match="holds a comparison, not a sweep"):
        merge([whole, tmp_path / "run"], tmp_path / "merged")


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", ""])
def test_parts_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no part"):
        part(text)


def test_every_point_is_in_one_part() -> None:
    assert str(part(" 2/3 ")) == "2/3"
    for point in range(10):
        assert sum(Part(number, 3).holds(point) for number in (1, 2, 3)) == 1


def test_a_store_is_not_merged_into_itself(parts: list[Path]) -> None:
    before = content(parts[0])
    with pytest.raises(UsageError, match="is one of the stores to merge"):
        merge(parts, parts[0])
    assert content(parts[0]) == before
