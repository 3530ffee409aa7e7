"""The frames of a run."""

from __future__ import annotations

import numpy as np
import pytest

from carepath_sim.clock import DAY, date_of
from carepath_sim.experiments.engines import simulate
from carepath_sim.experiments.frames import METRICS_COLUMNS, SERIES_COLUMNS, SURVIVAL_COLUMNS
from carepath_sim.experiments.run import Run, run, run_all
from carepath_sim.experiments.tables import to_csv
from carepath_sim.metrics import METRICS, Reading, measure
from carepath_sim.metrics.survival import first_breakdowns
from tests.unit.experiments.small_studies import small_study

STUDY = small_study("one")
FRAMES = ("metrics", "series", "survival", "flows", "needed")


@pytest.fixture(scope="module")
def found() -> Run:
    return run(STUDY.model, STUDY.prices, "one", replications=4, seed=3, workers=1)


def test_the_metrics_frame_is_tidy_and_complete(found: Run) -> None:
    assert tuple(found.metrics.columns) == METRICS_COLUMNS
    assert set(found.metrics["metric"]) == set(METRICS)
    assert not found.metrics.duplicated(["replication", "period", "setting", "metric"]).any()
    assert found.metrics.groupby("replication").size().nunique() == 1


def test_each_value_is_that_of_the_log(found: Run) -> None:
    expected = measure(Reading(simulate(STUDY.model, 3, 2), STUDY.prices))
    rows = found.metrics[found.metrics["replication"] == 2]
    values = dict(zip(zip(rows["period"], rows["setting"], rows["metric"], strict=True), rows["value"], strict=True))
    assert values.keys() == expected.keys()
    assert all(np.array_equal(values[key], expected[key], equal_nan=True) for key in expected)


def test_series_have_a_row_a_week_and_bands_that_nest(found: Run) -> None:
    assert tuple(found.series.columns) == SERIES_COLUMNS
    one = found.series[found.series["kind"] == "people"].groupby("name").size()
    assert set(one) == {-(-STUDY.model.horizon // (7 * 1440))}
    for narrow, wide in (("p5", "p25"), ("p25", "p75"), ("p75", "p95")):
        assert (found.series[narrow] <= found.series[wide]).all()
    assert found.series["date"].iloc[1] == date_of(STUDY.model.start_day, 7 * DAY).isoformat()


def test_the_survival_curve_starts_at_one_and_falls(found: Run) -> None:
    assert tuple(found.survival.columns) == SURVIVAL_COLUMNS
    curve = found.survival
    assert curve["days"].iloc[0] == 0
    assert curve["survival"].is_monotonic_decreasing
    assert curve["at_risk"].is_monotonic_decreasing
    assert ((curve["low"] <= curve["survival"]) & (curve["survival"] <= curve["high"])).all()


def test_the_number_at_risk_is_the_mean_of_one_replication(found: Run) -> None:
    readings = [Reading(simulate(STUDY.model, 3, replication)) for replication in range(4)]
    entered = [len(first_breakdowns(reading).ticks) for reading in readings]
    assert found.survival["at_risk"].iloc[0] == sum(entered) / 4 > 0


def test_a_run_alone_and_a_run_compared_are_the_same_bytes(found: Run) -> None:
    other = small_study("two", entry_rate=STUDY.model.entry_rate * 0.5)
    compared = run_all([other, STUDY], replications=4, seed=3, workers=1)[1]
    for frame in FRAMES:
        assert to_csv(getattr(compared, frame)) == to_csv(getattr(found, frame))


def test_more_replications_leave_the_first_as_they_were(found: Run) -> None:
    fewer = run(STUDY.model, STUDY.prices, "one", replications=2, seed=3, workers=1)
    assert to_csv(found.metrics).startswith(to_csv(fewer.metrics))


def test_another_seed_is_another_future(found: Run) -> None:
    other = run(STUDY.model, STUDY.prices, "one", replications=4, seed=4, workers=1)
    assert to_csv(other.metrics) != to_csv(found.metrics)
