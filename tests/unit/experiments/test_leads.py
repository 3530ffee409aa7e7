"""The first sentence about a scenario tells cost and stability together, as far as their intervals allow."""

from __future__ import annotations

from math import nan

import pytest

from carepath_sim.experiments.leads import lead
from carepath_sim.metrics.uncertainty import Difference


def change(baseline: float, difference: float, half: float, precise: bool = True, replications: int = 40) -> Difference:
    low, high = difference - half, difference + half
    value = baseline + difference
    return Difference(
        baseline, value, difference, low, high, difference, difference, 0.5, precise=precise, replications=replications
    )


COST = change(20e6, -1.94e6, 0.41e6)
RATES = ("moves_rate", "breakdown_rate")


def told(**rows: Difference) -> str:
    """The sentence where nothing differs but the measures given; numbers go with their rates."""
    usual = dict.fromkeys(("cost_per_year", *RATES, "three_placements"), change(0.5, 0.0, 0.0))
    found = usual | {name: rows[name] for name in rows}
    counts = {"moves": found["moves_rate"], "breakdowns": found["breakdown_rate"]}
    return lead({(name, "all"): row for name, row in (counts | found).items()}, "No Wrong Door", "Baseline")


def test_cost_and_harm_stand_in_one_sentence() -> None:
    assert told(
        cost_per_year=COST,
        moves_rate=change(0.594, 0.094, 0.010),
        breakdown_rate=change(0.156, -0.010, 0.004),
        three_placements=change(0.118, 0.026, 0.003),
    ) == (
        "No Wrong Door costs £1.94 million a year less than baseline (£1.53 to £2.35 million), and young people move "
        "16% more often (14% to 18%: 0.688 moves a person-year against 0.594); placements break down 6% less often "
        "(4% to 9%: 0.146 a person-year against 0.156)."
    )


@pytest.mark.parametrize(
    ("difference", "half", "words"),
    [
        (90_000.0, 10_000.0, "No Wrong Door costs £90,000 a year more than baseline (£80,000 to £100,000), and "),
        (-1e6, 0.5e6, "No Wrong Door costs £1.00 million a year less than baseline (£500,000 to £1.50 million), and "),
        (-50_000.0, 80_000.0, "It is not clear whether No Wrong Door costs more or less than baseline (£130,000 less "),
        (
            90_000.0,
            nan,
            "No Wrong Door costs £90,000 a year more than baseline in the one replication that was run, and ",
        ),
    ],
)
def test_cost_is_told_as_far_as_it_is_clear(difference: float, half: float, words: str) -> None:
    assert told(cost_per_year=change(2e7, difference, half)).startswith(words)


def test_fewer_moves_are_told_as_plainly_as_more() -> None:
    text = told(moves_rate=change(0.6, -0.1, 0.02), three_placements=change(0.12, -0.02, 0.01))
    assert "costs exactly as much as baseline in every replication, and young people move 17% less often (13% " in text
    assert "often (13% to 20%: 0.500 moves a person-year against 0.600); no clear difference in breakdowns" in text
    assert "three or more" not in text


def test_what_is_not_clear_is_named_with_both_values() -> None:
    moves = change(0.594, 0.003, 0.01, precise=False)
    text = told(cost_per_year=COST, moves_rate=moves, breakdown_rate=change(0.156, 0.001, 0.004))
    assert text.endswith(
        "and there is no clear difference yet in moves (0.597 against 0.594), breakdowns (0.157 against 0.156) or "
        "three or more placements in the year (50.0% against 50.0%)."
    )
    assert "more often" not in text


def test_a_rate_whose_number_does_not_follow_is_not_clear() -> None:
    text = told(breakdown_rate=change(0.2, -0.05, 0.01), breakdowns=change(240.0, 5.0, 20.0))
    assert "breakdowns (0.150 against 0.200) or three" in text


@pytest.mark.parametrize(("difference", "word"), [(0.02, "more"), (-0.02, "fewer")])
def test_three_placements_stand_alone_where_moves_do_not_go_with_them(difference: float, word: str) -> None:
    text = told(three_placements=change(0.10, difference, 0.005))
    assert f"and {word} young people have three or more placements in the year (" in text
    assert "against 10.0%); no clear difference in moves" in text


def test_one_replication_gives_values_and_no_verdict() -> None:
    rows = dict.fromkeys((*RATES, "three_placements"), change(0.5, 0.1, nan))
    text = told(cost_per_year=change(2e7, 1e6, nan), **rows)
    assert text.endswith(
        "run, and moves 0.600 a person-year against 0.500; breakdowns 0.600 a person-year against 0.500; three or more "
        "placements in the year 60.0% against 50.0%."
    )


def test_a_measure_that_is_not_defined_is_left_out() -> None:
    nothing = change(nan, nan, nan, replications=0)
    assert "three or more" not in told(cost_per_year=COST, three_placements=nothing)
    text = told(cost_per_year=COST, three_placements=nothing, moves_rate=nothing, breakdown_rate=nothing)
    assert text.endswith("and moves and breakdowns are not defined in so short a study.")


def test_equal_lives_beside_another_cost() -> None:
    assert told(cost_per_year=COST).endswith("and young people move and placements break down exactly as often.")


def test_a_rate_of_none_has_no_per_cent() -> None:
    text = told(moves_rate=change(0.0, 0.1, 0.02))
    assert "and young people move clearly more often (0.100 moves a person-year against 0); no clear" in text


@pytest.mark.parametrize(("difference", "half", "words"), [(0.003, 0.001, "0.5% more often (0.3% to 0.7%: ")])
def test_a_small_change_is_not_rounded_to_nothing(difference: float, half: float, words: str) -> None:
    assert words in told(moves_rate=change(0.6, difference, half))
