"""Real clusters of processes on this machine: whoever dies, the same answers, or plain words."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from carepath_sim.errors import ModelFault, ResourceError, UsageError
from carepath_sim.experiments import cluster, scheduler
from carepath_sim.experiments.cluster import on_cluster
from carepath_sim.experiments.tasks import Failure
from tests.unit.experiments.chores import DEADLY, FAULTY, mostly_squared, slowly_squared, squared, told, wrong
from tests.unit.experiments.clusters import ROOT, LocalCluster, local_cluster

pytest.importorskip("distributed", reason="the [distributed] extra is not installed")

slow = pytest.mark.slow
SQUARES = {number: number * number for number in range(200)}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """Two workers that start again when they die."""
    with local_cluster(tmp_path_factory.mktemp("pair"), worker_options=()) as started:
        yield started


def first(count: int) -> dict[int, int]:
    return {number: SQUARES[number] for number in range(count)}


@slow
def test_every_task_is_done_once_by_both(pair: LocalCluster, tmp_path: Path) -> None:
    found = list(on_cluster(pair.address).results(partial(told, tmp_path), range(20)))
    assert sorted(found) == sorted(first(20).items())
    done_by = [file.name.split("-") for file in tmp_path.iterdir()]
    assert sorted(int(number) for number, _ in done_by) == list(range(20))
    assert len({process for _, process in done_by}) == 2


@slow
def test_errors_on_purpose_are_results_and_bugs_are_raised(pair: LocalCluster) -> None:
    found = dict(on_cluster(pair.address).results(mostly_squared, [FAULTY, 1]))
    failure = found.pop(FAULTY)
    assert isinstance(failure, Failure)
    assert isinstance(failure.error, ModelFault)
    assert found == {1: 1}
    with pytest.raises(ZeroDivisionError):
        list(on_cluster(pair.address).results(wrong, range(3)))


@slow
def test_tasks_are_pulled_when_there_is_somebody_to_do_them(pair: LocalCluster) -> None:
    pulled = []

    def tasks() -> Iterator[int]:
        for number in range(1000):
            pulled.append(number)
            yield number

    results = on_cluster(pair.address).results(squared, tasks())
    next(results)
    assert len(pulled) <= 1 + 2 * (2 * cluster.IN_HAND)
    results.close()


@slow
def test_a_task_that_ends_every_worker_is_named_and_the_others_are_done(pair: LocalCluster) -> None:
    found = dict(on_cluster(pair.address).results(mostly_squared, range(30)))
    failure = found.pop(DEADLY)
    assert isinstance(failure, Failure)
    assert failure.deaths == 3
    assert str(failure.error).startswith(f"{DEADLY}: every worker that was given it died, 3 in all")
    assert isinstance(found.pop(FAULTY), Failure)
    assert found == {number: square for number, square in first(30).items() if number not in (DEADLY, FAULTY)}


@slow
def test_who_runs_other_code_is_named(pair: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    list(on_cluster(pair.address).results(squared, [1]))
    monkeypatch.setattr(scheduler.np, "__version__", "1.0")
    with pytest.raises(UsageError, match=r"the scheduler has numpy [0-9.]+, not 1\.0\. Install there"):
        list(on_cluster(pair.address).results(squared, [1]))
    monkeypatch.setattr(scheduler.Scheduler, "_check_scheduler", lambda _self: None)
    with pytest.raises(UsageError, match=r"the worker tcp://127\.0\.0\.1:[0-9]+ has numpy [0-9.]+, not 1\.0"):
        list(on_cluster(pair.address).results(squared, [1]))


@slow
def test_a_killed_worker_changes_nothing(tmp_path: Path) -> None:
    with local_cluster(tmp_path) as started:
        results = on_cluster(started.address).results(slowly_squared, range(100))
        found = [next(results) for _ in range(20)]
        os.kill(started.workers[0].pid, signal.SIGKILL)
        found += results
        assert sorted(found) == sorted(first(100).items())


@slow
def test_workers_may_come_later(tmp_path: Path) -> None:
    with local_cluster(tmp_path, workers=1) as started:
        folder = tmp_path / "done"
        folder.mkdir()
        results = on_cluster(started.address).results(partial(told, folder), range(100))
        found = [next(results)]
        started.start_worker(2, "--no-nanny")
        found += results
        assert sorted(found) == sorted(first(100).items())
        assert len({file.name.split("-")[1] for file in folder.iterdir()}) == 2


@slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "ended"])
def test_a_scheduler_that_dies_is_told_within_seconds(how: int, tmp_path: Path) -> None:
    with local_cluster(tmp_path) as started:
        results = on_cluster(started.address).results(slowly_squared, range(1000))
        next(results)
        assert started.scheduler is not None
        started.scheduler.send_signal(how)
        began = time.monotonic()
        with pytest.raises(ResourceError, match=r"has gone\. What was finished is kept whole"):
            list(results)
        assert time.monotonic() - began < 10


@slow
def test_nobody_at_work_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "NOBODY", 1.0)
    with (
        local_cluster(tmp_path, workers=0) as started,
        pytest.raises(ResourceError, match=f"no worker to give work to.*dask worker {started.address} --host"),
    ):
        list(on_cluster(started.address).results(squared, range(3)))


@slow
def test_nobody_at_an_address_is_told_within_ten_seconds() -> None:
    began = time.monotonic()
    with pytest.raises(ResourceError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        list(on_cluster("tcp://127.0.0.1:9").results(squared, range(3)))
    assert time.monotonic() - began < 15


PROGRAM = """
import sys
from carepath_sim.cli.interrupting import ending_well, listen
from carepath_sim.errors import CarepathError
from carepath_sim.experiments.cluster import on_cluster
from tests.unit.experiments.chores import slowly_squared
listen()
with ending_well():
    try:
        for task, found in on_cluster(sys.argv[1]).results(slowly_squared, range(int(sys.argv[2]))):
            print(task, found, flush=True)
    except CarepathError as error:
        print(error, file=sys.stderr)
        raise SystemExit(error.exit_code)
"""


def program(address: str, tasks: int = 10_000, **environment: str) -> subprocess.Popen[str]:
    """Results as somebody sees them who asked for them in a terminal."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, address, str(tasks)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_an_interrupt_ends_it_in_one_line_and_frees_the_workers(pair: LocalCluster) -> None:
    process = program(pair.address)
    assert process.stdout is not None
    process.stdout.readline()
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, complained = process.communicate(timeout=60)
    assert (process.returncode, complained) == (130, "Interrupted.\n")
    assert time.monotonic() - began < 10
    with scheduler.connected(pair.address) as there:
        assert all(len(keys) <= 1 for keys in there.client.processing().values())


@slow
def test_only_our_own_words_are_seen_when_the_scheduler_dies(tmp_path: Path) -> None:
    with local_cluster(tmp_path) as started:
        process = program(started.address)
        assert process.stdout is not None
        process.stdout.readline()
        assert started.scheduler is not None
        started.scheduler.kill()
        _, complained = process.communicate(timeout=60)
    assert process.returncode == 5
    assert complained == (
        f"the scheduler at {started.address} has gone. "
        "What was finished is kept whole: the same command goes on from there\n"
    )


@slow
@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make certificates with")
def test_certificates_are_asked_for_and_accepted(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    options = ("--tls-ca-file", str(certificate), "--tls-cert", str(certificate), "--tls-key", str(key))
    with local_cluster(tmp_path, workers=0, options=options, protocol="tls") as started:
        started.start_worker(2, "--no-nanny")
        assert started.address.startswith("tls://")
        with pytest.raises(ResourceError, match=r"no scheduler answers.*DASK_DISTRIBUTED__COMM__TLS__CA_FILE"):
            list(on_cluster(started.address).results(squared, range(3)))
        at = "DASK_DISTRIBUTED__COMM__TLS__"
        mine = {"CA_FILE": certificate, "CLIENT__CERT": certificate, "CLIENT__KEY": key}
        process = program(started.address, 20, **{at + name: str(file) for name, file in mine.items()})
        told, complained = process.communicate(timeout=60)
    assert (process.returncode, complained) == (0, "")
    assert sorted(told.splitlines()) == sorted(f"{number} {number * number}" for number in range(20))


@pytest.mark.parametrize("address", ["", "localhost", "127.0.0.1:8786", "http://here:1", "tcp://here", "tcp://a:0"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match=r"such as tcp://127\.0\.0\.1:8786"):
        on_cluster(address)


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r'pip install "carepath_sim\[distributed\]"'):
        list(on_cluster("tcp://127.0.0.1:9").results(squared, range(3)))


def test_what_differs_there_is_told() -> None:
    here = scheduler.about()
    assert scheduler.difference(here, here) == ""
    assert scheduler.difference(here, {**here, "numpy": "0"}) == f"numpy 0, not {here['numpy']}"
    assert "cannot be loaded there" in scheduler.difference(here, ModuleNotFoundError("No module"))


@slow
@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="who listens where is told otherwise here")
def test_nobody_from_outside_reaches_a_cluster_started_as_documented(pair: LocalCluster) -> None:
    """A worker that is given no --host says it listens to 127.0.0.1, and listens to everybody."""
    list(on_cluster(pair.address).results(squared, [1]))
    listening = listeners({process.pid for process in [*pair.workers, pair.scheduler] if process is not None})
    assert len(listening) >= 5  # the scheduler, two nannies and two workers
    assert {address for address in listening if address != "0100007F"} == set()


def listeners(groups: set[int]) -> list[str]:
    """The addresses, as hexadecimal digits, at which processes of some groups listen."""
    addresses = {}
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        rows = [line.split() for line in Path(table).read_text().splitlines()[1:]]
        addresses.update({f"socket:[{row[9]}]": row[1].split(":")[0] for row in rows if row[3] == "0A"})
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getpgid(int(process.name)) in groups:
                found += [
                    addresses[target]
                    for file in (process / "fd").iterdir()
                    if (target := os.readlink(file)) in addresses
                ]
    return found
