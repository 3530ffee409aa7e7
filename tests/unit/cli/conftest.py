"""Where commands are run from."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run from the folder that holds the shipped scenarios."""
    monkeypatch.chdir(Path(__file__).resolve().parents[3])
