"""Whatever a file holds, `carepath check` ends with a documented code, soon, and writes nothing."""

from __future__ import annotations

import random
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from carepath_sim.cli.looking import check
from tests.broken.fuzzing import WAYS

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
FEW = 4
MANY = {"bytes": 4_300, "words": 4_300, "bytes changed": 600, "lines moved": 500, "values changed": 300, "data": 300}
"""Files of each way of making one: few of those that are scenarios, which take longest."""
CODES = {0, 3}
SECONDS = 20
"""No file of these may take longer, on however busy a machine."""
LARGEST = 6_000
"""Shipped scenarios longer than this would take most of the time."""


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The shipped scenarios, in a folder of their own that is the present one."""
    found = {path.name: path.read_text(encoding="utf-8") for path in SCENARIOS.glob("*.yaml")}
    for name, text in found.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return {name: text for name, text in found.items() if len(text) < LARGEST}


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Ends what takes longer; where there are no alarms it may take as long as it likes."""

    def late(_signal: int, _frame: Any) -> None:
        raise TimeoutError(f"more than {seconds} seconds")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def ended(file: Path) -> int:
    """The exit code of `carepath check`, called as the parser of the command line does."""
    try:
        check(files=[file], as_json=False)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def codes_of(way: str, number: int, texts: dict[str, str], capsys: pytest.CaptureFixture[str]) -> Counter[int]:
    """How many files of one way of making them ended with which code."""
    found: Counter[int] = Counter()
    names = sorted(path.name for path in Path().iterdir())
    for seed in range(number):
        content = WAYS[way](random.Random(f"{way} {seed}"), texts)
        Path("fuzzed.yaml").write_bytes(content)
        try:
            with within(SECONDS):
                code = ended(Path("fuzzed.yaml"))
        except Exception as error:  # whatever escapes is what is looked for
            raise AssertionError(f"{way} {seed}: {content!r}") from error
        out, err = capsys.readouterr()
        assert code in CODES, (way, seed, content)
        assert (code == 0) == ("in order" in out), (way, seed)
        assert all(mark.isprintable() or mark == "\n" for mark in out + err), (way, seed)
        found[code] += 1
    Path("fuzzed.yaml").unlink()
    assert sorted(path.name for path in Path().iterdir()) == names
    return found


@pytest.mark.parametrize("way", WAYS)
def test_any_file_ends_with_a_documented_code(
    way: str, texts: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert codes_of(way, FEW, texts, capsys)[3] > 0


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_ten_thousand_files_end_with_a_documented_code(
    way: str, texts: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    found = codes_of(way, MANY[way], texts, capsys)
    assert found.total() == MANY[way]
    assert found[3] > MANY[way] // 4


def test_they_are_ten_thousand() -> None:
    assert sum(MANY[way] for way in WAYS) >= 10_000
