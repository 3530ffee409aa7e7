"""The programs that are timed do the same work: row for row where they share their luck, else on average."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pytest

from carepath_sim.clock import DAY
from carepath_sim.engines import reference
from carepath_sim.eventlog import BY_AGE, DECLINED, KINDS, LEFT, WAIT_ENDED, WAITED, EventLog, first_difference
from carepath_sim.model import NOWHERE, Model
from tests.benchmarks import council_in_simpy
from tests.benchmarks.enlarge import enlarged
from tests.benchmarks.reduced import in_c, in_simpy
from tests.benchmarks.reduced.network import LARGE, SETTINGS, SMALL, Size, as_model
from tests.benchmarks.reduced.rows import Figures, figures_of_log, figures_of_rows
from tests.benchmarks.results import Line, Part, Target, table
from tests.benchmarks.setup import scenario

SEED = 11
SPREADS = 4.5
"""Standard errors that a mean may lie from another; the seeds are fixed, so a test that passes once passes always."""

needs_compiler = pytest.mark.skipif(in_c.compiler() is None, reason="there is no C compiler here")


def in_c_of(model: Model) -> in_c.Program:
    return in_c.Program(model, rows=60_000, people=10_000)


@pytest.fixture(scope="module")
def expected() -> list[Figures]:
    program = in_c_of(as_model(SMALL))
    return [figures_of_log(program.simulate(SEED, replication)) for replication in range(60)]


def check_c(model: Model, seed: int) -> EventLog:
    """C and the reference engine write the same log and count the same events."""
    log, other = reference.simulate(model, seed, 3), in_c_of(model).simulate(seed, 3)
    assert first_difference(log, other) is None
    assert log.events == other.events
    return log


@needs_compiler
@pytest.mark.parametrize(("size", "seed"), [(LARGE, SEED), (SMALL, 0)])
def test_c_writes_the_log_of_the_reference_engine(size: Size, seed: int) -> None:
    log = check_c(as_model(size), seed)
    assert (log.kind == WAITED).sum() > 100
    assert (log.kind == LEFT).sum() > 1000


@needs_compiler
def test_c_keeps_birthdays_and_asks_who_may_live_where() -> None:
    """People of 8 to 10 who leave at 11, two needs, and settings closed to some ages and needs."""
    shares, allowed = np.zeros((1, 11)), np.ones((len(SETTINGS), 11, 2), dtype=bool)
    shares[0, 8:] = 0.2, 0.5, 0.3
    allowed[SETTINGS.index("hub"), 10:] = False
    allowed[SETTINGS.index("lodgings"), 9:, 1] = False
    allowed[SETTINGS.index("home"), 10, 0] = False
    allowed[SETTINGS.index("assessment"), 10, 1] = False
    plain = as_model(SMALL)
    model = replace(
        plain,
        last_age=11,
        allowed=allowed,
        needs=("one", "other"),
        hazard=plain.hazard * np.array([1.0, 0.8])[None, :, None, None, None],
        entry_age_share=shares,
        entry_need_share=np.array([[0.7, 0.3]]),
        entry_list=np.array([[[0, NOWHERE], [SETTINGS.index("assessment"), 0]]]),
        uptake=np.zeros((0, 2)),
        team_of=np.repeat(plain.team_of, 2, axis=0),
        keeps=np.repeat(plain.keeps, 2, axis=0),
    )
    log = check_c(model, SEED)
    for kind, least in ((DECLINED, 50), (WAITED, 50), (LEFT, 500)):
        assert (log.kind == kind).sum() > least
    for kind in (LEFT, WAIT_ENDED):
        assert ((log.kind == kind) & (log.cause == BY_AGE)).any()


@needs_compiler
def test_c_keeps_the_birthdays_of_those_born_on_29_february() -> None:
    """Those who come at 14 to 17 move seldom and leave on their 18th birthday; one year in four has the day."""
    shares = np.zeros((1, 18))
    shares[0, 14:] = 0.25
    plain = as_model(SMALL, horizon=4 * 366 * DAY)
    allowed = plain.allowed[:, :18]
    slow = replace(plain, last_age=18, allowed=allowed, entry_age_share=shares, hazard=plain.hazard / 60)
    places = np.where(plain.is_limited[:, None], 5000, 0)
    log = check_c(replace(slow, places=places), SEED)
    born = [date.fromordinal(day) for day in log.people["born"].tolist()]
    gone = log.person[(log.kind == LEFT) & (log.cause == BY_AGE)]
    leapers = [who for who, day in zip(log.people["person"], born, strict=True) if (day.month, day.day) == (2, 29)]
    assert np.isin(leapers, gone).any()


@needs_compiler
def test_c_says_when_its_log_is_too_small_or_nobody_can_be_let_in() -> None:
    with pytest.raises(RuntimeError, match="100 rows"):
        in_c.Program(as_model(SMALL), rows=100, people=10_000).simulate(SEED, 0)
    model = as_model(SMALL)
    with pytest.raises(RuntimeError, match="allowed"):
        in_c_of(replace(model, allowed=np.zeros_like(model.allowed))).simulate(SEED, 0)


def check_same(simulate: Callable[[int, int], Any], read: Callable[[Any], Figures], expected: list[Figures]) -> None:
    """Every mean of a few replications lies where those of the C program say."""
    found = [read(simulate(SEED, replication)) for replication in range(5)]
    for name in expected[0]:
        known = np.array([figures[name] for figures in expected])
        error = known.std(ddof=1) * np.sqrt(1 / len(found) + 1 / len(known))
        assert np.mean([figures[name] for figures in found]) == pytest.approx(known.mean(), abs=SPREADS * error), name


@needs_compiler
def test_simpy_does_the_same_work(expected: list[Figures]) -> None:
    check_same(partial(in_simpy.simulate, SMALL), figures_of_rows, expected)


@needs_compiler
def test_ciw_does_the_same_work(expected: list[Figures]) -> None:
    pytest.importorskip("ciw")
    from tests.benchmarks.reduced import in_ciw

    check_same(partial(in_ciw.simulate, SMALL), in_ciw.figures_of_records, expected)


def test_salabim_does_what_simpy_does_with_the_same_luck() -> None:
    pytest.importorskip("salabim")
    from tests.benchmarks.reduced import in_salabim

    one, other = in_salabim.simulate(SMALL, SEED, 0), in_simpy.simulate(SMALL, SEED, 0)
    assert one.events == other.events
    assert [row[1:] for row in one.rows] == [row[1:] for row in other.rows]
    assert [row[0] for row in one.rows] == pytest.approx([row[0] for row in other.rows])


@pytest.mark.slow
def test_the_council_in_simpy_writes_as_many_rows_of_each_kind() -> None:
    model = replace(scenario("no_heads_on_beds")[0], horizon=182 * DAY)
    mine, theirs = [], []
    for replication in range(6):
        log = reference.simulate(model, SEED, replication)
        rows = council_in_simpy.simulate(model, SEED, replication)
        mine.append([*np.bincount(log.kind, minlength=len(KINDS)), log.events])
        theirs.append([*np.bincount([row[1] for row in rows.rows], minlength=len(KINDS)), rows.events])
    one, other = np.array(mine, dtype=float), np.array(theirs, dtype=float)
    error = np.sqrt((one.var(axis=0, ddof=1) + other.var(axis=0, ddof=1)) / len(one))
    apart = np.abs(one.mean(axis=0) - other.mean(axis=0))
    assert (apart <= SPREADS * error).all(), dict(zip((*KINDS, "events"), apart / np.maximum(error, 1e-9), strict=True))
    assert one[:, :-1].mean(axis=0).sum() > 2000


def test_the_council_in_simpy_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="holds, panels"):
        council_in_simpy.simulate(scenario("heads_on_beds")[0], SEED, 0)


def test_a_council_three_times_its_size_has_three_times_the_people_and_events() -> None:
    model = replace(scenario("baseline")[0], horizon=60 * DAY)
    one, three = (reference.simulate(each, SEED, 0) for each in (model, enlarged(model, 3)))
    assert (three.kind == KINDS.index("present")).sum() == 3 * (one.kind == KINDS.index("present")).sum()
    assert three.events == pytest.approx(3 * one.events, rel=0.15)


def test_a_table_says_whether_targets_are_met() -> None:
    lines = [Line("fast", 3.0, "M", 2.5, 3.5, Target(least=2)), Line("slow", 16.0, "s", target=Target(most=15))]
    text = table(Part("speed", "Speed", lines))
    assert "| fast | 3.00 M | 2.50 to 3.50      | >= 2.00 met    |" in text
    assert "| slow | 16.0 s |                   | <= 15.0 MISSED |" in text
