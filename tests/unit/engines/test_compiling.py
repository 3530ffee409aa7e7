"""Compiled code that is kept: made anew when a source changes, and never a reason not to run."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import carepath_sim
from carepath_sim.engines.compiled import compiling

PACKAGE = Path(carepath_sim.__file__).parent
RUN = (
    "from carepath_sim.engines import compiled\n"
    "from tests.laws.busy_council import busy_council\n"
    "print(len(compiled.simulate(busy_council(1), 5, 2)))\n"
)


def imported(source: Path) -> set[Path]:
    """Files of the package that a module imports from."""
    modules = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("carepath_sim"):
            modules |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    files = {PACKAGE.joinpath(*str(module).split(".")[1:]).with_suffix(".py") for module in modules}
    return {file for file in files if file.is_file()}


def test_every_source_of_the_kernel_counts_for_its_code() -> None:
    """`running`, `planning` and what they import may say what they like: nothing of them is compiled."""
    not_compiled = {"__init__.py", "running.py", "planning.py", "addresses.py", "sanity.py", "memory.py", "audit.py"}
    kernel = [file for file in compiling.SOURCES[0].glob("*.py") if file.name not in not_compiled]
    assert len(kernel) > 10
    needed = set().union(*(imported(file) for file in kernel))
    assert needed <= {*compiling.SOURCES[0].glob("*.py"), *compiling.SOURCES[1:]}


def test_a_changed_source_changes_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    before = compiling._key()
    copies = []
    for source in compiling.SOURCES[1:]:
        copy = tmp_path / source.name
        copy.write_bytes(source.read_bytes())
        copies.append(copy)
    monkeypatch.setattr(compiling, "SOURCES", (compiling.SOURCES[0], *copies))
    assert compiling._key() == before
    copies[-1].write_text("# changed", encoding="utf-8")
    assert compiling._key() != before


def test_a_user_without_a_home_has_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")

    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv(compiling.CACHE_VARIABLE, raising=False)
    monkeypatch.setattr(compiling, "_user_cache", homeless)
    assert compiling.cache_folder() is None


@pytest.mark.slow
def test_damaged_code_is_made_anew(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    expected = run(tmp_path)
    kept = [file for file in tmp_path.rglob("*") if file.suffix in (".nbi", ".nbc")]
    assert len(kept) == 2
    for damaged in kept:
        sound = damaged.read_bytes()
        damaged.write_bytes(sound[:40])
        assert run(tmp_path) == expected
    assert run(tmp_path) == expected


@pytest.mark.slow
def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert int(run(tmp_path / "file" / "below")) > 1000


def run(folder: Path) -> str:
    """What a process of its own prints that keeps its code there."""
    environment = os.environ | {
        compiling.CACHE_VARIABLE: str(folder),
        "PYTHONPATH": str(PACKAGE.parent),
        compiling.OFF: "0",
    }
    done = subprocess.run([sys.executable, "-c", RUN], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
