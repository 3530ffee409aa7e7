"""What logs with known answers cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from carepath_sim.eventlog import BY_CALENDAR, BY_CLOSURE, ENTERED, MOVED
from carepath_sim.metrics import METRICS, Reading, measure
from carepath_sim.metrics.cost import HEADINGS
from carepath_sim.model import AGENCY, CLOSED, PERMANENT, VACANT, Prices
from tests.unit.metrics.made_logs import (
    BREAKDOWN,
    CHILDREN_HOME,
    EDGE,
    FOSTER,
    HOME,
    HUB,
    NEED_GROUPS,
    PLANNED,
    Made,
    days,
    prices,
    random_log,
    vocabulary,
)

TEN = vocabulary(horizon_days=10)
SERVICE, TRAINING = 3000, 25 + 11  # £ per day, whatever happens; training, and therapy paid for by the NHS


def found(made: Made, metric: str, setting: str = "all") -> float:
    reading = Reading(made.log(), prices(len(made.words.piece_start)))
    return measure(reading)["all", setting, metric]


def heading(made: Made, name: str) -> float:
    return found(made, "cost_by_heading", name)


def test_a_night_belongs_to_the_setting_at_midnight() -> None:
    made = Made(TEN).present(1, FOSTER, 5, 5).moved(1, 3.5, FOSTER, CHILDREN_HOME)
    # Midnights 0 to 3 in foster care at £100, 4 to 9 in the home at £900.
    assert heading(made, "placements") == 4 * 100 + 6 * 900
    assert found(made, "cost_by_setting", "foster") == 400
    assert found(made, "cost_by_setting", "children_home") == 5400


def test_a_move_at_midnight_gives_that_night_to_the_new_setting() -> None:
    made = Made(TEN).present(1, FOSTER, 5, 5).moved(1, 4, FOSTER, CHILDREN_HOME)
    assert heading(made, "placements") == 4 * 100 + 6 * 900


def test_a_staffed_service_costs_the_same_full_or_empty() -> None:
    empty = Made(TEN).places(0, 2, 4)
    half = Made(TEN).places(0, 2, 4).entered(1, 0, HUB).entered(2, 0, HUB)
    full = Made(TEN).places(0, 2, 1).entered(1, 0, HUB).entered(2, 0, HUB)
    for made, share in ((empty, 0.0), (half, 0.5), (full, 1.0)):
        assert heading(made, "services_used") == pytest.approx(share * SERVICE * 10)
        assert heading(made, "services_empty") == pytest.approx((1 - share) * SERVICE * 10)
        assert found(made, "cost_by_setting", "hub") == pytest.approx(SERVICE * 10)


def test_a_service_shut_by_vacancies_is_paid_for_as_empty() -> None:
    assert heading(Made(TEN).places(0, 2, 0), "services_empty") == SERVICE * 10


def test_block_bought_places_cost_when_nobody_is_in_them() -> None:
    made = Made(TEN).places(0, 3, 3).entered(1, 0, CHILDREN_HOME)
    assert heading(made, "empty_places") == 2 * 70 * 10
    assert found(made, "cost_of_empty_places", "children_home") == 1400
    assert found(made, "cost_of_empty_places") == 1400 + SERVICE * 10


def test_more_people_than_places_leave_none_empty() -> None:
    made = Made(TEN).places(0, 3, 1).entered(1, 0, CHILDREN_HOME).entered(2, 0, CHILDREN_HOME)
    assert heading(made, "empty_places") == 0


def test_posts_are_paid_for_by_the_time_they_are_held() -> None:
    made = (
        Made(TEN).post(0, 0, PERMANENT).post(4.5, 0, VACANT).post(6, 0, AGENCY).post(0, 1, CLOSED).post(0, 2, PERMANENT)
    )
    assert heading(made, "key_workers_permanent") == pytest.approx(4.5 * 150 + 10 * 160)
    assert heading(made, "key_workers_agency") == pytest.approx(4 * 260)
    assert heading(made, "key_workers_vacant") == pytest.approx(1.5 * 1)
    assert found(made, "cost_by_team", "hub") == pytest.approx(4.5 * 150 + 4 * 260 + 1.5 * 1)
    assert found(made, "cost_by_team", "social_work") == pytest.approx(10 * 160)


def test_recruitment_is_paid_for_recruits_and_not_for_those_who_were_there() -> None:
    made = Made(TEN).post(0, 0, PERMANENT).post(1, 0, VACANT).post(2, 0, PERMANENT)
    made.post(0, 2, VACANT).post(5, 2, AGENCY).post(6, 2, PERMANENT)
    made.post(3, 1, PERMANENT, BY_CALENDAR)
    assert heading(made, "recruitment") == 5000 + 7000
    assert found(made, "cost_by_team", "social_work") == pytest.approx(7000 + 5 * 2 + 280 + 4 * 160)


def test_moves_cost_by_whether_they_were_planned_and_entries_once_each() -> None:
    made = Made(TEN).entered(1, 0, EDGE).moved(1, 1, EDGE, FOSTER, PLANNED).moved(1, 2, FOSTER, HUB, PLANNED)
    made.moved(1, 3, HUB, FOSTER, BREAKDOWN).moved(1, 4, FOSTER, HUB, BY_CLOSURE).continued(1, 5, HUB, HUB)
    made.moved(1, 6, HUB, HOME).moved(1, 7, HOME, FOSTER)
    made.present(2, FOSTER, 100, 100)
    assert heading(made, "moves") == 300 + 800 + 800
    assert heading(made, "entries") == 2 * 1100


def test_prices_change_with_the_calendar_piece() -> None:
    made = Made(vocabulary(horizon_days=10, pieces=(0, 6))).present(1, FOSTER, 5, 5)
    assert heading(made, "placements") == 6 * 100 + 4 * 200


def with_stays(pieces: int = 1) -> Prices:
    """£1,000 for each stay that begins in foster care, double in the second need group, and a tenth in the hub."""
    each = np.zeros((len(vocabulary().settings), len(NEED_GROUPS), pieces))
    each[FOSTER] = 1000 * np.arange(1, len(NEED_GROUPS) + 1)[:, None] * 2.0 ** np.arange(pieces)
    each[HUB] = each[FOSTER] / 10
    return replace(prices(pieces), stay={"visits": each, "training": each})


def test_a_stay_is_paid_for_when_someone_comes_or_moves_in() -> None:
    first, second = len(NEED_GROUPS) * 10, len(NEED_GROUPS) * 10 + 1
    made = Made(vocabulary(horizon_days=10, pieces=(0, 6)))
    made.present(first, FOSTER, 5, 5).moved(first, 1, FOSTER, FOSTER).moved(first, 2, FOSTER, HUB)
    made.continued(first, 3, HUB, FOSTER).moved(first, 7, FOSTER, HUB)
    made.entered(second, 0, FOSTER).moved(second, 4, FOSTER, HOME).moved(second, 6, HOME, FOSTER)
    got = measure(Reading(made.log(), with_stays(2)))
    paid = (100 + 2 * 100) + (2000 + 2 * 2000)
    assert got["all", "fixed: visits", "cost_by_heading"] == paid
    assert got["all", "fixed: training", "cost_by_heading"] == paid + 25 * 10, "one heading for both sorts of cost"
    assert got["all", "all", "cost"] == sum(value for key, value in got.items() if key[2] == "cost_by_heading")


@pytest.mark.parametrize("seed", range(5))
def test_stays_are_paid_for_in_the_window_in_which_they_begin(seed: int) -> None:
    log = random_log(seed, people=12)
    starts = log.vocabulary.piece_start
    costs = with_stays(len(starts))
    group = dict(zip(log.people["person"].tolist(), log.people["group"].tolist(), strict=True))
    paid: dict[int, float] = {}
    for tick, kind, person, a, b in zip(log.tick, log.kind, log.person, log.a, log.b, strict=True):
        if kind in (ENTERED, MOVED) and (kind == ENTERED or a != b):
            to = a if kind == ENTERED else b
            piece = max(number for number, start in enumerate(starts) if start <= tick)
            paid[int(tick)] = paid.get(int(tick), 0.0) + costs.stay["visits"][to, group[int(person)], piece]
    reading = Reading(log, costs)
    found = measure(reading)
    for window in reading.windows:
        expected = sum(amount for tick, amount in paid.items() if window.start <= tick < window.end)
        assert found[window.name, "fixed: visits", "cost_by_heading"] == expected
    assert sum(paid.values()) > 0


def test_the_total_and_its_rates() -> None:
    made = Made(vocabulary(horizon_days=14)).present(1, FOSTER, 5, 5).present(2, FOSTER, 5, 5).present(3, HOME)
    total = 28 * 100 + 14 * (SERVICE + TRAINING)
    assert found(made, "cost") == total
    assert found(made, "cost_per_year") == pytest.approx(total / (14 / 365.25))
    assert found(made, "cost_per_care_week") == pytest.approx(total / 4)
    # Person 3 lives at home all along, in no setting with a price and with no key worker.
    assert found(made, "cost_per_person") == pytest.approx(total / 2)


def test_a_key_worker_makes_someone_supported() -> None:
    made = Made(TEN).post(0, 2, PERMANENT).present(1, HOME).allocated(1, 0, 1, 2)
    assert found(made, "cost_per_person") == pytest.approx(10 * (SERVICE + TRAINING + 160))


def test_doubling_every_price_doubles_every_cost() -> None:
    made = (
        Made(TEN).places(0, 2, 2).places(0, 3, 2).post(0, 0, AGENCY).entered(1, 0, HUB).moved(1, 4, HUB, CHILDREN_HOME)
    )
    one = prices()
    twice = replace(
        one,
        **{name: 2 * getattr(one, name) for name in ("night", "service", "empty_place", "post", "recruitment", "move")},
        entry=2 * one.entry,
        fixed={name: 2 * value for name, value in one.fixed.items()},
        grants={name: 2 * value for name, value in one.grants.items()},
    )
    low, high = (measure(Reading(made.log(), each)) for each in (one, twice))
    money = {name for name, item in METRICS.items() if item.needs_prices}
    assert money
    for key in low:
        expected = 2 * low[key] if key[2] in money else low[key]
        assert high[key] == pytest.approx(expected, nan_ok=True)


def test_without_prices_there_is_no_money_and_everything_else_is_the_same() -> None:
    log = Made(TEN).entered(1, 0, HUB).log()
    poor, rich = measure(Reading(log)), measure(Reading(log, prices()))
    assert {key[2] for key in rich} - {key[2] for key in poor} == {
        name for name, item in METRICS.items() if item.needs_prices
    }
    assert all(np.array_equal(poor[key], rich[key], equal_nan=True) for key in poor)


def test_every_heading_has_a_printed_name() -> None:
    made = Made(TEN).entered(1, 0, HUB)
    names = {key[1] for key in measure(Reading(made.log(), prices())) if key[2] == "cost_by_heading"}
    assert names == {*HEADINGS, "fixed: training", "fixed: therapy"}


def test_midnights_are_those_before_the_horizon() -> None:
    words = replace(vocabulary(), horizon=days(2) + 1)
    assert heading(Made(words).present(1, FOSTER, 5, 5), "placements") == 3 * 100
