"""`kill -9` at any moment: the store that is gone on with is, byte for byte, the one nobody disturbed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[4]
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="copies of a process that has loaded everything")


def campaign(folder: Path, kills: int) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.unit.experiments.sweeps.killing", str(folder), str(kills)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout)
    return found


@needs_fork
@pytest.mark.slow
def test_two_hundred_kills_leave_no_trace(tmp_path: Path) -> None:
    found = campaign(tmp_path, 200)
    assert found["kills"] >= 200
    assert found["alike"] == found["stores"] > 5
    assert found["blocks"] == 24
    # They fell before the first block, between blocks, and when all were there.
    assert len(found["after"]) > 10
