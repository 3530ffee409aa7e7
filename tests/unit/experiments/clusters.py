"""Real clusters on this machine: a scheduler and workers, each a process, at ports nobody else has."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
STARTING = 30.0
"""Seconds, on a machine with much else to do."""


@dataclass
class LocalCluster:
    """A scheduler and its workers, as processes."""

    folder: Path
    options: Sequence[str] = ()
    protocol: str = "tcp"
    address: str = ""
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_scheduler(self) -> None:
        file = self.folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler",
            "--protocol",
            self.protocol,
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--dashboard-address",
            "127.0.0.1:0",
            "--scheduler-file",
            str(file),
        )
        self.address = json.loads(waited_for(file))["address"]

    def start_worker(self, threads: int = 1, *options: str) -> subprocess.Popen[bytes]:
        """A worker; a nanny starts it again when it dies, unless it is told not to."""
        worker = self._start(
            "worker", self.address, "--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0",
            "--nthreads", str(threads), "--local-directory", str(self.folder), *options,
        )  # fmt: skip
        self.workers.append(worker)
        return worker

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "told.txt").open("ab") as told:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments, *self.options],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__WORKER__DAEMON": "True"},
                stdout=told,
                stderr=told,
                start_new_session=True,
            )

    def end(self) -> None:
        """Nobody is left, and nobody is asked to end in good order, which takes seconds."""
        for process in filter(None, [*self.workers, self.scheduler]):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # with the workers a nanny has started
            process.wait()


@contextmanager
def local_cluster(
    folder: Path,
    workers: int = 2,
    worker_options: Sequence[str] = ("--no-nanny",),
    options: Sequence[str] = (),
    protocol: str = "tcp",
) -> Iterator[LocalCluster]:
    """A cluster while it is needed; `options` are given to everybody, `worker_options` to the first workers."""
    cluster = LocalCluster(folder, options, protocol)
    try:
        cluster.start_scheduler()
        for _ in range(workers):
            cluster.start_worker(1, *worker_options)
        yield cluster
    finally:
        cluster.end()


def waited_for(file: Path) -> str:
    """What a file holds that another process writes."""
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        if file.exists() and file.read_text().strip():
            return file.read_text()
        time.sleep(0.02)
    raise AssertionError(f"{file.name} was not written in {STARTING:.0f} seconds")
