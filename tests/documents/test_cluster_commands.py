"""The commands that pages give for clusters: those on one machine are run, those with certificates well formed."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.documents.pages import HANDBOOK, MARKED, README, ROOT, arguments_of, blocks, carepath, copy_of_scenarios

pytest.importorskip("distributed")


def commands(page: str, marker: str) -> list[str]:
    """The lines of the block that follows a marker."""
    (found,) = (block.text.strip() for block in blocks(page, MARKED) if block.marker == marker)
    return found.splitlines()


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def running(line: str, folder: Path) -> Iterator[None]:
    """One of the programs of dask, until the end of the block."""
    program, *arguments = shlex.split(line)
    assert program == "dask"
    around = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (folder / "told.txt").open("ab") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments],
            cwd=folder,
            env=around,
            stdout=told,
            stderr=told,
            start_new_session=True,
        )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.slow
def test_the_cluster_of_the_readme_runs_the_sweep_it_names(tmp_path: Path) -> None:
    folder = copy_of_scenarios(tmp_path)
    own, board = str(free_port()), str(free_port())
    lines = [line.replace("8786", own).replace("8787", board) for line in commands(README, "cluster command")]
    scheduler, worker, sweep = lines
    with running(f"{scheduler} --port {own}", folder), running(worker, folder):
        finished = carepath([*arguments_of(sweep), "--out", "swept"], folder)
    assert finished.returncode == 0, finished.stderr + (folder / "told.txt").read_text(encoding="utf-8")
    assert (folder / "swept" / "report.html").exists()


@pytest.mark.parametrize(("page", "marker"), [(README, "cluster command"), (HANDBOOK, "certificates command")])
def test_no_program_listens_to_more_than_it_must(page: str, marker: str) -> None:
    programs = [line for line in commands(page, marker) if line.startswith("dask ")]
    assert len(programs) == 2
    assert all("--dashboard-address 127.0.0.1:" in line for line in programs)
    if marker == "cluster command":
        assert all("--host 127.0.0.1" in line for line in programs)
    else:
        assert all("tls" in line and "--tls-ca-file" in line for line in programs)
