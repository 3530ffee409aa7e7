"""How published figures stand beside simulated ones: multiples, bands, and what was fitted said as fitted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import log10, nan

import pytest

from carepath_sim.catalogue.published import by_key
from carepath_sim.catalogue.validated import Validated, read_validated
from carepath_sim.report import ReportData, beside
from carepath_sim.report.canvas import PAPER
from carepath_sim.report.meeting import WIDEST, meeting
from carepath_sim.report.parts import PublishedFigure

HOSTILE = '<img src=x onerror=alert(1)> <a href="javascript:1">%{x}</a>'


@pytest.fixture(name="data", scope="module")
def small_study(study: Callable[..., ReportData]) -> ReportData:
    data = study(("baseline", "heads_on_beds"), weeks=4, parameters=0)
    met, missed, context = data.published
    return replace(
        data,
        published=(
            replace(met, ratio=1.1, ratio_interval=(1.05, 1.15), ratio_councils=(0.8, 1.3), simulated="0.173"),
            replace(missed, ratio=0.7, ratio_interval=(0.65, 0.75), is_fitted=False),
            replace(met, label="Free", ratio=1.0, ratio_interval=(nan, nan), is_fitted=False),
            replace(context, ratio=2.9),
        ),
    )


def points(data: ReportData) -> dict[str, tuple[float, ...]]:
    traces = [t for panel in meeting(data)[0].panels for t in panel.figure.data if t.mode == "markers"]
    return {t.marker.symbol: tuple(t.x) for t in traces}


def test_each_figure_stands_at_its_multiple_with_a_mark_that_says_how_it_was_met(data: ReportData) -> None:
    assert points(data) == {"circle": (1.1,), "diamond": (1.0,), "x": (0.7,)}
    (hollow,) = (t for p in meeting(data)[0].panels for t in p.figure.data if t.marker.symbol == "circle")
    assert hollow.marker.color == PAPER
    names = [key.name for key in meeting(data)[0].legend]
    assert names == ["Simulated: fitted", "Simulated: not fitted", "Simulated: missed", "Middle 80% of councils"]


def test_bands_of_councils_and_intervals_are_drawn_where_they_are_known(data: ReportData) -> None:
    lines = [tuple(t.x) for panel in meeting(data)[0].panels for t in panel.figure.data if t.mode == "lines"]
    assert sorted(lines) == [(0.65, 0.75), (0.8, 1.3), (1.05, 1.15)]


def test_title_counts_what_is_met_and_what_was_fitted(data: ReportData) -> None:
    assert meeting(data)[0].title == "2 of 3 published figures met; 1 was fitted"
    fitted = replace(data, published=data.published[:1] * 2)
    assert meeting(fitted)[0].title == "2 of 2 published figures met, all of them fitted"
    free = replace(data, published=data.published[1:3])
    assert meeting(free)[0].title == "1 of 2 published figures met, none of them fitted"


def test_context_is_in_the_table_and_in_no_drawing(data: ReportData) -> None:
    (chart,) = meeting(data)
    assert 2.9 not in [x for xs in points(data).values() for x in xs]
    assert chart.table["Reading"].tolist() == ["met, fitted", "missed", "met", "context"]
    assert chart.table["Simulated over published"].tolist() == ["1.10", "0.70", "1.00", "2.90"]
    assert "1 figure that cannot be compared is in the table only" in chart.summary
    assert "Furthest off is two moves or more in the year: 0.160 simulated, 0.157 published" in chart.summary


def test_a_figure_far_off_stays_within_the_drawing(data: ReportData) -> None:
    far = replace(data, published=(replace(data.published[0], ratio=9.0, ratio_interval=(8.0, 10.0)),))
    (panel,) = meeting(far)[0].panels
    assert panel.figure.layout.xaxis.range[1] == pytest.approx(log10(WIDEST[1] * 1.04))
    assert 10 ** panel.figure.layout.xaxis.range[1] == pytest.approx(points(far)["circle"][0], abs=1e-4)


def test_groups_stay_whole_in_two_drawings_of_one_height(data: ReportData) -> None:
    rows = [replace(data.published[0], group=group) for group in ("One", "Two", "Two", "Two", "Three")]
    (chart,) = meeting(replace(data, published=tuple(rows)))
    assert [panel.heading for panel in chart.panels] == ["One and three", "Two"]
    assert len({panel.figure.layout.height for panel in chart.panels}) == 1


def test_nothing_published_draws_nothing(data: ReportData) -> None:
    assert meeting(replace(data, published=())) == []
    assert meeting(replace(data, published=(replace(data.published[0], ratio=nan),))) == []


def test_hostile_names_are_inert(data: ReportData) -> None:
    bad = tuple(replace(each, label=HOSTILE, simulated=HOSTILE, published=HOSTILE) for each in data.published)
    drawn = "".join(panel.figure.to_json() for panel in meeting(replace(data, published=bad))[0].panels)
    assert "<img" not in drawn
    assert "<a" not in drawn
    assert "%{x}" not in drawn


def figure_of(found: Validated) -> PublishedFigure:
    return beside.row(by_key()[found.figure], found, {})


def test_multiples_are_those_of_the_numbers_set_beside_each_other() -> None:
    for found in read_validated():
        row = figure_of(found)
        if found.simulated is not None and found.published:
            assert row.ratio * found.published == pytest.approx(found.simulated)
        if found.low is not None and found.published:
            assert row.ratio_interval[0] * found.published == pytest.approx(found.low)


def test_nothing_is_a_multiple_of_nothing_or_of_what_was_not_seen() -> None:
    found = read_validated()[0]
    assert figure_of(replace(found, published=0.0)).ratio != figure_of(replace(found, published=0.0)).ratio
    assert figure_of(replace(found, simulated=None)).ratio != figure_of(replace(found, simulated=None)).ratio


def test_the_catalogue_s_own_figures_make_a_chart(data: ReportData) -> None:
    (chart,) = meeting(replace(data, published=beside.read()))
    judged = [each for each in beside.read() if each.verdict != "context"]
    assert sum(len(t.x) for p in chart.panels for t in p.figure.data if t.mode == "markers") == len(judged)
