"""What a page leaves out, one part after another, while it is larger than it may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from carepath_sim.report import tables
from carepath_sim.report.data import ReportData
from carepath_sim.report.words import number_words

DRAWN = 6
"""How many scenarios are drawn on a page too large to draw them all."""
MEASURES, FINDINGS, CHARTS, NUMBERS, TABLES = "measures", "findings", "charts", "numbers", "tables"
LEFT_OUT = {
    MEASURES: "measures other than the headline ones (comparison.csv)",
    FINDINGS: "longer findings in words (manifest.json)",
    CHARTS: f"charts of scenarios after the first {number_words(DRAWN)} (series.csv and metrics.csv)",
    NUMBERS: "the lists of sourced and calibrated numbers (the files that end in .resolved.yaml)",
    TABLES: "the tables of every headline measure and of money (comparison.csv)",
}
"""Each part, in the order in which it goes, and where its figures still are."""


def steps(data: ReportData) -> Iterator[tuple[str, ...]]:
    """What to leave out: nothing, then more and more; a part that the page has not is not said to be left out."""
    absent = {
        MEASURES: not tables.comparison(data, headline=False),
        FINDINGS: not tables.findings(data)[1],
        CHARTS: len(data.scenarios) <= DRAWN,
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
    frames = {name: getattr(data, name) for name in ("comparison", "metrics", "series", "survival")}
    kept = {name: frame[frame["scenario"].isin(names)].reset_index(drop=True) for name, frame in frames.items()}
    return replace(data, scenarios=cards, **kept)
