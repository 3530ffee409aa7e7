"""Heatmaps: numbers in cells, colour only where clear, a line where the threshold is crossed, legible by night."""

from __future__ import annotations

import re
from typing import Any

import pytest

from carepath_sim.report.canvas import DARK_INK, INK, PAPER
from carepath_sim.report.experimenting import heating
from carepath_sim.report.experimenting.widening import Estimate
from carepath_sim.report.words import Scale
from tests.unit.report.experimenting.made_up import places, turnover

CLEAR_LESS, CLEAR_MORE = Estimate(-5.0, -6.0, -4.0), Estimate(8.0, 7.0, 9.0)
OPEN, OPEN_MORE = Estimate(-1.0, -2.0, 1.0), Estimate(1.0, -1.0, 3.0)


def grid(cells: list[Estimate], **changes: Any) -> heating.Grid:
    """Two levels of places by two of turnover."""
    keys = [(one, other) for one in (6.0, 18.0) for other in (10.0, 50.0)]
    facts: dict[str, Any] = {
        "rows": places(6.0, 18.0),
        "columns": turnover(10.0, 50.0),
        "cells": dict(zip(keys, cells, strict=True)),
        "scale": Scale(),
        "threshold": 0.0,
        "largest": 8.0,
        "caption": "Cost",
    }
    return heating.Grid(**facts | changes)


def cells(drawn: str) -> list[tuple[str, str]]:
    """Classes and text of every cell, in order."""
    return re.findall(r'<td class="([\w ]+)"[^>]*>([^<]*)</td>', drawn)


def test_a_cell_holds_its_number_and_is_coloured_only_if_clear() -> None:
    drawn = str(heating.drawn(grid([CLEAR_LESS, OPEN, OPEN_MORE, CLEAR_MORE])))
    found = cells(drawn)
    assert [text for _, text in found] == ["\u22125", "(\u22121)", "(+1)", "+8"]
    assert [classes.split()[0] for classes, _ in found] == ["less3", "open", "open", "more4"]


def test_the_line_runs_where_the_mean_crosses_the_threshold() -> None:
    found = cells(str(heating.drawn(grid([CLEAR_LESS, OPEN, OPEN_MORE, CLEAR_MORE]))))
    assert ["over" in classes for classes, _ in found] == [False, False, True, True]
    assert ["beside" in classes for classes, _ in found] == [False, False, False, False]
    sideways = cells(str(heating.drawn(grid([CLEAR_LESS, CLEAR_MORE, OPEN, OPEN_MORE]))))
    assert ["beside" in classes for classes, _ in sideways] == [False, True, False, True]


def test_where_nothing_is_clear_no_line_follows_the_noise() -> None:
    drawn = str(heating.drawn(grid([OPEN, OPEN_MORE, OPEN_MORE, OPEN])))
    assert "over" not in drawn.replace("overflow", "")
    assert "beside" not in drawn


def test_a_level_of_service_is_a_threshold_of_its_own() -> None:
    values = [Estimate(4.0, 3.5, 4.5), Estimate(5.2, 4.8, 5.6), Estimate(5.9, 5.5, 6.3), Estimate(9.0, 8.0, 10.0)]
    found = cells(str(heating.drawn(grid(values, threshold=5.0, largest=4.0, signed=False))))
    assert [classes.split()[0] for classes, _ in found] == ["less1", "open", "more1", "more4"]
    assert [text for _, text in found] == ["4", "(5)", "6", "9"]


def test_what_was_not_run_is_told_apart() -> None:
    drawn = str(heating.drawn(grid([CLEAR_LESS, Estimate(float("nan"), float("nan"), float("nan")), OPEN, OPEN])))
    assert cells(drawn)[1] == ("absent", "–")


def test_a_hostile_name_is_text() -> None:
    drawn = str(heating.drawn(grid([OPEN] * 4, caption="<img src=x onerror=alert(1)>")))
    assert "<img" not in drawn
    assert "&lt;img" in drawn


def test_long_levers_are_thinned_to_their_ends() -> None:
    levels = [float(each) for each in range(40)]
    kept = heating.thinned(levels, 12)
    assert (len(kept), kept[0], kept[-1]) == (12, 0.0, 39.0)
    assert heating.thinned(levels[:5], 12) == levels[:5]


@pytest.mark.parametrize("night", [False, True])
def test_ink_is_legible_on_every_shade(night: bool) -> None:
    ink = DARK_INK if night else INK
    for name in heating.names():
        assert contrast(ink, heating.tone(name, night)) >= 4.5, name


def test_shades_grow_away_from_the_paper() -> None:
    for side in ("less", "more"):
        steps = [contrast(PAPER, heating.tone(f"{side}{step}", night=False)) for step in range(1, heating.STEPS + 1)]
        assert steps == sorted(steps)
        assert steps[0] < steps[-1]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
