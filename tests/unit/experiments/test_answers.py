"""What is answered to the three first questions, from tables with known answers."""

from __future__ import annotations

from math import nan

import pandas as pd
import pytest

from carepath_sim.experiments.answers import COST, MEANING, QUESTIONS, STEADIER, WORST_DAYS, Answer, answers
from carepath_sim.experiments.verdicts import COUNTS
from tests.unit.experiments.test_findings import complete, row

TITLES = {"plain": "Baseline", "hub": "Two hubs"}
LABELS = {"foster": "Foster care", "hub": "Two hubs' places"}
DAYS = ("overflow_worst_days", "waiting_worst_days", "delayed_moves", "overflow_nights", "cost", "cost_per_year")
NAMES = ("breakdown_rate", "moves_rate", "breakdowns", "moves", *DAYS)
COSTLY = row("cost_per_year", 1e5, 1e4, baseline=2e7)


def told(*rows: dict[str, object]) -> dict[str, Answer]:
    found = answers(TITLES, complete(*rows, names=NAMES), LABELS)
    assert list(found) == ["hub"]
    assert tuple(answer.question for answer in found["hub"]) == QUESTIONS == tuple(MEANING)
    return {answer.question: answer for answer in found["hub"]}


def steadier(*rows: dict[str, object]) -> str:
    return "\n".join(told(COSTLY, *rows)[STEADIER].sentences)


def group(metric: str, name: str, difference: float, half: float, number: float) -> list[dict[str, object]]:
    """A rate and the number behind it, which differs clearly if at all."""
    return [
        row(metric, difference, half, setting=name, baseline=0.5),
        row(COUNTS[metric], number, 1.0, setting=name, baseline=100.0),
    ]


def test_a_clear_cost_comes_with_its_part_of_the_whole_its_chance_and_one_future() -> None:
    cost = row("cost_per_year", -4e5, 1e5, baseline=2e7) | {"p10": -1e6, "p90": 2e5, "probability_better": 0.8}
    answer = told(cost)[COST]
    assert answer.clear
    assert answer.sentences == (
        "Two hubs costs £400,000 a year less than baseline (95% interval £300,000 to £500,000).",
        "The difference is 2% of the £20.0 million of baseline.",
        "It costs less in 32 of 40 futures; one future may bring £1.00 million less to £200,000 more a "
        "year (10th to 90th percentile).",
    )


def test_a_cost_that_is_not_clear_says_so_first() -> None:
    answer = told(row("cost_per_year", 4e5, 9e5, baseline=2e7))[COST]
    assert not answer.clear
    assert answer.sentences[0] == (
        "It is not clear whether two hubs costs more or less than baseline (95% interval £500,000 less to £1.30 "
        "million more a year)."
    )
    assert answer.sentences[1] == "£400,000 more a year on average, 2% of the £20.0 million of baseline."


def test_reasons_are_given_where_costs_are_split() -> None:
    splits = [row(f"cost_by_{split}", 5e5, 1e4, setting="other") for split in ("setting", "team", "heading")]
    assert told(COSTLY, *splits)[COST].sentences[-1].startswith("Each year more is spent on: ")


def test_moves_and_breakdowns_of_all_come_first() -> None:
    answer = told(COSTLY, row("moves_rate", 0.1, 0.02, baseline=0.5), row("moves", 9.0, 1.0))[STEADIER]
    assert answer.clear
    assert answer.sentences[0] == (
        "All young people, for each year looked after: more moves, 0.600 against 0.500 (+0.080 to +0.120); breakdowns "
        "the same (100)."
    )


def test_a_rate_that_its_number_does_not_follow_is_not_clear_and_says_why() -> None:
    answer = told(COSTLY, row("moves_rate", 0.1, 0.02, baseline=0.5), row("moves", 9.0, 10.0))[STEADIER]
    assert not answer.clear
    assert (
        "no clear difference in moves, 0.600 against 0.500 (+0.080 to +0.120, but their number does not follow: 109 "
        "against 100)" in answer.sentences[0]
    )


def test_groups_that_differ_clearly_are_named_with_their_intervals() -> None:
    text = steadier(
        *group("moves_by_age", "10 to 15", 0.2, 0.02, 20.0),
        *group("moves_by_age", "16 to 17", -0.2, 0.02, -20.0),
        *group("breakdowns_by_need", "unaccompanied", -0.1, 0.02, -20.0),
        *group("moves_rate", "foster", 0.01, 0.02, 20.0),
    )
    assert (
        "Clearly steadier: ages 16 to 17 and unaccompanied; clearly less steady: ages 10 to 15 (4 rates by age, need "
        "and setting looked at; need groups differ only by what is assumed about them).\n"
        "By age: more moves for 10 to 15 (0.700 against 0.500; +0.180 to +0.220); fewer moves for 16 to 17 (0.300 "
        "against 0.500; −0.220 to −0.180).\n"
        "By need: fewer breakdowns for unaccompanied (0.400 against 0.500; −0.120 to −0.080).\n"
        "By setting left: no clear difference.\n"
        "In brackets are 95% intervals, but the test is stricter: because 4 were looked at, a difference is clear "
        "only by an interval of 98.75%, so that chance" in text
    )


def test_what_is_clear_alone_and_not_among_many_is_not_named() -> None:
    alone = group("moves_by_age", "10 to 15", 0.2, 0.19, 20.0)
    told_alone = steadier(*alone)
    assert "less steady: ages 10 to 15 (1 rate by age, need and setting looked at)." in told_alone
    assert "clear only if its 95% interval" in told_alone
    assert "stricter" not in told_alone
    others = [each for name in "abcdefgh" for each in group("moves_by_need", name, 0.01, 0.19, 20.0)]
    text = steadier(*alone, *others)
    assert "No group shows a clear difference (9 rates by age, need and setting looked at)." in text
    assert "10 to 15" not in text
    assert "need groups" not in text


@pytest.mark.parametrize("number", [0.5, -20.0])
def test_a_group_whose_number_does_not_go_the_same_way_is_not_named(number: float) -> None:
    assert "No group shows a clear difference" in steadier(*group("moves_by_age", "10 to 15", 0.2, 0.01, number))


def test_the_groups_that_differ_most_are_named_and_the_others_counted() -> None:
    rows = [
        each
        for place, name in enumerate(("first", "second", "third", "fourth", "fifth"))
        for each in group("moves_by_need", name, 0.4 - place / 20, 0.01, 20.0)
    ]
    text = steadier(*rows)
    assert "more moves for first (" in text
    assert "and third (" in text
    assert "fourth (" not in text
    assert "moves of 2 more groups differ clearly." in text


def test_a_group_with_fewer_moves_and_more_breakdowns_is_neither_steadier_nor_less_steady() -> None:
    rows = [
        *group("moves_by_need", "general", -0.2, 0.01, -20.0),
        *group("breakdowns_by_need", "general", 0.2, 0.01, 9.0),
    ]
    text = steadier(*rows)
    assert "steadier: no group; clearly less steady: no group; fewer of one and more of the other: general (2" in text


def test_names_beyond_six_are_counted() -> None:
    rows = [each for name in "abcdefgh" for each in group("moves_by_need", name, -0.2, 0.01, -20.0)]
    assert "Clearly steadier: a, b, c, d, e, f and 2 more; clearly less steady: no group (8 rates" in steadier(*rows)


def test_moves_on_from_a_setting_that_is_new_are_told_by_the_year() -> None:
    new = row("moves_rate", nan, setting="hub", baseline=nan, replications=0) | {"value": 1.5}
    text = steadier(new, row("moves", 60.0, 5.0, setting="hub", baseline=0.0), *group("moves_rate", "foster", 0, 0, 0))
    assert "Two hubs' places is new here, and 12.0 moves a year are moves on from it (1.50 for each year lived" in text
    assert "difference (1 rate by" in text


def test_one_replication_tells_no_groups_apart() -> None:
    one = [each | {"replications": 1} for each in group("moves_by_age", "10 to 15", 0.2, nan, 20.0)]
    assert "One replication cannot tell groups apart." in steadier(*one)


def test_the_worst_days_are_told_at_once_and_by_the_year() -> None:
    answer = told(
        COSTLY,
        row("overflow_worst_days", -4.0, 1.0, baseline=8.0),
        row("overflow_nights", -3000.0, 500.0, baseline=6000.0),
        row("waiting_worst_days", 1.0, 1.5, baseline=2.0),
        row("delayed_moves", 50.0, 10.0),
    )[WORST_DAYS]
    assert answer.clear
    assert answer.sentences == (
        "On 19 days of 20 at most 4.0 young people at once are in unregistered or emergency placements (8.0 under "
        "baseline; −5.0 to −3.0) and 3.0 wait for a place (2.0 under baseline; no clear difference, −0.5 to +2.5).",
        "Nights in unregistered or emergency placements: 600 a year against 1,200 (−700 to −500).",
        "Planned moves that had to wait for a place: 30.0 a year against 20.0 (+8.00 to +12.0).",
    )


def test_new_places_and_the_largest_clear_changes_in_room_are_told() -> None:
    rows = [
        row("emergency_availability", nan, setting="hub", baseline=nan, replications=0) | {"value": 0.9},
        row("days_full", 75.0, 5.0, setting="hub", baseline=0.0),
        row("emergency_availability", 0.1, 0.01, setting="foster", baseline=0.5),
        row("emergency_availability", -0.2, 0.01, setting="lodgings", baseline=0.5),
        row("emergency_availability", 0.05, 0.01, setting="other", baseline=0.5),
        row("emergency_availability", 0.3, 0.4, setting="doubtful", baseline=0.5),
    ]
    answer = told(COSTLY, *rows)[WORST_DAYS]
    new, first, second = answer.sentences[1:4]
    assert new == "Two hubs' places is new here: it is full on 15.0 days a year and has a place free 90.0% of the time."
    assert first.startswith(
        "A place is free in lodgings 30.0% of the time against 50.0% (−21.0 points to −19.0 points)"
    )
    assert second.startswith("A place is free in foster care 60.0% of the time against 50.0%")
    assert not answer.clear


def test_scenarios_that_never_differ_have_nothing_to_answer() -> None:
    for answer in told().values():
        assert answer.sentences == ("No figure differs from baseline in any replication.",)
        assert not answer.clear


def test_every_scenario_but_the_baseline_answers() -> None:
    both = pd.concat([complete(COSTLY, names=NAMES).assign(scenario=name) for name in ("hub", "other")])
    found = answers(TITLES | {"other": "Three hubs"}, both, LABELS)
    assert list(found) == ["hub", "other"]
    assert found["other"][0].sentences[0].startswith("Three hubs costs £100,000 a year more than baseline")
