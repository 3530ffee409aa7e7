"""The tornado, where the answer turns, and how numbers and names stand in them."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from carepath_sim.experiments.sensitivity.key_worker import ALL_TEAMS, ALL_TEAMS_LABEL
from carepath_sim.report.experimenting import numbering, rows, sensitivity_page, turning
from carepath_sim.report.experimenting.tornado_charts import tornado_charts
from carepath_sim.report.experimenting.tornadoes import MOST_ROWS, Tornado
from tests.unit.report.experimenting import made_up_analyses


def named(name: str) -> str:
    return name.capitalize()


def test_the_tornado_shows_the_link_and_where_the_answer_turns() -> None:
    found = made_up_analyses.analysis(count=30)
    bars = found.tornado[(found.tornado["outcome"] == "cost_per_year")].reset_index(drop=True)
    own = Tornado(made_up_analyses.outcome_path("cost_per_year"), "hub", bars, {})
    assert len(own.drawn) == MOST_ROWS
    assert ALL_TEAMS in set(own.drawn["factor"])
    (chart, _) = tornado_charts(found.tornado, found.switching, named, "Baseline")
    assert chart.title == "Cost per year: 2 numbers could each turn the answer"
    assert list(chart.table["Turns at"][:2]) == ["0.12 per year", "not within its range"]
    assert ALL_TEAMS_LABEL in set(chart.table["Number"])
    figure = chart.panels[0].figure
    assert figure is not None
    names = [note.text for note in figure.layout.annotations]
    assert len(names) == MOST_ROWS
    assert [name for name in names if "turns at" in name] == [names[0]]
    assert names[0].endswith("<br><b>◆ turns at 0.12 per year</b>")
    assert len([name for name in names if name.startswith("<b>Key-worker link")]) >= 1


def test_what_moves_nothing_is_not_drawn() -> None:
    found = made_up_analyses.analysis(count=4)
    bars = found.tornado[(found.tornado["outcome"] == "cost_per_year")].reset_index(drop=True)
    still = bars["factor"] == "settings.setting_1.endings.return_home.hazard"
    bars.loc[still, ["at_low", "at_high"]] = bars["at_default"].iloc[0]
    own = Tornado(made_up_analyses.outcome_path("cost_per_year"), "hub", bars, {})
    assert still.sum() == 1
    assert set(bars["factor"]) - set(own.drawn["factor"]) == {"settings.setting_1.endings.return_home.hazard"}


def test_a_difference_that_is_not_clear_is_not_called_an_answer() -> None:
    found = made_up_analyses.analysis()
    wide = found.tornado.assign(at_default_low=-1e9, at_default_high=1e9)
    charts = tornado_charts(wide, found.switching, named, "Baseline")
    assert charts[0].title == "Cost per year: the answer is open as numbers stand"


def test_values_are_said_to_be_checked_only_where_one_was_found() -> None:
    found = made_up_analyses.analysis()
    none = found.switching.assign(value=np.nan, clear_from=np.nan)
    assert "was checked by running the model past it" in sensitivity_page.render(found)
    page = sensitivity_page.render(replace(found, switching=none))
    assert "No such value was found." in page
    assert "was checked by running" not in page


def test_switching_sentences_put_what_turns_and_the_link_first() -> None:
    told = turning.sentences(made_up_analyses.analysis().switching)
    assert "foster care in-house" in told[0]
    assert all("link" in sentence for sentence in told[1:3])
    assert turning.sentences(pd.DataFrame()) == []


def test_where_there_is_no_clear_answer_none_is_said_to_turn() -> None:
    found = made_up_analyses.analysis()
    wide = found.tornado.assign(at_default_low=-1e9, at_default_high=1e9)
    nowhere = found.switching.assign(
        value=np.nan, unclear_from=np.nan, clear_from=np.nan, looked_low=0.0, looked_high=2.0
    )
    open_ones = turning.table(nowhere, wide, named)
    assert set(open_ones["Turns at"]) == {"no clear answer to turn"}
    becoming = turning.table(nowhere.assign(clear_from=0.5), wide, named)
    assert becoming["Turns at"].iloc[0] == "no clear answer to turn; clear from 0.5 per year"
    assert turning.table(nowhere, found.tornado, named)["Turns at"].iloc[0] == "nowhere from 0 to 2 per year"


@pytest.mark.parametrize(
    ("label", "unit", "said"),
    [
        ("Hazard of support ending, edge of care", "months", "Time until support ending, edge of care"),
        ("Hazard of support ending, edge of care", "per year", "Hazard of support ending, edge of care"),
        ("Time to recruit, hub team", "days", "Time to recruit, hub team"),
    ],
)
def test_a_hazard_written_as_a_time_is_called_one(label: str, unit: str, said: str) -> None:
    assert numbering.titled(label, unit) == said
    frame = pd.DataFrame({"factor": ["a"], "label": [label]})
    assert list(numbering.relabelled(frame, {"a": unit})["label"]) == [said]


def test_a_long_name_is_read_whole_and_cannot_act() -> None:
    name = "Key-worker link: unplanned endings with a new key worker, edge-of-care outreach"
    found = rows.name_of(name, "1 to 1.46 times", is_marked=True, last="turns at 1.2 times")
    assert " ".join(re.sub("<[^>]*>", " ", found).split()) == f"{name} · 1 to 1.46 times turns at 1.2 times"
    lines = [re.sub("<[^>]*>", "", line) for line in found.split("<br>")]
    assert max(map(len, lines)) <= rows.LETTERS
    assert rows.name_of("<a href=x>%{y}") == "&lt;a href=x&gt;% {y}"
    drawn = rows.Rows([found, "Short"], 30.0)
    assert drawn.tops[0] == drawn.height > drawn.middles[0] > drawn.tops[1] > drawn.middles[1] > 0


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
