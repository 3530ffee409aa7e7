"""The explorers of a sweep and of an analysis in a browser: figures are Python's, and choosing changes what is seen."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from carepath_sim.experiments.designs.cells import Base
from carepath_sim.experiments.search.frontier import frontier
from carepath_sim.experiments.sweeps.sweep import Sweep, sweep
from carepath_sim.explorer import page, sweep_page, tornado_page
from carepath_sim.explorer.sweep_data import Sweeping, collect
from carepath_sim.report.experimenting import heating
from carepath_sim.report.experimenting.contrasting import scale_of
from carepath_sim.report.experimenting.widening import estimate
from tests.browser.conftest import Opened, violations
from tests.unit.experiments.sweeps.small_sweeps import small_bases, small_design
from tests.unit.explorer.made_up_sweeps import OUTCOMES, counted, drawn, grid, hostile, sweeping
from tests.unit.report.experimenting import made_up
from tests.unit.report.experimenting.made_up_analyses import analysis

pytestmark = pytest.mark.slow

Visit = Callable[..., Opened]
STUDY = """async () => {
  const facts = JSON.parse(await inflate("facts"));
  const study = laidOut({ ...facts, values: numbersOf(await inflateBytes("values"), facts.width) });
"""
EVERY_CELL = (
    STUDY
    + """
  const light = (lookedAt) => ({ threshold: 0, side: "above", lookedAt });
  return study.outcomes.flatMap((_, outcome) => study.scenarios.flatMap((__, scenario) =>
    study.combinations.map((___, place) => {
      const of = (shown, lookedAt) => shownCell(study, { outcome, scenario, shown }, place, light(lookedAt));
      return { outcome, scenario, place, value: of("value", 1), difference: of("difference", 1),
        wide: of("difference", study.lookedAt) };
    })));
}"""
)
EVERY_WORLD = (
    STUDY
    + """
  return study.members.flatMap((members) => members.map((point, world) =>
    [point, worldOf(study, { outcome: 0, scenario: 1, shown: "difference" }, point, world)]));
}"""
)
FRONTIER = (
    STUDY
    + """
  const { choices } = frontierOf(study, { ...firstView(study), x: "cost_per_year", y: "moves_rate" });
  return choices.map(({ scenario, combination, x, y, isAhead }) =>
    [scenario.name, study.combinations[combination], x.mean, y.mean, isAhead]);
}"""
)
HEAT = """() => [...document.querySelectorAll("#map tbody tr")].map((row) =>
  [...row.querySelectorAll("td")].map((cell) => [cell.className.replace(" chosen", ""), cell.innerText]))"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    """A small sweep that was really run."""
    bases: tuple[Base, ...] = small_bases()
    return sweep(small_design(replications=12), bases, tmp_path_factory.mktemp("small") / "sweep")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, small: Sweep) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    named = {
        "small": collect(small),
        "grid": grid(),
        "counted": counted(),
        "drawn": drawn(),
        "hostile": hostile(),
        "only": unlevered(),
    }
    for name, data in named.items():
        sweep_page.write(data, folder / f"{name}.html")
    page.put(sweep_page._page(drawn(), "cells and worlds", _digest(drawn())), folder / "digest.html")
    least = sweep_page.sweep_packing.digest(grid(), "means")
    page.put(sweep_page._page(grid(), "means", least, 1), folder / "means.html")
    tornado_page.write(tornado_page.collect(analysis(("baseline", "hub", "third"))), folder / "tornado.html")
    return {path.stem: path for path in folder.iterdir()}


def _digest(data: Sweeping) -> Any:
    return sweep_page.sweep_packing.digest(data, "cells and worlds")


def unlevered() -> Sweeping:
    """Nothing but what is drawn."""
    return sweeping([made_up.breakdowns(), made_up.price()], worlds=12)


def ready(found: Opened, plot: str = "#spread") -> Opened:
    found.page.wait_for_selector(f"{plot} .main-svg", state="attached")
    return found


def text(found: Opened, selector: str) -> str:
    return str(found.page.inner_text(selector))


def same(found: float | None, expected: float, rtol: float = 1e-9) -> bool:
    return bool(np.isclose(np.nan if found is None else found, expected, rtol=rtol, atol=1e-12, equal_nan=True))


def test_every_cell_is_that_of_the_summary(visit: Visit, pages: dict[str, Path], small: Sweep) -> None:
    found = {
        (row["scenario"], row["place"], row["outcome"]): row
        for row in ready(visit(pages["small"])).page.evaluate(EVERY_CELL)
    }
    scenarios = small.design.scenarios
    outcomes = [outcome.name for outcome in small.design.outcomes]
    assert len(found) == len(small.summary) > 0
    for expected in small.summary.to_dict("records"):
        row = found[scenarios.index(expected["scenario"]), expected["point"], outcomes.index(expected["outcome"])]
        for column in ("mean", "low", "high", "p10", "p90", "replications"):
            assert same(row["value"][column], expected[column]), (expected, column)
        for column in ("low", "high", "p10", "p90"):
            assert same(row["difference"][column], expected[f"difference_{column}"]), (expected, column)
        assert same(row["difference"]["mean"], expected["difference"])
        assert same(row["difference"]["better"], expected["probability_better"])


@pytest.mark.parametrize("name", ["drawn", "digest", "grid", "counted"])
def test_cells_over_worlds_are_those_of_the_report(visit: Visit, pages: dict[str, Path], name: str) -> None:
    data = {"grid": grid, "counted": counted}.get(name, drawn)()
    swept = data.swept
    opened = ready(visit(pages[name]))
    close = 1e-6 if name == "digest" else 1e-9
    for row in opened.page.evaluate(EVERY_CELL):
        outcome, scenario = data.outcomes[row["outcome"]], swept.design.scenarios[row["scenario"]]
        levels = swept.combinations[row["place"]]
        level, apart = swept.levels(outcome, scenario, levels), swept.differences(outcome, scenario, levels)
        for found, values in ((row["value"], level), (row["difference"], apart)):
            expected = estimate(values)
            if not row["scenario"] and values is apart:
                continue
            assert same(found["mean"], expected.mean, close), (row, expected)
            assert same(found["high"] - found["low"], expected.high - expected.low, close), (row, expected)
            assert same(found["p10"], float(np.percentile(values, 10)), close)
            share = float((values > 0).mean())
            assert abs(found["chance"] - share) <= (0.05 if name == "digest" else 1e-12)
        if scenario in swept.compared:
            wide = swept.compare(outcome, scenario, levels)
            assert same(row["wide"]["high"] - row["wide"]["low"], wide.high - wide.low, close)
            assert row["wide"]["way"] == ("open", "more", "less")[wide.side()], "a rate goes a way only with its number"
    if name not in ("grid", "counted"):
        cost = swept.place(data.outcomes[0])
        for point, world in opened.page.evaluate(EVERY_WORLD):
            own, base = (swept.values[who][point, :, cost] for who in ("hub", "baseline"))
            assert same(world["mean"], float((own - base).mean()), close)
    assert opened.is_quiet()


def test_the_frontier_joins_what_the_search_finds(visit: Visit, pages: dict[str, Path]) -> None:
    made = made_up.sweep(
        (made_up.places(6.0, 12.0, 18.0), made_up.turnover(10.0, 29.0), made_up.policies()),
        scenarios=("baseline", "hub", "no_heads_on_beds"),
        outcomes=OUTCOMES,
        replications=7,
    )
    levers = [factor.name for factor in made.design.factors]
    expected = frontier(made.results, levers, seed=1, resamples=2)
    on = expected[expected["on_frontier"]]
    found = [row for row in ready(visit(pages["grid"]), "#front").page.evaluate(FRONTIER) if row[4]]
    assert sorted(row[2] for row in found) == pytest.approx(sorted(on["cost"].tolist()))
    assert sorted(row[3] for row in found) == pytest.approx(sorted(on["stability"].tolist()))


def test_the_heat_map_has_the_shades_and_figures_of_the_report(visit: Visit, pages: dict[str, Path]) -> None:
    data = grid()
    swept, outcome = data.swept, data.outcomes[0]
    opened = ready(visit(pages["grid"]))
    cells = {each: swept.compare(outcome, "hub", each) for each in swept.combinations}
    every = [swept.compare(outcome, who, each) for who in swept.compared for each in swept.combinations]
    largest = max(abs(each.mean) for each in every)
    shown = [(places, rate, "none") for places in (6.0, 12.0, 18.0) for rate in (10.0, 29.0)]
    scale = scale_of([cells[each] for each in shown], outcome.unit)
    found = [cell for row in opened.page.evaluate(HEAT) for cell in row]
    for (classes, said), levels in zip(found, shown, strict=True):
        own = cells[levels]
        shade = heating.shade(own, 0.0, largest)
        assert classes.split(" ")[0] == shade
        assert scale.write(own.mean, True).replace("£", "").strip("mk") in said, (said, own)
        assert ("(" in said) == (shade == "open"), "not told by colour alone"
        assert ("▲" in said, "▼" in said) == (shade.startswith("more"), shade.startswith("less"))


def test_choosing_changes_the_map_and_the_address_follows(visit: Visit, pages: dict[str, Path]) -> None:
    opened = ready(visit(pages["grid"]))
    seen = opened.page
    before = seen.evaluate(HEAT)
    seen.select_option("#at-2", "heads_on_beds")
    other = seen.evaluate(HEAT)
    assert other != before, "another level of the policies"
    seen.select_option("#scenario", "no_heads_on_beds")
    assert seen.evaluate(HEAT) != other
    seen.select_option("#across", "policies")
    assert text(opened, "#map thead tr:last-child").split("\t") == ["none", "no heads on beds", "heads on beds"]
    assert seen.is_visible("#at-1")
    assert not seen.is_visible("#at-2")
    seen.select_option("#down", "policies")
    assert seen.input_value("#across") != "policies", "the sides change places"
    seen.check("[name=shown][value=value]")
    assert "Clearly below the threshold" in text(opened, "#map-key")
    seen.fill("#threshold", "1")
    seen.press("#threshold", "Tab")
    assert {cell[0].split(" ")[0][:4] for row in seen.evaluate(HEAT) for cell in row} == {"more"}
    assert "with a chance of 100%." in text(opened, "#said")
    seen.fill("#threshold", "a lot")
    seen.press("#threshold", "Tab")
    assert seen.get_attribute("#threshold", "aria-invalid") == "true"
    seen.fill("#threshold", "£30.5m")
    seen.press("#threshold", "Tab")
    assert "threshold=30500000" in seen.evaluate("location.hash")
    shared = ready(visit(pages["grid"], seen.evaluate("location.hash")))
    assert shared.page.evaluate(HEAT) == seen.evaluate(HEAT)
    assert text(shared, "#rows") == text(opened, "#rows")
    assert text(shared, "#said") == text(opened, "#said")
    assert opened.is_quiet()
    assert shared.is_quiet()


def test_a_cell_that_is_chosen_is_seen_from_near(visit: Visit, pages: dict[str, Path]) -> None:
    opened = ready(visit(pages["grid"]))
    opened.page.click("#map tbody tr:nth-child(3) td:nth-of-type(1)")
    swept = grid().swept
    assert swept.words((18.0, 10.0, "none")) in text(opened, "#cell-said"), "in the words of the report"
    assert opened.page.locator("#map td.chosen").count() == 1
    opened.page.select_option("#cell", index=0)
    assert swept.words((6.0, 10.0, "none")) in text(opened, "#cell-said")


def test_with_one_lever_there_is_a_line_for_each_scenario(visit: Visit, pages: dict[str, Path]) -> None:
    opened = ready(visit(pages["drawn"]), "#lines")
    assert opened.page.is_hidden("#map")
    assert "plausible worlds" in text(opened, "#cell-said")
    opened.page.check("[name=shown][value=value]")
    assert opened.page.locator("#rows tr").count() == 4, "two scenarios at two levels"
    lines = "() => document.getElementById('lines').data.filter(({ mode }) => mode === 'lines+markers').length"
    assert opened.page.evaluate(lines) == 2
    assert opened.is_quiet()


def test_without_levers_there_are_worlds_alone(visit: Visit, pages: dict[str, Path]) -> None:
    opened = ready(visit(pages["only"]))
    assert opened.page.is_hidden("#map-figure")
    assert opened.page.is_hidden("#across")
    assert "of 12 plausible worlds" in text(opened, "#cell-said")
    assert opened.is_quiet()


def test_the_file_has_the_columns_of_the_summary(visit: Visit, pages: dict[str, Path], small: Sweep) -> None:
    opened = ready(visit(pages["small"], "#outcome=moves_rate&shown=difference", accept_downloads=True))
    with opened.page.expect_download() as download:
        opened.page.click("#download")
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    kept = small.summary[(small.summary["outcome"] == "moves_rate") & (small.summary["scenario"] == "restless")]
    assert len(rows) == len(kept) == 3
    for row, expected in zip(rows, kept.to_dict("records"), strict=True):
        for column in set(expected) & set(row) - {"scenario", "outcome"}:
            assert same(float(row[column]), float(expected[column])), column
    assert {"difference_low", "mean", "probability_better", "chance_beyond"} <= set(rows[0])


def test_a_threshold_of_a_share_is_typed_in_per_cent(visit: Visit, pages: dict[str, Path]) -> None:
    opened = visit(pages["grid"], "#outcome=same_placement_two_years&shown=value&scenario=hub")
    opened.page.fill("#threshold", "60%")
    opened.page.press("#threshold", "Tab")
    unit = opened.page.evaluate("(text) => numberIn(text, 'share')", "60")
    assert unit == 0.6
    assert opened.page.input_value("#threshold").startswith("60")


def test_an_address_is_not_trusted(visit: Visit, pages: dict[str, Path]) -> None:
    wrong = "#outcome=%3Cb%3Ex&scenario=nobody&at=policies%3Dall&threshold=x&cell=9999&down=nothing"
    opened = ready(visit(pages["grid"], wrong))
    said = text(opened, "#note")
    assert "no outcome “<b>x”" in said
    assert "no scenario “nobody”" in said
    assert opened.is_quiet()


@pytest.mark.parametrize("name", ["grid", "drawn", "only", "hostile", "tornado", "digest"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_pages_fit_and_axe_finds_nothing(visit: Visit, pages: dict[str, Path], name: str, width: int) -> None:
    look: dict[str, Any] = {"viewport": {"width": width, "height": 800}}
    if width == 390:
        look["color_scheme"] = "dark"
    opened = ready(visit(pages[name], **look), "#tornado" if name == "tornado" else "#spread")
    wide = opened.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    assert [each["id"] for each in violations(opened)] == []
    assert opened.is_quiet()


def test_a_tornado_is_chosen_sorted_and_thinned(visit: Visit, pages: dict[str, Path]) -> None:
    opened = ready(visit(pages["tornado"]), "#tornado")
    seen = opened.page
    names = "() => [...document.querySelectorAll('#rows th')].map(({ innerText }) => innerText)"
    longest = seen.evaluate(names)
    data = analysis(("baseline", "hub", "third"))
    bars = data.tornado[(data.tornado["scenario"] == "hub") & (data.tornado["outcome"] == "cost_per_year")]
    assert longest == bars["label"].tolist()
    assert "0.12 per year" in text(opened, "#tornado")
    seen.select_option("#order", "name")
    assert seen.evaluate(names) == sorted(longest, key=str.lower)
    seen.select_option("#kept", "turning")
    kept = seen.evaluate(names)
    assert len(kept) < len(longest)
    assert "Key-worker link, all teams together" in kept, "always among them"
    seen.click("#factors summary")
    seen.uncheck(f"[name=factor][value='{bars['factor'].iloc[0]}']")
    assert str(bars["label"].iloc[0]) not in seen.evaluate(names)
    seen.select_option("#scenario", "third")
    seen.select_option("#outcome", "moves_rate")
    assert "third" in text(opened, "#view-heading")
    again = ready(visit(pages["tornado"], seen.evaluate("location.hash")), "#tornado")
    assert again.page.evaluate(names) == seen.evaluate(names)
    seen.click("#show-all")
    assert len(seen.evaluate(names)) == len(longest)
    assert opened.is_quiet()
    assert again.is_quiet()


def test_a_page_of_means_alone_tells_no_chance(visit: Visit, pages: dict[str, Path]) -> None:
    opened = ready(visit(pages["means"]), "#front")
    assert "1 outcome is left out as well" in text(opened, ".left-out")
    assert opened.page.is_hidden("#spread-figure")
    assert "chance" not in text(opened, "#said")
    whole = ready(visit(pages["grid"]))
    assert "with a chance of" in text(whole, "#said")
    assert [each[0] for row in opened.page.evaluate(HEAT) for each in row] == [
        each[0] for row in whole.page.evaluate(HEAT) for each in row
    ]
    assert opened.is_quiet()


def test_what_is_not_known_is_told_in_words(visit: Visit, pages: dict[str, Path]) -> None:
    for name in ("grid", "drawn", "only", "tornado"):
        said = text(ready(visit(pages[name]), "#tornado" if name == "tornado" else "#spread"), "main")
        assert not pd.Series([said]).str.contains(r"\b(?:NaN|undefined|null|Infinity)\b").any()
