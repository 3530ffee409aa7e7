"""The page as a file: what it lets through, what it asks for, how large it is and whether it is the same twice."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from plotly.offline import get_plotlyjs

from carepath_sim.errors import ResourceError
from carepath_sim.experiments.answers import QUESTIONS, WORST_DAYS, Answer
from carepath_sim.report import MAX_BYTES, ReportData, charts, page, render, shedding, sheet, write
from carepath_sim.report.canvas import Chart, Panel, Width
from carepath_sim.report.words import MINUS
from tests.unit.report.conftest import LABELS

FETCHING = {"src", "href", "srcset", "action", "formaction", "data", "poster", "background", "ping", "xlink:href"}
HOSTILE = (
    '<img src=x onerror=alert(1)><a href="javascript:alert(2)">go</a></script><script>alert(3)</script>%{hostile}\u202e'
)


VOID = {"meta", "img", "br", "hr", "input", "link", "wbr"}


class Elements(HTMLParser):
    """Every start tag of a page, the text inside each kind, and the tags left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.mismatched: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.mismatched.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)

    def attributes(self, name: str) -> list[str]:
        return [found[name] for _, found in self.tags if name in found]


@pytest.fixture(scope="module", name="text")
def page_text(study: Callable[..., ReportData]) -> str:
    return render(study(("baseline", "no_heads_on_beds", "heads_on_beds")))


def unpacked(text: str, name: str) -> str:
    found = re.search(rf'id="{name}" data-bytes="(\d+)">([^<]*)</script>', text)
    assert found is not None
    packed = base64.b85decode(found[2].replace(",", "<"))[: int(found[1])]
    return gzip.decompress(packed).decode()


def test_every_tag_is_closed(text: str) -> None:
    elements = Elements(text)
    assert elements.mismatched == []
    assert elements.open == []


def test_nothing_can_be_fetched(text: str) -> None:
    elements = Elements(text)
    fetching = [found[name] for _, found in elements.tags for name in FETCHING & set(found)]
    assert fetching, "links within the page are expected"
    assert [address for address in fetching if not address.startswith("#")] == []
    assert not {"link", "img", "iframe", "object", "embed", "base", "form"} & {tag for tag, _ in elements.tags}
    style = "".join(elements.texts["style"])
    assert "url(" not in style
    assert "@import" not in style


def test_only_the_two_known_scripts_may_run(text: str) -> None:
    elements = Elements(text)
    policy = next(
        found["content"] for _, found in elements.tags if found.get("http-equiv") == "Content-Security-Policy"
    )
    inline = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(inline) == 1
    allowed = [
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in (inline[0], get_plotlyjs())
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["connect-src"] == "'none'"
    assert rules["script-src"].split() == allowed


def test_the_library_is_embedded_once_and_unharmed(text: str) -> None:
    assert unpacked(text, "library") == get_plotlyjs()
    assert text.count('id="library"') == 1


def test_no_figure_offers_an_upload(text: str) -> None:
    config = json.loads(unpacked(text, "figures"))["config"]
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""
    assert config["displaylogo"] is False
    assert config["responsive"] is True


def test_every_drawing_has_its_place_on_the_page(text: str) -> None:
    figures = json.loads(unpacked(text, "figures"))["figures"]
    places = [found["id"] for _, found in Elements(text).tags if found.get("class") == "plot"]
    assert figures
    assert sorted(places) == sorted(figures)


def test_hostile_names_stay_text(study: Callable[..., ReportData], renamed: Callable[..., ReportData]) -> None:
    data = study(("baseline", "heads_on_beds"), parameters=4)
    harmless, hostile = Elements(render(renamed(data, "Plain"))), Elements(render(renamed(data, HOSTILE)))
    assert hostile.mismatched == []
    assert {tag for tag, _ in hostile.tags} == {tag for tag, _ in harmless.tags}
    count = [sum(tag in ("script", "a") for tag, _ in found.tags) for found in (harmless, hostile)]
    assert count[0] == count[1]
    assert not [name for _, found in hostile.tags for name in found if name.startswith("on")]


def strings(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [text for value in node.values() for text in strings(value)]
    if isinstance(node, list):
        return [text for value in node for text in strings(value)]
    return [node] if isinstance(node, str) else []


def test_hostile_names_cannot_act_in_a_drawing(
    study: Callable[..., ReportData], renamed: Callable[..., ReportData]
) -> None:
    text = render(renamed(study(("baseline", "heads_on_beds"), parameters=4), HOSTILE))
    found = strings(json.loads(unpacked(text, "figures"))["figures"])
    tags = {tag for text in found for tag in re.findall(r"<[^>]*>", text)}
    assert any("&lt;img" in text for text in found), "the names do stand in the drawings"
    assert tags <= {"<br>", "<b>", "</b>", "<extra>", "</extra>"}
    assert not [text for text in found if "%{hostile}" in text or "\u202e" in text]


@pytest.mark.slow
def test_ten_scenarios_fit(study: Callable[..., ReportData]) -> None:
    text = render(study(parameters=320))
    assert len(text.encode()) <= MAX_BYTES
    assert "All other measures" in text


def limited(data: ReportData, size: int, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(page, "MAX_BYTES", size)
    return render(data)


@pytest.mark.slow
def test_a_page_too_large_leaves_out_the_other_measures(
    study: Callable[..., ReportData], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = study(("baseline", "heads_on_beds"), parameters=4)
    whole = len(render(data).encode())
    shortened = limited(data, whole - 1, monkeypatch)
    assert len(shortened.encode()) < whole
    assert "All other measures" not in shortened
    assert "measures other than the headline ones (comparison.csv)" in shortened
    with pytest.raises(ResourceError, match="compare fewer scenarios"):
        limited(data, 1000, monkeypatch)


@pytest.mark.slow
def test_a_page_leaves_out_more_and_more_until_it_fits_and_says_what(
    study: Callable[..., ReportData], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tuple(f"Finding number {number}." for number in range(20))
    data = replace(study(tuple(LABELS)[:8], parameters=40), findings=told)
    groups = {few: charts.grouped(shedding.drawn(data, (shedding.CHARTS,) * few)) for few in (False, True)}
    found = [page._page(data, without, groups[shedding.CHARTS in without]) for without in shedding.steps(data)]
    sizes = [len(text.encode()) for text in found]
    assert len(found) == 1 + len(shedding.LEFT_OUT)
    assert sizes == sorted(set(sizes), reverse=True)
    for place, text in enumerate(found):
        assert Elements(text).mismatched == []
        said = [words in text for words in shedding.LEFT_OUT.values()]
        assert said == [which < place for which in range(len(found) - 1)]
        assert ("Finding number 8." in text) == (place < 2)
        assert "Finding number 6." in text
        assert (f"first {shedding.ROWS_KEPT} of " in text) == (place >= 4)
        assert ("Sourced parameters" in text) == (place < 5)
        assert ("Headline measures, whole study" in text) == ('id="money"' in text) == (place < 6)
        assert ('href="#money"' in text) == (place < 6)
        assert 'href="#comparison"' in text
        assert "At a glance" in text
        assert "Assumed parameters" in text
        assert "10 sourced: read in a published source" in text
    assert limited(data, sizes[3], monkeypatch) == found[3]


@pytest.mark.slow
def test_charts_of_a_page_too_large_are_of_the_first_scenarios(study: Callable[..., ReportData]) -> None:
    data = study(tuple(LABELS)[:8], parameters=4)
    few = shedding.drawn(data, (shedding.CHARTS,))
    assert [card.name for card in few.scenarios] == list(LABELS)[: shedding.DRAWN]
    for frame in (few.comparison, few.metrics, few.series, few.survival):
        assert set(frame["scenario"]) <= set(list(LABELS)[: shedding.DRAWN])
    text = page._page(data, (shedding.CHARTS,), charts.grouped(few))
    drawn = text[text.index('id="charts"') : text.index('id="published"')].replace("&#39;", "'")
    assert LABELS[list(LABELS)[5]][0] in drawn
    assert LABELS[list(LABELS)[7]][0] not in drawn
    assert shedding.drawn(data, ()) is data


def test_a_page_that_has_a_part_in_no_scenario_does_not_say_it_is_left_out(study: Callable[..., ReportData]) -> None:
    assert list(shedding.steps(study(("baseline",), parameters=0))) == [()]


def test_one_finding_for_each_scenario_and_one_between_two_are_read_first(study: Callable[..., ReportData]) -> None:
    told = tuple(f"Finding number {number}." for number in range(5))
    text = render(replace(study(("baseline", "hub", "heads_on_beds"), parameters=4), findings=told))
    leading = text[text.index('class="found"') : text.index('id="sure"')]
    assert re.findall(r"Finding number \d", leading) == [f"Finding number {number}" for number in range(3)]
    assert "In brackets: 95% interval of the difference." in leading
    others = text[text.index('id="in-words"') :]
    assert re.findall(r"Finding number \d", others) == ["Finding number 3", "Finding number 4"]


def test_three_questions_are_answered_for_each_scenario_without_saying_twice_what_its_finding_says(
    study: Callable[..., ReportData],
) -> None:
    data = study(("baseline", "hub", "heads_on_beds"), parameters=4)
    longer = ", which takes room" * 5
    said = {question: tuple(f"{question} <{number}> of hub{longer}." for number in range(4)) for question in QUESTIONS}
    found = {"hub": tuple(Answer(question, said[question], clear=True) for question in QUESTIONS)}
    text = render(replace(data, answers=found))
    first = text[text.index('class="answers') : text.index('id="sure"')]
    assert [question for question in QUESTIONS if f'<th scope="col">{question}</th>' in first] == list(QUESTIONS)
    shown = re.findall(r"(Cost|For whom it is steadier|The worst days) &lt;(\d)&gt; of hub", first)
    led, asked = ("1", "2"), ("0", "1")
    assert shown == [
        (question, number) for question in QUESTIONS for number in (asked if question == WORST_DAYS else led)
    ]
    in_full = text[text.index('id="in-words"') : text.index("Every headline measure")]
    assert in_full.count("of hub,") == 12
    assert "Does it cost more or less?" in in_full


def test_small_charts_that_follow_each_other_share_a_row() -> None:
    def chart(key: str, *widths: Width) -> Chart:
        panels = tuple(Panel("", go.Figure(), width) for width in widths)
        return Chart(key, key, "", panels, pd.DataFrame(), "")

    small, other, wide, many = chart("a", "half"), chart("b", "small"), chart("c", "wide"), chart("d", "half", "half")

    def halves(*charts: Chart) -> list[bool]:
        return [half for _, half in page.abreast(charts)]

    assert halves(small, other) == [True, True]
    assert halves(small, other, small) == [True, True, False]
    assert halves(small, wide, other) == [False, False, False]
    assert halves(many, small, other, wide) == [False, True, True, False]


def test_each_chart_hands_out_its_table_under_a_name_of_its_own(text: str) -> None:
    keys = [found["data-key"] for tag, found in Elements(text).tags if tag == "figure"]
    assert len(keys) > 3
    assert sorted(set(keys)) == sorted(keys)
    assert all(re.fullmatch(r"[\w-]+", key) for key in keys)
    for figure in re.findall(r"<figure .*?</figure>", text, re.DOTALL):
        assert figure.count("<table") == 1


def test_a_column_of_figures_stands_to_the_right_and_one_of_texts_stays_wide() -> None:
    frame = pd.DataFrame(
        [("Hub", "+£1.2m", "short", "text " * 20), ("Home", f"{MINUS}0.5", "12 places", "")],
        columns=["Name", "Change", "Note", "Told"],
    )
    assert sheet.columns_of(frame) == "n2 t4"
    assert sheet.columns_of(frame.iloc[:0]) == ""
    assert ".n2 tr>:nth-child(2)" in sheet.columns()


def test_many_assumed_sentences_do_not_push_the_results_away(study: Callable[..., ReportData]) -> None:
    sentences = tuple(f"Assumption number {number}." for number in range(9))
    text = render(replace(study(("baseline", "heads_on_beds"), parameters=4), assumes=sentences))
    block = text[text.index('id="rests"') : text.index('id="found"')]
    assert block.index("Assumption number 2.") < block.index("<details>") < block.index("Assumption number 3.")
    assert "6 more sentences of what the scenarios assume" in block


def test_the_same_data_give_the_same_bytes(study: Callable[..., ReportData], text: str) -> None:
    assert render(study(("baseline", "no_heads_on_beds", "heads_on_beds"))) == text


def test_write_says_how_large_the_file_is(study: Callable[..., ReportData], tmp_path: Path) -> None:
    size = write(study(("baseline",)), tmp_path / "report.html")
    assert (tmp_path / "report.html").stat().st_size == size


def test_write_to_a_missing_folder_is_a_resource_error(study: Callable[..., ReportData], tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="could not be written"):
        write(study(("baseline",)), tmp_path / "nowhere" / "report.html")


def test_the_first_screen_comes_before_the_charts(text: str) -> None:
    places = [
        text.index(f'id="{name}"') for name in ("compared", "rests", "found", "sure", "assumed", "charts", "comparison")
    ]
    assert places == sorted(places)
    assert "Key-worker link" in text


def test_what_the_scenarios_assume_stands_before_what_was_found(text: str) -> None:
    block = text[text.index('id="rests"') : text.index('id="found"')]
    assert block.index("A place is as good as any other") < block.index("Nobody is turned away")
    assert "Of 41 numbers: 10 sourced (read in a published source)" in block
    assert "11 assumed (no source fixes the number)" in block
    assert "1.2 times (range 1.0 to 1.46) as often, which is weakly evidenced" in block
    assert 'href="#assumptions"' in block


def test_no_path_of_a_scenario_file_stands_before_the_charts(text: str) -> None:
    start = text[text.index("<main") : text.index('id="charts"')]
    assert re.findall(r"\b(?:settings|teams|demand|prices)\.\w+", start) == []


def test_every_cell_at_a_glance_names_its_measure_where_the_heading_is_out_of_sight(text: str) -> None:
    glance = text[text.index('class="glance"') : text.index("Every headline measure")]
    headings = re.findall(r'<th scope="col">([^<]+)</th>', glance)[1:]
    assert len(headings) > 2
    assert re.findall(r'data-label="([^"]+)"', glance) == headings * 2
    assert "Intervals show simulation error only" in glance


@pytest.mark.parametrize(("cards", "columns"), [(1, 1), (3, 3), (4, 4), (5, 3), (7, 4), (9, 3), (10, 4)])
def test_cards_stand_in_rows_of_nearly_the_same_length(cards: int, columns: int) -> None:
    assert page._columns(cards) == columns
    assert cards % columns != 1 or columns == 1


def test_headings_never_skip_a_level(text: str) -> None:
    levels = [int(tag[1]) for tag, _ in Elements(text).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_scrolls_in_a_region_of_its_own(text: str) -> None:
    elements = Elements(text)
    tags = [tag for tag, _ in elements.tags]
    assert tags.count("table") == tags.count("caption") > 5
    regions = [found for _, found in elements.tags if found.get("role") == "region"]
    assert len(regions) == tags.count("table")
    assert all(found["tabindex"] == "0" and found["aria-label"] for found in regions)
    assert all(found.get("scope") for tag, found in elements.tags if tag == "th")


def test_the_open_government_licence_is_named_only_where_it_applies(
    study: Callable[..., ReportData], text: str
) -> None:
    statement = "Contains public sector information licensed under the Open Government Licence v3.0"
    data = study(("baseline", "heads_on_beds"), parameters=4)
    without = replace(data, sources=data.sources.assign(licence="MIT"))
    assert f"{statement}: Department for Education 2025" in text
    assert statement not in render(without)


def test_a_lone_scenario_makes_a_page_without_comparisons(study: Callable[..., ReportData]) -> None:
    text = render(replace(study(("baseline",)), findings=()))
    assert "Nothing was compared" in text
    assert "Headline measures" in text
    assert "Drawn</th>" not in text
    assert Elements(text).mismatched == []
