"""A sweep as a folder: closed, gone on with, extended, and the same bytes whoever did what in which order."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from carepath_sim.errors import BadInput, ModelFault, ResourceError, UsageError
from carepath_sim.experiments.compare import compare
from carepath_sim.experiments.designs.cells import cells
from carepath_sim.experiments.designs.design import Design, Point
from carepath_sim.experiments.laboratory import laboratory, locking, working
from carepath_sim.experiments.laboratory.laboratory import Setup
from carepath_sim.experiments.outcome_paths import outcome_paths
from carepath_sim.experiments.precision import goal, settled
from carepath_sim.experiments.sweeps.forecast import forecast
from carepath_sim.experiments.sweeps.parts import part
from carepath_sim.experiments.sweeps.sweep import Papers, Sweep, load_sweep, sweep
from carepath_sim.experiments.tasks import Results, attempt
from tests.unit.experiments.sweeps.small_sweeps import (
    NAMES,
    OUTCOMES,
    PLACES,
    blocks,
    content,
    counting,
    small_bases,
    small_design,
)


def run(folder: Path, workers: int = 1, design: Design | None = None, **options: Any) -> Sweep:
    setup = Setup(0, (), workers=workers)
    return sweep(design or small_design(), small_bases(), folder, setup, **options)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    """The sweep, run in one go by one worker."""
    return run(tmp_path_factory.mktemp("once") / "sweep", papers=Papers("carepath sweep calm.yaml"))


def test_results_have_a_row_for_each_replication_and_are_those_of_a_comparison(once: Sweep) -> None:
    results = once.results
    assert list(results) == ["scenario", "point", "replication", PLACES.name, *(path.name for path in OUTCOMES)]
    assert len(results) == 2 * 3 * 30
    assert results[["point", "scenario"]].drop_duplicates().to_numpy().tolist() == [
        [point, name] for point in range(3) for name in NAMES
    ]
    at = [cell.study for cell in cells(small_design(points=small_design().points[2:]), small_bases())]
    compared = compare(at, 30, seed=7, workers=1)
    table = compared.metrics.set_index(["scenario", "metric", "setting", "period"])["value"].sort_index()
    for path in OUTCOMES:
        for name in NAMES:
            mine = results[(results["point"] == 2) & (results["scenario"] == name)][path.name].to_numpy()
            assert np.array_equal(mine, table.loc[name, path.metric, path.part, "all"].to_numpy())
    difference = compared.comparison.set_index(["metric", "setting", "period"]).loc["cost_per_year", "all", "all"]
    told = once.summary.set_index(["scenario", "point", "outcome"]).loc["restless", 2, "cost_per_year"]
    for here, there in [("difference", "difference"), ("difference_low", "low"), ("difference_p90", "p90")]:
        assert told[here] == difference[there]
    assert told["probability_better"] == difference["probability_better"]


def test_pandas_and_duckdb_open_the_results_with_one_call(once: Sweep) -> None:
    file = once.folder / "results.parquet"
    frame = pd.read_parquet(file)
    assert frame["scenario"].map(type).eq(str).all()
    assert dict(frame.dtypes.astype(str)) | {"scenario": ""} == {
        "scenario": "",
        "point": "int64",
        "replication": "int64",
        **dict.fromkeys([PLACES.name, *(path.name for path in OUTCOMES)], "float64"),
    }
    found = duckdb.sql(f"SELECT \"{PLACES.name}\", avg(cost_per_year) FROM '{file}' GROUP BY 1 ORDER BY 1").fetchall()
    means = frame.groupby(PLACES.name)["cost_per_year"].mean()
    assert [places for places, _ in found] == [6.0, 12.0, 18.0]
    assert np.allclose([mean for _, mean in found], means.to_numpy(), rtol=1e-12)


def test_the_summary_is_of_the_results(once: Sweep) -> None:
    summary, results = once.summary, once.results
    assert len(summary) == 2 * 3 * len(OUTCOMES)
    row = summary.iloc[1]
    values = results.query("point == 0 and scenario == 'calm'")["moves_rate"]
    assert (row["scenario"], row["outcome"], row["replications"]) == ("calm", "moves_rate", 30)
    assert row["mean"] == pytest.approx(values.mean())
    assert row["low"] < row["mean"] < row["high"]
    assert (row["p10"], row["p90"]) == tuple(np.percentile(values, [10, 90]))
    assert np.isnan(row["difference"])


def test_a_scenario_alone_is_held_against_its_own_defaults(tmp_path: Path) -> None:
    found = run(tmp_path / "alone", design=small_design(scenarios=NAMES[:1], replications=5))
    rows = found.summary.set_index(["point", "outcome"])["difference"]
    assert rows[1, "cost_per_year"] == 0
    assert rows[0, "days_full.foster"] > 0 > rows[2, "days_full.foster"]
    elsewhere = replace(PLACES, default=13.0)
    found = run(tmp_path / "elsewhere", design=small_design(scenarios=NAMES[:1], factors=(elsewhere,), replications=2))
    assert found.summary["difference"].isna().all()


def test_a_folder_is_read_back_as_it_was_written(once: Sweep) -> None:
    again = load_sweep(once.folder)
    pd.testing.assert_frame_equal(again.summary, once.summary)
    assert again.design == once.design
    assert again.titles == {"calm": "Calm", "restless": "Restless"}
    assert (again.failures, again.timing, again.notes) == (once.failures, once.timing, once.notes)


def test_the_manifest_says_what_it_took(once: Sweep) -> None:
    manifest = json.loads((once.folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["product"], manifest["kind"], manifest["finished"]) == ("carepath_sim", "sweep", True)
    assert manifest["command"] == "carepath sweep calm.yaml"
    told = manifest["timing"]
    assert (told["blocks"], told["starts"], told["workers"]) == (12, 1, 1)
    assert 0 < told["seconds_per_block"]["median"] <= told["seconds_per_block"]["worst"]
    assert 0 < told["parallel_efficiency"] <= 1.05
    assert 0 < told["worker_seconds"] <= told["wall_seconds"] * 1.05
    assert told["peak_memory_bytes"] > 1e6


def test_going_on_with_a_finished_sweep_runs_nothing_and_changes_nothing(
    once: Sweep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "again"
    shutil.copytree(once.folder, folder)
    runs, told = counting(monkeypatch), []
    times = {file: file.stat().st_mtime_ns for file in blocks(folder)}
    again = run(folder, on_progress=lambda done, of: told.append((done, of)))
    assert runs() == 0
    assert content(folder) == content(once.folder)
    assert {file: file.stat().st_mtime_ns for file in blocks(folder)} == times
    assert again.timing == once.timing
    assert told == [(180, 180)]


@dataclass(frozen=True)
class Shuffled:
    """A crew that does up to so many tasks at a time, in any order."""

    seed: int

    def results(self, function: Callable[[Any], Any], tasks: Iterable[Any], ahead: int = 5) -> Results[Any, Any]:
        dice, source, hand = random.Random(self.seed), iter(tasks), []
        while True:
            hand += islice(source, ahead - len(hand))
            if not hand:
                return
            task = hand.pop(dice.randrange(len(hand)))
            yield task, attempt(function, task)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_in_which_blocks_are_done_changes_nothing(
    once: Sweep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(laboratory, "crew_for", lambda _engine, _count: Shuffled(seed))
    run(tmp_path / "shuffled")
    assert content(tmp_path / "shuffled") == content(once.folder)


def test_two_threads_write_what_one_writes(once: Sweep, tmp_path: Path) -> None:
    run(tmp_path / "two", workers=2)
    assert content(tmp_path / "two") == content(once.folder)


def test_more_replications_leave_the_first_as_they_are_and_repeat_none(
    once: Sweep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "more"
    shutil.copytree(once.folder, folder)
    there = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in blocks(folder)}
    runs = counting(monkeypatch)
    more = run(folder, design=small_design(replications=50))
    assert runs() == 6 * 20
    assert {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in there} == there
    names = sorted(file.name for file in blocks(folder) if file.parent == next(iter(there)).parent)
    assert [name[:13] for name in names] == ["000000-000019", "000020-000029", "000030-000039", "000040-000049"]
    whole = run(tmp_path / "whole", design=small_design(replications=50))
    pd.testing.assert_frame_equal(more.results, whole.results)
    assert (folder / "results.parquet").read_bytes() == (tmp_path / "whole" / "results.parquet").read_bytes()
    fewer = run(folder)
    assert content(folder)["results.parquet"] == content(once.folder)["results.parquet"]
    assert len(fewer.results) == 180


@pytest.mark.parametrize("harm", ["torn", "foreign", "removed", "renamed"])
def test_a_block_that_is_none_is_told_and_run_again(
    once: Sweep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    folder = tmp_path / "harmed"
    shutil.copytree(once.folder, folder)
    first, second, *_ = blocks(folder)
    match harm:
        case "torn":
            first.write_bytes(first.read_bytes()[:200])
        case "foreign":
            pd.DataFrame({"replication": range(20), "moves_rate": 1.0}).to_parquet(first)
        case "removed":
            first.unlink()
        case "renamed":
            first.write_bytes(second.read_bytes())
    runs, told = counting(monkeypatch), []
    again = run(folder, tell=told.append)
    assert runs() == 20
    assert told == ([] if harm == "removed" else [told[0]])
    assert all(f"{first} counts as not run: it " in line for line in told)
    expected = content(once.folder)
    assert {**content(folder), "manifest.json": b""} == {**expected, "manifest.json": b""}
    assert again.notes == tuple(told)


def test_what_a_killed_process_left_is_cleared_away(once: Sweep, tmp_path: Path) -> None:
    folder = tmp_path / "killed"
    shutil.copytree(once.folder, folder)
    block = next(blocks(folder))
    (block.parent / f".{block.name}.xyz.partial").write_bytes(b"half")
    (folder / ".results.parquet.partial").write_bytes(b"half")
    (folder / ".lock").write_text("999999999\n")
    for name in ("journal.jsonl", "cells.jsonl"):
        with (folder / name).open("r+b") as file:
            file.truncate((folder / name).stat().st_size - 20)
    run(folder)
    assert content(folder) == content(once.folder)
    lines = (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 13


@pytest.mark.parametrize("stage", range(4))
def test_a_process_may_be_killed_before_its_manifest_is_there(once: Sweep, tmp_path: Path, stage: int) -> None:
    left = [".points.csv.abc.partial", "points.csv", "calm.resolved.yaml"]
    for name in left[:stage]:
        (tmp_path / name).write_text("half")
    run(tmp_path)
    assert content(tmp_path) == content(once.folder)


def test_documents_alone_are_somebody_elses(tmp_path: Path) -> None:
    (tmp_path / "calm.resolved.yaml").write_text("mine")
    with pytest.raises(UsageError, match="is not empty and does not hold a sweep"):
        run(tmp_path)


def test_an_interrupt_keeps_what_was_finished(once: Sweep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(done: int, _of: int) -> None:
        if done >= 90:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as told:
        run(tmp_path / "cut", workers=2, on_progress=interrupt)
    assert str(told.value) == f"what was run is kept in {tmp_path / 'cut'}: the same command goes on from there"
    with pytest.raises(UsageError, match="is not finished; run the same command again"):
        load_sweep(tmp_path / "cut")
    finished = sum(int(file.name[7:13]) - int(file.name[:6]) + 1 for file in blocks(tmp_path / "cut"))
    assert finished >= 90
    runs = counting(monkeypatch)
    run(tmp_path / "cut")
    assert runs() == 180 - finished
    assert content(tmp_path / "cut") == content(once.folder)
    assert load_sweep(tmp_path / "cut").timing["starts"] == 2


def test_progress_counts_what_is_there_at_once(once: Sweep, tmp_path: Path) -> None:
    folder = tmp_path / "part"
    shutil.copytree(once.folder, folder)
    for file in list(blocks(folder))[:4]:
        file.unlink()
    gone = 180 - sum(int(file.name[7:13]) - int(file.name[:6]) + 1 for file in blocks(folder))
    told: list[tuple[int, int]] = []
    run(folder, on_progress=lambda done, of: told.append((done, of)))
    assert {of for _, of in told} == {180}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (180, 180)
    assert told[0][0] <= 180 - gone


def test_a_fault_is_named_and_everything_else_goes_on(
    once: Sweep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = small_design().points[1]
    honest = working.engine_named

    def engine_named(name: str) -> Any:
        def simulate(model: Any, seed: int, replication: int) -> Any:
            if model.places.max() == broken.values[0] and replication == 21:
                raise ModelFault(48, "too many rows")
            return honest(name)(model, seed, replication)

        return simulate

    monkeypatch.setattr(working, "engine_named", engine_named)
    found = run(tmp_path / "faulty", workers=2)
    assert list(found.failures) == [("calm", 1), ("restless", 1)]
    assert "rule 48 of the engine contract: too many rows (scenario calm, point 2" in found.failures["calm", 1]
    assert "replication 21)" in found.failures["calm", 1]
    assert sorted(found.results["point"].unique()) == [0, 2]
    assert sorted(found.summary["point"].unique()) == [0, 2]
    assert load_sweep(tmp_path / "faulty").failures == found.failures
    monkeypatch.setattr(working, "engine_named", honest)
    assert run(tmp_path / "faulty").failures == {}
    assert content(tmp_path / "faulty") == content(once.folder)


def test_a_point_that_cannot_be_built_is_named_and_everything_else_goes_on(tmp_path: Path) -> None:
    points = (*small_design().points, Point(3, (-5.0,)))
    found = run(tmp_path / "odd", design=small_design(points=points, replications=2))
    assert list(found.failures) == [("calm", 3), ("restless", 3)]
    assert "at point 4 of the design" in found.failures["calm", 3]
    with pytest.raises(BadInput, match="at point 1 of the design"):
        run(tmp_path / "none", design=small_design(points=(Point(0, (-5.0,)),)))


def test_a_goal_gives_each_point_what_the_rule_says_however_it_was_run(tmp_path: Path) -> None:
    until = goal("cost_per_year ± £6,000")
    design = small_design(until=until, replications=50)
    found = run(tmp_path / "until", design=design, workers=2)
    every = run(tmp_path / "every", design=small_design(replications=64)).results
    counts = found.results.groupby("point")["replication"].nunique()
    for point in range(3):
        both = every[(every["point"] == point) & (every["replication"] < 50)]
        pair = np.array([both[both["scenario"] == name]["cost_per_year"] for name in NAMES])
        reached = settled(pair, until)
        assert counts[point] == (50 if reached is None else reached.replications)
    assert len(set(counts)) == 3
    run(tmp_path / "every", design=design)
    for name in ("results.parquet", "summary.csv"):
        assert content(tmp_path / "every")[name] == content(tmp_path / "until")[name]


def test_another_sweep_is_refused_in_words(once: Sweep, tmp_path: Path) -> None:
    folder = tmp_path / "there"
    shutil.copytree(once.folder, folder)
    wider = replace(PLACES, values=(6.0, 12.0))
    for changes, words in [
        ({"seed": 8}, r"the seed \(there 7, here 8\)"),
        ({"outcomes": OUTCOMES[:1]}, r"the outcomes \(there cost_per_year, moves_rate, days_full.foster, here cost"),
        ({"factors": (wider,), "points": small_design().points[:2]}, "the factor settings.foster.places"),
        ({"scenarios": NAMES[:1]}, r"the scenarios \(there calm, restless, here calm\)"),
    ]:
        with pytest.raises(UsageError, match=words):
            run(folder, design=small_design(**changes))
    assert content(folder) == content(once.folder)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear all")
    with pytest.raises(UsageError, match="is not empty and does not hold a sweep"):
        run(tmp_path / "mine")
    with pytest.raises(UsageError, match="is a file"):
        run(tmp_path / "mine" / "letter.txt")


def test_a_live_sweep_keeps_others_out(tmp_path: Path) -> None:
    folder = tmp_path / "busy"
    folder.mkdir()
    with locking.locked(folder), pytest.raises(UsageError, match="is running a sweep in"):
        run(folder, design=small_design(replications=1))
    assert len(run(folder, design=small_design(replications=1)).results) == 6
    assert not (folder / ".lock").exists()


def test_what_cannot_be_measured_is_told_before_anything_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = counting(monkeypatch)
    outcomes = outcome_paths(["days_full.hub", "looked_after@year 2"])
    with pytest.raises(UsageError, match=r"days_full has no part called 'hub'(.|\n)*has no year 2") as caught:
        run(tmp_path / "new", design=small_design(outcomes=outcomes))
    assert len(str(caught.value).splitlines()) == 2
    with pytest.raises(UsageError, match="not among the outcomes"):
        run(tmp_path / "new", design=small_design(until=goal("turnover ± 5%")))
    assert runs() == 0
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    with pytest.raises(ResourceError, match=r"cannot use .*out: Not a directory"):
        run(tmp_path / "letter.txt" / "out")


def test_a_part_without_points_is_told_before_it_is_tried() -> None:
    with pytest.raises(UsageError, match="part 5/5 of a design of 3 points holds none"):
        forecast(small_design(), small_bases(), Setup(0, OUTCOMES), part("5/5"))


def test_nobody_knows_how_many_workers_a_cluster_has() -> None:
    found = forecast(small_design(replications=1), small_bases(), Setup(0, OUTCOMES, cluster="tcp://127.0.0.1:8786"))
    assert found.workers == 0
    assert "of one worker's work, which a cluster shares" in found.lines[2]
    with pytest.raises(UsageError, match="not 'nearby'"):
        Setup(0, OUTCOMES, cluster="nearby").check()
