"""Pages of a sweep, an analysis of sensitivity and a search: what stands on them, and what is never claimed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from carepath_sim.errors import ResourceError
from carepath_sim.report.canvas import Chart
from carepath_sim.report.experimenting import paper, search_page, sensitivity_page, sweep_page
from carepath_sim.report.experimenting.capacities import capacity_chart
from carepath_sim.report.experimenting.fronting import Frontier, frontier_chart
from carepath_sim.report.experimenting.gathering import swept as gathered
from carepath_sim.report.experimenting.heatmaps import heatmaps
from carepath_sim.report.experimenting.indexing import index_charts
from carepath_sim.report.experimenting.lining import lines
from carepath_sim.report.experimenting.relating import related
from carepath_sim.report.experimenting.screening import screening_charts
from carepath_sim.report.experimenting.spreading import variance_chart
from carepath_sim.report.experimenting.spreads import spreads
from carepath_sim.report.experimenting.swept import Swept
from carepath_sim.report.experimenting.tornado_charts import tornado_charts
from carepath_sim.report.experimenting.worlds import worlds
from tests.unit.report.experimenting import made_up, made_up_analyses

KINDS = ("grid", "worlds", "sensitivity", "search")
Page = Callable[[str], str]


def named(name: str) -> str:
    return name.capitalize()


def two_levers(scenarios: tuple[str, ...] = ("baseline", "hub")) -> Swept:
    found = made_up.sweep([made_up.places(6.0, 12.0, 18.0), made_up.turnover(10.0, 50.0)], scenarios)
    return gathered(found.design, found.results, found.titles)


def every_chart() -> list[Chart]:
    over = made_up.sweep([made_up.places(6.0, 18.0), made_up.breakdowns(), made_up.link()], worlds=12, replications=6)
    crossed = gathered(over.design, over.results, over.titles)
    found = made_up_analyses.analysis(("baseline", "hub", "no_heads_on_beds"))
    search = made_up_analyses.search()
    return [
        *heatmaps(two_levers()),
        *lines(crossed),
        *worlds(crossed),
        *tornado_charts(found.tornado, found.switching, named, "Baseline"),
        *screening_charts(found.screening, named),
        *index_charts(found.indices, named),
        *variance_chart(found.variance, named),
        *capacity_chart(search.capacity, search.factors, search.levels, search.answer, search.breach),
    ]


def test_every_chart_has_a_short_message_a_subtitle_a_table_and_words() -> None:
    charts = every_chart()
    assert len({chart.key.partition("-")[0] for chart in charts}) >= 9
    for chart in charts:
        assert 0 < len(chart.title.split()) <= 10, chart.title
        assert chart.subtitle.endswith("."), chart.subtitle
        assert chart.summary.endswith("."), chart.summary
        assert len(chart.table) > 0
        assert len(chart.table.columns) > 1
        assert all((panel.figure is None) != (panel.grid is None) for panel in chart.panels)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_asks_nothing_of_any_network_and_is_not_too_large(page: Page, kind: str) -> None:
    text = page(kind)
    assert len(text.encode()) < paper.MAX_BYTES
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", text)
    assert "default-src &#39;none&#39;" in text
    assert text == page(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_four_words_stand_before_the_charts(page: Page, kind: str) -> None:
    text = page(kind)
    places = [text.index(f"{word}: ") for word in ("<h3>Levers", "<h3>Uncertainties", "<h3>Constants", "<h3>Outcomes")]
    assert places == sorted(places)
    assert text.index('id="asked"') < text.index('id="found"') < text.index('id="charts"')
    assert places[-1] < text.index('id="charts"')


def test_what_failed_is_named_and_left_out() -> None:
    sweep = made_up.sweep([made_up.places(6.0, 12.0, 18.0), made_up.turnover(10.0, 50.0)])
    gone = sweep.results[~((sweep.results["scenario"] == "hub") & (sweep.results["point"] == 2))]
    text = sweep_page.render(replace(sweep, results=gone, failures={("hub", 2): "It died three times."}))
    assert "Not everything could be run" in text
    assert "hub, point 3: It died three times." in text
    assert 'class="absent"' in text
    assert "not known" in text


def test_worlds_tell_their_share_and_what_they_follow() -> None:
    sweep = made_up.sweep([made_up.breakdowns(), made_up.price()], worlds=40, replications=6)
    found = gathered(sweep.design, sweep.results, sweep.titles)
    cost = next(each for each in found.design.outcomes if each.name == "cost_per_year")
    (spread,) = spreads(found, cost)
    below, above = spread.clear
    assert below + above <= len(spread.differences) == 40
    assert spread.below == np.mean(spread.differences < 0)
    ranks = {factor.name: rank for factor, rank, _ in related(found, spread)}
    assert set(ranks) == {factor.name for factor in sweep.design.factors}
    assert all(rank > 0.3 for rank in ranks.values()), "both push the cost up in this made-up study"


def test_the_frontier_names_those_that_no_other_beats_and_counts_a_held_scenario_once() -> None:
    sweep = made_up.sweep([made_up.places(6.0, 12.0, 18.0)])
    assert re.findall(r"<td>Baseline</td><td>any</td>", sweep_page.render(sweep)) == ["<td>Baseline</td><td>any</td>"]
    found = made_up_analyses.search()
    cost, moves = (made_up_analyses.outcome_path(name) for name in ("cost_per_year", "moves_rate"))
    (chart,) = frontier_chart(Frontier(found.frontier, found.factors, cost, moves, named))
    assert list(chart.table["On the frontier"]) == ["yes"] * 5 + ["no"]
    assert chart.table["Name"].iloc[0] == "A"


def test_circumstances_are_said_with_their_units() -> None:
    timing = {"wall_seconds": 6.333, "seconds": 41.2, "peak_memory_bytes": 397_766_656, "runs": 4321.0, "quick": True}
    assert paper.facts({**timing, "parallel_efficiency": 0.233}) == [
        ("Wall", "6.33 seconds"),
        ("All of it", "41 seconds"),
        ("Peak memory", "398 MB"),
        ("Runs", "4,321"),
        ("Parallel efficiency", "23%"),
    ]


def test_a_search_without_an_answer_says_so() -> None:
    found = made_up_analyses.search(answer=None)
    (chart,) = capacity_chart(found.capacity, found.factors, found.levels, None, None)
    assert chart.title == "No value that was tried keeps every level"
    assert "No value that was tried" in search_page.render(found)
    both = made_up_analyses.search_of_two()
    (ranked,) = capacity_chart(both.capacity, both.factors, both.levels, both.answer, None)
    assert ranked.summary == "The answer: 16 places of the hub and leave rate of hub workers at 10% per year."


def test_a_hostile_name_is_text() -> None:
    text = "<img src=x onerror=alert(1)> =1+1"
    found = made_up_analyses.analysis()
    hostile = replace(found, question=text, notes=(text,), scenarios=dict.fromkeys(found.scenarios, text))
    drawn = sensitivity_page.render(hostile)
    assert "<img" not in drawn
    assert "&lt;img src=x" in drawn


def test_a_page_that_cannot_be_small_enough_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "MAX_BYTES", 1000)
    with pytest.raises(ResourceError, match="larger than 1,000 bytes"):
        search_page.render(made_up_analyses.search())
