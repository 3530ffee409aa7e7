"""Comparisons: nothing differs from itself, company changes nobody, and a result can be made again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from carepath_sim.build import build_model
from carepath_sim.experiments import store
from carepath_sim.experiments.compare import Comparison, compare
from carepath_sim.experiments.run import Run, run_all
from carepath_sim.experiments.store import Papers
from carepath_sim.experiments.tables import to_csv
from carepath_sim.scenario import Resolved, load, resolve
from tests.laws.short_study import scenario, study
from tests.theory.agreement import SEED

REPLICATIONS = 3
CALM = [{"multiply_hazard": {"ending": "unplanned", "by": 0.5}}]


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Resolved:
    return scenario(tmp_path_factory.mktemp("baseline"), "baseline", horizon="120 days")


@pytest.fixture(scope="module")
def calmer(tmp_path_factory: pytest.TempPathFactory) -> Resolved:
    return scenario(tmp_path_factory.mktemp("calmer"), "calmer", horizon="120 days", effects=CALM)


@pytest.fixture(scope="module")
def compared(baseline: Resolved, calmer: Resolved) -> Comparison:
    return compare_all(baseline, calmer)


def compare_all(*resolved: Resolved, replications: int = REPLICATIONS, workers: int = 1) -> Comparison:
    return compare([study(each) for each in resolved], replications, SEED, workers=workers)


def run_alone(resolved: Resolved, replications: int = REPLICATIONS) -> Run:
    return run_all([study(resolved)], replications, SEED, workers=1)[0]


def only(frame: pd.DataFrame, name: str) -> str:
    """The rows of one scenario, as CSV."""
    return to_csv(frame[frame["scenario"] == name])


def test_two_identical_scenarios_differ_by_exactly_zero_in_every_metric(baseline: Resolved) -> None:
    twins = compare([study(baseline, "one"), study(baseline, "other")], REPLICATIONS, SEED, workers=1)
    table = twins.comparison
    known = table["difference"].notna()
    assert set(table["metric"]) == set(twins.metrics["metric"])
    assert known.sum() > 100
    for column in ("difference", "low", "high", "p10", "p90"):
        found = table.loc[known, column].dropna()  # one pair alone has no interval
        assert (found == 0.0).all(), column
        assert len(found) > 100
    assert table.loc[~known, ["baseline", "value"]].isna().any(axis=1).all(), "only what is not defined has none"


def test_a_real_difference_is_seen(compared: Comparison) -> None:
    known = compared.comparison["difference"].dropna()
    assert np.count_nonzero(known) > 20


@pytest.mark.parametrize("name", ["baseline", "calmer"])
def test_a_run_alone_and_a_run_compared_are_the_same_bytes(
    compared: Comparison, baseline: Resolved, calmer: Resolved, name: str
) -> None:
    alone = run_alone({"baseline": baseline, "calmer": calmer}[name])
    for frame in ("metrics", "series", "survival"):
        assert only(getattr(compared, frame), name) == to_csv(getattr(alone, frame)), frame


def test_the_order_of_scenarios_changes_no_run(compared: Comparison, baseline: Resolved, calmer: Resolved) -> None:
    turned = compare_all(calmer, baseline)
    for name in ("baseline", "calmer"):
        assert only(turned.metrics, name) == only(compared.metrics, name)


def test_the_number_of_worker_processes_changes_nothing(
    compared: Comparison, baseline: Resolved, calmer: Resolved
) -> None:
    at_once = compare_all(baseline, calmer, workers=2)
    for frame in ("metrics", "comparison", "contrasts", "pathways", "series", "survival"):
        assert to_csv(getattr(at_once, frame)) == to_csv(getattr(compared, frame)), frame
    assert at_once.findings == compared.findings


def test_more_replications_begin_with_the_fewer(compared: Comparison, baseline: Resolved) -> None:
    more = run_alone(baseline, REPLICATIONS + 2).metrics
    assert to_csv(more[more["replication"] < REPLICATIONS]) == only(compared.metrics, "baseline")


def test_resolving_again_gives_the_same_document_and_model(tmp_path: Path, calmer: Resolved) -> None:
    path = tmp_path / "calmer.resolved.yaml"
    path.write_text(calmer.to_yaml(), encoding="utf-8")
    again = resolve(load(path))
    assert again.to_yaml() == calmer.to_yaml()
    assert [part.fingerprint() for part in build_model(again)] == [part.fingerprint() for part in build_model(calmer)]


def test_running_a_resolved_scenario_gives_byte_identical_files(
    tmp_path: Path, compared: Comparison, baseline: Resolved, calmer: Resolved
) -> None:
    documents = {each.name: each.to_yaml() for each in (baseline, calmer)}
    first, second = tmp_path / "first", tmp_path / "second"
    store.write(first, compared, Papers(documents, report="", command="one"))
    again = [resolve(load(first / f"{name}.resolved.yaml")) for name in documents]
    papers = Papers({each.name: each.to_yaml() for each in again}, report="", command="another")
    store.write(second, compare_all(*again), papers)
    files = sorted(path.name for path in first.iterdir())
    assert files == sorted(path.name for path in second.iterdir())
    fixed = [name for name in files if name.endswith((".csv", ".yaml"))]
    assert {"metrics.csv", "comparison.csv", "baseline.resolved.yaml", "calmer.resolved.yaml"} <= set(fixed)
    for name in fixed:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
