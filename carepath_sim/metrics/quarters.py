"""When money is spent: what each quarter of a study costs, in the four sums that the metrics give for the whole of it.

Quarters begin on the day of the month of the start date, every third month; one that would
begin on a day its month does not have begins on the first of the next. The last ends at the
horizon and may be shorter. Quarters are no windows of the metrics, because figures of so
short a time say little and would triple every table.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from carepath_sim import clock
from carepath_sim.clock import DAY
from carepath_sim.metrics.cost import cost
from carepath_sim.metrics.payers import cost_to_council
from carepath_sim.metrics.reading import Reading
from carepath_sim.metrics.spending import prices_of, total
from carepath_sim.metrics.windows import Calendar, Window
from carepath_sim.metrics.worth import discount, price_level
from carepath_sim.model import Floats, Ints

MONTHS = 3
TOTALS = {"constant": "cost", "discounted": "cost_discounted", "cash": "cost_cash", "council": "cost_to_council"}
"""The metric that the quarters of each measure sum to."""


@dataclass(frozen=True, eq=False)
class Quarters:
    """Costs of the quarters of a study: each [runs, quarters]; `end_day` is the day number each ends at: [quarters]."""

    end_day: Ints
    costs: dict[str, Floats]  # by the measures of `TOTALS`


def quarter_edges(start_day: int, horizon: int) -> Ints:
    """Ticks at which quarters begin and, last, the horizon."""
    epoch = clock.day_number(1970, 1, 1)
    start = np.datetime64(start_day - epoch, "D")
    month = start.astype("datetime64[M]")
    count = horizon // DAY // (28 * MONTHS) + 1
    months = month + MONTHS * np.arange(count)
    first_of_next = (months + 1).astype("datetime64[D]")
    days = np.minimum(months.astype("datetime64[D]") + (start - month.astype("datetime64[D]")), first_of_next)
    ticks = (days.astype(np.int64) + epoch - start_day) * DAY
    edges: Ints = np.append(ticks[ticks < horizon], horizon)
    return edges


def cost_by_quarter(reading: Reading) -> Quarters:
    """What each quarter costs, by measure; over the quarters they sum to the metrics of `TOTALS` for the whole study.

    As these metrics do, discounting and inflation take the costs of a year of the study, or of a part of one
    over which prices are the same, to fall evenly within it. Raises ValueError if the reading has no prices.
    """
    edges = quarter_edges(reading.words.start_day, reading.words.horizon)
    bounds = edges.tolist()
    finer = reading.over([Window(f"quarter {n + 1}", *bounds[n : n + 2]) for n in range(len(bounds) - 1)])
    return Quarters(
        end_day=reading.words.start_day + edges[1:] // DAY,
        costs={
            "constant": cost(finer),
            "discounted": _weighted(finer, discount(_edges(reading), prices_of(reading)), _edges(reading)),
            "cash": _weighted(finer, price_level(_edges(reading), prices_of(reading)), _edges(reading)),
            "council": cost_to_council(finer),
        },
    )


def _edges(reading: Reading) -> Ints:
    """The edges between which the metrics of a whole study weight money evenly."""
    return Calendar.of(reading.words).edges


def _weighted(finer: Reading, weight: Floats, edges: Ints) -> Floats:
    """The total cost of each quarter, where weights hold between coarser edges than its own stretches."""
    held = np.searchsorted(edges, finer.calendar.edges, side="right") - 1
    return finer.calendar.in_windows(total(finer) * np.append(weight, 0.0)[held])
