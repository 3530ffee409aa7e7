"""What is asked of a number, in whatever form: values or a reason, and nothing else."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath_sim.experiments.designs.choices import choices
from carepath_sim.experiments.designs.styles import Style, style_of
from carepath_sim.experiments.designs.wanted import Between, Listed, Own, Refusal, Steps, ends, levels, wanted
from carepath_sim.scenario import units

PLACES, RATE = style_of(units.PLACES, "12 places"), style_of(units.HAZARD, "29% per year")
PRICE = style_of(units.PRICE, "£765 per week")
PIECES = [
    "6",
    "18",
    "2",
    "-3",
    "0",
    "0.1",
    "10%",
    "£5",
    "1,000",
    "per week",
    "never",
    "..",
    ":",
    ",",
    "1e400",
    "nan",
    "é",
]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("6:18:2", Steps("6", "18", "2")),
        ("6:18", Steps("6", "18")),
        (" 10% : 50% : 10% ", Steps("10%", "50%", "10%")),
        ("6, 8,12", Listed(("6", "8", "12"))),
        ("£4,500 .. £5,000", Between("£4,500", "£5,000")),
        ("own range", Own()),
    ],
)
def test_a_text_is_read_as_it_is_meant(text: str, asked: object) -> None:
    assert wanted(text) == asked


@pytest.mark.parametrize(
    "text", ["", " ", "6:", ":6:2", "6:8:2:1", "6:8:", "4..", "..4", "1..2..3", "6,,8", "£4,500,£5,000"]
)
def test_a_text_without_a_form_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        wanted(text)


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), st.sampled_from([PLACES, RATE, PRICE]))
def test_whatever_is_written_gives_values_or_is_refused(text: str, style: object) -> None:
    try:
        asked = wanted(text)
        found = ends(asked, style) if isinstance(asked, Between) else levels(asked, style)
    except Refusal:
        return
    assert len(found) >= 2
    assert len(set(found)) == len(found)
    assert all(math.isfinite(number) for number in found)
    for number in found:
        assert style.unit.parse(style.written(number)).amount >= 0


@given(st.integers(0, 50), st.integers(1, 20), st.integers(1, 30))
def test_steps_lead_to_the_last_where_they_meet_it(first: int, step: int, count: int) -> None:
    last = first + step * count
    found = levels(Steps(str(first), str(last), str(step)), PLACES)
    assert found == tuple(float(first + step * index) for index in range(count + 1))
    assert levels(Steps(str(last), str(first), str(-step)), PLACES) == found[::-1]
    if step > 1:
        assert levels(Steps(str(first), str(last + 1), str(step)), PLACES) == found


@pytest.mark.parametrize(("text", "values"), [("4:7", (4.0, 5.0, 6.0, 7.0)), ("8:6", (8.0, 7.0, 6.0))])
def test_whole_numbers_need_no_step(text: str, values: tuple[float, ...]) -> None:
    assert levels(wanted(text), PLACES) == values  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("0:1000000", PLACES),
        ("999983:1", PLACES),
        ("£700:£900", PRICE),
        ("£900 per week:£700 per week", PRICE),
        ("£700:£900:£0.0001", PRICE),
        ("10%:12%", RATE),
    ],
)
def test_a_series_that_is_suggested_is_one_when_typed(text: str, style: Style) -> None:
    with pytest.raises(Refusal) as told:
        levels(wanted(text), style)  # type: ignore[arg-type]
    series, count = re.search(r"(?:write|as in) (.*?) \((\d+) values\)", told.value.fix).groups()  # type: ignore[union-attr]
    found = levels(wanted(series), style)  # type: ignore[arg-type]
    assert len(found) == int(count)
    assert 5 <= len(found) <= 12


@pytest.mark.parametrize("text", ["8:4:1", "4:8:-2", "8:4:1 place"])
def test_a_series_the_wrong_way_is_turned(text: str) -> None:
    with pytest.raises(Refusal) as told:
        levels(wanted(text), PLACES)  # type: ignore[arg-type]
    assert len(levels(wanted(told.value.near), PLACES)) > 1  # type: ignore[arg-type]


def test_steps_of_a_tenth_do_not_drift() -> None:
    rates = style_of(units.MULTIPLIER, 1.2)
    assert levels(Steps("0", "1", "0.1"), rates) == (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ("none,keep_free", ("none", "keep_free")),
        (" none , keep_free + turnover ", ("none", "keep_free+turnover")),
        (["keep_free", "turnover"], ("keep_free", "turnover")),
    ],
)
def test_choices_of_policies_are_read(values: object, found: tuple[str, ...]) -> None:
    assert choices(values) == found


@pytest.mark.parametrize(
    "values", ["", "none", "none,,a", "a,a", "a+b,b+a", "none,none+a", "none,a+", "none,a+a", ["a", 3]]
)
def test_what_is_no_choice_of_policies_is_refused(values: object) -> None:
    with pytest.raises(Refusal):
        choices(values)
