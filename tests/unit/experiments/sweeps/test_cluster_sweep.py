"""A sweep on a cluster: the same bytes as on one machine, whoever dies meanwhile."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from carepath_sim.errors import ResourceError
from carepath_sim.experiments.laboratory import calling
from carepath_sim.experiments.laboratory.laboratory import Setup
from carepath_sim.experiments.sweeps.sweep import Sweep, sweep
from tests.unit.experiments.chores import perform_or_die
from tests.unit.experiments.clusters import local_cluster
from tests.unit.experiments.sweeps.small_sweeps import blocks, content, small_bases, small_design

pytest.importorskip("distributed", reason="the [distributed] extra is not installed")
pytestmark = pytest.mark.slow

REPLICATIONS = 90
IN_ALL = REPLICATIONS * 6


def run(folder: Path, cluster: str | None = None, **options: Any) -> Sweep:
    setup = Setup(0, (), workers=1, cluster=cluster)
    return sweep(small_design(replications=REPLICATIONS), small_bases(), folder, setup, **options)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the sweep leaves on one machine."""
    return content(run(tmp_path_factory.mktemp("alone") / "sweep").folder)


@pytest.mark.parametrize("threads", [(1, 1), (3, 4)], ids=["two workers", "seven threads"])
def test_the_bytes_are_those_of_one_machine(threads: tuple[int, int], tmp_path: Path, alone: dict[str, bytes]) -> None:
    with local_cluster(tmp_path, workers=0) as cluster:
        for count in threads:
            cluster.start_worker(count, "--no-nanny")
        found = run(tmp_path / "sweep", cluster.address)
    assert content(found.folder) == alone
    assert not found.failures


def test_a_worker_that_is_killed_changes_nothing(tmp_path: Path, alone: dict[str, bytes]) -> None:
    with local_cluster(tmp_path) as cluster:
        killed: list[int] = []

        def kill(done: int, of: int) -> None:
            if not killed and 0 < done < of:
                killed.append(done)
                os.kill(cluster.workers[0].pid, signal.SIGKILL)

        found = run(tmp_path / "sweep", cluster.address, on_progress=kill)
    assert killed[0] < IN_ALL / 2
    assert content(found.folder) == alone


def test_without_its_scheduler_it_ends_and_goes_on_elsewhere(tmp_path: Path, alone: dict[str, bytes]) -> None:
    with local_cluster(tmp_path) as cluster:

        def kill(done: int, of: int) -> None:
            if 0 < done < of and cluster.scheduler is not None and cluster.scheduler.poll() is None:
                cluster.scheduler.kill()
                cluster.scheduler.wait()

        with pytest.raises(ResourceError, match=r"has gone\. What was finished is kept whole"):
            run(tmp_path / "sweep", cluster.address, on_progress=kill)
    kept = {file: file.stat().st_mtime_ns for file in blocks(tmp_path / "sweep")}
    assert kept
    found = run(tmp_path / "sweep")
    assert content(found.folder) == alone
    assert kept == {file: file.stat().st_mtime_ns for file in kept}  # what was finished is not run again


def test_a_block_that_ends_every_worker_is_named(
    tmp_path: Path, alone: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "perform", perform_or_die)
    with local_cluster(tmp_path, worker_options=()) as cluster:
        found = run(tmp_path / "sweep", cluster.address)
    [(cell, why)] = found.failures.items()
    assert cell == ("calm", 1)
    assert why.startswith("scenario calm, point 2, replications 21 to 40: every worker that was given it died, 3 in")
    there = content(found.folder)
    missing = [name for name in alone if name.startswith("blocks/") and there.get(name) != alone[name]]
    assert [Path(name).name for name in missing] == ["000020-000039.parquet"]
