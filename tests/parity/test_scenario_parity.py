"""Both engines on every scenario that is shipped, whole."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from carepath_sim.build import build_model
from carepath_sim.experiments.parity import compare
from carepath_sim.model import Model
from carepath_sim.scenario import resolve_all
from tests.parity.engines import pair

FILES = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*.yaml"))
ALWAYS = ("baseline", "no_heads_on_beds", "no_wrong_door", "turnover_shock")
"""Without hubs and with them, all that a practice model pulls, staff that leave at once; the others are slow tests."""
EACH = [pytest.param(file, id=file.stem, marks=() if file.stem in ALWAYS else pytest.mark.slow) for file in FILES]
MORE = [(seed, replication) for seed in (7, 20260401) for replication in (0, 1, 5)]


@cache
def model(file: Path) -> Model:
    (resolved,) = resolve_all([str(file)])
    return build_model(resolved)[0]


def assert_parity(file: Path, seed: int, replication: int) -> None:
    engines = pair(seed, replication)
    one, other = engines.endings(model(file))
    difference = compare(one, other, engines.names, replication)
    rerun = f"carepath parity scenarios/{file.name} --seed {seed} --first {replication} --replications 1"
    assert difference is None, f"{difference}\nTo see it again: {rerun}"
    assert one.log is not None
    assert one.log.events > 1000


def test_there_are_scenarios() -> None:
    assert len(FILES) >= 10


@pytest.mark.parametrize("file", EACH)
def test_engines_agree_on_a_scenario(file: Path) -> None:
    assert_parity(file, seed=2026, replication=0)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "replication"), MORE)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_engines_agree_under_other_luck(file: Path, seed: int, replication: int) -> None:
    assert_parity(file, seed, replication)
