"""The explorer in a browser: its figures are those of Python, its address is the view, and names stay inert."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pandas as pd
import pytest

from carepath_sim import explorer
from carepath_sim.experiments.compare import Comparison, compare
from carepath_sim.explorer import Exploration
from carepath_sim.metrics import METRICS
from carepath_sim.metrics.uncertainty import paired
from carepath_sim.model import Floats
from carepath_sim.report import tables, words
from carepath_sim.scenario import load, resolve
from tests.browser.conftest import Opened
from tests.unit.experiments.small_studies import small_study
from tests.unit.explorer.made_up import MEASURES, exploration, hostile

pytestmark = pytest.mark.slow

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
Visit = Callable[..., Opened]

STUDY = """async () => {
  const study = { ...JSON.parse(await inflate("facts")), values: numbersOf(await inflateBytes("values")) };
"""
EVERY_PAIR = (
    STUDY
    + """
  const places = study.scenarios.map((_, place) => place);
  return study.measures.flatMap((measure) => measure.parts.flatMap((part) =>
    Object.entries(part.rows).flatMap(([period, row]) => places.flatMap((baseline) =>
      places.filter((place) => place !== baseline).map((place) => [
        measure.name, part.name, period, baseline, place,
        oneRow(study, measure, part, period, baseline, place).difference,
      ])))));
}"""
)
EVERY_VIEW = (
    STUDY
    + """
  const said = [];
  for (const measure of study.measures) {
    for (const { name: period } of periodsOf(study, measure)) {
      for (const figure of ["differences", "levels"]) {
        const view = changed(study, firstView(study), { metric: measure.name, period, figure });
        const rows = rowsOf(study, view);
        const { columns, cells } = tableOf(study, view, rows);
        const { layout } = figureOf(study, view, rows, 700);
        said.push(titleOf(study, view, rows), ...sentences(study, view, rows), ...cells.flat());
        said.push(...columns.map(({ name }) => name), fileOf(study, view, rows), JSON.stringify(layout));
      }
    }
  }
  return said;
}"""
)
COLUMNS = {"probability_better": "chance"}


@pytest.fixture(scope="module")
def small() -> Comparison:
    """Three small studies that were really run."""
    rate = small_study().model.entry_rate
    studies = [small_study("plain"), small_study("fewer", entry_rate=rate * 0.3), small_study("same")]
    return compare(studies, replications=6, seed=1, workers=1)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, small: Comparison) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    named = resolve(load(SCENARIOS / "baseline.yaml"))
    studies = {
        "small": explorer.collect(small, lambda _name: named),
        "made_up": exploration(),
        "once": exploration(1),
        "hostile": hostile(),
    }
    for name, data in studies.items():
        explorer.write(data, folder / f"{name}.html")
    return {name: folder / f"{name}.html" for name in studies}


def drawn(found: Opened) -> Opened:
    found.page.wait_for_selector("#plot .main-svg")
    return found


def text(found: Opened, selector: str) -> str:
    return str(found.page.inner_text(selector))


def same(found: float, expected: float) -> bool:
    return bool(np.isclose(found, expected, rtol=1e-9, atol=1e-12, equal_nan=True))


def test_every_difference_is_that_of_the_comparison(visit: Visit, pages: dict[str, Path], small: Comparison) -> None:
    names = [facts.name for facts in small.scenarios]
    found = {
        (names[place], metric, period, part): row
        for metric, part, period, baseline, place, row in drawn(visit(pages["small"])).page.evaluate(EVERY_PAIR)
        if baseline == 0
    }
    assert set(small.comparison["metric"]) == set(METRICS)
    for expected in small.comparison.to_dict("records"):
        row = found[expected["scenario"], expected["metric"], expected["period"], expected["setting"]]
        for column in ("baseline", "value", "difference", "low", "high", "p10", "p90", "probability_better"):
            value = row[COLUMNS.get(column, column)]
            assert same(value, expected[column]), (expected, column, value)
        assert row["precise"] == expected["precise"], expected
        assert row["replications"] == expected["replications"], expected


@pytest.mark.parametrize("name", ["made_up", "once"])
def test_any_scenario_may_be_the_one_compared_with(visit: Visit, pages: dict[str, Path], name: str) -> None:
    data = exploration(1 if name == "once" else 7)
    rows = {key: place for place, key in enumerate(data.keys)}
    measures = {measure.name: measure for measure in data.measures}
    for metric, part, period, baseline, place, row in visit(pages[name]).page.evaluate(EVERY_PAIR):
        measure = measures[metric]
        key = rows[metric, part, period]
        one, other = (_filled(data, key, each, measure.absent) for each in (baseline, place))
        assert data.present[key, [baseline, place]].any() == (row is not None)
        if row is not None:
            expected = paired(one, other, measure.better, measure.tolerance, measure.floor)  # type: ignore[arg-type]
            for column in ("baseline", "value", "difference", "low", "high", "p10", "p90"):
                assert same(row[column], getattr(expected, column)), (metric, part, period, baseline, place, column)
            assert same(row["chance"], expected.probability_better)
            assert (row["precise"], row["replications"]) == (expected.precise, expected.replications)


def _filled(data: Exploration, key: int, place: int, absent: float) -> Floats:
    return data.values[key, place] if data.present[key, place] else np.full(data.replications, absent)


@pytest.mark.parametrize("name", ["made_up", "once", "small"])
def test_what_is_not_known_is_told_in_words(visit: Visit, pages: dict[str, Path], name: str) -> None:
    found = visit(pages[name])
    said = found.page.evaluate(EVERY_VIEW)
    wrong = [each for each in said if re.search(r"\b(NaN|undefined|null|Infinity)\b", each.replace('null,"', ""))]
    assert wrong == []
    if name == "once":
        assert "one replication: no interval" in said
    if name == "made_up":
        assert any("is not defined here" in each for each in said)
        assert "in use in neither" not in said, "the first scenario has no hub, but every other has"


def test_figures_and_readings_are_said_as_in_the_report(
    visit: Visit, pages: dict[str, Path], small: Comparison
) -> None:
    page = visit(pages["small"]).page
    rows = small.comparison.to_dict("records")
    read = "(rows) => rows.map((row) => reading(row, row.better)).map(({ words, tone }) => [words, tone])"
    assert page.evaluate(read, rows) == [list(tables.verdict(pd.Series(row))) for row in rows]
    luck = np.random.default_rng(3)
    for unit, size in (("£ per year", 3e7), ("£", 2e4), ("share", 0.1), ("%", 40.0), ("young people", 3.0), ("£", 3.0)):
        values = [*luck.normal(0, size, 20).tolist(), 0.0]
        for resolution in (0.0, size / 50):
            scale = words.fit(values, unit, resolution)
            write = (
                "([values, unit, narrow]) => values.map((value) => written(value, fitted(values, unit, narrow), true))"
            )
            assert page.evaluate(write, [values, unit, resolution]) == [
                scale.write(value, signed=True) for value in values
            ]
    texts = ["<b>x</b> 'y' \"z\"", "%{x}", "a\u202eb\u0007c", "long " * 40, "one  two\tthree"]
    assert page.evaluate("(texts) => texts.map((text) => chartText(text))", texts) == list(map(words.chart_text, texts))


def test_no_difference_is_said_only_where_no_replication_differs(visit: Visit, pages: dict[str, Path]) -> None:
    cases = ([0.0] * 96 + [1.0, 1.0, -1.0, -1.0], [0.0] * 100, [0.0])
    rows = [asdict(paired([0.0] * len(each), each, "lower", floor=1.0)) for each in cases]
    read = """(rows) => rows.map((row) => reading(row, "lower").words)"""
    said = visit(pages["made_up"]).page.evaluate(read, rows)
    assert said == ["no clear difference", tables.SAME, tables.SAME]
    assert said == [tables.verdict(pd.Series({**row, "better": "lower"}))[0] for row in rows]


def test_titles_have_at_most_ten_words(visit: Visit, pages: dict[str, Path]) -> None:
    titles = visit(pages["small"]).page.evaluate(
        EVERY_VIEW.replace("...sentences(study, view, rows), ...cells.flat()", "").replace(
            "said.push(...columns.map(({ name }) => name), fileOf(study, view, rows), JSON.stringify(layout));", ""
        )
    )
    assert len(titles) >= 2 * len(METRICS)
    assert [title for title in titles if len(title.split()) > 10] == []


def test_controls_change_the_view_and_the_address_follows(visit: Visit, pages: dict[str, Path]) -> None:
    found = drawn(visit(pages["made_up"]))
    page = found.page
    assert "baseline=first" in page.url
    page.select_option("#metric", "moves_rate")
    page.select_option("#baseline", "second")
    page.select_option("#period", "year 1")
    page.check("[name=part][value=hub]")
    assert text(found, "#view-heading") == "Moves per person-year"
    assert "compared with second" in text(found, "#table-caption")
    assert not page.is_checked("[name=show][value=second]")
    assert page.is_disabled("[name=show][value=second]")
    assert page.locator("#rows tr").count() == 4
    assert text(found, "#columns").split("\t")[:3] == ["Scenario", "Places", "Part"]
    fragment = page.evaluate("location.hash")
    shared = drawn(visit(pages["made_up"], fragment))
    assert text(shared, "#rows") == text(found, "#rows")
    assert text(shared, "#said") == text(found, "#said")
    page.uncheck("[name=part][value=all]")
    page.uncheck("[name=part][value=hub]")
    assert text(found, "#said") == "Choose at least one part of this measure."
    page.click("[data-none=show]")
    page.click("[data-all=part]")
    assert text(found, "#said") == "Choose at least one scenario to compare with second."
    again = visit(pages["made_up"], page.evaluate("location.hash"))
    assert text(again, "#said") == text(found, "#said"), "nothing chosen is a view too"
    assert found.is_quiet()


def test_a_rate_is_called_worse_only_with_its_number(visit: Visit, pages: dict[str, Path]) -> None:
    found = visit(pages["made_up"], "#metric=moves_rate&part=hub&baseline=second&show=third&period=all")
    said = found.page.evaluate(
        """() => [undefined, null, { low: -1, high: 1 }, { low: 1, high: 2 }].map((count) =>
          reading({ difference: 1, low: 0.5, high: 2, p10: 0, p90: 2, precise: true }, "lower", count)
        ).map(({ words, way }) => [words, way])"""
    )
    assert said == [
        ["higher in this model (worse)", "higher"],
        ["higher as a rate; its number is not known here", ""],
        ["higher as a rate, not clearly in number", ""],
        ["higher in this model (worse)", "higher"],
    ]
    assert "(worse)" not in text(found, "#rows")


def test_an_address_is_read_again_when_it_changes_and_what_it_lacks_is_told(
    visit: Visit, pages: dict[str, Path]
) -> None:
    asked = {"metric": "<b>nothing</b>", "baseline": "third", "show": "<img src=x onerror=alert(1)>", "part": "hub"}
    found = drawn(visit(pages["made_up"], f"#{urlencode(asked)}"))
    note = text(found, "#note")
    assert "no measure “<b>nothing</b>”" in note
    assert "no scenario “<img src=x onerror=alert(1)>”" in note
    assert text(found, "#view-heading") == "Cost per year"
    assert found.page.input_value("#baseline") == "third"
    assert found.page.locator("main img, main b:not(summary b)").count() == 0
    found.page.evaluate("location.hash = '#metric=moves&figure=levels'")
    found.page.wait_for_function("document.getElementById('view-heading').textContent === 'Moves'")
    assert text(found, "#note") == ""
    assert found.page.is_checked("[name=figure][value=levels]")
    before = text(found, "#rows")
    found.page.click("a[href='#reading']")
    found.page.wait_for_function("location.hash.includes('metric=moves')")
    assert text(found, "#rows") == before, "a place on the page is no view"
    found.page.evaluate("location.hash = '#%E0%A4%A=1'")
    found.page.wait_for_function("location.hash.includes('metric=cost_per_year')")
    assert found.is_quiet()


def test_hostile_names_are_inert(visit: Visit, pages: dict[str, Path]) -> None:
    found = drawn(visit(pages["hostile"]))
    page = found.page
    scripts = page.locator("script").count()
    for measure in MEASURES:
        page.select_option("#metric", measure.name)
        page.select_option("#period", index=0)
        if page.is_visible("#parts"):
            page.click("[data-all=part]")
        for figure in ("levels", "differences"):
            page.check(f"[name=figure][value={figure}]")
        page.select_option("#period", "every year")
    page.wait_for_timeout(100)
    assert page.locator("script").count() == scripts
    assert page.locator("body img, body iframe, #results a, #controls a").count() == 0
    assert page.title().startswith("Explore: <img")
    assert found.is_quiet()


def test_the_download_has_every_figure_and_no_formula(visit: Visit, pages: dict[str, Path]) -> None:
    found = drawn(visit(pages["hostile"], "#metric=people&period=all"))
    found.page.click("[data-all=part]")
    with found.page.expect_download() as started:
        found.page.click("#download")
    content = Path(started.value.path()).read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == 4
    assert all(not re.match(r"[=+@\t\r]|-(?!\d)", cell) for row in rows for cell in row.values())
    assert "'=HYPERLINK" not in content, "an apostrophe stands only before what begins with a formula"
    cells = found.page.evaluate("""() => ["=1+1", "-2", "+3.5", "-x", "@a", "\\tb", "a,b", 0.1, NaN].map(fileCell)""")
    assert cells == ["'=1+1", "-2", "+3.5", "'-x", "'@a", "'\tb", '"a,b"', "0.1", ""]
    data = hostile()
    row = next(each for each in rows if each["setting"] == "10 to 15" and each["scenario"] == data.scenarios[1].name)
    key = next(place for place, each in enumerate(data.keys) if each == ("people", "10 to 15", "all"))
    expected = paired(data.values[key, 0], data.values[key, 1], "neither")
    assert float(row["difference"]) == pytest.approx(expected.difference, rel=1e-12)
    assert row["probability_better"] == ""


def test_it_works_with_the_keyboard_alone(visit: Visit, pages: dict[str, Path]) -> None:
    found = drawn(visit(pages["made_up"]))
    page = found.page
    reached: list[str] = []
    while len(reached) < 60 and "print" not in reached:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("(({ id, name, tagName }) => id || name || tagName)(document.activeElement)"))
        if reached[-1] == "figure":
            page.keyboard.press("ArrowDown")
            assert page.is_checked("[name=figure][value=levels]")
    assert {"metric", "period", "baseline", "figure", "show", "SUMMARY", "copy", "download", "print"} <= set(reached)
    page.focus("#metric")
    page.keyboard.type("Young")
    assert text(found, "#view-heading") == "Young people"


def test_the_link_is_copied_or_shown(visit: Visit, pages: dict[str, Path]) -> None:
    allowed = drawn(visit(pages["made_up"], permissions=["clipboard-read", "clipboard-write"]))
    allowed.page.click("#copy")
    allowed.page.wait_for_function("document.getElementById('done').textContent")
    assert allowed.page.evaluate("navigator.clipboard.readText()") == allowed.page.url
    refused = drawn(visit(pages["made_up"]))
    refused.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    refused.page.click("#copy")
    refused.page.wait_for_selector("#link:visible")
    assert refused.page.input_value("#link") == refused.page.url


def test_printed_it_is_the_view_without_the_controls(visit: Visit, pages: dict[str, Path]) -> None:
    found = drawn(visit(pages["made_up"]))
    found.page.emulate_media(media="print")
    assert not found.page.is_visible("#controls")
    assert not found.page.is_visible("#copy")
    assert found.page.is_visible("#rows")
    assert "baseline=first" in text(found, "#chosen")


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_wider_than_the_window(visit: Visit, pages: dict[str, Path], width: int) -> None:
    found = drawn(visit(pages["small"], "#metric=people&period=every+year", viewport={"width": width, "height": 800}))
    for figure in ("levels", "differences"):
        found.page.check(f"[name=figure][value={figure}]")
        assert found.page.evaluate("document.documentElement.scrollWidth") <= width
        assert found.page.evaluate("document.querySelector('#plot .main-svg').clientWidth") <= width


@pytest.mark.parametrize(
    ("options", "fragment"),
    [
        ({}, ""),
        ({}, "#metric=never&figure=levels"),
        ({"color_scheme": "dark"}, "#metric=people&period=every+year&show=nobody"),
        ({"viewport": {"width": 320, "height": 800}}, "#metric=people&show=nobody"),
        ({"forced_colors": "active", "color_scheme": "dark"}, "#metric=moves_rate&figure=levels"),
    ],
    ids=["light", "nothing_drawn", "dark", "narrow", "forced"],
)
def test_axe_finds_nothing(visit: Visit, pages: dict[str, Path], options: dict[str, Any], fragment: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = visit(pages["made_up"], fragment, **options)
    found.page.wait_for_selector("body.drawn")
    found.page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    violations = axe.Axe().run(found.page).response["violations"]
    assert violations == [], json.dumps(violations, indent=1)[:3000]


def test_a_change_is_drawn_soon(visit: Visit, pages: dict[str, Path]) -> None:
    """The time of the processor that a change takes, which what else the machine does hardly alters."""
    found = drawn(visit(pages["small"]))
    session = found.page.context.new_cdp_session(found.page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(float(each["value"]) for each in metrics if each["name"] == "TaskDuration")

    found.page.select_option("#metric", "people")
    times = []
    for turn in range(12):
        before = busy()
        found.page.select_option("#baseline", index=turn % 2)
        found.page.evaluate("new Promise(requestAnimationFrame)")
        times.append(busy() - before)
    assert sorted(times)[len(times) // 2] < 0.1, times
