"""What a sweep took, from its journal; and the version of the code its values depend on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from carepath_sim.experiments.laboratory import code_version as versions
from carepath_sim.experiments.laboratory.store import BlockStore
from carepath_sim.experiments.laboratory.timing import peak_memory, timing


def block(worker: str, seconds: float, at: float) -> dict[str, Any]:
    return {"key": "k", "first": 0, "last": 19, "worker": worker, "seconds": seconds, "at": at}


def test_efficiency_is_work_by_what_was_offered_over_all_starts() -> None:
    told = timing(
        [
            {"start": "2026-04-01", "workers": 2},
            block("a", 1.0, 2.0),
            block("b", 2.0, 3.0),  # killed after it
            {"start": "2026-04-02", "workers": 2},
            block("a", 3.0, 4.0),
            {"ended": True, "at": 5.0, "peak_memory": 1000},
        ]
    )
    assert told["blocks"] == 3
    assert told["starts"] == 2
    assert (told["worker_seconds"], told["wall_seconds"]) == (6.0, 8.0)
    assert told["parallel_efficiency"] == 6.0 / (8.0 * 2)
    assert told["seconds_per_block"] == {"median": 2.0, "p90": 2.8, "worst": 3.0}
    assert told["peak_memory_bytes"] == 1000


def test_workers_of_a_cluster_are_those_that_were_met() -> None:
    told = timing([{"start": "x", "workers": 0}, *(block(worker, 1.0, 2.0) for worker in "abca")])
    assert (told["workers"], told["parallel_efficiency"]) == (3, round(4 / 6, 3))


def test_nothing_run_took_nothing() -> None:
    told = timing([])
    assert (told["blocks"], told["parallel_efficiency"], told["peak_memory_bytes"]) == (0, None, None)


def test_memory_is_that_of_this_process() -> None:
    assert 50e6 < peak_memory() < 50e9


def test_a_line_cut_short_in_the_journal_is_left_out(tmp_path: Path) -> None:
    store = BlockStore(tmp_path)
    store.note({"at": 1})
    with (tmp_path / "journal.jsonl").open("ab") as file:
        file.write(b'{"at": 2, "ke')
    assert list(store.journal()) == [{"at": 1}]
    store.note({"at": 3})
    assert list(store.journal()) == [{"at": 1}, {"at": 3}]


def test_the_version_follows_the_sources_of_its_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "engines").mkdir()
    for name in ("clock.py", "engines/one.py", "engines/notes.md", "report.py"):
        (tmp_path / name).write_text("1")
    monkeypatch.setattr(versions, "PACKAGE", tmp_path)

    def version() -> str:
        versions._version.cache_clear()
        return versions.code_version(("clock.py", "engines"))

    before = version()
    for name in ("engines/notes.md", "report.py"):
        (tmp_path / name).write_text("2")
    assert version() == before
    for name in ("clock.py", "engines/one.py"):
        (tmp_path / name).write_text("2")
        assert version() != before
        (tmp_path / name).write_text("1")
    assert version() == before
    (tmp_path / "engines" / "one.py").rename(tmp_path / "engines" / "two.py")
    assert version() != before
    versions._version.cache_clear()


def test_every_part_that_is_named_is_there() -> None:
    assert all((versions.PACKAGE / part).exists() for part in versions.OF_MODELS)
