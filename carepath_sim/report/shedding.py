"""What a page leaves out, one part after another, while it is larger than it may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from carepath_sim.report import tables
from carepath_sim.report.canvas import Chart
from carepath_sim.report.data import ReportData
from carepath_sim.report.words import number_words

DRAWN = 6
"""How many scenarios are drawn on a page too large to draw them all."""
DRAWN_FROM = (
    "comparison",
    "metrics",
    "series",
    "survival",
    "pathways",
    "flows",
    "needed",
    "journeys",
    "cumulative",
    "payback",
)
"""The frames that charts are made of."""
ROWS_KEPT = 15
"""How many rows of the table below a chart are kept where long tables are cut."""
MEASURES, FINDINGS, CHARTS, ROWS, NUMBERS, TABLES = "measures", "findings", "charts", "rows", "numbers", "tables"
LEFT_OUT = {
    MEASURES: "measures other than the headline ones (comparison.csv)",
    FINDINGS: "longer findings and answers in words (manifest.json and comparison.csv)",
    CHARTS: f"charts of scenarios after the first {number_words(DRAWN)} (series.csv and metrics.csv)",
    ROWS: f"rows after the first {ROWS_KEPT} of the tables below charts (the files of the result)",
    NUMBERS: "the lists of sourced and calibrated numbers (the files that end in .resolved.yaml)",
    TABLES: "the tables of every headline measure and of money (comparison.csv)",
}
"""Each part, in the order in which it goes, and where its figures still are."""


def steps(data: ReportData) -> Iterator[tuple[str, ...]]:
    """What to leave out: nothing, then more and more; a part that the page has not is not said to be left out."""
    absent = {
        MEASURES: not tables.comparison(data, headline=False),
        FINDINGS: not tables.findings(data)[1] and not data.answers,
        CHARTS: len(data.scenarios) <= DRAWN,
        ROWS: len(data.scenarios) == 1,
        TABLES: len(data.scenarios) == 1,
        NUMBERS: not data.parameters["status"].isin(["sourced", "calibrated"]).any(),
    }
    gone: tuple[str, ...] = ()
    yield gone
    for part in LEFT_OUT:
        if not absent[part]:
            gone = (*gone, part)
            yield gone


def drawn(data: ReportData, without: tuple[str, ...]) -> ReportData:
    """The data of the charts: of all scenarios, or of the first of them."""
    if CHARTS not in without:
        return data
    cards = data.scenarios[:DRAWN]
    names = [card.name for card in cards]
    frames = {name: getattr(data, name) for name in DRAWN_FROM}
    kept = {name: frame[frame["scenario"].isin(names)].reset_index(drop=True) for name, frame in frames.items()}
    return replace(data, scenarios=cards, **kept)


def shortened(chart: Chart) -> Chart:
    """A chart whose table has its first rows only, and says so."""
    if len(chart.table) <= ROWS_KEPT:
        return chart
    said = f"The table has the first {ROWS_KEPT} of {len(chart.table)} rows, to keep this page within its size."
    return replace(chart, table=chart.table.head(ROWS_KEPT), notes=(*chart.notes, said))
