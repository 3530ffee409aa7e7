"""A disk without room: exit code 5, the earlier result as it was, and what was run kept where there is room."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from carepath_sim.experiments import store

FULL = Path("/dev/full")
STUDY = "question: And then?\nkind: strategic\nstart: 2026-04-01\nhorizon: 13 weeks\n"


def run(*arguments: str, limit: int | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    def limited() -> None:
        if limit is not None:
            import resource

            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    call = [sys.executable, "-m", "carepath_sim", *arguments]
    return subprocess.run(
        call, capture_output=True, text=True, env={**os.environ, **environment}, preexec_fn=limited, check=False
    )


@pytest.fixture(name="small_disk")
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A disk of six megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    call = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    try:
        is_mounted = subprocess.run(call, capture_output=True, check=False).returncode == 0
    except OSError:
        is_mounted = False
    if not is_mounted:
        pytest.skip("only who may mount a small disk can fill one")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.slow
def test_a_full_disk_keeps_the_old_result_and_the_new_one_elsewhere(small_disk: Path, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(STUDY)
    spare = tmp_path / "spare"
    spare.mkdir()
    out = small_disk / "out"
    call = ("run", str(tmp_path / "one.yaml"), "-n", "1", "--workers", "1", "--out", str(out))
    first = run(*call)
    assert first.returncode == 0, first.stderr
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    left = os.statvfs(small_disk)
    (small_disk / "others").write_bytes(bytes(left.f_bavail * left.f_frsize - 200_000))
    second = run(*call, "--seed", "7", TMPDIR=str(spare))
    assert second.returncode == 5
    assert "No space left on device" in second.stderr
    assert "the earlier result in it is as it was" in second.stderr
    kept = Path(re.findall(r"kept whole in (\S+):", second.stderr)[0])
    assert kept.is_relative_to(spare)
    assert store.manifest(kept)["seed"] == 7
    assert len(store.load(kept).metrics)
    third = run(*call, "--json", TMPDIR=str(small_disk))
    assert third.returncode == 5
    assert "Nothing of this run is kept" in json.loads(third.stdout)["message"]
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert {path.name for path in small_disk.iterdir()} == {"out", "others"}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="files are not limited there")
def test_files_that_may_not_grow_end_with_5(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(STUDY)
    call = ("run", str(tmp_path / "one.yaml"), "-n", "1", "--workers", "1", "--engine", "reference")
    ended = run(*call, "--out", str(tmp_path / "out"), limit=50_000, TMPDIR=str(tmp_path))
    assert ended.returncode == 5
    assert "Traceback" not in ended.stderr
    assert "File too large" in ended.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"one.yaml"}


@pytest.mark.skipif(not FULL.exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("arguments", [("schema", "error"), ("list", "councils", "--json")])
def test_what_cannot_be_printed_ends_with_5(arguments: tuple[str, ...]) -> None:
    with FULL.open("w") as full:
        call = [sys.executable, "-m", "carepath_sim", *arguments]
        ended = subprocess.run(call, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 5
    assert ended.stderr == "What was found could not be printed: No space left on device.\n"
