"""Fixtures: scenarios over a catalogue small enough to know by heart."""

from __future__ import annotations

from pathlib import Path

import pytest

from carepath_sim.scenario import resolve_all

CATALOGUE = Path(__file__).parents[1] / "broken" / "catalogue"
HEAD = "question: What if?\nkind: strategic\nstart: 2026-04-01\nhorizon: 3 years\n"


@pytest.fixture
def write(tmp_path):
    """Write a scenario file, its four required keys in front unless it has a parent."""

    def _write(text: str = "", name: str = "here.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text if "extends:" in text else HEAD + text, encoding="utf-8")
        return path

    return _write


@pytest.fixture
def resolved(write):
    """The resolved study of a scenario over the small catalogue."""

    def _resolved(text: str = "", name: str = "here.yaml"):
        return resolve_all([write(text, name)], CATALOGUE)[0]

    return _resolved
