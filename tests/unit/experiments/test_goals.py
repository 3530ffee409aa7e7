"""A precision as somebody writes it."""

from __future__ import annotations

import pytest

from carepath_sim.errors import UsageError
from carepath_sim.experiments.goals import Goal, goal


@pytest.mark.parametrize(
    ("text", "written", "half_width", "is_relative"),
    [
        ("cost_per_year ± £100,000", "cost_per_year ± £100,000", 100_000, False),
        ("cost_per_year +- £0.1 million", "cost_per_year ± £100,000", 100_000, False),
        ("cost_per_year+/-£1e5 per year", "cost_per_year ± £100,000", 100_000, False),
        ("cost ± 50k", "cost ± £50,000", 50_000, False),
        ("moves_rate ± 5%", "moves_rate ± 5%", 0.05, True),
        ("moves_rate ± 2.5 per cent", "moves_rate ± 2.5%", 0.025, True),
        ("moves_rate ± .1 moves", "moves_rate ± 0.1", 0.1, False),
        ("overflow_placements ± 1 placement", "overflow_placements ± 1", 1, False),
        ("three_placements ± 0.01", "three_placements ± 0.01", 0.01, False),
        ("three_placements ± 1 percentage point", "three_placements ± 0.01", 0.01, False),
        ("looked_after@year 5 +- 2 young people", "looked_after@year 5 ± 2", 2, False),
        ("days_full.hub ± 1 day", "days_full.hub ± 1", 1, False),
    ],
)
def test_a_goal_is_read_and_written(text: str, written: str, half_width: float, is_relative: bool) -> None:
    found = goal(text)
    assert str(found) == written
    assert found.half_width == pytest.approx(half_width, rel=1e-12)
    assert found.is_relative == is_relative
    assert goal(written) == found
    assert Goal.from_facts(found.facts()) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cost_per_year", r"no goal\. Allowed: PATH ± WIDTH, for example 'cost_per_year ± £100,000'"),
        ("cost_per_yaer ± £5", "no metric called 'cost_per_yaer'. Did you mean cost_per_year"),
        ("± 5", "no outcome"),
        ("cost ±", r"'' is no width for cost\. Allowed: pounds"),
        ("cost ± many", r"'many' is no width for cost"),
        ("cost ± 0", "must be more than 0, not '0'"),
        ("cost ± 1e999", "must be more than 0"),
        ("cost ± 5 apples", r"'5 apples' does not fit cost, which is in £\. Allowed: pounds"),
        (
            "days_full.hub ± £5",
            r"does not fit days_full.hub, which is in days\. Allowed: a number of its unit \(2 days\)",
        ),
        ("moves ± £5%", "does not fit moves"),
        ("moves ± 5 points", "does not fit moves"),
        ("three_placements ± 2 placements", r"Allowed: a share of one \(0\.01, 1 percentage point\)"),
    ],
)
def test_a_goal_that_cannot_be_read_is_refused_with_what_is_allowed(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        goal(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cost_per_year ± £100,000", "£100,000 per year"),
        ("cost ± £100,000", "£100,000"),
        ("moves_rate ± 5%", "5% of the larger mean"),
        ("days_full.hub ± 1", "1 days"),
        ("three_placements ± 1 point", "1 percentage points"),
    ],
)
def test_a_goal_reads_well_within_a_sentence(text: str, words: str) -> None:
    assert goal(text).words == words
