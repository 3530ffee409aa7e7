"""Several logs read at once: the figures of each are those it has alone, bit for bit."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carepath_sim.build import build_model
from carepath_sim.clock import DAY
from carepath_sim.eventlog import COLUMNS, EventLog
from carepath_sim.experiments.engines import simulate
from carepath_sim.experiments.outcome import Outcome, reduce, reduce_block
from carepath_sim.metrics import Reading
from carepath_sim.metrics.arrays import in_order, sums
from carepath_sim.metrics.block import Block, grouped
from carepath_sim.metrics.windows import Calendar, cut, overlaps
from carepath_sim.model import NO_TIME, Model, Prices
from carepath_sim.scenario import resolve_all
from tests.parity.random_models import random_model
from tests.unit.metrics.made_logs import FOSTER, HOME, HUB, Made, prices, random_log, vocabulary

SCENARIO = Path(__file__).parents[3] / "scenarios" / "no_heads_on_beds.yaml"
RANDOM_MODELS = range(24)


def uneven_prices(model: Model, seed: int) -> Prices:
    """Prices of which sums are never whole numbers, so that the order of adding shows in the last bit."""
    rng = np.random.default_rng(seed)
    settings_, pools, teams = len(model.settings), len(model.pools), len(model.teams)
    pieces = len(model.piece_start)
    return Prices(
        currency="GBP",
        price_year="2025-26",
        night=rng.random((settings_, pieces)) * 1000,
        service=rng.random((pools, pieces)) * 3000 * (rng.random((pools, 1)) < 0.6),
        empty_place=rng.random((pools, pieces)) * 100,
        post=rng.random((teams, 4)) * 300,
        recruitment=rng.random(teams) * 9000,
        move=rng.random(2) * 1000,
        entry=777.7,
        fixed={"training": rng.random(pieces), "therapy": rng.random(pieces)},
        payers={"therapy": "nhs"},
        grants={"home_office": rng.random((len(model.needs), 2)) * 150},
        discount_from=(0.0, 0.1),
        discount_rate=(0.035, 0.03),
        inflation=0.021,
        years_since_price_year=1.5,
    )


def parts(record: Any) -> dict[str, Any]:
    """Everything in an outcome, arrays as their type, shape and bytes, so that equal means bit for bit."""
    found: dict[str, Any] = {}
    for item in fields(record):
        value = getattr(record, item.name)
        if isinstance(value, np.ndarray):
            found[item.name] = (value.dtype, value.shape, value.tobytes())
        else:
            found[item.name] = parts(value) if hasattr(value, "__dataclass_fields__") else value
    return found


def assert_same(together: list[Outcome], logs: list[EventLog], money: Prices) -> None:
    assert len(together) == len(logs)
    for replication, (log, found) in enumerate(zip(logs, together, strict=True)):
        assert parts(found) == parts(reduce(log, money, replication))


@pytest.mark.parametrize("seed", RANDOM_MODELS)
def test_logs_of_a_random_model_have_the_same_figures_in_any_block(seed: int) -> None:
    model = random_model(seed)
    money = uneven_prices(model, seed)
    logs = [simulate(model, 5, replication) for replication in range(3)]
    assert_same(reduce_block(logs, money, range(3)), logs, money)
    backwards = reduce_block(logs[::-1], money, [2, 1, 0])
    assert_same(backwards[::-1], logs, money)


def test_logs_of_a_shipped_scenario_have_the_same_figures_in_any_block() -> None:
    resolved = resolve_all([str(SCENARIO)])[0]
    model, money = build_model(resolved)
    logs = [simulate(model, 2026, replication) for replication in range(3)]
    assert_same(reduce_block(logs, money, range(3)), logs, money)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_runs_with_fewer_people_or_nobody_or_no_row_have_the_same_figures_in_any_block(seed: int) -> None:
    log = random_log(seed, people=9)
    ids = log.people["person"]
    logs = [log, of_people(log, ids[::2]), of_people(log, ids[:1]), of_people(log, ids[:0]), first_rows(log, 0)]
    money = prices(len(log.vocabulary.piece_start))
    assert_same(reduce_block(logs, money, range(5)), logs, money)


def of_people(log: EventLog, ids: np.ndarray) -> EventLog:
    """The rows of some people, and of posts and places."""
    rows = (log.person < 0) | np.isin(log.person, ids)
    known = np.isin(log.people["person"], ids)
    return replace(
        log,
        **{name: getattr(log, name)[rows] for name in COLUMNS},
        people={name: column[known] for name, column in log.people.items()},
    )


def first_rows(log: EventLog, number: int) -> EventLog:
    people = {name: column[:number] for name, column in log.people.items()}
    return replace(log, **{name: getattr(log, name)[:number] for name in COLUMNS}, people=people)


def test_a_study_without_teams_limited_places_or_an_overflow_has_figures() -> None:
    words = replace(
        vocabulary(800),
        teams=(),
        post_team=np.zeros(0, dtype=np.int64),
        is_limited=np.zeros(6, dtype=np.bool_),
        is_overflow=np.zeros(7, dtype=np.bool_),
    )
    money = replace(prices(), post=np.zeros((0, 4)), recruitment=np.zeros(0))
    log = Made(words).entered(1, 0, FOSTER).moved(1, 5, FOSTER, HUB).log()
    for outcome in reduce_block([log, log], money, range(2)):
        found = dict(zip(outcome.keys, outcome.values.tolist(), strict=True))
        assert found["all", "all", "moves"] == 1
        assert found["all", "key_workers_permanent", "cost_by_heading"] == 0
        assert found["all", "all", "cost"] == 5 * 100 + 800 * 3000 + 800 * (25 + 11) + 1100 + 300


def test_the_same_person_in_two_runs_is_two_people() -> None:
    moves = Made().present(1, FOSTER, 10, 10).moved(1, 5, FOSTER, HUB), Made().present(1, FOSTER, 10, 10)
    reading = Reading([made.log() for made in moves])
    spells, rows = reading.spells, reading.moves
    assert spells.run.tolist() == spells.who.tolist() == [0, 0, 1]
    assert reading.count(spells.run[rows], spells.start[rows])[:, 0].tolist() == [1, 0]


def test_logs_of_different_studies_are_not_read_together() -> None:
    with pytest.raises(ValueError, match="not of one study"):
        Reading([Made().log(), Made(vocabulary(horizon_days=30)).log()])
    with pytest.raises(ValueError, match="no log"):
        Reading([])


def test_logs_read_from_files_are_read_together(tmp_path: Path) -> None:
    """Each then has a vocabulary of its own, of the same words."""
    log = Made().present(1, FOSTER, 10, 10).log()
    log.save(tmp_path / "log.parquet")
    reading = Reading([log, EventLog.load(tmp_path / "log.parquet")])
    assert reading.ticks(reading.spells)[:, 0].tolist() == [log.vocabulary.horizon] * 2


@pytest.mark.parametrize("ids", [(0, 1, 2), (7 << 32, 3, (7 << 32) + 1), (10**18, 5, 10**9), (-5, 7, 0)])
def test_people_are_found_by_ids_of_any_kind(ids: tuple[int, ...]) -> None:
    made = Made()
    for person in ids:
        made.row(0, 0, person, FOSTER, 1, -4).people[person] = dict.fromkeys(
            ("born", "need", "group", "stream", "in_care_since", "placed_since"), NO_TIME
        ) | {"person": person}
    made.places(0, 1, 5)
    for person in reversed(ids):
        made.row(10, 2, person, FOSTER, HOME, 2)
    columns = list(zip(*made.rows, strict=True))
    log = EventLog(
        made.words,
        **{name: np.array(column, dtype=dtype) for column, (name, dtype) in zip(columns, COLUMNS.items(), strict=True)},
        people={name: np.array([made.people[person][name] for person in ids]) for name in made.people[ids[0]]},
    )
    assert Block.of([log]).who.tolist() == [0, 1, 2, -1, 2, 1, 0]


@given(st.lists(st.integers(0, 200_000), max_size=50), st.sampled_from([200_001, 1 << 40]))
def test_grouping_is_a_stable_sort(keys: list[int], count: int) -> None:
    values = np.array(keys, dtype=np.int64)
    assert grouped(values, count).tolist() == np.argsort(values, kind="stable").tolist()


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=20),
    st.lists(st.integers(0, 60), unique=True, max_size=6),
)
def test_cuts_add_up_to_what_lies_between_the_edges(intervals: list[tuple[int, int]], bounds: list[int]) -> None:
    edges = np.array(sorted(bounds), dtype=np.int64)
    start, end = (np.array([pair[side] for pair in intervals], dtype=np.int64) for side in (0, 1))
    cuts = cut(edges, start, end)
    assert (cuts.ticks > 0).all()
    for row, (first, last) in enumerate(intervals):
        for stretch in range(len(edges) - 1):
            lower, upper = max(first, edges[stretch]), min(last, edges[stretch + 1])
            found = cuts.ticks[(cuts.row == row) & (cuts.stretch == stretch)].tolist()
            assert found == ([upper - lower] if upper > lower else [])


@pytest.mark.parametrize("unit", [1, DAY])
@given(
    st.lists(st.tuples(st.integers(-9, 60), st.integers(0, 40)), max_size=12), st.sets(st.integers(0, 50), min_size=2)
)
def test_overlaps_are_the_cuts_of_each_cell_summed(unit: int, made: list[tuple[int, int]], bounds: set[int]) -> None:
    edges = np.array(sorted(bounds), dtype=np.int64) * unit
    start = np.array([first for first, _ in made], dtype=np.int64) * unit + 1
    end = start + np.array([length for _, length in made], dtype=np.int64) * unit
    cell = np.arange(len(made)) % 3
    cuts = cut(edges, start, end)
    expected = sums((cell[cuts.row], cuts.stretch), (3, len(edges)), cuts.ticks)
    assert np.array_equal(overlaps(edges, cell, 3, start, end), expected)


@pytest.mark.parametrize("kinds", [1, 12])
def test_sums_of_a_run_do_not_depend_on_the_runs_beside_it(kinds: int) -> None:
    pieces = tuple(range(0, 365, 9))
    calendar = Calendar.of(vocabulary(365, pieces=pieces))
    values = np.random.default_rng(kinds).random((40, kinds, calendar.n_columns))
    for function in (calendar.in_windows, lambda table: in_order(table, axis=1), lambda table: in_order(table, axis=2)):
        together = function(values)
        for run in range(len(values)):
            assert function(values[run : run + 1])[0].tolist() == together[run].tolist()


@given(st.integers(1, 2000), st.lists(st.integers(1, 10**6), max_size=3, unique=True))
def test_windows_and_pieces_are_whole_stretches(horizon_days: int, pieces: list[int]) -> None:
    words = replace(vocabulary(horizon_days), piece_start=np.array([0, *sorted(pieces)]))
    calendar = Calendar.of(words)
    lengths = np.append(np.diff(calendar.edges), 10**6)
    assert calendar.in_windows(lengths.astype(np.float64)).tolist() == calendar.lengths.tolist()
    for stretch, (start, end) in enumerate(zip(calendar.edges, calendar.edges[1:], strict=False)):
        moments = np.array([start, end - 1])
        assert calendar.stretch_of(moments).tolist() == [stretch, stretch]
        assert (np.searchsorted(words.piece_start, moments, side="right") - 1 == calendar.piece[stretch]).all()
