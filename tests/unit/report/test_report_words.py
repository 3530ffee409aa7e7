"""Figures and names in words."""

from __future__ import annotations

import pytest

from carepath_sim.catalogue.wording import in_sentence, listed
from carepath_sim.report.words import MINUS, Scale, chart_text, fit, is_share, message, plain, round_steps, unit_words


@pytest.mark.parametrize(
    ("value", "unit", "resolution", "expected"),
    [
        (1_234_567, "£", 0, "£1.23m"),
        (-1_234_567, "£", 3e6, f"{MINUS}£1.2m"),
        (123_456, "£ per year", 0, "£123k"),
        (950, "£ per week looked after", 0, "£950"),
        (0.8768, "share", 0, "87.7%"),
        (0.8768, "share", 0.5, "88%"),
        (0.1543, "breakdowns per person-year looked after", 0.04, "0.154"),
        (1234.4, "nights", 60, "1,234"),
        (float("nan"), "nights", 0, "not known"),
    ],
)
def test_a_figure_is_written_as_finely_as_its_interval_allows(
    value: float, unit: str, resolution: float, expected: str
) -> None:
    assert fit([value], unit, resolution).write(value) == expected


def test_a_change_shows_its_sign_and_nothing_does_not() -> None:
    scale = Scale(decimals=1)
    assert [scale.write(value, signed=True) for value in (2.04, -2.04, 0.01)] == ["+2.0", f"{MINUS}2.0", "0.0"]
    assert scale.between(-1, 1, signed=True) == f"{MINUS}1.0 to +1.0"


def test_points_lose_the_sign_for_per_cent() -> None:
    assert fit([0.05], "share").bare.write(0.05, signed=True) == "+5.00"
    assert is_share("share")
    assert not is_share("share of time lost")


def test_units_are_said_once() -> None:
    assert [unit_words(unit) for unit in ("£", "£ per year", "share", "nights")] == ["", "per year", "", "nights"]


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [(-0.4, 1.1, 4, [0.0, 0.5, 1.0]), (0, 83, 5, [0, 20, 40, 60, 80]), (-7, 7, 4, [-5, 0, 5]), (3, 3, 4, [3])],
)
def test_steps_are_round_and_hold_zero(low: float, high: float, most: int, expected: list[float]) -> None:
    assert round_steps(low, high, most) == expected


def test_chart_text_cannot_act() -> None:
    assert chart_text('<a href="javascript:x">y</a>') == "&lt;a href=&quot;javascript:x&quot;&gt;y&lt;/a&gt;"
    assert chart_text("%{x}") == "% {x}"
    assert chart_text("one two three four", width=9) == "one two<br>three<br>four"


def test_plain_text_has_one_line_and_no_direction_marks() -> None:
    assert plain("a\u202eb\nc\x00\u2066d") == "ab cd"
    assert len(plain("word " * 100)) <= 80


def test_a_message_is_the_first_that_is_short_enough() -> None:
    long = "one two three four five six seven eight nine ten eleven"
    assert message(long, "short") == "short"
    assert message(long) == "one two three four five six seven eight nine ten"


def test_labels_join_a_sentence() -> None:
    assert in_sentence("Heads on beds") == "heads on beds"
    assert in_sentence("No Wrong Door hub") == "No Wrong Door hub"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
