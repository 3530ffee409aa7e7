"""Money beyond the headings: the same total at the start of the study and in the cash of the day, and who pays it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from carepath_sim.catalogue.wording import counted, in_sentence
from carepath_sim.model import COUNCIL
from carepath_sim.report.data import Definition, ReportData
from carepath_sim.report.tables import ComparedMetric, compared, level_rows

TOTALS = ("cost", "cost_discounted", "cost_cash", "cost_to_council")
BY_PAYER = "cost_by_payer"
PAYERS = {
    "council": "The council",
    "home_office": "The Home Office",
    "department_for_education": "The Department for Education",
    "nhs": "The NHS",
    "police": "The police",
    "other": "Others",
}
SAME = 1e-9
"""Two sums of money are one if they differ by no larger share."""


@dataclass(frozen=True)
class Money:
    """Totals and payers against the baseline, or their levels if there is nothing to compare with, and what to note."""

    totals: tuple[ComparedMetric, ...]
    payers: tuple[ComparedMetric, ...]
    levels: pd.DataFrame
    notes: tuple[str, ...]


def money(data: ReportData) -> Money | None:
    """What the sums of money are; nothing if no total was measured."""
    known = [each for name in TOTALS if (each := data.definition(name)) and len(data.measured(name))]
    if not known:
        return None
    same = [each for each in known[1:] if _equal(data, each.name, known[0].name)]
    kept = [each for each in known if each not in same]
    payers = _payers(data)
    asked = [(each, each.name, "all") for each in kept] + [(each, BY_PAYER, each.name) for each in payers]
    alone = len(data.scenarios) == 1
    return Money(
        totals=() if alone else tuple(compared(data, each, data.compared(each.name)) for each in kept),
        payers=() if alone else tuple(_of_payer(data, each) for each in payers),
        levels=level_rows(data, asked) if alone else pd.DataFrame(),
        notes=_notes(known[0], same, payers),
    )


def _equal(data: ReportData, metric: str, other: str) -> bool:
    """Whether two totals are the same money in every replication."""
    first, second = (data.measured(name)["value"].to_numpy(dtype=float) for name in (metric, other))
    return len(first) == len(second) and bool(np.allclose(first, second, rtol=SAME, atol=0.0))


def _payers(data: ReportData) -> list[Definition]:
    """Everybody who pays something in some scenario, by name, if it is not the council alone."""
    table = data.means(BY_PAYER).fillna(0.0)
    names = [str(name) for name in table.index[(table != 0).any(axis=1)]]
    if names == [COUNCIL]:
        return []
    return [
        Definition(name, PAYERS.get(name, data.label(name)), "£", "lower" if name == COUNCIL else "neither", "")
        for name in names
    ]


def _of_payer(data: ReportData, payer: Definition) -> ComparedMetric:
    """What one payer pays. That another than the council pays less is no gain: the council may pay it instead."""
    rows = data.compared(BY_PAYER, payer.name)
    return compared(data, payer, rows.assign(better=payer.better))


def _notes(total: Definition, same: list[Definition], payers: list[Definition]) -> tuple[str, ...]:
    """What a reader would miss otherwise."""
    notes = []
    if same:
        names = "; ".join(each.label for each in same)
        notes.append(f"{names}: the same here as {in_sentence(total.label)}, and left out.")
    if payers:
        notes.append(f"The {counted(len(payers), 'payer')} share the total: what one pays no other does.")
    else:
        notes.append("Everything is paid by the council in these scenarios.")
    return tuple(notes)
