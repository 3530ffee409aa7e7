"""Stock and flow against closed forms, against the mean of many replications, and against itself with half the step."""

from __future__ import annotations

from dataclasses import replace
from math import exp
from pathlib import Path

import numpy as np
import pytest

from carepath_sim.build import build_model
from carepath_sim.clock import DAY, DAYS_PER_YEAR
from carepath_sim.eventlog import CONTINUED, ENTERED, LEFT, MOVED, PRESENT, EventLog
from carepath_sim.experiments.engines import engine_named
from carepath_sim.model import Model
from carepath_sim.scenario import resolve_all
from carepath_sim.stockflow import expected
from carepath_sim.stockflow.course import Course
from carepath_sim.stockflow.grid import grid_of
from tests.theory.council import Exit, Resident, Stream, Team, council

YEAR = round(DAYS_PER_YEAR * DAY)
SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
STANDARD_ERRORS = 4.0
FALLING = [0.09, 0.02, 0.006, 0.002, 0.001]
BANDS = [0, 3 * DAY, 20 * DAY, 100 * DAY, 400 * DAY]


def falling(times: float = 1.0) -> np.ndarray:
    """A hazard per day that falls with the time served, as observed ones do."""
    return np.array(FALLING).reshape(1, 1, 5, 1) * times


def test_exponential_stays_fill_up_as_in_a_queue_with_endless_servers() -> None:
    """M/M/infinity from empty: rate / exit x (1 - exp(-exit t))."""
    rate, leaves = 0.3, 0.004
    model = council(["foster"], [Exit("foster", "out", leaves)], {"a": Stream(rate, ["foster"])}, horizon=3 * YEAR)
    result = expected(model)
    days = result.ticks[[2, 14, 36]] / DAY
    found = result.stocks(days * DAY)[:, 0]
    assert found == pytest.approx(rate / leaves * (1 - np.exp(-leaves * days)), rel=1e-3)


def test_a_caseload_survives_as_its_hazards_say_given_the_time_served() -> None:
    served = [0, 10, 50, 390, 2000]
    people = [Resident("foster", served=days * DAY) for days in served]
    model = council(["foster"], [Exit("foster", "out", falling())], residents=people, horizon=YEAR, duration_band=BANDS)
    edges = np.array(BANDS) / DAY

    def used(days: float) -> float:
        return float(np.clip(days - edges, 0, np.append(np.diff(edges), np.inf)) @ np.array(FALLING))

    result = expected(model)
    for end in (1, 5, 13):
        days = end * float(result.ticks[1]) / DAY
        survive = sum(exp(used(start) - used(start + days)) for start in served)
        assert result.record.stock[end, 0] == pytest.approx(survive, rel=1e-9)


def test_everybody_leaves_on_their_birthday() -> None:
    """Entrants of 16 come evenly over their year, and each stays to 18: between one year and two."""
    model = council(
        ["foster", "alone"],
        [Exit("alone", "out", 1e-9)],
        {"a": Stream(0.2, ["foster"], age=16)},
        leaving={"foster": (18, {"alone": 1.0})},
        horizon=4 * YEAR,
    )
    result = expected(model)
    years = np.array([1.0, 2.0, 4.0])
    per_year = 0.2 * DAYS_PER_YEAR
    assert result.stocks(years * YEAR)[:, 0] == pytest.approx(per_year * np.array([1.0, 1.5, 1.5]), rel=2e-3)


def busy(seed: int) -> Model:
    """A council without limits that has a bit of everything: lists, ages, needs, dates, people already in."""
    luck = np.random.default_rng(seed)
    names = ["edge", "foster", "residential", "lodgings", "away"]
    exits = [
        Exit("edge", ["foster", "residential", "away"], luck.uniform(0.001, 0.004), planned=False),
        Exit("edge", "out", luck.uniform(0.002, 0.006)),
        Exit("foster", ["foster", "residential", "away"], falling(luck.uniform(0.3, 1)), planned=False, name="breaks"),
        Exit("foster", "foster", luck.uniform(0.0005, 0.002), name="again"),
        Exit("foster", "lodgings", np.array([0, 0.003]).reshape(1, 2, 1, 1)),
        Exit("residential", "foster", luck.uniform(0.001, 0.003) * np.array([1.0, 0.4]).reshape(2, 1, 1, 1)),
        Exit("residential", "edge", falling(0.2), planned=False),
        Exit("lodgings", "out", luck.uniform(0.001, 0.004) * np.array([1.0, 2.0]).reshape(1, 1, 1, 2)),
        Exit("away", "residential", 0.01),
    ]
    people = [
        Resident(str(luck.choice(names[:4])), int(luck.integers(1, 900)) * DAY, int(luck.integers(11, 17)), row % 2)
        for row in range(40)
    ]
    return council(
        names,
        exits,
        {
            "a": Stream([0.12, 0.06], ["edge", "away"], ceiling=0.2, age=14, needs=(0.7, 0.3)),
            "b": Stream(
                0.03, age=12, needs=(0.5, 0.5), placed=[("foster", 300 * DAY, 0), ("residential", 40 * DAY, 0)]
            ),
        },
        residents=people,
        needs=("one", "other"),
        leaving={"foster": (18, {"lodgings": 0.6, "away": 0.4}), "residential": (18, {"lodgings": 1.0})},
        age_band=[0, 16],
        duration_band=BANDS,
        piece_start=[0, 400 * DAY],
        horizon=2 * YEAR,
        last_age=25,
        allowed=np.ones((5, 25, 2), dtype=bool),
        entry_age_share=np.eye(25)[[14, 12]],
    )


def tally(model: Model, log: EventLog, at: list[int]) -> np.ndarray:
    """People in each setting at some ticks, and how often each transition happened."""
    size = len(model.settings)
    came, moved = np.isin(log.kind, (PRESENT, ENTERED)), np.isin(log.kind, (MOVED, CONTINUED))
    went = moved | (log.kind == LEFT)
    stocks = []
    for tick in at:
        so_far = log.tick < tick
        arrivals = np.bincount(log.a[came & so_far], minlength=size) + np.bincount(
            log.b[moved & so_far], minlength=size
        )
        stocks.append(arrivals - np.bincount(log.a[went & so_far], minlength=size))
    happened = np.bincount(log.cause[went & (log.cause >= 0)], minlength=len(model.transitions))
    return np.concatenate([*stocks, happened])


def assert_meets_the_mean(model: Model, replications: int) -> None:
    """Every stock after one year and at the end, and every transition's count: within 4 standard errors."""
    at = [YEAR, model.horizon]
    simulate = engine_named("reference")
    seen = np.array([tally(model, simulate(model, 11, number), at) for number in range(replications)])
    result = expected(model, steps_per_year=52)
    moves = result.moves(np.array([0, model.horizon]))[0]
    told = np.concatenate([*result.stocks(np.array(at)), moves])
    error = seen.std(axis=0, ddof=1) / np.sqrt(replications)
    rare = np.sqrt(np.minimum(told, 0.2) / replications)  # what was never seen has no spread to be measured
    off = (told - seen.mean(axis=0)) / np.maximum(error, rare + 1e-12)
    assert np.abs(off).max() < STANDARD_ERRORS, dict(enumerate(off.round(1)))
    assert (STANDARD_ERRORS * error < 0.2 * np.maximum(told, 5)).all(), "too few replications to tell"


def test_without_limits_it_meets_the_mean_of_the_simulation() -> None:
    assert_meets_the_mean(busy(1), 150)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_without_limits_it_meets_the_mean_of_a_thousand_replications(seed: int) -> None:
    assert_meets_the_mean(busy(seed), 1000)


@pytest.mark.slow
def test_the_shipped_baseline_without_limits_meets_the_mean(baseline: Model) -> None:
    model = replace(
        baseline,
        is_limited=np.zeros_like(baseline.is_limited),
        places=np.zeros_like(baseline.places),
        relation=np.ones_like(baseline.relation),
    )
    at = [YEAR, 3 * YEAR, model.horizon]
    simulate = engine_named("reference")
    seen = np.array([tally(model, simulate(model, 5, number), at) for number in range(12)])
    size = len(at) * len(model.settings)
    told = expected(model, 26).stocks(np.array(at)).ravel()
    error = seen[:, :size].std(axis=0, ddof=1) / np.sqrt(12)
    off = np.abs(told - seen[:, :size].mean(axis=0))
    assert (off < 6 * error + 0.5).all(), off.round(2)


@pytest.fixture(scope="module")
def baseline() -> Model:
    return build_model(resolve_all([str(SCENARIOS / "baseline.yaml")])[0])[0]


@pytest.fixture(scope="module")
def hub() -> Model:
    return build_model(resolve_all([str(SCENARIOS / "heads_on_beds.yaml")])[0])[0]


@pytest.mark.slow
def test_half_the_step_moves_the_answer_by_less_than_a_thousandth(baseline: Model) -> None:
    coarse, fine = expected(baseline), expected(baseline, 26)
    end = np.array([baseline.horizon])
    one, two = coarse.stocks(end)[0], fine.stocks(end)[0]
    cared_for = baseline.is_looked_after
    assert one[cared_for].sum() == pytest.approx(two[cared_for].sum(), rel=1e-3)
    assert one.sum() == pytest.approx(two.sum(), rel=1e-3)
    # Where one setting begins to turn people away to the next, each of the two is less sure than their sum.
    assert one == pytest.approx(two, rel=2e-3, abs=0.08)
    years = coarse.year_ends()
    once, twice = (each.flows(years).sum(axis=(1, 2)) for each in (coarse, fine))
    assert once.sum() == pytest.approx(twice.sum(), rel=1e-3)
    assert once == pytest.approx(twice, rel=1.5e-3)


def test_nobody_is_lost_under_limits(baseline: Model) -> None:
    course = Course(baseline, grid_of(baseline))
    record = course.run()
    assert course.present() == pytest.approx(record.stock[-1])
    assert (record.stock >= -1e-9).all()


def test_nobody_stays_past_the_birthday_at_which_they_must_leave(hub: Model) -> None:
    """Not even those who wait or are held back in the step in which it falls, or arrive somewhere in it."""
    grid = grid_of(hub)
    course = Course(hub, grid)
    course.run()
    years = (grid.cell(grid.steps) + np.arange(grid.cohorts)) // grid.per_year
    past = [years >= each.leaves_at(grid.steps - 1) for each in course.endings]
    for spells in course.spells:
        assert spells.people[:, past[spells.endings.setting]].sum() == 0
    for waits in (course.waiting.queues, course.waiting.held):
        assert waits.total().sum() > 0.1
        assert all(
            people[:, past[origin]].sum() == 0 for people, origin in zip(waits.people, waits.origin, strict=True)
        )


def test_the_shipped_caseload_stays_about_as_it_is(baseline: Model) -> None:
    """The starting caseload is meant to be what the council looks like in the long run."""
    result = expected(baseline)
    start, end = result.record.stock[0], result.stocks(np.array([baseline.horizon]))[0]
    assert end[baseline.is_looked_after].sum() == pytest.approx(start[baseline.is_looked_after].sum(), rel=0.02)
    assert np.abs(end - start).max() < 3


@pytest.mark.slow
def test_under_limits_it_comes_near_the_simulation(baseline: Model) -> None:
    """Full places are an approximation: each setting within 3 young people or 3%, the overflow within a half."""
    simulate = engine_named("reference")
    at = [YEAR * year for year in range(1, 5)] + [baseline.horizon]
    size = len(baseline.settings)
    logs = [tally(baseline, simulate(baseline, 5, number), at) for number in range(12)]
    seen = np.mean(logs, axis=0)[: len(at) * size].reshape(len(at), size).mean(axis=0)
    told = expected(baseline).stocks(np.array(at)).mean(axis=0)
    overflow = baseline.is_overflow
    assert told[~overflow] == pytest.approx(seen[~overflow], rel=0.03, abs=3)
    assert told[overflow] == pytest.approx(seen[overflow], rel=0.5)


def test_a_hub_is_only_near(hub: Model) -> None:
    """As `limits` says: few places and what follows from them within a third, the overflow within twice."""
    simulate = engine_named("compiled")
    at = [YEAR * year for year in range(1, 5)] + [hub.horizon]
    size = len(hub.settings)
    logs = [tally(hub, simulate(hub, 5, number), at) for number in range(60)]
    seen = np.mean(logs, axis=0)[: len(at) * size].reshape(len(at), size).mean(axis=0)
    told = expected(hub).stocks(np.array(at)).mean(axis=0)
    overflow, small = hub.is_overflow, np.char.startswith(np.array(hub.settings), "hub")
    assert small.sum() == 2
    assert told[small] == pytest.approx(seen[small], rel=0.4)
    assert told[overflow] == pytest.approx(seen[overflow], rel=1.0)
    others = ~small & ~overflow
    assert told[others] == pytest.approx(seen[others], rel=0.05, abs=4)


@pytest.mark.parametrize(("places", "load"), [(4, 3.0), (20, 25.0)])
def test_places_refuse_as_many_as_in_a_loss_system(places: int, load: float) -> None:
    """Erlang's loss formula, from empty: unplanned arrivals go on to the overflow."""
    leaves = 0.01
    model = council(
        ["home", "away"],
        [Exit("home", "out", leaves), Exit("away", "out", leaves)],
        {"a": Stream(load * leaves, ["home", "away"])},
        places={"home": places},
        horizon=4 * YEAR,
    )
    terms = np.cumprod([1.0, *(load / number for number in range(1, places + 1))])
    refused = terms[-1] / terms.sum()
    found = expected(model).stocks(np.array([model.horizon]))[0]
    assert found == pytest.approx([load * (1 - refused), load * refused], rel=0.01)


def test_relationships_settle_and_are_lost_as_theirs_posts_say() -> None:
    """One team with room for all: while new, endings come three times as often."""
    bond, leaves, rate = 60, 0.002, 0.4
    model = council(
        ["home"],
        [Exit("home", "out", leaves, planned=False, link=(1.0, 3.0, 3.0, 1.0))],
        {"a": Stream(rate, ["home"])},
        teams={"t": Team(3, ["home"], bond=bond * DAY)},
        horizon=5 * YEAR,
    )
    first = (1 - exp(-3 * leaves * bond)) / (3 * leaves)
    stay = first + exp(-3 * leaves * bond) / leaves
    assert expected(model).stocks(np.array([model.horizon]))[0, 0] == pytest.approx(rate * stay, rel=0.03)
