"""What quarters of logs with known answers cost, and that they add up to the metrics of the whole study."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carepath_sim.clock import DAY
from carepath_sim.metrics import METRICS, Reading
from carepath_sim.metrics.quarters import TOTALS, cost_by_quarter, quarter_edges
from tests.unit.metrics.made_logs import CHILDREN_HOME, FOSTER, Made, prices, random_log, vocabulary

SERVICE, TRAINING, THERAPY = 3000, 25, 11


def dates(start: date, days: int) -> list[str]:
    edges = quarter_edges(start.toordinal(), days * DAY)
    return [date.fromordinal(start.toordinal() + int(edge) // DAY).isoformat() for edge in edges]


def test_quarters_begin_on_the_day_of_the_start_every_third_month() -> None:
    assert dates(date(2026, 4, 1), 365) == ["2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01", "2027-04-01"]
    assert dates(date(2026, 4, 1), 100) == ["2026-04-01", "2026-07-01", "2026-07-10"]


def test_a_day_that_a_month_does_not_have_is_the_first_of_the_next() -> None:
    assert dates(date(2026, 11, 30), 190) == ["2026-11-30", "2027-03-01", "2027-05-30", "2027-06-08"]
    assert dates(date(2028, 2, 29), 366)[-2:] == ["2028-11-29", "2029-03-01"]


def test_a_night_is_paid_for_in_its_quarter() -> None:
    made = Made(vocabulary(horizon_days=365)).present(1, FOSTER, 5, 5).moved(1, 100.5, FOSTER, CHILDREN_HOME)
    found = cost_by_quarter(Reading(made.log(), prices()))
    days, others = np.array([91, 92, 92, 90]), SERVICE + TRAINING + THERAPY
    nights = np.array([91 * 100, 10 * 100 + 82 * 900, 92 * 900, 90 * 900])
    moved = np.array([0, 300, 0, 0])
    assert found.costs["constant"][0] == pytest.approx(nights + moved + days * others)
    granted = 143 * days  # person 1 is of the need that has a grant
    assert found.costs["council"][0] == pytest.approx(nights + moved + days * (SERVICE + TRAINING) - granted)
    assert [date.fromordinal(day).isoformat() for day in found.end_day.tolist()] == dates(date(2026, 4, 1), 365)[1:]


def test_within_a_year_a_pound_has_one_weight() -> None:
    made = Made(vocabulary(horizon_days=730)).present(1, FOSTER, 5, 5)
    found = cost_by_quarter(Reading(made.log(), prices()))
    for measure in ("discounted", "cash"):
        weight = found.costs[measure][0] / found.costs["constant"][0]
        assert weight[:4] == pytest.approx(weight[0])
        assert weight[4:] == pytest.approx(weight[4])
        assert weight[0] != pytest.approx(weight[4], rel=0.01)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_quarters_sum_to_the_metrics_of_the_whole_study(seed: int) -> None:
    log = random_log(seed)
    reading = Reading(log, prices(len(log.vocabulary.piece_start)))
    found = cost_by_quarter(reading)
    assert set(found.costs) == set(TOTALS)
    for measure, metric in TOTALS.items():
        whole = METRICS[metric].function(reading)[:, 0]
        assert found.costs[measure].sum(axis=1) == pytest.approx(whole, rel=1e-9, abs=1e-6), measure


def test_the_quarters_of_a_run_do_not_depend_on_the_runs_beside_it() -> None:
    logs = [Made(vocabulary(365)).present(1, FOSTER, 5, 5).log(), Made(vocabulary(365)).entered(1, 9, FOSTER).log()]
    together = cost_by_quarter(Reading(logs, prices()))
    for run, log in enumerate(logs):
        alone = cost_by_quarter(Reading(log, prices()))
        for measure, costs in alone.costs.items():
            assert np.array_equal(together.costs[measure][run], costs[0])


def test_costs_need_prices() -> None:
    with pytest.raises(ValueError, match="prices"):
        cost_by_quarter(Reading(Made().log()))
