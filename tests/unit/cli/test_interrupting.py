"""Ctrl-C at any moment: answered within two seconds with 130, nobody left behind, and no folder half written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from carepath_sim.cli import interrupting
from carepath_sim.experiments import store
from carepath_sim.experiments.replacing import undisturbed, write_whole
from tests.unit.cli.commands import carepath

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="groups of processes are told otherwise there")

STUDY = "question: And then?\nkind: strategic\nstart: 2026-04-01\nhorizon: {}\n"
WITHIN = 2.0
"""Seconds, on a machine that has nothing else to do; where tests run side by side it may take three times as long."""
BUSY = 3
BASELINE = Path(__file__).resolve().parents[3] / "scenarios" / "baseline.yaml"


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "carepath_sim", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
        start_new_session=True,
        # Tests that run in the background of a shell would hand on that Ctrl-C is to be ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def interrupt(process: subprocess.Popen[str]) -> tuple[int, float, str]:
    """Ctrl-C as a terminal sends it, to the whole group: the exit code, the seconds, and what was complained of."""
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    return process.returncode, time.monotonic() - began, told


def alive(group: int) -> list[str]:
    """Processes of a group that have not ended, after a moment in which they may."""
    for _ in range(20):
        listed = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True).stdout
        rows = [line.split(None, 2) for line in listed.splitlines()]
        left = [" ".join(row) for row in rows if int(row[0]) == group and not row[1].startswith("Z")]
        if not left:
            return []
        time.sleep(0.05)
    return left


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_at_every_moment_it_ends_and_leaves_the_old_result(engine: str, tmp_path: Path) -> None:
    (tmp_path / "short.yaml").write_text(STUDY.format("13 weeks"))
    (tmp_path / "long.yaml").write_text(STUDY.format("5 years"))
    out = tmp_path / "out"
    assert carepath("run", str(tmp_path / "short.yaml"), "-n", "1", "--workers", "1", "--out", str(out)) == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    many = "20000" if engine == "compiled" else "400"  # more than end in the longest of the delays
    call = ("run", str(tmp_path / "long.yaml"), "-n", many, "--workers", "2", "--engine", engine, "--out", str(out))
    for delay in (0.2, 0.6, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0):
        process = start(*call)
        time.sleep(delay)
        code, seconds, told = interrupt(process)
        assert (code, "Traceback" in told) == (130, False), (delay, told)
        assert seconds < WITHIN * BUSY, delay
        assert alive(process.pid) == [], delay
        assert {path.name: path.read_bytes() for path in out.iterdir()} == before
        assert {path.name for path in tmp_path.iterdir()} == {"short.yaml", "long.yaml", "out"}


@pytest.mark.slow
def test_while_compiling_it_ends_too(tmp_path: Path) -> None:
    (tmp_path / "long.yaml").write_text(STUDY.format("5 years"))
    call = ("run", str(tmp_path / "long.yaml"), "--engine", "compiled", "--out", str(tmp_path / "out"))
    for delay in (1.0, 3.0, 7.0):
        process = start(*call, CAREPATH_CACHE_DIR=str(tmp_path / f"cache{delay}"))
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Compiling the simulation")
        time.sleep(delay)
        code, seconds, told = interrupt(process)
        assert (code, told) == (130, "Interrupted; nothing was written.\n")
        assert seconds < WITHIN * BUSY
        assert alive(process.pid) == []
        assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_while_writing_the_folder_is_old_or_new(tmp_path: Path) -> None:
    (tmp_path / "short.yaml").write_text(STUDY.format("13 weeks"))
    out = tmp_path / "out"
    call = ("run", str(tmp_path / "short.yaml"), "-n", "1", "--workers", "1", "--out", str(out))
    for seed in range(6):
        process = start(*call, "--seed", str(seed))
        while process.poll() is None and not list(tmp_path.glob(".out.*.partial")):
            time.sleep(0.002)
        time.sleep(0.01 * seed)
        if process.poll() is None:
            code, seconds, told = interrupt(process)
            # Once everything is written and Python itself shuts down, nobody is left to answer with a code.
            assert code in (0, 130, -signal.SIGINT), told
            assert "Traceback" not in told
            assert seconds < WITHIN * BUSY
            if "nothing was written" not in told:
                assert store.manifest(out)["seed"] == seed
        process.communicate()
        assert {path.name for path in tmp_path.iterdir()} <= {"short.yaml", "out"}
        if out.exists():
            assert len(store.load(out).metrics)


@pytest.fixture
def hears() -> Iterator[None]:
    """Ctrl-C is answered here, also where the shell that started the tests had it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("hears")
def test_a_short_step_is_done_before_an_interrupt_is_heard() -> None:
    steps = []
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012
        with undisturbed():
            signal.raise_signal(signal.SIGINT)
            steps.append("done")
        steps.append("never")
    assert steps == ["done"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_impatience_does_not_disturb_the_tidying_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interrupting, "_heard", [])
    monkeypatch.setattr(interrupting, "_ending", [True])  # nothing is sent once more
    with pytest.raises(KeyboardInterrupt):
        interrupting._interrupt(2, None)
    interrupting._interrupt(2, None)
    monkeypatch.setattr(interrupting, "PATIENCE", 0.0)
    with pytest.raises(KeyboardInterrupt):
        interrupting._interrupt(2, None)


ANSWERED = """
import os, signal, sys, time
from carepath_sim.cli.interrupting import ending_well, listen
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell's background would have it ignore
listen()
with ending_well():
    try:
        {}
    except BaseException as error:
        print(type(error).__mro__[1].__name__, flush=True)
    time.sleep(30)
"""
LOST = {
    "caught by a library": ("os.kill(os.getpid(), signal.SIGINT); time.sleep(1)", "KeyboardInterrupt\n"),
    "in code compiled from text": ("exec('os.kill(os.getpid(), signal.SIGINT); time.sleep(1)')", "KeyboardInterrupt\n"),
    "where nothing can be raised": (
        "type('Gone', (), {'__del__': lambda _: (os.kill(os.getpid(), signal.SIGINT), time.sleep(1))})()",
        "",
    ),
}


@pytest.mark.parametrize(("interrupted", "told"), LOST.values(), ids=LOST)
def test_an_interrupt_that_is_swallowed_is_sent_once_more(interrupted: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "answered.py").write_text(ANSWERED.format(interrupted))
    call = [sys.executable, "-m", "answered"]
    ended = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=20)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, told, "Interrupted.\n")


def test_an_interrupt_is_told_to_programs_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from carepath_sim.scenario import auditing

    def stop(_folder: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(auditing, "audit", stop)
    assert carepath("audit", "--json") == 130
    assert '"error": "Interrupted"' in capsys.readouterr().out
    assert carepath("audit") == 130
    assert capsys.readouterr().err == "Interrupted; nothing was written.\n"


BREAKS = {
    "an interrupt": "raise KeyboardInterrupt",
    "what it broke": "try:\n    raise KeyboardInterrupt\nexcept KeyboardInterrupt:\n    raise ImportError('half')",
    "what is told as a problem": "from carepath_sim.errors import ResourceError\ntry:\n    raise KeyboardInterrupt\n"
    "except KeyboardInterrupt as error:\n    raise ResourceError('half') from error",
}


@pytest.mark.parametrize("source", BREAKS.values(), ids=BREAKS)
def test_while_a_module_is_loaded_it_ends_in_one_line(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "half_loaded.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    from carepath_sim.cli import later, reading

    monkeypatch.setattr(reading, "building", later._later("half_loaded"))
    try:
        assert carepath("preview", str(BASELINE)) == 130
    finally:
        sys.modules.pop("half_loaded", None)
    assert capsys.readouterr().err == "Interrupted; nothing was written.\n"


@pytest.mark.parametrize("source", list(BREAKS.values())[:2], ids=list(BREAKS)[:2])
def test_before_there_is_a_command_it_ends_in_one_line(source: str, tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text(source)
    call = "import sys; sys.path.insert(0, sys.argv.pop()); from carepath_sim.__main__ import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", call, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stderr) == (130, "Interrupted; nothing was written.\n")


def test_an_error_of_its_own_is_no_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interrupting, "_heard", [])
    with pytest.raises(ZeroDivisionError), interrupting.ending_well():
        raise ZeroDivisionError
    monkeypatch.setattr(interrupting, "_heard", [0.0])
    with pytest.raises(SystemExit) as ended, interrupting.ending_well():
        raise ZeroDivisionError
    assert ended.value.code == 130


def test_a_file_is_replaced_whole_or_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "page.html"
    write_whole(file, b"one")
    assert file.read_bytes() == b"one"

    def full(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, b"two")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"page.html": b"one"}
