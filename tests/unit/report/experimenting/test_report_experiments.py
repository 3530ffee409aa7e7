"""Pages of a sweep, an analysis of sensitivity and a search: what stands on them, and what is never claimed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from carepath_sim.errors import ResourceError
from carepath_sim.experiments.sensitivity.key_worker import ALL_TEAMS, ALL_TEAMS_LABEL
from carepath_sim.report.canvas import Chart
from carepath_sim.report.experimenting import numbering, paper, search_page, sensitivity_page, sweep_page, turning
from carepath_sim.report.experimenting.capacities import capacity_chart
from carepath_sim.report.experimenting.fronting import Frontier, frontier_chart
from carepath_sim.report.experimenting.gathering import swept as gathered
from carepath_sim.report.experimenting.heatmaps import heatmaps
from carepath_sim.report.experimenting.leading import leads
from carepath_sim.report.experimenting.lining import lines
from carepath_sim.report.experimenting.screening import index_charts, screening_charts, variance_chart
from carepath_sim.report.experimenting.swept import Swept
from carepath_sim.report.experimenting.tornadoes import MOST_ROWS, Tornado, tornado_charts
from carepath_sim.report.experimenting.worlds import related, spreads, worlds
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


def test_nothing_is_called_clear_that_is_only_clear_alone() -> None:
    """Of twenty points that differ in nothing, one may leave zero out by chance: none does once all are looked at."""
    flat = made_up.sweep([made_up.places(*map(float, range(1, 21)))], outcomes=("looked_after",), replications=8)
    still = flat.results.assign(looked_after=0.0)
    luck = np.random.default_rng(11).normal(0, 1, len(still))
    found = gathered(flat.design, still.assign(looked_after=np.where(still["scenario"] == "hub", luck, 0.0)), {})
    alone = [replace_looked_at(found, each.scenario, each.levels) for each in found.differing(found.design.outcomes[0])]
    assert any(alone), "a chance finding among the plain intervals"
    assert not any(each.own.is_clear for each in found.differing(found.design.outcomes[0]))
    assert leads(found)[-1] == "No point clearly changes young people looked after."


def replace_looked_at(found: Swept, scenario: str, levels: tuple[float | str, ...]) -> bool:
    """Whether a difference is clear by an interval of its own."""
    values = found.differences(found.design.outcomes[0], scenario, levels)[0]
    half = 2.365 * values.std(ddof=1) / np.sqrt(len(values))
    return bool(abs(values.mean()) > half)


def test_leads_name_the_best_point_with_its_interval_and_where_nothing_changes() -> None:
    cost, moves, still = leads(two_levers())
    assert cost.startswith("Cost per year: lowest with hub, neutral, places of the hub at 6 and leave rate")
    assert "clearly less than baseline" in cost
    assert moves.startswith("Moves per person-year: lowest with hub, neutral, places of the hub at 18")
    assert still == "No point clearly changes young people looked after."


def test_one_scenario_is_compared_with_its_own_values() -> None:
    sweep = made_up.sweep([made_up.places(6.0, 12.0, 18.0)], ("hub",))
    found = gathered(sweep.design, sweep.results, sweep.titles)
    assert found.against == "its own values"
    assert [each.levels for each in found.differing(found.design.outcomes[0])] == [(6.0,), (18.0,)]
    without = made_up.sweep([made_up.places(6.0, 18.0)], ("hub",))
    alone = gathered(without.design, without.results, without.titles)
    assert alone.compared == ()
    assert "between the two, clear" in leads(alone)[0]
    assert "Cost per year is lowest" in sweep_page.render(without)


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


def test_the_tornado_shows_the_link_and_where_the_answer_turns() -> None:
    found = made_up_analyses.analysis(count=30)
    rows = found.tornado[(found.tornado["outcome"] == "cost_per_year")].reset_index(drop=True)
    own = Tornado(made_up_analyses.outcome_path("cost_per_year"), "hub", rows, {})
    assert len(own.drawn) == MOST_ROWS
    assert ALL_TEAMS in set(own.drawn["factor"])
    (chart, _) = tornado_charts(found.tornado, found.switching, named, "Baseline")
    assert chart.title == "Cost per year: 2 numbers could each turn the answer"
    assert list(chart.table["Turns at"][:2]) == ["0.12 per year", "not within its range"]
    assert ALL_TEAMS_LABEL in set(chart.table["Number"])
    figure = chart.panels[0].figure
    assert figure is not None
    assert [note.text for note in figure.layout.annotations] == ["<b>0.12 per year</b>"]


def test_a_difference_that_is_not_clear_is_not_called_an_answer() -> None:
    found = made_up_analyses.analysis()
    wide = found.tornado.assign(at_default_low=-1e9, at_default_high=1e9)
    charts = tornado_charts(wide, found.switching, named, "Baseline")
    assert charts[0].title == "Cost per year: the answer is open as numbers stand"


def test_switching_sentences_put_what_turns_and_the_link_first() -> None:
    told = turning.sentences(made_up_analyses.analysis().switching)
    assert "foster care in-house" in told[0]
    assert all("link" in sentence for sentence in told[1:3])
    assert turning.sentences(pd.DataFrame()) == []


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (5234.0, "£ per week", "£5,234 per week"),
        (0.12, "per year", "0.12 per year"),
        (29.4, "% per year", "29.4% per year"),
        (1.46, "times", "1.46 times"),
        (-3.0, "places", "\N{MINUS SIGN}3 places"),
        (float("nan"), "places", ""),
    ],
)
def test_numbers_are_written_with_their_unit(value: float, unit: str, words: str) -> None:
    assert numbering.number_words(value, unit) == words


def test_ranges_say_a_unit_once() -> None:
    assert numbering.range_words(8.0, 16.0, "places") == "8 to 16 places"
    assert numbering.range_words(10.0, 50.0, "% per year") == "10% per year to 50% per year"


def test_a_search_without_an_answer_says_so() -> None:
    found = made_up_analyses.search(answer=None)
    (chart,) = capacity_chart(found.capacity, found.factors, found.levels, None, None)
    assert chart.title == "No value that was tried keeps every level"
    assert "No value that was tried" in search_page.render(found)
    both = made_up_analyses.search_of_two()
    (ranked,) = capacity_chart(both.capacity, both.factors, both.levels, both.answer, None)
    assert ranked.summary == "The answer: places of the hub at 16 and leave rate of hub workers at 10% per year."


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
