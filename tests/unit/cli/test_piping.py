"""A command whose reader goes away, as `head` does, ends as it would have ended."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

AUDITED = Path(__file__).resolve().parents[2] / "catalogue" / "audited"


@pytest.mark.parametrize("arguments", [("list", "councils", "--json"), ("--help",)])
def test_a_reader_that_has_gone_is_no_failure(arguments: tuple[str, ...]) -> None:
    assert ended_unread(*arguments) == (0, "")


def test_what_a_command_found_is_still_its_exit_code(tmp_path: Path) -> None:
    text = (AUDITED / "sources.yaml").read_text(encoding="utf-8")
    (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")  # a catalogue of sources that nothing uses
    assert ended_unread("audit", "--catalogue", str(tmp_path)) == (1, "")


def ended_unread(*arguments: str) -> tuple[int, str]:
    """The exit code of a command, and what it complained of, when nobody reads what it prints."""
    run = subprocess.Popen(
        [sys.executable, "-m", "carepath_sim", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    assert run.stderr is not None
    run.stdout.close()
    told = run.stderr.read()
    run.stderr.close()
    return run.wait(timeout=60), told
