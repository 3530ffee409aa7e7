"""Scenarios about the whole pathway do what their question says, as read from their logs."""

from __future__ import annotations

import functools
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from carepath_sim import build_model, load, resolve, simulate
from carepath_sim.clock import DAY
from carepath_sim.eventlog import BY_POST, CONTINUED, ENTERED, LEFT, LOST, MOVED, PRESENT, EventLog
from carepath_sim.model import Model

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
AFTER_18 = (
    "staying_put_agency",
    "staying_put_family_and_friends",
    "staying_put_in_house",
    "supported_accommodation_after_18",
    "supported_lodgings_after_18",
)
SEED = 7


@functools.cache
def model_of(name: str) -> Model:
    return build_model(resolve(load(FOLDER / f"{name}.yaml")))[0]


@functools.cache
def log_of(name: str) -> EventLog:
    return simulate(model_of(name), SEED, 0)


START = date(2026, 4, 1)


def day(of: date) -> int:
    """The tick at which a day begins."""
    return (of - START).days * DAY


def living_in(name: str, settings: tuple[str, ...], tick: int) -> int:
    """How many young people live in some settings at a tick."""
    model, log = model_of(name), log_of(name)
    before = log.tick <= tick
    found: dict[int, str] = {}
    for kind, person, a, b in zip(log.kind[before], log.person[before], log.a[before], log.b[before], strict=True):
        if kind == LEFT:
            found.pop(int(person), None)
        elif kind in (PRESENT, ENTERED):
            found[int(person)] = model.settings[a]
        elif kind in (MOVED, CONTINUED):
            found[int(person)] = model.settings[b]
    return sum(where in settings for where in found.values())


def test_eighteen_and_out_leaves_nobody_with_carers_or_in_supported_housing() -> None:
    tick = day(date(2028, 4, 1))
    assert living_in("baseline", AFTER_18, tick) > 40
    assert living_in("eighteen_and_out", AFTER_18, tick) < 4, "only those who turned 18 the day before"
    assert living_in("eighteen_and_out", ("independence",), tick) > living_in("baseline", ("independence",), tick) + 30


OUT_OF_AREA = "childrens_home_out_of_area"
CLOSED = day(date(2028, 4, 1))


def placed_out_of_area(name: str, first: int, last: int) -> int:
    """Moves and entries to homes outside the area, but for children who turn 10 in care where they live already."""
    model, log = model_of(name), log_of(name)
    there, turning_10 = model.settings.index(OUT_OF_AREA), model.entry_streams.index("turning_10")
    came = (log.kind == ENTERED) & (log.a == there) & (log.b != turning_10)
    moved = (log.kind == MOVED) & (log.b == there)
    return int(((came | moved) & (log.tick >= first) & (log.tick < last)).sum())


def test_nobody_is_placed_out_of_area_once_it_is_closed() -> None:
    model = model_of("no_out_of_area")
    assert placed_out_of_area("baseline", CLOSED, model.horizon) > 20
    assert placed_out_of_area("no_out_of_area", 0, CLOSED) > 0
    assert placed_out_of_area("no_out_of_area", CLOSED, model.horizon) == 0
    opened = model.places[model.pools.index("childrens_home")]
    assert opened.max() - opened.min() == pytest.approx(30, abs=4)


def test_those_who_live_out_of_area_are_not_moved_by_it() -> None:
    before, after = (living_in("no_out_of_area", (OUT_OF_AREA,), tick) for tick in (CLOSED - 1, CLOSED))
    assert before == after > 2


def entered(name: str, streams: tuple[str, ...], first: int, last: int) -> int:
    """Young people who come by some streams between two ticks."""
    model, log = model_of(name), log_of(name)
    numbers = [model.entry_streams.index(stream) for stream in streams]
    came = (log.kind == ENTERED) & np.isin(log.b, numbers) & (log.tick >= first) & (log.tick < last)
    return int(came.sum())


def test_demand_rises_by_a_quarter_and_only_where_it_is_said_to() -> None:
    surging = ("direct_10_to_15", "direct_16_to_17", "edge_of_care")
    full, end = day(date(2029, 4, 1)), day(date(2031, 4, 1))
    more = entered("demand_surge", surging, full, end) / entered("baseline", surging, full, end)
    assert 1.10 < more < 1.36
    others = ("turning_10", "unaccompanied")
    assert entered("demand_surge", others, 0, end) == entered("baseline", others, 0, end)
    start = day(date(2027, 4, 1))
    assert entered("demand_surge", surging, 0, start) == entered("baseline", surging, 0, start)


def lost_to_leavers(name: str, first: int, last: int) -> int:
    """Young people who lost a social worker because the worker left."""
    model, log = model_of(name), log_of(name)
    lost = (log.kind == LOST) & (log.a == model.teams.index("social_work")) & (log.cause == BY_POST)
    return int((lost & (log.tick >= first) & (log.tick < last)).sum())


def test_the_shock_lasts_a_year() -> None:
    first, last = (day(date(year, 4, 1)) for year in (2027, 2028))
    assert lost_to_leavers("turnover_shock", 0, first) == lost_to_leavers("baseline", 0, first)
    model = model_of("turnover_shock")
    leave = model.leave_rate[model.teams.index("social_work")]
    assert leave.max() / leave.min() == pytest.approx(1.5)
    assert leave[0] == leave[-1] == leave.min()
    assert last - first == 366 * DAY


def test_whoever_comes_to_live_independently_has_stay_close_support_at_once() -> None:
    """All but those of 21, whose support has ended: they leave within the hour."""
    model, log = model_of("stay_close"), log_of("stay_close")
    alone, close = (model.settings.index(name) for name in ("independence", "independence_stay_close"))
    came = dict(rows(log, (log.kind == MOVED) & (log.b == alone)))
    went = dict(rows(log, (log.kind == CONTINUED) & (log.b == close)))
    left = dict(rows(log, (log.kind == LEFT) & (log.a == alone)))
    assert len(went) > 100
    for who, tick in came.items():
        assert (
            min(went.get(who, model.horizon), left.get(who, model.horizon)) - tick <= DAY or tick > model.horizon - DAY
        )


def rows(log: EventLog, chosen: np.ndarray) -> list[tuple[int, int]]:
    """Person and tick of some rows."""
    return list(zip(log.person[chosen].tolist(), log.tick[chosen].tolist(), strict=True))
