"""The hash behind every draw against published and written-out vectors, and the hazard kernels against closed forms.

Everything is asked twice: of the interpreter and, where numba is installed, of the same source compiled.
"""

from __future__ import annotations

import importlib
import math
import re
from itertools import pairwise
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import carepath_sim.engines
from carepath_sim import draws
from carepath_sim.clock import DAY, NEVER

numba: Any
try:
    numba = importlib.import_module("numba")
except ImportError:
    numba = None

needs_numba = pytest.mark.skipif(
    numba is None or bool(numba.config.DISABLE_JIT),
    reason="numba is not installed, or is switched off; the interpreter's half still runs",
)

PUBLISHED = (6457827717110365317, 3203168211198807973, 9817491932198370423)
"""First outputs of SplitMix64 seeded with 1234567, as published for the reference implementation by S. Vigna."""

CHAINS = {
    (0,): (16294208416658607535, 0.8833108082136426),
    (1,): (10451216379200822465, 0.5665615751722809),
    (1, 0): (6791897765849424158, 0.3681895156516696),
    (1, 0, 3): (15804133323032236162, 0.8567437841541053),
    (1, 0, 3, 4294967296): (8990569214074226127, 0.48737973368902854),
    (1, 0, 3, 4294967296, 0): (3107380468251039297, 0.16845143272084007),
    (2026, 7, 2305843009213693957, 5, 1): (1849078532186018620, 0.10023874808461952),
    (-1, 0, 0, 0, 0): (5389392687825388133, 0.29215956302588897),
}
WORD = 1 << 64
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_splitmix64_gives_the_published_outputs() -> None:
    states = [(1234567 + step * draws.GOLDEN) % WORD for step in range(3)]
    assert tuple(draws.splitmix64(state) for state in states) == PUBLISHED


@pytest.mark.parametrize("words", CHAINS, ids=str)
def test_chain_gives_the_written_out_vectors(words: tuple[int, ...]) -> None:
    assert (draws.chain(*words), draws.to_unit(draws.chain(*words))) == CHAINS[words]


def test_contract_shows_the_same_vectors() -> None:
    text = (Path(carepath_sim.engines.__file__).parent / "CONTRACT.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| ([-\d, ]+) \| (\d+) \| (0\.\d+) \|$", text, re.MULTILINE)
    shown = {tuple(map(int, words.split(","))): (int(word), float(unit)) for words, word, unit in table}
    assert shown == CHAINS
    assert all(str(number) in text for number in PUBLISHED)


@given(st.lists(st.integers(-(1 << 63), WORD - 1), min_size=2, max_size=6))
@UNHURRIED
def test_chain_may_be_continued(words: list[int]) -> None:
    assert draws.extend(draws.chain(*words[:-1]), words[-1]) == draws.chain(*words)


@pytest.mark.parametrize("word", [0, 1, 2047, 2048, WORD - 1])
def test_unit_is_open_at_both_ends(word: int) -> None:
    unit = draws.to_unit(word)
    assert 0.0 < unit < 1.0
    assert 0.0 < draws.threshold(unit) < 37.0


def test_uniforms_are_uniform() -> None:
    """Kolmogorov's distance of 20,000 neighbouring addresses from the uniform distribution, at the 0.1% level."""
    values = np.sort([draws.uniform(1, 0, 7, person, 0) for person in range(20_000)])
    ranks = np.arange(1, len(values) + 1) / len(values)
    assert np.max(np.abs(values - ranks)) < 1.95 / math.sqrt(len(values))


def test_named_streams_are_stable_and_apart_from_the_numbered() -> None:
    assert draws.named_stream("transition", "hub", "go_home") == 4463081299523191451
    assert draws.named_stream("ab", "c") != draws.named_stream("a", "bc")
    names = {draws.named_stream("team", str(number)) for number in range(10_000)}
    assert len(names) == 10_000
    assert all(draws.ENTRY_SETTING < number < 1 << 63 for number in names)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.floats(0, 1, exclude_min=True, exclude_max=True))
@UNHURRIED
def test_pick_follows_the_shares(weights: list[float], u: float) -> None:
    assume(sum(weights) > 0.01)
    shares = [weight / sum(weights) for weight in weights]
    index = draws.pick(u, [0.5, *shares], 1, len(shares))
    assert index == len(shares) - 1 or u < sum(shares[: index + 1])
    assert sum(shares[:index]) <= u + 1e-12


@given(st.floats(0, 1, exclude_min=True, exclude_max=True), st.floats(1e-3, 1e9))
@UNHURRIED
def test_entry_gap_is_the_exponential_rounded_up(u: float, ceiling: float) -> None:
    gap = draws.entry_gap(u, ceiling)
    assert gap == max(1, math.ceil(DAY * -math.log1p(-u) / ceiling))


# Kernels. Rates are laid out [age band, duration band, piece] over edges in ticks.


@st.composite
def hazard_tables(draw: Any) -> tuple[list[float], list[int], list[int], list[int]]:
    """Rates per day and the three lists of edges, many of which coincide."""
    edges = st.lists(st.integers(-5, 60).map(lambda half_days: half_days * DAY // 2 + 1), max_size=3, unique=True)
    lists = [sorted(draw(edges)) for _ in range(3)]
    cells = math.prod(len(each) + 1 for each in lists)
    rate = st.one_of(st.just(0.0), st.floats(1e-4, 50.0))
    return draw(st.lists(rate, min_size=cells, max_size=cells)), *lists


HORIZON = 40 * DAY
starts = st.integers(-3 * DAY, 35 * DAY)
amounts = st.floats(1e-9, 37.0)


@given(hazard_tables(), amounts, starts, st.floats(0.1, 3.0))
@settings(UNHURRIED, max_examples=400)
def test_due_is_the_first_tick_at_which_the_amount_is_used(table: Any, amount: float, start: int, link: float) -> None:
    """used(start, due) >= amount > used(start, due - 1), but for the rounding of sums in another order."""
    rates, *edges = table
    due = draws.due(amount, start, HORIZON, link, rates, 0, *edges)
    slack = 1e-12 * max(1.0, amount)
    if due == NEVER:
        assert draws.used(start, HORIZON, link, rates, 0, *edges) < amount + slack
    else:
        assert start < due <= HORIZON
        assert draws.used(start, due, link, rates, 0, *edges) >= amount - slack
        assert draws.used(start, due - 1, link, rates, 0, *edges) < amount + slack


@given(hazard_tables(), st.tuples(starts, starts, starts))
@settings(UNHURRIED, max_examples=200)
def test_used_adds_up_cell_by_cell(table: Any, moments: tuple[int, int, int]) -> None:
    """Over every minute-edge in between, hazard is rate times time, read straight from the table."""
    rates, *edges = table
    begin, middle, end = sorted(moments)
    whole = draws.used(begin, end, 1.0, rates, 0, *edges)
    parts = draws.used(begin, middle, 1.0, rates, 0, *edges) + draws.used(middle, end, 1.0, rates, 0, *edges)
    assert whole == pytest.approx(parts, rel=1e-12, abs=1e-15)
    shape = np.array(rates).reshape([len(each) + 1 for each in edges])
    cuts = sorted({begin, end, *(edge for each in edges for edge in each if begin < edge < end)})
    by_cell = [
        shape[tuple(int(np.searchsorted(each, cut, side="right")) for each in edges)] * (until - cut) / DAY
        for cut, until in pairwise(cuts)
    ]
    assert whole == pytest.approx(math.fsum(by_cell), rel=1e-12, abs=1e-15)


@given(hazard_tables(), amounts, starts, st.floats(0.0, 1.0))
@settings(UNHURRIED, max_examples=200)
def test_solving_again_half_way_changes_nothing(table: Any, amount: float, start: int, share: float) -> None:
    """With an unchanged hazard, what is left from any moment before the due tick is due at the same tick."""
    rates, *edges = table
    due = draws.due(amount, start, HORIZON, 1.0, rates, 0, *edges)
    assume(due != NEVER)
    middle = start + int((due - 1 - start) * share)
    left = max(0.0, amount - draws.used(start, middle, 1.0, rates, 0, *edges))
    # an amount that lands on a whole tick may be rounded to either side of it
    assume(all(abs(amount - draws.used(start, due + step, 1.0, rates, 0, *edges)) > 1e-9 for step in (-1, 0)))
    assert draws.due(left, middle, HORIZON, 1.0, rates, 0, *edges) == due


@given(amounts, starts, st.floats(1e-3, 1e6))
@UNHURRIED
def test_constant_hazard_is_exponential(amount: float, start: int, rate: float) -> None:
    expected = start + math.ceil(amount * DAY / rate)
    assert draws.due(amount, start, NEVER, 1.0, [0.0, rate], 1, [], [], []) == expected


def test_weibull_in_bands_has_the_weibull_s_survival_at_every_edge() -> None:
    """Bands with the increments of the cumulative hazard (t / scale) ** shape meet it exactly at their edges."""
    shape, scale = 0.58, 200.0
    days = [0, 7, 30, 90, 180, 365, 730]
    rates = [((end / scale) ** shape - (begin / scale) ** shape) / (end - begin) for begin, end in pairwise(days)]
    edges = [day * DAY for day in days[1:-1]]
    for day in days[1:]:
        cumulative = (day / scale) ** shape
        assert draws.used(0, day * DAY, 1.0, rates, 0, [], edges, []) == pytest.approx(cumulative, rel=1e-13)
        assert abs(draws.due(cumulative * (1 - 1e-13), 0, NEVER, 1.0, rates, 0, [], edges, []) - day * DAY) <= 1


def test_due_at_an_edge_at_the_horizon_and_never() -> None:
    one_a_day = [1.0, 0.0, 1.0]
    edges = [2 * DAY, 5 * DAY]

    def due(amount: float) -> int:
        return draws.due(amount, 0, 9 * DAY, 1.0, one_a_day, 0, [], [], edges)

    assert due(2.0) == 2 * DAY
    assert due(2.25) == 5 * DAY + 360
    assert due(6.0) == 9 * DAY
    assert due(6.25) == NEVER
    assert due(0.0) == 0
    assert draws.due(1.0, 0, 9 * DAY, 0.0, one_a_day, 0, [], [], edges) == NEVER


def test_a_multiplier_scales_the_hazard() -> None:
    assert draws.due(3.0, 0, NEVER, 3.0, [0.5], 0, [], [], []) == 2 * DAY
    assert draws.used(0, 2 * DAY, 3.0, [0.5], 0, [], [], []) == 3.0


# The same source, compiled.

HASH = ("splitmix64", "extend", "to_unit", "threshold")
COMPILED = (*HASH, "band_of", "due", "used", "pick", "entry_gap", "age_at_entry")


@pytest.fixture(scope="module")
def compiled() -> dict[str, Any]:
    """The functions of `draws` as numba compiles them, each calling the others' compiled form."""
    world = dict(vars(draws))
    for name in COMPILED:
        plain = getattr(draws, name)
        copy = FunctionType(plain.__code__, world, name, plain.__defaults__)
        world[name] = numba.njit(copy)
    return world


@needs_numba
def test_compiled_hash_gives_the_same_vectors(compiled: dict[str, Any]) -> None:
    states = [(1234567 + step * draws.GOLDEN) % WORD for step in range(3)]
    assert tuple(int(compiled["splitmix64"](np.uint64(state))) for state in states) == PUBLISHED
    for words, (word, unit) in CHAINS.items():
        state = compiled["splitmix64"](np.uint64(words[0] % WORD))
        for following in words[1:]:
            state = compiled["extend"](np.uint64(state), np.uint64(following % WORD))
        assert (int(state), compiled["to_unit"](np.uint64(state))) == (word, unit)


@needs_numba
def test_compiled_functions_give_the_same_numbers(compiled: dict[str, Any]) -> None:
    rng = np.random.default_rng(1)
    shares = np.array([0.25, 0.0, 0.5, 0.25])
    for word in rng.integers(0, WORD, 500, dtype=np.uint64):
        unit = draws.to_unit(int(word))
        assert compiled["to_unit"](word) == unit
        assert compiled["threshold"](unit) == draws.threshold(unit)
        assert compiled["entry_gap"](unit, 0.3) == draws.entry_gap(unit, 0.3)
        assert compiled["pick"](unit, shares, 1, 3) == draws.pick(unit, shares.tolist(), 1, 3)
        assert compiled["age_at_entry"](unit, shares) == draws.age_at_entry(unit, shares.tolist())


@needs_numba
@given(table=hazard_tables(), amount=amounts, start=starts, link=st.floats(0.1, 3.0))
@settings(UNHURRIED, max_examples=200)
def test_compiled_kernels_give_the_same_ticks(
    compiled: dict[str, Any], table: Any, amount: float, start: int, link: float
) -> None:
    rates, *edges = table
    arrays = [np.array(rates), 0, *(np.array(each, dtype=np.int64) for each in edges)]
    due = draws.due(amount, start, HORIZON, link, rates, 0, *edges)
    assert compiled["due"](amount, start, HORIZON, link, *arrays) == due
    end = min(due, HORIZON)
    assert compiled["used"](start, end, link, *arrays) == draws.used(start, end, link, rates, 0, *edges)
