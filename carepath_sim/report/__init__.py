"""The report: charts of metrics, tables, assumptions and provenance on one page.

Read in this order: `data` (what a page needs), `collect` and `differing` (where it comes
from), `words` and `canvas` (how figures are written and drawn), the charts (`contrasts`,
`trading`, `lasting`, `living`, `spending`, listed in `charts`), `assumptions`, `tables` and
`glyphs`, and `page`.
"""

from carepath_sim.report.collect import collect, labels_of
from carepath_sim.report.data import Definition, ReportData, ScenarioCard
from carepath_sim.report.page import MAX_BYTES, render, write

__all__ = ["MAX_BYTES", "Definition", "ReportData", "ScenarioCard", "collect", "labels_of", "render", "write"]
