"""What everything costs, in each piece of the calendar."""

from __future__ import annotations

from typing import Any

import numpy as np

from carepath_sim.build.axes import Axes
from carepath_sim.build.changes import Changes, numbers
from carepath_sim.model import Floats
from carepath_sim.scenario.parameters import Parameter
from carepath_sim.scenario.schema import PostCost


def tables(axes: Axes, changes: Changes) -> dict[str, Any]:
    """The fields of `Prices`."""
    prices = axes.study.prices
    costs = [axes.team(name).cost for name in axes.teams]
    headings = sorted({cell[1] for cell in changes.cells if cell[0] == "cost"})
    return {
        "currency": prices.currency,
        "price_year": prices.price_year,
        "night": _priced(axes, changes, "price", axes.settings),
        "service": _priced(axes, changes, "service", axes.pools),
        "empty_place": _priced(axes, changes, "empty_place", axes.pools),
        "post": np.array([_post(cost) for cost in costs], dtype=np.float64).reshape(len(costs), 4),
        "recruitment": np.array([_amount(cost.recruitment) if cost else 0.0 for cost in costs], dtype=np.float64),
        "move": np.array([prices.move.planned.amount, prices.move.unplanned.amount], dtype=np.float64),
        "entry": prices.entry.amount,
        "fixed": {heading: numbers(0.0, changes.of("cost", heading), len(axes.pieces)) for heading in headings},
    }


def _priced(axes: Axes, changes: Changes, key: str, names: tuple[str, ...]) -> Floats:
    rows = [
        numbers(_amount(getattr(axes.setting(name), key)), changes.of(key, name), len(axes.pieces)) for name in names
    ]
    return np.array(rows, dtype=np.float64).reshape(len(names), len(axes.pieces))


def _amount(number: Parameter[Any] | None) -> float:
    return 0.0 if number is None else number.amount


def _post(cost: PostCost | None) -> list[float]:
    """£ per day of a post that is closed, vacant, permanent, agency."""
    if cost is None:
        return [0.0, 0.0, 0.0, 0.0]
    return [0.0, _amount(cost.vacant), cost.permanent.amount, cost.agency.amount]
