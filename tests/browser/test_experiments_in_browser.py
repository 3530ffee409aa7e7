"""The pages of experiments in a browser: by day, by night, narrow, in forced colours and on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from carepath_sim.experiments.search.levels import level
from carepath_sim.report.experimenting import search_page, sensitivity_page, sweep_page
from tests.browser.conftest import Opened, violations
from tests.browser.test_report_in_browser import OPEN_ALL, PAPER, STATES, WIDER, drawn
from tests.unit.report.experimenting import made_up, made_up_analyses

pytestmark = pytest.mark.slow

KINDS = ("grid", "worlds", "sensitivity", "search")
Visit = Callable[..., Opened]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page of each kind, of made-up studies that fill every part of it."""
    folder = tmp_path_factory.mktemp("experiments")
    found = {kind: folder / f"{kind}.html" for kind in KINDS}
    levers = [made_up.places(6.0, 10.0, 14.0, 18.0), made_up.turnover(10.0, 30.0, 50.0), made_up.policies()]
    grid = made_up.sweep(levers, ("baseline", "hub"), replications=6, outcomes=made_up.OUTCOMES[1:3])
    sweep_page.write(grid, found["grid"], levels=[level("moves_rate <= 0.64")])
    drawn_from = [made_up.places(6.0, 18.0), made_up.breakdowns(), made_up.link(), made_up.price()]
    sweep_page.write(made_up.sweep(drawn_from, worlds=24, replications=6), found["worlds"])
    sensitivity_page.write(made_up_analyses.analysis(("baseline", "hub", "no_heads_on_beds")), found["sensitivity"])
    search_page.write(made_up_analyses.search(), found["search"])
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", ["light", "dark", "narrow", "forced colours"])
def test_axe_finds_nothing(visit: Visit, pages: dict[str, Path], kind: str, state: str) -> None:
    found = drawn(visit(pages[kind], **STATES[state]))
    found.page.evaluate(OPEN_ALL)
    assert violations(found) == []
    assert found.is_quiet()


@pytest.mark.parametrize("kind", KINDS)
def test_on_paper_everything_is_open_and_nothing_is_wider(visit: Visit, pages: dict[str, Path], kind: str) -> None:
    found = drawn(visit(pages[kind], viewport=PAPER))
    page = found.page
    page.emulate_media(media="print")
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    assert violations(found) == []
    assert page.locator("figure table:visible").count() == page.locator("figure table").count()
    assert page.evaluate(WIDER, PAPER["width"]) == []
    assert found.is_quiet()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_never_scrolls_sideways(visit: Visit, pages: dict[str, Path], kind: str, width: int) -> None:
    found = drawn(visit(pages[kind], viewport={"width": width, "height": 844}))
    found.page.evaluate(OPEN_ALL)
    assert found.page.evaluate(WIDER, width) == []
    assert found.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("state", ["light", "dark", "forced colours"])
def test_numbers_in_cells_are_legible(visit: Visit, pages: dict[str, Path], state: str) -> None:
    """4.5 to 1 in every cell, and brackets around what is not clear."""
    page = drawn(visit(pages["grid"], **STATES[state])).page
    cells: list[dict[str, Any]] = page.locator(".heat td").evaluate_all(
        "(all) => all.map((each) => ({ text: each.textContent, open: each.classList.contains('open'), "
        "ink: getComputedStyle(each).color, paper: getComputedStyle(each).backgroundColor }))"
    )
    assert len(cells) > 100
    assert {each["text"].startswith("(") for each in cells if each["open"]} == {True}
    assert {each["text"].startswith("(") for each in cells if not each["open"]} == {False}
    assert min(contrast(each["ink"], each["paper"]) for each in cells) >= 4.5


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2 of two colours as a browser writes them."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [float(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
