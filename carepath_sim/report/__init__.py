"""The report: charts of metrics, tables, assumptions and provenance on one page.

Read in this order: `data` (what a page needs), `collecting` and `differing` (where it comes
from), `words` and `canvas` (how figures are written and drawn), the charts (`contrasts`,
`trading`, `lasting`, `living`, `spending`, listed in `charts`), `assumptions`, `tables` and
`glyphs`, what stands beside the charts (`parts`, `practising`, `featuring`, `beside`, `paying`,
`principles`), how account is given of a study (`answering`, `stress` and the rows it is made from,
`decisions`, `reproducing`, `checking`, `accounting`), `shedding`, `sheet` and `page`; `experimenting` for
the pages of sweeps, analyses of sensitivity and searches; `preview_table` and `preview_page` for
what is expected without chance. Each name is imported when it is first used, so that a preview loads no frames.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from carepath_sim.report.collecting import collect, labels_of
    from carepath_sim.report.data import Definition, ReportData, ScenarioCard
    from carepath_sim.report.page import MAX_BYTES, render, write

__all__ = ["MAX_BYTES", "Definition", "ReportData", "ScenarioCard", "collect", "labels_of", "render", "write"]

_HOMES = {
    "collecting": ("collect", "labels_of"),
    "data": ("Definition", "ReportData", "ScenarioCard"),
    "page": ("MAX_BYTES", "render", "write"),
}


def __getattr__(name: str) -> Any:
    """Import a name from where it lives, once."""
    home = next((home for home, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
    return value
