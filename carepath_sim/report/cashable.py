"""What differs in a budget, year by year: which money leaves the council's account, and which part needs a decision.

*Cashable* is what the council itself pays less (or more), in the cash of the year. It leaves out
what others pay, and the hours of staff that moves and entries take, which are paid for whether
anybody moves or not. Of what is left, nights of placements are paid as they are used; services,
posts, places bought in a block and a scenario's own costs are paid whether used or not, and so
are saved only by somebody's decision to have fewer.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from carepath_sim.metrics.uncertainty import paired
from carepath_sim.report.data import ReportData

TOTAL, COUNCIL, CASH, DISCOUNTED = "cost", "cost_to_council", "cost_cash", "cost_discounted"
HEADING, PAYER = "cost_by_heading", "cost_by_payer"
BY_THE_NIGHT, BY_DECISION, STAFF_TIME, BY_OTHERS, CASHABLE = "night", "decision", "time", "others", "cashable"
NIGHTS = frozenset({"placements"})
HOURS = frozenset({"moves", "entries"})
NO_INFLATION = 1e-9

Table = pd.DataFrame
"""£ of one period, a row a replication and a column a scenario."""


def years(data: ReportData) -> list[str]:
    """The whole years of the study for which costs by heading were measured, in order."""
    known = data.metrics.loc[data.metrics["metric"] == HEADING, "period"].unique()
    numbers = [int(name.removeprefix("year ")) for name in known if str(name).startswith("year ")]
    return [f"year {number}" for number in sorted(numbers)]


def paid(data: ReportData, metric: str, period: str, settings: frozenset[str] | None = None) -> Table:
    """A sum of money in each replication; of the figure for everything, or of some headings or payers."""
    rows = data.measured(metric, period)
    rows = rows[rows["setting"].isin(settings or {"all"})]
    sums = rows.groupby(["replication", "scenario"])["value"].sum().unstack("scenario")
    return sums.reindex(columns=[card.name for card in data.scenarios])


def headings(data: ReportData, period: str) -> dict[str, Table]:
    """The headings in three groups by how they are paid: see the module; NaN for a scenario without any."""
    known = frozenset(data.measured(HEADING, period)["setting"].astype(str)) - {"all"}
    groups = {BY_THE_NIGHT: known & NIGHTS, BY_DECISION: known - NIGHTS - HOURS, STAFF_TIME: known & HOURS}
    whole = paid(data, HEADING, period, known)
    return {
        name: (paid(data, HEADING, period, group).reindex(whole.index).fillna(0.0) if group else whole * 0.0).where(
            whole.notna()
        )
        for name, group in groups.items()
    }


def to_cash(data: ReportData, period: str) -> float:
    """The cash of a period for each pound in constant prices; 1 where no inflation is assumed or none was measured."""
    cash, constant = (paid(data, metric, period).sum().sum() for metric in (CASH, TOTAL))
    return float(cash / constant) if cash and constant else 1.0


def is_inflated(data: ReportData) -> bool:
    """Whether some year's cash is not its cost in constant prices."""
    return any(abs(to_cash(data, period) - 1) > NO_INFLATION for period in years(data))


def parts(data: ReportData, period: str) -> dict[str, Table]:
    """The parts of the council's bill in the cash of a period, and what is cashable of it: a table each.

    What others pay is less than nothing, so that nights, decisions and others together are what is
    cashable. Where it was not measured what the council pays, others are taken to pay nothing.
    """
    found = headings(data, period)
    council, total = paid(data, COUNCIL, period), paid(data, TOTAL, period)
    others = (council - total).reindex(found[BY_THE_NIGHT].index)
    found[BY_OTHERS] = others.fillna(0.0)
    found[CASHABLE] = found[BY_THE_NIGHT] + found[BY_DECISION] + found[BY_OTHERS]
    factor = to_cash(data, period)
    return {name: table * factor for name, table in found.items()}


def change(table: Table, base: str, scenario: str) -> tuple[float, float, float]:
    """The mean paired difference from the baseline and its 95% interval; NaN where it is not known."""
    if base not in table or scenario not in table or table.empty:
        return np.nan, np.nan, np.nan
    found = paired(table[base].to_numpy(), table[scenario].to_numpy(), "lower")
    return found.difference, found.low, found.high
