"""Who pays: the council, and others who bear a part of the same total.

What a heading costs falls to the payer it names, and to the council if it names none. A
grant paid by the night for young people of some need comes off what the council pays. So
the payers share the total, by test, and the total stays what everything costs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from carepath_sim.metrics.arrays import in_order
from carepath_sim.metrics.cost import CONSTANT, cost, headings
from carepath_sim.metrics.equality import needs_of
from carepath_sim.metrics.reading import Reading, once
from carepath_sim.metrics.registry import metric
from carepath_sim.metrics.spending import prices_of
from carepath_sim.metrics.windows import Intervals
from carepath_sim.model import AFTER_CARE, COUNCIL, IN_CARE, Floats, Prices

ADULT = 18


@once
def shares(reading: Reading) -> dict[str, Floats]:
    """£ of each payer, the council first: [runs, windows]."""
    prices = prices_of(reading)
    others: dict[str, list[Floats]] = {}
    for heading, paid in headings(reading).items():
        payer = payer_of(heading, prices)
        if payer != COUNCIL:
            others.setdefault(payer, []).append(paid)
    for payer, per_night in prices.grants.items():
        others.setdefault(payer, []).append(_granted(reading, per_night))
    found = {payer: in_order(np.array(others[payer]), axis=0) for payer in sorted(others)}
    council = cost(reading) - in_order(np.array(list(found.values())), axis=0) if found else cost(reading)
    return {COUNCIL: council, **found}


def payer_of(heading: str, prices: Prices) -> str:
    """Who pays for a heading: only those of a scenario's own may name another than the council."""
    own = heading.partition(": ")[2]
    return prices.payers.get(own, COUNCIL) if own else COUNCIL


def _granted(reading: Reading, per_night: Floats) -> Floats:
    """£ of a grant by the night, [N, 2] for young people looked after and for adults who no longer are."""
    nights = nights_by_need(reading)
    return in_order(in_order(nights * per_night[..., None], axis=1), axis=1)


@once
def nights_by_need(reading: Reading) -> Floats:
    """Midnights of the young people of each need, in care and after it at 18 or over: [runs, N, 2, windows]."""
    n_needs, periods = len(reading.words.needs), reading.periods
    nights = np.zeros((reading.n_runs, n_needs, 2, len(reading.windows)))
    nights[:, :, IN_CARE] = reading.nights_by(needs_of(reading, periods.who), n_needs, periods)
    after = _after_care(reading)
    nights[:, :, AFTER_CARE] = reading.nights_by(needs_of(reading, after.who), n_needs, after)
    return nights


def _after_care(reading: Reading) -> Intervals:
    """Spells outside care, from the 18th birthday on."""
    spells = reading.spells
    start = np.maximum(spells.start, reading.birthday(ADULT)[spells.who])
    rows = np.flatnonzero(~spells.looked_after & (start < spells.end))
    return Intervals(spells.run[rows], spells.who[rows], start[rows], spells.end[rows])


@metric(
    "Cost by payer",
    unit="£",
    better="neither",
    principle="service",
    note=CONSTANT,
    needs_prices=True,
    absent=0.0,
)
def cost_by_payer(reading: Reading) -> Mapping[str, Floats]:
    """Who pays for what everything costs; the payers sum to the total.

    Each heading falls to the council unless the assumptions name another payer for it. Grants by the night, at the
    rates of the assumptions, count as paid by whoever grants them, and the council pays what they leave. They are for
    young people of some needs, looked after, or no longer looked after and 18 or over.
    """
    return shares(reading)


@metric(
    "Cost to the council",
    unit="£",
    better="lower",
    principle="service",
    note=CONSTANT,
    needs_prices=True,
    absent=0.0,
    tolerance=0.01,
)
def cost_to_council(reading: Reading) -> Floats:
    """The total cost less what others pay: headings with another payer, and grants by the night."""
    return shares(reading)[COUNCIL]
