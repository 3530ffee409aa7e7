"""The result folder: whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from carepath_sim.errors import BadInput, ResourceError, UsageError
from carepath_sim.experiments import store
from carepath_sim.experiments.compare import Comparison, compare
from carepath_sim.experiments.engines import chosen
from carepath_sim.experiments.store import FRAMES, Papers, check_folder, load, write
from tests.unit.experiments.small_studies import small_study

STUDIES = (small_study("plain"), small_study("fewer", entry_rate=small_study().model.entry_rate * 0.3))
PAPERS = Papers(
    resolved={"plain": "question: Does it hold?\n", "fewer": "question: Or not?\n"},
    report="<!doctype html><p>£</p>\n",
    command="carepath compare plain.yaml fewer.yaml",
    inputs={"plain.yaml": "ab12"},
)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(STUDIES, replications=2, seed=1, workers=1)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_result_has_every_paper(tmp_path: Path, comparison: Comparison) -> None:
    write(tmp_path / "result", comparison, PAPERS)
    tables = {f"{name}.csv" for name in FRAMES} | {"metrics.parquet"}
    papers = {"manifest.json", "plain.resolved.yaml", "fewer.resolved.yaml", "report.html"}
    assert names(tmp_path / "result") == tables | papers
    assert names(tmp_path) == {"result"}
    assert (tmp_path / "result" / "plain.resolved.yaml").read_text() == PAPERS.resolved["plain"]
    assert_frame_equal(pd.read_parquet(tmp_path / "result" / "metrics.parquet"), comparison.metrics)


def test_the_manifest_says_how_to_do_it_again(tmp_path: Path, comparison: Comparison) -> None:
    write(tmp_path / "result", comparison, PAPERS)
    manifest = json.loads((tmp_path / "result" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seed"] == 1
    assert manifest["replications"] == 2
    assert manifest["engine"] == chosen("auto")
    assert manifest["command"] == PAPERS.command
    assert manifest["inputs"] == {"plain.yaml": "ab12"}
    assert [scenario["model"] for scenario in manifest["scenarios"]] == [s.model.fingerprint() for s in STUDIES]
    assert manifest["events"] == sum(facts.events for facts in comparison.scenarios)
    assert manifest["events_per_second"] > 0
    assert {"version", "python", "numpy", "wall_seconds"} <= set(manifest)


def test_the_same_run_again_writes_the_same_bytes(tmp_path: Path, comparison: Comparison) -> None:
    write(tmp_path / "one", comparison, PAPERS)
    write(tmp_path / "two", compare(STUDIES, replications=2, seed=1, workers=1), PAPERS)
    for path in sorted(names(tmp_path / "one") - {"manifest.json"}):
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes(), path


def test_a_result_reads_back_as_it_was(tmp_path: Path, comparison: Comparison) -> None:
    write(tmp_path / "result", comparison, PAPERS)
    again = load(tmp_path / "result")
    for name in FRAMES:
        assert_frame_equal(getattr(again, name), getattr(comparison, name), check_dtype=True)
    assert again.scenarios == comparison.scenarios
    assert again.findings == comparison.findings
    assert store.resolved_text(tmp_path / "result", "plain") == PAPERS.resolved["plain"]


def test_a_result_without_all_its_tables_says_how_to_make_them(tmp_path: Path, comparison: Comparison) -> None:
    folder = tmp_path / "result"
    write(folder, comparison, PAPERS)
    for name in ("checks.csv", "flows.csv"):
        (folder / name).unlink()
    with pytest.raises(BadInput) as caught:
        load(folder)
    told = str(caught.value)
    assert "lacks flows.csv and checks.csv" in told
    assert "run the scenarios again: carepath compare plain.yaml fewer.yaml" in told


def test_dates_of_one_table_are_not_taken_for_numbers_of_another(tmp_path: Path, comparison: Comparison) -> None:
    payback = pd.DataFrame(
        [
            ("fewer", "cash", 0.5, "2028-02-25", "2026-11-08", "2030-07-07"),
            ("fewer", "council", 0.0, "", "", ""),
        ],
        columns=list(comparison.payback.columns),
    )
    write(tmp_path / "result", Comparison(**{**vars(comparison), "payback": payback}), PAPERS)
    again = load(tmp_path / "result")
    assert_frame_equal(again.payback, payback)
    assert again.flows["low"].dtype == float


def test_one_scenario_reads_back_too(tmp_path: Path) -> None:
    alone = compare(STUDIES[:1], replications=1, seed=1, workers=1)
    write(tmp_path / "result", alone, PAPERS)
    assert load(tmp_path / "result").comparison.empty


def test_a_previous_result_is_replaced_whole(tmp_path: Path, comparison: Comparison) -> None:
    folder = tmp_path / "result"
    write(folder, comparison, PAPERS)
    (folder / "events.parquet").write_bytes(b"of the earlier run")
    write(folder, comparison, PAPERS)
    assert "events.parquet" not in names(folder)
    assert names(tmp_path) == {"result"}


def test_somebodys_own_file_in_a_result_is_never_lost(tmp_path: Path, comparison: Comparison) -> None:
    folder = tmp_path / "result"
    write(folder, comparison, PAPERS)
    (folder / "notes.txt").write_text("ours", encoding="utf-8")
    with pytest.raises(UsageError, match=r"notes\.txt"):
        write(folder, comparison, PAPERS)
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "ours"


def test_the_folder_one_is_in_is_not_replaced(
    tmp_path: Path, comparison: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "result", comparison, PAPERS)
    monkeypatch.chdir(tmp_path / "result")
    with pytest.raises(UsageError, match="the folder you are in"):
        check_folder(Path())


@pytest.mark.parametrize("file", ["metrics.csv", "comparison.csv", "series.csv", "manifest.json"])
def test_a_damaged_result_names_the_damaged_file(tmp_path: Path, comparison: Comparison, file: str) -> None:
    folder = tmp_path / "result"
    write(folder, comparison, PAPERS)
    damage = json.dumps({"product": store.PRODUCT}) if file.endswith("json") else "replication,value\nxx,yy\n"
    (folder / file).write_text(damage, encoding="utf-8")
    with pytest.raises(BadInput, match=file.replace(".", r"\.")):
        load(folder)


def test_an_empty_folder_will_do_and_a_full_one_will_not(tmp_path: Path, comparison: Comparison) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    check_folder(folder)
    (folder / "thesis.txt").write_text("years of work")
    for refused in (lambda: check_folder(folder), lambda: write(folder, comparison, PAPERS)):
        with pytest.raises(UsageError, match="not empty and does not hold a result"):
            refused()
    assert names(folder) == {"thesis.txt"}


def test_someone_elses_manifest_does_not_make_a_result(tmp_path: Path) -> None:
    for text in ('{"name": "an app"}', "[]", "no JSON"):
        (tmp_path / "manifest.json").write_text(text)
        with pytest.raises(UsageError, match="does not hold a result"):
            check_folder(tmp_path)
        with pytest.raises(UsageError, match="does not hold a result"):
            load(tmp_path)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "result").write_text("")
    with pytest.raises(UsageError, match="is a file"):
        check_folder(tmp_path / "result")


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_what_goes_wrong_half_way_leaves_the_old_result_and_nothing_else(
    tmp_path: Path, comparison: Comparison, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    folder = tmp_path / "result"
    write(folder, comparison, Papers({}, "old", "first"))

    def fail(*_args: object) -> None:
        raise error

    monkeypatch.setattr(store, "_manifest", fail)
    with pytest.raises((KeyboardInterrupt, ResourceError)):
        write(folder, comparison, PAPERS)
    assert (folder / "report.html").read_text() == "old"
    assert names(tmp_path) == {"result"}


def test_a_place_that_cannot_be_written_to_is_a_matter_of_resources(tmp_path: Path, comparison: Comparison) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ResourceError, match="cannot use"):
        write(tmp_path / "file" / "result", comparison, PAPERS)


def test_events_are_written_if_logs_were_kept(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    kept = compare(STUDIES, replications=2, seed=1, workers=1, keep_logs=logs)
    write(tmp_path / "result", kept, Papers({}, "", "", kept_logs=logs))
    frame = pd.read_parquet(tmp_path / "result" / "events.parquet")
    assert set(zip(frame["scenario"], frame["replication"], strict=True)) == {
        (name, number) for name in ("plain", "fewer") for number in (0, 1)
    }
    assert (frame["kind"] != "places").sum() > 0
    rows = sum(facts.rows for facts in kept.scenarios)
    assert len(frame) == rows + (frame["event"] == "arrival").sum()


def test_hostile_names_survive_the_round_trip_as_text(tmp_path: Path, comparison: Comparison) -> None:
    changed = comparison.metrics.assign(scenario="=cmd|' /C calc'!A0", setting="none")
    hostile = Comparison(**{**vars(comparison), "metrics": changed})
    write(tmp_path / "result", hostile, PAPERS)
    text = (tmp_path / "result" / "metrics.csv").read_text(encoding="utf-8")
    assert "\n=cmd" not in text
    assert_frame_equal(load(tmp_path / "result").metrics, changed)
