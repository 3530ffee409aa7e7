"""Who pays, and by what rates sums of money of different years are compared."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from carepath_sim.build.axes import Axes
from carepath_sim.clock import DAYS_PER_YEAR
from carepath_sim.model import AFTER_CARE, COUNCIL, IN_CARE, Floats
from carepath_sim.scenario.facts import amount_of
from carepath_sim.scenario.finance import years_of


def tables(axes: Axes) -> dict[str, Any]:
    """The fields of `Prices` about payers and about time."""
    study = axes.study
    rates = sorted((years_of(span), rate.amount) for span, rate in study.finance.discount_rates.items())
    inflation = study.finance.inflation
    return {
        "payers": _payers(axes),
        "grants": _grants(axes),
        # The rate of the 31st year is the first that follows 30 years after the start.
        "discount_from": tuple(float(max(first - 1, 0)) for (first, _), _ in rates) or (0.0,),
        "discount_rate": tuple(rate for _, rate in rates) or (0.0,),
        "inflation": 0.0 if inflation is None else inflation.amount,
        "years_since_price_year": (study.start - _middle(study.prices.price_year)).days / DAYS_PER_YEAR,
    }


def _payers(axes: Axes) -> dict[str, str]:
    """Headings that somebody other than the council pays for."""
    found = {}
    for effect in axes.study.effects:
        if effect.add_cost is not None and effect.add_cost.payer != COUNCIL:
            found[effect.add_cost.heading] = effect.add_cost.payer
    return dict(sorted(found.items()))


def _grants(axes: Axes) -> dict[str, Floats]:
    """[N, 2] £ a night by payer: looked after, and after care."""
    found: dict[str, Floats] = {}
    for need, grant in axes.study.prices.grants.items():
        if need not in axes.needs or grant.payer == COUNCIL:
            continue
        per_night = found.setdefault(grant.payer, np.zeros((len(axes.needs), 2)))
        for column, price in ((IN_CARE, grant.looked_after), (AFTER_CARE, grant.after_care)):
            per_night[axes.needs.index(need), column] = 0.0 if price is None else amount_of(axes.study, price)
    return dict(sorted(found.items()))


def _middle(price_year: str) -> date:
    """The middle of a financial year."""
    return date(int(price_year[:4]), 10, 1)
