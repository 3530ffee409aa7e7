"""What the sections that give account of a study are laid out from: checklist, decisions, reproduction, checks."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from carepath_sim.report.checking import checked
from carepath_sim.report.data import ReportData
from carepath_sim.report.reproducing import day_words
from carepath_sim.report.stress import CHECKLIST, open_rows


def account(data: ReportData) -> dict[str, Any]:
    """The names that the templates `open`, `alarm`, `stress`, `decisions`, `checks` and `reproducing` use."""
    sections = [(section, list(rows)) for section, rows in groupby(data.stress, key=lambda row: row.section)]
    return {
        "checklist": CHECKLIST,
        "stress": [(section, rows, sum(len(row.open) for row in rows)) for section, rows in sections],
        "open_rows": open_rows(data),
        "checked": checked(data),
        "day_words": day_words,
    }
