"""Both engines on every scenario that is shipped, whole."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from carepath_sim.build import build_model
from carepath_sim.experiments.parity import check
from carepath_sim.model import Model
from carepath_sim.scenario import resolve_all

FILES = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*.yaml"))
MORE = [(seed, replication) for seed in (7, 20260401) for replication in (0, 3)]


@cache
def model(file: Path) -> Model:
    (resolved,) = resolve_all([str(file)])
    return build_model(resolved)[0]


def test_there_are_scenarios() -> None:
    assert len(FILES) >= 10


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_engines_agree_on_a_scenario(file: Path) -> None:
    found = check(model(file), seed=2026, replications=1)
    assert found.difference is None, str(found.difference)
    assert found.events > 1000


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "first"), MORE)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_engines_agree_under_other_luck(file: Path, seed: int, first: int) -> None:
    found = check(model(file), seed, replications=2, first=first)
    assert found.difference is None, str(found.difference)
